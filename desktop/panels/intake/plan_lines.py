"""The plan of an import as a table shows it: row by row (entries), or change by change (lines); plain data.

Made in a lane, because an import may have tens of thousands of rows.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from models.importing.choices import RowKey

if TYPE_CHECKING:
    from models.importing.views import ImportPlan, Issue, PlanRow

HEADINGS = ("结果", "行", "编号", "点位（企业）名称", "字段", "台账现值", "清单新值")
FIXED = ("结果", "行", "编号", "点位（企业）名称", "所在地")
EMPTY = "（空）"
UNSAID = frozenset({"list_number", "deadline_kind"})
"""Refreshed with other changes, but no news of their own: the serial number, and the kind read from the wording."""
LOOKS = {
    "error": ("× 错误", "red"),
    "warning": ("！ 提醒", "amber"),
    "conflict": ("≠ 冲突", "purple"),
    "changed": ("△ 变更", "amber"),
    "suspect": ("？ 待认领", "purple"),
    "refused": ("× 错误", "red"),
    "new": ("＋ 新增", "green"),
    "vanished": ("－ 清单已无", "blue"),
    "unchanged": ("＝ 未变", "grey"),
    "left": ("○ 不导入", "grey"),
}
ORDER = ("error", "refused", "conflict", "suspect", "warning", "changed", "vanished", "new", "unchanged", "left")
RANK = {look: rank for rank, look in enumerate(ORDER)}
QUIET = frozenset({"unchanged"})
"""Listed only when asked for."""
MOST_FIELDS = 14
_LONG = 24
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|[A-Za-z0-9.\-/]+|第\s*\d+\s*行")
_SENTENCE = re.compile(r"[^。；;！!？?\n]*[。；;！!？?\n]?")


@dataclass(frozen=True)
class PlanLine:
    """One line of the list: a remark, a changed cell, or a row; ``struck`` draws the old value through."""

    look: str
    row: int
    number: str
    name: str
    field: str
    old: str
    new: str
    struck: bool = False
    tip: str = ""
    sheet: str = ""
    description: str = ""
    key: RowKey | None = None
    field_key: str = ""
    issue: Issue | None = None
    reasons: tuple[str, ...] = ()
    plan_row: PlanRow | None = None

    def cells(self) -> tuple[str, ...]:
        """As under ``HEADINGS``."""
        return (LOOKS[self.look][0][2:], str(self.row or ""), self.number, self.name, self.field, self.old, self.new)

    @property
    def kinds(self) -> frozenset[str]:
        """The cards that list it."""
        return _LINE_KINDS[self.look]

    @property
    def search(self) -> str:
        """What a search looks through."""
        return "\n".join((*self.cells()[2:], self.description)).casefold()

    def detail(self) -> str:
        """All that is known of the line, in a few lines."""
        where = "　".join(part for part in (self.sheet, f"第 {self.row} 行" if self.row else "") if part)
        value = f"{self.old} → {self.new}" if self.struck else self.new
        said = f"{self.field}：{value}" if self.field and self.new else self.field or value
        parts = (where, self.number if self.number != "—" else "", self.name, said)
        first = "　·　".join(part for part in parts if part)
        told = "" if self.new and self.tip.endswith(self.new) else self.tip
        rest = "　".join(dict.fromkeys(part for part in (told, self.description) if part and part not in first))
        return f"{first}\n{rest}" if rest else first


_LINE_KINDS = {look: frozenset({look}) for look in LOOKS} | {
    "error": frozenset({"refused"}), "conflict": frozenset({"conflicts"}),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One row of the files (or one that vanished) with all that is to be told of it."""

    row: PlanRow
    look: str
    issues: tuple[Issue, ...] = ()
    changes: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Field to old and new text; of a conflict what the ledger and the file say."""
    open_fields: frozenset[str] = frozenset()
    """Fields for which a person has to choose a side."""
    kinds: frozenset[str] = frozenset()
    """The cards and marks that list it."""
    reasons: tuple[str, ...] = ()

    @property
    def key(self) -> RowKey | None:
        """Its row in the files."""
        return self.row.key

    @property
    def sheet(self) -> str:
        """Its sheet."""
        return self.row.sheet

    @property
    def included(self) -> bool | None:
        """Whether its tick is set; None where it has none."""
        if self.row.verdict == "left":
            return False
        return True if self.row.verdict in ("new", "changed", "unchanged") and self.key is not None else None

    def fixed(self) -> tuple[str, ...]:
        """As under ``FIXED``."""
        row = self.row
        return (
            LOOKS[self.look][0], str(row.row or ""), row.ledger_number or "—", row.site_name or EMPTY, row.place,
        )  # fmt: skip

    @property
    def search(self) -> str:
        """What a search looks through."""
        changed = [text for pair in self.changes.values() for text in pair]
        return "\n".join((*self.fixed()[2:], self.row.description, *changed, *self.row.candidates)).casefold()


class Shown(NamedTuple):
    """A plan made ready for the tables: entries, lines, the fields that have changes, and reasons with counts."""

    plan: ImportPlan
    entries: list[Entry]
    lines: list[PlanLine]
    fields: list[tuple[str, str]]
    reasons: list[tuple[str, int]]
    by_key: dict[RowKey, Entry]


def show_of(plan: ImportPlan, titles: dict[str, str]) -> Shown:
    """All of it, in the order in which rows need a person."""
    entries = entries_of(plan)
    counts = Counter(name for entry in entries for name in entry.changes)
    asked = Counter(name for entry in entries for name in entry.open_fields)
    names = sorted(counts, key=lambda name: (-asked[name], -counts[name]))[:MOST_FIELDS]
    fields = [(name, titles.get(name, name)) for name in dict.fromkeys([*names, "description"])]
    reasons = Counter(reason for entry in entries for reason in set(entry.reasons))
    by_key = {entry.key: entry for entry in entries if entry.key is not None}
    return Shown(plan, entries, lines_of(plan, titles), fields, reasons.most_common(40), by_key)


def entries_of(plan: ImportPlan) -> list[Entry]:
    """The rows with their remarks."""
    told: dict[tuple[str, int], list[Issue]] = {}
    for issue in plan.issues:
        if at := row_number(issue.cell):
            told.setdefault((issue.sheet, at), []).append(issue)
    entries = [entry_of(row, tuple(told.get((row.sheet, row.row), ())) if row.row else ()) for row in plan.rows]
    return sorted(entries, key=lambda entry: RANK[entry.look])


def entry_of(row: PlanRow, issues: tuple[Issue, ...]) -> Entry:
    """A row with its remarks."""
    changes = {name: (old, new) for name, _title, old, new in row.changes if name not in UNSAID}
    changes |= {name: (old, new) for name, _title, old, new in row.conflicts}
    kinds = {row.verdict, *row.marks}
    look: str = row.verdict
    if row.conflicts:
        kinds.add("conflicts")
        look = "conflict"
    if any(issue.severity == "warning" for issue in issues):
        kinds.add("warning")
    return Entry(
        row, look, issues, changes, frozenset(name for name, *_rest in row.conflicts), frozenset(kinds),
        tuple(reason_of(issue) for issue in issues),
    )  # fmt: skip


def lines_of(plan: ImportPlan, titles: dict[str, str]) -> list[PlanLine]:
    """All lines in the order in which they need a person."""
    rows = {(row.sheet, row.row): row for row in plan.rows if row.row}
    found: dict[str, list[PlanLine]] = {look: [] for look in ORDER}
    refused_said = set[tuple[str, int]]()
    for issue in plan.issues:
        at = row_number(issue.cell)
        row = rows.get((issue.sheet, at))
        if row is not None and (row.verdict == "left" or any(name == issue.field for name, *_rest in row.conflicts)):
            continue
        refused_said |= {(issue.sheet, at)} if issue.severity == "error" else set()
        found[issue.severity].append(_issue_line(issue, at, row, titles))
    for row in plan.rows:
        found["conflict"] += [_conflict_line(row, conflict) for conflict in row.conflicts]
        if row.verdict == "changed":
            found["changed"] += _changed_lines(row)
        elif not (row.verdict == "refused" and (row.sheet, row.row) in refused_said):
            found[row.verdict].append(_row_line(row))
    return [line for look in ORDER for line in found[look]]


def row_number(cell: str) -> int:
    """12 of ``F12``; 0 where the cell names no row."""
    digits = "".join(char for char in cell if char.isdigit())
    return int(digits) if digits else 0


def column_index(cell: str) -> int:
    """5 of ``F12``; -1 where the cell names no column."""
    index = 0
    for char in cell:
        if not char.isalpha():
            break
        index = index * 26 + ord(char.upper()) - 64
    return index - 1


def reason_of(issue: Issue) -> str:
    """What remarks of one kind have in common: the sentence without what is particular to a cell."""
    words = _QUOTED.sub("…", issue.message)
    severity = "错误" if issue.severity == "error" else "提醒"
    return f"{severity}：{words if len(words) <= 34 else words[:33] + '…'}"


def changed_sentence(old: str, new: str) -> tuple[str, str]:
    """The sentences in which two long texts differ, the rest as …; short texts as they are."""
    if len(old) <= _LONG or len(new) <= _LONG:
        return old, new
    before, after = (_SENTENCE.findall(text) for text in (old, new))
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    if first + last == 0:
        return old, new
    head, tail = "…" if first else "", "…" if any(before[len(before) - last :]) else ""
    parts = ("".join(some[first : len(some) - last]) for some in (before, after))
    one, other = (f"{head}{part}{tail}" if part else "（没有这一句）" for part in parts)
    return one, other


def _issue_line(issue: Issue, at: int, row: PlanRow | None, titles: dict[str, str]) -> PlanLine:
    name = (row.site_name if row is not None else "") or EMPTY
    number = (row.ledger_number if row is not None else "") or "—"
    where = f"{issue.sheet} {issue.cell}".strip()
    return PlanLine(
        issue.severity, at, number, name, titles.get(issue.field, issue.field), issue.value or EMPTY, issue.message,
        tip=f"{where}：{issue.message}", sheet=issue.sheet, description=row.description if row is not None else "",
        key=row.key if row is not None else None, field_key=issue.field, issue=issue, reasons=(reason_of(issue),),
        plan_row=row,
    )  # fmt: skip


def _changed_lines(row: PlanRow) -> list[PlanLine]:
    return [
        PlanLine(
            "changed", row.row, row.ledger_number, row.site_name or EMPTY, title, old or EMPTY, new, True, row.why,
            row.sheet, row.description, row.key, name, plan_row=row,
        )
        for name, title, old, new in row.changes
        if name not in UNSAID
    ]  # fmt: skip


def _conflict_line(row: PlanRow, conflict: tuple[str, str, str, str]) -> PlanLine:
    name, title, ours, theirs = conflict
    return PlanLine(
        "conflict", row.row, row.ledger_number or "—", row.site_name or EMPTY, title, ours or EMPTY, theirs,
        tip="台账里有人改过，清单又写了别的：请选一边，选之前保留台账的", sheet=row.sheet, description=row.description,
        key=row.key, field_key=name, plan_row=row,
    )  # fmt: skip


def _row_line(row: PlanRow) -> PlanLine:
    last = {"new": row.place, "suspect": row.why or "请人工认领", "vanished": "上次有、这次没有，不会自动销号"}
    text = "可能是 " + "、".join(row.candidates[:3]) if row.candidates else ""
    return PlanLine(
        row.verdict, row.row, row.ledger_number or "—", row.site_name or EMPTY, text, "—",
        last.get(row.verdict, row.why), tip=row.why, sheet=row.sheet, description=row.description, key=row.key,
        plan_row=row,
    )  # fmt: skip
