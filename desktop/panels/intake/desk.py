"""One import under way: its session, the work on it one piece after another, and the choices that can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.context import AppContext
from models.progress import Progress

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.importing.session import ImportSession
    from models.importing.session_memory import Memory

Work = Callable[[Any, Progress], Any]
"""What is done in the lane: gets the session and the progress."""
EDIT = "edit"
MOST_STEPS = 100
"""Choices that can be taken back."""


@dataclass(frozen=True)
class Task:
    """One piece of work; ``heavy`` work lets the page stand still, other work goes on beside it."""

    key: str
    title: str
    work: Work
    done: Callable[[Any], None]
    heavy: bool = False
    writes: bool = False
    opens: bool = False
    """Whether it makes the session itself."""
    cancelled: Callable[[], None] | None = None
    failed: Callable[[Exception], None] | None = None
    discard: Callable[[Any], None] | None = None
    """Gets the result when the import was left meanwhile."""


class Desk(QObject):
    """The session is only ever used by the task that runs; a waiting task is replaced by a newer one of its key.

    Signals: ``busy_changed()`` as work begins and ends, ``edited(words)`` after a choice was taken in or taken back,
    ``failed(sentence)``, ``cancelled(key)``.
    """

    busy_changed = Signal()
    edited = Signal(str)
    failed = Signal(str)
    cancelled = Signal(str)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.session: ImportSession | None = None
        self.job: Job | None = None
        self.task: Task | None = None
        self._waiting: dict[str, Task] = {}
        self._back: list[tuple[str, Memory]] = []
        self._close: Callable[[], None] | None = None
        self._edits = 0

    @property
    def heavy(self) -> bool:
        """Whether the page has to stand still."""
        return self.task is not None and self.task.heavy

    @property
    def can_undo(self) -> bool:
        """Whether a choice can be taken back."""
        return bool(self._back) and self.session is not None

    def waits_for(self, key: str) -> bool:
        """Whether work of this key runs or waits."""
        return key in self._waiting or (self.task is not None and self.task.key == key)

    @property
    def settled(self) -> bool:
        """Whether every choice was taken in."""
        keys = [*self._waiting, *([self.task.key] if self.task is not None else [])]
        return not any(key.startswith(EDIT) for key in keys)

    def ask(self, task: Task) -> None:
        """Do a task when its turn comes; without a session only what makes one."""
        if self.session is None and not task.opens:
            return
        self._waiting.pop(task.key, None)
        self._waiting[task.key] = task
        self._next()

    def edit(self, words: str, change: Callable[[ImportSession], Any], title: str = "正在重新识别") -> None:
        """Take in what a person said; ``words`` name it for taking it back."""

        def work(session: Any, _progress: Progress) -> Memory:
            memory = session.remember()
            change(session)
            return memory

        def done(memory: Memory) -> None:
            self._back = [*self._back[1 - MOST_STEPS :], (words, memory)]
            self.edited.emit(words)

        self._edits += 1
        self.ask(Task(f"{EDIT} {self._edits}", title, work, done))

    def undo(self) -> None:
        """Take back the last choice."""
        if not self.can_undo:
            return
        words, memory = self._back.pop()
        self._edits += 1
        self.ask(Task(
            f"{EDIT} {self._edits}", "正在撤回", lambda session, _progress: session.recall(memory),
            lambda _none: self.edited.emit(f"已撤回：{words}"),
        ))  # fmt: skip

    def begin(self, session: ImportSession, close: Callable[[], None]) -> None:
        """Work on a session from now on; ``close`` ends it and clears what it needed."""
        self.leave()
        self.session, self._close = session, close

    def leave(self) -> None:
        """End the session, at once or as soon as the work on it has stopped."""
        self._waiting.clear()
        self._back.clear()
        close, self._close, self.session = self._close, None, None
        job, task = self.job, self.task
        if job is None:
            if close is not None:
                self._end(close)
            return
        self.job = self.task = None
        job.cancel()
        if task is not None and task.discard is not None:
            job.finished.connect(task.discard)
        if close is not None:
            for ended in (job.finished, job.failed, job.cancelled):
                ended.connect(lambda *_: self._end(close))
        self.busy_changed.emit()

    def _end(self, close: Callable[[], None]) -> None:
        """Beside the window: the reading process has to be waited for, and the copies are removed."""
        self._context.jobs.read("结束读取", lambda _progress: close(), on_cancelled=close, long=True, quiet=True)

    def cancel(self) -> None:
        """Stop what runs."""
        if self.job is not None:
            self.job.cancel()

    def _next(self) -> None:
        if self.job is not None or not self._waiting:
            return
        task = self._waiting.pop(next(iter(self._waiting)))
        self.task = task
        start = self._context.jobs.write if task.writes else self._context.jobs.read
        options: dict[str, Any] = {} if task.writes else {"long": True}
        session = self.session
        job = start(
            task.title, lambda progress: task.work(session, progress),
            lambda result: self._ended(job, task, lambda: task.done(result)),
            lambda error: self._ended(job, task, lambda: self._failed(task, error)),
            lambda: self._ended(job, task, lambda: self._cancelled(task)),
            owner=self, **options,
        )  # fmt: skip
        self.job = job
        self.busy_changed.emit()

    def _ended(self, job: Job, task: Task, deliver: Callable[[], None]) -> None:
        """Deliver the outcome, unless the session was left meanwhile."""
        if self.task is not task:
            return
        self.job = self.task = None
        deliver()
        self.busy_changed.emit()
        self._next()

    def _failed(self, task: Task, error: Exception) -> None:
        if task.failed is not None:
            task.failed(error)
        else:
            self.failed.emit(str(error))

    def _cancelled(self, task: Task) -> None:
        if task.cancelled is not None:
            task.cancelled()
        self.cancelled.emit(task.key)
