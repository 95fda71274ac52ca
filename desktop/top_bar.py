"""The bar at the top: menu, campaign, search, and the two acts around importing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QToolButton

from desktop.theme.theme import Theme
from desktop.widgets.search_box import SearchBox, Suggestion

ALL_CAMPAIGNS = "全部任务来源"


class TopBar(QFrame):
    """``campaign_chosen(name or None)``; buttons show the state of the actions they stand for."""

    campaign_chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        actions: dict[str, QAction],
        menu: Callable[[], None],
        suggest: Callable[[str], list[Suggestion] | None],
    ) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "top")
        self.setFixedHeight(48)
        self.menu_button = QToolButton()
        self.menu_button.setIconSize(QSize(18, 18))
        self.menu_button.setFixedSize(30, 30)
        self.menu_button.setToolTip("菜单（F10）")
        self.menu_button.setAccessibleName("菜单")
        self.menu_button.clicked.connect(lambda: menu())
        self.undo_button = self._tool(actions["edit.undo"], "撤销")
        self.steps_button = self._tool(actions["edit.steps"], "撤销多步", 18)
        self.campaigns = QComboBox()
        self.campaigns.setToolTip("任务来源：所有页面只看选中的一个")
        self.campaigns.setAccessibleName("任务来源")
        self.campaigns.setMinimumWidth(120)
        self.campaigns.setMaximumWidth(260)
        self.campaigns.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.campaigns.addItem(ALL_CAMPAIGNS, None)
        self.campaigns.activated.connect(lambda row: self.campaign_chosen.emit(self.campaigns.itemData(row)))
        self.search = SearchBox(suggest)
        self.search.setPlaceholderText("查编号、企业、单位、地区、文字、拼音首字母        Ctrl+K")
        self.search.setAccessibleName("搜索")
        self.search.setMinimumWidth(140)
        self.search.setMaximumWidth(420)
        self.undo_import_button = self._button(actions["import.undo"])
        self.import_button = self._button(actions["import.files"], "    Ctrl+I")
        self.import_button.setProperty("role", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self.menu_button)
        row.addWidget(self.undo_button)
        row.addWidget(self.steps_button)
        row.setSpacing(4)
        row.addSpacing(4)
        row.addWidget(self.campaigns)
        row.addSpacing(6)
        row.addWidget(self.search, 1)
        row.addStretch(0)
        row.addSpacing(6)
        row.addWidget(self.undo_import_button)
        row.addSpacing(6)
        row.addWidget(self.import_button)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_campaigns(self, names: list[str], current: str | None) -> None:
        """Offer these campaigns; ``current`` None is all of them."""
        self.campaigns.blockSignals(True)
        self.campaigns.clear()
        self.campaigns.addItem(ALL_CAMPAIGNS, None)
        for name in names:
            self.campaigns.addItem(name, name)
            self.campaigns.setItemData(self.campaigns.count() - 1, name, Qt.ItemDataRole.ToolTipRole)
        self.campaigns.setCurrentIndex(max(0, self.campaigns.findData(current)) if current else 0)
        self.campaigns.blockSignals(False)

    def _tool(self, action: QAction, name: str, width: int = 30) -> QToolButton:
        """A small button with an icon; its tip names the step it would take back."""
        made = QToolButton()
        made.setIconSize(QSize(18, 18) if width == 30 else QSize(12, 12))
        made.setFixedSize(width, 30)
        made.setAccessibleName(name)
        made.clicked.connect(lambda: action.trigger())

        def show_action() -> None:
            made.setEnabled(action.isEnabled())
            made.setToolTip(action.toolTip())

        action.changed.connect(show_action)
        show_action()
        return made

    def _button(self, action: QAction, ending: str = "") -> QPushButton:
        button = QPushButton()

        def show_action() -> None:
            button.setText(action.text() + ending)
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

        action.changed.connect(show_action)
        button.clicked.connect(lambda: action.trigger())
        show_action()
        return button

    def _on_theme_changed(self) -> None:
        self.menu_button.setIcon(self._theme.icon("menu"))
        self.undo_button.setIcon(self._theme.icon("undo"))
        self.steps_button.setIcon(self._theme.icon("chevron-down"))
        self.search.set_clear_icon(self._theme.icon("close", "text_faint"))
