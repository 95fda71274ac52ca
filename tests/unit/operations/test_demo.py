"""The demo ledger is plausible, complete, and the same each time."""

import shutil
from datetime import date

import pytest
from sqlalchemy import text

from models.errors import UserError
from models.operations.demo import make_demo
from models.queries.check import check_ledger
from models.queries.dossier import dossier
from models.queries.figures import counts_by, key_figures
from models.queries.problems import ProblemQuery, count, problem_records
from models.store import Ledger


def test_the_same_seed_gives_the_same_ledger(empty_folder, tmp_path):
    told = []
    for name in ("a", "b"):
        shutil.copytree(empty_folder, tmp_path / name)
        with Ledger.open(tmp_path / name, actor="张三") as ledger:
            make_demo(ledger, problems=60, visits=80, seed=3)
            told.append(list(problem_records(ledger, ProblemQuery())))
            with ledger.reading() as connection:
                told[-1].append(connection.execute(text("SELECT * FROM visit")).all())
    assert told[0] == told[1]


def test_it_is_sound_and_of_good_quality(demo):
    report = check_ledger(demo)
    assert report.ok
    assert dict(report.quality)["region_not_in_city"] == 0
    assert dict(report.quality)["deadline_unread"] == 0


def test_it_has_work_of_every_kind(demo):
    found = key_figures(demo, ProblemQuery())
    assert found.total == 400
    assert 0.6 < found.rate < 0.95
    assert found.overdue and found.near and found.checking and found.closing and found.new
    assert len(counts_by(demo, ProblemQuery(), "city")) >= 35
    assert len(counts_by(demo, ProblemQuery(), "category")) >= 12
    kinds = {kind for kind, _number in counts_by(demo, ProblemQuery(), "deadline_kind")}
    assert {"date", "days", "immediate", "standing"} <= kinds
    with demo.reading() as connection:
        assert connection.execute(text("SELECT count(*), count(problem_id) FROM visit")).one()[0] == 500


def test_it_has_a_past(demo):
    earlier = count(demo, ProblemQuery(as_of=date(2019, 1, 1)))
    assert 100 < earlier < 300
    then = key_figures(demo, ProblemQuery(as_of=date(2019, 1, 1)))
    assert then.total == earlier
    statuses = {one["status"] for one in problem_records(demo, ProblemQuery(as_of=date(2018, 8, 1)))}
    assert "待整改" in statuses or "整改中" in statuses


def test_some_problems_have_a_dossier_to_look_at(demo):
    found = dossier(demo, 4)
    assert len(found.measures) >= 3 and found.overall is not None and found.overall.balance == 0
    assert found.reports and found.measures[-1].due_text == "长期坚持"
    assert [one.percent for one in found.reports] == sorted((one.percent for one in found.reports), reverse=True)
    assert dossier(demo, 1).measures == ()


def test_it_never_mixes_with_real_problems(ledger):
    with pytest.raises(UserError, match="已有问题"):
        make_demo(ledger, problems=5)
    assert count(ledger, ProblemQuery()) == 5


def test_none_at_all_is_possible(empty_ledger):
    assert make_demo(empty_ledger, problems=0).visits == 0
    assert check_ledger(empty_ledger).ok
