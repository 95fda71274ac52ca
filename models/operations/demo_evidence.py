"""Evidence in a demo ledger that shows what the checks point at: a file used twice, near-same pictures, odd times."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from models.operations.demo_problems import PROBLEM_COLUMNS, DemoProblem
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row
from models.rules.file_kinds import file_kind
from models.store.evidence_files import StoredFile, store_file

if TYPE_CHECKING:
    from models.store import Ledger

_WIDTH, _HEIGHT = 320, 240
_STATES = ("已上报待核查", "核查中", "整改中", "待整改")
"""Problems that are taken, those that somebody says are done first."""
_NEEDED = 4


def write_evidence(connection: Connection, ledger: Ledger, problems: Sequence[DemoProblem], random: Random) -> int:
    """Write pictures for four problems in one step; returns how many there are. None where there are too few."""
    newest = [(one, _fact(one, "status")) for one in reversed(problems)]
    wanted = [one for status in _STATES for one, its in newest if its == status][:_NEEDED]
    if len(wanted) < _NEEDED:
        return 0
    recorder = open_change_set(connection, ledger.actor, f"添加 {_NEEDED} 条问题的照片", kind="demo")
    count = 0
    with tempfile.TemporaryDirectory(prefix="rectledger-") as folder:
        for problem, name, kind, path, taken in _pictures(Path(folder), wanted, random):
            stored = store_file(ledger.evidence_folder, path)
            _write(connection, recorder, problem, name, kind, stored, taken)
            count += 1
    recorder.close()
    return count


def _pictures(
    folder: Path, problems: Sequence[DemoProblem], random: Random
) -> Iterator[tuple[DemoProblem, str, str, Path, datetime | None]]:
    """The same contents for two problems, one again in lower quality, and one that is older than its problem."""
    first, second, third, fourth = problems
    yard, gate = random.randrange(1 << 30), random.randrange(1 << 30)
    clear, again = _draw(folder / "1.jpg", yard, 90), _draw(folder / "2.jpg", yard, 35)
    other = _draw(folder / "3.jpg", gate, 90)
    early = datetime.combine(first.round.start, datetime.min.time()) - timedelta(days=40, hours=-10)
    yield first, "厂区整改前", "整改前照片", other, None
    yield first, "厂区整改后", "整改后照片", clear, early
    yield second, "车间整改后", "整改后照片", clear, None
    yield third, "料场整改后", "整改后照片", again, None
    yield fourth, "现场", "现场照片", _draw(folder / "4.jpg", random.randrange(1 << 30), 80), None


def _draw(path: Path, seed: int, quality: int) -> Path:
    """A picture of blocks; the same seed is the same view."""
    from PIL import Image, ImageDraw

    dice = Random(seed)
    image = Image.new("RGB", (_WIDTH, _HEIGHT), (dice.randrange(120, 200), 160, 170))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 150, _WIDTH, _HEIGHT), fill=(120, 110, 95))
    for _ in range(14):
        left, top = dice.randrange(_WIDTH), dice.randrange(40, 170)
        grey = dice.randrange(50, 230)
        box = (left, top, left + dice.randrange(20, 90), top + dice.randrange(20, 80))
        draw.rectangle(box, fill=(grey, grey - 10 if grey > 60 else grey, dice.randrange(40, 220)))
    image.save(path, quality=quality)
    return path


def _write(
    connection: Connection, recorder: Recorder, problem: DemoProblem, title: str, kind: str, file: StoredFile,
    taken: datetime | None,
) -> None:  # fmt: skip
    key = create_row(connection, recorder, "evidence", {"problem_id": problem.id, "title": title, "kind": kind})
    name = f"{title}.jpg"
    row: dict[str, Any] = {
        "evidence_id": key, "number": 1, "sha256": file.sha256, "name": name, "size": file.size,
        "media_type": file_kind(name).media_type, "added_at": recorder.at, "actor_id": recorder.actor_id,
        "taken_at": taken,
    }  # fmt: skip
    create_row(connection, recorder, "evidence_version", row)


def _fact(problem: DemoProblem, key: str) -> Any:
    facts: dict[str, Any] = dict(zip(PROBLEM_COLUMNS, problem.row, strict=True))
    return facts[key]
