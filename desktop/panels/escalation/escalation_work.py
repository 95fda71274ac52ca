"""What a person does about a step of supervision: take it, correct it, answer it, lift it, urge; each one operation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext
from desktop.panels.dossier.forms import FormField
from desktop.panels.dossier.work import DossierWork
from desktop.panels.escalation.form_dialog import FormDialog, Told
from models import clock

if TYPE_CHECKING:
    from desktop.panels.escalation.step_dialog import StepDialog
    from models.operations import Change
    from models.operations.escalation_values import StepDraft
    from models.operations.escalations import StepPreview
    from models.queries.escalation_chains import ReminderLine
    from models.queries.escalation_problems import StepBasis
    from models.queries.escalations import EscalationLine
    from models.store import Ledger


class EscalationWork(QObject):
    """Used by the page, the tab of the problem panel and the menu of the ledger; ``dialog`` is the one that is open."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.work = DossierWork(context, self)
        self._parent = parent
        self.dialog: QDialog | None = None

    # ---- a step --------------------------------------------------------------------------------------------------

    def ask_step(
        self,
        ladder_id: int | None = None,
        *,
        unit: str = "",
        problem_ids: Collection[int] = (),
        step_id: int | None = None,
        why: str = "",
    ) -> None:
        """Open the dialog for the next step, or for ``step_id``, against a unit or these problems."""
        if self.work.read_only:
            self.context.inform("台账是只读打开的，不能修改。", "amber")
            return
        ids = tuple(problem_ids)

        def ask(ledger: Ledger) -> StepBasis:
            from models.queries.escalation_problems import step_basis

            return step_basis(ledger, ladder_id, unit=unit, problem_ids=ids)

        def show(basis: StepBasis) -> None:
            from desktop.panels.escalation.step_dialog import StepDialog

            dialog = StepDialog(
                self._parent.window(), self.context, basis, unit, self._preview, step_id=step_id, why=why,
                ticked=ids if unit else (),
            )  # fmt: skip
            dialog.accepted.connect(lambda: self._take(dialog))
            self._open(dialog)

        self._read("读取督促阶梯", ask, show)

    def ask_change(self, line: EscalationLine) -> None:
        """Open the dialog to correct or complete a step that was taken."""

        def ask(ledger: Ledger) -> StepBasis:
            from models.queries.escalation_problems import step_basis

            return step_basis(ledger, line.ladder_id, problem_ids=(line.problem[0],) if line.problem else ())

        def show(basis: StepBasis) -> None:
            from desktop.panels.escalation.step_dialog import StepDialog

            dialog = StepDialog(
                self._parent.window(), self.context, basis, line.unit, self._preview, line=line
            )  # fmt: skip
            dialog.accepted.connect(lambda: self._change(line, dialog.draft()))
            self._open(dialog)

        self._read("读取督促阶梯", ask, show)

    def _read(self, title: str, ask: Callable[[Ledger], Any], show: Callable[[Any], None]) -> None:
        ledger = self.context.ledger
        # a dialog must not be opened inside the delivery of an answer
        self.context.jobs.read(
            title, lambda _progress: ask(ledger), lambda found: QTimer.singleShot(0, self, lambda: show(found)),
            owner=self, quiet=True,
        )  # fmt: skip

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(lambda _result: self._forget(dialog))
        dialog.open()

    def _forget(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def _preview(
        self, draft: StepDraft, tell: Callable[[StepPreview], None], refused: Callable[[str], None]
    ) -> None:  # fmt: skip
        ledger, dialog = self.context.ledger, self.dialog

        def work(_progress: Any) -> StepPreview:
            from models.operations.escalations import preview_step

            return preview_step(ledger, draft)

        def there() -> bool:
            return self.dialog is not None and (dialog is None or self.dialog is dialog)

        self.context.jobs.read(
            "计算回复期限", work, lambda found: tell(found) if there() else None,
            lambda error: refused(str(error)) if there() else None, lambda: None, owner=self, quiet=True,
        )  # fmt: skip

    def _take(self, dialog: StepDialog) -> None:
        from models.operations.escalations import take_step

        draft = dialog.draft()
        self._write("登记督促措施", lambda ledger: take_step(ledger, draft))

    def _change(self, line: EscalationLine, draft: StepDraft) -> None:
        from models.operations.escalations import change_step

        self._write(
            "修改督促措施",
            lambda ledger: change_step(ledger, line.id, draft.values, draft.details, draft.reply_workdays),
        )

    def _write(self, title: str, operation: Callable[[Ledger], Change], say: str = "") -> None:
        def done(change: Change) -> None:
            self.work.tell(change, say or f"已{change.title}。")

        self.work.run_write(title, operation, done)

    # ---- answer, lifting, removal --------------------------------------------------------------------------------

    def ask_answer(self, line: EscalationLine) -> None:
        """Ask for the answer to a step."""
        from models.operations.escalations import answer_step

        fields = (
            FormField("replied_on", "回复日期", "date"),
            FormField("reply_number", "回复文号", hint="没有可以不填"),
            FormField("reply", "回复内容", "long", hint="摘要；原件可作为佐证材料添加"),
        )
        values = {
            "replied_on": (line.replied_on or clock.today()).isoformat(), "reply_number": line.reply_number,
            "reply": line.reply,
        }  # fmt: skip
        due = f"，应于 {line.due_on} 前回复" if line.due_on is not None else ""
        about = f"{line.whom}　{line.step_name}（{line.taken_on}{due}）"
        self._ask_form("登记回复", about, fields, values, lambda typed: lambda ledger: answer_step(
            ledger, line.id, typed
        ))  # fmt: skip

    def take_answer_back(self, line: EscalationLine) -> None:
        """The answer was entered by mistake."""
        from models.operations.escalations import take_answer_back

        self._write("取消回复", lambda ledger: take_answer_back(ledger, line.id))

    def ask_lift(self, line: EscalationLine) -> None:
        """Ask why and when a step ends."""
        from models.operations.escalations import lift_step

        fields = (
            FormField("lifted_on", "解除日期", "date"),
            FormField("reason", "理由", "long", hint="例如：涉及问题已全部整改并通过核查"),
            FormField("earlier", "之前各步", "pick", choices=((True, "一并解除"), (False, "保留"))),
        )
        values = {"lifted_on": clock.today().isoformat(), "reason": "", "earlier": True}
        left = f"，还有 {line.unrectified} 条没有整改" if line.unrectified else ""
        about = f"{line.whom}　{line.step_name}（{line.taken_on}），涉及问题 {line.problems} 条{left}"
        self._ask_form("解除", about, fields, values, lambda typed: lambda ledger: lift_step(
            ledger, line.id, typed["reason"], typed["lifted_on"], earlier=bool(typed["earlier"])
        ))  # fmt: skip

    def remove(self, line: EscalationLine) -> None:
        """Take out a step that was entered by mistake; undo brings it back."""
        from models.operations.escalations import remove_step

        self._write("删除督促措施", lambda ledger: remove_step(ledger, line.id))

    # ---- reminders -----------------------------------------------------------------------------------------------

    def call(
        self, *, escalation_id: int | None = None, problem_ids: Sequence[int] = (), unit: str = ""
    ) -> None:  # fmt: skip
        """Log a call now, in one click; who answered and what may be added later."""
        from models.operations.reminders import add_reminder

        ids = tuple(problem_ids)
        self._write(
            "登记催办",
            lambda ledger: add_reminder(ledger, escalation_id=escalation_id, problem_ids=ids, unit=unit),
        )

    def ask_reminder(
        self, *, escalation_id: int | None = None, problem_ids: Sequence[int] = (), unit: str = "", whom: str = ""
    ) -> None:
        """Ask how, whom and when, and what was answered."""
        from models.operations.reminders import WAYS, add_reminder

        ids = tuple(problem_ids)
        values = {"way": WAYS[0], "at": f"{clock.now():%Y-%m-%d %H:%M}"}
        self._ask_form("登记催办", whom or unit, reminder_fields(), values, lambda typed: lambda ledger: add_reminder(
            ledger, escalation_id=escalation_id, problem_ids=ids, unit=unit, at=_moment(typed["at"]), values=typed
        ))  # fmt: skip

    def ask_reminder_change(self, line: ReminderLine) -> None:
        """Complete or correct a reminder."""
        from models.operations.reminders import change_reminder

        values = {"way": line.way, "at": f"{line.at:%Y-%m-%d %H:%M}", "person": line.person, "answer": line.answer}
        self._ask_form("修改催办", line.unit, reminder_fields(), values, lambda typed: lambda ledger: change_reminder(
            ledger, line.id, typed, _moment(typed["at"])
        ))  # fmt: skip

    def remove_reminder(self, line: ReminderLine) -> None:
        """Take a reminder out; undo brings it back."""
        from models.operations.reminders import remove_reminder

        self._write("删除催办", lambda ledger: remove_reminder(ledger, line.id))

    def _ask_form(
        self,
        title: str,
        about: str,
        fields: Sequence[FormField],
        values: dict[str, Any],
        operation: Callable[[dict[str, Any]], Callable[[Ledger], Change]],
    ) -> None:
        if self.work.read_only:
            self.context.inform("台账是只读打开的，不能修改。", "amber")
            return

        def save(typed: dict[str, Any], accept: Callable[[], None], refused: Told) -> None:
            def done(change: Change) -> None:
                accept()
                self.work.tell(change, f"已{change.title}。")

            self.work.run_write(title, lambda ledger: operation(typed)(ledger), done, refused)

        self._open(FormDialog(self._parent.window(), title, about, fields, values, save))


def reminder_fields() -> tuple[FormField, ...]:
    """The editors of a reminder."""
    from models.operations.reminders import WAYS

    return (
        FormField("way", "方式", "choice", choices=tuple((one, one) for one in WAYS)),
        FormField("person", "联系人", hint="姓名、职务或电话"),
        FormField("answer", "对方答复", "long"),
        FormField("at", "时间", hint="如 2019-05-06 09:30"),
    )


def _moment(text: str) -> datetime | None:
    """A time as typed; UserError, raised by the operation's own reading, where it is none."""
    from models.operations.reminders import read_moment

    return read_moment(text)
