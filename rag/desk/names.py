"""The places, people, reaches and quotations of a claim against those of the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from index.places import Place, part_of
from rag.desk.claim import Mark
from rag.desk.evidence import Window, plain
from rag.desk.pair import ALIKE, SYNONYM, Finding, Pair, State
from rag.desk.people import OFFICES, Person
from rag.desk.ranks import Scope
from rag.desk.verdict import Difference
from rag.desk.wordings import Wordings


class Names(Pair):
    """What became of the claim's reaches, places, people and quotations."""

    def findings(self) -> Iterator[Finding]:
        """The reaches, then places, people and quotations."""
        yield from self.scopes()
        yield from self.places()
        yield from self.people()
        yield from self.marks()
        yield from self.bodies()
        yield from self.deputies()
        yield from self.sayers()

    def scopes(self) -> Iterator[Finding]:
        """A reach that the claim names must be the source's: 全省最大 is not 全国最大."""
        mine, theirs = {s.level for s in self.claim.scopes}, {s.level for s in self.source.scopes}
        for place in self.source.places:
            theirs |= {"province": {"省"}, "country": {"国"}, "prefecture": {"市"}}.get(place.kind, set())
        for scope in self.claim.scopes:
            clause = self.claim.clause_of(scope.start)
            other = next((s for s in self.source.scopes if s.level not in mine), None)
            if scope.level in theirs or scope.text in self.window.text:
                yield self._ranked(scope, clause)
            elif self._reaches(scope) and other:
                yield Finding("scope", scope, clause, "differs", Difference("scope", scope.text, other.text))
            else:
                light = scope.level in ("市", "县") or not self._reaches(scope) or scope.text in self.window.near
                yield Finding("scope", scope, clause, "held" if light else "absent")

    def _ranked(self, scope: Scope, clause: int) -> Finding:
        """With a superlative on both sides, the reach right before it counts."""
        rank = next((r for r in self.claim.ranks if 0 <= r.start - scope.end <= 12 and r.unit == "位"), None)
        if rank is not None:
            theirs = [
                (s, r)
                for r in self.source.ranks
                if r.value == rank.value and r.unit == "位"
                if self.similar(self.claim.around(rank), self.window.around(r), 0.0) >= ALIKE
                for s in self.source.scopes
                if 0 <= r.start - s.end <= 12
            ]
            if theirs and all(s.level != scope.level for s, _ in theirs) and scope.level not in ("市", "县"):
                return Finding("scope", scope, clause, "differs", Difference("scope", scope.text, theirs[0][0].text))
        return Finding("scope", scope, clause, "held")

    def _reaches(self, scope: Scope) -> bool:
        return scope.level in ("国", "世界", "洲", "省") and scope.text not in ("国际", "中国", "山东", "山东省", "国家")

    def places(self) -> Iterator[Finding]:
        """Each place: named by the evidence in the same part, or another in its place."""
        mine = self.claim.places
        names = {p.name for p in mine}
        for place in mine:
            clause = self.claim.clause_of(place.start)
            if place.text[0] in "全我本该" and place.text[1:2] in "国省市县区镇乡村":
                yield self._generic(place, clause)
            elif self._names(place):
                other = self._other_role(place, names)
                apart = Difference("region", place.text, other.text) if other else None
                yield Finding("region", place, clause, "differs" if other else "held", apart)
            else:
                rivals = [p for p in self.source.places if self._rivals(place, p, names)]
                if rivals:
                    yield Finding(
                        "region", place, clause, "differs", Difference("region", place.text, self._likeliest(place, rivals).text)
                    )
                else:
                    yield Finding("region", place, clause, "held" if self._around(place) else "absent")

    def _likeliest(self, place: Place, rivals: list[Place]) -> Place:
        """The rival that stands between the same characters; the article's own city last."""
        text, source = self.claim.text, self.source.text

        def score(p: Place) -> tuple[bool, bool, bool]:
            after = text[place.end : place.end + 2] == source[p.end : p.end + 2]
            before = text[place.start - 1 : place.start] == source[p.start - 1 : p.start]
            return after, before, p.name != self.page.home.city

        return max(rivals, key=score)

    def _names(self, place: Place) -> bool:
        if place.text.lower() in self.window.text or self.words.within(place.text, self.window.text):
            return True
        return any(p.name == place.name or _same_place(place.text, p.text) for p in self.source.places)

    def _other_role(self, place: Place, names: set[str]) -> Place | None:
        """Another place that stands beside the word that the claim's place stands beside (由冠县主办, 主办方临清)."""
        start, end = self.claim.clauses[self.claim.clause_of(place.start)]
        text, source = self.claim.text, self.source.text
        after, before = (
            self.claim.cut(text[place.end : min(end, place.end + 6)]),
            self.claim.cut(text[max(start, place.start - 6) : place.start]),
        )
        own = [p for p in self.source.places if p.name == place.name]
        if "分别" in source:
            return None
        for word in (*after[:1], *before[-1:]):
            spots = [m.start() for m in re.finditer(re.escape(word), source)]
            if len(spots) != 1 or self.claim.weight(word) < 0.55:
                continue
            others = [p for p in self.source.places if self._rivals(place, p, names) and _gap(p, spots[0], word) <= 3]
            if others and own and all(_gap(p, spots[0], word) > 6 for p in own):
                return others[0]
        return None

    def _rivals(self, place: Place, other: Place, names: set[str]) -> bool:
        generic = other.text[0] in "全我本该"
        kinds = {other.kind, place.kind}
        cities = kinds <= {"province", "prefecture"} and other.name[-1] == place.name[-1] == "市"
        kind = len(kinds) == 1 or kinds <= {"county", "zone"} or cities
        if _same_place(place.text, other.text):
            return False
        return kind and other.name not in names and not generic and not part_of(place.name, other.name)

    def _generic(self, place: Place, clause: int) -> Finding:
        """全市, 我省: of the article's own city and province."""
        where = self.page.home
        own = {"市": where.city, "省": where.province}.get(place.text[-1])
        if own is None or own == place.name or place.text in self.window.text:
            return Finding("region", place, clause, "held")
        return Finding("region", place, clause, "absent")

    def _around(self, place: Place) -> bool:
        where = self.page.home
        if place.name in (where.province, where.city, where.county) or place.text.lower() in self.window.near:
            return True
        return any(part_of(p.name, place.name) for p in self.source.places) and place.kind in ("province", "country")

    def people(self) -> Iterator[Finding]:
        """Each name with its office: the one who does it in the evidence, or another."""
        theirs = self.source.people
        for person in self.claim.people:
            clause = self.claim.clause_of(person.start)
            if person.name in self.window.text:
                yield Finding("name", person, clause, *self._office(person, self.window))
            elif theirs:
                yield Finding("name", person, clause, "differs", Difference(*self._who(person), theirs[0].name))
            elif self.window.speaker and self.window.speaker.name != person.name:
                yield Finding("name", person, clause, "differs", Difference(*self._who(person), self.window.speaker.name))
            elif person.name in self.window.near:
                yield Finding("name", person, clause, "held")
            else:
                yield Finding("name", person, clause, "absent")

    def _who(self, person: Person) -> tuple[Literal["name", "speaker"], str]:
        return ("name" if person.office else "speaker"), person.name

    def _office(self, person: Person, window: Window) -> tuple[State, Difference | None]:
        """Whether the office beside the name is the evidence's."""
        theirs = next((p for p in window.parts.people if p.name == person.name), None)
        if theirs is None or not person.office or not theirs.office:
            return "held", None
        if office_fits(person.office, theirs.office, self.words):
            return "held", None
        return "differs", Difference("office", person.office, theirs.office)

    def marks(self) -> Iterator[Finding]:
        """Each quotation: in the article to the letter, or with characters changed."""
        for mark in self.claim.marks:
            clause = self.claim.clause_of(mark.start)
            words = plain(mark.text)
            if words in self.window.plain or words in self.page.plain or words in plain(self.page.headline):
                yield Finding("quotation", mark, clause, "held")
                continue
            close = self._closest(mark)
            if close and not mark.title:
                yield Finding("quotation", mark, clause, "differs", Difference("quotation", mark.text, close))
            else:
                soft = mark.title and all(w in self.page.text for w in self.claim.cut(mark.text))
                yield Finding("quotation", mark, clause, "held" if soft else "absent")

    def bodies(self) -> Iterator[Finding]:
        """Each ministry or office that opens a clause: named by the evidence too, or another of its kind."""
        theirs = list(_BODY.finditer(self.source.text))
        for match in _BODY.finditer(self.claim.text):
            name, known = match["name"], self.window.text + self.window.near
            same = (
                len(self.claim.cut(name)) > 3
                or name.lower() in known
                or self.words.within(name, known)
                or all(c in self.window.text for c in name)
            )
            others = [m["name"] for m in theirs if m["kind"] == match["kind"] and m["name"] not in self.claim.text]
            other = others[0] if not same and others and not any(set(name) <= set(o) for o in others) else None
            apart = Difference("name", name, other) if other else None
            yield Finding("name", match, self.claim.clause_of(match.start()), "differs" if other else "held", apart)

    def deputies(self) -> Iterator[Finding]:
        """Each office right before a name, 副 or not: the evidence may only have it the other way before the same name."""
        for match in _DEPUTY.finditer(self.claim.text):
            name = self.claim.text[match.end() : match.end() + 2]
            named = re.compile(rf"(副?){match['office']}(?:、[^，。；、]{{2,12}})?{re.escape(name)}")
            texts = (self.window.text, self.page.text) if re.fullmatch(r"[\u4e00-\u9fff]{2}", name) else ()
            theirs = next((found for text in texts if (found := {m[1] for m in named.finditer(text)})), set())
            other = ("" if match[1] else "副") + match["office"] if theirs and match[1] not in theirs else None
            apart = Difference("office", match[0], other) if other else None
            yield Finding("office", match, self.claim.clause_of(match.start()), "differs" if other else "held", apart)

    def sayers(self) -> Iterator[Finding]:
        """Who says or announces it, where a clause opens with that: the evidence may have another before a word of saying."""
        theirs = [m["who"] for m in _SAYS.finditer(self.source.text) if not _PRONOUN.match(m["who"])]
        for match in _SAYS.finditer(self.claim.text):
            words = [w for w in self.claim.cut(match["who"]) if self.claim.weight(w) >= NAMING]
            known = any(self.inside(w, self.window.text + self.window.near) >= SYNONYM for w in words)
            others = [who for who in theirs if not any(w in self.claim.text for w in self.claim.cut(who))]
            apart = Difference("speaker", match["who"], others[0]) if words and not known and others else None
            yield Finding("speaker", match, self.claim.clause_of(match.start()), "differs" if apart else "held", apart)

    def _closest(self, mark: Mark) -> str | None:
        """The run of the evidence that a quotation was meant to be: its length, few characters changed."""
        words, text = plain(mark.text), self.window.plain
        if len(words) < 4:
            return None
        match = SequenceMatcher(None, text, words, autojunk=False).find_longest_match()
        start = max(0, match.a - match.b)
        run = text[start : start + len(words)]
        ratio = SequenceMatcher(None, run, words, autojunk=False).ratio()
        return run if match.size >= 2 and ratio >= 0.7 else None


_BODY = re.compile(
    r"(?:^|(?<=[，。；、：“”（）\s讯]))(?P<name>(?:(?![对向由把将和与在从为的是])[\u4e00-\u9fff]){1,9}?(?P<kind>部|局|委|厅|法院))(?![\u4e00-\u9fff]?[门队位件分长员会])"
)


_DEPUTY = re.compile(rf"(副?)(?P<office>(?:司令员|政治委员|指挥长|{OFFICES}))")


NAMING = 0.55  # the rarity from which a word names who speaks
_PRONOUN = re.compile(r"[他她其它该此]|对方|双方|我|并|但|同时|报道|消息|据")
_SAYS = re.compile(
    r"(?:^|(?<=[，。；！？\n]))(?P<who>[^，。；！？“”\d]{2,16}?)(?:\d{1,2}[日号]|日前|近日|今日|今天|昨日|昨天|当天|当日|公开|正式|还|也)*"
    r"(?:宣布|表示|指出|透露|强调|宣称|坦言|声称)"
)
_UNIT = re.compile(r"[\u4e00-\u9fff]+?(?P<level>[省州市县区镇乡村])")


def _same_place(mine: str, theirs: str) -> bool:
    """Whether two written places end alike and nowhere name another unit of the same level (黎平县肇兴村, 黎平县肇兴镇肇兴村)."""
    ours, others = ([(m["level"], m[0]) for m in _UNIT.finditer(text)] for text in (mine, theirs))
    if not ours or not others or len(ours) == len(others) == 1:
        return False
    levels = dict(others)
    tail = ours[-1][1][-3:]
    return theirs.endswith(tail) and all(levels.get(level, name).endswith(name[-3:]) for level, name in ours)


def _gap(place: Place, at: int, word: str) -> int:
    return max(place.start - at - len(word), at - place.end)


def office_fits(mine: str, theirs: str, words: Wordings) -> bool:
    """Whether an office is the other's, 副 counted, bodies by their short names (科技局, 科学技术局)."""
    rank = re.search(r"(副?[\u4e00-\u9fff]{2})$", mine)
    if rank and rank[1] not in theirs and rank[1][-2:] not in theirs:
        return False
    if rank and rank[1].startswith("副") != bool(re.search("副" + rank[1][-2:], theirs)) and "副" + rank[1][-2:] in mine + theirs:
        return False
    bare = mine[: -len(rank[1])] if rank else mine
    bare = bare.removeprefix("市").removeprefix("县")
    return bare in theirs or words.within(bare, theirs) or all(c in theirs for c in bare if c not in "省市县区的")
