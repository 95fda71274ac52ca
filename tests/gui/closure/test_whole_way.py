"""One problem the whole way in the window: extended, failed a check, returned, objected to, closed and re-opened."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy import text

from models import clock
from models.archiving.form_files import write_forms
from models.progress import silent
from models.queries.dossier import dossier
from models.queries.timeline import timeline
from models.reports.form_catalogue import sheets_of
from tests.gui.closure.conftest import put

START = datetime(2019, 4, 8, 9, 0)
LEFT = Qt.MouseButton.LeftButton


class Way:
    """The problem in the panel of the ledger page and on the closing page; days pass by ``days``."""

    def __init__(self, hands: Any, qtbot: Any) -> None:
        self.hands = hands
        self.qtbot = qtbot

    @property
    def ledger(self) -> Any:
        return self.hands.app.context.ledger

    def panel(self, tab: str) -> Any:
        """The problem in the ledger page, at a tab."""
        window = self.hands.app.window
        page = window.open_page("ledger", query=self.hands.app.context.query_base.but(ids=(1,)), title="一条")
        self.hands.settle()
        page.table.go_to(1)
        page.panel.set_tab(tab)
        self.qtbot.waitUntil(lambda: page.panel.dossier is not None and page.panel.dossier.id == 1, timeout=5_000)
        self.hands.settle()
        return page.panel

    def fill(self, tab: Any, **typed: Any) -> None:
        """Type into the open form of a tab and save it."""
        form = tab.list.form
        for key, value in typed.items():
            put(form.editors[key], value)
        self.qtbot.mouseClick(form.save_button, LEFT)
        self.hands.settle()
        assert tab.list.form is None, tab.list.form.error_label.text()

    def move(self, status: str) -> None:
        """The button of the next state in the head of the panel."""
        panel = self.panel("facts")
        self.qtbot.waitUntil(lambda: status in [one.text() for one in panel.head.moves.buttons], timeout=5_000)
        button = next(one for one in panel.head.moves.buttons if one.text() == status)
        self.qtbot.mouseClick(button, LEFT)
        self.hands.settle()
        assert self.hands.status == status

    def check(self, result: str, finding: str = "") -> None:
        """Enter what a check on site found."""
        tab = self.panel("verification").checks
        self.qtbot.mouseClick(tab.add_button, LEFT)
        self.hands.settle()
        self.fill(tab, result=result, verifier="孙核查", finding=finding)

    def close_card(self) -> Any:
        return self.hands.choose()


def days(number: int) -> Any:
    """The clock so many days after the start."""
    return clock.freeze(START + timedelta(days=number))


def test_a_problem_goes_the_whole_way_and_every_step_stands_in_its_history(
    hands: Any, qtbot: Any, tmp_path: Any
) -> None:
    way = Way(hands, qtbot)
    with way.ledger.writing() as connection:
        connection.execute(text("update problem set status = '整改中' where id = 1"))
    with days(0):
        tab = way.panel("deadline").deadline
        tab.extend()
        way.fill(tab, to="2019-05-31", basis="工程量大、工期不足", approver="郑局长")
        way.move("已上报待核查")
    with days(1):
        way.check("整改不到位", "仍有三户没有通气")
        assert hands.status == "整改不到位"
        way.move("已上报待核查")
        way.check("已整改", "全部通气")
        assert hands.status == "待销号"
    with days(2):
        card = way.close_card()
        for row in range(6):
            hands.click(card.conditions.rows[row].button)
            hands.answer(person="李强", evidence=[1])
        hands.next(person="王敏", summary="已完成煤改气 312 户")
        assert hands.status == "销号审核中"
    with days(3):
        hands.more("return", reason="整改不彻底", opinion="缺验收材料", person="钱审核")
        assert hands.status == "待销号" and card.head_chip.text().endswith("退回")
        hands.next()
        assert card.detail.case.row["number"] == 2 and not card.detail.missing
        hands.next(person="王敏")
        for who in ("钱审核", "赵审核", "周审核", "吴审核"):
            hands.next(person=who)
        hands.next(place="省厅网站", days="7")
        assert hands.status == "公示中" and card.detail.case.row["publicity_until"] == date(2019, 4, 22)
    with days(7):
        hands.more("object", text="夜间仍有燃煤", person="村民")
        assert card.next_button.text() == "处理公示异议…"
    with days(9):
        hands.next(upheld=False, text="现场核实已全部拆除", person="周审核")
        assert card.detail.case.row["publicity_until"] == date(2019, 4, 25)
    with days(18):
        way.close_card()
        assert card.next_button.text() == "公示期满，送备案销号"
        hands.next()
        hands.next(person="郑局长")
        hands.next(number="晋环督改备〔2019〕1号", to="生态环境部")
        assert hands.status == "已销号"
        assert card.head_chip.text() == "已销号 2019-04-26（按期）"
    with days(40):
        way.close_card()
        hands.more("revoke", reason="回头看发现反弹", status="整改中", person="郑局长")
        assert hands.status == "整改中"
        events = timeline(way.ledger, 1)
        prints(way, tmp_path)
    told = "\n".join(f"{event.heading} {event.note} {event.person}" for event in events)
    for words in ("延期", "整改不到位", "退回", "整改不彻底", "夜间仍有燃煤", "备〔2019〕1号", "撤销销号"):
        assert words in told, words
    steps = " ".join(line.step for line in dossier(way.ledger, 1).history)
    assert "转为“已上报待核查”" in steps


def prints(way: Way, folder: Any) -> None:
    """The time line and the application form as PDF."""
    for form in ("timeline", "closure-application"):
        path = folder / f"{form}.pdf"
        write_forms(list(sheets_of(form, way.ledger, [1])), path, silent)
        assert path.read_bytes().startswith(b"%PDF")
