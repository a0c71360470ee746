"""A draft into its sentences with their places; what claims nothing (headings, greetings, slogans) is told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.places import places
from index.sentences import sentences
from rag.desk.claim import MARKED, has_figures
from rag.desk.people import people
from rag.errors import UsageError

LONGEST_HEADING = 40
LONGEST = 2000
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十]+[章节部]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|#{1,6}\s)"
)
_GREETING = re.compile(
    r"^(?:(?:尊敬的|亲爱的|各位|同志们|朋友们|老师们|同学们|女士们|先生们|大家|代表们|乡亲们|父老乡亲)[^，。；\d]{0,30}[：:!！，,。]?$"
    r"|(?:谢谢|感谢)(?:大家|各位|聆听)?[！!。]?$|大家(?:上午|下午|晚上)?好|新年好|祝(?:愿)?(?:大家|各位|大会|同志们)[^\d]{0,60}$|.{0,4}请(?:予)?审议|汇报完毕|(?:今天|这次|本次|现在)[^，。]{0,14}(?:召开|举行|开|代表)[^\d]*$|(?:下面|接下来)，?(?:我|请)[^\d]*$|我的(?:发言|汇报|讲话|报告)(?:完了|完毕|到此结束))"
)
_SLOGAN = re.compile(
    r"让我们|奋力谱写|砥砺前行|不忘初心|踔厉奋发|勇毅前行|凝心聚力|再创佳绩|再创辉煌|共创|谱写[^，。]{0,16}篇章|努力奋斗|团结奋斗|而奋斗|真抓实干|笃行不怠|乘势而上|团结一心|齐心协力|撸起袖子|必将|一定(?:能|会)"
    r"|坚定信心|以更加|只争朝夕|勇挑重担|不负韶华|锐意进取|扬帆起航|扛牢|为抓手|始终坚持|牢固树立|深入贯彻|全面贯彻|坚持以"
)
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|>\s*|\d+\.\s+)")
_END = re.compile(r"[。！？!?；;…：:”」』]$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft: `text` stands at `start`:`end`. `checkable` is False when there is nothing to check in it."""

    text: str
    start: int
    end: int
    checkable: bool = True


def split_draft(text: str) -> list[Sentence]:
    """The sentences of a draft, in order; the marks of Markdown before a line are no part of them."""
    found = []
    for start, end in sentences(text):
        mark = _MARKUP.match(text, start, end)
        heading = _heading(text, start, end, bool(mark and "#" in mark[0]))
        first = mark.end() if mark and mark.end() < end else start
        words = text[first:end]
        found.append(Sentence(words, first, end, not heading and claims(words)))
    return found


def one(text: str) -> Sentence:
    """A sentence that was asked for by itself: only greetings and slogans are nothing to check.

    Raises UsageError when it is empty or longer than 2,000 characters.
    """
    words = text.strip()
    if not re.search(r"\w", words):
        raise UsageError("句子是空的：请写一句要核对的话。")
    if len(words) > LONGEST:
        raise UsageError(f"句子太长（{len(words)}字）：请缩短到{LONGEST}字以内，或用 check 核对整份稿子。")
    start = text.find(words)
    return Sentence(words, start, start + len(words), claims(words))


def claims(text: str) -> bool:
    """Whether a sentence says something that a report could bear out."""
    words = text.strip()
    if len(re.sub(r"\W", "", words)) < 5 or _GREETING.match(words):
        return False
    return not _SLOGAN.search(words) or _definite(words)


def _heading(text: str, start: int, end: int, marked: bool) -> bool:
    """Whether a line of its own without a full stop is a heading: numbered, or short and without figures."""
    alone = text[:start].rpartition("\n")[2].strip() == "" and text[end : end + 1] in ("", "\n", "\r")
    line = text[start:end]
    if marked:
        return True
    if not alone or _END.search(line):
        return bool(_NUMBERED.match(line)) and len(line) <= 20 and not has_figures(line)
    return len(line) <= LONGEST_HEADING and (bool(_NUMBERED.match(line)) or not has_figures(line))


def _definite(text: str) -> bool:
    """Whether it names a figure, a time, a person, a quotation or a place other than one's own."""
    named = any(place.text[0] not in "全我本该" for place in places(text)) and not re.search("聊城", text)
    return has_figures(text) or bool(people(text)) or bool(MARKED.search(text)) or named
