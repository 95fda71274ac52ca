"""Names as lists write them: what resolves, what is only offered, what several places give, and names of one unit."""

from __future__ import annotations

from datetime import date

import pytest

from models.cli import main
from models.importing.values.units import unit_key
from models.regions import load_gazetteer

ON_2018, ON_2024 = date(2018, 6, 26), date(2024, 1, 1)

OFFERED = [
    # mistyped, city, what is offered first
    ("永年曲", "邯郸市", "永年区"),
    ("水年区", "邯郸市", "永年区"),
    ("永年去", "邯郸市", "永年区"),
    ("武安曲", "邯郸市", "武安市"),
    ("武按市", "邯郸市", "武安市"),
    ("磁", "邯郸市", "磁县"),
    ("从台区", "邯郸市", "丛台区"),
    ("博新县", "滨州市", "博兴县"),
    ("鸡择县", "邯郸市", "鸡泽县"),
    ("曲州县", "邯郸市", "曲周县"),
    ("峰峰矿", "邯郸市", "峰峰矿区"),
    ("丰丰矿区", "邯郸市", "峰峰矿区"),
    ("成按县", "邯郸市", "成安县"),
    ("魏线", "邯郸市", "魏县"),
    ("孟县", "阳泉市", "盂县"),
    ("师河区", "信阳市", "浉河区"),
    ("高新曲", "石家庄市", "高新区"),
    ("藁成区", "石家庄市", "藁城区"),
    ("景陉县", "石家庄市", "井陉县"),
    ("汤荫县", "安阳市", "汤阴县"),
    ("洪桐县", "临汾市", "洪洞县"),
    ("襄份县", "临汾市", "襄汾县"),
]

OFFERED_CITIES = [
    ("邯单市", "邯郸市"),
    ("邯邯郸市", "邯郸市"),
    ("石家装市", "石家庄市"),
    ("长冶市", "长治市"),
    ("荷泽市", "菏泽市"),
    ("刑台市", "邢台市"),
    ("泰按市", "泰安市"),
    ("连云巷市", "连云港市"),
]

SAME_AS = [
    # written, city, day, official name, code of today
    ("永年", "邯郸市", ON_2018, "永年区", "130408"),
    ("永年县", "邯郸市", ON_2018, "永年区", "130408"),
    ("永年市", "邯郸市", ON_2018, "永年区", "130408"),
    ("永 年 区", "邯郸市", ON_2018, "永年区", "130408"),
    ("大厂", "廊坊市", ON_2018, "大厂回族自治县", "131028"),
    ("大厂自治县", "廊坊市", ON_2018, "大厂回族自治县", "131028"),
    ("孟村县", "沧州市", ON_2018, "孟村回族自治县", "130930"),
    ("宽城", "承德市", ON_2018, "宽城满族自治县", "130827"),
    ("章丘市", "济南市", ON_2018, "章丘区", "370114"),
    ("满城县", "保定市", ON_2018, "满城区", "130607"),
    ("冀州市", "衡水市", ON_2018, "冀州区", "131103"),
    ("屯留县", "长治市", ON_2018, "屯留县", "140405"),
    ("屯留县", "长治市", ON_2024, "屯留区", "140405"),
    ("潞城市", "长治市", ON_2024, "潞城区", "140406"),
    ("陕县", "三门峡市", ON_2018, "陕州区", "411203"),
    ("偃师市", "洛阳市", ON_2024, "偃师区", "410307"),
    ("长垣县", "新乡市", ON_2024, "长垣市", "410783"),
    ("彬县", "咸阳市", ON_2024, "彬州市", "610482"),
    ("经济技术开发区", "邯郸市", ON_2018, "邯郸经济技术开发区", "130471"),
    ("高新技术产业开发区", "石家庄市", ON_2018, "石家庄高新技术产业开发区", "130171"),
    ("循环化工园区", "石家庄市", ON_2018, "石家庄循环化工园区", "130172"),
    ("航空港实验区", "郑州市", ON_2018, "郑州航空港经济综合实验区", "410173"),
    ("冀南新区", "邯郸市", ON_2018, "邯郸冀南新区", "130473"),
]

NEVER_GLOBAL = ["城关镇", "新区", "高新区", "经开区", "开发区", "示范区", "工业园区", "管理区"]

SEVERAL = [
    ("涉及兖州区和邹城市", "济宁市", ["兖州区", "邹城市"]),
    ("航空港区1件、有关部门1件", "郑州市", ["航空港区"]),
    ("高新区/太白湖新区/经开区", "济宁市", ["高新区", "太白湖新区", "经开区"]),
    ("永年、武安；磁县", "邯郸市", ["永年区", "武安市", "磁县"]),
    ("永年区及武安市", "邯郸市", ["永年区", "武安市"]),
    ("永年区2家，武安市3家", "邯郸市", ["永年区", "武安市"]),
    ("丛台区\n复兴区", "邯郸市", ["丛台区", "复兴区"]),
    ("全市", "邯郸市", []),
    ("市本级", "邯郸市", []),
    ("市直有关部门", "邯郸市", []),
    ("城关镇", "邯郸市", []),
]

ONE_UNIT = [
    ("邯郸市永年区人民政府", "永年区政府"),
    ("永年区委、区政府", "永年区政府"),
    ("中共永年区委 永年区人民政府", "永年区政府"),
    ("永年区人民政府办公室", "永年区政府"),
    ("永年政府", "永年区政府"),
    ("武安市委、市政府", "河北省邯郸市武安市人民政府"),
    ("邯郸市政府", "邯郸市人民政府"),
    ("永年区环保局", "永年区生态环境局"),
    ("邯郸市生态环境局永年区分局", "永年区环境保护局"),
    ("邯郸经济技术开发区管理委员会", "邯郸经济技术开发区管委会"),
    ("市住房和城乡建设局", "市住建局"),
]

OTHER_UNITS = [
    ("永年区政府", "武安市政府"),
    ("永年区政府", "永年区环保局"),
    ("邯郸市政府", "永年区政府"),
    ("成安县、磁县人民政府", "成安县人民政府"),
    ("新华区政府", "石家庄市新华区政府"),
]


@pytest.mark.parametrize(("text", "city", "first"), OFFERED)
def test_a_mistyped_county_is_offered_and_never_read(text, city, first):
    gazetteer = load_gazetteer()
    resolution = gazetteer.resolve(text, city=city, on=ON_2018)
    assert resolution.place is None
    assert resolution.candidates[0].county == first
    assert first in resolution.note
    assert [one.place for one in gazetteer.resolve_all(text, city=city, on=ON_2018)] == [None]


@pytest.mark.parametrize(("text", "first"), OFFERED_CITIES)
def test_a_mistyped_city_is_offered_and_never_read(text, first):
    resolution = load_gazetteer().resolve(text, level="city", on=ON_2018)
    assert resolution.place is None
    assert resolution.candidates[0].city == first


@pytest.mark.parametrize(("text", "city", "on", "name", "today"), SAME_AS)
def test_class_word_former_name_and_long_form_do_not_matter(text, city, on, name, today):
    place = load_gazetteer().resolve(text, city=city, on=on).place
    assert place is not None
    assert (place.name, place.today_code) == (name, today)


@pytest.mark.parametrize("text", NEVER_GLOBAL)
def test_what_every_city_has_is_never_resolved_without_its_city(text):
    assert load_gazetteer().resolve(text).place is None
    assert load_gazetteer().find_places_in(f"{text}政府") == []


@pytest.mark.parametrize(("text", "city", "counties"), SEVERAL)
def test_a_cell_gives_each_place_it_names_and_invents_none(text, city, counties):
    found = load_gazetteer().resolve_all(text, city=city, on=ON_2018)
    assert [one.place.county for one in found if one.place] == counties


@pytest.mark.parametrize(("one", "other"), ONE_UNIT)
def test_names_of_one_unit_meet(one, other):
    assert unit_key(one) == unit_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER_UNITS)
def test_names_of_two_units_do_not_meet(one, other):
    assert unit_key(one) != unit_key(other)


def test_nothing_is_offered_for_words_that_are_no_place():
    gazetteer = load_gazetteer()
    for text in ("城管局", "有关部门", "某某公司", "无名市"):
        assert gazetteer.resolve(text, city="邯郸市").candidates == ()


def test_a_learned_name_is_asked_after_the_official_ones():
    gazetteer = load_gazetteer()
    learned = {("港区", "郑州市"): "郑州航空港经济综合实验区", ("永年区", "邯郸市"): "武安市", ("老邯郸", ""): "邯郸市"}
    port = gazetteer.resolve("港区", city="郑州", learned=learned)
    assert port.place is not None and port.place.code == "410173"
    assert "此前的回答" in port.note
    official = gazetteer.resolve("永年区", city="邯郸市", learned=learned)
    assert official.place is not None and official.place.name == "永年区"
    city = gazetteer.resolve("老邯郸", level="city", learned=learned)
    assert city.place is not None and city.place.city == "邯郸市"
    assert gazetteer.resolve("港区", city="唐山市", learned=learned).place != port.place


@pytest.mark.parametrize(("arguments", "words"), [(["永年曲", "--in", "邯郸市"], "永年区"), (["邯单市"], "邯郸市")])
def test_the_command_line_offers_candidates_for_a_mistyped_name(arguments, words, capsys):
    assert main(["region", *arguments]) == 1
    assert words in capsys.readouterr().out
