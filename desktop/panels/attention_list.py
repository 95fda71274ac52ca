"""Rows of an import that a person has to look at: where they stand, why they stayed out, what they may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.excel.writer.table_writer import TableWritten
    from models.importing.writing.attention import AttentionRow
    from models.progress import Progress

LIKE = 5
"""The column of what a row may be in the ledger, shown where a row has such."""
TONES = {"refused": "red", "suspect": "purple", "warning": "amber"}


class AttentionList(QWidget):
    """A list with its counts, a line that tells all about the row in hand, and ways to take it elsewhere."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._context = context
        self._name = ""
        self.rows: list[AttentionRow] = []
        self._all_rows: list[AttentionRow] = []
        self.heading = label("", "title")
        self.note = label("", "secondary")
        self.held_box = QCheckBox("只看待处理的")
        self.held_box.setToolTip("只列没有写入台账、等人处理的行，不列提醒")
        self.held_box.hide()
        self.held_box.toggled.connect(lambda _on: self.show_rows(self._all_rows, self._name))
        self.table = ShortListTable(
            (
                ListColumn("结果", _word, 78, chip=lambda row: TONES.get(row.outcome, "purple")),
                ListColumn("工作表", lambda row: row.sheet, 92),
                ListColumn("行", lambda row: str(row.row or ""), 48, right=True),
                ListColumn("点位（企业）名称", lambda row: row.site_name or "（空）", 190),
                ListColumn("原因", _why, STRETCH),
                ListColumn("台账里可能是", lambda row: "、".join(row.candidates), 150),
            ),
            context.theme,
            several=True,
        )
        self.table.setAccessibleName("需要处理的行")
        self.detail = label("", "secondary", wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = button(
            "查看可能的问题", tooltip="在问题台账里打开相近的或这一行写入的问题（双击这一行也可以）"
        )
        self.copy_button = button("复制", tooltip="复制全部的行，选中几行时只复制这几行；可粘贴到 Excel 或 WPS")
        self.export_button = button("导出待处理行…", tooltip="存成 Excel，退给填表的单位更正")
        self.table.line_chosen.connect(self._on_chosen)
        self.table.opened.connect(self._open)
        self.open_button.clicked.connect(lambda: self._open(self.table.current_line()))
        self.copy_button.clicked.connect(self._copy)
        self.export_button.clicked.connect(lambda: export_rows(self, self._context, self.rows, self._name))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        acts = (self.open_button, self.copy_button, self.export_button)
        column.addLayout(toolbar((self.heading, self.note, self.held_box), acts))
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)

    def show_rows(self, rows: Sequence[AttentionRow], name: str) -> None:
        """Show the rows of the import called ``name``."""
        self._all_rows, self._name = list(rows), name
        held = [row for row in rows if row.batch_row_id is not None]
        self.held_box.setVisible(0 < len(held) < len(rows))
        rows = self.rows = held if self.held_box.isChecked() and held else self._all_rows
        counts = Counter(_word(row) for row in rows)
        self.heading.setText(f"需要处理的行 {len(rows):,}" if rows else "")
        self.heading.setToolTip("、".join(f"{word} {count:,}" for word, count in counts.items()))
        self.note.setText("" if rows else "这一批没有待认领、错误或提醒的行。")
        self.note.setVisible(not rows)
        for part in (self.table, self.detail, self.open_button, self.copy_button, self.export_button):
            part.setVisible(bool(rows))
        self.table.setColumnHidden(LIKE, not any(row.candidates for row in rows))
        self.table.set_lines(self.rows)

    def _on_chosen(self, row: AttentionRow | None) -> None:
        self.detail.setText(detail_of(row) if row is not None else "")
        self.open_button.setEnabled(row is not None and bool(row.problem_ids))

    def _open(self, row: AttentionRow | None) -> None:
        if row is not None and row.problem_ids:
            query = self._context.query_base.but(ids=row.problem_ids, campaign=None)
            what = "可能是同一个问题" if row.outcome == "suspect" else f"第 {row.row} 行"
            self._context.open_page("ledger", query=query, title=f"{row.site_name or row.sheet}：{what}")

    def _copy(self) -> None:
        if len(self.table.selectionModel().selectedRows()) > 1:
            self.table.copy()
        else:
            copy_rows(self.rows)
        self._context.inform("已复制，可粘贴到 Excel 或 WPS。", "green")


def detail_of(row: AttentionRow) -> str:
    """All about a row in a few lines."""
    where = "　".join(part for part in (row.file, row.sheet, f"第 {row.row} 行" if row.row else "") if part)
    wrote = f"{row.field}：{row.value or '（空）'}" if row.field else ""
    like = f"台账里可能是 {'、'.join(row.candidates)}" if row.candidates else ""
    first = "　·　".join(part for part in (where, wrote, row.why, like) if part)
    return f"{first}\n{row.description}" if row.description else first


def copy_rows(rows: Sequence[AttentionRow]) -> None:
    """All rows as a table onto the clipboard."""
    from models.exporting.clipboard_text import copy_table
    from models.importing.writing.attention import HEADINGS

    QGuiApplication.clipboard().setText(copy_table([HEADINGS, *(row.cells() for row in rows)]))


def export_rows(parent: QWidget, context: AppContext, rows: Sequence[AttentionRow], name: str) -> None:
    """Ask where, and write the rows to a workbook."""
    suggested = f"{name} 待处理行.xlsx"
    path = file_prompts.ask_save_file(parent, context.state, "export", "导出待处理行", suggested, (file_prompts.XLSX,))
    if path is None:
        return

    def work(progress: Progress) -> TableWritten:
        from models.importing.writing.attention import write_attention

        return write_attention(path, rows, f"{name}：需要处理的行", progress)

    def done(written: TableWritten) -> None:
        offer_file(context, path, f"已导出 {written.rows:,} 行到 {path.name}。")

    context.jobs.read(f"导出 {path.name}", work, done, owner=parent, long=True)


def offer_file(context: AppContext, path: Path, words: str = "") -> None:
    """Say that a file was written, with ways to open it and its folder."""
    context.inform(
        words or f"已导出到 {path.name}。", "green", "打开文件", _opener(path),
        second=("打开所在文件夹", _opener(path.parent)),
    )  # fmt: skip


def _opener(path: Path) -> Callable[[], None]:
    def open_path() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    return open_path


def _word(row: AttentionRow) -> str:
    from models.importing.writing.attention import WORDS

    return WORDS[row.outcome]


def _why(row: AttentionRow) -> str:
    return row.why or ("与台账里不止一条相近，或只是相似" if row.outcome == "suspect" else "")
