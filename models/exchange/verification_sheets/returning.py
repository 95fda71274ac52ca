"""核查表 in: read in a child process, each row matched to its check and compared; entered only when told to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from models import clock
from models.errors import UserError
from models.excel.book import Value
from models.excel.process.child import Child, patience
from models.exchange.verification_sheets.child import ReturnedBook, ReturnedRow
from models.operations.verification import ENTRIES, Entered, Finding, clean_values, enter_findings, fault_of
from models.progress import Progress, silent
from models.queries.fields import PROBLEM
from models.queries.verification import VERIFICATION, PlanLine, ResultLine, read_plan, read_results
from models.rules.dates import read_date

if TYPE_CHECKING:
    from models.store import Ledger

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
KIND_TITLES: dict[str, str] = {NEW: "新的结果", CHANGED: "有改动", SAME: "没有变化", WRONG: "有问题"}


@dataclass(frozen=True)
class ReturnLine:
    """One row of a returned sheet: what it would do. ``cell`` and ``why`` of a wrong one."""

    kind: str
    verification_id: int
    ledger_number: str
    name: str
    file: str
    sheet: str
    row: int
    old: Mapping[str, Any] = field(default_factory=dict[str, Any])
    new: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Only the parts that the row says and that differ."""
    cell: str = ""
    value: str = ""
    why: str = ""

    @property
    def source(self) -> str:
        """Where it stands, as the check keeps it."""
        return f"{self.file}《{self.sheet}》第 {self.row} 行"

    def words(self) -> str:
        """What would be written, or what is wrong."""
        if self.kind == WRONG:
            where = f"{self.cell} 格" if self.cell else f"第 {self.row} 行"
            said = f"“{self.value}”" if self.value else ""
            return f"{where}{said}：{self.why}"
        return "；".join(f"{ENTRIES[key]} {_shown(self.old.get(key))}→{_shown(value)}" if self.old.get(key) else
                        f"{ENTRIES[key]} {_shown(value)}" for key, value in self.new.items())  # fmt: skip


@dataclass(frozen=True)
class ReturnPreview:
    """What files that came back say about a plan. ``blank`` rows were not filled in and change nothing."""

    plan: PlanLine
    files: tuple[str, ...]
    lines: tuple[ReturnLine, ...]
    blank: int
    notes: tuple[str, ...] = ()

    def of(self, kind: str) -> list[ReturnLine]:
        """The lines of a kind."""
        return [line for line in self.lines if line.kind == kind]


def read_returned(
    ledger: Ledger, paths: Sequence[Path], plan_id: int | None = None, progress: Progress = silent
) -> ReturnPreview:
    """Read the files and compare; writes nothing. Without a stamp the plan must be given.

    UserError for a file that is no 核查表, is of another ledger or plan, or of a plan that is gone.
    """
    if not paths:
        raise UserError("没有选择文件")
    books: list[tuple[Path, ReturnedBook, list[ReturnedRow]]] = []
    for place, path in enumerate(paths):
        books.append((path, *_read(path, progress.part(0.7 * place / len(paths), 0.7 * (place + 1) / len(paths)))))
    plan_ids = {book.stamp.plan for _path, book, _rows in books if book.stamp is not None}
    for path, book, _rows in books:
        if book.stamp is not None and book.stamp.ledger != ledger.ledger_id:
            raise UserError("这是另一个台账的核查表", where=path.name, advice="请在那个台账里导入")
    if len(plan_ids) > 1:
        raise UserError("这些文件属于不同的核查方案", advice="请按方案分开导入")
    stamped = next(iter(plan_ids), None)
    if stamped is not None and plan_id is not None and stamped != plan_id:
        named = _plan_name(ledger, stamped)
        raise UserError(f"这是“{named}”的核查表，不是现在这个方案的", where=paths[0].name, advice="请先选到那个方案")
    wanted = stamped if stamped is not None else plan_id
    if wanted is None:
        raise UserError("核查表里没有识别标记", where=paths[0].name, advice="请先选好核查方案再导入")
    with ledger.reading() as connection:
        plan = read_plan(connection, wanted)
        if plan is None:
            raise UserError("这个核查方案已经删除了", where=paths[0].name, advice="请先在变更记录里恢复方案")
        progress(0.75, "和台账比较")
        matching = _Matching(connection, plan)
        for path, book, rows in books:
            matching.take(path.name, book, rows)
    return ReturnPreview(
        plan, tuple(path.name for path in paths), tuple(matching.lines), matching.blank, tuple(matching.notes)
    )  # fmt: skip


def enter_returned(ledger: Ledger, preview: ReturnPreview, progress: Progress = silent) -> Entered:
    """Write the new and changed lines in one step; wrong ones, and those changed since the preview, stay out."""
    findings = [
        Finding(line.verification_id, line.new, line.source, line.old)
        for line in preview.lines
        if line.kind in (NEW, CHANGED)
    ]
    files = preview.files[0] if len(preview.files) == 1 else f"{len(preview.files)} 个文件"
    return enter_findings(ledger, findings, title=f"导入核查表 {files}：{len(findings):,} 条结果", progress=progress)


def _read(path: Path, progress: Progress) -> tuple[ReturnedBook, list[ReturnedRow]]:
    size = path.stat().st_size if path.is_file() else 0
    target = "models.exchange.verification_sheets.child:SERVED"
    with Child(target, memory_mb=2048, time_s=patience(size), task="读取核查表") as child:
        book: ReturnedBook = child.ask("begin", str(path), progress=progress.part(0.0, 0.5))
        if not book.sheets:
            raise UserError(
                "没有找到核查表的表头", where=path.name, advice="表头里要有“台账编号”“核查结果”和“核查日期”等列",
            )  # fmt: skip
        rows = [row for chunk in child.stream("rows", progress=progress.part(0.5, 1.0)) for row in chunk]
    return book, rows


def _plan_name(ledger: Ledger, plan_id: int) -> str:
    with ledger.reading() as connection:
        plan = read_plan(connection, plan_id)
    return plan.name if plan is not None else "已删除的方案"


class _Matching:
    """Rows to checks of one plan, through any number of files; a check counts once."""

    def __init__(self, connection: Connection, plan: PlanLine) -> None:
        self.lines: list[ReturnLine] = []
        self.notes: list[str] = []
        self.blank = 0
        self._plan = plan
        self._today = clock.today()
        self._results: dict[tuple[str, str], ResultLine] = {
            (one.purpose, one.name): one for one in read_results(connection, all_=True)
        }
        self._items = _items(connection, plan.id)
        self._by_number = {row["ledger_number"]: row for row in self._items.values()}
        self._elsewhere: set[str] = set()
        self._connection = connection
        self._taken: dict[int, ReturnLine] = {}

    def take(self, file: str, book: ReturnedBook, rows: Iterable[ReturnedRow]) -> None:
        """Match and compare the rows of one file."""
        places = {place: key for place, _number, key in book.stamp.rows} if book.stamp is not None else {}
        stamped = {number: key for _place, number, key in book.stamp.rows} if book.stamp is not None else {}
        letters = {sheet.name: sheet.columns for sheet in book.sheets}
        if book.stamp is None:
            self.notes.append(f"{file} 里没有识别标记，按台账编号对应")
        for sheet in book.sheets:
            for key in sheet.guessed:
                column = sheet.columns[key]
                self.notes.append(f"{file}《{sheet.name}》的 {column} 列表头改过，按位置当作“{ENTRIES[key]}”")
            missing = [title for key, title in ENTRIES.items() if key not in sheet.columns]
            if missing:
                self.notes.append(f"{file}《{sheet.name}》没有{'、'.join(missing)}这一列，这些内容不变")
        self.notes += [f"{file}：{warning}" for warning in book.warnings]
        for row in rows:
            self._row(file, row, letters[row.sheet], stamped, places)

    def _row(
        self, file: str, row: ReturnedRow, letters: Mapping[str, str], stamped: Mapping[str, int],
        places: Mapping[int, int],
    ) -> None:  # fmt: skip
        filled = {key: value for key, value in row.cells.items() if key in ENTRIES}
        number = _number(row.cells.get("ledger_number"))
        item = self._item(number, row, stamped, places)
        if not filled:
            self.blank += item is not None
            return

        def wrong(key: str, why: str, name: str = "") -> None:
            cell = f"{letters[key]}{row.row}" if key in letters else ""
            said = _shown(row.cells.get(key))
            found = ReturnLine(WRONG, 0, number, name, file, row.sheet, row.row, cell=cell, value=said, why=why)
            self.lines.append(found)

        if item is None:
            wrong("ledger_number", self._unknown(number))
            return
        name = item["site_name"] or ""
        said, faults = _values(filled)
        for key, why in faults:
            wrong(key, why, name)
        if faults:
            return
        after = {key: said.get(key, item[key]) for key in ENTRIES}
        new = {key: value for key, value in said.items() if item[key] != value}
        fault = fault_of(item["result"], after, self._plan.purpose, self._results, self._today) if new else None
        if fault is not None:
            wrong(*fault, name)
            return
        earlier = self._taken.get(item["id"])
        if earlier is not None:
            if dict(earlier.new) != new:
                wrong("ledger_number", f"和{earlier.source}是同一条，内容却不一样，以前面的为准", name)
            return
        kind = SAME if not new else NEW if item["result"] is None else CHANGED
        old = {key: item[key] for key in new}
        line = ReturnLine(kind, item["id"], item["ledger_number"], name, file, row.sheet, row.row, old, new)
        self._taken[item["id"]] = line
        self.lines.append(line)

    def _item(
        self, number: str, row: ReturnedRow, stamped: Mapping[str, int], places: Mapping[int, int]
    ) -> Mapping[str, Any] | None:
        """By its number; where somebody took the number away, by its place on the sheet and the same site."""
        if number:
            found = self._by_number.get(number)
            return found if found is not None else self._items.get(stamped.get(number, 0))
        place = row.cells.get("place")
        if isinstance(place, int | float) and not isinstance(place, bool) and 0 < place < 1e9:
            item = self._items.get(places.get(int(place), 0))
            site = row.cells.get("site_name")
            if item is not None and isinstance(site, str) and site.strip() == (item["site_name"] or "").strip():
                return item
        return None

    def _unknown(self, number: str) -> str:
        if not number:
            return "这一行没有台账编号，不知道是哪条问题"
        there = self._connection.execute(
            select(PROBLEM.c.id).where(PROBLEM.c.ledger_number == number, PROBLEM.c.removed_in.is_(None))
        ).first()
        return "这条问题不在这个核查方案里" if there is not None else "台账里没有这个编号"


def _items(connection: Connection, plan_id: int) -> dict[int, Mapping[str, Any]]:
    columns = [VERIFICATION.c[key] for key in ENTRIES]
    query = (
        select(VERIFICATION.c.id, PROBLEM.c.ledger_number, PROBLEM.c.site_name, *columns)
        .join(PROBLEM, PROBLEM.c.id == VERIFICATION.c.problem_id)
        .where(
            VERIFICATION.c.plan_id == plan_id, VERIFICATION.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None)
        )
    )  # fmt: skip
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}


def _values(filled: Mapping[str, Value]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What the white cells say, typed; and what in them is no value, by key."""
    said: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for key, value in filled.items():
        if key == "checked_on":
            found = read_date(value.strip() if isinstance(value, str) else value, year=clock.today().year)
            if found.date is None:
                faults.append((key, "不是日期，请写成 2019-05-06"))
            else:
                said[key] = found.date
            continue
        text = _shown(value)
        try:
            said |= clean_values({key: "".join(text.split()) if key == "result" else text})
        except UserError as error:
            faults.append((key, error.sentence().rstrip("。")))
    return said, faults


def _number(value: Value) -> str:
    return "".join(str(value).split()).upper() if value is not None else ""


def _shown(value: Any) -> str:
    """A cell as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").strip()
