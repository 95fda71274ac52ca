"""One plan at the right of the desk: what was drawn and how, its tools, its checks, and entering what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QProgressBar, QWidget

from desktop.context import AppContext
from desktop.panels.verification.item_bar import EntryBar, ItemFilters
from desktop.panels.verification.item_edits import Edits, emptied, filled_down, pasted
from desktop.panels.verification.item_table import ItemTable
from desktop.panels.verification.plan_tools import PlanTools
from desktop.panels.verification.writing import VerificationWork
from desktop.widgets.card import Card, label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import FlowLayout, button

if TYPE_CHECKING:
    from desktop.tables.selection import Block
    from models.operations.verification import Entered, Finding
    from models.queries.verification import PlanLine, ResultLine
    from models.store import Ledger

_SORT = (("place", False),)


class PlanPanel(Card):
    """``show_plan`` fills it; ``changed`` after something was written that the list of plans shows."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        self._context = context
        self.plan: PlanLine | None = None
        self.results: tuple[ResultLine, ...] = ()
        self.work = VerificationWork(context, self)
        self.tools = PlanTools(context, self)
        self._sort: tuple[tuple[str, bool], ...] = _SORT
        self.chip = Chip()
        self.heading.insertWidget(1, self.chip)
        self.draw_label = label("", "secondary", wrap=True)
        self.draw_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("核查进度")
        self.count_label = label("", "secondary")
        self.filters = ItemFilters()
        self.table = ItemTable(context)
        self.entry = EntryBar(context)
        self.more_button = button("更多", tooltip="重新抽取、修改、结束、删除方案")
        tool_box = QWidget()
        tool_box.setProperty("role", "plain")
        flow = FlowLayout(tool_box)
        for one in (*self.tools.buttons, self.more_button):
            flow.addWidget(one)
        self.more_button.setMenu(self.tools.menu)
        for one in (self.draw_label, self.bar, tool_box, self.filters):
            self.body.addWidget(one)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.entry)
        self.body.addWidget(self.count_label)
        self.entry.setVisible(not self.work.read_only)
        self._connect()

    def _connect(self) -> None:
        self.filters.changed.connect(self.ask)
        self.table.cleared.connect(self.filters.clear)
        self.table.sorted_by.connect(self._on_sorted)
        self.table.edited.connect(self._on_edited)
        self.table.result_pressed.connect(self.enter_result)
        self.table.refused.connect(lambda sentence: self._context.inform(sentence, "red"))
        self.table.found.connect(self._say_count)
        self.table.selection.connect(self.entry.say_selected)
        self.table.menu_asked.connect(self._open_menu)
        self.entry.result_asked.connect(self.enter_result)
        self.entry.words_asked.connect(lambda: self.enter_words())
        view = self.table.view
        view.paste_asked.connect(self._paste)
        view.fill_asked.connect(lambda blocks: self._write_cells(filled_down(self.table.model, blocks), "向下填充"))
        view.clear_asked.connect(lambda blocks: self._write_cells(emptied(self.table.model, blocks), "清除"))
        self.tools.changed.connect(self.changed)
        self.tools.sheets.print_button.clicked.connect(self.print_sheets)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(lambda: self.enter_words())

    # ---- what is shown ---------------------------------------------------------------------------------------

    def show_plan(self, plan: PlanLine) -> None:
        """Show a plan; the rows are asked again only where it is another one or something came or went."""
        before, self.plan = self.plan, plan
        self.tools.plan = plan
        self._show_head(plan)
        if before is None or before.id != plan.id:
            self._sort = _SORT
            self.filters.offer({}, ())
            self._read_words()
            self.filters.clear()
        else:
            self._read_words()
            if (before.total, before.seed, before.teams) != (plan.total, plan.seed, plan.teams):
                self.ask()
            else:
                self.table.refresh_rows()

    def _show_head(self, plan: PlanLine) -> None:
        from models.queries.verification import PURPOSES

        self.title_label.setText(plan.name)
        self.chip.set(PURPOSES.get(plan.purpose, plan.purpose), "blue" if plan.purpose == "check" else "purple")
        days = " 至 ".join(day.isoformat() for day in (plan.starts_on, plan.ends_on) if day)
        parts = [part for part in (f"第 {plan.round} 轮" if (plan.round or "").isdigit() else plan.round, days) if part]
        self.note_label.setText(
            "　".join([*parts, f"已核查 {plan.checked:,} / {plan.total:,}，不通过 {plan.failed:,}"])
        )
        redrawn = f"（重新抽取过 {len(plan.draws)} 次）" if plan.draws else ""
        self.draw_label.setText(plan.draw_words() + redrawn)
        self.bar.setRange(0, max(plan.total, 1))
        self.bar.setValue(plan.checked)

    def _read_words(self) -> None:
        """Results, tones and values to filter by."""
        ledger, plan = self._context.ledger, self.plan
        if plan is None:
            return

        def work(_progress: Any) -> tuple[Any, dict[str, str], dict[str, Any]]:
            return _words(ledger, plan)

        def show(found: tuple[Any, dict[str, str], dict[str, Any]]) -> None:
            from models.queries.verification_items import FAILED, OPEN

            lines, tones, facets = found
            if self.plan is not plan:
                return
            if tuple(lines) != self.results:
                self.results = tuple(lines)
                self.entry.set_results(lines)
            self.table.set_results(lines, tones)
            self.filters.offer(facets, (("未核查", OPEN), ("不通过", FAILED)))

        self._context.jobs.read("读取核查结果", work, show, owner=self, quiet=True)

    def ask(self) -> None:
        """Ask for the rows that the filters leave."""
        from models.queries.verification_items import ItemQuery

        if self.plan is not None:
            query = ItemQuery(self.plan.id, self.filters.filters(), self.filters.search, self._sort)
            self.tools.query = query
            self.table.ask(query)

    def _on_sorted(self, key: str, descending: bool) -> None:
        self._sort = ((key, descending),)
        self.ask()

    def _say_count(self, count: int) -> None:
        total = self.plan.total if self.plan is not None else 0
        narrowed = f"列出 {count:,} / {total:,} 条" if count != total else f"共 {total:,} 条"
        keys = (
            ""
            if self.work.read_only
            else "　在表格里按数字键登记结果，自动到下一条；选中多条就一起登记；双击单元格可以直接改。"
        )
        self.count_label.setText(narrowed + keys)

    # ---- entering --------------------------------------------------------------------------------------------

    def enter_result(self, place: int) -> None:
        """Give the selected checks a result; one that needs words asks for them."""
        if not 0 <= place < len(self.results) or self.work.read_only:
            return
        result = self.results[place]
        ids = self.table.selected()
        if not ids:
            return
        if result.needs_finding and not (len(ids) == 1 and self._has_words()):
            self.enter_words(result.name)
            return
        values = {
            "result": result.name, "checked_on": self.entry.day_edit.text().strip(),
            "verifier": self.entry.person.person,
        }  # fmt: skip
        self._enter(list(ids), values)

    def enter_words(self, chosen: str = "") -> None:
        """Ask for the whole finding and give it to the selected checks."""
        from desktop.panels.verification.finding_dialog import FindingDialog

        ids = list(self.table.selected())
        if not ids or self.work.read_only:
            return
        row = self.table.view.currentIndex().row()
        head = f"给选中的 {len(ids):,} 条登记同样的结果" if len(ids) > 1 else self._row_words(row)
        dialog = FindingDialog(
            self._context, self, self.results, head, chosen, self.entry.person.person, self.entry.day_edit.text()
        )  # fmt: skip
        if dialog.exec():
            self._enter(ids, dialog.values())

    def _row_words(self, row: int) -> str:
        return "　".join(
            part for part in (self.table.cell(row, "ledger_number"), self.table.cell(row, "site_name")) if part
        )

    def _has_words(self) -> bool:
        row = self.table.view.currentIndex().row()
        return bool(self.table.cell(row, "finding") or self.table.cell(row, "demand"))

    def _enter(self, ids: list[int], values: dict[str, Any]) -> None:
        from models.operations.verification import Finding

        assert self.plan is not None
        title = f"{self.plan.name}：登记 {len(ids):,} 条核查结果" if len(ids) > 1 else ""
        self._write([Finding(key, values) for key in ids], values, title, go_on=len(ids) == 1)

    def _on_edited(self, key: int, column: str, value: Any) -> None:
        """A cell was typed into."""
        from models.operations.verification import Finding

        values = self._completed(key, {column: value})
        self._write([Finding(key, values)], values, "", go_on=False)

    def _completed(self, key: int, values: dict[str, Any]) -> dict[str, Any]:
        """A first result takes its day and verifier from the bar below."""
        row = self.table.model.row_of(key)
        if values.get("result") and row >= 0:
            if not values.get("checked_on") and not self.table.cell(row, "checked_on"):
                values["checked_on"] = self.entry.day_edit.text().strip()
            if not values.get("verifier") and not self.table.cell(row, "verifier"):
                values["verifier"] = self.entry.person.person
        return values

    def _paste(self, rows: list[list[str]], blocks: list[Block]) -> None:
        edits, left_out = pasted(self.table.model, rows, blocks)
        if not edits:
            self._context.inform("这里没有可以粘贴的格子：核查结果、日期、核查人、情况和要求可以粘贴。", "amber")
            return
        self._write_cells(edits, "粘贴")
        if left_out:
            self._context.inform(f"有 {left_out:,} 格不能改或没有位置，没有粘贴。")

    def _write_cells(self, edits: Edits, verb: str) -> None:
        """Cells of one or many checks as one step."""
        from models.operations.verification import Finding

        if not edits or self.plan is None:
            return
        findings = [Finding(key, self._completed(key, values)) for key, values in edits.items()]
        title = f"{self.plan.name}：{verb} {len(findings):,} 条核查结果"
        self._write(findings, findings[0].values if len(findings) == 1 else {}, title, go_on=False)

    def _write(self, findings: list[Finding], values: Mapping[str, Any], title: str, *, go_on: bool) -> None:
        from models.errors import UserError
        from models.operations.verification import clean_values

        try:
            shown = clean_values(values)
        except UserError as error:
            self._context.inform(str(error), "red")
            return
        ids = [one.verification_id for one in findings]
        if len(ids) == 1:
            self.table.model.show_pending(dict.fromkeys(ids, shown))

        def done(entered: Entered) -> None:
            self.table.model.forget_pending(ids)
            if entered.change.change_set_id:
                self.table.refresh_rows(ids)

        self.work.enter(findings, done, title, lambda: self.table.model.forget_pending(ids))
        if go_on:
            self.table.next_row()

    def print_sheets(self) -> None:
        """核查单 of the selected checks, or of all that are listed where no more than one is selected."""
        ids = self.table.selected()
        self.tools.sheets.print_sheets(ids if len(ids) > 1 else self.table.model.ids)

    # ---- menu ------------------------------------------------------------------------------------------------

    def _open_menu(self, point: QPoint) -> None:
        ids = list(self.table.selected())
        if not ids:
            return
        menu = QMenu(self)
        if not self.work.read_only:
            for place, line in enumerate(self.results):
                menu.addAction(f"{line.name}\t{place + 1}", lambda at=place: self.enter_result(at))
            menu.addSeparator()
            menu.addAction("写明情况…\tCtrl+Enter", lambda: self.enter_words())
            menu.addAction("清除核查结果", lambda: self._clear(ids))
            teams = menu.addMenu("分给核查组")
            for team in self.plan.teams if self.plan is not None else ():
                teams.addAction(team.name, lambda name=team.name: self.tools.give_team(ids, name))
            teams.addAction("（未分组）", lambda: self.tools.give_team(ids, ""))
            menu.addSeparator()
        menu.addAction("打印核查单…", lambda: self.tools.sheets.print_sheets(ids))
        menu.addAction("在台账里打开", lambda: self.tools.open_problems(ids))
        menu.addAction("复制\tCtrl+C", self.table.view.copy)
        menu.exec(point)

    def _clear(self, ids: list[int]) -> None:
        from models.operations.verification import ENTRIES, Finding

        values: dict[str, Any] = dict.fromkeys(ENTRIES)
        self._write([Finding(key, values) for key in ids], values, f"清除 {len(ids):,} 条核查结果", go_on=False)


def _words(ledger: Ledger, plan: PlanLine) -> tuple[Any, dict[str, str], dict[str, Any]]:
    from models.queries.choices import statuses
    from models.queries.verification import results
    from models.queries.verification_items import item_facets

    lines = results(ledger, plan.purpose)
    tones = {line.name: line.tone for line in statuses(ledger)}
    tones |= {line.name: line.tone for line in results(ledger, plan.purpose, all_=True)}
    return lines, tones, item_facets(ledger, plan.id)
