"""Newsprint text to clean lines: wraps, spaces inside numbers, marks, widths, each character with its source line."""
