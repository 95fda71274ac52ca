"""Makes the ministry's yearly list for measuring: 22 columns of Chinese text, any number of rows, reproducible.

python tests/benchmarks/yearly_list.py FILE.xlsx [ROWS] [SEED]
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

HEADER = [
    "序号", "问题编号", "轮次", "督查组", "省份", "地市", "县（市、区）", "乡镇（街道）", "单位名称", "统一社会信用代码", "详细地址",
    "经度", "纬度", "行业类型", "问题类型", "问题描述", "检查时间", "交办时间", "整改要求", "整改时限", "责任单位", "联系电话",
]  # fmt: skip
PLACES = [
    ("河北省", "邯郸市", ["永年区", "武安市", "磁县", "成安县", "肥乡区", "魏县"]),
    ("河北省", "石家庄市", ["藁城区", "鹿泉区", "栾城区", "正定县", "辛集市"]),
    ("河北省", "保定市", ["清苑区", "徐水区", "蠡县", "高阳县", "定兴县"]),
    ("山西省", "晋城市", ["泽州县", "高平市", "阳城县", "陵川县"]),
    ("山西省", "阳泉市", ["郊区", "平定县", "盂县"]),
    ("山东省", "菏泽市", ["郓城县", "巨野县", "曹县", "定陶区"]),
    ("山东省", "滨州市", ["博兴县", "惠民县", "无棣县", "邹平市"]),
    ("河南省", "开封市", ["杞县", "祥符区", "兰考县", "尉氏县"]),
    ("河南省", "安阳市", ["殷都区", "龙安区", "林州市", "汤阴县"]),
    ("北京市", "北京市", ["房山区", "大兴区", "通州区"]),
]
CATEGORIES = [
    "散乱污企业整治不力", "燃煤小锅炉清零不到位", "扬尘污染", "VOCs治理", "无证排污", "治污设施不正常运行", "错峰生产不落实",
    "应急响应不落实", "超标排放", "未安装治污设施",
]  # fmt: skip
FINDINGS = [
    "未取得排污许可证擅自排放，配套布袋除尘器未运行，车间内可见明显积尘，现场无运行记录",
    "料棚三面围挡，约{n}平方米砂石料露天堆存未苫盖，厂区道路未硬化，运输车辆出厂未冲洗带泥上路",
    "喷漆工序未在密闭空间内进行，活性炭箱内活性炭已板结，废气收集罩破损，异味明显，群众反映强烈",
    "已列入关停取缔清单，现场{n}台冲天炉仍在生产，未安装除尘设施，无组织排放严重，断电措施未落实到位",
    "脱硫塔循环液pH值{n}.2，脱硫设施不正常运行，在线监测数据与现场工况不符，运维台账记录不完整",
]
DEADLINES = [
    "立行立改",
    "2018年7月底前",
    "2018年9月30日",
    "2018.8.15",
    "接到通知后15个工作日内",
    "年底前",
    "长期坚持",
    "2018-10-31",
]
WORDS = list("鑫源恒泰宏达兴旺盛华龙腾飞永顺金辉东方明珠瑞丰嘉禾广泽坤澔拓砾曜辰")
TRADES = ["铸造", "家具", "建材", "化工", "机械配件", "塑料制品", "包装印刷", "耐火材料", "橡胶制品", "砖瓦"]


def degrees(value: float) -> str:
    """Degrees, minutes and seconds as field teams write them."""
    minutes, seconds = divmod(round(value * 36000) / 10, 60)
    whole, minutes = divmod(int(minutes), 60)
    return f"{whole}°{minutes}′{seconds:.1f}″"


def rows(count: int, seed: int):
    """The data rows of the list."""
    draw = random.Random(seed)
    for number in range(1, count + 1):
        province, city, counties = draw.choice(PLACES)
        county = draw.choice(counties)
        trade = draw.choice(TRADES)
        town = draw.choice("白双石南北东古红") + draw.choice(["塔镇", "庙乡", "桥镇", "堤乡", "关街道", "渡镇"])
        site = f"{county[:-1]}{''.join(draw.choices(WORDS, k=2))}{trade}{draw.choice(['厂', '有限公司', '加工厂'])}{number % 977}"
        found = date(2018, 6, 11) + timedelta(draw.randrange(300))
        text = draw.choice(FINDINGS).format(n=draw.randrange(2, 900))
        yield [
            number, f"QH-2018-{seed:02d}-{number:06d}", f"第{number * 22 // (count + 1) + 1}轮", f"第{draw.randrange(1, 29)}组",
            province, city, county, town, site, f"91{draw.randrange(10**15, 10**16 - 1)}", f"{county}{town}{draw.randrange(1, 200)}号",
            degrees(111 + draw.random() * 7), degrees(34.5 + draw.random() * 6), trade, draw.choice(CATEGORIES),
            f"{site}{text}，经现场核实共涉及{draw.randrange(1, 60)}处。", found, found + timedelta(3),
            draw.choice(["停产整治", "两断三清", "限期拆除", "入棚入仓，硬化道路"]), draw.choice(DEADLINES), f"{county}人民政府",
            f"0310-{draw.randrange(1000000, 9999999)}",
        ]  # fmt: skip


def next_edition(count: int, seed: int):
    """The same list a month later: of five rows one is gone and another in its place, one has another deadline."""
    fresh = rows(count, seed + 900)
    for number, (row, other) in enumerate(zip(rows(count, seed), fresh, strict=True)):
        if number % 5 == 0:
            yield [row[0], *other[1:]]
        elif number % 5 == 1:
            yield [*row[:18], "停产整治，完成后申请核查", "2019年12月31日", *row[20:]]
        else:
            yield row


def write(path: Path, count: int = 52_000, seed: int = 1, *, later: bool = False) -> Path:
    """Write the list, or its next edition, as a plain workbook with a title and one header row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("交办清单")
    sheet.append(["京津冀及周边地区大气污染防治强化监督发现问题交办清单"])
    sheet.append(["截至2019年4月26日"])
    sheet.append(HEADER)
    for row in next_edition(count, seed) if later else rows(count, seed):
        sheet.append(row)
    book.save(path)
    return path


if __name__ == "__main__":
    write(Path(sys.argv[1]), *(int(text) for text in sys.argv[2:4]))
