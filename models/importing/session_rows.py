"""The part of an import session that shows single rows beside the ledger, and says what was decided about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models.errors import UserError
from models.importing.choices import Choices, Policy, RowKey
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.links import link_columns
from models.importing.deciding.plan import Decisions, decide
from models.importing.deciding.policies import Policies, policies_of
from models.importing.deciding.wishes import Wishes, wishes_of
from models.importing.session_sheets import FileInHand, SheetInHand
from models.importing.views import Candidate, CellView, ImportOptions, SheetView
from models.importing.writing.committing import campaign_of, last_change_set
from models.progress import Progress, silent
from models.schema import BatchRow, ImportBatch, SourceFile

if TYPE_CHECKING:
    from models.store import Ledger

_FILE: Table = SourceFile.__table__  # type: ignore[assignment]
_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]


class SessionRows:
    """Mixed into ``ImportSession``; what it shows is the plan as ``plan`` made it, made anew where that is needed."""

    options: ImportOptions
    choices: Choices
    set_hidden: Callable[..., SheetView]
    _ledger: Ledger
    _hands: list[FileInHand]
    _planned: tuple[Decisions, int] | None

    def row_detail(self, key: RowKey) -> tuple[CellView, ...]:
        """Every field of a row beside what the ledger holds, with what will become of it and why."""
        from models.importing.deciding.row_views import row_detail

        incoming, at = self._row(key)
        with self._ledger.reading() as connection:
            return row_detail(connection, incoming, self._decisions(connection, incoming), at)

    def candidates(self, key: RowKey) -> tuple[Candidate, ...]:
        """The problems that a row may be, field by field; the most alike first."""
        from models.importing.deciding.row_views import candidates

        incoming, at = self._row(key)
        with self._ledger.reading() as connection:
            _, campaign_id = campaign_of(connection, self.options, self._list_title())
            return candidates(connection, campaign_id, incoming, self._decisions(connection, incoming), at)

    def problem_of_number(self, ledger_number: str) -> int | None:
        """The problem with a ledger number, for a person who types one to assign a row to."""
        from models.importing.deciding.row_views import problem_of_number

        with self._ledger.reading() as connection:
            return problem_of_number(connection, ledger_number)

    def _as_asked(self) -> None:
        """Do what the options say about hidden rows and split cells on every sheet."""
        for hand in self._hands:
            for sheet in list(hand.sheets):
                if not self.options.hidden_rows and sheet.view.hidden_rows:
                    self.set_hidden(sheet.view.key, rows=False)
                if self.options.split:
                    self.choices.splits.add(sheet.view.key)

    def _row(self, key: RowKey) -> tuple[Incoming, int]:
        incoming = self._rows(silent)
        at = incoming.position(key)
        if at is None:
            raise UserError(f"这次导入里没有第 {key.row} 行", advice="请刷新预览")
        return incoming, at

    def _decisions(self, connection: Connection, incoming: Incoming) -> Decisions:
        """The plan that was shown, made anew where the ledger or a choice changed since."""
        now = last_change_set(connection)
        if self._planned is None or self._planned[1] != now:
            _, campaign_id = campaign_of(connection, self.options, self._list_title())
            self._planned = (decide(connection, campaign_id, incoming, self._said(connection, incoming)), now)
        return self._planned[0]

    def _said(self, connection: Connection, incoming: Incoming, batch: int | None = None) -> Wishes:
        """All that was said about rows, fields and policies, by position."""
        options = self.options
        return wishes_of(
            incoming, self.choices, self._policies(connection), options.scope == "complete", options.cities,
            options.stood_on, batch, self._ledger.actor if options.as_history else "",
        )  # fmt: skip

    def _policies(self, connection: Connection) -> Policies:
        """Who wins by field: as said for this import, by the profiles, the ledger, the presets."""
        options = self.options
        profile: dict[str, Policy] = dict(options.policies)
        asserted: dict[str, Policy] = dict(options.policies)
        for name, policy in self.choices.policies.items():
            (asserted if name in self.choices.asserted else profile)[name] = policy
        return policies_of(connection, profile, asserted)

    @property
    def _whole_first(self) -> bool:
        """Whether what was said needs all rows before any may be written."""
        return bool(self.choices.rows)

    def _origin_facts(self, hand: FileInHand, sheet: SheetInHand) -> dict[str, Any]:
        """What the host knows of the sheet that a run of rows comes from."""
        constants = {one.field: one.value for one in sheet.view.constants if one.use and one.value}
        own = [column.header for column in sheet.view.columns if not column.fields]
        return {
            "key": sheet.view.key, "stated_on": constants.get("as_of"), "city": constants.get("city"),
            "links": link_columns(own), "seen_before": self._seen_before(hand.view.sha256),
            "twins": sheet.twins(),
        }  # fmt: skip

    def _seen_before(self, sha256: str) -> bool:
        """Whether a batch that still stands took the same bytes."""
        with self._ledger.reading() as connection:
            files = connection.execute(select(_FILE.c.id).where(_FILE.c.sha256 == sha256)).scalars().all()
            if not files:
                return False
            took = select(_ROW.c.id).where(_ROW.c.batch_id == _BATCH.c.id, _ROW.c.source_file_id.in_(files))
            query = select(_BATCH.c.id).where(_BATCH.c.undone_by_id.is_(None), took.exists())
            return connection.execute(query.limit(1)).first() is not None

    def _rows(self, progress: Progress) -> Incoming:
        raise NotImplementedError

    def _list_title(self) -> str:
        raise NotImplementedError
