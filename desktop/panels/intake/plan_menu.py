"""The menu of the right mouse button on the rows of a plan, each entry with the number of rows that it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.panels.intake.plan_lines import Entry, PlanLine
from models.importing.choices import POLICY_WORDS, Policy, RowChoice

if TYPE_CHECKING:
    from desktop.panels.intake.plan_step import PlanStep

WAITING = frozenset({"error", "refused", "conflict", "suspect"})
MATCHED = ("changed", "unchanged")


def waits(item: Entry | PlanLine) -> bool:
    """Whether a row needs a person."""
    return item.look in WAITING


def row_menu(step: PlanStep, point: QPoint) -> QMenu | None:
    """What can be done with the selected rows; ``point`` is in the table."""
    table = step.table
    entries = chosen_entries(step)
    if not entries:
        return None
    menu = QMenu(table)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _add_rows(menu, step, entries)
    _add_sides(menu, step, entries)
    _add_column(menu, step, point)
    menu.addSeparator()
    fixable = len(entries) == 1 and any(issue.cell for issue in entries[0].issues)
    if fixable:
        _add(menu, "更正这一格…\tF2", lambda: step.fix_row(table.current_row()))
    problem = entries[0].row.problem_id if len(entries) == 1 else None
    if problem is not None:
        _add(menu, "在台账里看", lambda: step.problem_opened.emit(problem))
    _add(menu, "复制\tCtrl+C", table.copy)
    return menu


def chosen_entries(step: PlanStep) -> list[Entry]:
    """The selected rows, each once."""
    shown, model = step.shown, step.table.plan_model
    if shown is None:
        return []
    found: dict[Any, Entry] = {}
    for row in step.table.selected_rows():
        item = model.item(row)
        entry = item if isinstance(item, Entry) else shown.by_key.get(item.key)
        if entry is not None:
            found.setdefault(entry.key or id(entry), entry)
    return list(found.values())


def _add_rows(menu: QMenu, step: PlanStep, entries: list[Entry]) -> None:
    def decide(wanted: list[Entry], choice: RowChoice | None, words: str) -> None:
        keys = [entry.key for entry in wanted if entry.key is not None]
        text = f"{words}（{len(keys):,} 行）"
        _add(menu, text, lambda: step.rows_decided.emit(keys, choice, f"{len(keys):,} 行{words}"))

    own = [entry for entry in entries if entry.key is not None]
    suspects = [entry for entry in own if entry.row.verdict == "suspect"]
    if len(suspects) == 1 and len(own) == 1:
        row = suspects[0].row
        for number, problem in zip(row.candidates[:6], row.candidate_ids[:6], strict=False):
            decide(suspects, RowChoice("same", problem), f"就是 {number}")
    if wanted := [entry for entry in own if entry.row.verdict in (*MATCHED, "suspect")]:
        decide(wanted, RowChoice("new"), "作为新问题")
    if wanted := [entry for entry in own if entry.row.verdict in (*MATCHED, "suspect", "new")]:
        decide(wanted, RowChoice("leave"), "不导入")
    if wanted := [entry for entry in own if entry.row.choice is not None]:
        decide(wanted, None, "恢复原来的判断")


def _add_sides(menu: QMenu, step: PlanStep, entries: list[Entry]) -> None:
    wanted = [entry for entry in entries if entry.open_fields and entry.key is not None]
    if not wanted:
        return
    menu.addSeparator()
    keys = [entry.key for entry in wanted]
    fields = sorted({name for entry in wanted for name in entry.open_fields})
    for side, words in (("ours", "冲突都用台账的"), ("file", "冲突都用清单的")):
        text = f"{words}（{len(keys):,} 行）"
        _add(menu, text, lambda side=side, words=words: step.sides_decided.emit(keys, fields, side, words))


def _add_column(menu: QMenu, step: PlanStep, point: QPoint) -> None:
    name, title = field_at(step, point)
    if not name or step.shown is None:
        return
    menu.addSeparator()
    open_rows = [entry.key for entry in step.shown.entries if name in entry.open_fields and entry.key is not None]
    for side, words in (("ours", "台账"), ("file", "清单")) if open_rows else ():
        text = f"“{title}”的冲突都用{words}的（{len(open_rows):,} 行）"
        said = f"“{title}”都用{words}的"
        _add(menu, text, lambda side=side, said=said: step.sides_decided.emit(open_rows, [name], side, said))
    touched = sum(name in entry.changes for entry in step.shown.entries)
    _add(menu, f"“{title}”本列一律不更新（{touched:,} 行）", lambda: step.policy_set.emit({name: "keep"}))
    more = menu.addMenu(f"“{title}”的策略")
    choices: list[tuple[Policy | None, str]] = [(None, "按通常做法"), *POLICY_WORDS.items()]  # type: ignore[list-item]
    for policy, words in choices:
        _add(more, words, lambda policy=policy: step.policy_set.emit({name: policy}))


def field_at(step: PlanStep, point: QPoint) -> tuple[str, str]:
    """Field and title of the column (or, in the list of changes, of the line) under the pointer."""
    shown, table = step.shown, step.table
    index = table.indexAt(point)
    if shown is None or not index.isValid():
        return "", ""
    titles = dict(shown.fields)
    if table is step.ledger:
        name = step.ledger_model.field(index.column())
    else:
        line = step.lines_model.line(index.row())
        name = line.field_key if line.look in ("changed", "conflict") else ""
    return (name, titles[name]) if name in titles else ("", "")


def _add(menu: QMenu, text: str, do: Callable[[], Any]) -> None:
    menu.addAction(text).triggered.connect(lambda _=False: do())
