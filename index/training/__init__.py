"""How the built-in embedding is trained: tokenizer, pairs, steps."""
