"""The dialogs of 销号标准: a standard, a condition, a level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.panels.closure.asking import Ask
from desktop.panels.closure.steps import ClosureSteps
from models.errors import UserError
from models.rules.closure import LEVEL_KINDS, Condition, Level, Standard

if TYPE_CHECKING:
    from desktop.panels.closure.standards_section import StandardChoices
    from models.operations import Change
    from models.operations.closure_standards import Draft
    from models.progress import Progress
    from models.store import Ledger

_LIST_HEIGHT = 112


class NameChoice(QListWidget):
    """Names to tick; those that are ticked but no longer offered stay."""

    def __init__(self, names: Sequence[str], ticked: Sequence[str], title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setFixedHeight(_LIST_HEIGHT)
        for name in dict.fromkeys((*ticked, *names)):
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in ticked else Qt.CheckState.Unchecked)
            self.addItem(item)

    def form_value(self) -> tuple[str, ...]:
        """The ticked names."""
        items = [self.item(row) for row in range(self.count())]
        return tuple(item.text() for item in items if item.checkState() == Qt.CheckState.Checked)


def ask_standard(steps: ClosureSteps, choices: StandardChoices, line: Standard | None) -> None:
    """A standard, or a new one."""
    asks = (
        Ask("name", "标准名称", "line", line.name if line is not None else ""),
        Ask("categories", "问题类别", "own",
            make=lambda parent: NameChoice(
                choices.categories, line.categories if line is not None else (), "问题类别", parent)),
        Ask("campaigns", "任务来源", "own",
            make=lambda parent: NameChoice(
                choices.campaigns, line.campaigns if line is not None else (), "任务来源", parent)),
        Ask("days", "公示工作日", "line", line.publicity_days if line is not None else 7, hint="不公示的填 0"),
        Ask("origin", "依据", "long", line.origin if line is not None else "", hint="文件名、文号，或“程序预设”"),
    )  # fmt: skip

    def run(ledger: Ledger, values: dict[str, Any], _progress: Progress) -> Change:
        from models.operations.closure_standards import StandardDraft

        days = _number(values["days"], "公示工作日")
        draft = StandardDraft(
            values["name"], values["categories"], values["campaigns"], days if days is not None else 0, values["origin"]
        )
        return _save(ledger, draft, line.id if line is not None else None)

    title = "修改销号标准" if line is not None else "添加销号标准"
    steps.ask(title, "", asks, "保存", run, "类别和任务来源都不选，就用于其余全部问题。")


def ask_condition(steps: ClosureSteps, choices: StandardChoices, owner: Standard, line: Condition | None) -> None:
    """A condition of a standard, or a new one."""
    kinds: list[tuple[Any, str]] = [("", "不限类别"), *((kind, kind) for kind in choices.kinds)]
    if line is not None and line.evidence_kind and line.evidence_kind not in choices.kinds:
        kinds.append((line.evidence_kind, line.evidence_kind))
    asks = (
        Ask("text", "条件", "line", line.text if line is not None else ""),
        Ask("needs", "要有佐证材料", "check", line.needs_evidence if line is not None else True),
        Ask("kind", "材料类别", "pick", line.evidence_kind if line is not None else "", choices=kinds),
        Ask("origin", "依据", "long", line.origin if line is not None else ""),
    )

    def run(ledger: Ledger, values: dict[str, Any], _progress: Progress) -> Change:
        from models.operations.closure_standards import ConditionDraft

        draft = ConditionDraft(values["text"], values["needs"], values["kind"] or "", values["origin"])
        return _save(ledger, draft, line.id if line is not None else None, owner.id)

    steps.ask("修改条件" if line is not None else "添加条件", f"标准：{owner.name}", asks, "保存", run)


def ask_level(steps: ClosureSteps, choices: StandardChoices, owner: Standard, line: Level | None) -> None:
    """A level of a standard, or a new one."""
    states: list[tuple[Any, str]] = [("", "不改变状态"), *((one, one) for one in choices.statuses)]
    asks = (
        Ask("name", "层级名称", "line", line.name if line is not None else ""),
        Ask("kind", "做什么", "pick", line.kind if line is not None else "review", choices=tuple(LEVEL_KINDS.items())),
        Ask("unit", "单位", "line", line.unit if line is not None else "", hint="{市} {县} 会换成问题所在的市县"),
        Ask("workdays", "办理工作日", "line", line.workdays if line is not None else "", hint="不限的留空"),
        Ask("status", "问题状态", "pick", line.status if line is not None else "销号审核中", choices=states),
    )

    def run(ledger: Ledger, values: dict[str, Any], _progress: Progress) -> Change:
        from models.operations.closure_standards import LevelDraft

        draft = LevelDraft(
            values["name"], values["kind"], values["unit"], _number(values["workdays"], "办理工作日"),
            values["status"] or "",
        )  # fmt: skip
        return _save(ledger, draft, line.id if line is not None else None, owner.id)

    note = "走到这一级时，问题转为所选的状态；状态之间要在“状态与流转”里允许这样转。"
    steps.ask("修改审核层级" if line is not None else "添加审核层级", f"标准：{owner.name}", asks, "保存", run, note)


def _save(ledger: Ledger, draft: Draft, key: int | None, owner: int | None = None) -> Change:
    from models.operations.closure_standards import add_line, edit_line

    return edit_line(ledger, key, draft) if key is not None else add_line(ledger, draft, owner)


def _number(text: str, what: str) -> int | None:
    plain = str(text).strip()
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit():
        raise UserError(f"{what}“{plain}”不是整数", advice="请填工作日数，如 7")
    return int(plain)
