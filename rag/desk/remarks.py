"""What is said of each checked sentence, and the table of a whole draft: the words that every form of export uses."""

from __future__ import annotations

from rag.desk.verdict import KINDS, Check, Verdict

LABEL = "以下内容摘自原文"
HEADINGS = ("序号", "稿中句子", "结论", "报道原文", "出处", "原文位置")


def summary(result: Check) -> str:
    """How many sentences have each label: 有据3句，有出入1句."""
    return "，".join(f"{label}{count}句" for label, count in result.counts.items()) or "没有可核对的句子"


def remark(verdict: Verdict) -> str:
    """What to say of one sentence, in one line."""
    parts = [verdict.label]
    parts += [f"{KINDS[d.kind]}：稿中“{d.claim}”，报道为“{d.source}”" for d in verdict.differences]
    parts += [notice.text for notice in verdict.notices]
    if verdict.verdict == "not_found" and verdict.checkable:
        parts.append("现有报道里没有查到直接依据")
    return "；".join(parts) + "。"


def rows(result: Check) -> list[tuple[str, ...]]:
    """The table of what was checked, a heading first: number, sentence, label, quotation, reference, place in the source."""
    table: list[tuple[str, ...]] = [HEADINGS]
    for n, verdict in enumerate((v for v in result.verdicts if v.checkable), 1):
        first = verdict.citations[0] if verdict.citations and verdict.verdict != "not_found" else None
        place = f"{first.source}{f' 第{first.line}行' if first.line else ''}" if first else ""
        missing = f"（{first.missing}）" if first and first.missing else ""
        table.append(
            (
                str(n),
                verdict.claim,
                remark(verdict),
                first.quote if first else "",
                f"{first.reference}{missing}" if first else "",
                place,
            )
        )
    return table


def sources(verdict: Verdict) -> str:
    """The first quotation with its short reference; empty when nothing was found."""
    if verdict.verdict == "not_found":
        return ""
    return "".join(f"“{c.quote}”{c.copy_form}" for c in verdict.citations[:1])
