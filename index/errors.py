"""The errors of the index. Each message is one Chinese sentence: what happened, what to do.

LibraryError
├── InputError          a path that cannot be read (exit code 66)
├── DataError           bytes or a record that cannot be used (exit code 65)
├── BusyError           another process is writing (exit code 75)
├── WriteError          the folder cannot be written, or the disk is full (exit code 73)
├── MismatchError       the library was built with other settings (exit code 78)
└── CorruptError        a file of the library is damaged (exit code 65)
"""

from __future__ import annotations


class LibraryError(Exception):
    """Base of all errors of the index; `exit_code` follows sysexits.h."""

    exit_code = 1


class InputError(LibraryError):
    """A path that does not exist, is not readable, or holds nothing that can be indexed."""

    exit_code = 66


class DataError(LibraryError):
    """Bytes or a record that cannot be used."""

    exit_code = 65


class BusyError(LibraryError):
    """Another process is writing to the same library; the message names it."""

    exit_code = 75


class WriteError(LibraryError):
    """The library's folder cannot be written."""

    exit_code = 73


class MismatchError(LibraryError):
    """The library was built with another model, dimension, chunking or lexicon; the message says both and what to run."""

    exit_code = 78


class CorruptError(LibraryError):
    """A file of the library is damaged and no earlier generation can stand in."""

    exit_code = 65
