"""The preview makes the PDF in a child, draws pages when seen, prints them and saves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester

from desktop.dialogs import file_prompts
from desktop.printing.ledger_print import preview_ledger, printed_keys
from desktop.printing.paper_printer import fitted
from desktop.printing.pdf_pages import PdfPages
from desktop.printing.preview import PreviewDialog
from desktop.printing.print_settings import PrintSettings, settings_from
from desktop.printing.thumbnails import PageList


@pytest.fixture
def page(app: Any) -> Any:
    opened = app.window.open_page("ledger")
    assert app.jobs.wait_idle()
    return opened


@pytest.fixture
def preview(app: Any, page: Any) -> Any:
    dialog = preview_ledger(page, app.context, page.table)
    assert app.jobs.wait_idle(60)
    yield dialog
    dialog.close()
    app.jobs.wait_idle(10)


def test_the_list_stands_on_paper_with_its_pages_counted(app: Any, preview: PreviewDialog, qtbot: Any) -> None:
    assert preview.pages is not None and preview.pages.count >= 1
    assert preview.pages.size.width() > preview.pages.size.height()
    assert preview.count_label.text() == f"页，共 {preview.pages.count} 页"
    assert preview.print_button.isEnabled() and preview.stack.currentIndex() == 1
    preview.view.repaint()
    app.jobs.wait_idle(20)
    image = preview.view._image(0)
    assert image is not None and image.width() > 100
    spots = [(x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)]
    assert sum(image.pixelColor(x, y).value() < 128 for x, y in spots) > 50


def test_paper_and_direction_make_other_pages_and_are_remembered(app: Any, preview: PreviewDialog, qtbot: Any) -> None:
    before = preview.pages
    preview.row.paper_box.setCurrentIndex(preview.row.paper_box.findData("A4"))
    preview.row.direction_box.setCurrentIndex(preview.row.direction_box.findData(False))
    qtbot.waitUntil(lambda: preview.pages is not before, timeout=30_000)
    assert preview.pages is not None
    size = preview.pages.size
    assert (round(size.width()), round(size.height())) == (595, 842)
    assert settings_from(app.context.state.get("print.ledger")) == PrintSettings("A4", False)


def test_making_pages_can_be_cancelled_and_begun_again(app: Any, page: Any, qtbot: Any) -> None:
    dialog = preview_ledger(page, app.context, page.table)
    assert dialog is not None
    dialog.cancel()
    qtbot.waitUntil(lambda: dialog.message_bar.isVisible(), timeout=20_000)
    assert dialog.message_bar.text_label.text() == "已取消排版。"
    dialog.message_bar.action_button.click()
    assert app.jobs.wait_idle(60)
    assert dialog.pages is not None
    dialog.close()


def test_the_pdf_is_saved_where_asked(app: Any, preview: PreviewDialog, tmp_path: Path, monkeypatch: Any) -> None:
    target = tmp_path / "台账.pdf"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args, **_kwargs: target)
    preview.save()
    assert app.jobs.wait_idle(20)
    assert preview.pages is not None
    pages = PdfPages(target)
    assert pages.count == preview.pages.count
    pages.close()


def test_pages_go_to_a_printer_in_their_own_shape(app: Any, preview: PreviewDialog, tmp_path: Path, qtbot: Any) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(72)
    preview.print_to(printer)
    qtbot.waitUntil(lambda: preview.message_bar.isVisible(), timeout=30_000)
    assert "已送出" in preview.message_bar.text_label.text()
    assert printer.pageLayout().orientation() == QPageLayout.Orientation.Landscape
    printed = PdfPages(tmp_path / "printed.pdf")
    assert preview.pages is not None and printed.count == preview.pages.count
    assert printed.size.width() > printed.size.height()
    printed.close()


def test_zoom_fits_the_width_or_a_page_or_stays(preview: PreviewDialog) -> None:
    view = preview.view
    view.set_zoom(1.0)
    assert preview.zoom_label.text() == "100%"
    view.zoom_by(1)
    assert view.zoom == 1.25
    preview.whole_button.click()
    assert view._page_size().height() <= view.viewport().height()
    preview.width_button.click()
    assert view._page_size().width() <= view.viewport().width()


def test_page_number_and_thumbnails_follow_each_other(preview: PreviewDialog) -> None:
    assert preview.pages is not None
    last = preview.pages.count
    preview.page_box.setValue(last)
    assert preview.view.current == last - 1
    assert preview.thumbnails.currentIndex().row() == last - 1
    preview.thumbnails.page_chosen.emit(0)
    assert preview.page_box.value() == 1


def test_the_list_of_pages_keeps_qts_rules(qapp: Any) -> None:
    pages = PageList()
    QAbstractItemModelTester(pages, QAbstractItemModelTester.FailureReportingMode.Fatal)
    pages.set_count(12)
    pages.set_count(3)
    assert pages.rowCount() == 3


def test_columns_of_the_screen_get_a_serial_number_and_two_place_columns() -> None:
    assert printed_keys(["ledger_number", "place", "status"]) == ["serial", "ledger_number", "city", "county", "status"]


def test_damaged_settings_fall_back_to_the_usual_ones() -> None:
    assert settings_from({"size": "B5", "landscape": 0, "columns": 7}) == PrintSettings("A3", False, "usual")
    assert settings_from("nonsense") == PrintSettings()


def test_a_page_keeps_its_shape_on_other_paper(qapp: Any) -> None:
    from PySide6.QtCore import QRect

    assert fitted(QSize(200, 100), QRect(0, 0, 100, 100)) == QRect(0, 25, 100, 50)
