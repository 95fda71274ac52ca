"""新建核查方案 with a live count of what would be drawn, and the smaller dialog that changes a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.verification.population_form import PopulationForm
from desktop.panels.verification.team_table import TeamTable
from desktop.tables.editors import DateEditor
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models import clock
from models.errors import UserError

if TYPE_CHECKING:
    from datetime import date

    from desktop.jobs.job import Job
    from models.operations.verification_plans import PlanWanted
    from models.queries.filtering import ProblemQuery
    from models.queries.verification import PlanLine
    from models.rules.sampling import Draw

_WAIT_MS = 250


class PlanFacts(QWidget):
    """Name, purpose, round, basis and days of a plan; ``values()`` for an edit."""

    def __init__(self, plan: PlanLine | None = None) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        from models.queries.verification import PURPOSES

        self.name_edit, self.round_edit, self.basis_edit = QLineEdit(), QLineEdit(), QLineEdit()
        self.purpose_box = QComboBox()
        for key, words in PURPOSES.items():
            self.purpose_box.addItem(f"{words}（{_MEANING[key]}）", key)
        self.starts_edit, self.ends_edit = DateEditor(self, "left"), DateEditor(self, "left")
        for edit, name, hint in (
            (self.name_edit, "方案名称", "如：2019年第二轮核查"), (self.round_edit, "轮次", "如：2"),
            (self.basis_edit, "依据", "如：环办执法函〔2019〕12号"), (self.starts_edit, "开始日期", "2019-05-06"),
            (self.ends_edit, "结束日期", "2019-05-20"),
        ):  # fmt: skip
            edit.setAccessibleName(name)
            edit.setPlaceholderText(hint)
        self.purpose_box.setAccessibleName("目的")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow("方案名称", self.name_edit)
        if plan is None:
            form.addRow("目的", self.purpose_box)
        form.addRow("轮次", self.round_edit)
        form.addRow("依据", self.basis_edit)
        days = QHBoxLayout()
        days.setSpacing(8)
        for part in (self.starts_edit, label("至"), self.ends_edit):
            days.addWidget(part)
        for edit in (self.starts_edit, self.ends_edit):
            edit.setFrame(True)
        form.addRow("起止", days)
        if plan is not None:
            for edit, value in (
                (self.name_edit, plan.name), (self.round_edit, plan.round), (self.basis_edit, plan.basis),
                (self.starts_edit, plan.starts_on), (self.ends_edit, plan.ends_on),
            ):  # fmt: skip
                edit.setText("" if value is None else str(value))

    def values(self) -> dict[str, Any]:
        """As ``edit_plan`` takes them; UserError for a day that is none."""
        return {
            "name": self.name_edit.text().strip(), "round": self.round_edit.text().strip(),
            "basis": self.basis_edit.text().strip(), "starts_on": _day(self.starts_edit),
            "ends_on": _day(self.ends_edit),
        }  # fmt: skip


class NewPlanDialog(QDialog):
    """``wanted()`` once accepted. The strata and counts at the right follow what is chosen at the left."""

    def __init__(
        self, context: AppContext, parent: QWidget | None = None, given: tuple[ProblemQuery, str] | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建核查方案")
        self._context = context
        self._job: Job | None = None
        self.drawn: Draw | None = None
        self.facts, self.population, self.teams = PlanFacts(), PopulationForm(given), TeamTable()
        self.facts.name_edit.setText(f"{clock.today().year}年核查")
        self.count_label = label("正在计算…", "title", wrap=True)
        self.digest_label = label("", "small", wrap=True)
        self.table = ShortListTable(
            (
                ListColumn("分层", lambda line: line.name or "（不分层）", STRETCH),
                ListColumn("总数", lambda line: f"{line.size:,}", 76, right=True),
                ListColumn("抽中", lambda line: f"{line.drawn:,}", 76, right=True),
            ),
            context.theme,
        )  # fmt: skip
        self.table.setAccessibleName("各层抽中的条数")
        buttons, self.ok_button = answer_buttons(self, "建立方案")
        left = QVBoxLayout()
        left.setSpacing(8)
        for title, part in (("方案", self.facts), ("核查哪些问题", self.population), ("核查组", self.teams)):
            left.addWidget(label(title, "title"))
            left.addWidget(part)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(8)
        for part in (self.count_label, self.digest_label):
            right.addWidget(part)
        right.addWidget(self.table, 1)
        halves = QHBoxLayout()
        halves.setSpacing(20)
        halves.addLayout(left, 5)
        halves.addLayout(right, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(10)
        layout.addLayout(halves, 1)
        layout.addWidget(buttons)
        self.resize(980, 640)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.count_now)
        self._closed: set[str] = set()
        self._purpose_chosen = False
        self.facts.purpose_box.activated.connect(self._on_purpose)
        self.population.status_menu.changed.connect(self._suggest_purpose)
        self.population.changed.connect(self._later)
        self.facts.name_edit.textChanged.connect(self._check)
        self._offer()
        self.facts.name_edit.setFocus()
        self.facts.name_edit.selectAll()

    def wanted(self) -> PlanWanted:
        """The plan as asked for; UserError where something cannot be read."""
        from models.operations.verification_plans import PlanWanted

        share = self.population.share()
        if share is None:
            raise UserError("抽查比例要在 0 到 100 之间", advice="请改比例")
        facts = self.facts.values()
        return PlanWanted(
            query=self.population.query(), purpose=self.facts.purpose_box.currentData(), teams=self.teams.teams(),
            strata=self.population.strata(), share=share, seed=self.population.seed(), words=self.population.words(),
            **facts,
        )  # fmt: skip

    def _offer(self) -> None:
        ledger, campaign = self._context.ledger, self._context.campaign

        def work(_progress: Any) -> tuple[Any, list[tuple[str, str]]]:
            from models.queries.choices import campaign_names, statuses

            return campaign_names(ledger), [(one.name, one.phase) for one in statuses(ledger)]

        def show(found: tuple[Any, list[tuple[str, str]]]) -> None:
            campaigns, states = found
            self._closed = {name for name, phase in states if phase == "closed"}
            self.population.offer(campaigns, [name for name, _phase in states], campaign)
            self._later()

        self._context.jobs.read("读取任务来源和状态", work, show, owner=self, quiet=True)

    def _suggest_purpose(self) -> None:
        """Closed problems are looked at again, others are checked; until somebody chose otherwise."""
        chosen = set(self.population.status_menu.keys)
        if not self._purpose_chosen:
            box = self.facts.purpose_box
            box.setCurrentIndex(box.findData("recheck" if chosen and chosen <= self._closed else "check"))

    def _on_purpose(self, _place: int) -> None:
        self._purpose_chosen = True

    def _later(self) -> None:
        self.drawn = None
        self._check()
        self._timer.start()

    def count_now(self) -> None:
        """Count what would be drawn, without waiting for more to be typed."""
        self._timer.stop()
        from models.operations.verification_plans import preview_draw

        if self._job is not None and not self._job.done:
            self._job.cancel()
        try:
            wanted = self.wanted()
        except UserError as error:
            self._say(str(error), wrong=True)
            return
        ledger = self._context.ledger
        self._job = self._context.jobs.read(
            "计算抽查条数", lambda progress: preview_draw(ledger, wanted, progress), self._show,
            lambda error: self._say(str(error), wrong=True), lambda: None, owner=self, quiet=True,
        )  # fmt: skip

    def _show(self, found: Draw) -> None:
        self.drawn = found
        size = sum(one.size for one in found.strata)
        drawn = len(found.numbers)
        layers = f"，{len(found.strata):,} 层" if self.population.strata() else ""
        words = f"范围内 {size:,} 条{layers}，要核查 {drawn:,} 条" if size else "这个范围里没有问题，请放宽范围。"
        self._say(words, wrong=not size)
        self.digest_label.setText(
            f"总体摘要（SHA-256）{found.digest[:16]}…，和种子一起留在方案里，可以复核。" if size else ""
        )
        self.table.set_lines(found.strata)
        self._check()

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.count_label.setText(words)
        if wrong:
            self.table.set_lines(())
            self.digest_label.setText("")

    def _check(self) -> None:
        ready = self.drawn is not None and bool(self.drawn.numbers) and bool(self.facts.name_edit.text().strip())
        self.ok_button.setEnabled(ready)


class EditPlanDialog(QDialog):
    """``values()`` for ``edit_plan``; teams go along with what is not checked yet."""

    def __init__(self, parent: QWidget | None, plan: PlanLine) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改核查方案")
        self.facts, self.teams = PlanFacts(plan), TeamTable()
        self.teams.show_teams(plan.teams)
        self._before = plan.teams
        buttons, self.ok_button = answer_buttons(self, "保存")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.facts)
        layout.addWidget(label("核查组（改动后，还没有核查的问题重新按市分组）", "secondary", wrap=True))
        layout.addWidget(self.teams)
        layout.addWidget(buttons)
        self.setMinimumWidth(560)

    def values(self) -> dict[str, Any]:
        """What was typed; UserError for a day that is none."""
        teams = self.teams.teams()
        return self.facts.values() | ({"teams": teams} if teams != self._before else {})


class RedrawDialog(QDialog):
    """Why the draw is made anew, and with which seed; the earlier draw stays told in the plan."""

    def __init__(self, parent: QWidget | None, plan: PlanLine) -> None:
        super().__init__(parent)
        from models.operations.verification_plans import fresh_seed

        self.setWindowTitle("重新抽取")
        self.why_edit, self.seed_edit = QLineEdit(), QLineEdit(fresh_seed())
        self.why_edit.setAccessibleName("原因")
        self.why_edit.setMaxLength(150)
        self.why_edit.setPlaceholderText("必填，会写进变更记录")
        self.seed_edit.setAccessibleName("抽样种子")
        buttons, self.ok_button = answer_buttons(self, "重新抽取")
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow("原因", self.why_edit)
        form.addRow("新的种子", self.seed_edit)
        told = (
            f"现在的种子是 {plan.seed}，抽中 {plan.total:,} 条。从同一个总体重新抽："
            f"已经核查的 {plan.checked:,} 条保留，没有核查又没再抽中的移出。原来的种子和这次的原因都会留下。"
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(told, wrap=True))
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(500)
        self.why_edit.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        self.ok_button.setEnabled(bool(self.why_edit.text().strip()))


_MEANING = {"check": "查整改了没有", "recheck": "查已销号的有没有反弹"}


def _day(editor: QLineEdit) -> date | None:
    from models.rules.dates import read_date

    text = editor.text().strip()
    found = read_date(text, year=clock.today().year).date if text else None
    if text and found is None:
        raise UserError(f"“{text}”不是日期", advice="请写成 2019-05-06")
    return found
