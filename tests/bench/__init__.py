"""Speed and memory, measured side by side with a baseline in one run: `make bench`."""
