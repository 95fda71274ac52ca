"""Ledgers that the unit tests ask and change: one written by hand, and a demo ledger of a fixed day."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from models import clock
from models.operations import history
from models.operations.demo import make_demo
from models.schema import BatchRow, Campaign, ImportBatch, Problem, ProblemPollutant, ProblemRegion, SourceFile
from models.store import Ledger

TODAY = datetime(2019, 5, 6, 9, 30)

ROWS = [
    {"id": 1, "ledger_number": "ZG-000001", "number": "A-1", "city": "邯郸市", "county": "武安市", "province": "河北省",
     "site_name": "武安市兴旺铸造厂", "category": "散乱污企业整治不力", "description": "已列入关停取缔清单，仍在生产。",
     "accountability_category": "散乱污企业整治不力",
     "deadline_text": "2019年4月25日前", "deadline_kind": "date", "deadline": date(2019, 4, 25), "status": "整改中",
     "found_on": date(2019, 3, 26), "assigned_on": date(2019, 3, 28), "responsible_unit": "武安市人民政府",
     "weight": "1.5", "falsified": True, "extra": '{"原表列":"甲"}', "round": "1"},
    {"id": 2, "ledger_number": "ZG-000002", "number": "A-2", "city": "邯郸市", "county": "永年区", "province": "河北省",
     "site_name": "永年区方圆桶业", "category": "应急响应不落实",
     "description": "橙色预警期间仍在生产；锅炉 100% 负荷。",
     "deadline_text": "5月10日", "deadline_kind": "date", "deadline": date(2019, 5, 10), "status": "待整改",
     "found_on": date(2019, 4, 1), "round": "1"},
    {"id": 3, "ledger_number": "ZG-000003", "city": "晋城市", "county": "高平市", "province": "山西省",
     "site_name": "高平市盛源洗煤", "category": "无组织排放", "description": "原煤露天堆放_没有封闭。",
     "deadline_text": "立行立改", "deadline_kind": "immediate", "deadline": None, "status": "已上报待核查",
     "found_on": date(2019, 4, 2), "round": "2"},
    {"id": 4, "ledger_number": "ZG-000004", "city": "晋城市", "county": "泽州县", "province": "山西省",
     "site_name": "泽州县鑫鼎铸业", "category": "扬尘污染", "description": "物料没有覆盖。",
     "deadline_text": "2019年3月底前", "deadline_kind": "date", "deadline": date(2019, 3, 31), "status": "已销号",
     "found_on": date(2019, 2, 2), "closed_on": date(2019, 4, 1), "round": "2"},
    {"id": 5, "ledger_number": "ZG-000005", "city": None, "county": None, "province": None,
     "site_name": None, "category": None, "description": "群众举报夜间噪声。",
     "deadline_text": None, "deadline_kind": None, "deadline": None, "status": "待销号", "round": None},
]  # fmt: skip


@pytest.fixture(autouse=True)
def still_clock():
    with clock.freeze(TODAY):
        yield


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "ledger"
    Ledger.create(folder, actor="张三").close()
    return folder


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory, empty_folder) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "ledger"
    shutil.copytree(empty_folder, folder)
    with clock.freeze(TODAY), Ledger.open(folder, actor="张三") as ledger:
        make_demo(ledger, problems=400, visits=500, seed=7)
    return folder


@pytest.fixture
def empty_ledger(empty_folder, tmp_path):
    shutil.copytree(empty_folder, tmp_path / "ledger")
    with Ledger.open(tmp_path / "ledger", actor="张三") as ledger:
        yield ledger


@pytest.fixture
def demo(demo_folder, tmp_path):
    shutil.copytree(demo_folder, tmp_path / "demo")
    with Ledger.open(tmp_path / "demo", actor="张三") as ledger:
        yield ledger


@pytest.fixture
def ledger(empty_ledger):
    """Five problems as an import of 2019-04-10 would leave them."""
    columns = set().union(*(row.keys() for row in ROWS))
    with empty_ledger.writing() as connection:
        at = datetime(2019, 4, 10, 8, 0)
        recorder = history.open_change_set(connection, "张三", "导入第 1 批", kind="import", at=at)
        connection.execute(insert(Campaign).values(id=1, name="2018—2019 强化监督", is_open=True))
        connection.execute(insert(Campaign).values(id=2, name="第二轮中央督察", is_open=False))
        connection.execute(insert(SourceFile).values(id=1, name="清单.xlsx", sha256="0" * 64, size=1))
        batch = {"id": 1, "kind": "import", "at": at, "actor_id": recorder.actor_id, "change_set_id": recorder.id}
        connection.execute(insert(ImportBatch).values(batch))
        blank = dict.fromkeys(columns)
        rows = [blank | row | {"campaign_id": 1, "created_in": recorder.id, "trace_id": row["id"]} for row in ROWS]
        rows[-1] |= {"campaign_id": 2, "trace_id": None}
        connection.execute(insert(Problem), rows)
        trace = {"batch_id": 1, "outcome": "new", "source_file_id": 1, "sheet": "交办"}
        connection.execute(
            insert(BatchRow),
            [trace | {"id": number, "problem_id": number, "row": number + 4} for number in range(1, 5)],
        )
        places = [(1, "武安市", "130481"), (2, "永年区", "130408"), (3, "高平市", "140581"), (4, "泽州县", "140525")]
        connection.execute(
            insert(ProblemRegion),
            [{"problem_id": key, "position": 0, "name": name, "region_code": code} for key, name, code in places]
            + [{"problem_id": 1, "position": 1, "name": "开发区", "region_code": None}],
        )
        connection.execute(
            insert(ProblemPollutant),
            [
                {"problem_id": 1, "position": 0, "pollutant": "大气"},
                {"problem_id": 1, "position": 1, "pollutant": "水"},
            ],
        )
        recorder.created([1, 2, 3, 4, 5])
        recorder.close()
    return empty_ledger
