"""The paged model keeps Qt's rules while rows come, go, change and are sorted."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.tables.columns import TableColumn
from desktop.tables.paged_model import PAGE_ROWS, PAGES_KEPT, PagedTableModel


class CountingSource:
    """Rows made up from their ids; remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[array[int]] = []
        self.gone: set[int] = set()
        self.names: dict[int, str] = {}

    def load(self, ids: Sequence[int], fields: tuple[str, ...]) -> dict[int, tuple[object, ...]]:
        self.asked.append(array("q", ids))
        return {
            key: tuple(self.names.get(key, f"{field}{key}") if field == "name" else key for field in fields)
            for key in ids
            if key not in self.gone
        }


COLUMNS = (
    TableColumn("number", "编号", ("number",), str, look="number"),
    TableColumn("name", "名称", ("name", "number"), lambda name, number: f"{name}/{number}", edits="name"),
)


@pytest.fixture
def source() -> CountingSource:
    return CountingSource()


@pytest.fixture
def model(source: CountingSource, qapp: object) -> PagedTableModel:
    made = PagedTableModel(source, COLUMNS)
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)  # type: ignore[attr-defined]
    made.set_ids(array("q", range(1, 1001)))
    return made


def test_rows_are_read_a_page_at_a_time_and_only_when_shown(model: PagedTableModel, source: CountingSource) -> None:
    source.asked.clear()
    model.refresh_ids(None)
    source.asked.clear()
    assert model.index(450, 1).data() == "name451/451"
    assert [len(ids) for ids in source.asked] == [PAGE_ROWS]
    assert source.asked[0][0] == 401
    assert model.index(451, 1).data() == "name452/452"
    assert len(source.asked) == 1


def test_only_a_few_pages_are_kept(source: CountingSource, qapp: object) -> None:
    model = PagedTableModel(source, COLUMNS)
    model.set_ids(array("q", range(PAGE_ROWS * (PAGES_KEPT + 10))))
    for row in range(0, model.rowCount(), PAGE_ROWS):
        model.text_at(row, 0)
    assert len(model._pages) == PAGES_KEPT
    assert len(model._texts) == PAGES_KEPT


def test_an_inserted_run_is_told_as_an_insertion(model: PagedTableModel) -> None:
    told: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    ids = model.ids[:300] + array("q", [5001, 5002, 5003]) + model.ids[300:]
    assert model.set_ids(ids) is False
    assert told == [(300, 302)]
    assert model.index(300, 0).data() == "5001"
    assert model.index(303, 0).data() == "301"


def test_a_removed_run_is_told_as_a_removal(model: PagedTableModel) -> None:
    told: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda _parent, first, last: told.append((first, last)))
    assert model.set_ids(model.ids[:100] + model.ids[110:]) is False
    assert told == [(100, 109)]
    assert model.rowCount() == 990
    assert model.index(100, 0).data() == "111"


def test_another_order_resets_and_shows_the_new_rows(model: PagedTableModel, qtbot: object) -> None:
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    assert model.set_ids(array("q", reversed(model.ids))) is True
    assert resets == [True]
    assert model.index(0, 0).data() == "1000"
    assert model.row_of(1000) == 0
    assert model.row_of(77777) == -1


def test_the_same_list_tells_nothing(model: PagedTableModel) -> None:
    model.modelReset.connect(lambda: pytest.fail("nothing changed"))
    assert model.set_ids(array("q", model.ids)) is False


def test_an_id_is_found_whatever_its_neighbours_look_like_as_bytes(model: PagedTableModel) -> None:
    ids = array("q", [0x0500, 0x0100, 5 << 8, 5, 1, -3, 256])
    model.set_ids(ids)
    assert [model.row_of(key) for key in (5, 1, 256, -3, 7)] == [3, 4, 1, 5, -1]


def test_to_nothing_and_back(model: PagedTableModel) -> None:
    model.set_ids(array("q"))
    assert model.rowCount() == 0
    model.set_ids(array("q", [3, 1, 2]))
    assert [model.index(row, 0).data() for row in range(3)] == ["3", "1", "2"]


def test_a_change_reads_only_the_pages_that_hold_it(model: PagedTableModel, source: CountingSource) -> None:
    model.text_at(0, 1)
    model.text_at(400, 1)
    source.asked.clear()
    source.names[401] = "新名"
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.refresh_ids({401, 999_999})
    assert told == [(400, 599)]
    assert model.index(400, 1).data() == "新名/401"
    assert model.index(0, 1).data() == "name1/1"
    assert len(source.asked) == 1


def test_an_edit_shows_at_once_and_gives_way_to_what_is_stored(model: PagedTableModel, source: CountingSource) -> None:
    wanted: list[tuple[int, str, object]] = []
    model.edit_wanted.connect(lambda key, field, value: wanted.append((key, field, value)))
    assert model.setData(model.index(4, 1), "打字") is True
    assert wanted == [(5, "name", "打字")]
    model.show_pending({5: {"name": "打字"}})
    assert model.index(4, 1).data() == "打字/5"
    model.forget_pending([5])
    assert model.index(4, 1).data() == "name5/5"
    model.show_pending({5: {"name": "打字"}})
    source.names[5] = "存的"
    model.refresh_ids({5})
    assert model.index(4, 1).data() == "存的/5"


def test_only_columns_with_a_field_to_write_can_be_edited(model: PagedTableModel) -> None:
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    model.set_editable(False)
    assert not model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    assert model.setData(model.index(0, 1), "x") is False


def test_a_row_that_vanished_meanwhile_says_so_instead_of_failing(
    model: PagedTableModel, source: CountingSource
) -> None:
    source.gone.add(1)
    model.refresh_ids({1})
    assert model.index(0, 0).data() == "已移除"
    assert model.index(0, 1).data() == ""


def test_other_columns_ask_for_other_fields(model: PagedTableModel, source: CountingSource) -> None:
    model.set_columns(COLUMNS[1:])
    assert model.columnCount() == 1
    assert model.index(0, 0).data() == "name1/1"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "名称"


def test_a_table_row_has_no_children(model: PagedTableModel) -> None:
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
