"""Which problem a row speaks of: numbers in any spelling, earlier numbers, near names and points; never a guess."""

from __future__ import annotations

import random

import pytest

from models.importing import ImportOptions, ImportSession, run_import
from models.importing.cells.numbers import number_key
from models.operations import CellEdit, edit_cells
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_ids

HEAD = ["问题编号", "地市", "县（市、区）", "企业名称", "问题类型", "问题描述", "经度", "纬度", "备注"]
A = ("永年昊途铸造厂", "料场未苫盖，扬尘严重")
B = ("永年裕甄建材厂", "未安装治污设施，废气直排")


@pytest.fixture
def numbered(book):
    """A list with official numbers: each row is (number, site, description) and more by header."""

    def write(rows, name="清单.xlsx"):
        lines = [HEAD]
        for number, site, text, *more in rows:
            values = {"问题编号": number, "地市": "邯郸市", "县（市、区）": "永年区", "企业名称": site}
            values |= {"问题描述": text, "问题类型": "扬尘污染"} | (more[0] if more else {})
            lines.append([values.get(header) for header in HEAD])
        return book(lines, name)

    return write


def plan_of(ledger, path, **options):
    with ImportSession(ledger, [path], ImportOptions(campaign="督查", **options)) as session:
        return session.plan()


def load(ledger, path):
    return run_import(ledger, [path], ImportOptions(campaign="督查"))


@pytest.mark.parametrize(
    "spelling", ["qh-2018-001", "ＱＨ－２０１８－００１", "QH 2018 001", "QH—2018—001*", "qh2018001"]
)
def test_a_number_is_the_same_in_any_width_case_and_with_any_dashes(ledger, numbered, spelling):
    load(ledger, numbered([("QH-2018-001", *A), ("QH-2018-002", *B)]))
    plan = plan_of(ledger, numbered([(spelling, A[0], "料场只苫盖一半，扬尘明显")], "二.xlsx"))
    assert [(row.verdict, row.ledger_number) for row in plan.rows] == [("changed", "ZG-000001")]
    assert plan.rows[0].why.startswith("编号一致")


def test_number_keys_keep_apart_what_only_looks_alike():
    assert number_key("X3HB20210901001*") == number_key("x3hb 20210901001")
    assert number_key("1.12") != number_key("11.2")
    assert number_key("A/1") != number_key("A1")


def test_a_problem_is_found_under_the_number_that_it_had_before(ledger, numbered):
    load(ledger, numbered([("QH-1", *A), ("QH-2", *B)]))
    first = next(iter(problem_ids(ledger, ProblemQuery())))
    edit_cells(ledger, [CellEdit(first, "number", "XB-9")])
    plan = plan_of(ledger, numbered([("QH-1", A[0], "料场苫盖不全，仍有扬尘")], "二.xlsx"))
    assert (plan.rows[0].ledger_number, plan.rows[0].verdict) == ("ZG-000001", "changed")
    assert "曾用编号" in plan.rows[0].why


def test_a_renumbered_list_is_matched_by_its_words_though_every_number_now_means_another(ledger, numbered):
    sites = [(f"永年{name}厂", f"{name}工序未密闭，异味明显") for name in "甲乙丙丁戊"]
    load(ledger, numbered([(f"QH-{place}", *site) for place, site in enumerate(sites, 1)]))
    shifted = [("QH-1", "永年新来厂", "新发现：锅炉未拆除")]
    shifted += [(f"QH-{place}", *site) for place, site in enumerate(sites, 2)]
    plan = plan_of(ledger, numbered(shifted, "二.xlsx"))
    found = {row.site_name: (row.verdict, row.ledger_number) for row in plan.rows}
    assert found["永年新来厂"][0] == "new"
    assert [found[site[0]] for site in sites] == [("changed", f"ZG-{at:06d}") for at in range(1, 6)]
    assert all(any(change[0] == "number" for change in row.changes) for row in plan.rows if row.verdict == "changed")
    assert all("改号" in row.marks for row in plan.rows if row.verdict == "changed")


def test_a_number_twice_in_the_file_is_told_on_both_rows_and_nothing_is_guessed(ledger, numbered):
    load(ledger, numbered([("QH-1", *A)]))
    rows = [("QH-1", A[0], "第一种说法，完全不同"), ("QH-1", "磁县别家公司", "第二种说法")]
    plan = plan_of(ledger, numbered(rows, "二.xlsx"))
    assert [row.verdict for row in plan.rows] == ["suspect", "suspect"]
    assert [row.candidates for row in plan.rows] == [("ZG-000001",), ("ZG-000001",)]
    told = [issue.cell for issue in plan.issues if "出现 2 次" in issue.message]
    assert told == ["A2", "A3"]


def test_a_number_twice_in_the_ledger_is_told_with_both_ledger_numbers(ledger, numbered):
    load(ledger, numbered([("QH-1", *A), ("QH-1", *B)]))
    plan = plan_of(ledger, numbered([("QH-1", "永年第三家厂", "另一种情况")], "二.xlsx"))
    assert plan.rows[0].verdict == "suspect"
    assert set(plan.rows[0].candidates) == {"ZG-000001", "ZG-000002"}
    assert any("ZG-000001、ZG-000002" in issue.message for issue in plan.issues)


def test_a_reworded_and_renamed_row_is_suggested_by_name_county_and_distance(ledger, numbered):
    here = {"经度": 114.5, "纬度": 36.8}
    load(ledger, numbered([(None, "永年区昊途精密铸造有限公司", "料场未苫盖，扬尘严重", here), (None, *B)]))
    near = {"经度": 114.5002, "纬度": 36.8002}
    renamed = (None, "永年区昊途精密铸造公司", "料场未完全苫盖，扬尘较重", near)
    plan = plan_of(ledger, numbered([renamed], "二.xlsx"))
    row = plan.rows[0]
    assert (row.verdict, row.candidates) == ("suspect", ("ZG-000001",))
    assert row.why == "名称相似 0.82 且同县，坐标相距 29 米"
    assert "改名" in row.marks
    assert "移位" in row.marks


def test_evidence_counts_only_one_to_one_and_not_against_another_number_type_or_digit(ledger, numbered):
    text = "料场未苫盖，扬尘严重"
    sites = ["永年区昊途精密铸造公司一", "永年区昊途精密铸造公司二"]
    load(ledger, numbered([(None, site, text + "，道路未硬化") for site in sites]))
    like = (None, "永年区昊途精密铸造公司", text)
    assert plan_of(ledger, numbered([like], "二.xlsx")).rows[0].verdict == "new"
    load(ledger, numbered([("QH-7", "魏县长泰环保建材有限公司", text, {"县（市、区）": "魏县"})], "三.xlsx"))
    for other in (
        ("QH-8", "魏县长泰环保建材公司", text + "，未洒水", {"县（市、区）": "魏县"}),
        (None, "魏县长泰环保建材公司2", text + "，未洒水", {"县（市、区）": "魏县"}),
        (None, "魏县长泰环保建材公司", text + "，未洒水", {"县（市、区）": "魏县", "问题类型": "VOCs治理"}),
    ):
        assert plan_of(ledger, numbered([other], "四.xlsx")).rows[0].verdict == "new", other


def test_the_plan_does_not_depend_on_the_order_of_rows(ledger, numbered):
    names = [
        (f"QH-{n}", f"永年区{word}精密铸造有限公司", f"{word}工序未密闭，异味明显")
        for n, word in enumerate("甲乙丙丁戊己")
    ]
    load(ledger, numbered([*names, (None, *A), (None, *A), ("QH-5", *B)]))
    after = [
        *names[:2], ("qh2", names[2][1], "改写了的说法，仍为异味"), ("QH-33", *names[3][1:]),
        (None, "永年区戊精密铸造公司", names[4][2]), ("QH-5", "完全不同的企业", "完全不同的问题"), (None, *A),
        (None, *A), (None, *A), ("QH-1", "重复编号的企业", "重复编号的问题"),
    ]  # fmt: skip
    plans = []
    for seed in range(4):
        random.Random(seed).shuffle(after)
        plan = plan_of(ledger, numbered(after, f"{seed}.xlsx"), scope="complete")
        plans.append(sorted((row.site_name, row.verdict, row.why, row.marks, row.candidates) for row in plan.rows))
    assert plans[0] == plans[1] == plans[2] == plans[3]


def test_with_too_many_like_rows_only_exact_keys_are_used_and_that_is_said(ledger, numbered, monkeypatch):
    from models.importing.deciding import similar

    load(ledger, numbered([(None, *A), (None, *B)]))
    renamed = numbered([(None, "永年昊途精密铸造厂", A[1])], "二.xlsx")
    assert plan_of(ledger, renamed).rows[0].verdict == "suspect"
    monkeypatch.setattr(similar, "COMPARISONS_MOST", 0)
    plan = plan_of(ledger, renamed)
    assert plan.rows[0].verdict == "new"
    assert any("没有查找名称相近" in issue.message for issue in plan.issues)
