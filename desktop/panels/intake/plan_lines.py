"""The plan of an import as lines of a table: issues first, then changed cells, held rows, new and vanished ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

if TYPE_CHECKING:
    from models.importing.views import ImportPlan, Issue, PlanRow

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
HEADINGS = ("结果", "行", "编号", "点位（企业）名称", "字段", "台账现值", "清单新值")
EMPTY = "（空）"
UNSAID = ("list_number", "deadline_kind")
"""Refreshed with other changes, but no news of their own: the serial number, and the kind read from the wording."""
LOOKS = {
    "error": ("错误", "red"),
    "warning": ("提醒", "amber"),
    "changed": ("变更", "amber"),
    "suspect": ("待认领", "purple"),
    "refused": ("错误", "red"),
    "new": ("新增", "green"),
    "vanished": ("清单已无", "blue"),
    "unchanged": ("未变", "grey"),
}
ORDER = ("error", "refused", "warning", "changed", "suspect", "vanished", "new", "unchanged")


@dataclass(frozen=True)
class PlanLine:
    """One line; ``struck`` draws the old value through."""

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

    def cells(self) -> tuple[str, ...]:
        """As under ``HEADINGS``."""
        return (LOOKS[self.look][0], str(self.row or ""), self.number, self.name, self.field, self.old, self.new)

    def detail(self) -> str:
        """All that is known of the line, for the strip below the table."""
        where = "　".join(part for part in (self.sheet, f"第 {self.row} 行" if self.row else "") if part)
        value = f"{self.old} → {self.new}" if self.struck else self.new
        said = f"{self.field}：{value}" if self.field and self.new else self.field or value
        parts = (where, self.number if self.number != "—" else "", self.name, said)
        first = "　·　".join(part for part in parts if part)
        told = "" if self.new and self.tip.endswith(self.new) else self.tip
        rest = "　".join(dict.fromkeys(part for part in (told, self.description) if part and part not in first))
        return f"{first}\n{rest}" if rest else first


def lines_of(plan: ImportPlan, titles: dict[str, str]) -> list[PlanLine]:
    """All lines in the order in which they need a person."""
    rows = {(row.sheet, row.row): row for row in plan.rows if row.row}
    found: dict[str, list[PlanLine]] = {look: [] for look in ORDER}
    refused_said = set()
    for issue in plan.issues:
        at = _row_number(issue)
        row = rows.get((issue.sheet, at))
        refused_said |= {(issue.sheet, at)} if issue.severity == "error" else set()
        found[issue.severity].append(_issue_line(issue, at, row, titles))
    for row in plan.rows:
        if row.verdict == "changed":
            found["changed"] += _changed_lines(row)
        elif not (row.verdict == "refused" and (row.sheet, row.row) in refused_said):
            found[row.verdict].append(_row_line(row))
    return [line for look in ORDER for line in found[look]]


def _row_number(issue: Issue) -> int:
    digits = "".join(char for char in issue.cell if char.isdigit())
    return int(digits) if digits else 0


def _issue_line(issue: Issue, at: int, row: PlanRow | None, titles: dict[str, str]) -> PlanLine:
    name = (row.site_name if row is not None else "") or EMPTY
    number = (row.ledger_number if row is not None else "") or "—"
    where = f"{issue.sheet} {issue.cell}".strip()
    return PlanLine(
        issue.severity, at, number, name, titles.get(issue.field, issue.field), issue.value or EMPTY, issue.message,
        tip=f"{where}：{issue.message}", sheet=issue.sheet, description=row.description if row is not None else "",
    )  # fmt: skip


def _changed_lines(row: PlanRow) -> list[PlanLine]:
    return [
        PlanLine(
            "changed", row.row, row.ledger_number, row.site_name or EMPTY, title, old or EMPTY, new, True, row.why,
            row.sheet, row.description,
        )
        for field, title, old, new in row.changes
        if field not in UNSAID
    ]  # fmt: skip


def _row_line(row: PlanRow) -> PlanLine:
    last = {"new": row.place, "suspect": row.why or "请人工认领", "vanished": "上次有、这次没有，不会自动销号"}
    field = "可能是 " + "、".join(row.candidates[:3]) if row.candidates else ""
    return PlanLine(
        row.verdict, row.row, row.ledger_number or "—", row.site_name or EMPTY, field, "—",
        last.get(row.verdict, row.why), tip=row.why, sheet=row.sheet, description=row.description,
    )  # fmt: skip


class PlanModel(QAbstractTableModel):
    """Lines of one look, or all of them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[PlanLine] = []
        self._shown: list[int] = []

    def set_lines(self, lines: Sequence[PlanLine], looks: frozenset[str] | None = None) -> None:
        """Show ``lines``; with ``looks`` only those; unchanged ones only when asked for."""
        self.beginResetModel()
        self._lines = list(lines)
        self._shown = self._chosen(looks)
        self.endResetModel()

    def show_only(self, looks: frozenset[str] | None) -> None:
        """Filter by look; None shows everything that needs attention or is written."""
        self.beginResetModel()
        self._shown = self._chosen(looks)
        self.endResetModel()

    def line(self, row: int) -> PlanLine:
        """The line shown at ``row``."""
        return self._lines[self._shown[row]]

    def _chosen(self, looks: frozenset[str] | None) -> list[int]:
        if looks is None:
            return [i for i, line in enumerate(self._lines) if line.look != "unchanged"]
        return [i for i, line in enumerate(self._lines) if line.look in looks]

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    @override
    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole and section == 1:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.line(index.row())
        cells = line.cells()
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[index.column()].replace("\n", " ")
        if role == Qt.ItemDataRole.ToolTipRole:
            told = line.tip or line.description if index.column() < 3 else ""
            return told or cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 1:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None
