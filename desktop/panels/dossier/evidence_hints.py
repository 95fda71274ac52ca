"""佐证提示 of one problem: read beside the window, files looked into first where nobody did, and explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.dialogs.explain_hint import ExplainHintDialog
from desktop.panels.dossier.work import DossierWork
from desktop.widgets.breaking import breakable
from desktop.widgets.card import label
from desktop.widgets.chip import Chip

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.evidence_facts import Looked
    from models.progress import Progress
    from models.queries.evidence_hints import Hint
    from models.store import Ledger


_FEW = 8
"""So many files are looked into within a second."""


class HintReader(QObject):
    """``found(problem id, hints)`` whenever they were read anew."""

    found = Signal(int, object)

    def __init__(self, work: DossierWork, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._looking: set[int] = set()
        self._looked: dict[int, int] = {}

    def read(self, problem_id: int) -> None:
        """Ask for the hints of a problem; what nobody looked into is looked into, and then they are read again."""

        def question(ledger: Ledger) -> tuple[list[Hint], int]:
            from models.queries.evidence_hints import hints, unread_count

            return hints(ledger, [problem_id]), unread_count(ledger, [problem_id])

        def answered(answer: tuple[list[Hint], int]) -> None:
            found, unread = answer
            self.found.emit(problem_id, found)
            self._go_on(problem_id, unread)

        self._work.read("读取佐证提示", question, answered)

    def look(self, problem_id: int) -> None:
        """Look into what nobody looked into, for a page that reads the hints itself; ``found`` only if that told more.

        Nobody else hears of it: what is being written or chosen meanwhile stays as it is.
        """

        def question(ledger: Ledger) -> int:
            from models.queries.evidence_hints import unread_count

            return unread_count(ledger, [problem_id])

        self._work.read("读取佐证提示", question, lambda unread: self._go_on(problem_id, unread))

    def _go_on(self, problem_id: int, unread: int) -> None:
        """Once for the same number of files: those that are missing stay unread."""
        if unread and unread != self._looked.get(problem_id):
            self._looked[problem_id] = unread
            self._look(problem_id, unread)

    def _look(self, problem_id: int, count: int) -> None:
        """Files are read in the lane of long work, unseen where they are few; one short write keeps what they tell."""
        if self._work.read_only or problem_id in self._looking:
            return
        self._looking.add(problem_id)
        context, ledger = self._work.context, self._work.context.ledger

        def work(progress: Progress) -> Looked:
            from models.operations.evidence_facts import look_into

            return look_into(ledger, [problem_id], progress)

        def done(looked: Looked) -> None:
            from models.operations.evidence_facts import keep_facts

            self._looking.discard(problem_id)
            if looked.found:
                context.jobs.write(
                    "登记查看结果", lambda _progress: keep_facts(ledger, looked), lambda _change: self.read(problem_id),
                    owner=self,
                )  # fmt: skip

        def left(*_error: object) -> None:
            self._looking.discard(problem_id)

        quiet = count <= _FEW
        context.jobs.read("查看佐证材料", work, done, left, left, owner=self, long=True, quiet=quiet)

    def explain(self, parent: QWidget, hint: Hint) -> None:
        """Ask for words, and keep them."""
        words = ExplainHintDialog.ask(parent, hint.name, hint.sentence, hint.explained or "")
        if words is None:
            return

        def write(ledger: Ledger) -> Change:
            from models.operations.evidence_facts import explain_hint

            return explain_hint(ledger, hint.evidence_id, hint.check_key, hint.subject, words)

        self._work.write("说明佐证提示", write, say="已记下说明。")


class HintBox(QFrame):
    """The hints about one piece of evidence, each with what was said of it or a button to say it."""

    def __init__(self, reader: HintReader, hints: Sequence[Hint], *, writable: bool) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(4)
        self.buttons: list[QToolButton] = []
        for hint in hints:
            column.addLayout(self._line(reader, hint, writable))

    def _line(self, reader: HintReader, hint: Hint, writable: bool) -> QVBoxLayout:
        explained = hint.explained is not None
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(Chip("已说明" if explained else "提示", "grey" if explained else "amber"))
        top.addStretch(1)
        if writable:
            one = QToolButton()
            one.setText("改说明…" if explained else "说明…")
            one.setToolTip("写明为什么没有问题")
            one.setAccessibleName(f"{hint.name}：{'改说明' if explained else '说明'}")
            one.clicked.connect(lambda: reader.explain(self, hint))
            self.buttons.append(one)
            top.addWidget(one, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addLayout(top)
        said = [hint.sentence, *([f"说明：{hint.explained}"] if explained else [])]
        for text in said:
            words = label(breakable(text), "small", wrap=True)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column.addWidget(words)
        return column
