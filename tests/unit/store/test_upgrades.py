"""Schema upgrades: the same schema either way, never a row less, all or nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from models.errors import StorageError
from models.schema import whole_schema
from models.store import Ledger, backups, upgrading, version
from models.store.connection import Role, looking, open_engine
from models.store.upgrading import SCRIPTS, VERSIONS, run_scripts, upgrade
from tests.unit.store.small_ledgers import count_problems

GOLDEN = sorted((Path(__file__).parents[2] / "samples" / "ledgers").glob("*.sqlite"))

NEXT = f"{int(version.HEAD) + 1:04d}"
HEADER = f'''"""Planted."""
import sqlalchemy as sa
from alembic import op
revision = "{NEXT}"
down_revision = "{version.HEAD}"
'''


def planted(folder: Path, body: str, declared: str = "") -> list[Path]:
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    (folder / f"{NEXT}_planted.py").write_text(f"{HEADER}{declared}\n\ndef upgrade():\n{lines}\n", encoding="utf-8")
    return [VERSIONS, folder]


def schema_of(connection: Connection) -> dict[str, Any]:
    """Columns, references and indexes of each table, as SQLite reports them."""
    found: dict[str, Any] = {}
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if name.startswith("sqlite_"):
            continue
        columns = {tuple(row)[1:] for row in connection.exec_driver_sql(f"PRAGMA table_xinfo({name})")}
        references = {tuple(row)[2:] for row in connection.exec_driver_sql(f"PRAGMA foreign_key_list({name})")}
        indexes = set()
        for row in connection.exec_driver_sql(f"PRAGMA index_list({name})").fetchall():
            fields = tuple(item[2] for item in connection.exec_driver_sql(f"PRAGMA index_info('{row[1]}')"))
            indexes.add((row[2], row[3], fields, row[1] if row[3] == "c" else ""))
        sql = connection.exec_driver_sql(f"SELECT sql FROM sqlite_master WHERE name = '{name}'").scalar_one()
        constraints = set(re.findall(r"CONSTRAINT (\w+)", sql))
        found[name] = (columns, references, indexes, constraints)
    return found


def test_a_new_ledger_and_one_upgraded_from_nothing_have_the_same_schema(folder: Path, tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "empty.sqlite", Role.UPGRADER, mode="rwc")
    with engine.begin() as connection:
        run_scripts(connection)
        upgraded = schema_of(connection)
    engine.dispose()
    with looking(folder / "ledger.sqlite") as connection:
        made = schema_of(connection)
    assert upgraded.keys() == made.keys()
    for name in made:
        assert upgraded[name] == made[name], f"{name}: run python -m models.store.migrations.draft"


def test_the_program_knows_the_newest_step() -> None:
    assert ScriptDirectory(str(SCRIPTS), version_locations=[str(VERSIONS)]).get_heads() == [version.HEAD]


def test_no_step_imports_the_program() -> None:
    for path in VERSIONS.glob("0*.py"):
        assert not re.search(r"^\s*(from|import) (models|desktop)", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_rebuilding_a_parent_table_loses_no_child(folder: Path, tmp_path: Path) -> None:
    scripts = planted(
        tmp_path,
        """
with op.batch_alter_table("problem", recreate="always") as batch:
    batch.add_column(sa.Column("urgency", sa.Integer(), nullable=True))
""",
    )
    with Ledger.open(folder, on_share=False) as ledger, ledger.writing() as connection:
        connection.execute(text("INSERT INTO measure (problem_id, position, text) VALUES (1, 1, '安装除尘')"))
        connection.execute(text("INSERT INTO problem_region (problem_id, position, name) VALUES (2, 1, '永年区')"))
    backup = upgrade(folder, version.HEAD, versions=scripts)
    assert backup.name.endswith(f"upgrade-from-{version.HEAD}.sqlite")
    with looking(folder / "ledger.sqlite") as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == NEXT
        assert connection.exec_driver_sql("SELECT count(*), max(urgency) FROM problem").fetchone() == (3, None)
        assert connection.exec_driver_sql("SELECT count(*) FROM measure").scalar() == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM problem_region").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('op.create_table("half", sa.Column("id", sa.Integer()))\nraise ValueError("broken step")', "已全部撤回"),
        ('op.create_table("half", sa.Column("id", sa.Integer()))\nop.execute("SELECT nonsense")', "已全部撤回"),
        ('op.execute("DELETE FROM problem WHERE id = 2")', "从 3 行减到 2 行"),
        ('op.drop_table("organisation")\nop.execute("UPDATE problem SET campaign_id = 77")', "找不到它所属"),
        ('op.drop_table("status")', "从 13 行减到 0 行"),
    ],
    ids=["bug", "bad sql", "lost row", "broken reference", "dropped table"],
)
def test_a_step_that_fails_or_loses_rows_leaves_the_file_as_it_was(
    folder: Path, tmp_path: Path, body: str, words: str
) -> None:
    scripts = planted(tmp_path, body)
    before = (folder / "ledger.sqlite").read_bytes()
    with pytest.raises(StorageError, match=words):
        upgrade(folder, version.HEAD, versions=scripts)
    assert len(backups(folder)) == 1
    with Ledger.open(folder, on_share=False) as ledger:
        assert count_problems(ledger) == 3
        with ledger.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'half'").scalar() == 0
    assert (folder / "ledger.sqlite").read_bytes() == before


def test_a_step_may_say_that_it_leaves_fewer_rows(folder: Path, tmp_path: Path) -> None:
    scripts = planted(tmp_path, 'op.execute("DELETE FROM category_alias")', 'FEWER_ROWS = ("category_alias",)')
    upgrade(folder, version.HEAD, versions=scripts)


def test_opening_an_older_ledger_upgrades_it_with_a_backup(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = planted(tmp_path, 'op.create_table("extra", sa.Column("id", sa.Integer()))')
    old = version.HEAD
    monkeypatch.setattr("models.store.ledger.HEAD", NEXT)
    monkeypatch.setattr("models.store.version.HEAD", NEXT)
    monkeypatch.setattr(upgrading, "VERSION_FOLDERS", scripts)
    with pytest.raises(StorageError, match="旧版程序"):
        Ledger.open(folder, read_only=True, on_share=False)
    for on_share in (False, True):
        with Ledger.open(folder, on_share=on_share) as ledger:
            assert count_problems(ledger) == 3
            with ledger.reading() as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM extra").scalar() == 0
    assert [info.reason for info in backups(folder)] == [f"upgrade-from-{old}"]


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_a_ledger_of_each_released_schema_opens_with_all_its_rows(golden: Path, tmp_path: Path) -> None:
    shutil.copy(golden, tmp_path / "ledger.sqlite")
    with looking(golden) as connection:
        before = upgrading.row_counts(connection)
    with Ledger.open(tmp_path, on_share=False) as ledger, ledger.reading() as connection:
        after = upgrading.row_counts(connection)
        for table in whole_schema().sorted_tables:
            connection.execute(table.select().limit(1)).fetchall()
        assert ledger.name == "旧台账"
    gains = {"meta", "rule_setting"}
    assert {name: after[name] for name in before if name not in gains} == {
        name: count for name, count in before.items() if name not in gains
    }
    assert all(after[name] >= before[name] for name in gains)
    assert after["calendar_day"] > 700 and after["status_move"] > 30 and after["ladder_step"] == 10
    assert before["problem"] == 5 and before["measure"] == 3


def test_there_is_a_golden_ledger_of_each_schema() -> None:
    assert [path.stem for path in GOLDEN] == [f"{number:04d}" for number in range(1, int(version.HEAD) + 1)]
