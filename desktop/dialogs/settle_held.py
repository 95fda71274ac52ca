"""Asks what becomes of a row that an import held: a new problem, one that is there already, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.context import AppContext
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label

if TYPE_CHECKING:
    from models.importing.choices import RowChoice
    from models.importing.writing.attention import AttentionRow
    from models.progress import Progress

MOST_FOUND = 200
_KEYS = ("ledger_number", "site_name", "city", "county", "status", "description")
Found = tuple[int, tuple[str, ...]]


class SettleHeldDialog(QDialog):
    """``choice()`` and ``fixes()`` once accepted; candidates of the import are listed first, others are searched."""

    def __init__(self, parent: QWidget | None, context: AppContext, row: AttentionRow) -> None:
        super().__init__(parent)
        self.setWindowTitle("处理没有写入的行")
        self._context, self._row = context, row
        where = f"{row.file}　{row.sheet}　第 {row.row} 行"
        self.new_radio = QRadioButton("作为新问题写入")
        self.same_radio = QRadioButton("就是台账里的这一条")
        self.leave_radio = QRadioButton("不要这一行")
        group = QButtonGroup(self)
        for one in (self.new_radio, self.same_radio, self.leave_radio):
            group.addButton(one)
            one.toggled.connect(self._check)
        self.site_edit, self.text_edit = QLineEdit(row.site_name), QLineEdit(row.description)
        self.site_edit.textChanged.connect(self._check)
        self.text_edit.textChanged.connect(self._check)
        self.search = QLineEdit()
        self.search.setAccessibleName("查找问题")
        self.search.setPlaceholderText("查找：编号、名称、描述、责任单位")
        self.search.setClearButtonEnabled(True)
        self.search.returnPressed.connect(self.search_problems)
        self.search.textChanged.connect(lambda text: None if text else self.search_problems())
        self.table = ShortListTable(
            (
                ListColumn("编号", lambda line: line[1][0], 104),
                ListColumn("点位（企业）名称", lambda line: line[1][1], 200),
                ListColumn("地点", lambda line: " ".join(filter(None, line[1][2:4])), 140),
                ListColumn("状态", lambda line: line[1][4], 84),
                ListColumn("问题描述", lambda line: line[1][5], STRETCH),
            ),
            context.theme,
        )
        self.table.setAccessibleName("台账里的问题")
        self.table.line_chosen.connect(self._on_found_chosen)
        self.hint = label("", "secondary", wrap=True)
        buttons, self.ok_button = answer_buttons(self, "确定")
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.addRow("点位（企业）名称", self.site_edit)
        form.addRow("问题描述", self.text_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(9)
        layout.addWidget(label(where, "title", wrap=True))
        layout.addWidget(label(row.why or "与台账里不止一条相近，或只是相似", "secondary", wrap=True))
        layout.addLayout(form)
        for part in (self.new_radio, self.same_radio):
            layout.addWidget(part)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.leave_radio)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self.resize(820, 560)
        (self.same_radio if row.problem_ids else self.new_radio).setChecked(True)
        self.search_problems()
        self._check()

    def choice(self) -> RowChoice:
        """What was chosen."""
        from models.importing.choices import RowChoice

        if self.new_radio.isChecked():
            return RowChoice("new")
        if self.leave_radio.isChecked():
            return RowChoice("leave")
        line = self.table.current_line()
        return RowChoice("same", line[0] if line is not None else None)

    def fixes(self) -> dict[str, str]:
        """Texts that were corrected, by field."""
        said = {
            "site_name": (self._row.site_name, self.site_edit), "description": (self._row.description, self.text_edit),
        }  # fmt: skip
        return {key: edit.text().strip() for key, (old, edit) in said.items() if edit.text().strip() != old.strip()}

    def search_problems(self) -> None:
        """List the candidates, or what the words find."""
        words = self.search.text().strip()
        ledger, ids = self._context.ledger, self._row.problem_ids
        query = self._context.query_base.but(campaign=None)
        query = query.but(search=words) if words else query.but(ids=ids)

        def work(_progress: Progress) -> list[Found]:
            from models.queries.problems import problem_cells, problem_ids

            found = list(problem_ids(ledger, query, limit=MOST_FOUND)) if words or ids else []
            cells = problem_cells(ledger, found, list(_KEYS))
            return [(key, tuple(str(one or "") for one in cells[key])) for key in found if key in cells]

        self._context.jobs.read("查找问题", work, self.table.set_lines, on_cancelled=lambda: None, owner=self)

    def _on_found_chosen(self, line: Found | None) -> None:
        if line is not None and self.search.text().strip():
            self.same_radio.setChecked(True)
        self._check()

    def _check(self) -> None:
        named = bool(self.site_edit.text().strip() or self.text_edit.text().strip())
        chosen = self.table.current_line() is not None
        words = ""
        if self.new_radio.isChecked() and not named:
            words = "作为新问题要先填上点位名称或问题描述。"
        elif self.same_radio.isChecked() and not chosen:
            words = "请在上面选中一条；没有列出来就先查找。"
        self.hint.setText(words)
        self.ok_button.setEnabled(not words)
