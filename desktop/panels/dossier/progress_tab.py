"""进展: what units reported month by month or fortnight by fortnight, newest first, with the line it makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from desktop.panels.dossier.forms import FormField
from desktop.panels.dossier.record_card import EDIT, REMOVE, CardView
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.widgets.card import label
from desktop.widgets.flow import button
from desktop.widgets.trend import Trend
from models import clock
from models.rules.periods import period_title, usual_periods

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.dossier import Dossier, ReportLine
    from models.store import Ledger


class ProgressTab(DossierTab):
    """A report never moves the state of the problem."""

    what = "进展"
    blank = "还没有登记进展。按月度或双周调度登记单位报来的情况，这里会看出变化。"

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.add_button = button("登记进展", "", "登记一期调度填报")
        self.bar.addWidget(self.add_button)
        self.trend_label = label("", "small", wrap=True)
        theme = work.context.theme
        self.trend = Trend(lambda: (theme.colour("link"), theme.colour("hairline")))
        theme.changed.connect(self.trend.update)
        self.head.addWidget(self.trend_label)
        self.head.addWidget(self.trend)
        self.add_button.clicked.connect(self.add)

    @override
    def fill(self, dossier: Dossier) -> None:
        writable = not self.work.read_only and not dossier.detail.removed
        self.add_button.setVisible(writable)
        whole = [one for one in dossier.reports if one.percent is not None and one.measure_id is None]
        self.trend.show_values([float(one.percent) for one in reversed(whole) if one.percent is not None])
        self.trend_label.setVisible(len(whole) > 1)
        if len(whole) > 1:
            before, now = whole[1].percent or 0, whole[0].percent or 0
            step = now - before
            told = "没有变化" if not step else f"比上期{'增加' if step > 0 else '倒退'} {abs(step):f} 个百分点"
            self.trend_label.setText(f"{period_title(whole[0].period)}完成 {now:f} %，{told}")
        names = _measure_names(dossier)
        self.list.show_cards(dossier.id, [_view(one, names, writable) for one in dossier.reports])

    @override
    def fields(self) -> Sequence[FormField]:
        names = _measure_names(self.dossier) if self.dossier is not None else {}
        about: list[tuple[Any, str]] = [(None, "整个问题"), *names.items()]
        periods = [(one, period_title(one)) for one in usual_periods(clock.today())]
        return (
            FormField("period", "报告期", "choice", periods, hint="如 4月、第8次双周调度"),
            FormField("percent", "完成 %", "percent"),
            FormField("text", "进展情况", "long"),
            FormField("unit", "填报单位"),
            FormField("reported_on", "填报日期", "date"),
            FormField("said_status", "所报状态", hint="按单位的原话"),
            FormField("measure_id", "对应措施", "pick", about),
        )

    def add(self) -> None:
        """Open the form of a new report, for this month unless it is there already."""
        if self.dossier is None:
            return
        there = {one.period for one in self.dossier.reports}
        period = next((one for one in usual_periods(clock.today())[:1] if one not in there), "")
        unit = (
            self.dossier.reports[0].unit if self.dossier.reports else self.dossier.detail.record.get("responsible_unit")
        )
        values = {"period": period, "unit": unit, "reported_on": clock.today()}
        self.list.open_form(0, "登记进展", values)

    @override
    def do(self, key: int, action: str) -> None:
        from models.operations.progress_reports import remove_report

        if action == EDIT:
            self.list.open_form(key, "修改进展", self.list.card(key).view.values)
        elif action == REMOVE:
            self.write("删除进展", lambda ledger: remove_report(ledger, key), "已删除一期进展。")

    @override
    def save(self, key: int, values: dict[str, Any]) -> tuple[str, Callable[[Ledger], Change]]:
        from models.operations.progress_reports import add_report, edit_report

        problem = self.dossier.id if self.dossier is not None else 0
        if key:
            return "修改进展", lambda ledger: edit_report(ledger, key, values)
        measure = values.pop("measure_id", None)
        return "登记进展", lambda ledger: add_report(ledger, problem, values, measure)


def _measure_names(dossier: Dossier) -> dict[int, str]:
    return {one.id: f"第 {number} 条 {one.text[:16]}" for number, one in enumerate(dossier.measures, 1)}


def _view(one: ReportLine, names: dict[int, str], writable: bool) -> CardView:
    told = " · ".join(
        part
        for part in (
            one.unit or "",
            f"{one.reported_on} 填报" if one.reported_on else "",
            f"所报状态：{one.said_status}" if one.said_status else "",
        )
        if part
    )
    about = f"对应措施：{names[one.measure_id]}" if one.measure_id in names else ""
    chips = ((f"完成 {one.percent:f} %", "blue"),) if one.percent is not None else ()
    return CardView(
        key=one.id,
        heading=one.text or "（没有文字说明）",
        when=period_title(one.period),
        notes=tuple(part for part in (told, about) if part),
        chips=chips,
        percent=float(one.percent) if one.percent is not None else None,
        actions=((EDIT, "修改"), (REMOVE, "删除")) if writable else (),
        values={
            "period": one.period, "percent": "" if one.percent is None else f"{one.percent:f}", "text": one.text,
            "unit": one.unit, "reported_on": one.reported_on, "said_status": one.said_status,
            "measure_id": one.measure_id,
        },
    )  # fmt: skip
