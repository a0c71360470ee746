"""Publishes and opens one generation of catalogue, vectors and keywords."""
