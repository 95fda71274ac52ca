"""The paper side of an import session: profiles applied and remembered, correction workbooks made and taken back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from models.errors import UserError
from models.importing.choices import Choices, Policy
from models.importing.corrections import records, returning
from models.importing.corrections.records import SheetRecord, marks_of
from models.importing.corrections.standing import MOST_ROWS
from models.importing.profiles import known as profiles
from models.importing.profiles.fit import ENOUGH, Chosen, fit, header_keys
from models.importing.profiles.known import Profile, ToRemember
from models.importing.profiles.saving import save_reading
from models.importing.reading.known_reading import CORRECTION_NAME
from models.importing.reading.own_export import OWN_NAME
from models.importing.session_sheets import FileInHand, SheetInHand, with_fields
from models.importing.views import ImportOptions, Issue

if TYPE_CHECKING:
    from models.excel.process.child import Child
    from models.importing.report import ImportReport
    from models.importing.writing.write import Written
    from models.operations import Change
    from models.operations.history import Recorder
    from models.store import Ledger

log = logging.getLogger(__name__)


class SessionPaperwork:
    """The part of ``ImportSession`` that deals with profiles and correction workbooks."""

    choices: Choices
    options: ImportOptions
    _ledger: Ledger
    _child: Child
    _hands: list[FileInHand]
    _password: Callable[[SheetInHand], Any]
    _taken: Callable[[], list[SheetInHand]]
    _profiles: Any
    _sheet: Callable[[str], SheetInHand]
    _cells_changed: Callable[[], None]

    @property
    def ledger_id(self) -> str:
        """The ledger that is imported into."""
        return self._ledger.ledger_id

    @property
    def continues(self) -> int | None:
        """The batch whose held rows came back in a correction workbook."""
        return next((hand.continues for hand in self._hands if hand.continues), None)

    def standing_records(
        self, wanted: Mapping[tuple[str, str], Iterable[int]], issues: Sequence[Issue]
    ) -> list[SheetRecord]:
        """Rows as they stand in their files, by (file, sheet), with all that a correction workbook needs."""
        found: list[SheetRecord] = []
        for number, hand in enumerate(self._hands):
            for sheet in hand.sheets:
                name = sheet.view.name
                rows = sorted(set(wanted.get((hand.name, name), ())) | set(wanted.get(("", name), ())))
                if not sheet.taken or not rows:
                    continue
                standing = self._child.ask(
                    "standing", sheet.path, self._password(sheet), sheet.position, rows[:MOST_ROWS]
                )
                mine = marks_of([(one.cell, one.message) for one in issues if one.sheet == name and one.file == number])
                marks = tuple(mark for mark in mine if mark[0] in standing.rows)
                found.append(
                    SheetRecord(
                        file=hand.name, sha256=hand.view.sha256, sheet=name,
                        columns={key: list(fields) for key, fields in _columns(sheet).items()},
                        constants={one.field: one.value for one in sheet.view.constants if one.use and one.value},
                        settings=_settings(sheet, self.choices), standing=standing, marks=marks,
                    )
                )  # fmt: skip
        return found

    def use_profile(self, name: str) -> None:
        """Read the lists as a profile says, as far as it knows their headers."""
        with self._ledger.reading() as connection:
            profile = profiles.profile_named(connection, name)
        self._apply(profile)
        self._cells_changed()

    def save_profile(self, sheet_key: str, name: str) -> Change:
        """Keep how a sheet is read under a name, from now on and for later imports."""
        sheet = self._sheet(sheet_key)
        key, change = save_reading(self._ledger, name, _to_remember(sheet, self.choices))
        sheet.found["profile_id"], sheet.view.profile = key, " ".join(name.split())
        return change

    def _take_up(self, hand: FileInHand) -> None:
        """Use what is known of a file that was just read: the rest of its profiles, or the batch it continues."""
        for sheet in hand.sheets:
            settings = dict(sheet.found.get("profile_settings") or {})
            returned = sheet.found.get("returned")
            if returned is not None:
                keys = dict(zip(header_keys(sheet.headers()), sheet.view.columns, strict=True))
                left = [keys[key].index for key in returned.settings.get("ignored", ()) if key in keys]
                settings = {**returned.settings, "ignored": left}
            _use_settings(sheet, self.choices, settings)
        back = returning.take_up(self._ledger, hand, self.choices)
        if back is not None:
            self.options = replace(self.options, scope="partial", campaign=self.options.campaign or back)

    def _apply(self, profile: Profile) -> None:
        """Use a profile that was asked for by name on every list whose headers it knows."""
        for hand in self._hands:
            for sheet in hand.sheets:
                headers = [column.header for column in sheet.view.columns]
                found = fit(profile.headers, headers)
                if not found.pairs or (found.likeness < ENOUGH and not _knows(profile, headers)):
                    continue
                chosen = Chosen(profile.spec(), found)
                fields = {sheet.view.columns[place].index: one[0] for place, one in chosen.fields().items()}
                others = {column.index: () for column in sheet.view.columns if column.index not in fields}
                sheet.view.columns = with_fields(sheet.view.columns, {**others, **fields})
                sheet.found["keep"], sheet.found["profile_id"] = {}, profile.id
                sheet.view.profile, sheet.view.profile_note, sheet.view.profile_fit = profile.name, chosen.note, found
                settings = chosen.settings()
                places: list[int] = settings["ignored"]
                settings["ignored"] = [sheet.view.columns[place].index for place in places]
                _use_settings(sheet, self.choices, settings)

    def _finish(self, connection: Connection, recorder: Recorder, written: Written, report: ImportReport) -> None:
        """The last of the transaction: remember the profiles, keep what was held, settle what came back."""
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.taken and sheet.worth_remembering and sheet.view.profile not in (OWN_NAME, CORRECTION_NAME):
                    title = "".join(sheet.view.layout.title.split()) or Path(hand.name).stem
                    profiles.remember(connection, recorder, title, _to_remember(sheet, self.choices))
        records.keep(connection, written.batch_id, self._held(connection, written, report))
        for hand in self._hands:
            returning.settle(connection, hand, written)

    def _held(self, connection: Connection, written: Written, report: ImportReport) -> list[SheetRecord]:
        """What a correction workbook of this batch will need; a file that cannot be read again costs only that."""
        wanted = returning.needing_a_person(connection, written.batch_id, report)
        if not wanted:
            return []
        try:
            return self.standing_records(wanted, report.issues)
        except UserError as error:
            log.info("held rows are kept without their layout: %s", error)
            return []


def _columns(sheet: SheetInHand) -> dict[str, tuple[str, ...]]:
    return profiles.keyed_columns(sheet.headers(), [column.fields for column in sheet.view.columns])


def _settings(sheet: SheetInHand, choices: Choices) -> dict[str, Any]:
    """Everything but headers and mapping that belongs to a profile."""
    keys = header_keys(sheet.headers())
    places = {column.index: place for place, column in enumerate(sheet.view.columns)}
    by_hand = next((one.value for one in sheet.view.constants if one.field == "year" and one.use), "")
    used = {field for column in sheet.view.columns for field in column.fields}
    return {
        "sheet": sheet.view.name,
        "how": {key: value for key, value in sheet.how.items() if value is not None},
        "ignored": [keys[places[index]] for index in sorted(sheet.ignored) if index in places],
        "separators": dict(sheet.separators),
        "policies": {field: policy for field, policy in choices.policies.items() if field in used},
        "split": sheet.view.key in choices.splits,
        "year": int(by_hand) if by_hand.isdigit() and sheet.found["year"] is None else None,
    }


def _to_remember(sheet: SheetInHand, choices: Choices) -> ToRemember:
    return ToRemember(
        sheet.headers(), _columns(sheet), _settings(sheet, choices), sheet.found.get("profile_id"), sheet.corrected
    )


def _use_settings(sheet: SheetInHand, choices: Choices, settings: Mapping[str, Any]) -> None:
    """Say again what was said when the profile was used last."""
    sheet.ignored |= set(settings.get("ignored") or ())
    sheet.separators.update(settings.get("separators") or {})
    if settings.get("split"):
        choices.splits.add(sheet.view.key)
    policies: dict[str, Policy] = settings.get("policies") or {}
    for field, policy in policies.items():
        choices.policies.setdefault(field, policy)
    if settings.get("year") and sheet.found["year"] is None:
        sheet.found["year"] = int(settings["year"])


def _knows(profile: Profile, headers: Sequence[str]) -> bool:
    """Whether a header holds columns that the profile maps, though it is not alike as a whole."""
    mapped = {key for key, fields in profile.columns.items() if fields}
    return any(key in mapped for key in header_keys(headers))
