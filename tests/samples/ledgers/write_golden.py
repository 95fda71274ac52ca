"""Writes the golden ledger of the present schema; run once before a release that has a new one.

``python tests/samples/ledgers/write_golden.py`` from the project's folder makes ``NNNN.sqlite`` beside this file.
Golden ledgers of released schemas are never written again.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))

from sqlalchemy import Connection, insert  # noqa: E402

from models.schema import Campaign, Measure, Problem, ProblemRegion, Region  # noqa: E402
from models.store.connection import Role, open_engine  # noqa: E402
from models.store.creating import build  # noqa: E402
from models.store.version import HEAD  # noqa: E402


def fill(connection: Connection) -> None:
    """Five problems with regions and measures: children that a careless upgrade would lose."""
    connection.execute(insert(Region), {"code": "130000", "name": "河北省", "level": "province"})
    connection.execute(insert(Campaign), {"id": 1, "name": "2018—2019 年蓝天保卫战重点区域强化监督", "is_open": True})
    problems = [
        {
            "id": number,
            "ledger_number": f"ZG-{number:04d}",
            "campaign_id": 1,
            "city": "邯郸市",
            "site_name": f"第{number}铸造厂",
            "description": "未安装治污设施",
            "deadline": date(2018, 6, number),
            "status": "待整改",
        }
        for number in range(1, 6)
    ]
    connection.execute(insert(Problem), problems)
    connection.execute(
        insert(ProblemRegion), [{"problem_id": number, "position": 1, "name": "永年区"} for number in range(1, 6)]
    )
    connection.execute(
        insert(Measure), [{"problem_id": number, "position": 1, "text": "安装布袋除尘器"} for number in (1, 2, 3)]
    )


if __name__ == "__main__":
    target = HERE / f"{HEAD}.sqlite"
    target.unlink(missing_ok=True)
    build(target, actor="张三", name="旧台账", divisions=False)
    engine = open_engine(target, Role.BUILDER)
    with engine.begin() as filling:
        fill(filling)
    engine.dispose()
    print(target)
