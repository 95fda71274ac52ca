"""What happened to an application: opinions, publicity with its objections, and the earlier attempts to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets.card import label
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.queries.closure_detail import ClosureDetail


class CourseLines(QWidget):
    """``attempt_chosen(closure id)`` when another attempt is to be shown."""

    attempt_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.setSpacing(4)

    def show_course(self, detail: ClosureDetail) -> None:
        """Show it; nothing where nothing happened yet."""
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        lines = course_words(detail)
        if lines:
            self._column.addWidget(label("办理经过", "title"))
        for words in lines:
            self._column.addWidget(label(words, "secondary", wrap=True))
        shown = detail.case.id if detail.case is not None else None
        others = [one for one in detail.attempts if one.closure_id != shown]
        if others:
            self._column.addWidget(label("历次申请", "title"))
        for one in others:
            reason = f"：{one.reason}" if one.reason else ""
            day = f"{one.on} " if one.on is not None else ""
            link = button(f"第 {one.number} 次　{day}{one.words}{reason}", "link", "看这一次的条件和审核意见")
            link.clicked.connect(lambda _=False, key=one.closure_id: self.attempt_chosen.emit(key))
            self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)


def course_words(detail: ClosureDetail) -> list[str]:
    """One line for each thing that happened, in order."""
    case = detail.case
    if case is None:
        return []
    row = case.row
    lines = [
        f"{one.reviewed_on} {one.level_name}{'通过' if one.result == 'passed' else '退回'}（{one.reviewer}）"
        + (f"：{one.reason or one.opinion}" if one.reason or one.opinion else "")
        + (f"　{one.session}" if one.session else "")
        for one in case.reviews
    ]
    if row["publicity_from"] is not None:
        until = row["publicity_until"]
        end = f"至 {until}{'（预估）' if row['publicity_estimated'] else ''}" if until else "，因异议暂停"
        used = f"，已公示 {row['publicity_used']} 个工作日" if until is None else ""
        place = f"　{row['publicity_place']}" if row["publicity_place"] else ""
        lines.append(f"公示 {row['publicity_from']} {end}，共 {row['publicity_days']} 个工作日{used}{place}")
    for one in case.objections:
        who = f"{one.person} " if one.person else ""
        if one.resolved_on is None:
            how = "，还没有处理"
        else:
            how = f"；{one.resolved_on} {'属实' if one.upheld else '不属实'}：{one.resolution}"
        lines.append(f"{one.received_on} 收到异议　{who}{one.text}{how}")
    if row["approver"]:
        lines.append(f"{row['approved_on']} 审签同意（{row['approver']}）")
    if row["filing_number"]:
        to = f"，报备 {row['filed_to']}" if row["filed_to"] else ""
        late = f"，{row['timeliness']}" if row["timeliness"] else ""
        lines.append(f"{row['filed_on']} 备案销号　{row['filing_number']}{to}{late}")
    if row["revoked_on"] is not None:
        lines.append(f"{row['revoked_on']} 撤销销号：{row['revoke_reason']}")
    return lines
