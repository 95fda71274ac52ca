"""Cells on their way in from a worksheet: each is read by its column's type; what does not fit is listed with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import UserError
from models.operations.change import Change
from models.operations.consequences import read_presets
from models.operations.edit import STATUS, CellEdit, checked_value, edit_cells
from models.operations.hand_edits import HandEdits
from models.operations.move_judging import Judge, Move
from models.operations.stored_values import read_fields
from models.progress import Progress, silent
from models.queries.fields import FIELDS
from models.regions import load_gazetteer

if TYPE_CHECKING:
    from models.store import Ledger

_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class PastedCell:
    """A text for one cell."""

    problem_id: int
    field: str
    text: str


@dataclass(frozen=True)
class Reject:
    """A cell that was not written; ``problem_id`` 0 where there is no such row, ``where`` says it in words."""

    problem_id: int
    field: str
    where: str
    text: str
    why: str


@dataclass
class PasteCheck:
    """What can be written, typed, and what cannot."""

    good: list[CellEdit] = field(default_factory=list[CellEdit])
    rejects: list[Reject] = field(default_factory=list[Reject])


def check_cells(ledger: Ledger, cells: Sequence[PastedCell], progress: Progress = silent) -> PasteCheck:
    """Read every cell by its type; a county must lie in its row's city, a state must be one that the row may move to.

    A field that the state of its row keeps as it is, is refused.
    """
    done = PasteCheck()
    known: dict[tuple[str, str], Any] = {}
    with ledger.reading() as connection:
        statuses = read_presets(connection).statuses
        judge = Judge(connection, ledger.actor)
        hand = HandEdits(judge.matrix)
        by_row: dict[int, list[PastedCell]] = {}
        for cell in cells:
            by_row.setdefault(cell.problem_id, []).append(cell)
        rows = list(by_row)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            progress(start / len(rows), "检查要粘贴的内容")
            some = rows[start : start + _ROWS_AT_ONCE]
            fields = {"ledger_number", "removed_in", "city", "province", "assigned_on", "found_on", STATUS, "category"}
            now = read_fields(connection, some, fields | {cell.field for key in some for cell in by_row[key]})
            read = PasteCheck(rejects=done.rejects)
            for key in some:
                _check_row(by_row[key], now.get(key), statuses, known, read)
            done.good += _allowed(read, now, judge, hand)
    return done


def _allowed(read: PasteCheck, now: dict[int, dict[str, Any]], judge: Judge, hand: HandEdits) -> list[CellEdit]:
    """The cells that the states of their rows allow; the others are added to the rejects."""
    good: list[CellEdit] = []
    moves: dict[int, Move] = {}
    for edit in read.good:
        row = now[edit.problem_id]
        if row[edit.field] != edit.value and hand.barred(row, edit.field, row[edit.field]):
            read.rejects.append(_reject(edit, row, hand.why(row, edit.field)))
            continue
        good.append(edit)
        if edit.field == STATUS:
            moves[edit.problem_id] = Move(edit.problem_id, edit.value)
    if not moves:
        return good
    for edit in good:
        if edit.problem_id in moves and edit.field != STATUS:
            move = moves[edit.problem_id]
            moves[edit.problem_id] = Move(move.problem_id, move.status, {**move.values, edit.field: edit.value})
    refused = {one.problem_id: one for one in judge.take(list(moves.values())).refusals}
    for edit in good:
        if edit.field == STATUS and edit.problem_id in refused:
            why = refused[edit.problem_id].short
            read.rejects.append(_reject(edit, now[edit.problem_id], why))
    return [edit for edit in good if edit.field != STATUS or edit.problem_id not in refused]


def _reject(edit: CellEdit, row: dict[str, Any], why: str) -> Reject:
    where = f"{row['ledger_number']} · {FIELDS[edit.field].title}"
    return Reject(edit.problem_id, edit.field, where, "" if edit.value is None else str(edit.value), why)


def write_cells(ledger: Ledger, edits: Sequence[CellEdit]) -> Change:
    """Write checked cells as one step."""
    titles = "、".join(dict.fromkeys(FIELDS[edit.field].title for edit in edits))
    return edit_cells(ledger, edits, f"粘贴 {len(edits):,} 格：{titles}"[:200])


def _check_row(
    cells: Sequence[PastedCell],
    now: dict[str, Any] | None,
    statuses: Sequence[str],
    known: dict[tuple[str, str], Any],
    done: PasteCheck,
) -> None:
    if now is None or now["removed_in"] is not None:
        done.rejects += [Reject(0, cell.field, "（已不在列表里）", cell.text, "这条问题已不在台账里") for cell in cells]
        return
    pasted = {cell.field: cell.text.strip() for cell in cells}
    for cell in cells:
        try:
            pair = (cell.field, cell.text)
            if pair not in known:
                known[pair] = _typed(cell, statuses)
            if isinstance(known[pair], UserError):
                raise known[pair]
            _check_place(cell.field, known[pair], pasted, now)
        except UserError as error:
            known.setdefault((cell.field, cell.text), error)
            where = f"{now['ledger_number']} · {FIELDS[cell.field].title}"
            done.rejects.append(Reject(cell.problem_id, cell.field, where, cell.text, str(error).rstrip("。")))
        else:
            done.good.append(CellEdit(cell.problem_id, cell.field, known[pair]))


def _typed(cell: PastedCell, statuses: Sequence[str]) -> Any:
    typed = checked_value(cell.field, cell.text)
    if cell.field == STATUS and typed not in statuses:
        raise UserError(f"没有“{typed}”这个状态", advice="可用的有" + "、".join(statuses))
    return typed


def _check_place(name: str, value: Any, pasted: dict[str, str], now: dict[str, Any]) -> None:
    """A city must be one; a county that is known must lie in the city of its row."""
    if name not in ("city", "county") or not value:
        return
    on: date | None = now["assigned_on"] or now["found_on"]
    gazetteer = load_gazetteer()
    if name == "city":
        province = pasted.get("province") or None
        if gazetteer.resolve(value, province=province, on=on, level="city").place is None:
            raise UserError(f"没有名为“{value}”的市", advice="请核对市名")
        return
    said = pasted.get("city", now["city"])
    home = gazetteer.resolve(said, on=on, level="city").place if said else None
    if home is None or gazetteer.resolve(value, city=home.city, on=on).place is not None:
        return
    elsewhere = gazetteer.resolve(value, on=on).place
    if elsewhere is not None and elsewhere.city and elsewhere.city != home.city:
        raise UserError(f"{value}属于{elsewhere.city}，这一条在{home.city}", advice="请先改市，或连同市一起粘贴")
