"""Text blocks by label (一、督察意见：… 责任单位：… 整改时限：…) as a table: a row per block, a column per label."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.excel.book import Row, Sheet
from models.excel.tables.block_numbers import Numbered, numbered
from models.excel.tables.header_words import label_score
from models.late_regex import late_regex

MARK, UNMARK = "\ue000", "\ue001"
"""Put around a bold beginning of a paragraph by readers that know about bold; taken out of every value."""
SERIAL, SECTION, PROBLEM, OTHER = "序号", "所属部分", "问题", "其他内容"
_KNOWN = 0.85
_TITLE_ROWS = 8
_LABEL = late_regex(
    r"(?:(?<=^)|(?<=[。；;.．！!？?，,、\s\u3000”’」』）)]))"
    r"(?:[【［〔\ue000](?P<boxed>[^【】［］〔〕\ue000\ue001]{1,24}?)\s*[】］〕\ue001]\s*[：:]?"
    r"|(?P<plain>[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff（）()/\u3000 \-]{0,22}?)\s*[：:](?!//))[ \u3000]*"
)
_LOOSE = late_regex(r"([\u4e00-\u9fff]{2,12})(?:[ \u3000]+|。)(?=\S)")
"""A known label at the beginning of a line may also be followed by a blank or a full stop only."""
_NO_LABEL = late_regex(
    r"^(?:第?[一二三四五六七八九十]+[是则要步方面项点]*|其[一二三四中]|首先|其次|再次|最后|例如|比如|即|注|如下|具体如下|https?)$"
)
_PROBLEM_LIKE = late_regex(r"问题|意见|反馈|线索|描述|情形|任务|事项|举报")
_NAMED = late_regex(r"(?:单位|部门|主体|责任人|领导|负责人|联系人|时限|期限|时间|日期)$")
_SENTENCE_END = late_regex(r"[。；;！？!?，,]")


@dataclass(frozen=True)
class BlockTable:
    """``titles`` is the text before the first block; ``rows`` has one text per column of ``header``."""

    titles: list[str]
    header: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class _Said:
    """A label found in a paragraph: its name, where it begins, where its value begins, whether it opens the line."""

    name: str
    start: int
    end: int
    opens: bool


def find_blocks(paragraphs: Sequence[str]) -> BlockTable | None:
    """The blocks of a text; None when it is not written by label."""
    lines = [numbered(text) for text in (_tidy(paragraph) for paragraph in paragraphs) if text]
    said = [_labels(line.text) for line in lines]
    counts = Counter(label.name for labels in said for label in labels)
    key = _key_label(said, counts)
    if key is None:
        return None
    holders = [place for place, labels in enumerate(said) if any(label.name == key for label in labels)]
    accepted = _accepted(said, counts, len(holders))
    starts = _starts(lines, holders, [any(label.name in accepted for label in labels) for labels in said])
    sections = _sections(lines, starts, said)
    table = _Filling(lines, said, accepted, starts, sections).table()
    return table if _convincing(table, accepted, len(starts), [lines[place].style for place in starts]) else None


def block_sheet(name: str, table: BlockTable) -> Sheet:
    """The table as a sheet: title rows merged across, the header, one row per block."""
    width = len(table.header)
    titles = table.titles
    if len(titles) > _TITLE_ROWS:  # the header must stay near the top to be found
        titles = [*titles[: _TITLE_ROWS - 1], "\n".join(titles[_TITLE_ROWS - 1 :])]
    rows: list[Row] = [[title, *[None] * (width - 1)] for title in titles]
    rows.append(list(table.header))
    rows.extend([text or None for text in row] for row in table.rows)
    return Sheet(name, True, rows, [(row, 0, row, width - 1) for row in range(len(titles)) if width > 1])


def _tidy(paragraph: str) -> str:
    return paragraph.replace("\xa0", " ").replace("\t", " ").strip(" \u3000\r\n\ufeff\u200b")


def _plain(text: str) -> str:
    return text.replace(MARK, "").replace(UNMARK, "").strip(" \u3000\n")


def _labels(text: str) -> list[_Said]:
    """Everything in a paragraph that looks like a label, in order."""
    found: list[_Said] = []
    for match in _LABEL.finditer(text):
        name = _name(match["boxed"] or match["plain"] or "")
        if name and not _NO_LABEL.match(name):
            found.append(_Said(name, match.start(), match.end(), match.start() == 0))
    loose = _LOOSE.match(text)
    if loose and label_score(loose[1]) >= _KNOWN and not any(label.opens for label in found):
        found.insert(0, _Said(loose[1], 0, loose.end(), True))
    whole = _name(_plain(text))
    if not found and len(whole) <= 12 and not _SENTENCE_END.search(text) and label_score(whole) >= _KNOWN:
        found.append(_Said(whole, 0, len(text), True))
    return found


def _name(text: str) -> str:
    """A label without inner blanks (责 任 单 位) and without a colon left inside brackets."""
    return re.sub(r"\s+", "", text).strip("：:　")


def _key_label(said: list[list[_Said]], counts: Counter[str]) -> str | None:
    """The label that opens the blocks: the first of those that come back."""
    known = {name: count for name, count in counts.items() if label_score(name) >= _KNOWN}
    often = {name: count for name, count in (known or counts).items() if count >= 2}
    if often:
        enough = max(2.0, 0.3 * max(often.values()))
        return next(label.name for labels in said for label in labels if often.get(label.name, 0) >= enough)
    if len(known) >= 3:  # a single block
        return next(label.name for labels in said for label in labels if label.name in known)
    return None


def _accepted(said: list[list[_Said]], counts: Counter[str], blocks: int) -> set[str]:
    """Labels that are taken as such: known ones and those that come back; rare ones only where they open a line."""
    enough = max(2.0, 0.3 * blocks)
    accepted: set[str] = set()
    opening = Counter(label.name for labels in said for label in labels if label.opens)
    for name, count in counts.items():
        score = label_score(name)
        if blocks < 2:
            take = score >= _KNOWN
        elif score >= _KNOWN:
            take = count >= enough or (opening[name] > 0 and score >= 1.0)
        else:
            take = opening[name] >= enough and len(name) <= 14
        if take:
            accepted.add(name)
    return accepted


def _starts(lines: list[Numbered], holders: list[int], labelled: list[bool]) -> list[int]:
    """The paragraphs that begin the blocks: by the numbering that fits the key label best, else at that label."""
    best: tuple[float, list[int], list[int]] = (0.0, [], [])
    for style in {line.style for line in lines if line.style}:
        places = [place for place, line in enumerate(lines) if line.style == style]
        before = [bisect_right(places, holder) for holder in holders]
        covered = sorted({places[count - 1] for count in before if count})
        score = len(covered) - 0.3 * (len(places) - len(covered))
        if not before[0] or not _counts_on([lines[place].ordinal for place in covered]):
            continue  # numbers inside the blocks, such as those of their measures
        if len(covered) >= 0.7 * len(holders) and score > best[0]:
            best = (score, places, covered)
    _, places, covered = best
    if not places:
        return holders
    sure = set(covered)
    starts: list[int] = []
    for place in places:
        later = bisect_right(covered, place)
        following = covered[later] if later < len(covered) else None
        if place in sure or _continues(lines, starts, place, following, labelled):
            starts.append(place)
    orphans = [holder for holder in holders if not starts or holder < starts[0]]
    return sorted({*starts, *orphans})


def _counts_on(ordinals: Sequence[int]) -> bool:
    """Whether numbers go on from block to block, beginning anew here and there."""
    steps = list(pairwise(ordinals))
    onward = sum(later > earlier for earlier, later in steps)
    anew = sum(later == 1 for _, later in steps)
    return not steps or (onward > 0 and onward + anew >= 0.7 * len(steps))


def _continues(
    lines: list[Numbered], starts: list[int], place: int, following: int | None, labelled: list[bool]
) -> bool:
    """Whether a numbered paragraph without the key label is the next block all the same."""
    if not starts or lines[place].ordinal != lines[starts[-1]].ordinal + 1:
        return False
    if following is not None:
        return lines[following].ordinal == lines[place].ordinal + 1
    return labelled[place]


def _sections(lines: list[Numbered], starts: list[int], said: list[list[_Said]]) -> dict[int, str]:
    """Headings above groups of blocks: of another numbering, before the first block, each followed by a block."""
    opening, found = set(starts), dict[int, str]()
    if not starts:
        return found
    block_styles = {lines[place].style for place in starts}
    for style in {line.style for line in lines[: starts[0]] if line.style} - block_styles:
        places = [place for place, line in enumerate(lines) if line.style == style]
        heads = [p for p in places if p + 1 in opening and not said[p] and len(lines[p].whole) <= 60]
        if len(heads) >= 0.8 * len(places):
            found.update((place, _plain(lines[place].whole)) for place in heads)
    return found


def _convincing(table: BlockTable, accepted: set[str], blocks: int, styles: list[str]) -> bool:
    """Whether the text really is a list of blocks and not prose with a few colons."""
    named = [place for place, name in enumerate(table.header) if name in accepted and name != SERIAL]
    common = [p for p in named if sum(bool(row[p]) for row in table.rows) >= 0.5 * len(table.rows)]
    if blocks < 2:
        return len(common) >= 3 and any(_PROBLEM_LIKE.search(table.header[place]) for place in common)
    led = PROBLEM in table.header and PROBLEM not in accepted and all(styles)
    return len(common) >= 2 or (len(common) == 1 and led)


def _value(label: str, texts: list[str]) -> str:
    """The text of a label; the full stop that ends it in the notice is no part of a unit, a person or a time."""
    text = "\n".join(texts)
    return text.rstrip("。；; ") if _NAMED.search(label) else text


class _Filling:
    """Distributes the paragraphs over blocks and labels."""

    def __init__(
        self,
        lines: list[Numbered],
        said: list[list[_Said]],
        accepted: set[str],
        starts: list[int],
        sections: dict[int, str],
    ) -> None:
        self._lines, self._said, self._accepted = lines, said, accepted
        self._starts, self._sections = set(starts), sections
        self._header: dict[str, None] = {}
        self._titles: list[str] = []
        self._blocks: list[dict[str, list[str]]] = []
        self._leads: list[list[str]] = []
        self._current: str | None = None

    def table(self) -> BlockTable:
        """Titles, header and rows."""
        section = ""
        for place, line in enumerate(self._lines):
            if place in self._sections:
                section = self._sections[place]
                continue
            if place in self._starts:
                self._begin(line, section)
            if not self._blocks:
                self._titles.append(_plain(line.whole))
                continue
            self._fill(place, line)
        return self._finished()

    def _begin(self, line: Numbered, section: str) -> None:
        block: dict[str, list[str]] = {}
        if line.style:
            block[SERIAL] = [str(line.ordinal)]
        if section:
            block[SECTION] = [section]
        self._blocks.append(block)
        self._leads.append([])
        self._current = None

    def _fill(self, place: int, line: Numbered) -> None:
        labels = [label for label in self._said[place] if label.name in self._accepted]
        first = labels[0].start if labels else len(line.text)
        inside = self._current if line.style and place not in self._starts and labels and first else None
        numbering = "" if place in self._starts or (labels and labels[0].opens) else line.prefix
        self._add(self._current, _plain(numbering + line.text[:first]))
        ends = [*(label.start for label in labels[1:]), len(line.text)]
        for label, end in zip(labels, ends, strict=False):
            self._current = label.name
            self._header.setdefault(label.name)
            text = _plain(line.text[label.end : end])
            self._add(label.name, text if end == len(line.text) else text.rstrip("，,、；; "))
        if inside is not None:  # a label within a numbered item says something of that item only
            self._current = inside

    def _add(self, name: str | None, text: str) -> None:
        if not text:
            return
        if name is None:
            self._leads[-1].append(text)
        else:
            self._blocks[-1].setdefault(name, []).append(text)

    def _finished(self) -> BlockTable:
        lead = self._lead_column()
        for block, texts in zip(self._blocks, self._leads, strict=True):
            if texts:
                block[lead] = texts + block.get(lead, [])
        used = {name for block in self._blocks for name in block}
        leading = [name for name in (SERIAL, SECTION) if name in used]
        if lead == PROBLEM:
            leading.append(PROBLEM)
        header = list(dict.fromkeys([*leading, *(name for name in self._header if name in used)]))
        if lead in used and lead not in header:
            header.append(lead)
        rows = [[_value(name, block.get(name, [])) for name in header] for block in self._blocks]
        return BlockTable(self._titles, header, rows)

    def _lead_column(self) -> str:
        """Text between number and first label is the problem itself where no label names it, else other content."""
        named = any(_PROBLEM_LIKE.search(name) for name in self._header)
        led = sum(bool(texts) for texts in self._leads)
        return PROBLEM if not named and 2 * led >= len(self._blocks) and PROBLEM not in self._header else OTHER
