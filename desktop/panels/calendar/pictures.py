"""The dialogs of 工作日历 as they look in use, for pictures and for checking that nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext
from desktop.dialogs.calendar_notice import CalendarNoticeDialog
from desktop.dialogs.deadline_moves import DeadlineMovesDialog
from models.operations.deadline_moves import DeadlineMove

EXAMPLE = """国务院办公厅关于2018年部分节假日安排的通知
国办发明电〔2017〕12号
经国务院批准，现将2018年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日放假，与周末连休。
二、春节：2月15日至21日放假调休，共7天。2月11日（星期日）、2月24日（星期六）上班。
三、清明节：4月5日至7日放假调休，共3天。4月8日（星期六）上班。
四、劳动节：4月29日至5月1日放假调休，共3天。4月28日（星期六）上班。
五、端午节：6月18日放假，与周末连休。
六、中秋节：9月24日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期六）、9月30日（星期日）上班。"""
"""The notice of 2018 with one slip: 4月8日 was a Sunday."""


def calendar_dialogs(parent: QWidget, context: AppContext) -> dict[str, Callable[[], QDialog]]:
    """By the id that the picture's name carries."""

    def notice() -> QDialog:
        from models.operations.calendar import preview_notice

        dialog = CalendarNoticeDialog(
            parent, context.theme, lambda text, year, told, _refused: told(preview_notice(context.ledger, text, year))
        )
        dialog.set_text(EXAMPLE)
        return dialog

    def moves() -> QDialog:
        told = (
            ("problem", "ZG-000012", "武安市兴旺铸造厂", date(2027, 1, 4), date(2027, 1, 5)),
            ("problem", "ZG-000031", "永年区方圆桶业", None, date(2027, 3, 1)),
            ("closure", "ZG-000044", "磁县华清建材", date(2027, 2, 8), date(2027, 2, 16)),
            ("escalation", "", "预警 高平市人民政府", date(2027, 2, 11), date(2027, 2, 18)),
        )
        lines = [
            DeadlineMove(kind, place, place, number, name, old, new, old is not None, False)
            for place, (kind, number, name, old, new) in enumerate(told)
        ]
        return DeadlineMovesDialog(parent, context.theme, lines)

    return {"calendar-notice": notice, "deadline-moves": moves}
