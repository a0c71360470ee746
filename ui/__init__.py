"""The chat page. Knows only the front door of rag."""
