"""核查销号: what is checked on site, and what is closed by application, in two halves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.pages.base import Page
from desktop.panels.closure.desk import ClosureDesk
from desktop.panels.verification.desk import VerificationDesk
from desktop.widgets.flow import toolbar

if TYPE_CHECKING:
    from models.operations import Change

VERIFICATION, CLOSURE = "verification", "closure"
TABS = {VERIFICATION: "核查", CLOSURE: "销号"}


class ClosurePage(Page):
    """``open(tab=…, problem=…, condition=…)`` leads to a half, a problem, and a condition of it."""

    page_id: ClassVar[str] = "closure"
    title: ClassVar[str] = "核查销号"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.desk = ClosureDesk(context)
        self.verification = VerificationDesk(context)
        self.halves: dict[str, QWidget] = {VERIFICATION: self.verification, CLOSURE: self.desk}
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("核查销号")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.stack = QStackedWidget()
        for key, half in self.halves.items():
            self.tabs.addTab(TABS[key])
            self.stack.addWidget(half)
        self.tabs.currentChanged.connect(self._on_tab)
        self.desk.waiting_changed.connect(self._show_waiting)
        context.campaign_changed.connect(lambda: self.refresh(None))
        layout = self.page_layout()
        layout.setSpacing(8)
        layout.addLayout(toolbar((self.tabs,)))
        layout.addWidget(self.stack, 1)
        self.show_half(CLOSURE)

    @property
    def half(self) -> str:
        """Key of the half in front."""
        return list(self.halves)[max(self.tabs.currentIndex(), 0)]

    def show_half(self, key: str) -> None:
        """Bring a half to the front."""
        if key in self.halves:
            self.tabs.setCurrentIndex(list(self.halves).index(key))
            self.stack.setCurrentWidget(self.halves[key])

    @override
    def open(self, **arguments: Any) -> None:
        problem = arguments.get("problem")
        self.show_half(str(arguments.get("tab") or (CLOSURE if problem else self.half)))
        if arguments.get("plan") is not None:
            self.verification.show_plan(int(arguments["plan"]))
        elif arguments.get("population") is not None:
            self.verification.new_plan(arguments["population"])
        if problem and self.half == CLOSURE:
            condition = arguments.get("condition")
            wanted = int(condition) if condition not in (None, "") else None
            action = str(arguments.get("action") or "")
            self.desk.show_problem(int(problem), wanted, lead="condition" in arguments, action=action)
        elif arguments.get("stage") is not None:
            self.desk.set_filter(str(arguments["stage"]))

    @override
    def activated(self) -> None:
        self._load()
        if self.half == CLOSURE:
            self.desk.table.setFocus()

    @override
    def refresh(self, change: Change | None) -> None:
        if self.half == CLOSURE:
            self.desk.refresh(change)
        else:
            self.verification.refresh(change)

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {
            "closure.joint": lambda: self._close(self.desk.joint),
            "closure.filings": lambda: self._close(self.desk.print_filings),
            "verification.new": lambda: self._verify(self.verification.new_plan),
            "verification.collect": lambda: self._verify(self.verification.collect),
        }

    def _close(self, run: Callable[[], None]) -> None:
        self.show_half(CLOSURE)
        run()

    def _verify(self, run: Callable[[], None]) -> None:
        self.show_half(VERIFICATION)
        run()

    @override
    def accept_files(self, paths: list[str]) -> bool:
        if self.half == CLOSURE:
            return self.desk.add_files([Path(path) for path in paths])
        return self.verification.accept_files(paths)

    @override
    def save_state(self) -> dict[str, Any]:
        return {
            "half": self.half, "closure": self.desk.save_state(), "verification": self.verification.save_state()
        }  # fmt: skip

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        if isinstance(state.get("closure"), dict):
            self.desk.restore_state(state["closure"])
        if isinstance(state.get("verification"), dict):
            self.verification.restore_state(state["verification"])
        self.show_half(str(state.get("half") or CLOSURE))

    @override
    def prepare_for_screenshot(self) -> None:
        self.show_half(CLOSURE)
        self.desk.set_filter()
        self.desk.load()
        self.context.jobs.wait_idle()
        self.desk.choose_for_picture()

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        return {VERIFICATION: self._picture_verification, "": lambda: self.show_half(CLOSURE)}

    def _picture_verification(self) -> None:
        self.show_half(VERIFICATION)
        self.verification.prepare_for_screenshot()

    def _load(self) -> None:
        if self.half == CLOSURE:
            self.desk.refresh(None)
        else:
            self.verification.load()

    def _on_tab(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self._load()

    def _show_waiting(self, count: int) -> None:
        place = list(self.halves).index(CLOSURE)
        self.tabs.setTabText(place, f"{TABS[CLOSURE]} {count:,}" if count else TABS[CLOSURE])
