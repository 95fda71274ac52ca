"""The steps of one application as dialogs: what each asks, the operation it runs, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.panels.closure.asking import Ask, AskDialog
from desktop.panels.closure.batch_dialog import BatchDialog
from desktop.panels.closure.evidence_strip import EvidenceChoice
from models import clock
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations import Change
    from models.progress import Progress
    from models.queries.closure_detail import ClosureDetail
    from models.queries.dossier import EvidenceLine
    from models.store import Ledger

Run = Callable[["Ledger", dict[str, Any], "Progress"], "Change"]


class ClosureSteps(QObject):
    """``done(Change)`` after a step was written; ``lacks(condition id)`` when one was refused for a condition;
    ``files_asked`` when files are to be added from the dialog of a condition."""

    done = Signal(object)
    lacks = Signal(int)
    files_asked = Signal()

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._parent = parent
        self.dialog: AskDialog | None = None
        self._choice: EvidenceChoice | None = None

    # ---- running ---------------------------------------------------------------------------------------------

    def ask(self, title: str, words: str, asks: Sequence[Ask], ok_words: str, run: Run, note: str = "") -> AskDialog:
        """Open a dialog whose answers are handed to ``run`` in the writer's lane."""
        dialog = AskDialog(self._parent.window(), self._context, title, words, asks, ok_words, note=note)
        dialog.answered.connect(lambda values: self.run(title, lambda ledger, p: run(ledger, values, p), dialog))
        dialog.finished.connect(lambda _result: self._forget(dialog))
        self.dialog = dialog
        dialog.open()
        return dialog

    def run(
        self, title: str, work: Callable[[Ledger, Progress], Change], dialog: AskDialog | BatchDialog | None = None
    ) -> None:  # fmt: skip
        """Do it; what is refused is said in the dialog, else above the page."""
        ledger = self._context.ledger

        def done(change: Change) -> None:
            if dialog is not None:
                dialog.accept()
            if change.change_set_id:
                self._context.bus.broadcast(change)
                undo = self._context.run_action
                self._context.inform(f"{change.title}。", "green", "撤销", lambda: undo("edit.undo"))
            self.done.emit(change)

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError):
                return
            if dialog is not None:
                dialog.refuse(str(error))
            else:
                self._context.inform(str(error), "red")
            for one in getattr(error, "refusals", ())[:1]:
                condition = getattr(one, "condition_id", None)
                if condition is not None:
                    self.lacks.emit(condition)

        def cancelled() -> None:
            if dialog is not None:
                dialog.refuse("已取消，没有写入任何内容。")

        self._context.jobs.write(title, lambda progress: work(ledger, progress), done, failed, cancelled, owner=self)

    def _forget(self, dialog: AskDialog) -> None:
        if self.dialog is dialog:
            self.dialog, self._choice = None, None
        dialog.deleteLater()

    # ---- conditions ------------------------------------------------------------------------------------------

    def condition(self, detail: ClosureDetail, condition_id: int, evidence: Sequence[EvidenceLine]) -> None:
        """Ask who confirms a condition and what shows it; or only show it where it cannot be changed."""
        line = next((one for one in detail.conditions if one.id == condition_id), None)
        case = detail.case
        if line is None or case is None:
            return
        tick, condition = line.state.tick, line.state.condition

        def make(parent: QWidget) -> QWidget:
            self._choice = EvidenceChoice(evidence, tick.evidence if tick is not None else (), parent)
            self._choice.add_asked.connect(self.files_asked)
            return self._choice

        asks = (
            Ask("person", "确认人", "person", tick.person if tick is not None else None),
            Ask("day", "确认日期", "date", tick.ticked_on if tick is not None else clock.today()),
            Ask("evidence", "佐证材料", "own", make=make),
            Ask("remark", "说明", "long", tick.remark if tick is not None else "", hint="可以不填"),
        )
        wants = f"这一条要有佐证材料{f'（{condition.evidence_kind}）' if condition.evidence_kind else ''}。"
        note = (wants if condition.needs_evidence else "") + (f"依据：{condition.origin}。" if condition.origin else "")

        def run(ledger: Ledger, values: dict[str, Any], _progress: Progress) -> Change:
            from models.operations.closure_preparing import tick_condition

            return tick_condition(
                ledger, case.id, condition_id, values["person"], day=values["day"], evidence=values["evidence"],
                remark=values["remark"],
            )  # fmt: skip

        dialog = self.ask("销号条件", condition.text, asks, "确认符合", run, note)
        if detail.can("tick") and not self._context.ledger.read_only:
            if tick is not None:
                self._offer_untick(dialog, case.id, condition_id)
        else:
            dialog.ok_button.hide()
            for editor in dialog.editors.values():
                editor.setEnabled(False)

    def _offer_untick(self, dialog: AskDialog, closure_id: int, condition_id: int) -> None:
        from PySide6.QtWidgets import QDialogButtonBox

        def untick(ledger: Ledger, _progress: Progress) -> Change:
            from models.operations.closure_preparing import untick_condition

            return untick_condition(ledger, closure_id, condition_id)

        off = dialog.buttons.addButton("取消确认", QDialogButtonBox.ButtonRole.ResetRole)
        off.setToolTip("这一条改为没有确认")
        off.clicked.connect(lambda: self.run("取消确认", untick, dialog))

    def show_evidence(self, evidence: Sequence[EvidenceLine]) -> None:
        """Files came while the dialog of a condition is open: they are ticked in it."""
        if self._choice is not None:
            self._choice.show_evidence(evidence)

    # ---- the main way ----------------------------------------------------------------------------------------

    def start(self, problem_ids: Sequence[int]) -> None:
        """Begin applications at once; there is nothing to ask."""

        def work(ledger: Ledger, progress: Progress) -> Change:
            from models.operations.closure_preparing import start_closures

            return start_closures(ledger, problem_ids, progress=progress)

        self.run("提出销号申请", work)

    def submit(self, closure_ids: Sequence[int], detail: ClosureDetail | None = None) -> None:
        """Hand in one or many."""
        summary = detail.case.row["summary"] if detail is not None and detail.case is not None else None
        asks = [Ask("person", "提交人", "person"), Ask("day", "提交日期", "date", clock.today())]
        if detail is not None:
            asks.append(Ask("summary", "整改情况", "long", summary, hint="写进销号申请表：做了什么、效果怎样"))
        words = f"{detail.problem.name}" if detail is not None else f"提交 {len(closure_ids)} 件销号申请"

        def run(ledger: Ledger, values: dict[str, Any], progress: Progress) -> Change:
            from models.operations.closure_preparing import submit_closures

            return submit_closures(
                ledger, closure_ids, values["person"], day=values["day"], summary=values.get("summary"),
                progress=progress,
            )  # fmt: skip

        note = "提交即表示自查自验合格；提交人以后不能审核这件申请。"
        self.ask("提交销号申请", words, asks, "提交", run, note)

    def pass_level(self, detail: ClosureDetail) -> None:
        """Pass the level where it stands."""
        case = detail.case
        if case is None or case.level is None:
            return
        asks = (
            Ask("person", "审核人", "person"),
            Ask("day", "审核日期", "date", clock.today()),
            Ask("opinion", "审核意见", "long", "同意"),
        )

        def run(ledger: Ledger, values: dict[str, Any], progress: Progress) -> Change:
            from models.operations.closure_reviewing import Decision, decide

            one = Decision(case.id, True, values["person"], values["opinion"])
            return decide(ledger, [one], day=values["day"], progress=progress)

        note = f"提交人是 {case.row['submitter']}，审核人要另外的人。"
        self.ask(f"{case.level.name}：通过", detail.problem.name, asks, "通过", run, note)

    def publish(self, closure_ids: Sequence[int], days: int | None) -> None:
        """Put up for publicity; ``days`` None for those of the standard of each."""
        asks = (
            Ask("place", "公示地点", "line", "", hint="网站、报纸或公告栏"),
            Ask("day", "开始日期", "date", clock.today()),
            Ask("days", "公示天数", "line", days, hint="空着就按各自的销号标准"),
        )

        def run(ledger: Ledger, values: dict[str, Any], progress: Progress) -> Change:
            from models.operations.closure_publicity import start_publicity

            text = values["days"].strip()
            if text and (not text.isascii() or not text.isdigit()):
                raise UserError(f"公示天数“{text}”不是整数", advice="请填写工作日数，如 7")
            lasts = int(text) if text else None
            return start_publicity(
                ledger, closure_ids, values["place"], day=values["day"], days=lasts, progress=progress
            )

        note = "按工作日计算，开始当天不算；收到异议时停止计算，处理后接着算。"
        words = "公示" if len(closure_ids) == 1 else f"公示 {len(closure_ids)} 件"
        self.ask("开始公示", words, asks, "开始公示", run, note)

    def end(self, closure_ids: Sequence[int]) -> None:
        """Send on what was public long enough, at once."""

        def work(ledger: Ledger, progress: Progress) -> Change:
            from models.operations.closure_publicity import end_publicity

            return end_publicity(ledger, closure_ids, progress=progress)

        self.run("公示期满", work)

    def approve(self, closure_ids: Sequence[int], name: str) -> None:
        """审签."""
        asks = (Ask("person", "审签人", "person", ""), Ask("day", "审签日期", "date", clock.today()))

        def run(ledger: Ledger, values: dict[str, Any], progress: Progress) -> Change:
            from models.operations.closure_filing import approve_closures

            return approve_closures(ledger, closure_ids, values["person"], day=values["day"], progress=progress)

        self.ask("负责人审签", name, asks, "同意销号", run, "审签人不能是提交人。")

    def file(self, detail: ClosureDetail) -> None:
        """File and close one."""
        case = detail.case
        if case is None:
            return
        asks = (
            Ask("number", "备案号", "line", "", hint="如 晋环督改备〔2019〕12号"),
            Ask("to", "报备单位", "line", ""),
            Ask("day", "备案日期", "date", clock.today()),
        )

        def run(ledger: Ledger, values: dict[str, Any], progress: Progress) -> Change:
            from models.operations.closure_filing import Filing, file_closures

            one = Filing(case.id, values["number"], values["to"])
            return file_closures(ledger, [one], day=values["day"], progress=progress)

        self.ask("登记备案并销号", detail.problem.name, asks, "备案并销号", run, "问题转为已销号，按期或超期同时定下。")
