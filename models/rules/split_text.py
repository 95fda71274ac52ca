"""Takes apart a cell that tells several problems: 1.…2.…, 一是…二是…, ①…②…, （1）…（2）…, lines ending in ；.

A list counts only where its marks run 1, 2, 3 … without gap or restart, each at a place where an item can begin, and
where every part says something and keeps its brackets together. Decimals (1.5吨), dates (2018.6.11), ranges of numbers
(1、2号炉) and clause numbers are never marks. Whatever is in doubt stays whole: a row too few is seen at once, a
sentence cut in two is not.

What stands before the first mark (检查发现：) belongs to every part and is put in front of each; a closing remark about
all of them (以上问题…) behind each. The marks themselves go, since each part becomes a problem of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from models.late_regex import late_regex
from models.rules.numbers import read_integer
from models.rules.text import many_lines

_CN = "一二三四五六七八九十"
_CIRCLED = "①-⑳"
_SHORTEST_PART = 2
_MOST_PARTS = 60
_LONGEST_TEXT = 20_000
_NO_NUMBER = r"(?!\d)"
_YEAR = r"(?=(?:19|20)\d\d\s?年)"
_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, late_regex(pattern))
    for name, pattern in (
        ("circled", rf"(?P<n>[{_CIRCLED}⑴-⒇⒈-⒛])[、.．]?"),
        ("brackets", r"[（(]\s?(?P<n>\d{1,2})\s?[）)][、.．]?"),
        ("chinese brackets", rf"[（(]\s?(?P<n>[{_CN}]{{1,3}})\s?[）)][、.．]?"),
        ("named", rf"问题(?P<n>\d{{1,2}}|[{_CN}]{{1,3}})[：:、.．，,]"),
        ("is", rf"(?:(?<=[\n。；;！!？?：:，,、\s])|^)(?P<n>[{_CN}]{{1,2}})是(?:[：:，,])?"),
        ("ordinal", rf"(?:(?<=[\n。；;！!？?：:，,\s])|^)第(?P<n>[{_CN}]{{1,2}})(?:[、，,：:]|是(?=\S))"),
        ("chinese", rf"(?:(?<=[\n。；;！!？?：:\s])|^)(?P<n>[{_CN}]{{1,3}})[、.．](?![{_CN}])"),
        ("half bracket", r"(?<![\d（(.\-a-zA-Z])(?P<n>\d{1,2})[）)][、.．]?"),
        (
            "plain",
            rf"(?<![\d.．\-–—/a-zA-Z（(〔#＃第])(?P<n>\d{{1,2}})(?:[.．、](?:\s+|{_YEAR}|{_NO_NUMBER}))",
        ),
        ("comma", r"(?:^|(?<=[\n。；;：:]))[ \t]*(?P<n>\d{1,2})[，,：:。](?!\d)"),
    )
)
_BEFORE_FIRST = late_regex(
    r"(?:^|[\n。；;！!？?：:，,、\s（()）”」—]|问题|如下|以下|下列|发现|存在|包括|情况|其中|分别|为)$"
)
_LEAD_END = "：:，,。；;、—"
_PART_ENDS = " \t\n；;，,、"
_OVERALL = late_regex(r"\n\s*(?=(?:以上|上述|综上))")
_HEADING = late_regex(
    r"(?:企业|单位|项目)?(?:基本情况|概况|简介)|(?:现场)?检查情况|存在(?:的)?(?:主要)?问题|整改(?:要求|措施|建议|情况)|处理(?:意见|情况)|下一步"
)
"""How the sections of a report begin, which are not problems."""
_BULLET = late_regex(r"^[\-–—•●·◆■□▪○*★※➢\uf06c\uf0d8]\s*")
_PAIRS = ("（）", "()", "《》", "“”", "【】", "[]")


class _Mark(NamedTuple):
    number: int
    start: int
    end: int


def split_problems(text: str) -> tuple[str, ...]:
    """The parts of a list of problems, or the whole text as the only one."""
    whole = many_lines(text)
    if not whole or len(whole) > _LONGEST_TEXT:
        return (whole,)
    best: tuple[_Mark, ...] = ()
    for _, pattern in _FAMILIES:
        marks = _sequence(whole, pattern)
        if marks and (not best or marks[0].start < best[0].start):
            best = marks
    if best:
        return _parts(whole, best) or (whole,)
    return _lines(whole) or (whole,)


def _sequence(text: str, pattern: re.Pattern[str]) -> tuple[_Mark, ...]:
    """The marks 1, 2, 3 … of one family; empty where they leave gaps, restart or do not begin as a list does."""
    marks: list[_Mark] = []
    for match in pattern.finditer(text):
        number = _number(match["n"])
        if number == len(marks) + 1 and (marks or _BEFORE_FIRST.search(text[: match.start()][-4:])):
            marks.append(_Mark(number, match.start(), match.end()))
        elif marks and _begins_item(text, match.start()):
            return ()
    return tuple(marks) if 2 <= len(marks) <= _MOST_PARTS else ()


def _number(word: str) -> int:
    code = ord(word[0])
    for first in (0x2460, 0x2474, 0x2488):
        if first <= code < first + 20:
            return code - first + 1
    return read_integer(word) or 0


def _begins_item(text: str, at: int) -> bool:
    return at == 0 or text[:at].rstrip(" \t\u3000")[-1:] in "\n。；;！!？?：:"


def _parts(text: str, marks: Sequence[_Mark]) -> tuple[str, ...]:
    """The items with their lead-in; empty where one says nothing or a bracket would be torn apart."""
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    items = [text[mark.end : end].strip(_PART_ENDS) for mark, end in zip(marks, ends, strict=True)]
    closing = ""
    remark = _OVERALL.search(items[-1])
    if remark:
        items[-1], closing = items[-1][: remark.start()].rstrip(_PART_ENDS), items[-1][remark.end() :].strip()
    further = re.compile(rf"(?:^|[\n。；;，,])\s*{len(items) + 1}\s*[.、．)）：:，,](?!\d)")
    if any(_HEADING.match(item) for item in items) or further.search(items[-1]):
        return ()
    return _joined(text[: marks[0].start].strip(), items, closing)


def _joined(lead: str, items: Sequence[str], closing: str) -> tuple[str, ...]:
    if any(len(item) < _SHORTEST_PART or not _balanced(item) for item in items) or not _balanced(lead):
        return ()
    if lead and lead[-1] not in _LEAD_END:
        lead += "："
    lead = lead.rstrip("；;，,、") + ("，" if lead and lead[-1] in "；;，,、" else "")
    tail = f"\n{closing}" if closing else ""
    return tuple(f"{lead}{item}{tail}" for item in items)


def _balanced(text: str) -> bool:
    plain = text.replace("(", "（").replace(")", "）")
    return all(plain.count(first) == plain.count(last) for first, last in _PAIRS if first != "(")


def _lines(text: str) -> tuple[str, ...]:
    """Lines of which all but the last end in a semicolon, or all begin with the same sign."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    lead = ""
    if len(lines) > 2 and lines[0][-1] in "：:":
        lead, lines = lines[0], lines[1:]
    if len(lines) < 2 or len(lines) > _MOST_PARTS:
        return ()
    if len({line[0] for line in lines}) == 1 and all(_BULLET.match(line) for line in lines):
        return _joined(lead, [_BULLET.sub("", line).strip(_PART_ENDS) for line in lines], "")
    if all(line[-1] in "；;" for line in lines[:-1]) and all(len(line) >= 4 for line in lines):
        return _joined(lead, [line.strip(_PART_ENDS) for line in lines], "")
    return ()
