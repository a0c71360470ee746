"""What a file on disk holds: encodings, formats, archives, and the child process that reads the risky ones."""
