"""Writing from the desk: findings and plans in the writer's lane, told once, with undo and what was refused at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.verification import Entered, Finding
    from models.progress import Progress


class VerificationWork:
    """Every callback runs on the window's thread."""

    def __init__(self, context: AppContext, owner: QWidget) -> None:
        self._context = context
        self._owner = owner

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written."""
        return self._context.ledger.read_only

    def enter(
        self,
        findings: Sequence[Finding],
        done: Callable[[Entered], None],
        title: str = "",
        refused: Callable[[], None] | None = None,
    ) -> None:
        """Write findings; one alone is written or refused, of many the wrong ones are told."""
        ledger = self._context.ledger
        strict = len(findings) == 1

        def work(progress: Progress) -> Entered:
            from models.operations.verification import enter_findings

            return enter_findings(ledger, findings, title=title, strict=strict, progress=progress)

        def told(entered: Entered) -> None:
            done(entered)
            self.tell(entered, quiet=strict)

        self._write(f"登记 {len(findings):,} 条核查结果", work, told, refused)

    def change(self, title: str, operation: Callable[[Any, Progress], Any], done: Callable[[Any], None]) -> None:
        """Any other step; ``operation(ledger, progress)`` returns a Change or something with one."""
        ledger = self._context.ledger

        def finished(result: Any) -> None:
            change: Change = getattr(result, "change", result)
            if change.change_set_id:
                self._context.bus.broadcast(change)
                self._context.inform(
                    f"{change.title}。", "green", "撤销", lambda: self._context.run_action("edit.undo")
                )
            done(result)

        self._write(title, lambda progress: operation(ledger, progress), finished, None)

    def _write(
        self,
        title: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        refused: Callable[[], None] | None,
    ) -> None:
        if self.read_only:
            self._context.inform("台账是只读打开的，不能修改。", "amber")
            return

        def failed(error: Exception) -> None:
            if isinstance(error, UserError):
                self._context.inform(str(error), "red")
            if refused is not None:
                refused()

        self._context.jobs.write(title, work, done, failed, refused, owner=self._owner)

    def tell(self, entered: Entered, *, quiet: bool = False) -> None:
        """Broadcast it, and say what came of it; what was refused is one click away."""
        if entered.change.change_set_id:
            self._context.bus.broadcast(entered.change)
        words = entry_words(entered)
        undone = len(entered.refusals) + len(entered.wrong)
        if undone:
            self._context.inform(words, "amber", "查看原因", lambda: self.show_refusals(entered))
        elif not quiet or entered.children:
            self._context.inform(words, "green", "撤销", lambda: self._context.run_action("edit.undo"))

    def show_refusals(self, entered: Entered) -> None:
        """The list of what was left undone."""
        from desktop.panels.verification.refusals_dialog import RefusalsDialog, not_taken

        RefusalsDialog(self._context, self._owner, not_taken(entered), entry_words(entered)).exec()


def entry_words(entered: Entered) -> str:
    """What came of an entry, in a sentence."""
    parts = [f"已登记 {entered.written:,} 条核查结果"]
    if entered.moved:
        parts.append(f"{entered.moved:,} 条转了状态")
    if entered.children:
        numbers = "、".join(number for _key, number in entered.children[:3])
        more = f"等 {len(entered.children):,} 条" if len(entered.children) > 3 else ""
        parts.append(f"反弹登记为新问题 {numbers}{more}")
    if entered.refusals:
        parts.append(f"{len(entered.refusals):,} 条的状态不能这样转，没有转")
    if entered.wrong:
        parts.append(f"{len(entered.wrong):,} 条没有登记")
    if entered.unchanged:
        parts.append(f"{entered.unchanged:,} 条没有变化")
    return "，".join(parts) + "。"
