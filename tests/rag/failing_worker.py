"""A worker that is ready, and ends whatever it is asked. Run as a program by test_workers.py."""

import pickle
import sys

pickle.load(sys.stdin.buffer)
pickle.dump(1, sys.stdout.buffer)
sys.stdout.flush()
pickle.load(sys.stdin.buffer)
