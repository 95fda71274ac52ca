"""信访 duplicates and merged matters as links between problems, found now or when the other comes later."""

from __future__ import annotations

from models.importing import ImportOptions, ImportSession, run_import, undo_import

HEAD = ["受理编号", "交办问题基本情况", "行政区域", "是否重复", "重复关联件编号", "合并编号"]
FIRST = ["X3HB20210901001*", "某铸造厂夜间冒黑烟，异味扰民", "邯郸市", "否", None, None]
SECOND = ["X3HB20210902007", "铸造厂夜间偷排黑烟", "邯郸市", "是", "X3HB20210901001", "D3HB20210905002"]
THIRD = ["D3HB20210905002", "河道倾倒垃圾", "邯郸市", "否", "/", None]
OPTIONS = ImportOptions(campaign="信访")


def links(ledger):
    with ledger.reading() as connection:
        query = "SELECT problem_id, other_id, kind, number FROM problem_link WHERE removed_in IS NULL ORDER BY id"
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_duplicates_and_merged_matters_become_links_shown_before_and_found_when_the_other_comes(ledger, book):
    path = book([HEAD, FIRST, SECOND])
    with ImportSession(ledger, [path], OPTIONS) as session:
        plan = session.plan()
        assert plan.rows[1].marks == ("重复件：关联 X3HB20210901001", "合并到 D3HB20210905002")
        session.commit()
    waiting = [(2, 1, "duplicate", "X3HB20210901001"), (2, None, "merged", "D3HB20210905002")]
    assert links(ledger) == waiting
    assert run_import(ledger, [path], OPTIONS).plan.unchanged == 2
    assert links(ledger) == waiting
    run_import(ledger, [book([HEAD, THIRD], "二.xlsx")], OPTIONS)
    assert links(ledger)[1] == (2, 3, "merged", "D3HB20210905002")
    undo_import(ledger, 3)
    assert links(ledger) == waiting
    undo_import(ledger, 1)
    assert links(ledger) == []


def test_an_asterisk_marks_an_important_matter_and_is_kept_but_does_not_count(ledger, book, records):
    run_import(ledger, [book([HEAD, FIRST])], OPTIONS)
    plain = [FIRST[0].rstrip("*"), "某铸造厂夜间冒黑烟、异味扰民，已核实", *FIRST[2:]]
    with ImportSession(ledger, [book([HEAD, plain], "二.xlsx")], OPTIONS) as session:
        assert [row.verdict for row in session.plan().rows] == ["changed"]
    assert [record["number"] for record in records().values()] == ["X3HB20210901001*"]


def test_a_duplicate_without_a_number_is_only_marked(ledger, book):
    with ImportSession(ledger, [book([HEAD, FIRST, [*SECOND[:3], "是", None, None]])], OPTIONS) as session:
        assert session.plan().rows[1].marks == ("重复件",)
        session.commit()
    assert links(ledger) == []


def test_links_stand_in_the_chained_history(ledger, book):
    from models.queries.check import check_ledger

    run_import(ledger, [book([HEAD, FIRST, SECOND])], OPTIONS)
    run_import(ledger, [book([HEAD, THIRD], "二.xlsx")], OPTIONS)
    undo_import(ledger, 2)
    with ledger.reading() as connection:
        told = connection.exec_driver_sql(
            "SELECT field, new FROM change WHERE entity = 'problem_link' ORDER BY id"
        ).all()
    assert [tuple(row) for row in told] == [
        ("", None), ("", None), ("other_id", "1"), ("other_id", "3"), ("other_id", None),
    ]  # fmt: skip
    assert check_ledger(ledger).ok
