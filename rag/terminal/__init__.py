"""The command line: arguments, commands, and how results are written on a terminal."""
