"""The print preview: pages of a PDF made in the background, with paper, range and columns to choose, print and save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.jobs.job import Job
from desktop.printing.page_view import FIT_PAGE, FIT_WIDTH, PageView
from desktop.printing.paper_printer import PagePrinter, chosen_pages, prepare
from desktop.printing.pdf_pages import PdfPages
from desktop.printing.print_settings import STATE_KEY, PrintSettings, SettingsRow, settings_from
from desktop.printing.thumbnails import Thumbnails
from desktop.widgets.card import label
from desktop.widgets.flow import button
from desktop.widgets.message_bar import MessageBar
from desktop.widgets.progress_strip import ProgressStrip
from models.output_file import replacing
from models.progress import Progress

_REBUILD_MS = 250

Build = Callable[[PrintSettings, Progress], bytes]
"""Makes the PDF; runs in a reading lane."""
WriteWord = Callable[[Path, Progress], object]
"""Writes the same as a Word file; runs in the lane of long work."""


class PreviewDialog(QDialog):
    """``build`` makes the PDF for settings; ``row_counts`` are (all, selected) as shown in the list."""

    def __init__(
        self, parent: QWidget | None, context: AppContext, title: str, build: Build, row_counts: tuple[int, int],
        settings: PrintSettings | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle("打印预览")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._title = title
        self._build_pdf = build
        self._row_counts = row_counts
        self.settings = settings or settings_from(context.state.get(STATE_KEY))
        self.pdf = b""
        self._write_word: WriteWord | None = None
        self.pages: PdfPages | None = None
        self._job: Job | None = None
        self._printing: PagePrinter | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REBUILD_MS)
        self._timer.timeout.connect(self.rebuild)
        self._progress_timer = QTimer(self)
        self._progress_timer.setInterval(80)
        self._progress_timer.timeout.connect(self._show_progress)
        self._make_parts()
        self._lay_out()
        self._connect()
        area = self.screen().availableSize()
        self.resize(min(1200, area.width() - 80), min(820, area.height() - 80))
        self.rebuild()

    def _make_parts(self) -> None:
        self.row = SettingsRow(self.settings, self._row_counts)
        self.save_button = QPushButton("保存 PDF…")
        self.word_button = QPushButton("存为 Word…")
        self.word_button.setToolTip("存成可以再改的 Word 文件（.docx）")
        self.word_button.hide()
        self.print_button = QPushButton("打印…")
        self.print_button.setProperty("role", "primary")
        self.view = PageView(self._context.theme, self._draw)
        self.thumbnails = Thumbnails(self._context.theme, self._draw)
        self.message_bar = MessageBar()
        self.strip = ProgressStrip()
        self.wait_label = label("正在排版…", "heading")
        self.page_box = QSpinBox()
        self.page_box.setAccessibleName("页码")
        self.page_box.setMinimum(1)
        self.page_box.setFixedWidth(64)
        self.page_box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.count_label = label("", "secondary")
        self.smaller_button = button("－", "quiet", "缩小（Ctrl+滚轮）")
        self.larger_button = button("＋", "quiet", "放大（Ctrl+滚轮）")
        self.zoom_label = label("", "secondary")
        self.zoom_label.setFixedWidth(52)
        self.zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.width_button = button("适合宽度", "link")
        self.whole_button = button("整页", "link")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.row, 1)
        top.addSpacing(8)
        top.addWidget(self.word_button)
        top.addWidget(self.save_button)
        top.addWidget(self.print_button)
        waiting = QWidget()
        wait = QVBoxLayout(waiting)
        wait.addStretch(1)
        wait.addWidget(self.wait_label, 0, Qt.AlignmentFlag.AlignHCenter)
        wait.addWidget(self.strip, 0, Qt.AlignmentFlag.AlignHCenter)
        wait.addStretch(2)
        self.stack = QStackedWidget()
        self.stack.addWidget(waiting)
        self.stack.addWidget(self.view)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.thumbnails)
        middle.addWidget(self.stack, 1)
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addLayout(middle)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(label("第", "secondary"))
        foot.addWidget(self.page_box)
        foot.addWidget(self.count_label)
        foot.addStretch(1)
        for one in (self.width_button, self.whole_button, self.smaller_button, self.zoom_label, self.larger_button):
            foot.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 10)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.message_bar)
        layout.addWidget(card, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.row.changed.connect(self._on_settings)
        self.strip.cancel_clicked.connect(self.cancel)
        self.save_button.clicked.connect(self.save)
        self.word_button.clicked.connect(self.save_word)
        self.print_button.clicked.connect(self.print)
        self.view.page_changed.connect(self._on_page)
        self.view.zoom_changed.connect(lambda zoom: self.zoom_label.setText(f"{zoom * 100:.0f}%"))
        self.thumbnails.page_chosen.connect(self.view.go_to)
        self.page_box.valueChanged.connect(lambda number: self.view.go_to(number - 1))
        self.smaller_button.clicked.connect(lambda: self.view.zoom_by(-1))
        self.larger_button.clicked.connect(lambda: self.view.zoom_by(1))
        self.width_button.clicked.connect(lambda: self.view.set_fit(FIT_WIDTH))
        self.whole_button.clicked.connect(lambda: self.view.set_fit(FIT_PAGE))

    # ---- making the pages ------------------------------------------------------------------------------------

    def rebuild(self) -> None:
        """Make the PDF for the present settings; the pages before stay until it is there."""
        self._timer.stop()
        if self._job is not None and not self._job.done:
            self._job.cancel()
        settings = self.settings
        self.message_bar.dismiss()
        self._set_ready(False)
        self._job = self._context.jobs.read(
            "排版打印页",
            lambda progress: self._build_pdf(settings, progress),
            self._on_built,
            self._on_failed,
            self._on_cancelled,
            owner=self,
            long=True,
            quiet=True,
        )
        self._progress_timer.start()
        self._show_progress()

    def cancel(self) -> None:
        """Stop making pages or printing."""
        if self._printing is not None:
            self._printing.cancel()
        elif self._job is not None:
            self._job.cancel()

    def _on_built(self, pdf: bytes) -> None:
        self._progress_timer.stop()
        before, self.pages = self.pages, PdfPages(pdf)
        self.pdf = pdf
        self.view.show_pages(self.pages)
        self.thumbnails.show_pages(self.pages)
        if before is not None:
            before.close()
        self.page_box.setMaximum(max(self.pages.count, 1))
        self.count_label.setText(f"页，共 {self.pages.count:,} 页")
        self._set_ready(True)
        self.view.setFocus()

    def _on_failed(self, error: Exception) -> None:
        self._progress_timer.stop()
        self._set_ready(self.pages is not None)
        self.wait_label.setText("没有排出来")
        self.strip.hide()
        self.message_bar.show_message(str(error), "red", "重试", self.rebuild)

    def _on_cancelled(self) -> None:
        if self._job is not None and not self._job.done:
            return
        self._progress_timer.stop()
        self._set_ready(self.pages is not None)
        self.wait_label.setText("已取消排版")
        self.strip.hide()
        self.message_bar.show_message("已取消排版。", "blue", "重新排版", self.rebuild)

    def _show_progress(self) -> None:
        if self._job is not None and not self._job.done:
            self.strip.set(self._job.text or "正在查询", self._job.fraction, self._job.cancelling)

    def _set_ready(self, ready: bool) -> None:
        self.stack.setCurrentIndex(1 if ready else 0)
        self.wait_label.setText("正在排版…")
        self.strip.show()
        for one in (self.save_button, self.word_button, self.print_button, self.page_box, self.width_button,
                    self.whole_button, self.smaller_button, self.larger_button):  # fmt: skip
            one.setEnabled(ready)

    def _draw(self, number: int, dpi: float, take: Callable[[QImage], None]) -> None:
        pages = self.pages
        if pages is not None:
            self._context.jobs.read(
                "绘制页面", lambda _progress: pages.draw(number, dpi), take, on_cancelled=lambda: None, owner=self,
                quiet=True,
            )  # fmt: skip

    # ---- settings --------------------------------------------------------------------------------------------

    def _on_settings(self) -> None:
        self.settings = self.row.settings()
        kept = {"size": self.settings.size, "landscape": self.settings.landscape, "columns": self.settings.columns}
        self._context.state.set(STATE_KEY, kept)
        self._timer.start()

    def _on_page(self, number: int) -> None:
        self.page_box.blockSignals(True)
        self.page_box.setValue(number + 1)
        self.page_box.blockSignals(False)
        self.thumbnails.set_current(number)

    # ---- leaving with them -----------------------------------------------------------------------------------

    def save(self) -> None:
        """Write the PDF to a file."""
        path = file_prompts.ask_save_file(
            self, self._context.state, "export", "保存 PDF", f"{self.settings.title or self._title}.pdf",
            (file_prompts.PDF,),
        )  # fmt: skip
        if path is None:
            return
        pdf = self.pdf

        def work(_progress: Progress) -> Path:
            with replacing(path) as temporary:
                temporary.write_bytes(pdf)
            return path

        self._context.jobs.read(
            "保存 PDF", work, self._say_saved, lambda error: self.message_bar.show_message(str(error), "red"),
            owner=self,
        )  # fmt: skip

    def offer_word(self, write: WriteWord) -> None:
        """Let the document be saved as Word, too."""
        self._write_word = write
        self.word_button.show()

    def save_word(self) -> None:
        """Write the same document as a Word file."""
        write = self._write_word
        if write is None:
            return
        path = file_prompts.ask_save_file(
            self, self._context.state, "export", "存为 Word", f"{self.settings.title or self._title}.docx",
            (file_prompts.DOCX,),
        )  # fmt: skip
        if path is None:
            return

        def work(progress: Progress) -> Path:
            write(path, progress)
            return path

        self._context.jobs.read(
            "存为 Word", work, self._say_saved, lambda error: self.message_bar.show_message(str(error), "red"),
            owner=self, long=True,
        )  # fmt: skip

    def _say_saved(self, path: Path) -> None:
        def open_file() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self.message_bar.show_message(f"已保存 {path.name}。", "green", "打开文件", open_file, 8.0)

    def print(self) -> None:
        """Ask for the printer and send the pages to it."""
        if self.pages is None or self._printing is not None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.settings.title or self._title)
        prepare(printer, self.pages)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("打印")
        dialog.setMinMax(1, self.pages.count)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Send the chosen pages to a printer that has been set up."""
        assert self.pages is not None
        numbers = chosen_pages(printer, self.pages.count)
        prepare(printer, self.pages)
        printing = PagePrinter(self.pages, printer, numbers, self._context.jobs, self)
        self._printing = printing
        self._set_ready(False)
        self.wait_label.setText("正在打印…")
        printing.progressed.connect(
            lambda done, whole: self.strip.set(f"已送出 {done} 页，共 {whole} 页", done / max(whole, 1))
        )
        printing.finished.connect(lambda: self._after_print(f"已送出 {len(numbers)} 页到打印机。", "green"))
        printing.failed.connect(lambda sentence: self._after_print(sentence, "red"))
        self.strip.set("正在准备打印机", None)
        printing.start()

    def _after_print(self, sentence: str, tone: str) -> None:
        printing, self._printing = self._printing, None
        if printing is not None:
            printing.deleteLater()
        self._set_ready(True)
        self.message_bar.show_message(sentence, tone, seconds=8.0 if tone == "green" else 0.0)

    @override
    def done(self, result: int) -> None:
        self._stop()
        super().done(result)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)

    def _stop(self) -> None:
        self.cancel()
        self._progress_timer.stop()
        self._timer.stop()
        pages, self.pages = self.pages, None
        self.view.show_pages(None)
        self.thumbnails.show_pages(None)
        if pages is not None:
            pages.close()
