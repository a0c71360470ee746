"""What `python -m rag.train --spans` learns the net of `rag.spans` with."""
