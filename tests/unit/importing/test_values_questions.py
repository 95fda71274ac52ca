"""Which values of a list are known, near a known one or unknown, and which are one value spelled twice."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from models.importing.choices import ValueAnswer
from models.importing.values import KnownValues, clusters_of, questions_of
from models.importing.values.questions import MOST_VALUES, look_through
from models.importing.values.said import controlled_fields, fingerprint, said_key, split_answer_key
from models.regions.alike import reason_for
from models.rules.categories import category_table

NAMES = ("散乱污企业整治不力", "超标排放", "扬尘污染", "未安装治污设施", "治污设施不正常运行", "无组织排放", "其他")
KNOWN = KnownValues(
    categories=category_table(((name, None) for name in NAMES), [("散乱污", "散乱污企业整治不力")]),
    category_names=NAMES,
    statuses=("待整改", "整改中", "已销号"),
)

JUDGED = [
    ("category", "超标排放", "known", "", ""),
    ("category", "超标 排放", "known", "", ""),
    ("category", "散乱污", "known", "", ""),
    ("category", "超标排方", "near", "超标排放", "同音"),
    ("category", "超标放", "near", "超标排放", "少一个“排”字"),
    ("category", "超标准排放", "near", "超标排放", "多一个“准”字"),
    ("category", "杨尘污染", "near", "扬尘污染", "形近"),
    ("category", "末安装治污设施", "near", "未安装治污设施", "形近"),
    ("category", "治污设施不正常", "near", "治污设施不正常运行", "简称"),
    ("category", "散乱物", "near", "散乱污企业整治不力", "与“散乱污”同音"),
    ("category", "土法炼油", "unknown", "", ""),
    ("said_status", "整改中，预计六月底完成", "known", "", ""),
    ("said_status", "整改种", "near", "整改中", "同音"),
    ("said_status", "视情况而定", "unknown", "", ""),
    ("city", "邯郸", "known", "", ""),
    ("city", "邯单市", "near", "邯郸市", "形近"),
    ("city", "某某市", "unknown", "", ""),
]


@pytest.mark.parametrize(("field", "said", "verdict", "suggestion", "reason"), JUDGED)
def test_a_value_is_known_near_or_unknown_with_the_reason(field, said, verdict, suggestion, reason):
    (question,) = questions_of({field: [said, None, said]}, KNOWN, {})
    assert (question.verdict, question.suggestion, question.reason) == (verdict, suggestion, reason)
    assert (question.count, question.open) == (2, verdict != "known")


def test_the_suggestion_is_the_first_option_and_all_known_values_can_be_chosen():
    (question,) = questions_of({"category": ["超标排方"]}, KNOWN, {})
    assert question.options[0] == "超标排放"
    assert set(question.options) == set(NAMES)
    assert question.can_add


def test_what_waits_for_a_person_comes_first_then_by_count():
    column = ["扬尘污染"] * 9 + ["土法炼油"] * 2 + ["超标排方"] * 5 + ["炼山"] * 3
    told = [(one.said, one.verdict) for one in questions_of({"category": column}, KNOWN, {})]
    assert told == [("炼山", "unknown"), ("土法炼油", "unknown"), ("超标排方", "near"), ("扬尘污染", "known")]


def test_several_words_of_a_cell_are_judged_one_by_one():
    column = [("大气", "噪音"), ("噪因",), None, ("大气",)]
    told = {
        one.said: (one.count, one.verdict, one.suggestion) for one in questions_of({"pollutants": column}, KNOWN, {})
    }
    assert told == {"大气": (2, "known", ""), "噪音": (1, "known", ""), "噪因": (1, "near", "噪声")}


def test_a_county_is_asked_about_inside_its_city():
    columns = {"city": ["邯郸市", "滨州市", "邯郸市"], "county": ["博新县", "博新县", "高新区、永年曲"]}
    told = {one.key: (one.verdict, one.suggestion) for one in questions_of(columns, KNOWN, {}) if one.field == "county"}
    assert told["滨州市/博新县"] == ("near", "博兴县")
    assert told["邯郸市/博新县"] == ("unknown", "")
    assert told["邯郸市/高新区、永年曲"] == ("near", "高新区、永年区")


def test_strokes_in_a_county_are_no_city():
    columns = {"county": ["高新曲/永年曲", None]}
    (question,) = questions_of(columns, KNOWN, {})
    assert question.key == "高新曲／永年曲"
    answers = {("county", question.key): ValueAnswer("blank")}
    assert questions_of(columns, KNOWN, answers)[0].answer == ValueAnswer("blank")
    assert split_answer_key("county", "济宁市/高新区／经开区") == ("济宁市", "高新区／经开区")
    assert said_key("高新区／经开区") == said_key("高新区/经开区")


def test_an_answer_and_what_the_file_said_stand_in_the_question():
    answers = {("category", "土法炼油"): ValueAnswer("map", "其他")}
    columns = {"category": ["其他", "其他", "土法炼油"]}
    told = questions_of(columns, KNOWN, answers, {"category": {0: "土法炼油"}})
    (asked,) = (one for one in told if one.said == "土法炼油")
    assert (asked.count, asked.answer, asked.open) == (2, ValueAnswer("map", "其他"), False)


def test_a_revoked_answer_is_only_suggested():
    known = KnownValues(KNOWN.categories, NAMES, earlier={("category", "土法炼油"): ValueAnswer("map", "其他")})
    (question,) = questions_of({"category": ["土法炼油"]}, known, {})
    assert (question.verdict, question.suggestion, question.reason) == ("near", "其他", "此前的回答")
    assert question.answer is None and question.open


def test_an_open_vocabulary_has_no_unknown_values_only_spellings():
    units = ["邯郸市永年区人民政府"] * 3 + ["永年区政府"] * 5 + ["永年区委、区政府", "武安市政府", "某某办公室"]
    told = {
        one.said: (one.verdict, one.suggestion, one.reason)
        for one in questions_of({"responsible_unit": units}, KNOWN, {})
    }
    assert told == {
        "永年区政府": ("known", "", ""),
        "邯郸市永年区人民政府": ("near", "永年区政府", "同一单位"),
        "永年区委、区政府": ("near", "永年区政府", "同一单位"),
    }


CLUSTERS = [
    (["化工", "化 工", "化工行业", "（化工）"], 1),
    (["ABC公司", "ＡＢＣ公司", "abc 公司"], 1),
    (["水泥制造业", "水泥制早业"], 1),
    (["黑色金属冶炼和压延加工业", "黑色金属冶炼及压延加工业"], 1),
    (["第一督查组", "第二督查组"], 0),
    (["城区政府", "郊区政府"], 0),
    (["化工", "水泥"], 0),
    (["平板玻璃", "平板玻离"], 1),
    (["督查一组", "督察一组"], 1),
]


@pytest.mark.parametrize(("values", "count"), CLUSTERS)
def test_spellings_of_one_value_make_one_cluster(values, count):
    found = clusters_of({said: 5 - at for at, said in enumerate(values)})
    assert len(found) == count
    if found:
        assert {said for said, _ in found[0].members} == set(values)
        assert found[0].target == values[0]
        assert found[0].count == sum(5 - at for at in range(len(values)))


@pytest.mark.parametrize(
    ("said", "known", "reason"),
    [("永年曲", "永年区", "同音"), ("邯单", "邯郸", "形近"), ("永年", "永年区", "少一个“区”字"), ("甲乙", "丙丁", ""),
     ("超排标放", "超标排放", "字序颠倒"), ("第一组", "第二组", ""), ("散乱污", "散乱污企业整治不力", "简称")],
)  # fmt: skip
def test_the_reason_names_what_speaks_for_it(said, known, reason):
    assert reason_for(said, known) == reason


def test_width_case_and_white_space_do_not_make_another_answer():
    assert said_key("ＶＯＣｓ 治理") == said_key("vocs治理")
    assert fingerprint("（化工）行业") == fingerprint("化工")


def test_a_column_with_too_many_values_is_capped_and_said():
    column = [f"类别{number}甲乙丙" for number in range(MOST_VALUES + 500)]
    found = look_through({"category": column}, KNOWN, {})
    assert len(found.questions) == MOST_VALUES
    assert "只看了最常见的" in found.notes[0]


def test_fifty_two_thousand_rows_are_looked_through_at_once():
    counties = ["永年区", "武安市", "磁县", "丛台区", "高新区"]
    size = 52_000
    columns = {
        "category": [NAMES[at % len(NAMES)] for at in range(size)],
        "city": ["邯郸市"] * size,
        "county": [counties[at % len(counties)] for at in range(size)],
        "responsible_unit": [f"{counties[at % 4]}政府" for at in range(size)],
        "pollutants": [("大气", "水")] * size,
        "industry": [f"行业{at % 300}" for at in range(size)],
    }
    look_through({name: column[:10] for name, column in columns.items()}, KNOWN, {})
    started = time.process_time()
    found = look_through(columns, KNOWN, {})
    assert time.process_time() - started < 2
    assert all(question.verdict == "known" for question in found.questions)


def test_exact_values_load_no_pinyin():
    lines = (
        "import sys",
        "from models.importing.values import KnownValues, questions_of",
        "columns = {'category': ['超标排放'], 'city': ['邯郸'], 'county': ['永年'], 'pollutants': [('大气',)]}",
        "from models.rules.categories import category_table",
        "questions_of(columns, KnownValues(category_table([('超标排放', None)]), ('超标排放',)), {})",
        "print('pypinyin' in sys.modules)",
    )
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_controlled_field_is_a_field_of_the_ledger():
    from models.queries.fields import FIELDS

    assert set(controlled_fields()) <= set(FIELDS)
    assert {name for name, rule in controlled_fields().items() if rule.vocabulary == "open"} == {
        "responsible_unit", "industry", "inspection_team",
    }  # fmt: skip
