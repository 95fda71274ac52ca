"""The record of changes: bulk, chained, and only what differs."""

import time
from datetime import date
from decimal import Decimal

from sqlalchemy import text

from models.operations.history import open_change_set, to_json
from models.operations.numbering import take_numbers
from models.queries.check import first_broken_set


def test_values_become_json_texts():
    values = (None, "甲\x1f乙", date(2019, 5, 6), Decimal("1.50"), True, ["大气"])
    assert [to_json(value) for value in values] == [
        None, '"甲\\u001f乙"', '"2019-05-06"', '"1.50"', "true", '["大气"]',
    ]  # fmt: skip


def test_equal_values_are_not_recorded(empty_ledger):
    with empty_ledger.writing() as connection:
        recorder = open_change_set(connection, "张三", "试")
        recorder.changed(1, "city", "甲", "甲")
        recorder.changed_many([(1, "city", "甲", "乙"), (2, "city", None, None)])
        recorder.close()
        assert recorder.count == 1
    with empty_ledger.reading() as connection:
        assert connection.execute(text("SELECT changes FROM change_set")).scalar() == 1
        assert first_broken_set(connection) is None


def test_title_and_batch_may_be_set_until_the_end(empty_ledger):
    with empty_ledger.writing() as connection:
        recorder = open_change_set(connection, "张三", "导入", kind="import")
        recorder.batch_id, recorder.title = 7, "导入 3 个文件"
        recorder.created(range(1, 30_001))
        recorder.close()
    with empty_ledger.reading() as connection:
        row = connection.execute(text("SELECT batch_id, title, changes FROM change_set")).one()
        assert tuple(row) == (7, "导入 3 个文件", 30_000)
        assert first_broken_set(connection) is None


def test_a_set_that_is_rolled_back_leaves_no_gap_in_the_chain(empty_ledger):
    def record(title, fails=False):
        with empty_ledger.writing() as connection:
            recorder = open_change_set(connection, "新来的人", title)
            recorder.changed(1, "city", None, title)
            recorder.close()
            if fails:
                raise ValueError

    record("一")
    try:
        record("二", fails=True)
    except ValueError:
        record("三")
    with empty_ledger.reading() as connection:
        assert first_broken_set(connection) is None
        assert connection.execute(text("SELECT count(*) FROM change_set")).scalar() == 2


def test_recording_a_year_of_new_rows_takes_a_fraction_of_a_second(empty_ledger):
    with empty_ledger.writing() as connection:
        start = time.perf_counter()
        recorder = open_change_set(connection, "张三", "导入", kind="import")
        recorder.created(range(1, 52_001))
        recorder.close()
        assert time.perf_counter() - start < 3


def test_numbers_are_given_out_once(empty_ledger):
    with empty_ledger.writing() as connection:
        assert take_numbers(connection, 2) == ["ZG-000001", "ZG-000002"]
        assert take_numbers(connection, 1) == ["ZG-000003"]
        assert take_numbers(connection, 1, "DC") == ["DC-000001"]
