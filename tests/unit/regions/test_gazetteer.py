"""Place names of lists resolve inside their city, as official on the list's day."""

from __future__ import annotations

import time
from datetime import date

import pytest

from models.regions import Gazetteer, describe, divisions, load_gazetteer

JUNE_2018 = date(2018, 6, 26)
EARLY_2024 = date(2024, 1, 1)
EARLY_2016 = date(2016, 1, 1)

RESOLVED = [
    # text, city, on, name, code, today's code
    ("任县", "邢台市", JUNE_2018, "任县", "130526", "130505"),
    ("任县", "邢台市", EARLY_2024, "任泽区", "130505", "130505"),
    ("任县", "邢台市", None, "任泽区", "130505", "130505"),
    ("任泽区", "邢台市", JUNE_2018, "任县", "130526", "130505"),
    ("南和县", "邢台", JUNE_2018, "南和县", "130527", "130506"),
    ("长治县", "长治市", JUNE_2018, "长治县", "140421", "140404"),
    ("滦县", "唐山市", JUNE_2018, "滦县", "130223", "130284"),
    ("邹平县", "滨州市", JUNE_2018, "邹平县", "371626", "371681"),
    ("邹平", "滨州市", EARLY_2024, "邹平市", "371681", "371681"),
    ("永年", "邯郸市", JUNE_2018, "永年区", "130408", "130408"),
    ("永年县", "邯郸市", JUNE_2018, "永年区", "130408", "130408"),
    ("永年县", "邯郸市", EARLY_2016, "永年县", "130429", "130408"),
    ("永年", "邯郸市", EARLY_2016, "永年县", "130429", "130408"),
    ("河北省邯郸市永年区", None, JUNE_2018, "永年区", "130408", "130408"),
    ("河北省/邯郸市/永年区", None, JUNE_2018, "永年区", "130408", "130408"),
    ("邯郸永年", None, JUNE_2018, "永年区", "130408", "130408"),
    ("邯郸市-永年", None, JUNE_2018, "永年区", "130408", "130408"),
    ("永\n年　区", "邯郸市", JUNE_2018, "永年区", "130408", "130408"),
    ("永年区人民政府", "邯郸市", JUNE_2018, "永年区", "130408", "130408"),
    ("博兴县人民政府", None, JUNE_2018, "博兴县", "371625", "371625"),
    ("滨州", None, JUNE_2018, "滨州市", "371600", "371600"),
    ("长治", None, JUNE_2018, "长治市", "140400", "140400"),
    ("大兴", "北京", JUNE_2018, "大兴区", "110115", "110115"),
    ("北京市大兴区", None, JUNE_2018, "大兴区", "110115", "110115"),
    ("北京市市辖区大兴区", None, JUNE_2018, "大兴区", "110115", "110115"),
    ("济源", None, None, "济源市", "419001", "419001"),
    ("济源市", "济源市", None, "济源市", "419001", "419001"),
    ("济源示范区", None, None, "济源市", "419001", "419001"),
    ("城区", "晋城市", JUNE_2018, "城区", "140502", "140502"),
    ("城区", "阳泉市", JUNE_2018, "城区", "140302", "140302"),
    ("城区", "长治市", JUNE_2018, "城区", "140402", "140403"),
    ("城区", "长治市", EARLY_2024, "潞州区", "140403", "140403"),
    ("郊区", "阳泉市", None, "郊区", "140311", "140311"),
    ("矿区", "阳泉市", None, "矿区", "140303", "140303"),
    ("新华区", "石家庄市", None, "新华区", "130105", "130105"),
    ("新华区", "沧州市", None, "新华区", "130902", "130902"),
    ("桥西区", "石家庄市", None, "桥西区", "130104", "130104"),
    ("桥西区", "邢台市", JUNE_2018, "桥西区", "130503", "130503"),
    ("桥西区", "邢台市", EARLY_2024, "信都区", "130503", "130503"),
    ("桥东区", "邢台市", JUNE_2018, "桥东区", "130502", "130502"),
    ("邢台县", "邢台市", JUNE_2018, "邢台县", "130521", "130503"),
    ("井陉", "石家庄市", None, "井陉县", "130121", "130121"),
    ("井陉矿区", "石家庄市", None, "井陉矿区", "130107", "130107"),
    ("峰峰", "邯郸市", None, "峰峰矿区", "130406", "130406"),
    ("大厂县", "廊坊市", None, "大厂回族自治县", "131028", "131028"),
    ("莱城区", "莱芜市", JUNE_2018, "莱城区", "371202", "370116"),
    ("莱芜市", None, EARLY_2024, "济南市", "370100", "370100"),
    ("户县", "西安市", EARLY_2016, "户县", "610125", "610118"),
    ("户县", "西安市", JUNE_2018, "鄠邑区", "610118", "610118"),
    ("高平", "晋城", JUNE_2018, "高平市", "140581", "140581"),
    ("高新区", "石家庄市", JUNE_2018, "石家庄高新技术产业开发区", "130171", "130171"),
    ("经开区", "邯郸市", JUNE_2018, "邯郸经济技术开发区", "130471", "130471"),
    ("开发区", "邯郸市", JUNE_2018, "邯郸经济技术开发区", "130471", "130471"),
    ("航空港区", "郑州市", JUNE_2018, "郑州航空港经济综合实验区", "410173", "410173"),
    ("郑州航空港区", None, JUNE_2018, "郑州航空港经济综合实验区", "410173", "410173"),
    ("示范区", "焦作市", JUNE_2018, "焦作城乡一体化示范区", "410871", "410871"),
    ("太白湖新区", "济宁市", JUNE_2018, "太白湖新区", "", ""),
    ("雄安新区", None, JUNE_2018, "雄安新区", "", ""),
    ("经开区管委会", "邯郸市", JUNE_2018, "邯郸经济技术开发区", "130471", "130471"),
    ("浦东", None, JUNE_2018, "浦东新区", "310115", "310115"),
    ("滨海新区", "天津市", JUNE_2018, "滨海新区", "120116", "120116"),
    ("内蒙古呼和浩特市新城区", None, JUNE_2018, "新城区", "150102", "150102"),
    ("山东邹平", None, EARLY_2024, "邹平市", "371681", "371681"),
    ("河北雄安新区", None, JUNE_2018, "雄安新区", "", ""),
    ("杨凌示范区", "咸阳市", JUNE_2018, "杨陵区", "610403", "610403"),
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(("text", "city", "on", "name", "code", "today"), RESOLVED)
def test_a_name_resolves_as_official_on_its_day(
    gazetteer: Gazetteer, text: str, city: str | None, on: date | None, name: str, code: str, today: str
) -> None:
    place = gazetteer.resolve(text, city=city, on=on).place
    assert place is not None
    assert (place.name, place.code, place.today_code) == (name, code, today)


@pytest.mark.parametrize(
    "text", [None, "", "—", "/", "无", "　", "市辖区", "市本级", "全市", "县（市、区）", "各县（市、区）人民政府"]
)
def test_what_names_no_county_gives_no_place_but_a_note(gazetteer: Gazetteer, text: str | None) -> None:
    resolution = gazetteer.resolve(text, city="邯郸市")
    assert resolution.place is None
    assert resolution.note


@pytest.mark.parametrize(
    ("text", "city", "cities"),
    [
        ("朝阳区", None, {"北京市", "长春市"}),
        ("新华区", None, {"石家庄市", "沧州市", "平顶山市"}),
        ("泽州县", "邯郸市", {"晋城市"}),
        ("博新县", "滨州市", {"滨州市"}),
        ("邢台县", "邢台市", {"邢台市"}),
    ],
)
def test_an_unclear_name_is_asked_not_guessed(
    gazetteer: Gazetteer, text: str, city: str | None, cities: set[str]
) -> None:
    resolution = gazetteer.resolve(text, city=city)
    assert resolution.place is None
    assert {place.city for place in resolution.candidates} == cities
    assert resolution.note


def test_a_zone_is_never_resolved_without_its_city(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("高新区").place is None
    assert "功能区" in gazetteer.resolve("高新区").note


def test_a_zone_keeps_the_name_of_the_list_as_its_county(gazetteer: Gazetteer) -> None:
    place = gazetteer.resolve("高新区", city="石家庄市").place
    assert place is not None
    assert (place.level, place.county) == ("zone", "高新区")


def test_a_former_name_is_explained(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("任县", city="邢台市").note == "原任县2020年6月起撤县设区，现为任泽区"
    assert gazetteer.resolve("任县", city="邢台市", on=JUNE_2018).note == "2020年6月起撤县设区，现为任泽区"


@pytest.mark.parametrize(
    ("text", "province", "city"),
    [
        ("北京", "北京市", "北京市"),
        ("滨州", "山东省", "滨州市"),
        ("河北省邯郸市", "河北省", "邯郸市"),
        ("邯郸 市", "河北省", "邯郸市"),
        ("吉林", "吉林省", "吉林市"),
        ("济源示范区", "河南省", "济源市"),
        ("定州市", "河北省", "保定市"),
        ("莱芜", "山东省", "莱芜市"),
    ],
)
def test_a_city_column_resolves_to_a_city(gazetteer: Gazetteer, text: str, province: str, city: str) -> None:
    place = gazetteer.resolve(text, level="city", on=JUNE_2018).place
    assert place is not None
    assert (place.province, place.city) == (province, city)


def test_a_county_column_that_repeats_the_city_names_no_county(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("邯郸市", city="邯郸市", level="county").place is None
    assert gazetteer.resolve("济源市", city="济源市", level="county").place is None


@pytest.mark.parametrize(
    ("text", "city", "names"),
    [
        ("邯郸市大气办", None, ["邯郸市"]),
        ("邯郸大气办", None, ["邯郸市"]),
        ("填报单位（盖章）：邯郸市大气办　　截止日期", None, ["邯郸市"]),
        ("涉及兖州区和邹城市", None, ["兖州区", "邹城市"]),
        ("博兴县人民政府", None, ["博兴县"]),
        ("永年区人民政府\n双庙乡", "邯郸市", ["永年区"]),
        ("永年昊途汽车维修有限公司", "邯郸市", ["永年区"]),
        ("成安县、磁县人民政府", "邯郸市", ["成安县", "磁县"]),
        ("晋城市城区西街", "晋城市", ["城区"]),
        ("位于主城区以北", "晋城市", []),
        ("石家庄市桥西区城管局", None, ["桥西区"]),
        ("城市管理局", "邯郸市", []),
        ("河北省生态环境厅", None, []),
        ("邯郸市生态环境局永年区分局", None, ["永年区"]),
        ("市住建局、丛台区政府", "邯郸市", ["丛台区"]),
        ("邯郸县代召乡", "邯郸市", []),
        ("脱硫塔循环液pH值7.5，脱硫设施不正常运行。", "邯郸市", []),
        ("无", None, []),
    ],
)
def test_places_are_found_in_sentences(gazetteer: Gazetteer, text: str, city: str | None, names: list[str]) -> None:
    assert [place.name for place in gazetteer.find_places_in(text, city, JUNE_2018)] == names


@pytest.mark.parametrize(
    ("text", "city", "counties"),
    [
        ("高新区/太白湖新区/经开区", "济宁市", ["高新区", "太白湖新区", "经开区"]),
        ("永年区、武安市", "邯郸市", ["永年区", "武安市"]),
        ("兖州区和邹城市", "济宁市", ["兖州区", "邹城市"]),
        ("1件属县市区合办件,涉及兖州区和邹城市", "济宁市", ["兖州区", "邹城市"]),
        ("航空港区1件、有关部门1件", "郑州市", ["航空港区"]),
        ("和顺县", "晋中市", ["和顺县"]),
    ],
)
def test_a_cell_of_several_places_gives_each(gazetteer: Gazetteer, text: str, city: str, counties: list[str]) -> None:
    resolutions = gazetteer.resolve_all(text, city=city, on=JUNE_2018)
    assert [resolution.place.county for resolution in resolutions if resolution.place] == counties


def test_the_city_is_found_from_a_county_government(gazetteer: Gazetteer) -> None:
    place = gazetteer.find_city_in("博兴县人民政府")
    assert place is not None
    assert (place.city, place.province) == ("滨州市", "山东省")
    assert gazetteer.find_city_in("整改台账") is None


def test_the_province_of_a_city_is_known(gazetteer: Gazetteer) -> None:
    assert [gazetteer.province_of(city) for city in ("邯郸", "临汾市", "天津", "无名市")] == [
        "河北省",
        "山西省",
        "天津市",
        "",
    ]


def test_region_json_gives_full_names_or_candidates(gazetteer: Gazetteer) -> None:
    assert describe(gazetteer.resolve("任县", city="邢台市", on=JUNE_2018)) == {
        "code": "130505",
        "province": "河北省",
        "city": "邢台市",
        "county": "任县",
        "level": "county",
        "note": "2020年6月起撤县设区，现为任泽区",
    }
    several = describe(gazetteer.resolve("城区"))
    assert isinstance(several, list)
    assert {"阳泉市", "晋城市"} <= {item["city"] for item in several}


def test_seed_rows_have_parents_first_and_no_loose_ends() -> None:
    regions, aliases, members = divisions()
    seen: set[str] = set()
    for code, _, level, parent, _, _, today in regions:
        assert code not in seen
        assert parent is None or parent in seen
        assert level in ("province", "city", "county", "zone")
        assert today is not None
        seen.add(code)
    assert {row[0] for row in aliases} <= seen
    assert {row[1] for row in members} <= seen
    assert {row[6] for row in regions} <= seen
    assert [sum(row[0] == key for row in members) for key in ("2+26", "fenwei")] == [28, 11]


def test_set_codes_carry_the_names_of_their_cities(gazetteer: Gazetteer) -> None:
    _, _, members = divisions()
    for _, code, _ in members:
        assert gazetteer.index.current[code].name.endswith("市")


def test_every_county_resolves_to_itself_inside_its_city(gazetteer: Gazetteer) -> None:
    wrong = []
    for unit in gazetteer.index.current.values():
        if unit.level == "county":
            city = gazetteer.index.place(unit).city
            place = gazetteer.resolve(unit.name, city=city).place
            if place is None or place.code != unit.code:
                wrong.append(unit.name)
    assert wrong == []


def test_loading_takes_a_moment_and_asking_again_costs_nothing() -> None:
    started = time.perf_counter()
    fresh = Gazetteer()
    assert time.perf_counter() - started < 0.5
    first = fresh.resolve("永年", city="邯郸市", on=JUNE_2018)
    assert fresh.resolve("永年", city="邯郸市", on=JUNE_2018) is first
