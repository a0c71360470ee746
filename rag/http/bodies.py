"""The parts that requests have in common."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise PydanticCustomError("string_unicode", "half of a surrogate pair") from error
    return text


Words = Annotated[str, AfterValidator(_encodable)]
Moment = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", examples=["2024", "2024-06", "2024-06-30"])]


class Filters(BaseModel):
    """Which articles may answer: dated from `since` to `until`, in the named `sources`."""

    model_config = ConfigDict(extra="forbid")
    since: Moment | None = None
    until: Moment | None = None
    sources: list[Words] | None = None

    def options(self) -> dict[str, Any]:
        """The filters as keyword arguments of the assistant."""
        return {"since": self.since, "until": self.until, "sources": self.sources}


class Page(BaseModel):
    """Which part of a list is wanted; `cursor` is the `next` of the page before, `limit` how many items a page has."""

    model_config = ConfigDict(extra="forbid")
    cursor: str | None = Field(None, pattern=r"^o\d{1,9}$")
    limit: int = Field(100, ge=1, le=1000)

    @property
    def start(self) -> int:
        """The place of the first item of this page."""
        return int(self.cursor[1:]) if self.cursor else 0
