"""The pages there are, in the order of the navigation; a page is loaded when it is first opened."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.context import AppContext
    from desktop.pages.base import Page


@dataclass(frozen=True)
class PageEntry:
    """A line of the navigation and where its page is made."""

    page_id: str
    title: str
    group: str
    icon: str
    module: str
    class_name: str
    shortcut: str

    def exists(self) -> bool:
        """Whether this version of the program has the page."""
        return importlib.util.find_spec(self.module) is not None

    def make(self, context: AppContext) -> Page:
        """Load and build the page."""
        return getattr(importlib.import_module(self.module), self.class_name)(context)


GROUPS = ("工作台", "督促", "专项", "产出", "系统")

ENTRIES = (
    PageEntry("home", "今日待办", "工作台", "home", "desktop.pages.home", "HomePage", "Ctrl+1"),
    PageEntry("ledger", "问题台账", "工作台", "ledger", "desktop.pages.ledger", "LedgerPage", "Ctrl+2"),
    PageEntry("import", "导入清单", "工作台", "import", "desktop.pages.import_list", "ImportPage", "Ctrl+3"),
    PageEntry("visits", "现场检查", "专项", "check", "desktop.pages.visits", "VisitsPage", "Ctrl+7"),
    PageEntry("quality", "数据体检", "工作台", "quality", "desktop.pages.quality", "QualityPage", "Ctrl+8"),
    PageEntry("closure", "核查销号", "督促", "closure", "desktop.pages.closure", "ClosurePage", "Ctrl+9"),
    PageEntry("escalation", "约谈与督办", "督促", "flag", "desktop.pages.escalation", "EscalationPage", "Ctrl+0"),
    PageEntry("duties", "报送日历", "督促", "clock", "desktop.pages.duties", "DutiesPage", "Ctrl+Alt+1"),
    PageEntry("charts", "统计图表", "产出", "charts", "desktop.pages.charts", "ChartsPage", "Ctrl+4"),
    PageEntry("history", "变更记录", "系统", "history", "desktop.pages.history", "HistoryPage", "Ctrl+5"),
    PageEntry("settings", "设置与备份", "系统", "settings", "desktop.pages.settings", "SettingsPage", "Ctrl+6"),
)


def existing_pages() -> tuple[PageEntry, ...]:
    """The pages that this version has."""
    return tuple(entry for entry in ENTRIES if entry.exists())
