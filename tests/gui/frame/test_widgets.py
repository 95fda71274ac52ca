"""The small pieces of screen: keyboard, mouse, words."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.widgets.bar_rows import BarPart, BarRow, BarRows
from desktop.widgets.chart_parts import ChartColours
from desktop.widgets.chip import Chip
from desktop.widgets.donut import Donut, Slice
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import FlowLayout
from desktop.widgets.key_figure import KeyFigure
from desktop.widgets.message_bar import MessageBar
from desktop.widgets.search_box import SearchBox, Suggestion
from desktop.widgets.steps_bar import StepsBar

COLOURS = ChartColours(QColor("#000"), QColor("#555"), QColor("#eee"), QColor("#00f"))


def _show(qtbot: Any, widget: QWidget, width: int = 400, height: int = 300) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_figure_opens_from_the_keyboard(qtbot: Any, chinese_app: Any, key: Qt.Key) -> None:
    card = KeyFigure("逾期未改", "red")
    _show(qtbot, card)
    card.set("417", "其中超 20 天 36")
    with qtbot.waitSignal(card.clicked):
        qtbot.keyClick(card, key)
    assert card.accessibleName() == "逾期未改 417 其中超 20 天 36"


def test_a_key_figure_that_opens_nothing_cannot_be_clicked(qtbot: Any, chinese_app: Any) -> None:
    card = KeyFigure("逾期未改", clickable=False)
    _show(qtbot, card)
    with qtbot.assertNotEmitted(card.clicked):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert card.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_chip_changes_word_and_tone(qtbot: Any, chinese_app: Any) -> None:
    chip = Chip("整改中", "blue")
    _show(qtbot, chip)
    chip.set("已销号", "green")
    assert (chip.text(), chip.tone) == ("已销号", "green")


def test_only_steps_that_are_done_can_be_clicked(qtbot: Any, chinese_app: Any) -> None:
    bar = StepsBar(["选择文件", "识别表头", "对应字段"])
    _show(qtbot, bar)
    bar.set_current(1)
    buttons = bar.findChildren(QPushButton)
    assert [button.isEnabled() for button in buttons] == [True, True, False]
    with qtbot.waitSignal(bar.step_clicked) as clicked:
        buttons[0].click()
    assert clicked.args == [0]
    bar.set_can_go_back(False)
    assert [button.isEnabled() for button in buttons] == [False, True, False]


def test_a_message_offers_its_action_and_leaves(qtbot: Any, chinese_app: Any) -> None:
    host = QWidget()
    QVBoxLayout(host)
    bar = MessageBar()
    host.layout().addWidget(bar)
    _show(qtbot, host)
    done: list[str] = []
    bar.show_message("已导入 290 条。", "green", "查看", lambda: done.append("seen"))
    assert bar.isVisible()
    bar.action_button.click()
    assert done == ["seen"]
    assert not bar.isVisible()
    bar.show_message("马上消失", seconds=0.05)
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=2000)


def test_an_empty_place_shows_its_whole_sentence_and_its_first_action(qtbot: Any, chinese_app: Any) -> None:
    done: list[str] = []
    state = EmptyState("没有问题", "把清单拖到窗口里就能导入，" * 6, (("导入清单…", lambda: done.append("import")),))
    _show(qtbot, state, 900, 500)
    part = state.sentence_label
    assert part.height() >= part.heightForWidth(part.width()) > part.fontMetrics().height()
    state.buttons[0].click()
    assert done == ["import"]


def test_a_long_text_is_cut_with_its_whole_in_the_tip(qtbot: Any, chinese_app: Any) -> None:
    elided = ElidedLabel("很长很长的一句话，放不进这么窄的地方")
    _show(qtbot, elided, 80, 24)
    assert elided.toolTip() == elided.text()
    elided.resize(600, 24)
    assert elided.toolTip() == ""


def test_a_flow_goes_on_in_the_next_line_where_the_width_ends(qtbot: Any, chinese_app: Any) -> None:
    host = QWidget()
    flow = FlowLayout(host)
    for number in range(6):
        flow.addWidget(QPushButton(f"按钮 {number}"))
    _show(qtbot, host, 240, 200)
    assert flow.heightForWidth(240) > flow.heightForWidth(2000)
    tops = {flow.itemAt(place).geometry().top() for place in range(flow.count())}
    assert len(tops) > 1


def test_arrow_keys_and_enter_choose_a_suggestion(qtbot: Any, chinese_app: Any) -> None:
    box = SearchBox(lambda text: [Suggestion("rows", f"查找{text}"), Suggestion("page:home", "今日待办")])
    _show(qtbot, box, 300, 30)
    qtbot.keyClicks(box, "abc")
    assert box.suggestions() == ["rows", "page:home"]
    with qtbot.waitSignal(box.chosen) as first:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert first.args == ["rows", "abc"]
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    with qtbot.waitSignal(box.chosen) as second:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert second.args == ["page:home", "abc"]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def _bars(count: int) -> tuple[BarRow, ...]:
    green = QColor("#34a46b")
    return tuple(
        BarRow(f"第{n}市", (BarPart(n + 1, green, f"完成 {n + 1}", ("done", n)),), f"{n + 1}", key=("all", n))
        for n in range(count)
    )


def test_a_bar_opens_its_rows_by_mouse_and_by_keyboard(qtbot: Any, chinese_app: Any) -> None:
    bars = BarRows(COLOURS)
    _show(qtbot, bars)
    bars.set_rows(_bars(3))
    place = next(index for index, piece in enumerate(bars.pieces) if piece.key == ("done", 2))
    with qtbot.waitSignal(bars.opened) as clicked:
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.pieces[place].outline.center().toPoint())
    assert clicked.args == [("done", 2)]
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    with qtbot.waitSignal(bars.opened) as entered:
        qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert entered.args == [("all", 0)]


def test_bars_that_do_not_fit_are_counted_in_a_last_line(qtbot: Any, chinese_app: Any) -> None:
    bars = BarRows(COLOURS)
    _show(qtbot, bars, 400, 120)
    bars.set_rows(_bars(39), "还有 {} 个市", "rest")
    assert bars.pieces[-1].tip == "还有 35 个市"
    assert bars.pieces[-1].key == "rest"
    bars.resize(400, 2000)
    qtbot.waitUntil(lambda: bars.pieces[-1].key != "rest", timeout=2000)


def test_a_slice_and_its_legend_line_open_the_same_rows(qtbot: Any, chinese_app: Any) -> None:
    donut = Donut(COLOURS)
    _show(qtbot, donut, 240, 400)
    donut.set_slices(tuple(Slice(f"类{n}", n + 1, QColor("#0b5cab"), f"类{n}", n) for n in range(3)))
    keys = [piece.key for piece in donut.pieces]
    assert keys == [0, 1, 2, 0, 1, 2]
    with qtbot.waitSignal(donut.opened) as clicked:
        qtbot.mouseClick(donut, Qt.MouseButton.LeftButton, pos=donut.pieces[4].outline.center().toPoint())
    assert clicked.args == [1]
    assert donut.piece_at(QPoint(0, 0)) == -1
