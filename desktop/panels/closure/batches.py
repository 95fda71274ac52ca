"""What is done with many applications at once: begun, handed in, decided in a 联审, approved, filed, printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from desktop.panels.closure.papers import print_filings
from models.queries.closure import WAITING, ClosureLine
from models.rules.closure import APPROVAL, CLOSED, PREPARING, PUBLIC, RETURNED

if TYPE_CHECKING:
    from desktop.panels.closure.desk import ClosureDesk
    from desktop.panels.closure.filing_dialog import FilingDialog
    from desktop.panels.closure.joint_dialog import JointDialog
    from models.operations import Change
    from models.progress import Progress
    from models.store import Ledger


class ClosureBatches(QObject):
    """Belongs to the desk; each entry says how many of the chosen lines it would take."""

    def __init__(self, desk: ClosureDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._context = desk.context
        self.dialog: JointDialog | FilingDialog | None = None

    def fill_menu(self, menu: QMenu) -> None:
        """Offer what can be done with the lines chosen."""
        menu.clear()
        lines = self._desk.selected()
        steps = self._desk.doing.steps
        for words, chosen, act in (
            ("提出申请", _in(lines, WAITING, RETURNED), lambda ids: steps.start(_problems(ids))),
            ("送审", [one for one in _in(lines, PREPARING) if not one.missing], lambda ids: steps.submit(_keys(ids))),
            ("开始公示", _chip(lines, PUBLIC, "待公示"), lambda ids: steps.publish(_keys(ids), None)),
            ("公示期满，转下一步", _chip(lines, PUBLIC, "公示期满"), lambda ids: steps.end(_keys(ids))),
            ("审签", _chip(lines, APPROVAL, "待审签"), lambda ids: steps.approve(_keys(ids), f"{len(ids)} 件")),
            ("登记备案并销号", _chip(lines, APPROVAL, "待备案"), self.file),
            ("打印公示稿", _in(lines, PUBLIC), self._notice),
        ):
            action = menu.addAction(f"{words} {len(chosen)} 件…" if chosen else f"{words}…")
            action.setEnabled(bool(chosen))
            action.triggered.connect(lambda _=False, run=act, some=chosen: run(some))

    def joint(self, lines: Sequence[ClosureLine]) -> None:
        """联审 of many."""
        from desktop.panels.closure.joint_dialog import JointDialog

        if not lines:
            return
        dialog = JointDialog(self._desk.window(), self._context, lines)

        def work(ledger: Ledger, progress: Progress) -> Change:
            from models.operations.closure_reviewing import joint_review

            return joint_review(ledger, dialog.session, dialog.decisions(), day=dialog.day, progress=progress)

        self._open(dialog, "联审", work)

    def file(self, lines: Sequence[ClosureLine]) -> None:
        """File many, each under its number."""
        from desktop.panels.closure.filing_dialog import FilingDialog

        dialog = FilingDialog(self._desk.window(), self._context, lines)

        def work(ledger: Ledger, progress: Progress) -> Change:
            from models.operations.closure_filing import file_closures

            return file_closures(ledger, dialog.filings(), day=dialog.day, progress=progress)

        self._open(dialog, "登记备案并销号", work)

    def print_filing_table(self, lines: Sequence[ClosureLine]) -> None:
        """备案表 of those closed among the lines; where none is, of all that are closed."""
        closed = _keys(_in(lines, CLOSED))
        if closed:
            print_filings(self._desk, self._context, closed)
            return
        ledger, campaign = self._context.ledger, self._context.campaign

        def read(progress: Progress) -> list[int]:
            from models.queries.closure import ClosureFilter, closure_list

            return _keys(closure_list(ledger, campaign, ClosureFilter(stage=CLOSED), progress).lines)

        def show(keys: list[int]) -> None:
            if keys:
                print_filings(self._desk, self._context, keys)
            else:
                self._context.inform("还没有备案销号的申请，没有可打印的备案表。", "amber")

        self._context.jobs.read("读取已销号的申请", read, show, owner=self)

    def _notice(self, lines: Sequence[ClosureLine]) -> None:
        from desktop.printing.form_preview import preview_form

        preview_form(self._desk, self._context, "publicity-notice", _problems(lines))

    def _open(
        self, dialog: JointDialog | FilingDialog, title: str, work: Callable[[Ledger, Progress], Change]
    ) -> None:  # fmt: skip
        steps = self._desk.doing.steps
        self.dialog = dialog
        dialog.confirmed.connect(lambda: steps.run(title, work, dialog))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()


def _in(lines: Sequence[ClosureLine], *stages: str) -> list[ClosureLine]:
    return [one for one in lines if one.stage in stages]


def _chip(lines: Sequence[ClosureLine], stage: str, chip: str) -> list[ClosureLine]:
    return [one for one in lines if one.stage == stage and one.chip == chip]


def _keys(lines: Sequence[ClosureLine]) -> list[int]:
    return [one.closure_id for one in lines if one.closure_id is not None]


def _problems(lines: Sequence[ClosureLine]) -> list[int]:
    return [one.problem_id for one in lines]
