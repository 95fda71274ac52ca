"""A problem of a real list goes the whole way in the window; every step stands in its history and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import insert

from desktop.dialogs.move_status import MoveDialog
from desktop.panels.problem_texts import change_line
from models import clock
from models.archiving.form_files import write_forms
from models.importing import ImportOptions, run_import
from models.progress import silent
from models.queries.dossier import dossier
from models.queries.problems import detail
from models.reports.form_catalogue import sheets_of
from models.schema import Actor
from models.store import Ledger
from tests.gui.closure.conftest import Hands, put

START = datetime(2018, 7, 16, 9, 0)
"""A Monday; the problem is due on 2018-07-31."""
LEFT = Qt.MouseButton.LeftButton
LIST = Path(__file__).resolve().parents[2] / "samples" / "lists" / "01_强化督查交办清单_第一版.xlsx"


@pytest.fixture(scope="session")
def list_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new ledger with a list in it and the head of the bureau."""
    folder = tmp_path_factory.mktemp("list") / "ledger"
    with (
        clock.freeze(START - timedelta(days=20)),
        Ledger.create(folder, actor="王敏", name="省督察整改办") as ledger,
    ):
        run_import(ledger, [LIST], ImportOptions())
        with ledger.writing() as connection:
            connection.execute(insert(Actor).values(name="郑局长", role="负责人"))
    return folder


@pytest.fixture
def way(start_app: Callable[..., Any], list_master: Path, tmp_path: Path, own_home: Path, qtbot: Any) -> Way:
    """The window on that ledger, worked by 王敏."""
    from models.settings import Settings, save_settings

    save_settings(Settings(operator="王敏"))
    app = start_app(Path(shutil.copytree(list_master, tmp_path / "ledger")))
    app.context.ledger.actor = "王敏"
    return Way(Hands(app, qtbot), qtbot)


class Way:
    """The problem in the panel of the ledger page and on the closing page; days pass by ``days``."""

    def __init__(self, hands: Hands, qtbot: Any) -> None:
        self.hands = hands
        self.qtbot = qtbot
        self.told: list[tuple[str, ...]] = []
        """Words that belong together: the day, who, and what."""

    @property
    def ledger(self) -> Any:
        return self.hands.app.context.ledger

    @property
    def page(self) -> Any:
        """The ledger page with the problem in its only row."""
        window = self.hands.app.window
        page = window.open_page("ledger", query=self.hands.app.context.query_base.but(ids=(1,)), title="一条")
        self.hands.settle()
        page.table.go_to(1)
        return page

    def panel(self, tab: str) -> Any:
        """The problem in the ledger page, at a tab."""
        page = self.page
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
        self.stands("王敏", f"转为“{status}”")

    def check(self, result: str, finding: str) -> None:
        """Enter what a check on site found."""
        tab = self.panel("verification").checks
        self.qtbot.mouseClick(tab.add_button, LEFT)
        self.hands.settle()
        self.fill(tab, result=result, verifier="孙核查", finding=finding)
        self.stands("孙核查", result, finding)

    def type_state(self, status: str) -> None:
        """Type a state into the table; nothing moves."""
        before = self.hands.status
        self.page.table.writer.write_one(1, "status", status)
        self.hands.settle()
        assert self.hands.status == before

    def move_dialog(self) -> MoveDialog:
        window = self.hands.app.window

        def shown() -> list[MoveDialog]:
            return [one for one in window.findChildren(MoveDialog) if one.isVisible()]

        self.qtbot.waitUntil(lambda: bool(shown()) and shown()[0].preview is not None, timeout=5_000)
        return shown()[0]

    def stands(self, *words: str, day: str = "") -> None:
        """These words stand in one event of 办理过程, of today unless another day is told; and in the history."""
        wanted = (day or f"{clock.today()}", *words)
        found = dossier(self.ledger, 1)
        events = [" ".join((f"{one.day}", one.heading, one.note, one.person)) for one in found.course]
        assert any(all(word in event for word in wanted) for event in events), (wanted, events)
        lines = [line for line in found.history if line.at.date() == clock.today()]
        texts = [f"{change_line(line).heading} {line.new} {change_line(line).note}" for line in lines]
        assert any(words[-1] in text for text in texts), (words[-1], texts)
        self.told.append(wanted)

    def undo_and_redo(self, before: str) -> None:
        """The last step goes back and comes again."""
        after = self.hands.status
        self.hands.undo()
        assert self.hands.status == before
        self.hands.app.context.run_action("edit.redo")
        self.hands.settle()
        assert self.hands.status == after


def days(number: int) -> Any:
    """The clock so many days after the start."""
    return clock.freeze(START + timedelta(days=number))


def test_a_problem_goes_the_whole_way_and_every_step_stands_in_its_history(way: Way, tmp_path: Path) -> None:
    hands = way.hands
    with days(0):
        way.type_state("已销号")
        assert hands.messages[-1].tone == "red" and "要先转为“已上报待核查”" in hands.messages[-1].text
        way.move("整改中")
        way.undo_and_redo("待整改")
        way.move("已上报待核查")
    with days(1):
        way.check("整改不到位", "布袋除尘器仍未运行")
        assert hands.status == "整改不到位"
        way.undo_and_redo("已上报待核查")
    with days(2):
        tab = way.panel("deadline").deadline
        tab.extend()
        way.fill(tab, to="2018-09-30", basis="工程量大、工期不足", approver="郑局长")
        way.stands("郑局长", "2018-09-30", "工程量大、工期不足")
        way.move("已上报待核查")
        way.check("已整改", "除尘器运行正常")
        assert hands.status == "待销号"
    with days(3):
        applies(way, tmp_path)
    with days(4):
        reviewed(way)
        assert hands.status == "公示中"
    with days(7):
        hands.more("object", text="夜间仍有废气", person="村民")
        assert hands.card.next_button.text() == "处理公示异议…"
        way.stands("村民", "夜间仍有废气")
    with days(9):
        hands.next(upheld=False, text="现场核实已停产", person="周审核")
        assert hands.card.detail.case.row["publicity_until"] == date(2018, 8, 3), "the clock stood for three days"
        way.stands("周审核", "现场核实已停产")
        closing_is_refused(way)
    with days(21):
        closed(way)
    with days(40):
        opened_again(way)
        everywhere(way, tmp_path)


def applies(way: Way, folder: Path) -> None:
    """Conditions with names and evidence; the one that is missing is named and led to."""
    hands = way.hands
    card = hands.choose()
    picture = folder / "整改后照片.txt"
    picture.write_text("照片", encoding="utf-8")
    assert hands.page.accept_files([str(picture)])
    hands.settle()
    for place in range(1, len(card.conditions.rows)):
        hands.click(card.conditions.rows[place].button)
        hands.answer(person="李强", evidence=[1])
    missing = card.detail.missing[0].state.condition.text
    hands.click(card.next_button)
    assert hands.dialog is None and missing in hands.messages[-1].text
    assert hands.focused is card.conditions.rows[0]
    hands.key(card.conditions.rows[0], Qt.Key.Key_Return)
    hands.answer(person="李强", evidence=[1])
    hands.next(person="王敏", summary="除尘器已修复并联网")
    assert hands.status == "销号审核中"
    way.stands("王敏", "销号申请")
    way.undo_and_redo("待销号")


def reviewed(way: Way) -> None:
    """Returned with a reason, handed in again, refused to whoever handed it in, passed by every level, made public."""
    hands = way.hands
    card = hands.choose()
    hands.more("return", reason="整改不彻底", opinion="缺验收材料", person="钱审核")
    assert hands.status == "待销号" and card.head_chip.text().endswith("退回")
    way.stands("钱审核", "退回", "整改不彻底")
    hands.next()
    assert card.detail.case.row["number"] == 2 and not card.detail.missing
    hands.next(person="王敏")
    hands.click(card.next_button)
    hands.answer(person="王敏")
    assert "王敏 是提交人" in hands.dialog.error_label.text()
    hands.answer(person="钱审核")
    way.stands("钱审核", "县级验收", "通过")
    for who in ("赵审核", "周审核"):
        hands.next(person=who)
    hands.click(hands.desk.joint_button)
    joint = hands.desk.batches.dialog
    hands.click(joint.pass_button)
    joint.person_box.set_person("吴审核")
    hands.click(joint.ok_button)
    way.stands("吴审核", "省级联审", "通过")
    hands.choose()
    hands.next(place="省厅网站", days="7")
    way.stands("王敏", "公示", "省厅网站")
    assert card.detail.case.row["publicity_until"] == date(2018, 7, 31)


def closing_is_refused(way: Way) -> None:
    """已销号 typed while it is public: the dialog says what is missing, and its button leads there."""
    way.type_state("已销号")
    dialog = way.move_dialog()
    assert not dialog.ok_button.isEnabled() and "公示到 2018-08-03 才满" in dialog.summary.text()
    assert dialog.lead_button.text() == "去办理销号"
    way.hands.click(dialog.lead_button)
    panel = way.hands.app.window.current_page().panel
    assert panel.pages.currentWidget() is panel.closing and way.hands.focused is panel.closing.open_button


def closed(way: Way) -> None:
    """公示期满, 审签 and 备案; in time, because of the extension."""
    hands = way.hands
    card = hands.choose()
    assert card.next_button.text() == "公示期满，送备案销号"
    hands.next()
    hands.next(person="郑局长")
    way.stands("郑局长", "审签")
    hands.next(number="冀环督改备〔2018〕1号", to="生态环境部")
    assert hands.status == "已销号" and card.head_chip.text() == "已销号 2018-08-06（按期）"
    way.stands("王敏", "销号备案", "冀环督改备〔2018〕1号")
    assert detail(way.ledger, 1).record["timeliness"] == "按期"
    way.undo_and_redo("公示中")


def opened_again(way: Way) -> None:
    """A filed problem is not moved back by hand; the way out is to revoke, with a reason and by who may."""
    hands = way.hands
    way.type_state("整改中")
    told = hands.messages[-1]
    assert told.tone == "red" and "要先在“核查销号”里撤销销号" in told.text and told.action_text == "去处理"
    told.action()
    hands.settle()
    assert hands.dialog.windowTitle() == "撤销销号"
    hands.answer(reason="回头看发现反弹", status="整改中", person="王敏")
    assert "要由负责人决定" in hands.dialog.error_label.text()
    hands.answer(person="郑局长")
    assert hands.status == "整改中" and hands.dialog is None
    way.stands("郑局长", "撤销销号", "回头看发现反弹")
    way.undo_and_redo("已销号")


def everywhere(way: Way, folder: Path) -> None:
    """Everything told stands in the tabs 办理过程 and 变更 and on the printed time line; the forms print."""
    panel = way.panel("course")
    course = _words(panel.course)
    panel = way.panel("history")
    while panel.changes.more_button.isVisible():
        way.hands.click(panel.changes.more_button)
    history = _words(panel.changes)
    paper = _printed(way, "timeline", folder)
    for when, *words in way.told:
        for word in (when, *words):
            flat = "".join(word.split())
            assert flat in paper, f"{word} is not printed"
            assert flat in course, f"{word} is not in 办理过程"
    for word in ("整改不到位", "整改不彻底", "回头看发现反弹", "2018-09-30", "郑局长"):
        assert word in history, f"{word} is not in 变更"
    for form in ("closure-application", "problem-cards"):
        assert "藁城拓砾家具有限公司" in _printed(way, form, folder)


def _words(tab: Any) -> str:
    texts = [one.text() for one in tab.findChildren(QLabel) if one.isVisibleTo(tab)]
    return "".join("".join(texts).replace("\u200b", "").split())


def _printed(way: Way, form: str, folder: Path) -> str:
    path = folder / f"{form}.pdf"
    write_forms(list(sheets_of(form, way.ledger, [1])), path, silent)
    pdf = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    finally:
        pdf.close()
