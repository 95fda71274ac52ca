"""The frame: pages made when opened, one broadcast, undo by name, dropped files, closing with work running."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop.context import Message
from desktop.dialogs import confirm
from models.errors import UserError
from models.operations import CellEdit, edit_cells
from models.progress import Progress
from models.queries.problems import ProblemQuery, problem_ids


def _until_cancelled(progress: Progress) -> None:
    while True:
        progress(0.3, "第 3 步")
        time.sleep(0.005)


def _edit_one(app: Any, value: str) -> Any:
    ledger = app.context.ledger
    first = problem_ids(ledger, ProblemQuery())[0]
    change = edit_cells(ledger, [CellEdit(first, "remarks", value)])
    app.context.bus.broadcast(change)
    assert app.jobs.wait_idle(20)
    return change


def test_only_the_page_that_was_opened_is_made(app: Any) -> None:
    assert list(app.window.pages_made()) == ["home"]
    app.window.open_page("history")
    assert set(app.window.pages_made()) == {"home", "history"}
    assert app.window.open_page("no-such-page") is None


def test_a_change_refreshes_the_page_in_front_now_and_the_others_when_they_come_to_the_front(app: Any) -> None:
    home = app.window.open_page("home")
    history = app.window.open_page("history")
    app.jobs.wait_idle(20)
    told: list[str] = []
    home.refresh = lambda change: told.append(f"home {change}")
    history.refresh = lambda change: told.append(f"history {change.kind}")
    _edit_one(app, "改一下")
    assert told == ["history edit"]
    app.window.open_page("home")
    assert told == ["history edit", "home None"]


def test_undo_and_redo_carry_the_name_of_the_step(app: Any) -> None:
    change = _edit_one(app, "要撤销的")
    undo = app.window.actions_.qactions["edit.undo"]
    assert undo.isEnabled()
    assert undo.text() == f"撤销：{change.title}"
    undo.trigger()
    assert app.jobs.wait_idle(20)
    redo = app.window.actions_.qactions["edit.redo"]
    assert redo.isEnabled()
    assert redo.text() == f"重做：{change.title}"
    assert change.title in app.window.message_bar.text_label.text()
    redo.trigger()
    assert app.jobs.wait_idle(20)
    assert undo.text() == f"撤销：{change.title}"


def test_choosing_a_campaign_narrows_every_page(app: Any) -> None:
    bar = app.window.top_bar
    assert bar.campaigns.count() == 2
    bar.campaigns.setCurrentIndex(1)
    bar.campaigns.activated.emit(1)
    assert app.context.query_base.campaign == bar.campaigns.itemData(1)
    assert app.jobs.wait_idle(20)


def test_the_search_box_opens_the_ledger_with_the_words(app: Any) -> None:
    asked: list[tuple[str, Any]] = []
    app.window.open_page = lambda page_id, **arguments: asked.append((page_id, arguments))
    app.window.top_bar.search.chosen.emit("rows", "锅炉")
    app.window.top_bar.search.chosen.emit("page:charts", "图表")
    assert asked[0][0] == "ledger"
    assert asked[0][1]["query"].search == "锅炉"
    assert asked[0][1]["title"] == "查找“锅炉”"
    assert asked[1] == ("charts", {})


def test_ctrl_k_goes_to_the_search_box(app: Any, qtbot: Any) -> None:
    app.window.activateWindow()
    app.commands.run("window.search")
    qtbot.waitUntil(app.window.top_bar.search.hasFocus, timeout=2000)


def test_files_dropped_anywhere_go_to_the_import_page(app: Any, tmp_path: Path) -> None:
    started: list[list[Path]] = []
    page = app.window.page("import")
    page.start = started.append
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "清单.xlsx"))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    middle = app.window.rect().center()
    enter = QDragEnterEvent(middle, Qt.DropAction.CopyAction, data, buttons, keys)
    app.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert app.window.drop_overlay.isVisible()
    app.window.dropEvent(QDropEvent(QPointF(middle), Qt.DropAction.CopyAction, data, buttons, keys))
    assert not app.window.drop_overlay.isVisible()
    assert app.window.current_page() is page
    assert started == [[tmp_path / "清单.xlsx"]]


def test_text_dragged_over_the_window_is_not_a_file(app: Any) -> None:
    data = QMimeData()
    data.setText("只是文字")
    enter = QDragEnterEvent(
        app.window.rect().center(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter.ignore()
    app.window.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_work_is_named_in_the_status_bar_only_when_it_takes_long_and_can_be_cancelled(app: Any, qtbot: Any) -> None:
    bar = app.window.status_bar
    app.jobs.read("很快的事", lambda progress: None)
    assert app.jobs.wait_idle(5)
    assert not bar.progress.isVisible()
    app.jobs.write("导入清单", _until_cancelled)
    qtbot.waitUntil(bar.progress.isVisible, timeout=3000)
    assert bar.progress.text_label.text() == "导入清单：第 3 步"
    bar.progress.cancel_button.click()
    assert app.jobs.wait_idle(5)
    assert bar.note_label.text() == "已取消：导入清单"
    assert not bar.progress.isVisible()


def test_a_user_error_of_a_job_is_a_sentence_above_the_page(app: Any) -> None:
    def work(progress: Progress) -> None:
        raise UserError("第 5 行没有点位名称", where="清单.xlsx", advice="请补上后再导入")

    app.jobs.read("读取", work)
    assert app.jobs.wait_idle(5)
    assert app.window.message_bar.text_label.text() == "清单.xlsx：第 5 行没有点位名称，请补上后再导入。"
    assert app.window.message_bar.tone == "red"


def test_closing_with_work_running_asks_first(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, asked = [False, True], []

    def ask(_parent: Any, _title: str, text: str, *_rest: Any, **_more: Any) -> bool:
        asked.append(text)
        return answers.pop(0)

    monkeypatch.setattr(confirm, "ask_destructive", ask)
    job = app.jobs.write("导入清单", _until_cancelled)
    app.window.close()
    assert app.window.isVisible()
    assert not job.cancelling
    app.window.close()
    assert not app.window.isVisible()
    assert asked == ["正在进行：导入清单。"] * 2
    app.close()
    assert job.state == "cancelled"


def test_window_and_pages_come_back_as_they_were_left(start_app: Any, demo_folder: Path) -> None:
    first = start_app(demo_folder)
    first.window.resize(780, 640)
    history = first.window.open_page("history")
    history.tabs.setCurrentIndex(1)
    assert first.jobs.wait_idle(20)
    first.window.close()
    first.close()
    second = start_app(demo_folder)
    assert second.window.current_page().page_id == "history"
    assert second.window.current_page().tabs.currentIndex() == 1
    assert second.state.get("window.geometry") == first.state.get("window.geometry")


def test_everything_fits_on_the_smallest_screen(app: Any) -> None:
    app.window.resize(1366, 768)
    for page_id in app.window.entries:
        page = app.window.open_page(page_id)
        assert app.jobs.wait_idle(20)
        assert page.minimumSizeHint().width() <= 1366 - 176, page_id
        assert page.minimumSizeHint().height() <= 768 - 75, page_id


def test_a_message_of_good_news_leaves_by_itself(app: Any, qtbot: Any) -> None:
    app.window.show_message(Message("好了。", "green", seconds=0.05))
    assert app.window.message_bar.isVisible()
    qtbot.waitUntil(lambda: not app.window.message_bar.isVisible(), timeout=2000)


def test_taking_back_an_import_asks_with_its_counts_and_tells_what_was_done(
    app: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.importing import ImportOptions, run_import
    from models.paths import resource
    from models.queries.problems import count

    ledger = app.context.ledger
    sample = min(resource("samples").glob("*.xlsx"), key=lambda path: len(path.name))
    report = run_import(ledger, [sample], ImportOptions())
    app.context.bus.broadcast(report.change)
    assert app.jobs.wait_idle(20)
    assert app.window.top_bar.undo_import_button.isEnabled()
    new = report.to_json()["new"]
    asked: list[str] = []

    def ask(_parent: Any, _title: str, _text: str, _yes: str, detail: str = "", **_more: Any) -> bool:
        asked.append(detail)
        return True

    monkeypatch.setattr(confirm, "ask_destructive", ask)
    app.window.top_bar.undo_import_button.click()
    qtbot.waitUntil(lambda: bool(asked), timeout=5000)
    assert app.jobs.wait_idle(20)
    assert f"新增 {new:,} 条" in asked[0]
    assert sample.name in asked[0]
    assert count(ledger, ProblemQuery()) == 300
    assert f"移出 {new:,} 条" in app.window.message_bar.text_label.text()
    assert not app.window.top_bar.undo_import_button.isEnabled()


def test_escape_twice_leaves_the_search_for_where_the_keys_went_before(app: Any, qtbot: Any) -> None:
    page = app.window.open_page("ledger")
    assert app.jobs.wait_idle()
    page.table.view.setFocus()
    search = app.window.top_bar.search
    search.setFocus()
    qtbot.keyClicks(search, "ZG")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert page.table.view.hasFocus()
