"""The errors of the assistant. Each message is one Chinese sentence: what happened, what to do.

AssistantError
├── UsageError          a question, filter or option that cannot be used (exit code 2, HTTP 422)
├── SettingsError       an unknown or unusable setting (exit code 78)
├── ModelError          the language model did not answer as it should (exit code 69)
├── TooManyError        more was asked than the limits allow (HTTP 429)
└── ServiceError        the service cannot start, e.g. the port is taken (exit code 69)
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of all errors of the assistant; `exit_code` follows sysexits.h."""

    exit_code = 1


class UsageError(AssistantError):
    """A question, filter or option that cannot be used."""

    exit_code = 2


class SettingsError(AssistantError):
    """An unknown or unusable setting; the message names it and the nearest known one."""

    exit_code = 78


class ModelError(AssistantError):
    """The language model is down, too slow, or answered with something that is no answer."""

    exit_code = 69


class TooManyError(AssistantError):
    """More was asked than the limits allow; `seconds` is when to try again."""

    exit_code = 75

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class ServiceError(AssistantError):
    """The service cannot start."""

    exit_code = 69
