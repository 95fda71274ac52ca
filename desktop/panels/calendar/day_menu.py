"""What a day of the calendar can be, offered at the day: 工作日 or 休息日, 调休上班, a holiday by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from desktop.dialogs.ask_name import AskNameDialog
from models.rules.holiday_notice import EXPECTED
from models.rules.notice_text import WEEKDAYS
from models.rules.workdays import HOLIDAY, WORKDAY, kind_word

_SATURDAY = 5
OTHER = "其他节假日…"


class DayMenu:
    """``choose(day, kind, name)`` is told what was picked; ``menu`` and its ``holidays`` are those shown last."""

    def __init__(self, parent: QWidget, choose: Callable[[date, str, str], None]) -> None:
        self._parent = parent
        self._choose = choose
        self.menu: QMenu | None = None
        self.holidays: QMenu | None = None

    def offer(self, day: date, kind: str, name: str, corner: QPoint) -> None:
        """Show the menu at a place of the screen."""
        menu = QMenu(self._parent)
        self.menu = menu
        menu.aboutToHide.connect(menu.deleteLater)
        now = f"{day.isoformat()} 周{WEEKDAYS[day.weekday()]}：{kind_word(day, kind)} {name}".rstrip()
        menu.addAction(now).setEnabled(False)
        menu.addSeparator()
        weekend = day.weekday() >= _SATURDAY
        if kind:
            self._add(menu, f"改为{kind_word(day, '')}", day, "", "")
        if weekend and kind != WORKDAY:
            self._add(menu, "改为调休上班", day, WORKDAY, name)
        holidays = QMenu("改为节假日", menu)
        self.holidays = holidays
        menu.addMenu(holidays)
        for one in EXPECTED:
            if (kind, name) != (HOLIDAY, one):
                self._add(holidays, one, day, HOLIDAY, one)
        holidays.addSeparator()
        holidays.addAction(OTHER).triggered.connect(lambda: self._ask(day, name))
        menu.popup(corner)

    def _add(self, menu: QMenu, words: str, day: date, kind: str, name: str) -> None:
        menu.addAction(words).triggered.connect(lambda: self._choose(day, kind, name))

    def _ask(self, day: date, name: str) -> None:
        dialog = name_dialog(self._parent.window(), "其他节假日", f"{day.isoformat()} 放假的名称：", "改为节假日", name)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._choose(day, HOLIDAY, dialog.draft().name)


def name_dialog(
    parent: QWidget, title: str, question: str, yes: str, text: str = "", taken: Collection[str] = ()
) -> AskNameDialog:
    """Asks for one word; what is ``taken`` already is refused."""
    dialog = AskNameDialog(parent, title, question, taken)
    dialog.for_renaming(text)
    dialog.ok_button.setText(yes)
    return dialog
