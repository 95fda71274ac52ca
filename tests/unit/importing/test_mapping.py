"""Columns find their fields by words first, then by what the cells look like."""

from __future__ import annotations

import pytest

from models.excel.tables.table_layout import HeaderColumn, column_letter
from models.importing.columns.evidence import Evidence
from models.importing.columns.map import Match, match_columns
from models.regions import load_gazetteer


def matched(columns: dict) -> dict[str, Match]:
    """Header (a text, or a tuple of levels) with sample cells -> header with its match."""
    heads = []
    for index, header in enumerate(columns):
        path = header if isinstance(header, tuple) else (header,)
        heads.append(HeaderColumn(index, column_letter(index), path, "/".join(path)))
    evidence = {i: Evidence(cells, load_gazetteer()) for i, cells in enumerate(columns.values())}
    matches = match_columns(heads, evidence)
    return {head.name: matches[head.index] for head in heads}


def mapped(columns: dict) -> dict[str, tuple[str, ...]]:
    """The same with the fields alone."""
    return {name: match.fields for name, match in matched(columns).items()}


SITES = ["永年昊途汽车维修有限公司", "磁县铸造厂", "武安焦化有限公司"]
LIMITS = ["2018年7月底", "立行立改", "2018.7.14"]
PHONES = ["13800001111", "13900002222", "0310-3234567"]
TEXTS = ["料场未苫盖，扬尘严重", "未安装治污设施，废气直排", "危险废物露天存放，无标识"]


@pytest.mark.parametrize(
    ("header", "cells", "fields"),
    [
        ("编 号", ["01", "02", "03"], ("list_number",)),
        ("问题编号", ["QH-1", "QH-2", "QH-7"], ("number",)),
        ("问题编号", [1, 2, 3], ("list_number",)),
        ("县(市、\n区)", ["永年区", "磁县", "武安市"], ("county",)),
        ("责任\n主体", ["永年区人民政府", "磁县人民政府", "武安市人民政府"], ("responsible_unit",)),
        ("统一社会信用代码", ["91130400MA07XXXX1A", "91130400MA07XXXX1B", "无"], ("credit_code",)),
        ("整改时限（调整后）", ["7月底前", "立行立改", "2018.7.14"], ("deadline_text",)),
        ("督办要求", ["2018年6月30日前完成清理", "立即清理", "年底前完成生态恢复"], ("requirement", "deadline_text")),
        ("整改要求", ["停产整治", "两断三清", "限期拆除"], ("requirement",)),
        ("所在地", ["北京市", "石家庄市", "乌鲁木齐市"], ("city",)),
        ("所在地", ["永年区双庙乡3号", "磁县白塔镇", "武安市红旗街道"], ("address",)),
        ("所在地区", ["永年区", "磁县", "武安市"], ("county",)),
        ("点位坐标", ["114.2,36.5", "东经114.3 北纬36.4", "114.8，36.1"], ("longitude", "latitude")),
        ("是否销号", ["是", "否", "否"], ("said_status",)),
        ("整改情况", ["是", "否", "否"], ("said_status",)),
        (
            "整改情况",
            ["已安装布袋除尘器并通过验收，正在完善台账", "正在推进，预计下月完成全部整改", "尚未开工"],
            ("progress",),
        ),
        ("整改进展", ["正在施工", "尚未动工", "正在调试"], ("progress",)),
        ("完成时间", ["6月底前", "2018.5.31", "立行立改"], ("deadline_text",)),
        ("完成时间", ["2018.5.31", "2018.6.2", "2018年6月5日"], ("completed_on",)),
        ("排污口编码", ["FB-3708-0001", "FB-3708-0002", "FB-3708-0003"], ("number",)),
        ("所在镇（街道）", ["城关镇", "阳邑镇", "东城街道"], ("town",)),
        ("施工单位", SITES, ()),
        ("所属企业", SITES, ()),
        ("项次", [1, 2, 3], ("list_number",)),
        ("帮扶组", ["第1组", "第2组", "第3组"], ("inspection_team",)),
        ("污染类型", ["大气、噪声", "水", "大气"], ("pollutants",)),
        ("检查日期", ["2018-06-14", "2018年6月15日", "6.16"], ("found_on",)),
        ("检查日期", ["上午", "下午", "晚上"], ()),
        ("经度", ["无", "见附件", "详见图"], ()),
        ("整改前照片", ["见附件", "见附件", "见附件"], ()),
        ("罚款金额（万元）", [1, 2, 5], ()),
        ("优先级", ["高", "中", "低"], ()),
        ("减排措施", ["停产", "限产50%", "停产"], ()),
    ],
)
def test_a_header_with_its_cells_means_these_fields(header, cells, fields):
    found = mapped({"企业名称": SITES, "问题描述": TEXTS, header: cells})
    assert found[header] == fields


def test_the_last_level_of_a_joined_header_counts_most():
    found = mapped(
        {
            ("企业基本信息", "企业（作坊）名称"): SITES,
            ("所在位置", "县区"): ["永年区", "磁县", "武安市"],
            ("所在位置", "乡镇"): ["双庙乡", "石桥镇", "白塔镇"],
            ("坐标", "东经"): [114.1, 114.2, 114.3],
            ("坐标", "北纬"): [36.1, 36.2, 36.3],
            ("责任落实", "包片领导"): ["孙志强", "姜建军", "曹晓东"],
        }
    )
    assert list(found.values()) == [
        ("site_name",),
        ("county",),
        ("town",),
        ("longitude",),
        ("latitude",),
        ("responsible_person",),
    ]


def test_ticked_columns_under_one_header_are_one_answer():
    found = mapped(
        {
            "企业名称": SITES,
            ("整治方式", "关停取缔"): ["√", None, None],
            ("整治方式", "升级改造"): [None, "√", "√"],
            ("两断三清", "断水"): ["√", None, None],
            ("两断三清", "断电"): ["√", None, None],
        }
    )
    assert list(found.values()) == [("site_name",), ("measures",), ("measures",), (), ()]


def test_degrees_minutes_and_seconds_in_six_columns_are_two_angles():
    columns = {"单位名称": SITES}
    columns |= {("经度", part): [114, 20, 3] for part in ("度", "分", "秒")}
    columns |= {("维度", part): [36, 20, 3] for part in ("度", "分", "秒")}
    assert list(mapped(columns).values())[1:] == [("longitude",)] * 3 + [("latitude",)] * 3


def test_of_two_columns_for_one_field_the_better_word_wins_and_the_other_is_kept_apart():
    found = mapped({"责任人": ["张三", "李四", "王五"], "联系人": ["赵六", "钱七", "孙八"], "企业名称": SITES})
    assert (found["责任人"], found["联系人"]) == (("responsible_person",), ())


def test_a_list_of_securities_is_not_pressed_into_our_fields():
    found = mapped(
        {
            "代码": ["835912.OC", "831728.OC", "837078.OC"],
            "名称": ["阿房宫", "阿尼股份", "阿泰可"],
            "增发公告日": ["2017-07-12", "2017-07-26", "2017-05-25"],
            "发行对象": ["大股东", "机构投资者", "机构投资者"],
            "企业性质": [None, None, None],
        }
    )
    assert found == {"代码": (), "名称": ("site_name",), "增发公告日": (), "发行对象": (), "企业性质": ()}


def test_where_no_word_is_known_the_column_that_tells_rows_apart_is_the_name():
    found = mapped({"Freq": [1, 1, 6], "Author": ["安徽工程大学", "成都理工大学", "昆明学院"]})
    assert found == {"Freq": (), "Author": ("site_name",)}


def test_a_description_that_is_mostly_blank_does_not_leave_rows_without_a_name():
    found = mapped({"功能项": ["考勤登记", "调休申请", "补卡申请"], "问题描述": [None, None, "流程不通"]})
    assert found == {"功能项": ("site_name",), "问题描述": ("description",)}
    assert mapped({"牵头部门": ["住建局", "城管局", "水务局"], "反馈问题": TEXTS})["牵头部门"] == ("responsible_unit",)


def test_a_use_that_is_too_unsure_is_suggested_only():
    found = matched({"企业名称": SITES, "问题描述": TEXTS, "处理意见稿子": ["停产", "限产", "补办"]})
    column = found["处理意见稿子"]
    assert column.fields == () and column.suggested == ("requirement",)


def test_english_and_translated_headers_are_known():
    found = mapped({"Company Name": SITES, ("问题描述", "Description"): TEXTS, "Due Date": LIMITS, "Tel.": PHONES})
    assert list(found.values()) == [("site_name",), ("description",), ("deadline_text",), ("phone",)]


def test_one_wrong_sign_in_a_header_does_not_hide_it():
    found = mapped({"企业名称": SITES, "间题描述": TEXTS, "整改时现": LIMITS, "联糸电话": PHONES})
    assert list(found.values()) == [("site_name",), ("description",), ("deadline_text",), ("phone",)]


def test_cells_outweigh_a_header_they_contradict():
    found = mapped({"企业名称": SITES, "问题描述": TEXTS, "县区": PHONES, "联系电话": ["张三", "李四", "王五"]})
    assert (found["县区"], found["联系电话"]) == (("phone",), ())


def test_a_bare_label_means_what_its_parent_makes_of_it():
    found = mapped(
        {
            ("点位", "名称"): SITES,
            ("问题", "描述"): TEXTS,
            ("责任落实", "单位"): ["永年区政府", "磁县政府", "武安市政府"],
            ("责任落实", "时限"): LIMITS,
            ("检查", "时间"): ["2018-06-14", "2018-06-15", "2018-06-16"],
            ("检查", "人员"): ["张三", "李四", "王五"],
        }
    )
    fields = ["site_name", "description", "responsible_unit", "deadline_text", "found_on"]
    assert list(found.values()) == [*((field,) for field in fields), ()]


def test_yes_and_no_in_columns_of_their_own_are_one_answer():
    found = mapped(
        {
            "企业名称": SITES,
            ("是否完成整改", "是"): ["√", None, "√"],
            ("是否完成整改", "否"): [None, "√", None],
        }
    )
    assert list(found.values()) == [("site_name",), ("said_status",), ("said_status",)]


def test_links_between_petitions_stay_among_the_columns_of_the_source():
    found = mapped(
        {
            "受理编号": ["X2HA201811110001", "X2HA201811120002", "D2HA201811130003"],
            "交办问题基本情况": TEXTS,
            "是否重复": ["否", "是", "否"],
            "重复关联件编号": [None, "X2HA201811110001", None],
            "合并编号": [None, None, "X2HA201811110001"],
        }
    )
    assert list(found.values()) == [("number",), ("description",), (), (), ()]


def test_the_second_best_word_gives_way_where_both_columns_find_a_place():
    found = mapped({"编号": ["A-01", "B-07", "C-19"], "序号": [1, 2, 3], "企业名称": SITES})
    assert found == {"编号": ("number",), "序号": ("list_number",), "企业名称": ("site_name",)}


def test_one_label_over_two_columns_names_both():
    heads = [HeaderColumn(0, "A", ("企业名称",), "企业名称")]
    heads += [HeaderColumn(at, column_letter(at), (name,), name) for at, name in enumerate(["经纬度"] * 2, 1)]
    heads += [HeaderColumn(at, column_letter(at), (name,), name) for at, name in enumerate(["联系人及电话"] * 2, 3)]
    cells = [SITES, [36.1, 36.2, 36.3], [114.1, 114.2, 114.3], ["张三", "李四", "王五"], PHONES]
    evidence = {at: Evidence(column, load_gazetteer()) for at, column in enumerate(cells)}
    fields = [match.fields for match in match_columns(heads, evidence).values()]
    assert fields == [("site_name",), ("latitude",), ("longitude",), ("responsible_person",), ("phone",)]


@pytest.mark.parametrize("header", ["涉气主体", "产废单位", "被反映单位", "矿山名称"])
def test_a_column_of_names_is_the_site_where_no_other_is(header: str) -> None:
    assert mapped({header: SITES, "违规情形": TEXTS}) == {header: ("site_name",), "违规情形": ("description",)}


def test_a_day_over_three_columns_is_one_date() -> None:
    columns = {("检查日期", "年"): [2018, 2018], ("检查日期", "月"): [6, 7], ("检查日期", "日"): [3, 14]}
    assert set(mapped({"企业名称": SITES, **columns}).values()) == {("site_name",), ("found_on",)}
