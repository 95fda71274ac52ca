"""How a sheet is read without asking: our own export, a correction workbook that came back, or a remembered profile.

No SQLAlchemy here: it runs in the child process that reads files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from models.excel.tables.table_layout import HeaderColumn
from models.importing.cells.own_fields import OwnFields
from models.importing.columns.aliases import normal
from models.importing.columns.evidence import Evidence
from models.importing.columns.map import Match, match_columns
from models.importing.corrections.stamp import Returned, header_here, returned
from models.importing.field_list import CUSTOM
from models.importing.profiles.fit import Chosen, ProfileFit, Spec, choose, header_keys
from models.importing.reading.own_export import OWN_NAME, by_title, own_mapping

if TYPE_CHECKING:
    from models.importing.reading.sheet_state import SheetState

CORRECTION_NAME = "更正表"
_HEADER_SHARE = 0.6


@dataclass(frozen=True)
class KnownReading:
    """What is known of a sheet beforehand; nothing where all fields are empty."""

    name: str | None = None
    own: Mapping[str, list[str]] | None = None
    chosen: Chosen | None = None
    stamped: Mapping[str, Sequence[str]] | None = None
    back: Returned | None = None
    how: dict[str, Any] = field(default_factory=dict[str, Any])
    """How the table had to be found for it: the header that a person once pointed out, cells as text …"""

    def matches(
        self, columns: Sequence[HeaderColumn], evidence: Mapping[int, Evidence], custom: OwnFields
    ) -> dict[int, Match]:
        """Column index to its match; what the profile does not know is matched by its words and cells.

        Fields of the bureau's own that are no longer in use are fed by nothing.
        """
        found = self._matches(columns, evidence, by_title(custom))
        gone = gone_fields((name for match in found.values() for name in match.fields), custom)
        if not gone:
            return found
        return {
            index: _without(match, gone) if gone.intersection(match.fields) else match for index, match in found.items()
        }

    def _matches(
        self, columns: Sequence[HeaderColumn], evidence: Mapping[int, Evidence], custom: Mapping[str, str]
    ) -> dict[int, Match]:
        if self.own is not None:
            return match_columns(columns, evidence, self.own)
        if self.stamped is not None:
            keys = header_keys([column.name for column in columns])
            fields = {column.index: tuple(self.stamped.get(key, ())) for key, column in zip(keys, columns, strict=True)}
            return {index: Match(names, 1.0, CORRECTION_NAME) if names else Match() for index, names in fields.items()}
        if self.chosen is None:
            return match_columns(columns, evidence, custom=custom)
        known = {columns[place].index: one for place, one in self.chosen.fields().items()}
        taken = {name for fields, _, _ in known.values() for name in fields}
        free = match_columns(columns, evidence, custom=custom) if len(known) < len(columns) else {}
        matches = {index: Match(fields, score, reason) if fields else Match()
                   for index, (fields, score, reason) in known.items()}  # fmt: skip
        for column in columns:
            guess = free.get(column.index, Match())
            fields = tuple(name for name in guess.fields if name not in taken)
            if column.index not in matches:
                matches[column.index] = replace(guess, fields=fields) if fields else Match()
                taken.update(fields)
        return {column.index: matches[column.index] for column in columns}

    def facts(self, columns: Sequence[HeaderColumn], custom: OwnFields) -> dict[str, Any]:
        """What the host is told of it."""
        settings = self.chosen.settings() if self.chosen is not None else {}
        if settings:
            places: list[int] = settings["ignored"]
            settings["ignored"] = [columns[place].index for place in places]
        fit: ProfileFit | None = self.chosen.fit if self.chosen is not None else None
        return {
            "profile": self.name,
            "profile_id": self.chosen.spec["id"] if self.chosen is not None else None,
            "profile_note": self.chosen.note + _gone_words(self.chosen, custom) if self.chosen is not None else "",
            "profile_fit": fit,
            "profile_settings": settings,
            "returned": self.back,
            "how": self.how,
        }


def gone_fields(names: Iterable[str], custom: OwnFields) -> set[str]:
    """Of these fields, those of the bureau's own that are not in use."""
    return {name for name in names if name in CUSTOM and not custom.get(name, {}).get("active")}


def _without(match: Match, gone: set[str]) -> Match:
    fields = tuple(name for name in match.fields if name not in gone)
    return replace(match, fields=fields, reason="自定义字段已停用") if fields else Match(reason="自定义字段已停用")


def _gone_words(chosen: Chosen, custom: OwnFields) -> str:
    """What of the profile cannot be done any more."""
    columns: Mapping[str, Sequence[str]] = chosen.spec["columns"]
    gone = sorted(gone_fields((name for names in columns.values() for name in names), custom))
    titles = [str(custom.get(name, {}).get("title") or "不在本台账的字段") for name in gone]
    return f"；方案里的自定义字段已停用，相应的列保留为原表附加列：{'、'.join(titles)}" if gone else ""


def known_reading(state: SheetState, profiles: Sequence[Spec]) -> KnownReading:
    """Look for what is known of a sheet; may find its table anew with a header that was once pointed out."""
    if state.own:
        return KnownReading(OWN_NAME, own=own_mapping(state.layout.columns, state.custom))
    if state.stamped is not None:
        return _correction(state)
    about = " ".join(
        (state.file_name, state.sheet.name, state.layout.title, *(text for _, text in state.layout.outside))
    )
    chosen = choose(profiles, _names(state), about)
    how: dict[str, Any] = {}
    if not state.how:
        again = _as_pointed_out(state, profiles, about) if chosen is None or not chosen.fit.same else None
        if again is not None:
            chosen = again
        elif chosen is not None and chosen.fit.same and _wishes(chosen.spec):
            # The header is where it was found; only what was said about hidden rows and text cells is done again.
            wish = {key: value for key, value in _wishes(chosen.spec).items() if key != "header"}
            if wish:
                state.find(wish)
        how = dict(state.how)
    return KnownReading(chosen.spec["name"] if chosen else None, chosen=chosen, how=how)


def _correction(state: SheetState) -> KnownReading:
    stamp, stamped = state.stamped or (None, None)
    assert stamp is not None
    assert stamped is not None
    how: dict[str, Any] = {}
    if not state.how:
        header = header_here(stamped, state.sheet.rows)
        if header is not None and list(header) != [*state.layout.header_rows[:1], *state.layout.header_rows[-1:]]:
            state.find({"header": header})
        how = dict(state.how)
    back = returned(stamp, stamped, state.layout.columns, state.sheet.rows, state.layout.data_rows)
    return KnownReading(CORRECTION_NAME, stamped=stamped.columns, back=back, how=how)


def _as_pointed_out(state: SheetState, profiles: Sequence[Spec], about: str) -> Chosen | None:
    """The profile whose header a person once pointed out, if this sheet has it at the same rows."""
    for spec in profiles:
        wish = _wishes(spec)
        if "header" in wish and _header_stands(state, spec, wish["header"]):
            state.find({**wish, "header": tuple(wish["header"])})
            again = choose([spec], _names(state), about)
            if again is not None and again.fit.same:
                return again
            state.find({})
    return None


def _header_stands(state: SheetState, spec: Spec, header: Sequence[int]) -> bool:
    """A cheap look before the table is found anew: whether the last header row holds the last words of the names."""
    rows = state.sheet.rows
    if header[1] > len(rows):
        return False
    words = [normal(cell) for cell in rows[header[1] - 1] if isinstance(cell, str) and cell.strip()]
    known = {normal(name.rpartition("/")[2]) for name in spec["headers"]}
    return bool(words) and sum(word in known for word in words) >= _HEADER_SHARE * len(words)


def _names(state: SheetState) -> list[str]:
    return [column.name for column in state.layout.columns]


def _wishes(spec: Spec) -> Mapping[str, Any]:
    settings: Mapping[str, Any] = spec.get("settings") or {}
    how = settings.get("how")
    return cast("Mapping[str, Any]", how) if isinstance(how, dict) else {}
