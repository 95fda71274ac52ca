"""The part of an import session that leaves out sheets whose rows all stand in another sheet as well."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from models.errors import UserError
from models.importing.reading.cuts import SheetMarks, find_cuts
from models.importing.session_sheets import FileInHand, SheetInHand

if TYPE_CHECKING:
    from models.excel.process.child import Child


class SessionCuts:
    """Mixed into ``ImportSession``."""

    _child: Child
    _hands: list[FileInHand]
    _all_passwords: Callable[[], list[str] | None]

    def _marks(self, sheet: SheetInHand) -> list[bytes]:
        """Digests of a sheet's rows; none where it cannot be read again now, then it is taken as a list of its own."""
        try:
            return self._child.ask("marks", sheet.path, self._all_passwords(), sheet.position)
        except UserError:
            return []

    def _leave_out_cuts(self, files: Collection[int]) -> None:
        """Sheets whose rows all stand in another sheet as well are not taken; only ``files`` (positions) are judged."""
        alike: dict[str, list[tuple[int, FileInHand, SheetInHand]]] = {}
        for number, hand in enumerate(self._hands):
            for sheet in hand.sheets:
                if sheet.taken:
                    alike.setdefault(sheet.found["fingerprint"], []).append((number, hand, sheet))
        for group in alike.values():
            if len(group) < 2 or not any(number in files for number, _, _ in group):
                continue
            notes = find_cuts([
                SheetMarks(
                    sheet.view.key, sheet.view.name, sheet.found["fingerprint"],
                    self._marks(sheet), hand.name,
                )
                for _, hand, sheet in group
            ])  # fmt: skip
            for number, _, sheet in group:
                if number in files and sheet.view.key in notes:
                    sheet.view.included, sheet.view.role_note = False, notes[sheet.view.key]
                    sheet.view.warnings.append(notes[sheet.view.key])
