"""The one stylesheet of the window, made from a palette."""

from __future__ import annotations

from string import Template

from desktop.theme.colours import TONES, Colours

BODY_PX = 13
FIGURE_PX = 26


def stylesheet(colours: Colours, arrow_down: str = "", check: str = "") -> str:
    """The Qt stylesheet for ``colours``; ``arrow_down`` and ``check`` are paths of tinted icons for boxes."""
    values = {name: value for name, value in vars(colours).items() if isinstance(value, str)}
    values |= {"body": str(BODY_PX), "figure": str(FIGURE_PX), "arrow_down": arrow_down, "check": check}
    values |= {"pill_tint": colours.tone("red").tint, "pill_text": colours.tone("red").text}
    parts = [Template(_SHEET).substitute(values), *(_tone_rules(colours, name) for name in TONES)]
    return "\n".join(parts)


def _tone_rules(colours: Colours, name: str) -> str:
    tone = colours.tone(name)
    return f"""
QLabel[chip="{name}"] {{ background: {tone.tint}; color: {tone.text}; border-radius: 10px; padding: 1px 8px; }}
QLabel[tone="{name}"], QPushButton[role="link"][tone="{name}"] {{ color: {tone.text}; }}
QFrame[message="{name}"] {{ background: {tone.tint}; border: 1px solid {tone.tint}; border-radius: 8px; }}
QFrame[message="{name}"] QLabel {{ color: {tone.text}; background: transparent; }}
"""


_SHEET = """
QMainWindow, QDialog, QMessageBox, QWidget[role="page"], QStackedWidget[role="pages"] { background: $window; }
QWidget[role="plain"] { background: transparent; }
QFrame[role="card"] { background: $surface; border: 1px solid $hairline; border-radius: 8px; }
QFrame[role="card"][clickable="true"]:hover { border-color: $border; background: $hover; }
QFrame[role="card"][clickable="true"]:focus { border: 1px solid $link; }
QFrame[role="card"][chosen="true"] { border: 1px solid $link; background: $selection; }
QFrame[role="line"] { background: $hairline; border: none; max-height: 1px; min-height: 1px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${body}px; font-weight: bold; }
QLabel[role="heading"] { font-size: 16px; font-weight: bold; }
QLabel[role="figure"] { font-size: ${figure}px; font-weight: bold; }
QLabel[role="secondary"] { color: $text_secondary; }
QLabel[role="faint"] { color: $text_faint; }
QLabel[role="small"] { color: $text_faint; font-size: 12px; }

QPushButton { background: $surface; border: 1px solid $border; border-radius: 6px; padding: 0 14px;
  min-height: 28px; color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selection; }
QPushButton:focus { border-color: $link; }
QFrame[role="todo"] { background: transparent; border: 1px solid transparent; border-radius: 6px; }
QFrame[role="todo"]:hover { background: $hover; }
QFrame[role="todo"]:focus { border: 1px solid $link; }
QLabel[role="link"] { color: $link; }
QPushButton:disabled { color: $text_disabled; border-color: $hairline; background: $surface; }
QPushButton:checked { background: $selection; color: $link; border-color: $link; }
QPushButton[role="primary"], QPushButton[role="default"] { background: $accent; border-color: $accent;
  color: $on_accent; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border: 1px solid $text; }
QPushButton[role="primary"]:disabled { background: $accent_disabled; border-color: $accent_disabled;
  color: $on_accent_disabled; }
QPushButton[role="primary"][blocked="true"] { background: $accent_disabled; border-color: $accent_disabled;
  color: $on_accent_disabled; }
QPushButton[role="drop"] { background: transparent; border: 1px dashed $text_disabled; color: $text_secondary;
  padding: 0 4px; min-height: 54px; }
QPushButton[role="drop"]:hover, QPushButton[role="drop"]:focus { border-color: $link; color: $link; }
QPushButton[role="link"] { background: transparent; border: none; color: $link; padding: 0 2px; min-height: 20px; }
QPushButton[role="link"]:hover, QPushButton[role="link"]:focus { text-decoration: underline; }
QPushButton[role="link"]:disabled { color: $text_disabled; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; padding: 0 6px; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus { border-color: $link; }
QPushButton::menu-indicator { image: url($arrow_down); subcontrol-origin: padding;
  subcontrol-position: right center; right: 6px; width: 10px; height: 10px; }
QPushButton[menu="true"] { padding-right: 24px; }
QPushButton[tight="true"] { padding: 0 9px; }
QPushButton[tight="true"][menu="true"] { padding-right: 22px; }
QPushButton[align="left"] { text-align: left; padding: 0 24px 0 10px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border-color: $link; }
QToolButton:checked { background: $selection; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateEdit, QComboBox { background: $surface; color: $text;
  border: 1px solid $border; border-radius: 6px; padding: 0 10px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit, QSpinBox, QDateEdit, QComboBox { min-height: 28px; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateEdit:focus, QComboBox:focus {
  border-color: $link; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { color: $text_disabled; background: $raised; }
QAbstractItemView QLineEdit, QAbstractItemView QComboBox, QAbstractItemView QDateEdit {
  min-height: 0; border-radius: 0; padding: 0 4px; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url($arrow_down); width: 10px; height: 10px; }
QDateEdit::drop-down { border: none; width: 24px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border; outline: 0;
  selection-background-color: $selection; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; }
QComboBox QAbstractItemView::item:selected { background: $selection; color: $text; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QCheckBox, QRadioButton { spacing: 6px; background: transparent; }
QCheckBox::indicator, QTableView::indicator, QListView::indicator, QTreeView::indicator { width: 13px; height: 13px;
  border: 1px solid $text_disabled; border-radius: 3px; background: $surface; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: $link; }
QCheckBox::indicator:checked, QTableView::indicator:checked, QListView::indicator:checked,
QTreeView::indicator:checked { background: $accent; border-color: $accent; image: url($check); }
QCheckBox:focus, QRadioButton:focus { color: $link; }
QCheckBox:disabled, QRadioButton:disabled { color: $text_disabled; }
QRadioButton::indicator { width: 13px; height: 13px; border: 1px solid $text_disabled; border-radius: 7px;
  background: $surface; }
QRadioButton::indicator:checked { border: 4px solid $accent; width: 7px; height: 7px; background: $on_accent; }

QAbstractItemView { background: $surface; alternate-background-color: $raised; color: $text; border: none;
  gridline-color: $row_line; selection-background-color: $selection; selection-color: $text; outline: 0; }
QHeaderView { background: $raised; border: none; }
QHeaderView::section { background: $raised; color: $text_secondary; border: none;
  border-bottom: 1px solid $hairline; padding: 0 8px; min-height: 30px; font-weight: normal; }
QHeaderView::section:hover { background: $hover; }
QTableCornerButton::section { background: $raised; border: none; border-bottom: 1px solid $hairline; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableView::item, QListView::item, QTreeView::item { border-bottom: 1px solid $row_line; padding: 0 6px; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected { background: $selection;
  color: $text; }
QListWidget[role="sections"] { background: $surface; border: 1px solid $hairline; border-radius: 8px; padding: 6px 4px;
  outline: none; }
QListWidget[role="sections"]::item { padding: 0 8px; border: none; border-radius: 6px; color: $text; }
QListWidget[role="sections"]::item:hover { background: $hover; }
QListWidget[role="sections"]::item:selected { background: $selection; color: $text; font-weight: bold; }
QScrollArea, QScrollArea > QWidget > QWidget[role="plain"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $text_disabled; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent;
  width: 0; height: 0; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $hairline; }

QMenuBar { background: $surface; border-bottom: 1px solid $hairline; padding: 2px 8px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $surface; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 28px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $text_disabled; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QToolTip { background: $tooltip; color: $on_tooltip; border: 1px solid $tooltip; padding: 4px 6px; }
QTabBar::tab { background: transparent; color: $text_secondary; padding: 6px 2px; margin-right: 16px;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $link; font-weight: bold; border-bottom-color: $link; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $link; }
QPushButton[role="tab"] { background: transparent; color: $text_secondary; border: 1px solid transparent;
  border-bottom: 2px solid transparent; border-radius: 4px; padding: 0 5px; min-height: 26px; }
QPushButton[role="tab"]:hover { color: $text; background: $hover; }
QPushButton[role="tab"]:checked { color: $link; font-weight: bold; border-bottom-color: $link; border-radius: 0; }
QPushButton[role="tab"]:focus { border-color: $link; }
ValueLabel { border: 1px solid transparent; border-radius: 4px; padding: 0 2px; }
ValueLabel:focus { border-color: $link; }
QFrame[role="record"] { background: transparent; border: 1px solid transparent; border-bottom-color: $hairline; }
QFrame[role="record"]:hover { background: $hover; }
QFrame[role="record"]:focus { border: 1px solid $link; border-radius: 6px; }
QFrame[role="form"] { background: $raised; border: 1px solid $link; border-radius: 8px; }
QTabWidget::pane { border: none; border-top: 1px solid $hairline; }
QProgressBar { background: $hairline; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QCalendarWidget QWidget { alternate-background-color: $raised; }
QCalendarWidget QToolButton { color: $text; }

QFrame[role="navigation"] { background: $surface; border: none; border-right: 1px solid $hairline; }
QLabel[role="navigation-group"] { color: $text_faint; font-size: 12px; padding: 0; }
QPushButton[role="navigation"] { background: transparent; border: 1px solid transparent; border-radius: 6px;
  text-align: left; padding: 0 8px 0 9px; min-height: 30px; color: $text; }
QPushButton[role="navigation"]:hover { background: $hover; }
QPushButton[role="navigation"]:focus { border-color: $link; }
QPushButton[role="navigation"]:checked { background: $selection; color: $link; font-weight: bold; }
QLabel[pill="red"] { background: ${pill_tint}; color: ${pill_text}; border-radius: 8px; padding: 0 6px;
  font-size: 11px; font-weight: bold; }
QFrame[role="top"] { background: $surface; border: none; border-bottom: 1px solid $hairline; }
QFrame[role="status"] { background: $surface; border: none; border-top: 1px solid $hairline; }
QFrame[role="status"] QLabel { color: $text_secondary; font-size: 12px; }
QFrame[role="status"] QPushButton[role="link"] { font-size: 12px; }
QFrame[role="popup"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QFrame[role="popup"] QListView::item { min-height: 28px; border-bottom: none; }
QPushButton[step] { background: transparent; border: none; padding: 0; min-height: 22px; text-align: left; }
QPushButton[step="done"] { color: $text_secondary; }
QPushButton[step="done"]:hover, QPushButton[step="done"]:focus { color: $link; }
QPushButton[step="present"] { color: $link; font-weight: bold; }
QPushButton[step="later"] { color: $text_faint; }
QFrame[role="step"] { background: $hairline; border-radius: 2px; max-height: 5px; min-height: 5px; }
"""
