"""duties: the month, the late list and the rates are printed; sending, urging and switching are recorded."""

from __future__ import annotations

import json
from datetime import date

import pytest

from models import cli
from models.operations.duties import DutyDraft, add_duties
from models.rules.duties import Recurrence


@pytest.fixture
def owing(ledger):
    """Two cities owe a monthly report since April: two are late."""
    draft = DutyDraft(
        "整改月报", "月报制度", rule=Recurrence("monthly", day=25), shift="earlier", starts_on=date(2019, 4, 1)
    )
    add_duties(ledger, [draft])
    folder = ledger.folder
    ledger.close()
    return str(folder)


def run(folder: str, *words: str) -> int:
    return cli.main(["--ledger", folder, "duties", *words])


def found(folder: str, capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert run(folder, *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_the_late_list_is_printed_for_people_and_as_json(owing: str, capsys: pytest.CaptureFixture[str]):
    assert run(owing, "--late") == 0
    out = capsys.readouterr().out
    assert "邯郸市" in out and "11 天" in out and out.rstrip().endswith("共 2 份逾期未报")
    late = found(owing, capsys, "--late")["late"]
    assert late[0] == {
        "unit": "邯郸市", "duty": "整改月报", "period": "2019-04", "due_on": "2019-04-25", "days_late": 11,
        "workdays_late": 6, "reminders": 0,
    }  # fmt: skip


def test_a_month_is_listed_with_what_is_sent_and_owed(owing: str, capsys: pytest.CaptureFixture[str]):
    month = found(owing, capsys, "--month", "2019-05")
    (day,) = month["duties"]
    assert (month["month"], day["due_on"], day["sent"], day["total"], day["late"]) == ("2019-05", "2019-05-24", 0, 2, 0)
    assert run(owing, "--month", "2019-04") == 0
    assert "2019年4月共 1 次" in capsys.readouterr().out


def test_what_was_sent_is_recorded_and_counts(owing: str, capsys: pytest.CaptureFixture[str]):
    words = (
        "--sent",
        "整改月报",
        "--unit",
        "邯郸市",
        "--period",
        "4月",
        "--at",
        "2019-04-26 9:00",
        "--number",
        "邯环12号",
    )
    assert run(owing, *words) == 0
    assert capsys.readouterr().out == "已登记邯郸市报送 2019年4月 整改月报。\n"
    assert [one["unit"] for one in found(owing, capsys, "--late")["late"]] == ["晋城市"]
    rates = {one["unit"]: one for one in found(owing, capsys, "--records")["records"]}
    assert (rates["邯郸市"]["sent_late"], rates["晋城市"]["missing"], rates["晋城市"]["rate"]) == (1, 1, 0.0)


def test_several_units_are_urged_at_once(owing: str, capsys: pytest.CaptureFixture[str]):
    words = ("--remind", "整改月报", "--unit", "邯郸市", "--unit", "晋城市", "--period", "2019-04", "--way", "微信")
    assert run(owing, *words) == 0
    assert "微信催办邯郸市等 2 个单位" in capsys.readouterr().out
    assert [one["reminders"] for one in found(owing, capsys, "--late")["late"]] == [1, 1]


def test_duties_are_listed_and_switched_on_and_off(owing: str, capsys: pytest.CaptureFixture[str]):
    assert run(owing, "--enable", "双周调度") == 0
    assert "启用报送任务“整改进展双周调度表”" in capsys.readouterr().out
    lines = {one["name"]: one for one in found(owing, capsys, "--list")["duties"]}
    assert lines["整改进展双周调度表"]["active"] and lines["整改进展双周调度表"]["starts_on"] == "2019-05-06"
    assert lines["第一报（名称待填）"]["when"] == "未定"
    assert run(owing, "--disable", "双周调度") == 0
    capsys.readouterr()
    assert not {one["name"]: one for one in found(owing, capsys, "--list")["duties"]}["整改进展双周调度表"]["active"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--sent", "周报", "--unit", "邯郸市", "--period", "2019-04"), "没有“周报”这项报送任务"),
        (("--sent", "整改月报", "--unit", "邯郸市"), "还要写明单位和报告期"),
        (("--sent", "整改月报", "--unit", "邯郸市", "--period", "2018-01"), "没有“2018-01”这个报告期"),
        (("--sent", "整改月报", "--unit", "邯郸市", "--period", "2019-04", "--at", "2019-05-07"), "还没有到"),
        (("--enable", "三级三时五报"), "对应几项报送任务"),
        (("--enable", "第一报"), "没有填写报送单位"),
        (("--enable", "整改月报", "--disable", "整改月报"), "不能一起用"),
        (("--month", "四月"), "不是月份"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    owing: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
):
    assert run(owing, *words) == 2
    assert sentence in capsys.readouterr().err


def test_the_late_list_is_written_as_a_report(owing: str, tmp_path, capsys: pytest.CaptureFixture[str]):
    from openpyxl import load_workbook

    out = tmp_path / "逾期.xlsx"
    assert cli.main(["--ledger", owing, "report", "late-duties", "--out", str(out)]) == 0
    rows = [[cell for cell in row if cell is not None] for row in load_workbook(out).active.iter_rows(values_only=True)]
    assert rows[0] == ["逾期未报单位清单"]
    listed = [row[1:4] for row in rows if row[:1] in ([1], [2])]
    assert listed == [["邯郸市", "整改月报", "2019年4月"], ["晋城市", "整改月报", "2019年4月"]]
