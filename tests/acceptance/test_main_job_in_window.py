"""The main job in the real window: drop a list, five steps, edit and take back, chart, workbook, printed table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.dialogs import file_prompts
from desktop.pages import import_list
from desktop.printing.pdf_pages import PdfPages
from desktop.printing.preview import PreviewDialog
from models.queries.problems import ProblemQuery, count, problem_cells
from tests.gui.conftest import (  # noqa: F401 - the same window, log and thread rules as the tests of single pages
    SCREENLESS,
    chinese_app,
    empty_folder,
    expected_log,
    no_leaked_threads,
    no_stray_log_lines,
    own_home,
    start_app,
)

pytestmark = pytest.mark.qt_log_ignore(SCREENLESS, extend=True)
FIRST = Path(__file__).resolve().parents[1] / "samples" / "lists" / "01_强化督查交办清单_第一版.xlsx"


@pytest.fixture
def app(start_app: Callable[..., Any], empty_folder: Path) -> Any:  # noqa: F811
    started = start_app(empty_folder)
    started.window.resize(1366, 768)
    return started


def drop(window: Any, path: Path) -> None:
    """Let go of a file over the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where = window.rect().center()
    keys = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(where, *keys)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(where), *keys))


def stored(app: Any, key: int, field: str) -> Any:
    return problem_cells(app.context.ledger, [key], [field])[key][0]


def test_from_a_dropped_list_to_the_printed_table(app: Any, qtbot: Any, tmp_path: Path, monkeypatch: Any) -> None:
    window, idle = app.window, lambda: app.jobs.wait_idle(60)
    targets = iter([tmp_path / "图.png", tmp_path / "台账.xlsx", tmp_path / "台账.pdf"])
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_kwargs: next(targets))

    # the list is dropped and goes through its five steps
    drop(window, FIRST)
    assert idle()
    page = window.current_page()
    assert page.page_id == "import"
    assert page.steps.current == import_list.HEADER
    assert (page.header.first_box.value(), page.header.last_box.value()) == (3, 4)
    for step in (import_list.MAPPING, import_list.PLAN):
        page.next_button.click()
        assert idle()
        assert page.steps.current == step
    assert page.plan.figures["new"].figure_label.text() == "55"
    assert count(app.context.ledger, ProblemQuery()) == 0, "nothing is written before the last step"
    page.next_button.click()
    assert idle()
    assert page.steps.current == import_list.DONE
    assert count(app.context.ledger, ProblemQuery()) == 55

    # the rows it brought are on the ledger page; a cell is edited and taken back
    page.done.rows_wanted.emit("new")
    assert idle()
    ledger_page = window.current_page()
    table = ledger_page.table
    assert (ledger_page.page_id, table.model.rowCount()) == ("ledger", 55)
    at = table.chosen_keys.index("site_name")
    key, before = table.model.id_at(2), table.model.text_at(2, at)
    table.view.go_to_row(2, at)
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    editor = table.view.open_editor()
    assert editor is not None
    editor.setText("改过的名称")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert idle()
    assert stored(app, key, "site_name") == "改过的名称"
    window.action_triggered.emit("edit.undo")
    assert idle()
    assert stored(app, key, "site_name") == before

    # the chart of them, as a picture
    charts = window.open_page("charts")
    assert idle()
    qtbot.waitUntil(lambda: charts.spec is not None and charts.save_button.isEnabled(), timeout=20_000)
    charts.save_button.click()
    assert idle()
    assert (tmp_path / "图.png").read_bytes().startswith(b"\x89PNG")

    # what is on screen, as a workbook
    window.open_page("ledger")
    assert idle()
    ledger_page.export()
    assert idle()
    rows = list(openpyxl.load_workbook(tmp_path / "台账.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "台账编号" and len(rows) == 56
    assert [row[0] for row in rows[1:]] == [table.model.text_at(row, 0) for row in range(55)]

    # and on paper
    ledger_page.print_preview()
    assert idle()
    preview = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PreviewDialog) and one.isVisible())
    assert preview.pages is not None
    pages = preview.pages.count
    preview.save()
    assert idle()
    preview.close()
    printed = PdfPages(tmp_path / "台账.pdf")
    assert printed.count == pages >= 2
    assert printed.size.width() > printed.size.height()
    printed.close()
    assert idle()
