"""Step four, 核对差异: what the import will do to the ledger, counted and line by line, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.panels.intake.plan_lines import HEADINGS, LOOKS, PlanLine, PlanModel
from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.card import line as card_line
from desktop.widgets.flow import button
from desktop.widgets.key_figure import KeyFigure

if TYPE_CHECKING:
    from models.importing.views import ImportPlan

FIGURES = (
    ("new", "新增", "green", "将写入台账", ("new",)),
    ("changed", "变更", "amber", "", ("changed",)),
    ("unchanged", "未变", "grey", "跳过", ("unchanged",)),
    ("suspect", "待认领", "purple", "需人工确认，先不写入", ("suspect",)),
    ("refused", "错误", "red", "不写入", ("error", "refused", "warning")),
    ("vanished", "清单已无", "blue", "上次有、这次没有", ("vanished",)),
)
DETAIL_HEIGHT = 50
"""Two lines: where and what, and the description."""
WIDTHS = (84, 52, 118, 236, 190, 180)
SCOPES = (("partial", "只是一部分（不判断消失）"), ("complete", "完整清单（列出已无的问题）"))


class PlanDelegate(QStyledItemDelegate):
    """Chips in the first column, old values struck through in red, new ones in green."""

    def __init__(self, model: PlanModel, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self._theme = theme

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = self._model.line(index.row())
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if index.column() == 0:
            self._paint_chip(painter, rect, line)
        else:
            self._paint_text(painter, option, rect, index, line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._theme.colour("row_line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _paint_chip(self, painter: QPainter, rect: QRect, line: PlanLine) -> None:
        word, tone = LOOKS[line.look]
        width = painter.fontMetrics().horizontalAdvance(word) + 18
        chip = QRect(rect.left() + 10, rect.center().y() - 9, width, 20)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{tone}.tint"))
        painter.drawRoundedRect(chip, 10, 10)
        painter.setPen(self._theme.colour(f"{tone}.text"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, word)

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect,
        index: QModelIndex | QPersistentModelIndex, line: PlanLine,
    ) -> None:  # fmt: skip
        font = option.font  # type: ignore[attr-defined]
        colour = "text"
        if index.column() == 5 and line.old not in ("", "—"):
            colour = "red.text"
            font.setStrikeOut(line.struck)
        elif index.column() == 5:
            colour = "text_faint"
        elif index.column() == 6:
            colour = "red.text" if line.look in ("error", "refused") else "green.text"
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        inner = rect.adjusted(8, 0, -8, 0)
        text = str(index.data() or "")
        right = index.column() == 1
        align = Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        shown = painter.fontMetrics().elidedText(text[:300], Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, align, shown)


class PlanTable(QTableView):
    """``copy_asked`` on Ctrl+C."""

    copy_asked = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)


class PlanStep(QWidget):
    """``scope_chosen(str)``, ``campaign_chosen(str)``: the plan has to be made anew."""

    scope_chosen = Signal(str)
    campaign_chosen = Signal(str)
    export_wanted = Signal()
    """The rows that need a person shall go into a workbook."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._theme = theme
        self.figures: dict[str, KeyFigure] = {}
        self._filter = ""
        self.campaign_box = QComboBox()
        self.campaign_box.setEditable(True)
        self.campaign_box.setMinimumWidth(330)
        self.campaign_box.setAccessibleName("任务来源")
        line_edit = self.campaign_box.lineEdit()
        if line_edit is not None:
            line_edit.editingFinished.connect(self._on_campaign_edited)
        self.campaign_box.activated.connect(self._on_campaign_edited)
        self.scope_box = QComboBox()
        self.scope_box.setAccessibleName("清单范围")
        for key, words in SCOPES:
            self.scope_box.addItem(words, key)
        self.scope_box.activated.connect(lambda _=0: self.scope_chosen.emit(self.scope_box.currentData()))
        self._campaign = ""
        self.show_all = button("全部列出", "link")
        self.show_all.clicked.connect(lambda: self._show_only(""))
        self.export_button = button("导出待处理行…", tooltip="把待认领、错误和提醒的行存成 Excel，退给填表的单位更正")
        self.export_button.clicked.connect(self.export_wanted)
        self.detail = label("", "secondary", wrap=True)
        self.detail.setFixedHeight(DETAIL_HEIGHT)
        self.detail.setContentsMargins(12, 6, 12, 6)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.plan_model = PlanModel()
        self.table = PlanTable()
        self._set_up_table()
        self._compose()

    def show_plan(self, plan: ImportPlan, lines: Sequence[PlanLine], scope: str, campaigns: Sequence[str]) -> None:
        """Show a plan; the counts are those that will hold after the commit."""
        counts = plan.counts()
        for key, _words, _tone, note, _looks in FIGURES:
            if key == "changed":
                cells = sum(line.look == "changed" for line in lines)
                note = f"共 {cells:,} 个字段" if cells else "没有字段变化"
            if key == "vanished" and scope != "complete":
                note = "声明为完整清单后才判断"
            if key == "refused":
                warnings = sum(issue.severity == "warning" for issue in plan.issues)
                note = f"不写入；另有提醒 {warnings:,}" if warnings else "不写入"
            self.figures[key].set(f"{counts[key]:,}", note)
        self._campaign = plan.campaign
        self.campaign_box.blockSignals(True)
        self.campaign_box.clear()
        self.campaign_box.addItems(list(dict.fromkeys([plan.campaign, *campaigns])))
        self.campaign_box.setCurrentText(plan.campaign)
        self.campaign_box.setToolTip(plan.campaign)
        line_edit = self.campaign_box.lineEdit()
        if line_edit is not None:
            line_edit.setCursorPosition(0)
        self.campaign_box.blockSignals(False)
        self.scope_box.setCurrentIndex(max(0, self.scope_box.findData(scope)))
        self.plan_model.set_lines(lines)
        self.export_button.setVisible(any(line.look in ("error", "refused", "suspect", "warning") for line in lines))
        self._show_only("")

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.plan_model)
        table.setItemDelegate(PlanDelegate(self.plan_model, self._theme))
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(30)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setAccessibleName("差异")
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(WIDTHS):
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(len(WIDTHS), QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        table.copy_asked.connect(self.copy)
        table.selectionModel().currentRowChanged.connect(lambda current, _previous: self._show_detail(current.row()))
        self.plan_model.modelReset.connect(lambda: self._show_detail(-1))

    def copy(self) -> None:
        """The selected lines with their headings onto the clipboard, as Excel and WPS paste them."""
        from models.exporting.clipboard_text import copy_table

        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        if rows:
            lines = [self.plan_model.line(row).cells() for row in rows]
            QGuiApplication.clipboard().setText(copy_table([HEADINGS, *lines]))

    def _show_detail(self, row: int) -> None:
        known = 0 <= row < self.plan_model.rowCount()
        self.detail.setText(self.plan_model.line(row).detail() if known else "选中一行，这里显示它的全部内容。")

    def _compose(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        for key, words, tone, _note, _looks in FIGURES:
            figure = KeyFigure(words, tone)
            figure.setToolTip(f"只看{words}的行")
            figure.clicked.connect(lambda key=key: self._show_only("" if key == self._filter else key))
            self.figures[key] = figure
            top.addWidget(figure)
        options = QHBoxLayout()
        options.setSpacing(8)
        for words, box in (("导入到", self.campaign_box), ("清单范围", self.scope_box)):
            options.addWidget(label(words, "secondary"))
            options.addWidget(box)
            options.addSpacing(8)
        options.addStretch(1)
        options.addWidget(self.show_all)
        options.addWidget(self.export_button)
        frame = QFrame()
        frame.setProperty("role", "card")
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(self.table)
        self.empty = label("", "secondary")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.empty)
        box.addWidget(card_line())
        box.addWidget(self.detail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(options)
        column.addWidget(frame, 1)

    def _show_only(self, key: str) -> None:
        self._filter = key
        looks = next((frozenset(looks) for name, *_rest, looks in FIGURES if name == key), None)
        self.plan_model.show_only(looks)
        self.show_all.setVisible(bool(key))
        none = self.plan_model.rowCount() == 0
        words = {"": "文件里的每一行都和台账一致，没有要写入的内容。", "unchanged": "没有未变的行。"}
        self.empty.setText(words.get(key, "没有这一类的行。"))
        self.empty.setVisible(none)
        self.table.setVisible(not none)
        self.detail.setVisible(not none)
        if not none:
            self.table.selectRow(0)

    def _on_campaign_edited(self) -> None:
        name = self.campaign_box.currentText().strip()
        if name and name != self._campaign:
            self._campaign = name
            self.campaign_chosen.emit(name)
