"""Answers about values: applied, remembered, revoked; the file's words stay, a second import changes nothing."""

from __future__ import annotations

import pytest

from models.errors import UserError
from models.importing import ImportSession, run_import, undo_import
from models.importing.choices import ValueAnswer
from models.importing.values.by_hand import teaching
from models.operations.learned import Teaching, learn, list_answers, restore, revoke
from models.operations.undo import redo, undo_last
from models.queries.change_log import list_steps
from models.queries.details import detail as problem_details
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_ids

HEADER = ["地市", "县（市、区）", "企业名称", "问题类型", "污染类型", "问题描述", "备注"]
ROWS = [
    ["邯郸市", "永年曲", "甲厂", "超标排方", "大气、噪因", "烟囱冒黑烟，没有开设施", None],
    ["邯单市", "武安市", "乙厂", "土法炼油", "大气", "土法炼油一处，正在生产", None],
    ["邯郸市", "磁县", "丙厂", "土法炼油", "水", "河边倾倒废渣约十吨", None],
    ["邯郸市", "磁县", "丁厂", "散乱污", "水", "污水直接排入沟渠", None],
]


@pytest.fixture
def listed(book):
    def write(name="清单.xlsx", change=None):
        rows = [list(row) for row in ROWS]
        for at, column, value in change or ():
            rows[at][column] = value
        return book([HEADER, *rows], name)

    return write


def answered(ledger, path, answers, commit=True):
    """Import with answers; (field, key) -> answer."""
    with ImportSession(ledger, [path]) as session:
        for (field, said), answer in answers.items():
            session.answer_value(field, said, answer)
        plan = session.plan()
        if commit:
            assert session.commit().plan.counts() == plan.counts()
    return plan


def details(ledger, site):
    return next(one for one in (problem_details(ledger, key) for key in problem_ids(ledger, ProblemQuery()))
                if one.record["site_name"] == site)  # fmt: skip


def asked(ledger, path):
    with ImportSession(ledger, [path]) as session:
        return {(one.field, one.key): one for one in session.value_questions() if one.open}


def changed(plan):
    return [(row.site_name, [change[0] for change in row.changes]) for row in plan.rows if row.verdict == "changed"]


ALL = {
    ("category", "超标排方"): ValueAnswer("map", "超标排放"),
    ("category", "土法炼油"): ValueAnswer("map", "散乱污企业整治不力"),
    ("pollutants", "噪因"): ValueAnswer("map", "噪声"),
    ("city", "邯单市"): ValueAnswer("map", "邯郸市"),
    ("county", "邯郸市/永年曲"): ValueAnswer("map", "永年区"),
}


def test_questions_tell_field_count_rows_and_suggestion(ledger, listed):
    told = asked(ledger, listed())
    assert set(told) == set(ALL)
    assert told["category", "土法炼油"].count == 2
    assert told["category", "土法炼油"].rows_example == (("清单", 3), ("清单", 4))
    assert (told["city", "邯单市"].suggestion, told["county", "邯郸市/永年曲"].suggestion) == ("邯郸市", "永年区")


def test_answers_are_applied_and_the_original_is_seen_from_the_record(ledger, listed):
    assert answered(ledger, listed(), ALL).new == 4
    first, second = details(ledger, "甲厂"), details(ledger, "乙厂")
    assert (first.record["category"], first.record["county"]) == ("超标排放", "永年区")
    assert (first.record["pollutants"], first.record["region_codes"]) == (["大气", "噪声"], ["130408"])
    assert (second.record["city"], second.record["province"]) == ("邯郸市", "河北省")
    assert first.originals | second.originals == {
        "category": "土法炼油", "county": "武安市", "city": "邯单市", "pollutants": "大气、噪因",
    } | {"county": "永年曲"}  # fmt: skip
    assert first.originals["category"] == "超标排方"


def test_the_accountability_category_follows_the_mapped_category(ledger, listed):
    answered(ledger, listed(), ALL)
    assert details(ledger, "丙厂").record["accountability_category"] == "散乱污企业整治不力"
    assert details(ledger, "甲厂").record["accountability_category"] is None


def test_the_same_file_again_asks_nothing_and_changes_nothing(ledger, listed):
    path = listed()
    answered(ledger, path, ALL)
    assert asked(ledger, path) == {}
    report = run_import(ledger, [path])
    assert report.plan.counts() == {**dict.fromkeys(report.plan.counts(), 0), "unchanged": 4}
    with ImportSession(ledger, [path]) as session:
        told = {(one.field, one.key): one for one in session.value_questions() if one.learned}
    assert set(told) == set(ALL)
    assert all(one.reason == "此前的回答" and one.answer is not None for one in told.values())


def test_an_answer_for_once_is_asked_again_but_the_rows_keep_it(ledger, listed):
    once = {key: ValueAnswer(answer.kind, answer.meant, for_good=False) for key, answer in ALL.items()}
    answered(ledger, listed(), once)
    assert list_answers(ledger) == []
    assert set(asked(ledger, listed("再来.xlsx"))) == set(ALL)
    plan = answered(ledger, listed("改备注.xlsx", [(0, 6, "补充说明"), (1, 6, "补充说明")]), {})
    assert changed(plan) == [("甲厂", ["remarks"]), ("乙厂", ["remarks"])]
    again = run_import(ledger, [listed("改备注.xlsx", [(0, 6, "补充说明"), (1, 6, "补充说明")])])
    assert (again.plan.changed, again.plan.new) == (0, 0)
    assert details(ledger, "甲厂").originals["category"] == "超标排方"
    assert details(ledger, "甲厂").record["category"] == "超标排放"


def test_another_answer_to_the_same_words_is_a_new_statement(ledger, listed):
    path = listed()
    answered(ledger, path, ALL)
    plan = answered(ledger, path, {("category", "土法炼油"): ValueAnswer("map", "其他")})
    assert changed(plan) == [(name, ["category", "accountability_category"]) for name in ("乙厂", "丙厂")]
    assert details(ledger, "丙厂").record["category"] == "其他"
    assert run_import(ledger, [path]).plan.changed == 0


def test_a_place_learned_after_the_first_import_corrects_its_rows(ledger, listed):
    path = listed()
    run_import(ledger, [path])
    assert details(ledger, "乙厂").record["city"] == "邯单市"
    learn(ledger, [teaching("city", "邯单市", "邯郸市")])
    report = run_import(ledger, [path])
    assert (report.plan.new, report.plan.suspect, report.plan.changed) == (0, 0, 1)
    assert details(ledger, "乙厂").record["region_codes"] == ["130481"]


def test_a_hand_edit_after_an_answer_is_kept(ledger, listed):
    from models.operations import CellEdit, edit_cells

    path = listed()
    answered(ledger, path, ALL)
    edit_cells(ledger, [CellEdit(details(ledger, "甲厂").id, "category", "扬尘污染")])
    assert run_import(ledger, [path]).plan.changed == 0
    assert details(ledger, "甲厂").record["category"] == "扬尘污染"


def test_an_import_with_answers_is_taken_back_whole_and_what_it_taught_stays(ledger, listed):
    answered(ledger, listed(), ALL)
    report = undo_import(ledger)
    assert (report.removed, report.kept) == (4, [])
    assert len(list_answers(ledger, revoked=False)) == 5


def test_blank_leaves_the_field_empty_marked_and_the_words_kept(ledger, listed):
    plan = answered(ledger, listed(), {("category", "土法炼油"): ValueAnswer("blank")})
    told = [issue for issue in plan.issues if issue.field == "category" and "留空" in issue.message]
    assert [issue.cell for issue in told] == ["D3", "D4"]
    one = details(ledger, "乙厂")
    assert (one.record["category"], one.originals["category"]) == (None, "土法炼油")


def test_blank_empties_only_what_still_holds_those_words(ledger, listed):
    path = listed()
    run_import(ledger, [path])
    plan = answered(ledger, path, {("category", "土法炼油"): ValueAnswer("blank")})
    assert changed(plan) == [("乙厂", ["category"]), ("丙厂", ["category"])]
    assert run_import(ledger, [path]).plan.changed == 0


def test_skip_leaves_the_rows_out_also_when_nothing_was_previewed(ledger, listed):
    path = listed()
    plan = answered(ledger, path, {("category", "土法炼油"): ValueAnswer("skip")}, commit=False)
    assert (plan.new, plan.left) == (2, 2)
    with ImportSession(ledger, [path]) as session:
        session.answer_value("category", "土法炼油", ValueAnswer("skip"))
        assert session.commit().plan.left == 2
    assert len(problem_ids(ledger, ProblemQuery())) == 2


def test_add_makes_the_value_known_to_the_ledger(ledger, listed):
    answered(ledger, listed(), {("category", "土法炼油"): ValueAnswer("add")})
    assert details(ledger, "乙厂").record["category"] == "土法炼油"
    assert ("category", "土法炼油") not in asked(ledger, listed("下月.xlsx"))
    assert [line.said for line in list_answers(ledger)] == []


def test_what_was_learned_is_listed_revoked_asked_again_and_restored(ledger, listed):
    answered(ledger, listed(), ALL)
    lines = list_answers(ledger)
    assert {(line.kind, line.said, line.meant, line.within, line.batch) for line in lines} == {
        ("value", "超标排方", "超标排放", "", 1), ("value", "土法炼油", "散乱污企业整治不力", "", 1),
        ("value", "噪因", "噪声", "", 1), ("place", "邯单市", "邯郸市", "", 1),
        ("place", "永年曲", "永年区", "邯郸市", 1),
    }  # fmt: skip
    assert {line.actor for line in lines} == {"测试员"}
    wrong = next(line.id for line in lines if line.said == "土法炼油")
    assert revoke(ledger, [wrong]).title == "撤销用语“土法炼油”"
    again = asked(ledger, listed("再来.xlsx"))
    assert set(again) == {("category", "土法炼油")}
    assert again["category", "土法炼油"].reason == "此前的回答"
    restore(ledger, [wrong])
    assert asked(ledger, listed("再来.xlsx")) == {}
    assert [step.title for step in list_steps(ledger)][:2] == ["恢复用语“土法炼油”", "撤销用语“土法炼油”"]


def test_teaching_and_revoking_are_undone_and_redone(ledger):
    learn(ledger, [teaching("county", "港区", "郑州航空港经济综合实验区", "郑州")])
    (line,) = list_answers(ledger)
    assert (line.within, line.batch, line.active) == ("郑州市", None, True)
    revoke(ledger, [line.id])
    undo_last(ledger)
    assert list_answers(ledger)[0].active
    redo(ledger)
    assert not list_answers(ledger)[0].active
    undo_last(ledger)
    undo_last(ledger)
    assert list_answers(ledger, revoked=False) == []


def test_a_name_taught_by_hand_counts_inside_its_city_only(ledger, book):
    learn(ledger, [teaching("county", "航空港", "郑州航空港经济综合实验区", "郑州市")])
    places = (("郑州市", "甲厂"), ("开封市", "乙厂"))
    rows = [[city, "航空港", site, "其他", "水", f"{site}废水外排", None] for city, site in places]
    run_import(ledger, [book([HEADER, *rows])])
    assert details(ledger, "甲厂").record["region_codes"] == ["410173"]
    assert details(ledger, "乙厂").record["region_codes"] == []


@pytest.mark.parametrize(
    ("field", "said", "meant", "within", "words"),
    [("city", "老城", "某某市", "", "没有认出城市"), ("county", "港区", "航空港区", "", "没有认出城市"),
     ("county", "港区", "某某县", "郑州市", "没有“某某县”"), ("county", "永年区", "武安市", "邯郸市", "本来就是")],
)  # fmt: skip
def test_a_wrong_teaching_is_refused_in_words(field, said, meant, within, words):
    with pytest.raises(UserError, match=words):
        teaching(field, said, meant, within)


def test_a_deadline_wording_answered_for_good_is_applied_to_later_imports(ledger, book):
    header = ["企业名称", "问题描述", "整改时限"]
    first = book([header, ["甲厂", "废水外排一处", "汛期前"]], "一.xlsx")
    with ImportSession(ledger, [first]) as session:
        session.answer_deadline("汛期前", {"kind": "date", "date": "2018-05-31"})
        session.commit()
    run_import(ledger, [book([header, ["乙厂", "废水外排两处", "汛期前"]], "二.xlsx")])
    assert details(ledger, "乙厂").record["deadline"] == "2018-05-31"
    assert [(line.kind, line.said) for line in list_answers(ledger)] == [("deadline", "汛期前")]


def test_after_an_import_every_value_is_known_or_marked(ledger, listed):
    with ImportSession(ledger, [listed()]) as session:
        session.answer_value("category", "超标排方", ValueAnswer("map", "超标排放"))
        report = session.commit()
    marked = {(issue.field, issue.value) for issue in report.plan.issues}
    with ImportSession(ledger, [listed()]) as session:
        for question in session.value_questions():
            known = question.verdict == "known" or question.answer is not None
            assert (
                known or (question.field, question.said) in marked or any(question.said in value for _, value in marked)
            ), question


def test_marks_are_told_once_for_each_value_and_never_of_our_own_export(ledger, listed, tmp_path):
    from models.exporting import export_problems

    path = listed()
    told = [issue for issue in run_import(ledger, [path]).plan.issues if "不在已知的取值里" in issue.message]
    assert [(issue.cell, issue.value) for issue in told] == [("D2", "超标排方"), ("D3", "土法炼油"), ("E2", "噪因")]
    assert "2 行" in told[1].message
    export_problems(ledger, ProblemQuery(), None, tmp_path / "导出.xlsx")
    assert [
        issue for issue in run_import(ledger, [tmp_path / "导出.xlsx"]).plan.issues if "取值" in issue.message
    ] == []


def test_nothing_is_taught_twice(ledger):
    learn(ledger, [Teaching("value", "category", "甲类", "其他")])
    with pytest.raises(UserError, match="已经是这样理解的"):
        learn(ledger, [Teaching("value", "category", "甲类", "其他")])
    learn(ledger, [Teaching("value", "category", "甲类", "超标排放")])
    (line,) = list_answers(ledger)
    assert line.meant == "超标排放"
