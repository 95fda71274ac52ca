"""What the import page asks of its session, in the lanes: reading, planning, values, single rows, writing, papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.context import AppContext
from desktop.panels.intake.desk import Desk, Task
from desktop.panels.intake.opening import Begin, file_lines, open_import, try_password
from desktop.panels.intake.plan_lines import show_of
from models.progress import Progress

if TYPE_CHECKING:
    from desktop.panels.intake.plan_lines import Entry
    from models.importing.choices import RowKey
    from models.importing.session import ImportSession

READ, COMPARE, VALUES, CELLS, DETAIL, COMMIT = "read", "compare", "values", "cells", "detail", "commit"
MOST_CELLS = 80


class Flow(QObject):
    """``gathered(lines)`` and ``opened(lines)`` while reading, ``not_read(sentence)``; ``planned(Shown, campaigns)``,
    ``values_found(questions, clusters, note)``, ``cells_read(keys, cells)``, ``detail_read(key, cells, candidates)``,
    ``committed(report)``."""

    gathered = Signal(object)
    opened = Signal(object)
    not_read = Signal(str)
    planned = Signal(object, object)
    values_found = Signal(object, object, str)
    cells_read = Signal(object, object)
    detail_read = Signal(object, object, object)
    committed = Signal(object)

    def __init__(self, context: AppContext, titles: dict[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._titles = titles
        self.desk = Desk(context, self)
        self.passwords: list[str] = []
        """Those that opened a file since the window was opened; kept nowhere else."""

    @property
    def session(self) -> ImportSession | None:
        """The import that is open."""
        return self.desk.session

    # --- reading

    def start(self, begin: Begin, what: str) -> None:
        """Leave what was open, and read anew."""
        from models.importing.views import ImportOptions

        self.desk.leave()
        ledger, options = self._context.ledger, ImportOptions(campaign=self._context.campaign)
        passwords = tuple(self.passwords)

        def work(_session: Any, progress: Progress) -> ImportSession:
            return open_import(ledger, begin, options, passwords, self.gathered.emit, progress)

        self.desk.ask(Task(
            READ, f"正在读取{what}", work, self._on_opened, heavy=True, opens=True,
            failed=lambda error: self.not_read.emit(str(error)), discard=lambda session: session.close(),
        ))  # fmt: skip

    def give_password(self, password: str) -> None:
        """Try a password on every file that wants one."""

        def done(opened: bool) -> None:
            if opened and password not in self.passwords:
                self.passwords.append(password)
            if self.session is not None:
                self.opened.emit(file_lines(self.session.files))

        self.desk.ask(Task(
            "password", "正在用密码打开", lambda session, progress: try_password(session, password, progress), done,
            heavy=True,
        ))  # fmt: skip

    def _on_opened(self, session: ImportSession) -> None:
        self.desk.begin(session, session.close)
        self.opened.emit(file_lines(session.files))

    # --- looking

    def plan(self, *, heavy: bool) -> None:
        """Compare with the ledger; ``heavy`` when there is nothing to look at meanwhile."""
        titles, ledger = self._titles, self._context.ledger

        def work(session: Any, progress: Progress) -> tuple[Any, list[str]]:
            from models.operations.campaigns import list_campaigns

            plan = session.plan(progress.part(0, 0.95))
            progress(0.95, "整理预览")
            return show_of(plan, titles), [campaign.name for campaign in list_campaigns(ledger)]

        self.desk.ask(Task(COMPARE, "正在和台账核对", work, lambda found: self.planned.emit(*found), heavy=heavy))

    def values(self) -> None:
        """Look through the values of controlled fields."""

        def work(session: Any, progress: Progress) -> tuple[Any, Any, str]:
            questions = session.value_questions(progress.part(0, 0.9))
            return questions, session.value_clusters(progress.part(0.9, 1)), "；".join(session.value_notes())

        self.desk.ask(Task(VALUES, "正在看清单里的取值", work, lambda found: self.values_found.emit(*found)))

    def cells(self, keys: Sequence[RowKey]) -> None:
        """Read rows in sight beside the ledger, when nothing more important waits."""
        wanted = list(keys)[:MOST_CELLS]
        if self.desk.waits_for(COMPARE):
            return

        def work(session: Any, progress: Progress) -> list[Any]:
            found: list[Any] = []
            for at, key in enumerate(wanted):
                progress(at / len(wanted), "对照台账")
                found.append(session.row_detail(key))
            return found

        self.desk.ask(Task(CELLS, "对照台账", work, lambda found: self.cells_read.emit(wanted, found)))

    def detail(self, entry: Entry) -> None:
        """Read the row in hand, and the problems it may be."""
        key, asks = entry.key, entry.row.verdict == "suspect"
        if key is None:
            return

        def work(session: Any, _progress: Progress) -> tuple[Any, Any]:
            return session.row_detail(key), session.candidates(key) if asks else ()

        self.desk.ask(Task(
            DETAIL, "对照台账", work, lambda found: self.detail_read.emit(key, *found), failed=lambda _error: None
        ))  # fmt: skip

    # --- saying

    def set_options(self, wish: dict[str, Any]) -> None:
        """Other campaign, round, scope …"""
        titles = {
            "campaign": "任务来源",
            "round": "轮次",
            "scope": "清单范围",
            "cities": "清单范围",
            "strict": "写入方式",
        }
        words = "、".join(dict.fromkeys(titles.get(name, name) for name in wish))
        self.desk.edit(f"改{words}", lambda session: session.set_options(replace(session.options, **wish)))

    def fix_cells(self, cells: Sequence[tuple[str, int, int]], text: str) -> None:
        """Put a text into cells of the list."""

        def change(session: ImportSession) -> None:
            for sheet, row, column in cells:
                session.fix_cell(sheet, row, column, text)

        self.desk.edit(f"更正 {len(cells):,} 处", change)

    def set_policies(self, policies: dict[str, Any]) -> None:
        """Who wins for some fields in this import."""

        def change(session: ImportSession) -> None:
            for name, policy in policies.items():
                session.set_policy(name, policy)

        titles = "、".join(self._titles.get(name, name) for name in policies)
        self.desk.edit(f"{titles}的策略", change)

    def answer(self, answers: Iterable[tuple[str, str, Any]], words: str) -> None:
        """What values mean."""
        given = list(answers)

        def change(session: ImportSession) -> None:
            for name, said, answer in given:
                session.answer_value(name, said, answer)

        self.desk.edit(words, change)

    def join(self, sheet: str, field: str, columns: dict[int, tuple[str, ...]], separator: str) -> None:
        """Join columns into a field."""

        def change(session: ImportSession) -> None:
            if columns:
                session.set_columns(sheet, columns)
            session.set_separator(sheet, field, separator)

        self.desk.edit(f"合并几列为{self._titles.get(field, field)}", change)

    # --- writing

    def commit(self) -> None:
        """Write the plan."""
        self.desk.ask(Task(
            COMMIT, "正在导入", lambda session, progress: session.commit(progress), self.committed.emit, heavy=True,
            writes=True,
        ))  # fmt: skip

    def write_corrections(self, plan: Any, path: Path, done: Callable[[], None]) -> None:
        """The rows that need a person as a workbook in the layout of their list."""

        def work(session: Any, progress: Progress) -> Path:
            from models.importing.corrections.writing import write_plan_corrections

            return write_plan_corrections(session, plan, path, progress)

        self.desk.ask(Task("corrections", "正在导出更正表", work, lambda _path: done()))
