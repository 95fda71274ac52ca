"""Old monthly ledgers in any order become a year of history, with their contradictions told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from models.cli import main
from models.errors import Cancelled, UserError
from models.importing.rebuild import (
    Contradiction,
    DatedFile,
    date_files,
    day_in_name,
    preview_rebuild,
    rebuild_history,
)
from models.importing.rebuild.contradictions import Story, contradictions_of
from models.progress import Progress
from models.queries.check import check_ledger
from models.queries.details import detail
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger

HEADERS = ("序号", "县（市、区）", "企业名称", "存在问题", "整改时限", "完成情况", "整改进展情况", "完成时间")
PLACES = ("永年区", "武安市", "磁县", "成安县", "肥乡区")
STATES = {
    3: ("未完成", "未完成", "未完成", "未完成"),
    4: ("已完成", "未完成", "未完成", "未完成", "未完成"),
    5: ("已完成", "已完成", None, "未完成", "未完成"),
    6: ("已完成", "未完成", "已完成", "已完成", "未完成"),
}
"""Month to the state of each of the problems; None where the ledger leaves the problem out."""


def monthly_ledger(folder: Path, month: int, name: str, *, dated: bool) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([f"邯郸市大气污染整改台账（2018年{month}月）" if dated else "邯郸市大气污染整改台账"])
    if dated:
        sheet.append([f"截至2018年{month}月28日"])
    sheet.append(list(HEADERS))
    for number, state in enumerate(STATES[month]):
        if state is None:
            continue
        done = state == "已完成"
        sheet.append([
            number + 1, PLACES[number], f"{PLACES[number]}第{number + 1}铸造厂", f"第{number + 1}台炉子没有治污设施",
            "2018年12月底前", state, f"{month}月" + ("已安装设备" if done else "正在办理"),
            "2018.4.20" if done else None,
        ])  # fmt: skip
    path = folder / name
    book.save(path)
    return path


@pytest.fixture
def months(tmp_path: Path) -> list[Path]:
    """Four months in no order: two tell their day inside, one by its full name, one by its month alone."""
    return [
        monthly_ledger(tmp_path, 5, "台账5月（最终）.xlsx", dated=False),
        monthly_ledger(tmp_path, 3, "整改台账.xlsx", dated=True),
        monthly_ledger(tmp_path, 6, "整改台账201806.xlsx", dated=False),
        monthly_ledger(tmp_path, 4, "副本 整改台账.xlsx", dated=True),
    ]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger", actor="测试员") as made:
        yield made


def records(ledger: Ledger, as_of: date | None = None) -> dict[str, dict[str, Any]]:
    return {str(one["site_name"]): dict(one) for one in problem_records(ledger, ProblemQuery(as_of=as_of))}


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2018年4月台账", date(2018, 4, 30)), ("台账2018.4.28", date(2018, 4, 28)), ("201802台账", date(2018, 2, 28)),
        ("20180331", date(2018, 3, 31)), ("台账2018-12", date(2018, 12, 31)), ("18年6月", date(2018, 6, 30)),
        ("2018年4月28日更新", date(2018, 4, 28)), ("台账（２０１８年１１月）", date(2018, 11, 30)), ("4月台账", None),
        ("第22轮清单", None), ("强化督查台账", None), ("18.6.30版", date(2018, 6, 30)),
    ],
)  # fmt: skip
def test_a_file_name_tells_its_day(name: str, day: date | None) -> None:
    assert day_in_name(name) == day


def test_a_bare_month_takes_the_year_it_is_given() -> None:
    assert day_in_name("4月台账", 2018) == date(2018, 4, 30)
    assert day_in_name("十二月", 2018) == date(2018, 12, 31)


def test_files_are_dated_by_their_sheets_then_by_their_names_and_put_in_order(
    ledger: Ledger, months: list[Path]
) -> None:
    found = date_files(ledger, months)
    assert [(file.on, file.rows) for file in found] == [
        (date(2018, 3, 28), 4), (date(2018, 4, 28), 5), (date(2018, 5, 31), 4), (date(2018, 6, 30), 5),
    ]  # fmt: skip
    assert [file.read_from for file in found] == ["表内日期", "表内日期", "文件名，年份同其他文件", "文件名"]


def test_the_past_is_rebuilt_month_by_month(ledger: Ledger, months: list[Path]) -> None:
    report = rebuild_history(ledger, date_files(ledger, months), "2018年整改")
    assert [(month.on.month, month.new, month.changed, month.vanished) for month in report.months] == [
        (3, 4, 0, 0), (4, 1, 4, 0), (5, 0, 4, 1), (6, 0, 5, 0),
    ]  # fmt: skip
    assert report.problems == 5
    final = records(ledger)
    assert [final[f"{place}第{at + 1}铸造厂"]["status"] for at, place in enumerate(PLACES)] == [
        "待销号", "整改中", "待销号", "待销号", "整改中",
    ]  # fmt: skip
    in_april = records(ledger, date(2018, 4, 30))
    assert in_april["永年区第1铸造厂"]["said_status"] == "已完成"
    assert in_april["武安市第2铸造厂"]["said_status"] == "未完成"
    assert "肥乡区第5铸造厂" not in records(ledger, date(2018, 3, 31))
    assert check_ledger(ledger).history_chain


def test_the_panel_of_a_problem_shows_when_its_state_moved(ledger: Ledger, months: list[Path]) -> None:
    rebuild_history(ledger, date_files(ledger, months), "2018年整改")
    with ledger.reading() as connection:
        key = connection.exec_driver_sql("SELECT id FROM problem WHERE site_name = '武安市第2铸造厂'").scalar_one()
    moved = [(line.at.month, line.old, line.new) for line in detail(ledger, key).history if line.field == "status"]
    assert moved == [(6, "待销号", "整改中"), (5, "整改中", "待销号")]


def test_contradictions_between_months_are_told(ledger: Ledger, months: list[Path]) -> None:
    report = rebuild_history(ledger, date_files(ledger, months), "2018年整改")
    told = {(one.site_name, one.kind): one.words for one in report.contradictions}
    assert told == {
        ("武安市第2铸造厂", "完成后又未完成"): "2018年5月台账写“已完成”，2018年6月台账又写“未完成”",
        ("磁县第3铸造厂", "消失后又出现"): "2018年5月台账里没有，2018年6月台账又有",
    }
    assert any(
        (line.on.month, line.site_name, line.old, line.new) == (5, "武安市第2铸造厂", "未完成", "已完成")
        for line in report.timeline
    )


def test_a_preview_says_the_same_and_writes_nothing(ledger: Ledger, months: list[Path]) -> None:
    files = date_files(ledger, months)
    before = ledger.path.read_bytes()
    shown = preview_rebuild(ledger, files, "2018年整改")
    assert shown.preview
    assert records(ledger) == {}
    assert ledger.path.read_bytes() == before
    done = rebuild_history(ledger, files, "2018年整改")
    assert {**shown.to_json(), "dry_run": False} == done.to_json()


def test_history_goes_only_into_an_empty_campaign(ledger: Ledger, months: list[Path]) -> None:
    files = date_files(ledger, months)
    rebuild_history(ledger, files[:2], "2018年整改")
    with pytest.raises(UserError, match="已经有问题"):
        rebuild_history(ledger, files[2:], "2018年整改")


@pytest.mark.parametrize(
    ("on", "problem", "words"),
    [(None, "", "不知道这份台账是哪一天的"), (date(2090, 1, 1), "", "还没有到"), (date(2018, 1, 1), "坏了", "坏了")],
)
def test_a_file_that_cannot_be_placed_is_said_before_anything_is_written(
    ledger: Ledger, months: list[Path], on: date | None, problem: str, words: str
) -> None:
    files = [*date_files(ledger, months), DatedFile(Path("x.xlsx"), "x.xlsx", on, problem=problem)]
    with pytest.raises(UserError, match=words):
        rebuild_history(ledger, files, "2018年整改")
    assert records(ledger) == {}


def test_cancelling_in_the_middle_leaves_nothing(ledger: Ledger, months: list[Path]) -> None:
    seen: list[str] = []

    def watch(_fraction: float | None, text: str) -> None:
        seen.append(text)
        if "3/4" in text:
            raise Cancelled

    with pytest.raises(Cancelled):
        rebuild_history(ledger, date_files(ledger, months), "2018年整改", progress=Progress(watch, every_s=0))
    assert any("2/4" in text for text in seen)
    assert records(ledger) == {}


def story(**told: Sequence[tuple[date, Any]]) -> Story:
    return Story(1, "ZG-1", "某厂", told)


@pytest.mark.parametrize(
    ("case", "kinds"),
    [
        (story(said_status=[(date(2018, 3, 31), "未完成"), (date(2018, 4, 30), "已完成")]), []),
        (story(said_status=[(date(2018, 3, 31), "已完成"), (date(2018, 4, 30), "未完成")]), ["完成后又未完成"]),
        (story(completed_on=[(date(2018, 3, 31), None), (date(2018, 4, 30), "2018-04-02")]), []),
        (
            story(completed_on=[(date(2018, 3, 31), "2018-03-02"), (date(2018, 4, 30), "2018-04-02")]),
            ["完成时间改动"],
        ),
        (story(deadline=[(date(2018, 3, 31), "2018-04-15"), (date(2018, 4, 30), "2018-06-30")]), ["过期后改期限"]),
        (story(deadline=[(date(2018, 3, 31), "2018-05-15"), (date(2018, 4, 30), "2018-06-30")]), []),
        (
            story(found_on=[(date(2018, 3, 31), "2018-03-05")], completed_on=[(date(2018, 3, 31), "2018-03-01")]),
            ["完成早于发现"],
        ),
    ],
)
def test_each_kind_of_contradiction_has_its_rule(case: Story, kinds: list[str]) -> None:
    found: list[Contradiction] = contradictions_of(case, {"已完成": True, "未完成": False})
    assert [one.kind for one in found] == kinds


def test_the_command_line_rebuilds_and_takes_a_day_from_its_user(
    tmp_path: Path, months: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(path) for path in months[1:]]
    words = ["--ledger", str(tmp_path / "other"), "rebuild-history", *files, "--campaign", "2018年整改"]
    assert main([*words, "--date", "没有.xlsx=2018-05-31"]) == 2
    assert main([*words, "--date", "整改台账201806.xlsx=2018-06-15", "--dry-run", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [month["on"] for month in shown["months"]] == ["2018-03-28", "2018-04-28", "2018-06-15"]
    assert main(words) == 0
    assert "已还原：2018年整改，5 条问题" in capsys.readouterr().out
