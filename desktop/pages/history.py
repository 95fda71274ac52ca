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
from desktop.pages.chronicle.trash import TrashView
from desktop.pages.chronicle.vanished import VanishedView
from desktop.panels.profile_list import open_profiles
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.operations import Change

TABS = ("steps", "batches", "vanished", "trash")


class HistoryPage(Page):
    """Four tabs: steps, import batches, problems that a complete list no longer held, and those deleted."""

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
        self.tabs.addTab("待核实")
        self.tabs.addTab("已删除")
        self.steps = StepsView(context)
        self.batches = BatchesView(context)
        self.vanished = VanishedView(context)
        self.trash = TrashView(context)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.steps)
        self.stack.addWidget(self.batches)
        self.stack.addWidget(self.vanished)
        self.stack.addWidget(self.trash)
        self.trash.counted.connect(lambda count: self.tabs.setTabText(3, f"已删除 {count:,}" if count else "已删除"))
        self.vanished.counted.connect(lambda count: self.tabs.setTabText(2, f"待核实 {count:,}" if count else "待核实"))
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        layout = self.page_layout()
        layout.setSpacing(8)
        self.profiles_button = button("导入方案…", "link", "记下的表头对应：查看、修改、导出、停用")
        self.profiles_button.clicked.connect(lambda: open_profiles(context, self.window()))
        layout.addLayout(toolbar((self.tabs,), (self.profiles_button,)))
        layout.addWidget(self.stack, 1)
        self._loaded = False

    @override
    def open(self, **arguments: Any) -> None:
        if arguments.get("tab") in TABS:
            self.tabs.setCurrentIndex(TABS.index(arguments["tab"]))
        if arguments.get("batch") is not None:
            self.batches.show_batch(int(arguments["batch"]), held_only=bool(arguments.get("held")))

    @override
    def activated(self) -> None:
        if not self._loaded:
            self.refresh(None)

    @override
    def refresh(self, change: Change | None) -> None:
        self._loaded = True
        self.steps.load()
        self.batches.load()
        self.vanished.load()
        self.trash.load()

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        def show(place: int) -> Callable[[], None]:
            return lambda: self.tabs.setCurrentIndex(place)

        return {"batches": show(1), "vanished": show(2), "trash": show(3), "": show(0)}

    @override
    def save_state(self) -> dict[str, Any]:
        return {"tab": self.tabs.currentIndex()}

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        if state.get("tab") in range(len(TABS)):
            self.tabs.setCurrentIndex(state["tab"])
