"""Who did what to whom: a claim that swaps the two sides of a deed, or gives one's deed to another whom the report names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from index.lexicon import Lexicon
from index.places import places
from rag.desk.claim import idle
from rag.desk.inverses import opposed, sided, told
from rag.desk.people import OFFICES, SURNAMES, people
from rag.desk.verdict import Difference

ALIKE, SHARED = 0.8, 0.5  # of a clause without its names, to be the same deed; of its words, to speak of the same deed
_MASK = "＠"
_CLAUSE = re.compile(r"[^，。；：！？\n]+")
_BODY = re.compile(
    r"(?:公司|集团|局|院|(?<!团)队|供销社|合作社|报社|商会|协会|总会|学会|工会|联合会|委员会|居委会|村委会|董事会"
    r"|发改委|卫健委|国资委|市委|省委|县委|区委|政府|银行|大学|小学|中学|学校|幼儿园|厅|研究所|派出所|中心|博物馆|图书馆|工厂|基金会|俱乐部|联盟)$"
)
_ROLE = re.compile(
    r"(?:副?(?:市长|县长|区长|镇长|省长|书记|主席|主任|局长|院长|校长|厅长|部长|会长|董事长|总经理|经理|总裁|秘书长|队长)|教练|队员|企业家|专家组?"
    r"|嫌疑人|受害人|被告|原告|农民|职工|工人|学生|教师|居民|群众|村民|医生|患者|民警|警方|消费者|商户|农户)$"
)
_PERSON = re.compile(rf"(?:[{SURNAMES}][\u4e00-\u9fff]{{2}}|[{SURNAMES}](?:某[某甲乙]?|女士|先生))$")
_CALLED = re.compile(
    rf"(?:{OFFICES}|{_ROLE.pattern.removesuffix('$')})(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{2}}(?![绍示诉露言])|[{SURNAMES}][\u4e00-\u9fff]$)"
)
_APART = "了着过被向对给由从比与和同跟把将让令使为是以在于到及并又还也都则即、的受获遭等"
_EDGE = frozenset(_APART)
_WHOLE = re.compile(
    rf"(?:^|[，。；：！？\n“”{_APART}])(?P<name>[^，。；：！？\n“”\d{_APART}]{{1,9}}?{_BODY.pattern.removesuffix('$')})"
)
_HOSTS = re.compile(r"(?:由|，|。|；|^|、)(?P<who>[^，。；由]{2,40}?)(?:共同|联合)?(?P<deed>主办|承办|协办)")
_VOICE = frozenset("被受获遭由从自向给对比")
_JOINED = re.compile(r"^(?:[、和与同跟及或]|以及|的|在|于|到|赴|来自|是|为|等|以?和)")
_SIDE = re.compile(rf"{_MASK}(?:[、和与同跟及]|以及){_MASK}")  # two who stand side by side, in either order
_STANDS_FOR = re.compile(
    r"[该本此其]?(?:公司|集团|企业|单位|学校|医院|银行|中心|项目)|[该本此]\w{1,3}"
)  # another word for one named before
_TURNED = re.compile(r"被|遭|^[^，]{0,3}?(?:受到?|获|由|应)(?!益|奖)")
_TOWARDS = re.compile(r"^[^，]{0,3}?[向给对为]")
_FROM = re.compile(r"^[^，]{0,3}?[从自]")


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts or is acted on, at `start`:`end` of a text; `names` are the parts of what it is called."""

    start: int
    end: int
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole of what it is called."""
        return "".join(self.names)

    def same(self, other: Actor) -> bool:
        """Whether both may be one: all that the one is called is in what the other is called."""
        return all(n in other.text for n in self.names) or all(n in self.text for n in other.names)


def actors(text: str, lexicon: Lexicon, names: Collection[str] = ()) -> list[Actor]:
    """Places, people, bodies and roles that a folded text names, neighbours taken together (临清市|副市长|孙涛).

    `names` are names of people that are known from elsewhere.
    """
    called = {m.span() for name in names for m in re.finditer(re.escape(name), text)}
    called = {(a, b) for a, b in called if not any(c <= a and b <= d and (a, b) != (c, d) for c, d in called)}
    others = {(a, b) for a, b in _named(text, lexicon) if not any(a < d and c < b for c, d in called)}
    found = sorted(called | others, key=lambda span: (span[0], -span[1]))
    groups: list[list[tuple[int, int]]] = []
    for start, end in found:
        last = groups[-1][-1][1] if groups else -2
        if end <= last:
            continue
        span = (max(start, last), end)
        if groups and text[last : span[0]] in ("", "原"):
            groups[-1].append(span)
        else:
            groups.append([span])
    return [Actor(g[0][0], g[-1][1], tuple(text[a:b] for a, b in g)) for g in groups]


def exchanged(claim: str, source: str, page: str, lexicon: Lexicon) -> list[Difference]:
    """Where a clause of the claim gives a deed of the source to another who is named in `page`, or turns it around.

    All texts are folded. A deed that the source tells in the claim's way too is left alone.
    """
    names = _people(claim, page) | {m["name"] for m in _WHOLE.finditer(f"{claim}\n{source}")}
    told = (match[0] for match in _CLAUSE.finditer(source) if "分别" not in match[0])  # dealt out in order: no sides of a deed
    theirs = [(clause, actors(clause, lexicon, names)) for clause in told]
    found = list(_held_by_others(claim, source))
    for match in _CLAUSE.finditer(claim):
        mine = actors(match[0], lexicon, names)
        if mine and len(match[0]) >= 6:
            swap = _other(match[0], mine, theirs, page) or _turned(match[0], mine, theirs, lexicon)
            found.extend([swap] if swap else [])
    return found


def _held_by_others(claim: str, source: str) -> Iterator[Difference]:
    """Where the claim calls one who hosts an event its organiser, or the reverse (由甲主办，乙承办)."""
    theirs = {m["deed"]: m["who"] for m in _HOSTS.finditer(source)}
    for match in _HOSTS.finditer(claim):
        shared = {deed: _longest(match["who"], who) for deed, who in theirs.items()}
        deed = max(shared, key=lambda d: shared[d], default=match["deed"])
        if match["deed"] in shared and shared[deed] > max(shared[match["deed"]] + 1, 3):
            yield Difference("name", match["who"] + match["deed"], theirs[deed] + deed)


def _longest(one: str, other: str) -> int:
    """How long the longest run is that both have."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _people(claim: str, page: str) -> set[str]:
    """Names of people after an office or a role that the page has."""
    found = {p.name for p in people(claim) if p.name in page}
    for name in (*_called(page), *_called(claim)):
        found.add(next((n for n in (name, name[:2]) if page.count(n) + claim.count(n) > 1 and n in page), ""))
    return found - {""}


@lru_cache(maxsize=64)
def _called(text: str) -> tuple[str, ...]:
    """The two or three characters after an office or a role that may be a name."""
    names = dict.fromkeys(match["name"] for match in _CALLED.finditer(text))
    return tuple(name if name[-1] not in _EDGE else name[:2] for name in names)


def _named(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where names and parts of names stand."""
    yield from ((p.start, p.end) for p in places(text) if p.text[0] not in "全我本该")
    yield from ((p.start, p.end) for p in people(text))
    spans: list[tuple[int, int]] = []
    for word in lexicon.words(text):
        start = text.find(word, spans[-1][1] if spans else 0)
        if start < 0:
            continue
        end = start + len(word)
        if _BODY.search(word):
            yield _start(text, start, end, spans), end
        elif _ROLE.search(word) or (_PERSON.match(word) and lexicon.rarity(word) >= 1):
            yield start - (text[start - 1 : start] == "副"), end
        spans.append((start, end))


def _start(text: str, start: int, end: int, before: Sequence[tuple[int, int]]) -> int:
    """Where the name of a body starts: of one that is called by a single general word (公司) two words before it."""
    room = 2 if end - start <= 2 else 1
    for first, last in reversed(before[-room:]):
        word = text[first:last]
        if last != start or set(word) & _EDGE or re.search(r"\d", word) or sided(word):
            break
        if room == 1 and word not in ("省", "市", "县", "区", "州", "镇"):
            break
        start = first
    return max(start, end - 10)


def _masked(text: str, named: Sequence[Actor]) -> str:
    parts, last = "", 0
    for actor in named:
        parts += text[last : actor.start] + _MASK
        last = actor.end
    return re.sub("[了着过将已则又还也再并]", "", parts + text[last:])


def _other(text: str, mine: Sequence[Actor], clauses: Sequence[tuple[str, list[Actor]]], page: str) -> Difference | None:
    """Another who stands in the same place of a clause that is otherwise the same."""
    frame, found = _masked(text, mine), None
    for clause, theirs in clauses:
        other = _masked(clause, theirs)
        matcher = SequenceMatcher(None, frame, other, autojunk=False)
        blocks = matcher.get_matching_blocks()
        bare = len(frame.replace(_MASK, ""))
        if _VOICE & set(frame) != _VOICE & set(other):
            continue
        if (
            (bare < 4 and frame != other)
            or not bare
            or sum(len(frame[b.a : b.a + b.size].replace(_MASK, "")) for b in blocks) / bare < ALIKE
        ):
            continue
        pairs = [
            (frame[: b.a + i].count(_MASK), other[: b.b + i].count(_MASK))
            for b in blocks
            for i in range(b.size)
            if frame[b.a + i] == _MASK and (b.size > 1 or b.a == b.b == 0)
        ]
        apart = [(mine[i], theirs[j]) for i, j in pairs if not mine[i].same(theirs[j])]
        if apart and all(any(a.same(b) for _, b in apart) for a, _ in apart) and _SIDE.search(frame):
            continue
        known = [(a, b) for a, b in apart if all(name in page for name in a.names) and not _STANDS_FOR.fullmatch(b.text)]
        if pairs and not apart:
            return None
        if known and found is None:
            found = Difference("name", known[0][0].text, known[0][1].text)
    return found


def _turned(text: str, mine: Sequence[Actor], clauses: Sequence[tuple[str, list[Actor]]], lexicon: Lexicon) -> Difference | None:
    """Two who change sides: who did it in the claim had it done to them in the source."""
    for one, two in pairwise(mine):
        gap = text[one.end : two.start]
        words = [w for w in lexicon.words(_masked(text, mine)) if len(w) > 1 and w not in idle() and not w[0].isdigit()]
        words += [verb for verb in sided(text) if verb not in words]
        if not gap or _JOINED.match(gap) or not words or one.same(two):
            continue
        ways = {
            (_flips(gap, between) != opposed(text, clause)) == crossed
            for clause, theirs in clauses
            if sum(told(w, clause) for w in words) / len(words) >= SHARED
            for first, second in pairwise(theirs)
            if (between := clause[first.end : second.start]) and not _JOINED.match(between)
            for crossed in [two.same(first) and one.same(second)]
            if crossed or (one.same(first) and two.same(second))
        }
        if ways == {False}:
            doer, other = (two, one) if _way(gap) == "turned" else (one, two)
            return Difference("name", doer.text, other.text)
    return None


def _way(gap: str) -> str:
    """How a deed goes by the words between two: "turned" (the second did it to the first: 被, 受), "from", "to" or plain."""
    if _TURNED.search(gap):
        return "turned"
    return "from" if _FROM.match(gap) else "to" if _TOWARDS.match(gap) else ""


def _flips(mine: str, theirs: str) -> bool:
    """Whether two sentences of the same deed name its two sides in opposite order."""
    ways = {_way(mine), _way(theirs)}
    return len(ways) == 2 and ("turned" in ways or ways == {"from", "to"})
