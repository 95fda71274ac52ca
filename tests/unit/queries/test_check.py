"""The check of a ledger finds what is wrong and nothing else."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from models.operations import CellEdit, edit_cells, undo_last
from models.queries.check import check_ledger
from models.queries.quality import CHECKS, quality_ids


def test_a_sound_ledger_is_ok_after_all_kinds_of_steps(demo):
    edit_cells(demo, [CellEdit(1, "remarks", "甲"), CellEdit(2, "remarks", "乙")])
    undo_last(demo)
    report = check_ledger(demo)
    assert report.ok
    assert list(report.to_json()) == [
        "ok", "database", "foreign_keys", "history_chain", "evidence_missing", "evidence_changed", "quality",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE change SET new = '7' WHERE id = (SELECT max(id) FROM change WHERE field = 'status')",
        "DELETE FROM change WHERE id = 5",
        "UPDATE change_set SET title = '别的' WHERE id = 3",
        "UPDATE change_set SET at = '2001-01-01 00:00:00.000000' WHERE id = 2",
        "DELETE FROM change WHERE change_set_id = (SELECT max(id) FROM change_set)",
        "UPDATE change SET change_set_id = 2 WHERE id = 1",
    ],
)
def test_history_changed_behind_our_back_breaks_the_chain(demo, damage):
    with demo.writing() as connection:
        connection.execute(text(damage))
    report = check_ledger(demo)
    assert not report.history_chain
    assert not report.ok
    assert report.broken_at is not None


def test_a_dangling_reference_is_found(demo):
    with closing(sqlite3.connect(demo.path)) as raw:
        raw.execute("UPDATE problem SET campaign_id = 99 WHERE id = 1")
        raw.commit()
    report = check_ledger(demo)
    assert not report.foreign_keys
    assert not report.ok


def test_quality_is_counted_but_does_not_make_the_ledger_unsound(ledger):
    report = check_ledger(ledger)
    counts = dict(report.quality)
    assert report.ok
    assert counts["missing_unit"] == 4
    assert counts["missing_city"] == 1
    assert counts["missing_deadline"] == 1
    assert counts["region_unknown"] == 1
    assert counts["category_unmatched"] == 0
    assert counts["region_not_in_city"] == 0


def test_each_quality_finding_has_its_rows(ledger):
    with ledger.writing() as connection:
        connection.execute(
            text("UPDATE problem SET deadline = '2019-01-01', longitude = 11.4, latitude = 36 WHERE id = 1")
        )
        connection.execute(text("UPDATE problem SET category = '没见过的类别', city = '石家庄市' WHERE id = 2"))
        connection.execute(text("UPDATE problem SET closed_on = NULL, completed_on = '2018-01-01' WHERE id = 4"))
    with ledger.reading() as connection:
        found = {check.key: quality_ids(connection, check.key) for check in CHECKS}
    assert found["deadline_before_found"] == [1]
    assert found["coordinates_impossible"] == [1]
    assert found["category_unmatched"] == [2]
    assert found["region_not_in_city"] == [2]
    assert found["closed_without_date"] == [4]
    assert found["finished_before_found"] == [4]
