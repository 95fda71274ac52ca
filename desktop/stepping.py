"""Undo and redo in the window: one step or several, each leading to the place that it touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, QTimer

from desktop.context import AppContext
from desktop.undoing import ask_and_undo_import, change_words

if TYPE_CHECKING:
    from desktop.panels.step_list import StepList
    from desktop.window import MainWindow
    from models.importing.writing.batches import BatchLine
    from models.operations import Change
    from models.progress import Progress
    from models.queries.undo_steps import Step
    from models.store import Ledger

_PAGES = {"visit": "visits", "round": "visits", "custom_field": "settings", "marking_rule": "settings"}
"""Where rows stand that belong to no problem."""


class Stepping(QObject):
    """Takes steps back in the writer's lane, tells everybody, and goes where they happened."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.list: StepList | None = None

    def undo(self) -> None:
        """Take back the latest step."""
        from models.operations.undo import undo_last

        self._write("撤销", lambda ledger, _progress: undo_last(ledger))

    def redo(self) -> None:
        """Do again what was taken back last."""
        from models.operations.undo import redo

        self._write("重做", lambda ledger, _progress: redo(ledger))

    def undo_many(self, ids: list[int]) -> None:
        """Take back these steps in one go."""
        from models.operations.undo import undo_steps

        self._write("撤销", lambda ledger, progress: undo_steps(ledger, ids, progress))

    def redo_many(self, count: int) -> None:
        """Do again the last ``count`` steps that were taken back."""
        from models.operations.undo import redo_steps

        self._write("重做", lambda ledger, progress: redo_steps(ledger, count, progress))

    def show_list(self) -> None:
        """Open the list of the last steps."""
        context = self._window.context
        if context is None:
            return
        ledger = context.ledger

        def read(_progress: Progress) -> tuple[list[Step], list[Step]]:
            from models.queries.undo_steps import redo_list, undo_list

            return undo_list(ledger), redo_list(ledger)

        context.jobs.read("读取最近的步骤", read, lambda lists: self._open(context, *lists), owner=context, quiet=True)

    def _open(self, context: AppContext, undo: list[Step], redo: list[Step]) -> None:
        from desktop.panels.step_list import StepList

        button = self._window.top_bar.steps_button
        popup = StepList(context.theme, undo, redo, self._window)
        self.list = popup
        popup.destroyed.connect(self._forget_list)
        popup.undo_asked.connect(self.undo_many)
        popup.redo_asked.connect(self.redo_many)
        popup.import_asked.connect(lambda batch: self._undo_import(context, batch))
        popup.show_at(QRect(button.mapToGlobal(button.rect().topLeft()), button.size()))

    def _forget_list(self) -> None:
        self.list = None

    def _undo_import(self, context: AppContext, batch_id: int) -> None:
        from models.importing.writing.batches import list_batches

        def found(lines: list[BatchLine]) -> None:
            batch = next((line for line in lines if line.id == batch_id), None)
            if batch is not None:
                # a question must not be asked inside the delivery of an answer
                QTimer.singleShot(0, context, lambda: ask_and_undo_import(self._window, context, batch))

        context.jobs.read("查找这次导入", lambda _progress: list_batches(context.ledger), found, owner=context)

    def _write(self, title: str, operation: Callable[[Ledger, Progress], Change]) -> None:
        context = self._window.context
        if context is None:
            return

        def done(change: Change) -> None:
            context.bus.broadcast(change)
            self._go(context, change)

        context.jobs.write(title, lambda progress: operation(context.ledger, progress), done, owner=context)

    # ---- the place -------------------------------------------------------------------------------------------

    def _go(self, context: AppContext, change: Change) -> None:
        """Show where it was; a row that the list does not hold now is offered."""
        place = change.place
        words, tone = change_words(change)
        page_id = ("ledger" if place.problem_id is not None else _PAGES.get(place.entity, "")) if place else ""
        if place is None or not page_id or place.gone:
            context.inform(words, tone)
            return
        page = self._window.current_page()
        if page is None or page.page_id != page_id:
            page = self._window.open_page(page_id)
        if page is None:
            context.inform(words, tone)
            return

        def told(shown: bool) -> None:
            if shown:
                context.inform(words, tone)
                return
            arguments: dict[str, Any] = {"problem_id": place.problem_id} if place.problem_id is not None else {}
            if arguments:
                text = f"{words}{place.number} 不在现在的筛选里。"
                context.inform(text, tone, "显示这一条", lambda: context.open_page(page_id, **arguments))
            else:
                context.inform(words, tone)

        page.show_place(place, told)
