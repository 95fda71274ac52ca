"""与以前比较: choose a day; what came, went and changed since then is counted, shown with the old values struck out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.panels.attention_list import offer_file
from desktop.panels.earlier.rows import KIND_WORDS, ComparedRows, compared_columns
from desktop.panels.earlier.view import ComparedTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from desktop.widgets.progress_strip import ProgressStrip
from models import clock
from models.queries.comparison import KINDS, Comparison

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.progress import Progress
    from models.queries.filtering import ProblemQuery

ALL_FIELDS = "全部项目"
MEANINGS = {
    "new": "那天不在，现在在", "changed": "两天都在，有内容不同", "gone": "那天在，现在不在（移出，或不再符合筛选）",
}  # fmt: skip


class EarlierWindow(QDialog):
    """Not modal; ``problem_opened(id)`` when a row is to be seen in the ledger. ``last_import`` is its day, if any."""

    problem_opened = Signal(int)

    def __init__(
        self, parent: QWidget, context: AppContext, narrowed: ProblemQuery, words: str, last_import: date | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("与以前比较")
        self._context = context
        self._narrowed = narrowed
        self._last_import = last_import
        self._job: Job | None = None
        self.comparison: Comparison | None = None
        self._rows = ComparedRows(context.ledger)
        self.table = ComparedTable(self._rows, context.theme)
        self.day = QDateEdit()
        self.usual_button = button("常用日期")
        self.narrow_box = QCheckBox(f"只比较现在筛选出的（{words}）" if words else "")
        self.narrow_box.setVisible(bool(words))
        self.narrow_box.setChecked(bool(words))
        self.kind_buttons = {kind: button(KIND_WORDS[kind], "", MEANINGS[kind]) for kind in KINDS}
        self.field_box = QComboBox()
        self.same_label = label("", "secondary")
        self.export_button, self.close_button = button("导出变化…"), button("关闭", "", "Esc")
        self.strip = ProgressStrip()
        self.stack = QStackedWidget()
        self._build()
        self._connect()
        self.read()

    def _build(self) -> None:
        today = clock.today()
        self.day.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setMaximumDate(_qdate(today))
        self.day.setDate(_qdate(self._usual()[0][1]))
        self.day.setAccessibleName("与哪一天的台账比较")
        self.field_box.setMinimumWidth(170)
        self.field_box.setAccessibleName("只看哪一项变了的")
        menu = QMenu(self.usual_button)
        for words, day in self._usual():
            menu.addAction(f"{words}　{day.isoformat()}").triggered.connect(
                lambda _=False, chosen=day: self.day.setDate(_qdate(chosen))
            )
        self.usual_button.setMenu(menu)
        for one in self.kind_buttons.values():
            one.setCheckable(True)
            one.setChecked(True)
        for one in (self.usual_button, self.export_button, self.close_button, *self.kind_buttons.values()):
            one.setAutoDefault(False)
        top = toolbar((label("与这一天结束时的台账比较："), self.day, self.usual_button, self.narrow_box))
        counts = toolbar(
            (*self.kind_buttons.values(), self.same_label), (label("变化的项目", "secondary"), self.field_box)
        )
        card = Card()
        card.body.setContentsMargins(1, 1, 1, 1)
        card.body.addWidget(self.table)
        self.stack.addWidget(card)
        self.stack.addWidget(EmptyState("没有变化", "这一天到现在，台账里没有新增、移出或修改。可以选更早的日期。"))
        self.stack.addWidget(EmptyState("没有这样的变化", "上面没有勾选任何一类变化，或者这一项没有变过。"))
        foot = QHBoxLayout()
        foot.addWidget(self.strip, 1)
        foot.addWidget(label("原来的内容划去，下面是现在的。Enter 在台账里打开，Ctrl+C 复制。", "small"))
        foot.addStretch(1)
        foot.addWidget(self.export_button)
        foot.addWidget(self.close_button)
        self.strip.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(counts)
        column.addWidget(self.stack, 1)
        column.addLayout(foot)
        area = self.screen().availableSize()
        self.resize(min(1120, area.width() - 60), min(700, area.height() - 60))

    def _connect(self) -> None:
        self.day.dateChanged.connect(lambda _day: self.read())
        self.narrow_box.toggled.connect(lambda _on: self.read())
        for one in self.kind_buttons.values():
            one.toggled.connect(lambda _on: self._show_rows())
        self.field_box.currentIndexChanged.connect(lambda _index: self._show_rows())
        self.table.problem_opened.connect(self.problem_opened)
        self.export_button.clicked.connect(self.export)
        self.close_button.clicked.connect(self.close)
        self.strip.cancel_clicked.connect(self._cancel)

    def _usual(self) -> list[tuple[str, date]]:
        """Days that are asked for most, by name."""
        today = clock.today()
        days = [
            ("昨天", today - timedelta(days=1)),
            ("上周日", today - timedelta(days=today.isoweekday())),
            ("上月底", today.replace(day=1) - timedelta(days=1)),
            ("去年底", date(today.year - 1, 12, 31)),
        ]
        if self._last_import is not None:
            days.insert(1, ("上次导入的前一天", self._last_import - timedelta(days=1)))
        return days

    # ---- reading ---------------------------------------------------------------------------------------------

    def then(self) -> date:
        """The day that is compared with the present."""
        chosen = self.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def read(self) -> None:
        """Compare again; what was shown stays until the answer is there."""
        self._cancel()
        ledger, then = self._context.ledger, self.then()
        narrowed = self.narrow_box.isChecked() and not self.narrow_box.isHidden()
        query = self._narrowed if narrowed else self._context.query_base

        def work(progress: Progress) -> Comparison:
            from models.queries.comparison import compare_days

            return compare_days(ledger, query, then, None, progress)

        self._job = self._context.jobs.read("比较台账", work, self._show, on_cancelled=self._on_cancelled, owner=self)
        self.strip.set("正在比较台账", None)
        self.strip.show()

    def _cancel(self) -> None:
        if self._job is not None and not self._job.done:
            self._job.cancel()

    def _on_cancelled(self) -> None:
        self.strip.hide()

    def _show(self, comparison: Comparison) -> None:
        self.strip.hide()
        self.comparison = comparison
        self._rows.take(comparison)
        for kind, one in self.kind_buttons.items():
            one.setText(f"{KIND_WORDS[kind]} {comparison.count(kind):,}")
            one.setEnabled(comparison.count(kind) > 0)
        self.same_label.setText(f"未变 {comparison.same:,} 条")
        self._fill_fields(comparison)
        self.table.pages.set_ids(self._rows.chosen(()))
        self.table.pages.set_columns(compared_columns(comparison, comparison.then))
        self.table.show_columns()
        self._show_rows()

    def _fill_fields(self, comparison: Comparison) -> None:
        from models.queries.fields import FIELDS

        before = self.field_box.currentData()
        self.field_box.blockSignals(True)
        self.field_box.clear()
        self.field_box.addItem(ALL_FIELDS, "")
        for name, count in comparison.fields():
            self.field_box.addItem(f"{FIELDS[name].title}　{count:,} 条", name)
        self.field_box.setCurrentIndex(max(self.field_box.findData(before), 0))
        self.field_box.blockSignals(False)

    def chosen(self) -> Any:
        """Ids of the rows that the buttons and the field leave."""
        kinds = [kind for kind, one in self.kind_buttons.items() if one.isChecked()]
        return self._rows.chosen(kinds, self.field_box.currentData() or "")

    def _show_rows(self) -> None:
        if self.comparison is None:
            return
        ids = self.chosen()
        self.table.pages.set_ids(ids)
        self.stack.setCurrentIndex(0 if len(ids) else 2 if self.comparison.rows else 1)
        self.export_button.setEnabled(len(ids) > 0)
        if len(ids):
            self.table.selectRow(0)

    # ---- handing on ------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Write the rows shown to a workbook, one line for each change."""
        comparison = self.comparison
        if comparison is None:
            return
        title = f"台账变化（{comparison.then.isoformat()} 至 {clock.today().isoformat()}）"
        path = file_prompts.ask_save_file(
            self, self._context.state, "export", "导出变化", f"{title}.xlsx", (file_prompts.XLSX,)
        )
        if path is None:
            return
        ledger, lines = self._context.ledger, self._rows.lines(self.chosen())
        counts = "，".join(f"{KIND_WORDS[kind]} {comparison.count(kind):,} 条" for kind in KINDS)

        def work(progress: Progress) -> Any:
            from models.exporting.comparison import export_comparison

            return export_comparison(ledger, title, counts, lines, path, progress)

        self._context.jobs.read(
            f"导出 {path.name}", work, lambda _written: offer_file(self._context, path), owner=self, long=True
        )

    def done(self, result: int) -> None:
        """Stop what is running with the window."""
        self._cancel()
        super().done(result)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
