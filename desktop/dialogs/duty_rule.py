"""When a report is due, chosen from drop-downs: the kind of the rule, and below it only what that kind asks."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from desktop.widgets.card import label
from models.errors import UserError
from models.rules.dates import read_date
from models.rules.duties import KINDS, WEEKDAYS, Recurrence, read_recurrence, recurrence_value

_WEEKLY, _MONTHLY = ("weekly", "fortnightly"), ("monthly", "quarterly", "yearly")
FIXED, DAYS, WORKDAYS, MONTHS = "fixed", "days", "workdays", "months"
_ONCE = {FIXED: "在这一天", WORKDAYS: "起算日起的工作日", DAYS: "起算日起的日数", MONTHS: "起算日起的月数"}


class RuleBoxes(QWidget):
    """``changed()``; ``rule()`` raises UserError where a day cannot be read."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.kind_box = _combo("报送周期", KINDS)
        self.weekday_box = _combo("星期", {str(place + 1): f"周{word}" for place, word in enumerate(WEEKDAYS)})
        self.month_box = _combo("月", {})
        self.end_box = _combo("从月初或月末数", {"first": "第", "last": "倒数第"})
        self.day_box = QSpinBox()
        self.day_box.setRange(1, 31)
        self.day_box.setFixedWidth(56)
        self.day_box.setAccessibleName("第几日")
        self.unit_box = _combo("日或工作日", {"day": "日", "workday": "个工作日"})
        self.once_box = _combo("哪一天", _ONCE)
        self.count_box = QSpinBox()
        self.count_box.setRange(1, 2000)
        self.count_box.setFixedWidth(70)
        self.count_box.setAccessibleName("多少日、工作日或月")
        self.date_edit = _day_edit("日期")
        self.anchor_edit = _day_edit("起算日")
        self.workdays_box = QCheckBox("只在工作日")
        self.before_box = QCheckBox("报的是上一期（如 5 月报 4 月的情况）")
        self._lay_out()
        for combo in self.findChildren(QComboBox):
            combo.currentIndexChanged.connect(lambda _place: self._on_changed())
        for spin in (self.day_box, self.count_box):
            spin.valueChanged.connect(lambda _value: self.changed.emit())
        for edit in (self.date_edit, self.anchor_edit):
            edit.textChanged.connect(lambda _text: self.changed.emit())
        for check in (self.workdays_box, self.before_box):
            check.toggled.connect(lambda _on: self.changed.emit())
        self._on_changed()

    def _lay_out(self) -> None:
        self.anchor_label = label("起算日", "secondary")
        row = QHBoxLayout()
        row.setSpacing(6)
        parts = (
            self.kind_box, self.month_box, self.weekday_box, self.end_box, self.day_box, self.unit_box, self.once_box,
            self.count_box, self.date_edit, self.anchor_label, self.anchor_edit, self.workdays_box,
        )  # fmt: skip
        for part in parts:
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.before_box)

    def set_rule(self, rule: Recurrence) -> None:
        """Show a rule."""
        _choose(self.kind_box, rule.kind)
        _choose(self.weekday_box, str(rule.weekday))
        self._fill_months(rule.kind)
        _choose(self.month_box, str(rule.month))
        _choose(self.end_box, "last" if rule.day < 0 else "first")
        self.day_box.setValue(abs(rule.day))
        _choose(self.unit_box, "workday" if rule.workdays else "day")
        once = MONTHS if rule.after_months else FIXED if not rule.after else WORKDAYS if rule.workdays else DAYS
        _choose(self.once_box, once)
        self.count_box.setValue(rule.after_months or rule.after or 20)
        self.date_edit.setText(rule.on.isoformat() if rule.on else "")
        self.anchor_edit.setText(rule.anchor.isoformat() if rule.anchor else "")
        self.workdays_box.setChecked(rule.workdays)
        self.before_box.setChecked(rule.about_before)
        self._on_changed()

    def rule(self) -> Recurrence:
        """What stands in the boxes now."""
        kind = str(self.kind_box.currentData())
        once = str(self.once_box.currentData()) if kind == "once" else ""
        asked = {"daily": self.workdays_box.isChecked(), "once": once == WORKDAYS}
        workdays = asked[kind] if kind in asked else self.unit_box.currentData() == "workday"
        counted = kind == "once" and once != FIXED
        made = Recurrence(
            kind,
            weekday=int(self.weekday_box.currentData()),
            day=self.day_box.value() * (-1 if self.end_box.currentData() == "last" else 1),
            workdays=workdays,
            month=int(self.month_box.currentData() or 3),
            anchor=typed_day(self.anchor_edit) if counted or kind == "fortnightly" else None,
            on=typed_day(self.date_edit) if once == FIXED else None,
            after=self.count_box.value() if counted and once != MONTHS else None,
            after_months=self.count_box.value() if once == MONTHS else None,
            about_before=self.before_box.isChecked() and kind in (*_MONTHLY, "weekly", "daily"),
        )
        return read_recurrence(recurrence_value(made))

    def _on_changed(self) -> None:
        kind = str(self.kind_box.currentData())
        self._fill_months(kind)
        once = str(self.once_box.currentData()) if kind == "once" else ""
        counted = kind == "once" and once != FIXED
        shown = {
            self.weekday_box: kind in _WEEKLY, self.month_box: kind in ("quarterly", "yearly"),
            self.end_box: kind in _MONTHLY, self.day_box: kind in _MONTHLY, self.unit_box: kind in _MONTHLY,
            self.once_box: kind == "once", self.count_box: counted, self.date_edit: once == FIXED,
            self.anchor_label: counted or kind == "fortnightly", self.anchor_edit: counted or kind == "fortnightly",
            self.workdays_box: kind == "daily", self.before_box: kind in (*_MONTHLY, "weekly", "daily"),
        }  # fmt: skip
        for part, on in shown.items():
            part.setVisible(on)
        self.anchor_edit.setPlaceholderText("要报的那一周里的一天" if kind == "fortnightly" else "如 约谈之日")
        self.changed.emit()

    def _fill_months(self, kind: str) -> None:
        wanted = 3 if kind == "quarterly" else 12
        if self.month_box.count() == wanted:
            return
        before = self.month_box.currentData()
        self.month_box.blockSignals(True)
        self.month_box.clear()
        for month in range(1, wanted + 1):
            self.month_box.addItem(f"第 {month} 个月" if wanted == 3 else f"{month} 月", str(month))
        _choose(self.month_box, before or str(wanted))
        self.month_box.blockSignals(False)


def _combo(name: str, offers: dict[str, str]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    for key, words in offers.items():
        made.addItem(words, key)
    return made


def _choose(box: QComboBox, key: str) -> None:
    box.setCurrentIndex(max(box.findData(key), 0))


def _day_edit(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText("如 2019-05-06")
    made.setFixedWidth(150)
    return made


def typed_day(edit: QLineEdit) -> date | None:
    """The day in a line, None where it is empty; UserError names the line."""
    text = edit.text().strip()
    if not text:
        return None
    found = read_date(text).date
    if found is None:
        raise UserError(f"“{text}”不能作为{edit.accessibleName()}", advice="请写成 2019-05-06")
    return found
