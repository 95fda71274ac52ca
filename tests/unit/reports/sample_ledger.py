"""A small ledger with problems of two cities, in every state that reports, charts and exports tell apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.schema import Campaign, Problem, ProblemPollutant, ProblemRegion
from models.store import Ledger

AS_OF = date(2019, 4, 30)


def problem(number: int, **fields: Any) -> dict[str, Any]:
    """One row with what every row needs."""
    return {
        "id": number,
        "ledger_number": f"ZG-{number:05d}",
        "campaign_id": 1,
        "number": f"JH-22-{number:03d}",
        "round": "22",
        "province": "河北省",
        "city": "邯郸市",
        "county": "武安市",
        "site_name": f"某某标准件加工点 {number}",
        "category": "扬尘污染",
        "description": "已列入关停取缔清单，现场仍在生产；未安装除尘设施，无组织排放严重，厂区地面积尘较厚。",
        "requirement": "两断三清",
        "deadline": date(2019, 6, 30),
        "deadline_text": "2019年6月30日",
        "deadline_kind": "date",
        "responsible_unit": "永年区人民政府",
        "progress": "已断电，设备正在拆除",
        "status": "整改中",
        "longitude": 114.203451,
        "latitude": 36.7,
        "weight": Decimal("0.5"),
        "falsified": False,
        "extra": '{"原表列": "内容"}',
    } | fields


ROWS = [
    problem(1),
    problem(2, status="已销号", deadline=date(2019, 3, 1), category="散乱污企业整治不力"),
    problem(3, deadline=date(2019, 4, 1), description="=1+1 看似公式 <b>&"),
    problem(4, deadline=None, deadline_text="长期坚持", deadline_kind="standing", falsified=None, weight=None),
    problem(5, city="晋城市", county="泽州县", province="山西省", round="3", status="待销号"),
    problem(6, city="晋城市", county="泽州县", province="山西省", round="3", status="合并", progress=None),
]


def sample_ledger(folder: Path, rows: list[dict[str, Any]] | None = None) -> Ledger:
    """A new ledger in ``folder`` with these rows."""
    ledger = Ledger.create(folder, actor="张三", name="某省生态环境厅")
    rows = ROWS if rows is None else rows
    with ledger.writing() as connection:
        connection.execute(Campaign.__table__.insert(), [{"id": 1, "name": "强化监督交办", "is_open": True}])
        connection.execute(Problem.__table__.insert(), [{"version": 1} | row for row in rows])
        regions = [{"problem_id": row["id"], "position": 0, "name": row["county"]} for row in rows]
        connection.execute(ProblemRegion.__table__.insert(), regions)
        pollutants = [{"problem_id": 1, "position": place, "pollutant": name} for place, name in enumerate("气水")]
        if rows and rows[0]["id"] == 1:
            connection.execute(ProblemPollutant.__table__.insert(), pollutants)
    return ledger
