"""Newspaper files in, searchable folder out. Knows nothing of questions."""
