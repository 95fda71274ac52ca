"""The page 导入清单: five steps on one page, from dropped files to a batch in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.pages.base import Page
from desktop.panels.intake import asking, pictures, showing, telling
from desktop.panels.intake.choose_step import ChooseStep
from desktop.panels.intake.done_step import DoneStep
from desktop.panels.intake.flow import COMMIT, COMPARE, READ, Flow
from desktop.panels.intake.header_step import HeaderStep
from desktop.panels.intake.mapping_step import MappingStep
from desktop.panels.intake.opening import Begin, FileLine, begin_pasted, begin_paths
from desktop.panels.intake.own_fields import fields_to_feed, take_fields
from desktop.panels.intake.plan_foot import PlanFoot
from desktop.panels.intake.plan_step import PlanStep
from desktop.panels.intake.target_choice import take_target
from desktop.panels.own_columns import touches_columns
from desktop.widgets.card import label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from desktop.widgets.progress_strip import ProgressStrip
from desktop.widgets.steps_bar import StepsBar

if TYPE_CHECKING:
    from models.importing.report import ImportReport
    from models.importing.views import SheetView
    from models.operations import Change

STEPS = ["选择文件", "识别表头", "对应字段", "核对差异", "完成"]
CHOOSE, HEADER, MAPPING, PLAN, DONE = range(5)
NEXT_WORDS = {CHOOSE: "下一步：识别表头", HEADER: "下一步：对应字段", MAPPING: "下一步：核对差异"}
TICK_MS = 100
SHOWN_AFTER_TICKS = 3
"""Work beside the page is named when it takes longer than this many ticks."""


class ImportPage(Page):
    """Holds one import from the files being chosen until they are in, or left."""

    page_id: ClassVar[str] = "import"
    title: ClassVar[str] = "导入清单"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        from models.queries.fields import FIELDS

        self.titles = {key: field.title for key, field in FIELDS.items()}
        self.flow = Flow(context, self.titles, self)
        self.report: ImportReport | None = None
        self.steps = StepsBar(STEPS)
        self.choose = ChooseStep(context.theme)
        self.header = HeaderStep(context.theme, self._wishes)
        self.mapping = MappingStep(fields_to_feed(), context.theme)
        self.plan = PlanStep(context)
        self.plan_foot = PlanFoot()
        self.done = DoneStep(context)
        self.stack = QStackedWidget()
        self.stack.setProperty("role", "pages")
        self.strip = ProgressStrip()
        self.back_button, self.next_button = button("上一步"), button("下一步", "primary")
        self.leave_button = button("不导入了")
        self.note = label("", "secondary")
        self._ticks = 0
        self._timer = 0
        self._compose()
        showing.connect(self)
        self.go(CHOOSE)

    # --- what the window calls

    @override
    def open(self, **arguments: Any) -> None:
        paths = arguments.get("paths")
        if paths:
            self.start([Path(path) for path in paths])

    @override
    def activated(self) -> None:
        if self.steps.current == CHOOSE:
            showing.read_latest(self)

    @override
    def refresh(self, change: Change | None) -> None:
        if touches_columns(change):
            take_fields(self)
        if self.steps.current == CHOOSE:
            showing.read_latest(self)
        elif self.steps.current == DONE:
            showing.read_whether_undone(self)

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {"import.folder": lambda: showing.choose_folder(self), "import.paste": self.paste}

    @override
    def save_state(self) -> dict[str, Any]:
        return {
            "mapping": self.mapping.splitter.sizes(), "plan": self.plan.splitter.sizes(), "shape": self.plan.shape,
        }  # fmt: skip

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        for name, splitter in (("mapping", self.mapping.splitter), ("plan", self.plan.splitter)):
            sizes = state.get(name)
            if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(one, int) and one > 0 for one in sizes):
                splitter.setSizes(sizes)
        if state.get("shape") in ("ledger", "lines"):
            self.plan.set_shape(state["shape"])

    @override
    def screenshot_steps(self) -> list[Callable[[], None]]:
        return pictures.screenshot_steps(self)

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        return pictures.screenshot_variants(self)

    @override
    def accept_files(self, paths: list[str]) -> bool:
        self.start([Path(path) for path in paths])
        return True

    def start(self, paths: Sequence[Path]) -> None:
        """Begin with these files or folders; an import that was under way is left, and what was said about it."""
        self.begin(begin_paths(list(paths)), f" {paths[0].name}" if len(paths) == 1 else f" {len(paths)} 个文件")

    def paste(self) -> None:
        """Begin with what was copied in Excel, WPS or the file manager."""
        found = asking.clipboard()
        if found.paths:
            self.start(found.paths)
        elif found.text.strip() or found.html:
            self.begin(begin_pasted(found.text, found.html), "粘贴的表格")
        else:
            self.context.inform("剪贴板里没有表格。请先在 Excel 或 WPS 里选中一块区域（连表头）并复制。", "amber")

    def begin(self, begin: Begin, what: str) -> None:
        """Leave what was open, and read what ``begin`` brings."""
        self.context.quieten()
        take_fields(self)
        self.flow.desk.leave()
        self.plan.forget()
        self.choose.show_files(())
        self.go(CHOOSE)
        if self.context.ledger.read_only:
            self.context.inform("台账是只读打开的，不能导入。", "amber")
            return
        self.flow.start(begin, what)

    # --- composing

    def _compose(self) -> None:
        column = self.page_layout()
        column.addWidget(self.steps)
        self.step_widgets = (self.choose, self.header, self.mapping, self.plan, self.done)
        for step in self.step_widgets:
            self.stack.addWidget(step)
        if self.context.ledger.read_only:
            column.addWidget(
                EmptyState("台账是只读打开的", "导入需要写入台账。请等占用的人退出后重新打开，再导入清单。")
            )
        else:
            column.addWidget(self.stack, 1)
        self.strip.hide()
        left = (self.leave_button, self.mapping.bar, self.plan_foot, self.note, self.strip)
        self.footer = self.plain_box(toolbar(left, (self.back_button, self.next_button)))
        column.addWidget(self.footer)

    # --- the steps

    def go(self, step: int) -> None:
        """Show a step; what of the step before had the keyboard is about to be hidden, and must not hand it away."""
        self._hold_focus(self.stack)
        self.stack.setCurrentIndex(step)
        self.steps.set_current(step)
        self.say()

    def go_back_to(self, step: int) -> None:
        """Show an earlier step again; the first one keeps what was chosen."""
        if not self.flow.desk.heavy and 0 <= step < self.steps.current < DONE:
            if step == HEADER:
                self.header.show_files(self.files)
            elif step == MAPPING:
                self.show_columns()
            self.go(step)

    def on_next(self) -> None:
        """Go on, where the present step allows it."""
        step = self.steps.current
        if not self.next_button.isEnabled():
            return
        self.context.quieten()
        if step == CHOOSE:
            self.header.show_files(self.files)
            self.go(HEADER)
        elif step == HEADER:
            self.go(MAPPING)
            self.show_columns()
            self.mapping.values.show_waiting()
            self.flow.values()
        elif step == MAPPING or self.plan_foot.stale:
            self.flow.plan(heavy=step == MAPPING)
        elif step == PLAN:
            self.flow.commit()

    def say(self) -> None:
        """Notes and buttons for the present step."""
        step, desk, session = self.steps.current, self.flow.desk, self.flow.session
        open_ = session is not None
        self.context.open_import = f"一次导入停在“{STEPS[step]}”，还没有写入台账" if open_ and step < DONE else ""
        if desk.heavy or (not open_ and step != DONE):
            self._hold_focus(self)
        self.steps.set_can_go_back(step < DONE and not desk.heavy)
        self.footer.setVisible(desk.heavy or (open_ and step != DONE))
        self.leave_button.setVisible(open_ and step != DONE)
        self.back_button.setVisible(open_ and step in (HEADER, MAPPING, PLAN))
        self.next_button.setVisible(open_ and step != DONE)
        self.mapping.bar.setVisible(open_ and step == MAPPING and not desk.heavy)
        self.plan_foot.setVisible(open_ and step == PLAN and not desk.heavy)
        for part in (self.back_button, self.leave_button):
            part.setEnabled(not desk.heavy)
        # Only what is seen: the step of the columns has hundreds of parts, and each would be told.
        self.step_widgets[self.stack.currentIndex()].setEnabled(not desk.heavy)
        ready = step == PLAN or self.included_rows() > 0
        if step == PLAN:
            ready = self.plan_foot.ready and not desk.waits_for(COMPARE) and desk.settled
        self.next_button.setEnabled(open_ and not desk.heavy and ready)
        self.next_button.setText(NEXT_WORDS.get(step) or self.plan_foot.commit_words())
        nothing = step in (CHOOSE, HEADER) and open_ and not desk.heavy and not self.included_rows()
        self.note.setText("没有勾选要导入的表。请勾选一张表，或指出它的表头。" if nothing and step == HEADER else "")
        self.note.setVisible(bool(self.note.text()))
        self.steps.set_note(telling.note_of(self) if open_ else "")
        if self.hasFocus() and not desk.heavy:
            if open_ and step != DONE and self.next_button.isEnabled():
                self.next_button.setFocus()
            elif step == CHOOSE:
                self.choose.zone.button.setFocus()
            elif step == DONE:
                self.done.open_button.setFocus()

    def _hold_focus(self, within: QWidget) -> None:
        """Keep the keyboard here while parts of the page stand still or go; else it would move to the navigation."""
        focus = QApplication.focusWidget()
        if focus is not None and within.isAncestorOf(focus) and not self.strip.isAncestorOf(focus):
            self.setFocus()

    @property
    def files(self) -> list[Any]:
        """The files of the import."""
        return self.flow.session.files if self.flow.session is not None else []

    def included(self) -> list[SheetView]:
        """The sheets that are taken."""
        return [sheet for file in self.files for sheet in file.sheets if sheet.included]

    def included_rows(self) -> int:
        """Their rows."""
        return sum(sheet.row_count for sheet in self.included())

    def show_columns(self) -> None:
        """The columns are shown when their step comes: a drop-down for each field takes its time."""
        take_target(self)
        sheets = self.included()
        self.mapping.show_sheets(sheets, self.mapping.key, {sheet.key: self._wishes(sheet.key) for sheet in sheets})

    def _wishes(self, key: str) -> dict[str, Any]:
        session = self.flow.session
        return {} if session is None else session.wishes(key) | {"deadlines": session.choices.deadlines}

    # --- work

    def on_opened(self, lines: list[FileLine]) -> None:
        """The files were read: say what they are, and go on by itself where nothing is asked."""
        self.choose.show_files(lines)
        asked = any(line.locked for line in lines)
        wrong = sum(line.tone == "red" for line in lines)
        if not any(file.sheets for file in self.files) and not asked:
            self.flow.desk.leave()
            self.say()
            return
        if asked or (len(lines) > 1 and wrong) or (len(lines) > 1 and not self.included_rows()):
            self.say()
            return
        take_target(self)
        self.header.key = ""
        self.header.show_files(self.files, key="")
        self.go(HEADER)
        if self.included() and all(sheet.profile in showing.OWN for sheet in self.included()):
            self.flow.plan(heavy=True)

    def on_edited(self, words: str) -> None:
        """A choice was taken in: show it, and make anew what follows from it."""
        step = self.steps.current
        if step == HEADER:
            self.header.show_files(self.files, key=self.header.key)
        elif step == MAPPING:
            self.show_columns()
            self.flow.values()
        elif step == PLAN:
            self.plan_foot.set_stale(True)
            self.flow.plan(heavy=False)
        if words.startswith("已撤回"):
            self.context.inform(f"{words}。", "green")
        self.say()

    def on_cancelled(self, key: str) -> None:
        """Work was stopped by a person."""
        if key == READ:
            self.choose.show_files(())
        if key in (COMMIT, READ) or (key == COMPARE and self.steps.current != PLAN):
            self.context.inform("已取消，台账没有改动。")
        self.say()

    def leave(self) -> None:
        """End the import without writing."""
        self.flow.desk.leave()
        self.plan.forget()
        self.choose.show_files(())
        self.go(CHOOSE)
        showing.read_latest(self)

    def on_busy(self) -> None:
        """Work began or ended."""
        self._ticks = 0
        if self.flow.desk.job is None:
            self.strip.hide()
        elif not self._timer:
            self._timer = self.startTimer(TICK_MS)
        self.say()
        if self.flow.desk.heavy:
            self._show_progress()

    def _show_progress(self) -> None:
        job = self.flow.desk.job
        if job is not None:
            self.strip.set(job.text or job.title, job.fraction, job.cancelling)
            self.strip.show()
            if self.flow.desk.task is not None and self.flow.desk.task.key == READ:
                self.choose.found.show_reading(job.fraction)

    @override
    def timerEvent(self, event: Any) -> None:
        if self.flow.desk.job is None:
            self.killTimer(self._timer)
            self._timer = 0
            return
        self._ticks += 1
        if self.flow.desk.heavy or self._ticks >= SHOWN_AFTER_TICKS:
            self._show_progress()

    # --- keys

    @override
    def event(self, event: QEvent) -> bool:
        """Ctrl+Z takes back the last choice of the import before it takes back a step in the ledger."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            mine = event.matches(QKeySequence.StandardKey.Undo) and self.steps.current < DONE
            if mine and self.flow.desk.can_undo:
                event.accept()
                return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo) and self.flow.desk.can_undo:
            self.flow.desk.undo()
        elif event.matches(QKeySequence.StandardKey.Paste) and self.steps.current == CHOOSE:
            self.paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.on_next()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: Any) -> None:
        """End the child with the page."""
        self.flow.desk.leave()
        super().closeEvent(event)
