"""For whoever changes the schema: write the next migration step by comparing ``models/schema`` with the steps so far.

``python -m models.store.migrations.draft "what changes"`` writes ``versions/NNNN_what_changes.py``, to be read and
corrected by hand; then raise ``HEAD`` in ``models/store/version.py`` and add a golden ledger of the old version.
While nothing has been released, ``--first`` writes step 0001 anew.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext

from models.schema import whole_schema
from models.schema.base import ExactDecimal
from models.store.connection import Role, open_engine
from models.store.upgrading import VERSIONS, run_scripts
from models.store.version import HEAD

_TEMPLATE = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down}
FEWER_ROWS: tuple[str, ...] = ()


def upgrade() -> None:
    {body}
'''


def draft(title: str, *, first: bool = False, versions: Path = VERSIONS) -> Path:
    """Write the next step and return its file."""
    with tempfile.TemporaryDirectory() as scratch:
        engine = open_engine(Path(scratch) / "empty.sqlite", Role.UPGRADER, mode="rwc")
        with engine.begin() as connection:
            if not first:
                run_scripts(connection, [versions])
            context = MigrationContext.configure(
                connection, opts={"render_as_batch": True, "target_metadata": whole_schema()}
            )
            directives = produce_migrations(context, whole_schema())
            steps = directives.upgrade_ops
            assert steps is not None
            code = render_python_code(steps, render_as_batch=True, render_item=_render_type, migration_context=context)
        engine.dispose()
    revision = "0001" if first else f"{int(HEAD) + 1:04d}"
    body = "\n".join(line for line in code.splitlines() if not line.strip().startswith("#")).strip()
    word = re.sub(r"\W+", "_", title.lower()).strip("_")[:40]
    path = versions / f"{revision}_{word}.py"
    down = "None" if first else f'"{HEAD}"'
    path.write_text(_TEMPLATE.format(title=title, revision=revision, down=down, body=body), encoding="utf-8")
    return path


def _render_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our own column types are written as what the database stores."""
    return "sa.Integer()" if kind == "type" and isinstance(item, ExactDecimal) else False


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("title")
    parser.add_argument("--first", action="store_true")
    arguments = parser.parse_args()
    print(draft(arguments.title, first=arguments.first))
