"""The commands workdays and calendar: answers first on a line, the ledger's own calendar, years from a notice."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from models.cli import main
from models.operations import CellEdit, edit_cells
from models.operations.calendar import remove_year, set_day
from models.operations.demo import make_demo
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_ids
from models.store import Ledger

NOTICES = Path(__file__).parents[1] / "rules" / "notices"
ESTIMATED = "预估：途中有年份没有节假日安排，暂按周一至周五计算"


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "账本"


@pytest.fixture
def run(folder, capsys):
    def command(*words: str) -> tuple[int, str, str]:
        code = main(["--ledger", str(folder), *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


@pytest.fixture
def ledger(folder):
    """Makes a ledger and lets a test change it."""

    def change(act):
        if not folder.exists():
            Ledger.create(folder, actor="张三").close()
        with Ledger.open(folder, actor="张三") as opened:
            return act(opened)

    return change


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("2018-05-03", "20"), ["2018-05-31"]),
        (("2018-09-26", "20"), ["2018-10-29"]),
        (("2018-02-09", "20"), ["2018-03-14"]),
        (("2017-09-25", "20"), ["2017-10-27"]),
        (("2018-09-26", "10"), ["2018-10-15"]),
        (("2018-04-27", "5"), ["2018-05-07"]),
        (("2024-12-25", "20"), ["2025-01-23"]),
        (("2018年5月31日", "-20"), ["2018-05-03"]),
        (("2018-09-26", "2018-10-29"), ["20"]),
        (("2018-10-29", "2018-09-26"), ["-20"]),
        (("2026-12-25", "20"), ["2027-01-22", ESTIMATED]),
        (("2026-12-25", "2027-01-22"), ["20", ESTIMATED]),
    ],
)
def test_the_answer_stands_alone_and_needs_no_ledger(run, folder, words, lines):
    code, out, err = run("workdays", *words)
    assert (code, out.splitlines(), err) == (0, lines, "")
    assert not folder.exists()


def test_the_answer_can_be_an_object(run):
    assert json.loads(run("workdays", "2026-12-25", "20", "--json")[1]) == {
        "start": "2026-12-25", "workdays": 20, "date": "2027-01-22", "estimated": True
    }  # fmt: skip


def test_the_ledger_s_own_calendar_is_asked(run, ledger):
    ledger(lambda opened: set_day(opened, date(2018, 5, 7), "holiday", "停电"))
    assert run("workdays", "2018-05-03", "20")[1].splitlines() == ["2018-06-01"]


def test_a_ledger_that_is_open_elsewhere_is_asked_all_the_same(run, ledger):
    ledger(lambda opened: set_day(opened, date(2018, 5, 7), "holiday"))
    assert ledger(lambda _opened: run("workdays", "2018-05-03", "20"))[:2] == (0, "2018-06-01\n")


@pytest.mark.parametrize("words", [("2018-05-03",), ("2018-05-03", "二十"), ("昨天", "20"), ("2018-05-03", "999999")])
def test_what_cannot_be_counted_is_refused_in_a_sentence(run, words):
    code, out, err = run("workdays", *words)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_years_and_the_days_of_one_are_listed(run, ledger):
    ledger(lambda _opened: None)
    out = run("calendar")[1].splitlines()
    assert out[0].startswith("2026  放假 33 天，调休上班 6 天  国办发明电〔2025〕7号")
    assert out[-1] == "共 23 年；其他年份按周一至周五预估"
    days = run("calendar", "2018")[1].splitlines()
    assert "  2018-04-08 周日  调休上班  清明节" in days and "  2018-12-29 周六  调休上班  元旦" in days
    assert run("calendar", "2030")[1].splitlines() == ["2030 年  没有节假日安排，按周一至周五预估"]
    told = json.loads(run("calendar", "2018", "--json")[1])
    assert (told["known"], told["days"][0]) == (True, {"day": "2018-01-01", "kind": "holiday", "name": "元旦"})


def test_a_notice_is_looked_at_before_it_is_taken(run, ledger):
    ledger(lambda opened: remove_year(opened, 2018))
    notice = str(NOTICES / "2018.txt")
    code, out, _err = run("calendar", "--paste", notice, "--dry-run")
    assert (code, out.splitlines()[0]) == (0, "将添加 2018 年：国办发明电〔2017〕12号，29 天与台账现在的不同")
    assert json.loads(run("calendar", "2018", "--json")[1])["known"] is False
    assert run("calendar", "--paste", notice)[1].splitlines()[-1] == "没有期限因此变动"
    assert run("workdays", "2018-09-26", "20")[1].splitlines() == ["2018-10-29"]


def test_a_notice_that_contradicts_itself_is_taken_only_on_purpose(run, ledger, tmp_path):
    ledger(lambda opened: remove_year(opened, 2018))
    wrong = tmp_path / "通知.txt"
    text = (NOTICES / "2018.txt").read_text(encoding="utf-8").replace("4月8日（星期日）", "4月8日（星期六）")
    wrong.write_bytes(text.encode("gb18030"))
    code, out, err = run("calendar", "--paste", str(wrong))
    assert (code, out) == (2, "")
    assert "2018年4月8日写的是星期六，实际是星期日" in err
    code, out, _err = run("calendar", "--paste", str(wrong), "--accept-warnings")
    assert code == 0
    assert any(line.startswith("对不上：") for line in out.splitlines())


def test_deadlines_move_only_when_asked_to(run, ledger):
    def prepare(opened):
        make_demo(opened, problems=3, visits=0, seed=5)
        remove_year(opened, 2018)
        key = problem_ids(opened, ProblemQuery())[0]
        with opened.writing() as connection:
            connection.exec_driver_sql(f"UPDATE problem SET status='待整改', closed_on=NULL WHERE id={key}")
        edit_cells(opened, [CellEdit(key, "assigned_on", "2018-09-26"), CellEdit(key, "deadline_text", "20个工作日内")])

    ledger(prepare)
    notice = str(NOTICES / "2018.txt")
    told = json.loads(run("calendar", "--paste", notice, "--json")[1])
    assert (told["moved"], [(move["old"], move["new"]) for move in told["moves"]]) == (
        False,
        [("2018-10-24", "2018-10-29")],
    )
    again = json.loads(run("calendar", "--paste", notice, "--move", "--json")[1])
    assert (again["moved"], len(again["moves"])) == (True, 1)
    assert json.loads(run("calendar", "--paste", notice, "--json")[1])["moves"] == []


def test_options_without_a_notice_and_files_that_are_none_are_refused(run, ledger, tmp_path):
    ledger(lambda _opened: None)
    assert run("calendar", "--move")[0] == 2
    assert run("calendar", "--paste", str(tmp_path / "没有.txt"))[0] == 2
    (tmp_path / "图.png").write_bytes(b"\x89PNG\x00\x00")
    assert "不是通知的文字" in run("calendar", "--paste", str(tmp_path / "图.png"))[2]
    assert "不是 2019 年的" in run("calendar", "2019", "--paste", str(NOTICES / "2018.txt"))[2]


def test_a_deadline_in_working_days_is_read_with_the_shipped_calendar(capsys):
    assert main(["deadline", "20个工作日内", "--assigned", "2018-09-26"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "若干工作日内，20 天：2018-10-29", "自2018-09-26起20个工作日（不含当日）"
    ]  # fmt: skip
    main(["deadline", "20个工作日内", "--assigned", "2026-12-25", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["date"], told["note"]) == ("2027-01-22", f"自2026-12-25起20个工作日（不含当日）；{ESTIMATED}")
