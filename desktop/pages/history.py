"""变更记录: every step that was done and every import, with what it changed and a way to take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QTabBar
from typing_extensions import override

from desktop.context import AppContext
from desktop.pages.base import Page
from desktop.pages.chronicle.batches import BatchesView
from desktop.pages.chronicle.steps import StepsView

if TYPE_CHECKING:
    from models.operations import Change


class HistoryPage(Page):
    """Two tabs: steps and import batches."""

    page_id: ClassVar[str] = "history"
    title: ClassVar[str] = "变更记录"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("变更记录")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("操作记录")
        self.tabs.addTab("导入批次")
        self.steps = StepsView(context)
        self.batches = BatchesView(context)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.steps)
        self.stack.addWidget(self.batches)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        layout = self.page_layout()
        layout.setSpacing(8)
        layout.addWidget(self.tabs)
        layout.addWidget(self.stack, 1)
        self._loaded = False

    @override
    def open(self, **arguments: Any) -> None:
        if arguments.get("tab") == "batches":
            self.tabs.setCurrentIndex(1)
        if arguments.get("batch") is not None:
            self.batches.show_batch(int(arguments["batch"]))

    @override
    def activated(self) -> None:
        if not self._loaded:
            self.refresh(None)

    @override
    def refresh(self, change: Change | None) -> None:
        self._loaded = True
        self.steps.load()
        self.batches.load()

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        return {"batches": lambda: self.tabs.setCurrentIndex(1), "": lambda: self.tabs.setCurrentIndex(0)}

    @override
    def save_state(self) -> dict[str, Any]:
        return {"tab": self.tabs.currentIndex()}

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        if state.get("tab") in (0, 1):
            self.tabs.setCurrentIndex(state["tab"])
