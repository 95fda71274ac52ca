"""One question finds numbers, names, words, units and places, the best first, and says where it found them."""

from __future__ import annotations

import pytest

from models.operations import CellEdit, edit_cells
from models.operations.custom_fields import FieldDraft, make_field
from models.operations.measures import add_measure
from models.operations.notes import add_note
from models.operations.undo import undo_last
from models.queries.problems import ProblemQuery, count, problem_ids
from models.queries.search import all_query, find, overdue_query, typed_words
from models.queries.search_words import recipes
from models.queries.visits import VisitQuery, visit_count
from models.store.search_filling import fill


@pytest.fixture(params=["indexed", "not yet"])
def either(ledger, request):
    """The ledger of five problems, with and without its index."""
    if request.param == "indexed":
        assert fill(ledger, recipes())
    return ledger


def ids(answer, kind):
    return [hit.id for hit in answer.hits if hit.kind == kind]


def test_a_whole_number_comes_first_in_either_case(either):
    edit_cells(either, [CellEdit(5, "remarks", "见 A-2 号"), CellEdit(4, "site_name", "A-2 供热站")])
    answer = find(either, "a-2")
    assert ids(answer, "problem") == [2, 4, 5]
    assert [hit.exact for hit in answer.hits if hit.kind == "problem"] == [True, False, False]
    assert find(either, "zg-000003").hits[0].id == 3


def test_names_that_begin_with_the_word_come_before_names_that_have_it_and_those_before_other_texts(either):
    edit_cells(
        either,
        [CellEdit(1, "site_name", "盛源铸造"), CellEdit(5, "description", "盛源来信"), CellEdit(2, "remarks", "盛源")],
    )
    assert ids(find(either, "盛源"), "problem") == [1, 3, 5, 2]


def test_a_hit_says_in_which_text_the_word_stands(either):
    (hit,) = [hit for hit in find(either, "负荷").hits if hit.kind == "problem"]
    assert (hit.field, hit.snippet) == ("问题描述", "…锅炉 100% 负荷。")
    assert hit.marks == ("负荷",)
    (named,) = [hit for hit in find(either, "方圆").hits if hit.kind == "problem"]
    assert (named.title, named.field, named.snippet) == ("永年区方圆桶业", "", "")
    assert named.note == "ZG-000002 · 邯郸市永年区 · 待整改"


def test_texts_of_every_column_are_found(either):
    edit_cells(either, [CellEdit(3, "phone", "13812345678"), CellEdit(4, "responsible_person", "赵铁柱")])
    assert ids(find(either, "12345"), "problem") == [3]
    assert ids(find(either, "赵铁柱"), "problem") == [4]
    assert ids(find(either, "原表列"), "problem") == [1]


def test_a_place_tells_what_is_open_and_overdue_and_opens_exactly_these(either):
    answer = find(either, "邯郸")
    hit = next(hit for hit in answer.hits if hit.kind == "region")
    assert hit.title == "邯郸市"
    assert (hit.named.total, hit.named.unrectified, hit.named.overdue) == (2, 2, 1)
    assert hit.whole
    assert problem_ids(either, hit.query).tolist() == [1, 2]
    assert problem_ids(either, overdue_query(hit, ProblemQuery())).tolist() == [1]
    assert count(either, all_query(hit, ProblemQuery())) == 2
    edit_cells(either, [CellEdit(2, "city", "沧州市"), CellEdit(2, "county", "沧县")])
    hit = next(hit for hit in find(either, "邯郸").hits if hit.kind == "region")
    assert (hit.named.total, hit.named.unrectified, hit.named.overdue) == (1, 1, 1)


@pytest.mark.parametrize(
    "typed", ["hdyn", "hdsynq", "HDYN", "handanyn", "邯郸永年", "邯郸市永年区", "永年", "hdynq", "邯郸 永年", "hd yn"]
)
def test_a_county_is_found_with_its_city_in_short_and_in_long(either, typed):
    hit = next(hit for hit in find(either, typed).hits if hit.kind == "region")
    assert hit.title == "邯郸市 永年区"
    assert problem_ids(either, hit.query).tolist() == [2]


def test_a_unit_is_found_by_name_and_initials_with_its_problems(either):
    for typed in ("武安市人民", "wasrmzf"):
        (hit,) = [hit for hit in find(either, typed).hits if hit.kind == "unit"]
        assert hit.title == "武安市人民政府"
        assert problem_ids(either, hit.query).tolist() == [1]


def test_a_place_without_open_problems_opens_all_of_them(either):
    hit = next(hit for hit in find(either, "泽州").hits if hit.kind == "region")
    assert (hit.named.total, hit.named.unrectified) == (1, 0)
    assert problem_ids(either, hit.query).tolist() == [4]


def test_a_campaign_narrows_everything(either):
    base = ProblemQuery(campaign="第二轮中央督察")
    answer = find(either, "夜间", base=base)
    assert ids(answer, "problem") == [5]
    assert find(either, "邯郸", base=base).hits == ()
    assert find(either, "夜间", base=base.but(campaign="没有这个来源")).hits == ()
    assert find(either, "夜间", base=base.but(campaign="2018—2019 强化监督")).hits == ()


def test_what_opens_all_rows_finds_as_many_as_were_said(demo):
    assert fill(demo, recipes())
    for typed in ("锅炉", "市", "没有", "燃煤锅炉", "有限公司", "河北 锅炉"):
        answer = find(demo, typed)
        assert answer.totals["problem"].count == count(demo, answer.query) > 0
        assert answer.totals["visit"].count == visit_count(demo, VisitQuery(search=typed))


def test_sites_are_found_by_the_initials_of_their_names(ledger):
    assert fill(ledger, recipes())
    answer = find(ledger, "xwzzc")
    (hit,) = answer.hits
    assert (hit.id, hit.marks) == (1, ("兴旺铸造厂",))
    assert answer.query is not None and problem_ids(ledger, answer.query).tolist() == [1]
    assert find(ledger, "xqzzc").hits == ()


def test_letters_of_a_chinese_keyboard_are_taken_as_plain_ones(either):
    assert typed_words("ＺＧ－０００００２　（一）") == ["ZG-000002", "（一）"]
    assert find(either, "ＺＧ－０００００２").hits[0].id == 2


def test_nothing_typed_finds_nothing(either):
    assert find(either, "  ").hits == ()


def test_visits_are_found_with_their_day_and_finding(demo):
    assert fill(demo, recipes())
    answer = find(demo, "XC0100001")
    (hit,) = [hit for hit in answer.hits if hit.kind == "visit"]
    assert hit.exact and hit.note.startswith("XC0100001 · ")
    assert answer.totals["visit"].count == 1


def test_cancelled_work_stops(demo):
    from models.errors import Cancelled
    from models.progress import Progress

    with pytest.raises(Cancelled):
        find(demo, "锅炉", progress=Progress(cancelled=lambda: True))


def test_what_gathers_behind_a_problem_is_found_with_it(either):
    add_note(either, 3, "局长关照过")
    add_measure(either, 4, {"text": "安装布袋除尘器", "responsible_unit": "泽州县铸造协会"})
    for typed, key, title in (("关照", 3, "备忘"), ("布袋除尘", 4, "整改措施"), ("铸造协会", 4, "整改措施")):
        answer = find(either, typed)
        (hit,) = [hit for hit in answer.hits if hit.kind == "problem"]
        assert (hit.id, hit.field) == (key, title)
        assert typed in hit.snippet
        assert problem_ids(either, ProblemQuery(search=typed)).tolist() == [key]
    assert fill(either, recipes())
    assert problem_ids(either, ProblemQuery(search="布袋")).tolist() == [4]
    undo_last(either)
    assert problem_ids(either, ProblemQuery(search="布袋")).tolist() == []
    assert fill(either, recipes())
    assert problem_ids(either, ProblemQuery(search="布袋")).tolist() == []
    assert problem_ids(either, ProblemQuery(search="关照")).tolist() == [3]


def test_a_field_of_the_bureaus_own_is_searched_from_the_moment_it_is_there(ledger):
    assert fill(ledger, recipes())
    make_field(ledger, FieldDraft("包保领导"))
    (spec,) = ledger.custom_fields
    edit_cells(ledger, [CellEdit(2, spec.key, "钱副局长")])
    for _ in range(2):
        (hit,) = [hit for hit in find(ledger, "钱副").hits if hit.kind == "problem"]
        assert (hit.id, hit.field) == (2, "包保领导")
        assert problem_ids(ledger, ProblemQuery(search="钱副局长")).tolist() == [2]
        with ledger.at_hand():
            assert fill(ledger, recipes())
