"""Questions and drafts in, cited answers out. Knows nothing of pages or widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.answer import Answer, Citation, Event, Notice, Scope, SearchResult
    from rag.assistant import Assistant
    from rag.config import Settings, read_settings
    from rag.errors import AssistantError, ModelError, ServiceError, SettingsError, UsageError
    from rag.filters import Filters
    from rag.history import Conversation, Conversations, KeptTurn

_HOMES = {
    "rag.answer": ("Answer", "Citation", "Event", "Notice", "Scope", "SearchResult"),
    "rag.assistant": ("Assistant",),
    "rag.config": ("Settings", "read_settings"),
    "rag.errors": ("AssistantError", "ModelError", "ServiceError", "SettingsError", "UsageError"),
    "rag.filters": ("Filters",),
    "rag.history": ("Conversation", "Conversations", "KeptTurn"),
}

__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "Citation",
    "Conversation",
    "Conversations",
    "Event",
    "Filters",
    "KeptTurn",
    "ModelError",
    "Notice",
    "Scope",
    "SearchResult",
    "ServiceError",
    "Settings",
    "SettingsError",
    "UsageError",
    "read_settings",
]


def __getattr__(name: str) -> object:
    """Fetch a public name from its module when it is first asked for: importing one part does not load all."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
