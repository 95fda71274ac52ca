"""销号: how far the closing of a problem is, its conditions, and the way to the page where it is handled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from desktop.panels.dossier.record_card import CardView
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.queries.closure_detail import ClosureDetail, ConditionLine
    from models.queries.dossier import Dossier
    from models.store import Ledger

OPEN = "open"


class ClosureTab(DossierTab):
    """Reads its own data when it is shown; a condition leads to its place on the page 核查销号."""

    what = "销号条件"
    blank = "没有适用的销号标准。在“设置与备份 → 销号标准”里添加。"

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.detail: ClosureDetail | None = None
        self._job: Any = None
        self._lead: int | None = None
        self._leading = False
        self.chip = Chip()
        self.open_button = button("去办理销号", "", "到“核查销号”页办理这一条：确认条件、送审、公示、备案")
        self.open_button.clicked.connect(self.open_page)
        for one in (self.chip, self.open_button):
            self.bar.addWidget(one)
        self.said = label("", "small", wrap=True)
        self.head.addWidget(self.said)

    @override
    def fill(self, dossier: Dossier) -> None:
        problem_id = dossier.id
        if self._job is not None:
            self._job.cancel()
        self._job = self.work.read("读取销号", lambda ledger: _read(ledger, problem_id), self._show)

    def lead_to(self, key: str) -> None:
        """Go to a condition by its id, or to the first that is missing."""
        self._leading, self._lead = True, int(key) if key.isdigit() else None
        if self.detail is not None and self.dossier is not None and self.detail.problem.id == self.dossier.id:
            self._take_lead()

    def open_page(self) -> None:
        """Handle it on the page."""
        if self.dossier is not None:
            self.work.context.open_page("closure", tab="closure", problem=self.dossier.id)

    @override
    def do(self, key: int, action: str) -> None:
        if self.dossier is not None and action == OPEN:
            self.work.context.open_page("closure", tab="closure", problem=self.dossier.id, condition=key)

    def _show(self, detail: ClosureDetail) -> None:
        if self.dossier is None or detail.problem.id != self.dossier.id:
            return
        self.detail = detail
        self.chip.set(detail.head.chip, detail.head.tone)
        self.said.setText(_course(detail))
        self.said.setVisible(bool(self.said.text()))
        self.list.show_cards(self.dossier.id, [_card(one) for one in detail.conditions])
        if self._leading:
            self._take_lead()

    def _take_lead(self) -> None:
        """Give the keyboard to the condition that was asked for."""
        self._leading = False
        missing = self.detail.missing if self.detail is not None else ()
        wanted = self._lead if self._lead is not None else missing[0].id if missing else None
        if wanted is not None and any(view.key == wanted for view in self.list.views):
            card = self.list.card(wanted)
            card.setFocus()
            self.list.ensureWidgetVisible(card)
        else:
            self.open_button.setFocus()


def _read(ledger: Ledger, problem_id: int) -> ClosureDetail:
    from models.queries.closure_detail import closure_detail

    return closure_detail(ledger, problem_id)


def _card(line: ConditionLine) -> CardView:
    tick = line.state.tick
    notes = (f"{tick.person} {tick.ticked_on} 确认",) if tick is not None else ()
    mark = "✓" if line.state.met else "✗"
    words = "查看" if line.state.met else "补充材料…" if line.state.missing == "缺材料" else "确认…"
    return CardView(
        line.id, f"{mark} {line.state.condition.text}", notes=notes, chips=((line.stand.chip, line.stand.tone),),
        actions=((OPEN, words),),
    )  # fmt: skip


def _course(detail: ClosureDetail) -> str:
    """Where it stands and what happened last, in a line."""
    parts: list[str] = []
    if detail.case is not None:
        parts.append(f"第 {detail.case.row['number']} 次申请")
    here = next((one for one in detail.levels if one.present), None)
    if here is not None:
        parts.append(f"{here.level.name}：{here.stand.chip}")
    reason = detail.case.row["return_reason"] if detail.case is not None and detail.stage == "returned" else ""
    if reason:
        parts.append(f"退回原因：{reason}")
    if detail.case is not None and detail.case.row["filing_number"]:
        parts.append(f"备案号 {detail.case.row['filing_number']}")
    if len(detail.attempts) > 1:
        parts.append(f"共申请 {len(detail.attempts)} 次")
    return "　".join(parts)
