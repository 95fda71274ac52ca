"""One field of very many problems: set, emptied, or its text added to or replaced; counted before, undone at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection

from models.errors import UserError
from models.operations.change import Change
from models.operations.consequences import CAUSES, NEEDED, Presets, consequences, read_presets
from models.operations.edit import STATUS, checked_value, shown_fields
from models.operations.hand_edits import NEEDED as ASKED
from models.operations.hand_edits import HandEdits
from models.operations.history import open_change_set
from models.operations.move_judging import Judge, Move
from models.operations.stored_values import FieldChange, read_fields, write_fields
from models.progress import Progress, silent
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.store import Ledger

Act = Literal["set", "clear", "append", "prepend", "replace"]
ACT_TITLES: dict[Act, str] = {
    "set": "改为", "clear": "清空", "append": "在末尾追加", "prepend": "在开头追加", "replace": "替换文字",
}  # fmt: skip
TEXT_KINDS = frozenset({"text", "long", "choice"})
FIRST_LINES = 50
"""So many lines of each sort a preview holds."""
_CHUNK = 2_000
_GONE = "已不在台账里"


@dataclass(frozen=True)
class BulkChange:
    """What shall be done to ``field``: ``value`` as typed; ``find`` is what ``replace`` looks for.

    For a state: who decides (default: who works with the ledger) and why.
    """

    field: str
    act: Act = "set"
    value: Any = None
    find: str = ""
    actor: str = ""
    reason: str = ""

    def title(self, count: int) -> str:
        """The step in words."""
        what = f"{count:,} 条问题的{FIELDS[self.field].title}"
        match self.act:
            case "clear":
                return f"清空 {what}"
            case "append" | "prepend":
                return f"给 {what}追加文字"
            case "replace":
                return f"替换 {what}中的文字"
            case _ if self.field == STATUS:
                return f"{count:,} 条问题转为“{self.value}”" + (f"：{self.reason}" if self.reason else "")
            case _:
                return f"修改 {what}"


@dataclass(frozen=True)
class BulkLine:
    """One problem of the preview; ``why`` says why it is refused, empty where it would change."""

    problem_id: int
    ledger_number: str
    site_name: str
    old: str
    new: str
    why: str = ""


@dataclass
class BulkPreview:
    """What would happen to ``total`` problems; the lines are the first ones only."""

    total: int
    changed: int = 0
    unchanged: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    """By reason."""
    lines: list[BulkLine] = field(default_factory=list[BulkLine])
    refused_lines: list[BulkLine] = field(default_factory=list[BulkLine])


def preview_bulk(ledger: Ledger, ids: Sequence[int], change: BulkChange, progress: Progress = silent) -> BulkPreview:
    """Count what would change, stay as it is and be refused; writes nothing. UserError when the value is no value."""
    with ledger.reading() as connection:
        work = _Work(connection, change, change.actor or ledger.actor)
        for start in range(0, len(ids), _CHUNK):
            progress(start / len(ids), "看看会改动什么")
            work.take(ids[start : start + _CHUNK], changes=None)
        return work.preview


def edit_bulk(ledger: Ledger, ids: Sequence[int], change: BulkChange, progress: Progress = silent) -> Change:
    """Write it in one transaction; what is refused is left alone. ``change_set_id`` 0 where nothing differs."""
    with ledger.writing() as connection:
        who = change.actor or ledger.actor
        work = _Work(connection, change, who)
        changes: list[FieldChange] = []
        for start in range(0, len(ids), _CHUNK):
            progress(0.4 * start / len(ids), "查看现在的值")
            work.take(ids[start : start + _CHUNK], changes)
        title = change.title(work.preview.changed)[:200]
        if not changes:
            return Change(0, title, frozenset(), frozenset(), "edit")
        kind = "status" if change.field == STATUS else "edit"
        recorder = open_change_set(connection, who, title, kind=kind)
        write_fields(connection, recorder, changes, progress.part(0.4, 0.9))
        recorder.close()
        progress(0.95, "保存")
        touched = frozenset(one.problem_id for one in changes)
        return Change(recorder.id, title, touched, shown_fields(one.field for one in changes), kind)


class _Work:
    """Judges problems a chunk at a time."""

    def __init__(self, connection: Connection, change: BulkChange, actor: str) -> None:
        self.preview = BulkPreview(0)
        self._connection = connection
        self._change = change
        self._presets: Presets = read_presets(connection)
        self._judge = Judge(connection, actor, change.reason)
        self._hand = HandEdits(self._judge.matrix)
        self._fixed: Any = None
        self._follows = change.field in CAUSES
        one = FIELDS.get(change.field)
        if one is None:
            raise UserError(f"没有“{change.field}”这个字段")
        if change.act in ("set", "clear"):
            self._fixed = self._typed(change.value if change.act == "set" else None)
        else:
            self._typed(None if one.key == STATUS else "")
            if one.kind not in TEXT_KINDS:
                raise UserError(f"{one.title}不是文字，不能追加或替换", advice="请选“改为”")
            if not (change.find if change.act == "replace" else change.value):
                raise UserError("要查找的文字不能为空" if change.act == "replace" else "要追加的文字不能为空")

    def take(self, ids: Sequence[int], changes: list[FieldChange] | None) -> None:
        """Judge some problems; ``changes`` collects what is to be written."""
        key = self._change.field
        fields = {key, "ledger_number", "site_name", "removed_in"} | ASKED
        current = read_fields(self._connection, ids, fields | (NEEDED if self._follows else frozenset[str]()))
        self.preview.total += len(ids)
        if key == STATUS:
            self._take_moves(ids, current, changes)
            return
        for problem in ids:
            now = current.get(problem)
            if now is None or now["removed_in"] is not None:
                self._refuse(problem, now, _GONE)
                continue
            try:
                new = self._new(now[key])
            except UserError as error:
                self._refuse(problem, now, str(error).rstrip("。"))
                continue
            if now[key] == new:
                self.preview.unchanged += 1
                continue
            if self._hand.barred(now, key, now[key]):
                self._refuse(problem, now, self._hand.why(now, key))
                continue
            self._changes(problem, now, new)
            if changes is not None:
                self._collect(problem, now, new, changes)

    def _take_moves(
        self, ids: Sequence[int], current: dict[int, dict[str, Any]], changes: list[FieldChange] | None
    ) -> None:
        """A state is a move of each: those that may not are refused with the reason, the rest goes on."""
        judged = self._judge.take([Move(problem, str(self._fixed)) for problem in ids])
        for one in judged.refusals:
            self._refuse(one.problem_id, current.get(one.problem_id), one.short if one.ledger_number else _GONE)
        for problem in judged.moved:
            self._changes(problem, current[problem], self._fixed)
        self.preview.unchanged += len(ids) - len(judged.refusals) - len(judged.moved)
        if changes is not None:
            changes += judged.changes

    def _changes(self, problem: int, now: dict[str, Any], new: Any) -> None:
        self.preview.changed += 1
        if len(self.preview.lines) < FIRST_LINES:
            self.preview.lines.append(_line(problem, now, self._change.field, new))

    def _collect(self, problem: int, now: dict[str, Any], new: Any, changes: list[FieldChange]) -> None:
        key = self._change.field
        after = consequences(now, {key: new}, self._presets) if self._follows else {}
        full = {key: new} | {
            name: value for name, value in after.items() if not self._hand.barred(now, name, now[name])
        }
        changes += [FieldChange(problem, name, now[name], value) for name, value in full.items() if now[name] != value]

    def _new(self, old: Any) -> Any:
        change = self._change
        if change.act in ("set", "clear"):
            return self._fixed
        text = str(old or "")
        if change.act == "replace":
            if change.find not in text:
                return old
            text = text.replace(change.find, str(change.value or ""))
        elif change.act == "append":
            text += str(change.value)
        else:
            text = str(change.value) + text
        return self._typed(text)

    def _typed(self, value: Any) -> Any:
        key = self._change.field
        typed = checked_value(key, value)
        if key == STATUS:
            self._judge.check_state(typed)
        return list(typed or ()) if key == "pollutants" else typed

    def _refuse(self, problem: int, now: dict[str, Any] | None, why: str) -> None:
        self.preview.refused[why] += 1
        if len(self.preview.refused_lines) < FIRST_LINES:
            blank = {"ledger_number": "", "site_name": "", self._change.field: None}
            self.preview.refused_lines.append(_line(problem, now or blank, self._change.field, None, why))


def _line(problem: int, now: dict[str, Any], key: str, new: Any, why: str = "") -> BulkLine:
    return BulkLine(problem, now["ledger_number"], now["site_name"] or "", shown_value(now[key]), shown_value(new), why)


def shown_value(value: Any) -> str:
    """A value as a list shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType]
    return str(value)
