"""Further lists in many layouts, each with what a person sees in it."""

from __future__ import annotations

from layout_cases import HEADER, Case, case, lone, problems, upto  # type: ignore[import-not-found]


@case
def two_columns_of_counts() -> Case:
    rows = [["城市", "问题数量"], *[[city, 3 + n] for n, city in enumerate(("邯郸市", "邢台市", "安阳市"))]]
    return Case("市与数量两列", rows, [1], upto(2, 3), role="summary")


@case
def counts_with_signs_and_remarks() -> Case:
    rows = [
        lone("整改进度", 6),
        ["序号", "责任单位", "交办问题数", "已完成", "整改率", "备注"],
        *[[n, unit, 9, "/", "50%", "滞后"] for n, unit in enumerate(("市住建局", "市城管局", "市水利局"), 1)],
    ]
    return Case("有斜线和备注的统计表", rows, [2], upto(3, 3), role="summary", merged=[(0, 0, 0, 5)])


@case
def names_and_counts() -> Case:
    rows = [["企业名称", "锅炉台数", "吨位"], *[[f"武安甲{n}厂", 1, 10] for n in range(1, 6)]]
    return Case("企业与台数仍是清单", rows, [1], upto(2, 5))


@case
def contents() -> Case:
    return Case("目录", [["目录", None], ["1", "问题清单"], ["2", "汇总表"]], [], [], role="notes")


@case
def bilingual() -> Case:
    rows = [HEADER, ["No.", "County", "Company", "Problem", "Deadline", "Unit", "Remarks"], *problems(5)]
    return Case("中英文两行表头", rows, [1, 2], upto(3, 5), columns={"C": "企业名称/Company"})


@case
def broken_labels() -> Case:
    rows = [
        ["序", "县", "企业", "存在", "整改", "责任", "备"],
        ["号", "区", "名称", "问题", "时限", "单位", "注"],
        *problems(5),
    ]
    return Case("一个词分两行", rows, [1, 2], upto(3, 5))


@case
def places_with_counts() -> Case:
    rows = [
        HEADER,
        ["邯郸市", None, "3个", *[None] * 4],
        *problems(3),
        ["邢台市", None, 2, *[None] * 4],
        *problems(2, 4),
    ]
    return Case("各市计数行", rows, [1], [3, 4, 5, 7, 8], groups=[2, 6])


@case
def office_and_date_below() -> Case:
    rows = [HEADER, *problems(4), lone("邯郸市环境保护局", column=5), lone("2018年6月30日", column=5)]
    return Case("落款", rows, [1], upto(2, 4))


@case
def header_twice() -> Case:
    return Case("表头连写两遍", [lone("清单"), HEADER, HEADER, *problems(4)], [2], upto(4, 4))
