"""What can be done with a plan as a whole: changed, drawn anew, closed, taken out, opened in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from desktop.context import AppContext
from desktop.dialogs import confirm
from desktop.panels.verification.sheet_tools import SheetTools
from desktop.panels.verification.writing import VerificationWork
from models import clock
from models.errors import UserError

if TYPE_CHECKING:
    from models.queries.verification import PlanLine
    from models.queries.verification_items import ItemQuery


class PlanTools(QObject):
    """``buttons`` stand in the panel, ``menu`` behind 更多; ``changed`` after a plan was written."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._parent = parent
        self._plan: PlanLine | None = None
        self.query: ItemQuery | None = None
        self.work = VerificationWork(context, parent)
        self.sheets = SheetTools(context, parent, self.work)
        self.buttons = self.sheets.buttons
        self.menu = QMenu(parent)
        self.menu.aboutToShow.connect(self._fill_menu)

    @property
    def plan(self) -> PlanLine | None:
        """The plan in hand."""
        return self._plan

    @plan.setter
    def plan(self, plan: PlanLine | None) -> None:
        self._plan = self.sheets.plan = plan

    def _fill_menu(self) -> None:
        self.menu.clear()
        plan = self.plan
        if plan is None:
            return
        if not self.work.read_only:
            self.menu.addAction("修改方案和核查组…", self.edit)
            redraw = self.menu.addAction("重新抽取…", self.redraw)
            redraw.setEnabled(not plan.share.all)
            self.menu.addAction("恢复方案" if plan.closed_on else "结束方案", self.close_plan)
        self.menu.addAction("打印抽样记录…", self.sheets.print_draw)
        self.menu.addAction("复制抽样说明", self.copy_draw)
        self.menu.addAction("在台账里列出全部", lambda: self.open_problems(None))
        if not self.work.read_only:
            self.menu.addSeparator()
            self.menu.addAction("删除方案…", self.remove)

    def edit(self) -> None:
        """Change name, days, basis and teams."""
        from desktop.panels.verification.plan_dialog import EditPlanDialog

        plan = self.plan
        if plan is None:
            return
        dialog = EditPlanDialog(self._parent, plan)
        if dialog.exec():
            try:
                values = dialog.values()
            except UserError as error:
                self._context.inform(str(error), "red")
                return
            self._change(values)

    def close_plan(self) -> None:
        """Say that the plan is done, or take that back."""
        if self.plan is not None:
            self._change({"closed_on": None if self.plan.closed_on else clock.today()})

    def _change(self, values: dict[str, Any]) -> None:
        assert self.plan is not None
        key = self.plan.id

        def operation(ledger: Any, _progress: Any) -> Any:
            from models.operations.verification_plan_edits import edit_plan

            return edit_plan(ledger, key, values)

        self.work.change("修改核查方案", operation, lambda _result: self.changed.emit())

    def redraw(self) -> None:
        """Draw anew, with a reason."""
        from desktop.panels.verification.plan_dialog import RedrawDialog

        plan = self.plan
        if plan is None:
            return
        dialog = RedrawDialog(self._parent, plan)
        if not dialog.exec():
            return
        why, seed, key = dialog.why_edit.text(), dialog.seed_edit.text(), plan.id

        def operation(ledger: Any, progress: Any) -> Any:
            from models.operations.verification_plans import redraw

            return redraw(ledger, key, why, seed=seed, progress=progress)

        self.work.change("重新抽取", operation, lambda _result: self.changed.emit())

    def remove(self) -> None:
        """Take the plan out after asking."""
        plan = self.plan
        if plan is None:
            return
        words = f"删除核查方案“{plan.name}”和它的 {plan.total:,} 条核查记录？"
        detail = f"其中 {plan.checked:,} 条已经有核查结果。问题的状态不会变回去；可以撤销。"
        if not confirm.ask_destructive(self._parent, "删除核查方案", words, "删除", detail=detail):
            return
        key = plan.id

        def operation(ledger: Any, _progress: Any) -> Any:
            from models.operations.verification_plan_edits import remove_plan

            return remove_plan(ledger, key)

        self.work.change("删除核查方案", operation, lambda _result: self.changed.emit())

    def give_team(self, ids: Sequence[int], team: str) -> None:
        """Give checks to a team by hand."""
        wanted = list(ids)

        def operation(ledger: Any, _progress: Any) -> Any:
            from models.operations.verification_plan_edits import set_team

            return set_team(ledger, wanted, team)

        self.work.change("分给核查组", operation, lambda _result: self.changed.emit())

    def copy_draw(self) -> None:
        """How it was drawn, with seed and digest, for a report."""
        if self.plan is not None:
            digest = f"；总体摘要（SHA-256）{self.plan.population_digest}" if self.plan.population_digest else ""
            QGuiApplication.clipboard().setText(f"{self.plan.name}：{self.plan.draw_words()}{digest}。")
            self._context.inform("抽样说明已复制。")

    def open_problems(self, ids: Sequence[int] | None) -> None:
        """The problems of these checks (None: of the rows listed) in the ledger."""
        plan, query, ledger = self.plan, self.query, self._context.ledger
        if plan is None or query is None:
            return
        wanted = query if ids is None else query.but(ids=tuple(ids), filters={}, search="")

        def work(progress: Any) -> list[int]:
            from models.queries.verification_items import item_cells, item_ids

            found = item_ids(ledger, wanted, progress)
            cells = item_cells(ledger, found, ("problem_id",))
            return [cells[key][0] for key in found if key in cells]

        def show(found: list[int]) -> None:
            if len(found) == 1:
                self._context.open_page("ledger", problem_id=found[0])
            else:
                from models.queries.filtering import ProblemQuery

                self._context.open_page("ledger", query=ProblemQuery(ids=tuple(found)), title=plan.name)

        self._context.jobs.read("查找对应的问题", work, show, owner=self._parent, quiet=True)
