"""Figures of the home page: each number is the count of the rows it opens."""

from datetime import date

from models.queries.figures import counts_by, key_figures
from models.queries.problems import ProblemQuery, count
from models.queries.todo import todo_lines


def test_key_figures_of_a_small_ledger(ledger):
    found = key_figures(ledger, ProblemQuery())
    assert (found.total, found.closed, found.overdue, found.long_overdue) == (5, 1, 1, 0)
    assert (found.checking, found.closing, found.near) == (1, 1, 1)
    assert found.rate == 0.2
    assert (found.new, found.newest) == (4, "第 1 批导入")


def test_an_empty_ledger_has_no_rate(empty_ledger):
    found = key_figures(empty_ledger, ProblemQuery())
    assert found.rate is None
    assert found.newest == ""
    assert todo_lines(empty_ledger) == []


def test_each_number_opens_as_many_rows(demo):
    for base in (ProblemQuery(), ProblemQuery(campaign=1), ProblemQuery(where="city = 邯郸市")):
        found = key_figures(demo, base)
        numbers = {
            "total": found.total, "new": found.new, "closed": found.closed, "overdue": found.overdue,
            "long_overdue": found.long_overdue,
            "checking": found.checking, "closing": found.closing, "near": found.near,
        }  # fmt: skip
        assert {name: count(demo, found.queries[name]) for name in numbers} == numbers
        assert count(demo, found.queries["open"]) == found.total - found.closed


def test_each_line_to_do_opens_as_many_rows(demo):
    lines = todo_lines(demo)
    assert {"overdue", "near", "checking"} <= {line.kind for line in lines}
    for line in lines:
        assert line.query is not None
        assert count(demo, line.query) == line.count
        assert str(line.count) in line.text


def test_counts_add_up_whatever_they_are_counted_by(demo):
    whole = count(demo, ProblemQuery())
    for fields in (
        ("city", "done"), ("category",), ("deadline_month", "outcome"), ("outcome",), ("round", "outcome"), ("mark",),
        ("campaign",), ("status", "deadline_month"), ("city", "mark"),
    ):  # fmt: skip
        rows = counts_by(demo, ProblemQuery(), *fields)
        assert sum(row[-1] for row in rows) == whole
        assert all(len(row) == len(fields) + 1 for row in rows)


def test_the_outcome_is_the_same_alone_and_beside_other_fields(demo):
    alone = dict(counts_by(demo, ProblemQuery(), "outcome"))
    beside: dict[str, int] = {}
    for outcome, _city, number in counts_by(demo, ProblemQuery(), "outcome", "city"):
        beside[outcome] = beside.get(outcome, 0) + number
    assert alone == beside


def test_figures_of_another_day_move_the_marks(ledger):
    assert key_figures(ledger, ProblemQuery(), date(2019, 6, 1)).overdue == 2
