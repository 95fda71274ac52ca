"""Evidence as the ledger knows it: the kinds offered, and every stored file that a check must find."""

from __future__ import annotations

import json
from functools import cache

from sqlalchemy import Connection, Table, select

from models.paths import resource
from models.queries.fields import PROBLEM
from models.rules.file_kinds import file_kind
from models.schema import Evidence, EvidenceVersion
from models.store.evidence_files import Wanted

EVIDENCE: Table = Evidence.__table__  # type: ignore[assignment]
VERSION: Table = EvidenceVersion.__table__  # type: ignore[assignment]
_PICTURE = "现场照片"


@cache
def _preset() -> tuple[tuple[str, tuple[str, ...]], ...]:
    lines = json.loads(resource("presets/evidence_kinds.json").read_text(encoding="utf-8"))
    return tuple((line["kind"], tuple(line["words"])) for line in lines)


def evidence_kinds(connection: Connection) -> tuple[str, ...]:
    """The kinds of 一事一档, then those that somebody here has typed."""
    own = select(EVIDENCE.c.kind).where(EVIDENCE.c.kind.is_not(None), EVIDENCE.c.removed_in.is_(None)).distinct()
    named = (kind for kind, _words in _preset())
    return tuple(dict.fromkeys([*named, *sorted(connection.execute(own).scalars())]))


def kind_by_name(name: str) -> str | None:
    """The kind that a file's name speaks of; a picture without such a word is 现场照片."""
    for kind, words in _preset():
        if any(word in name for word in words):
            return kind
    return _PICTURE if file_kind(name).family == "picture" else None


def evidence_wanted(connection: Connection) -> list[Wanted]:
    """Every file of every version, also of evidence that was taken out: undo may bring it back."""
    query = (
        select(VERSION.c.sha256, VERSION.c.size, VERSION.c.number, EVIDENCE.c.title, PROBLEM.c.ledger_number)
        .join(EVIDENCE, EVIDENCE.c.id == VERSION.c.evidence_id)
        .join(PROBLEM, PROBLEM.c.id == EVIDENCE.c.problem_id)
        .order_by(PROBLEM.c.id, EVIDENCE.c.id, VERSION.c.number)
    )
    return [
        Wanted(row.sha256, row.size, f"{row.ledger_number} “{row.title}”第 {row.number} 版")
        for row in connection.execute(query)
    ]
