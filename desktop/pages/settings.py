"""设置与备份: the sections in a list, and what is set in the chosen one beside it; each is made when first shown."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.pages.base import Page

if TYPE_CHECKING:
    from models.operations import Change

_LIST_WIDTH, _ROW_HEIGHT = 148, 34


@dataclass(frozen=True)
class Section:
    """A line of the list. Its widget has ``loaded``, ``load_once()`` when it is shown and ``load()`` after changes."""

    key: str
    title: str
    module: str
    class_name: str

    def make(self, context: AppContext) -> QWidget:
        """Load and build the section."""
        return getattr(importlib.import_module(self.module), self.class_name)(context)


GENERAL = "general"
SECTIONS = (
    Section(GENERAL, "本机、台账与备份", "desktop.panels.general_settings", "GeneralSettings"),
    Section("answers", "名称与用语", "desktop.panels.learned_answers", "LearnedAnswers"),
    Section("fields", "自定义字段", "desktop.panels.custom_fields", "CustomFields"),
    Section("marks", "标记规则", "desktop.panels.marking_rules", "MarkingRules"),
    Section("calendar", "工作日历", "desktop.panels.calendar.section", "CalendarSettings"),
    Section("states", "状态与流转", "desktop.panels.states.section", "StatesSettings"),
    Section("people", "人员与角色", "desktop.panels.states.people_section", "PeopleSettings"),
    Section("reasons", "原因用语", "desktop.panels.states.reasons_section", "ReasonsSettings"),
    Section("ladders", "督促阶梯", "desktop.panels.escalation.ladder_settings", "LadderSettings"),
    Section("results", "核查结果", "desktop.panels.verification.results_section", "ResultsSection"),
    Section("standards", "销号标准", "desktop.panels.closure.standards_section", "StandardsSection"),
    Section("duties", "报送任务", "desktop.panels.duties.duty_settings", "DutySettings"),
)


class SettingsPage(Page):
    """What is changed is kept at once; nothing needs to be confirmed."""

    page_id: ClassVar[str] = "settings"
    title: ClassVar[str] = "设置与备份"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self.made: dict[str, QWidget] = {}
        self.sections = QListWidget()
        self.sections.setAccessibleName("设置的各部分")
        self.sections.setProperty("role", "sections")
        self.sections.setFixedWidth(_LIST_WIDTH)
        self.sections.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stack = QStackedWidget()
        for section in SECTIONS:
            item = QListWidgetItem(section.title)
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            self.sections.addItem(item)
        self.sections.setCurrentRow(0)
        self.sections.currentRowChanged.connect(self._on_row)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(self.sections)
        both.addWidget(self.stack, 1)
        self.page_layout().addLayout(both, 1)

    @property
    def section(self) -> str:
        """Key of the section in front."""
        return SECTIONS[max(self.sections.currentRow(), 0)].key

    def widget(self, key: str) -> Any:
        """The section, made now if it was not yet."""
        if key not in self.made:
            section = next(one for one in SECTIONS if one.key == key)
            self.made[key] = section.make(self.context)
            self.stack.addWidget(self.made[key])
        return self.made[key]

    @override
    def open(self, **arguments: Any) -> None:
        keys = [section.key for section in SECTIONS]
        if arguments.get("tab") in keys:
            self.sections.setCurrentRow(keys.index(arguments["tab"]))

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {"fields.manage": lambda: self.open(tab="fields")}

    @override
    def activated(self) -> None:
        self._on_row(self.sections.currentRow())

    @override
    def refresh(self, change: Change | None) -> None:
        for widget in list(self.made.values()):
            one: Any = widget
            if one.loaded:
                one.load()

    def _on_row(self, row: int) -> None:
        if row >= 0:
            widget = self.widget(SECTIONS[row].key)
            self.stack.setCurrentWidget(widget)
            widget.load_once()

    @override
    def save_state(self) -> dict[str, Any]:
        return {"section": self.section}

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        self.open(tab=state.get("section", GENERAL))

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        shown: dict[str, Callable[[], None]] = {
            section.key: (lambda key=section.key: self.open(tab=key)) for section in SECTIONS[1:]
        }
        return shown | {"": lambda: self.open(tab=GENERAL)}
