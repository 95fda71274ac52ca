"""The tables of a chain: the steps that were taken, the problems concerned, and the reminders."""

from __future__ import annotations

from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.theme.theme import Theme
from models import clock


def history_table(theme: Theme) -> ShortListTable:
    """The steps, newest first."""
    table = ShortListTable(
        (
            ListColumn("日期", lambda one: one.taken_on.isoformat(), 96),
            ListColumn("步骤", lambda one: one.step_name, 100, chip=lambda _one: "purple"),
            ListColumn("文号", lambda one: one.document_number or one.document, STRETCH),
            ListColumn("回复期限", lambda one: one.due_on.isoformat() if one.due_on else "", 96),
            ListColumn("现状", lambda one: one.state_words(clock.today())[0], 124,
                       chip=lambda one: one.state_words(clock.today())[1]),
            ListColumn("问题", lambda one: str(one.problems or ""), 48, right=True),
        ),
        theme,
    )  # fmt: skip
    table.setAccessibleName("督促过程")
    return table


def problems_table(theme: Theme) -> ShortListTable:
    """The problems, those longest overdue first."""
    table = ShortListTable(
        (
            ListColumn("台账编号", lambda one: one.number, 100),
            ListColumn("点位（企业）名称", lambda one: one.name, STRETCH),
            ListColumn("地点", lambda one: one.place, 130),
            ListColumn("期限", lambda one: one.deadline.isoformat() if one.deadline else "", 92),
            ListColumn("剩余", lambda one: one.due_words() or "—", 84,
                       chip=lambda one: "red" if one.overdue else None),
            ListColumn("状态", lambda one: one.status, 92),
        ),
        theme, several=True,
    )  # fmt: skip
    table.setAccessibleName("涉及的问题")
    return table


def calls_table(theme: Theme) -> ShortListTable:
    """The reminders, newest first."""
    table = ShortListTable(
        (
            ListColumn("时间", lambda one: f"{one.at:%Y-%m-%d %H:%M}", 132),
            ListColumn("方式", lambda one: one.way, 64),
            ListColumn("联系人", lambda one: one.person, 120),
            ListColumn("对方答复", lambda one: one.answer, STRETCH),
            ListColumn("经办", lambda one: one.actor, 80),
        ),
        theme,
    )  # fmt: skip
    table.setAccessibleName("催办记录")
    return table
