"""整改措施: each measure with unit, limit, share and progress; above, the progress of the whole and sum of shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QProgressBar
from typing_extensions import override

from desktop.panels.dossier.forms import FormField
from desktop.panels.dossier.record_card import DOWN, EDIT, REMOVE, UP, CardView
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.widgets.card import label
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.details import MeasureLine
    from models.queries.dossier import Dossier
    from models.store import Ledger

_TONES = {"done": "green", "overdue": "red", "near": "amber"}


class MeasuresTab(DossierTab):
    """Adding opens an empty form at the top; the text of the list is split on request."""

    what = "整改措施"
    blank = "还没有分条登记整改措施。可以逐条添加；原文有“整改措施”时可以一次拆开。"

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.add_button = button("添加措施", "", "登记一条整改措施")
        self.split_button = button("拆分原文", "", "把清单里“整改措施”的原文拆成一条一条的措施；原文不变")
        self.even_button = button("平均分配占比", "link", "让每条措施的占比一样，合计 100 %")
        for one in (self.add_button, self.split_button, self.even_button):
            self.bar.addWidget(one)
        self.sum_label = label("", wrap=True)
        self.sum_bar = QProgressBar()
        self.sum_bar.setRange(0, 100)
        self.sum_bar.setTextVisible(False)
        self.warning_label = label("", tone="amber", wrap=True)
        self.source_label = label("", "small", wrap=True)
        for one in (self.sum_label, self.sum_bar, self.warning_label, self.source_label):
            self.head.addWidget(one)
        self.add_button.clicked.connect(self.add)
        self.split_button.clicked.connect(self.split)
        self.even_button.clicked.connect(self._share_evenly)

    @override
    def fill(self, dossier: Dossier) -> None:
        writable = not self.work.read_only and not dossier.detail.removed
        source = str(dossier.detail.record.get("measures") or "")
        self.add_button.setVisible(writable)
        self.split_button.setVisible(writable and bool(source))
        self._show_overall(dossier, writable)
        self.source_label.setVisible(bool(source) and not dossier.measures)
        self.source_label.setText(f"清单原文：{source}")
        self.list.show_cards(
            dossier.id,
            [_view(dossier, one, number, writable) for number, one in enumerate(dossier.measures, 1)],
        )

    def _show_overall(self, dossier: Dossier, writable: bool) -> None:
        found = dossier.overall
        for one in (self.sum_label, self.sum_bar):
            one.setVisible(found is not None)
        self.even_button.setVisible(found is not None and writable and found.balance != 0)
        self.warning_label.setVisible(found is not None and found.balance != 0)
        if found is None:
            return
        self.sum_label.setText(f"总进度 {found.percent.normalize():f} %")
        self.sum_bar.setValue(round(found.percent))
        self.sum_bar.setAccessibleName(self.sum_label.text())
        if found.balance:
            told = f"还差 {found.balance:f} %" if found.balance > 0 else f"多出 {-found.balance:f} %"
            self.warning_label.setText(f"⚠ 占比合计 {found.share_sum:f} %，{told}；总进度按各条所占比例折算。")

    @override
    def fields(self) -> Sequence[FormField]:
        units: list[str] = []
        if self.dossier is not None:
            record = self.dossier.detail.record
            units = [one.responsible_unit or "" for one in self.dossier.measures] + [
                str(record.get("responsible_unit") or "")
            ]
        return (
            FormField("text", "措施内容", "long", hint="做什么、做到什么程度"),
            FormField("responsible_unit", "责任单位", "choice", [(one, one) for one in dict.fromkeys(units) if one]),
            FormField("due_text", "完成时限", hint="如 9月底前、立行立改", reading=self._reading),
            FormField("share", "占比 %", "percent", hint="占全部整改的百分之几"),
            FormField("percent", "完成 %", "percent", hint="这一条完成了百分之几"),
            FormField("completed_on", "完成日期", "date"),
            FormField("remarks", "备注", "long"),
        )

    def _reading(self, text: str) -> str:
        """What the words of a limit mean, as the importer reads them; working days by the calendar that is shipped.

        What is saved goes by the ledger's own calendar, which this thread does not read.
        """
        if not text.strip() or self.dossier is None:
            return ""
        from models.holidays import shipped_calendar
        from models.operations.measures import reading_of
        from models.queries.fields import DEADLINE_KIND_TITLES

        record = self.dossier.detail.record
        given = record.get("assigned_on") or record.get("found_on")
        read = reading_of(text, date.fromisoformat(given) if given else None, shipped_calendar())
        if read.date is not None:
            return f"读作 {read.date}" + (f"（{read.note}）" if read.note else "")
        kind = DEADLINE_KIND_TITLES.get(read.kind, "")
        return f"没有日期：{read.note or kind}"

    def add(self) -> None:
        """Open the form of a new measure."""
        self.list.open_form(0, "新的整改措施", {})

    def split(self) -> None:
        """Make measures of the list's own text."""
        from models.operations.measures import split_measures

        if self.dossier is not None:
            key = self.dossier.id
            self.write("拆分整改措施", lambda ledger: split_measures(ledger, key), "已按原文拆成分条措施，请核对。")

    def _share_evenly(self) -> None:
        from models.operations.measures import share_evenly

        if self.dossier is not None:
            key = self.dossier.id
            self.write("平均分配占比", lambda ledger: share_evenly(ledger, key))

    @override
    def do(self, key: int, action: str) -> None:
        from models.operations.measures import edit_measure, move_measure, remove_measure

        if action == EDIT:
            self.list.open_form(key, "修改整改措施", self.list.card(key).view.values)
        elif action == REMOVE:
            self.write("删除整改措施", lambda ledger: remove_measure(ledger, key), "已删除一条整改措施。")
        elif action == "complete":
            from models import clock

            today = clock.today()
            self.write("登记完成", lambda ledger: edit_measure(ledger, key, {"completed_on": today, "percent": 100}))
        else:
            self.write("移动整改措施", lambda ledger: move_measure(ledger, key, -1 if action == UP else 1))

    @override
    def save(self, key: int, values: dict[str, Any]) -> tuple[str, Callable[[Ledger], Change]]:
        from models.operations.measures import add_measure, edit_measure

        problem = self.dossier.id if self.dossier is not None else 0
        if key:
            return "修改整改措施", lambda ledger: edit_measure(ledger, key, values)
        return "添加整改措施", lambda ledger: add_measure(ledger, problem, values)


def measure_words(one: MeasureLine) -> tuple[tuple[str, str], ...]:
    """The state of a measure in words: overdue by so many days, near, done."""
    if one.mark == "done":
        return ((f"已完成 {one.completed_on}" if one.completed_on else "已完成", "green"),)
    days = one.days_left
    if one.mark == "overdue" and days is not None:
        return ((f"超期 {-days} 天", "red"),)
    if days is None:
        return ()
    return ((f"还剩 {days} 天" if days else "今天到期", _TONES.get(one.mark, "grey")),)


def _view(dossier: Dossier, one: MeasureLine, number: int, writable: bool) -> CardView:
    count = len(dossier.measures)
    shown = sum(piece.measure_id == one.id for piece in dossier.evidence)
    told = sum(report.measure_id == one.id for report in dossier.reports)
    due = one.due_text or ""
    if one.due_on is not None and str(one.due_on) not in due:
        due = f"{due}（{one.due_on}）" if due else str(one.due_on)
    parts = (
        one.responsible_unit or "",
        f"时限 {due}" if due else "没有时限",
        f"占 {one.share:f} %" if one.share is not None else "",
        f"完成 {one.percent:f} %" if one.percent is not None else "",
        f"佐证 {shown} 份" if shown else "",
        f"进展 {told} 期" if told else "",
    )
    actions = [(EDIT, "修改"), (REMOVE, "删除")]
    if one.mark != "done":
        actions.insert(1, ("complete", "今天完成"))
    if number > 1:
        actions.append((UP, "上移"))
    if number < count:
        actions.append((DOWN, "下移"))
    return CardView(
        key=one.id,
        heading=one.text,
        when=f"第 {number} 条",
        notes=tuple(part for part in (" · ".join(part for part in parts if part), one.remarks or "") if part),
        chips=measure_words(one),
        percent=100.0 if one.mark == "done" else float(one.percent) if one.percent is not None else None,
        actions=tuple(actions) if writable else (),
        values={
            "text": one.text, "responsible_unit": one.responsible_unit, "due_text": one.due_text,
            "share": _plain(one.share), "percent": _plain(one.percent), "completed_on": one.completed_on,
            "remarks": one.remarks,
        },
    )  # fmt: skip


def _plain(number: Any) -> str:
    return "" if number is None else f"{number:f}"
