"""Small ledgers for the tests of the file room: the real schema and presets, without the 3,600 divisions."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from models.store import Ledger
from models.store.creating import build
from models.store.folder import BACKUPS, EVIDENCE, LEDGER


def make_small_ledger(folder: Path, problems: int = 0) -> Path:
    """A ledger folder with a campaign and some problems, not open."""
    for part in (EVIDENCE, BACKUPS):
        (folder / part).mkdir(parents=True, exist_ok=True)
    build(folder / LEDGER, actor="张三", name="小台账", divisions=False)
    with Ledger.open(folder, actor="张三", on_share=False) as ledger, ledger.writing() as connection:
        connection.execute(text("INSERT INTO campaign (id, name, is_open) VALUES (1, '强化监督', 1)"))
        add_problems(connection, 1, problems)
    return folder


def add_problems(connection: Connection, first: int, count: int, description: str = "未安装治污设施") -> None:
    rows = [
        {"id": number, "number": f"ZG{number:06d}", "description": description}
        for number in range(first, first + count)
    ]
    if rows:
        connection.execute(
            text(
                "INSERT INTO problem (id, ledger_number, campaign_id, description, status, version)"
                " VALUES (:id, :number, 1, :description, '待整改', 1)"
            ),
            rows,
        )


def count_problems(ledger: Ledger) -> int:
    with ledger.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM problem")).scalar_one())
