"""What a person can say while an import is open: header, columns, cells, values, rows, fields and policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.errors import UserError
from models.importing.choices import Choices, Policy, RowChoice, RowKey, Side, ValueAnswer
from models.importing.session_memory import Memory, bring_back, copied, memory_of, says_other_cells
from models.importing.session_sheets import FileInHand, SheetInHand, sheet_view, with_constant, with_fields

if TYPE_CHECKING:
    from models.excel.process.child import Child
    from models.importing.views import ImportOptions, SheetView


class SessionEdits:
    """The correcting half of ``ImportSession``; every method makes the next plan differ and writes nothing."""

    choices: Choices
    options: ImportOptions
    _child: Child
    _hands: list[FileInHand]
    _profiles: Any

    def set_included(self, sheet_key: str, included: bool) -> SheetView:
        """Take a sheet in or leave it out."""
        sheet = self._sheet(sheet_key)
        sheet.view.included = included
        self._cells_changed()
        return sheet.view

    def set_header(self, sheet_key: str, first: int, last: int) -> SheetView:
        """Say which rows (as Excel counts) are the header; the sheet is read anew and taken in."""
        sheet = self._sheet(sheet_key)
        sheet.how["header"] = (first, last)
        return self._look_again(sheet, True)

    def set_hidden(self, sheet_key: str, *, rows: bool | None = None, columns: bool | None = None) -> SheetView:
        """Say whether hidden rows, or hidden columns, are imported too."""
        sheet = self._sheet(sheet_key)
        for name, wish in (("hidden_rows", rows), ("hidden_columns", columns)):
            if wish is not None:
                sheet.how[name] = wish
        return self._look_again(sheet, sheet.view.included)

    def set_as_text(self, sheet_key: str, as_text: bool) -> SheetView:
        """按文本读取: every cell as Excel shows it, no numbers or dates."""
        sheet = self._sheet(sheet_key)
        sheet.how["as_text"] = as_text
        return self._look_again(sheet, sheet.view.included)

    def set_columns(self, sheet_key: str, fields: dict[int, tuple[str, ...]]) -> SheetView:
        """Say which fields some columns feed; an empty tuple keeps the column as 原表附加列."""
        sheet = self._sheet(sheet_key)
        sheet.view.columns = with_fields(sheet.view.columns, fields, sheet.view.target)
        sheet.found["keep"] = {index: kept for index, kept in sheet.found["keep"].items() if index not in fields}
        sheet.ignored -= set(fields)
        sheet.corrected = True
        self._cells_changed()
        return sheet.view

    def set_ignored(self, sheet_key: str, columns: Iterable[int]) -> SheetView:
        """Say which columns are not even kept as 原表附加列."""
        sheet = self._sheet(sheet_key)
        sheet.ignored = set(columns)
        sheet.view.columns = with_fields(sheet.view.columns, dict.fromkeys(sheet.ignored, ()), sheet.view.target)
        sheet.corrected = True
        self._cells_changed()
        return sheet.view

    def set_separator(self, sheet_key: str, field: str, separator: str) -> SheetView:
        """What stands between the texts of two columns that are joined into one field."""
        sheet = self._sheet(sheet_key)
        sheet.separators[field] = separator
        sheet.corrected = True
        self._cells_changed()
        return sheet.view

    def set_constant(self, sheet_key: str, field: str, value: str | bool) -> SheetView:
        """Change the value of a constant, or whether it is used."""
        sheet = self._sheet(sheet_key)
        sheet.view.constants = with_constant(sheet.view.constants, field, value)
        self._cells_changed()
        return sheet.view

    def set_split(self, sheet_key: str, split: bool) -> SheetView:
        """Say whether a cell that tells several problems becomes several rows."""
        sheet = self._sheet(sheet_key)
        (self.choices.splits.add if split else self.choices.splits.discard)(sheet_key)
        self._cells_changed()
        return sheet.view

    def fix_cell(self, sheet_key: str, row: int, column: int, text: str | None) -> None:
        """Put another text into a cell (column from 0); None takes the correction back. The file stays as it is."""
        self._sheet(sheet_key)
        cells = self.choices.fixes.setdefault(RowKey(sheet_key, row), {})
        if text is None:
            cells.pop(column, None)
        else:
            cells[column] = text
        self._cells_changed()

    def answer_value(self, field: str, said: str, answer: ValueAnswer | None) -> None:
        """Say what a value means in this import (and, where it is for good, in later ones); None takes it back."""
        if answer is None:
            self.choices.values.pop((field, said), None)
        else:
            self.choices.values[field, said] = answer
        self._cells_changed()

    def answer_deadline(self, wording: str, reading: Mapping[str, Any] | None) -> None:
        """Say how a deadline wording is to be read (kind, date, days, stages); None takes it back."""
        from models.rules.deadline_text import wording_key

        key = wording_key(wording)
        if reading is None:
            self.choices.deadlines.pop(key, None)
        else:
            self.choices.deadlines[key] = dict(reading)
        self._cells_changed()

    def decide_rows(self, keys: Iterable[RowKey], choice: RowChoice | None) -> None:
        """Say what becomes of rows; None leaves it to the program again."""
        for key in keys:
            if choice is None:
                self.choices.rows.pop(key, None)
                self.choices.rows.pop(key.whole, None)
            else:
                self.choices.rows[key] = choice
        self._plan_changed()

    def decide_fields(self, keys: Iterable[RowKey], fields: Iterable[str], side: Side | None) -> None:
        """Say which side wins where a person's edit and the file differ; None leaves it open again."""
        names = tuple(fields)
        for key in keys:
            for name in names:
                if side is None:
                    self.choices.sides.pop((key, name), None)
                else:
                    self.choices.sides[key, name] = side
        self._plan_changed()

    def set_policy(self, field: str, policy: Policy | None) -> None:
        """Say who wins for a field in this import; None goes back to the ledger's own policy."""
        if policy is None:
            self.choices.policies.pop(field, None)
            self.choices.asserted.discard(field)
        else:
            self.choices.policies[field] = policy
            self.choices.asserted.add(field)
        self._plan_changed()

    def wishes(self, sheet_key: str) -> dict[str, Any]:
        """How a sheet is read at a person's wish: header, hidden_rows, as_text, split, ignored, separators …"""
        sheet = self._sheet(sheet_key)
        more = {"ignored": set(sheet.ignored), "separators": dict(sheet.separators)}
        return sheet.how | more | {"split": sheet_key in self.choices.splits}

    def remember(self) -> Memory:
        """Everything said so far, to come back to with ``recall``."""
        return memory_of(self.options, self.choices, self._hands)

    def recall(self, memory: Memory) -> None:
        """Go back to what had been said then."""
        now = memory_of(self.options, self.choices, ())
        self.options, self.choices = memory.options, copied(memory.choices)
        if bring_back(memory, self._hands) or says_other_cells(now, memory):
            self._cells_changed()
        else:
            self._plan_changed()

    def _look_again(self, sheet: SheetInHand, included: bool) -> SheetView:
        found = self._child.ask("look_again", sheet.path, self._password(sheet), sheet.position, sheet.how,
                                self._profiles, self._own_fields())  # fmt: skip
        sheet.found, sheet.corrected = found, True
        sheet.view = replace(sheet_view(found, sheet.view.key), included=included)
        for hand in self._hands:
            hand.view.sheets = [one.view for one in hand.sheets]
        self._cells_changed()
        return sheet.view

    def _sheet(self, key: str) -> SheetInHand:
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.view.key == key:
                    return sheet
        raise UserError(f"没有这张表：{key}")

    def _password(self, sheet: SheetInHand) -> Any:
        raise NotImplementedError

    def _own_fields(self) -> dict[str, dict[str, Any]]:
        """The bureau's own fields, for the child."""
        raise NotImplementedError

    def _cells_changed(self) -> None:
        """The rows have to be read anew."""
        raise NotImplementedError

    def _plan_changed(self) -> None:
        """Only the plan has to be made anew."""
        raise NotImplementedError
