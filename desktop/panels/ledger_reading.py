"""What a big table asks beside its rows: totals of the selection, words in cells, blank cells; all in a lane."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from desktop.context import AppContext
from desktop.tables.columns import TableColumn
from desktop.tables.find_strip import FindStrip
from desktop.tables.selection import cell_parts
from desktop.tables.table_view import LedgerTableView
from desktop.tables.totals_bar import TotalsBar

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.jobs.job import Job
    from models.queries.listing import Listing
    from models.queries.problems import ProblemQuery
    from models.store import Ledger

_SETTLE_MS = 120


def _problem_listing(connection: Connection, query: Any) -> Listing:
    from models.queries.listing import problem_listing

    return problem_listing(connection, query)


class LedgerReading(QObject):
    """Answers the view, its find strip and its totals bar from the query whose rows are on screen.

    ``listing`` makes of the query the list that is asked about.
    """

    def __init__(
        self,
        context: AppContext,
        view: LedgerTableView,
        strip: FindStrip,
        bar: TotalsBar,
        listing: Callable[[Connection, Any], Listing] = _problem_listing,
    ) -> None:
        super().__init__(view)
        self._listing = listing
        self._context = context
        self._view = view
        self._strip = strip
        self._bar = bar
        self._query: Any = None
        self._jobs: dict[str, Job] = {}
        self._blanks: dict[tuple[str, ...], AbstractSet[int]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._read_totals)
        view.selectionModel().selectionChanged.connect(lambda: self._timer.start())
        view.walk.blank_ids = self.blank_ids
        strip.asked.connect(self._find)

    def show_rows(self, query: Any) -> None:
        """Other rows, or other cells in them, are on screen."""
        self._query = query
        self._blanks.clear()
        self._timer.start()
        self._strip.ask_again()

    # ---- totals ------------------------------------------------------------------------------------------------

    def _read_totals(self) -> None:
        model, query = self._view.table, self._query
        found = self._view.selected_blocks()
        if query is None or _past(query) or sum(block.cells for block in found) < 2:
            self._forget("totals")
            self._bar.show_totals(None)
            return
        parts, ledger, listing = cell_parts(found, model), self._context.ledger, self._listing

        def work(progress: Any) -> Any:
            from models.queries.totals import Cells, totals
            from models.store.stopping import stoppable

            cells = [Cells(columns, ids) for columns, ids in parts]
            with ledger.reading() as connection, stoppable(connection, progress):
                return totals(connection, listing(connection, query), cells)

        if parts:
            self._start("totals", "计算合计", work, self._bar.show_totals)
        else:
            self._bar.show_totals(None)

    # ---- words in the table ------------------------------------------------------------------------------------

    def _find(self, words: tuple[str, ...], key: str) -> None:
        model, query, ledger = self._view.table, self._query, self._context.ledger
        if query is None:
            return
        columns = [column for column in model.columns if key in ("", column.key)]
        ids, listing = model.all_ids, self._listing

        def work(progress: Any) -> array[int]:
            if _past(query):
                return _in_past_cells(ledger, query, ids, words, columns)
            from models.queries.listing import ids_with_words
            from models.store.stopping import stoppable

            fields = list(dict.fromkeys(field for column in columns for field in column.read_fields))
            with ledger.reading() as connection, stoppable(connection, progress):
                found = ids_with_words(connection, listing(connection, query), words, fields)
            return array("q", [place for place, one in enumerate(ids) if one in found])

        self._start("find", "在表里查找", work, lambda places: self._strip.show_matches(words, places))

    # ---- blank cells -------------------------------------------------------------------------------------------

    def blank_ids(self, column: TableColumn, told: Callable[[AbstractSet[int]], None]) -> None:
        """Tell which rows have nothing in a column; asked once for as long as the rows stay."""
        query, ledger, fields = self._query, self._context.ledger, column.read_fields
        listing = self._listing
        if fields in self._blanks or query is None or _past(query):
            told(self._blanks.get(fields, frozenset()))
            return

        def work(progress: Any) -> AbstractSet[int]:
            from models.queries.listing import blank_ids
            from models.store.stopping import stoppable

            with ledger.reading() as connection, stoppable(connection, progress):
                return blank_ids(connection, listing(connection, query), fields)

        def done(blanks: AbstractSet[int]) -> None:
            if self._query is query:
                self._blanks[fields] = blanks
                told(blanks)

        self._start("blanks", "查找空白", work, done)

    def _start(self, name: str, title: str, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        self._forget(name)
        self._jobs[name] = self._context.jobs.read(
            title, work, done, on_cancelled=lambda: None, owner=self._view, quiet=True
        )

    def _forget(self, name: str) -> None:
        """An answer that is not awaited any more must not arrive."""
        job = self._jobs.pop(name, None)
        if job is not None and not job.done:
            job.cancel()


def _past(query: Any) -> bool:
    """Whether the rows are those of a past day; only the ledger has such."""
    return getattr(query, "as_of", None) is not None


def _in_past_cells(
    ledger: Ledger, query: ProblemQuery, ids: array[int], words: tuple[str, ...], columns: list[TableColumn]
) -> array[int]:
    """Rows of a past day, by the texts that their cells show."""
    from models.queries.cells import problem_cells

    fields = list(dict.fromkeys(field for column in columns for field in column.fields))
    cells = problem_cells(ledger, ids, fields, as_of=query.as_of)
    at = {field: place for place, field in enumerate(fields)}
    found: array[int] = array("q")
    for place, key in enumerate(ids):
        row = cells.get(key)
        if row is None:
            continue
        shown = [column.text(*(row[at[field]] for field in column.fields)).lower() for column in columns]
        if all(any(word.lower() in text for text in shown) for word in words):
            found.append(place)
    return found
