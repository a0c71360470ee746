"""What requests bring: their bodies and queries, and the parts that these have in common."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Base64Bytes, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from index.errors import DataError
from rag.desk.manuscript import parse
from rag.errors import UsageError


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise PydanticCustomError("string_unicode", "half of a surrogate pair") from error
    return text


LONGEST_PLACE, MOST_PLACES = 40, 20
Words = Annotated[str, AfterValidator(_encodable)]
Moment = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", examples=["2024", "2024-06", "2024-06-30"])]

Question = Annotated[Words, Field(description="问题，写完整", examples=["2024年聊城招商引资到位资金是多少？"])]
Claim = Annotated[Words, Field(description="要核对的一句话", examples=["冠州国际陆港项目总投资120亿元。"])]
Query = Annotated[Words, Field(description="要查的话", examples=["招商引资"])]
Count = Annotated[int, Field(description="最多几段", ge=1, le=100, strict=True)]
Since = Annotated[Moment | None, Field(description="只查这天及以后的报道")]
Until = Annotated[Moment | None, Field(description="只查这天及以前的报道")]
Sources = Annotated[list[Words] | None, Field(description="只查这些报纸文件")]
Place = Annotated[Words, Field(min_length=1, max_length=LONGEST_PLACE)]
Places = Annotated[
    list[Place], Field(description="只查提到这些地方或其直接下级之一的报道", max_length=MOST_PLACES, examples=[["冠县"]])
]
Today = Annotated[date | None, Field(description="把哪天当作今天，默认今天", examples=["2025-12-03"])]


class Filters(BaseModel):
    """Which articles may answer: dated from `since` to `until`, in the named `sources`."""

    model_config = ConfigDict(extra="forbid")
    since: Since = None
    until: Until = None
    sources: Sources = None

    def options(self) -> dict[str, Any]:
        """The filters as keyword arguments of the assistant."""
        return {"since": self.since, "until": self.until, "sources": self.sources}


class Placed(Filters):
    """The same, and of those only the articles that name one of `places`, or an immediate part of one."""

    places: Places = []

    def options(self) -> dict[str, Any]:
        """The filters as keyword arguments of the assistant."""
        return {**super().options(), "places": tuple(self.places)}


class Page(BaseModel):
    """Which part of a list is wanted; `cursor` is the `next` of the page before, `limit` how many items a page has."""

    model_config = ConfigDict(extra="forbid")
    cursor: str | None = Field(None, pattern=r"^o\d{1,9}$")
    limit: int = Field(100, ge=1, le=1000)

    @property
    def start(self) -> int:
        """The place of the first item of this page."""
        return int(self.cursor[1:]) if self.cursor else 0


class Turn(BaseModel):
    """An earlier question and the answer it got."""

    model_config = ConfigDict(extra="forbid")
    question: Words
    answer: Words


class SearchBody(Placed):
    """A query for passages; `k` is how many, best first."""

    query: Query
    k: Count = 10

    @property
    def asked(self) -> int:
        """How many characters are asked."""
        return len(self.query)


class AskBody(Placed):
    """A question; `history` holds the earlier turns, oldest first; `stream` asks for server-sent events."""

    question: Question
    history: list[Turn] = Field(default=[], max_length=200)
    today: Today = None
    stream: bool = Field(default=False, strict=True)

    @property
    def asked(self) -> int:
        """How many characters are asked, the history's too."""
        return len(self.question) + sum(len(turn.question) + len(turn.answer) for turn in self.history)

    def options(self) -> dict[str, Any]:
        """Filters, history and today as keyword arguments of the assistant."""
        history = tuple(turn.model_dump() for turn in self.history)
        return {**super().options(), "history": history, "today": self.today}


class CiteBody(Filters):
    """One sentence to be checked."""

    claim: Claim
    today: Today = None

    @property
    def asked(self) -> int:
        """How many characters are asked."""
        return len(self.claim)

    def options(self) -> dict[str, Any]:
        """Filters and today as keyword arguments of the assistant."""
        return {**super().options(), "today": self.today}


class CheckBody(Filters):
    """A draft to be checked: its text, or a docx, md or txt file in base64 with its name; `stream` asks for events."""

    text: Words | None = Field(None, examples=["2024年，全市招商引资到位资金达511.6亿元。"])
    file: Base64Bytes | None = None
    name: Words = "draft.docx"
    today: Today = None
    stream: bool = Field(default=False, strict=True)

    def options(self) -> dict[str, Any]:
        """Filters and today as keyword arguments of the assistant."""
        return {**super().options(), "today": self.today}

    def draft(self) -> str:
        """The text of the draft. Raises UsageError when there is none or its file cannot be read."""
        if self.file is not None:
            try:
                return parse(self.name, self.file).text
            except DataError as error:
                raise UsageError(str(error)) from error
        if self.text is None:
            raise UsageError("没有稿子：请给出 text，或 file 和 name。")
        return self.text


class LedgerQuery(Page):
    """Filters of the statistics, and the page that is wanted."""

    metric: str | None = Field(None, max_length=200, examples=["地区生产总值"])
    region: str | None = Field(None, max_length=200, examples=["冠县"])
    period: str | None = Field(None, max_length=200, examples=["2023年上半年"])
