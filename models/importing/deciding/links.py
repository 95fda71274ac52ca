"""Links that a list states between its rows: duplicates, merged matters, and the parts of a row that was split."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, insert, select, update

from models.importing.choices import BLOCK_PARTS
from models.importing.deciding.incoming import Incoming
from models.late_regex import late_regex
from models.operations.history import Recorder
from models.paths import resource
from models.queries.fields import PROBLEM
from models.rules.text import code_text, is_blank_word
from models.schema import ProblemLink

LINK: Table = ProblemLink.__table__  # type: ignore[assignment]
KIND_WORDS = {"duplicate": "重复件：关联", "merged": "合并到", "split": "拆分自"}
_FLAG = "flag"
_SEPARATORS = late_regex(r"[、，,；;/／\s]+")
_YES = frozenset({"是", "√", "重复", "1", "Y", "y"})
_IN_CHUNK = 5_000


class Wanted(NamedTuple):
    """A link that a row asks for: to a number of the source, or to another row (``at``) of the same import."""

    kind: str
    number: str
    at: int | None = None


@cache
def _columns() -> dict[str, str]:
    """Squeezed header to kind of link."""
    data: dict[str, list[str]] = json.loads(resource("import/link_columns.json").read_text(encoding="utf-8"))
    kinds = {"duplicate": "duplicate", "merged": "merged", "flags": _FLAG}
    return {header: kinds[name] for name, headers in data.items() for header in headers}


def link_columns(headers: Iterable[str]) -> dict[str, str]:
    """Of the source's own columns, those that name links: header to kind."""
    known = _columns()
    return {
        header: known[last]
        for header in headers
        if (last := re.sub(r"[\s（）()]+", "", header.split("/")[-1])) in known
    }


def wanted_links(incoming: Incoming, positions: Sequence[int]) -> dict[int, list[Wanted]]:
    """By row position, the links that rows ask for; nearly every list asks for none."""
    found: dict[int, list[Wanted]] = {}
    if any(origin.links for origin in incoming.origins):
        texts = incoming.column("extra")
        for at in positions:
            named = incoming.origin(at).links
            if named and texts[at]:
                links = _stated(json.loads(texts[at]), named, incoming.value("number", at))
                if links:
                    found[at] = links
    if incoming.parts:
        here = set(positions)
        first: dict[Any, int] = {}
        for at in sorted(incoming.parts):
            part = incoming.parts[at]
            if not part % BLOCK_PARTS:
                continue
            key = incoming.key(at)
            whole = first.setdefault((key.sheet, key.row, part // BLOCK_PARTS), at)
            if whole != at and at in here:
                found.setdefault(at, []).append(Wanted("split", "", whole))
    return found


def _stated(extra: Mapping[str, str], named: Mapping[str, str], own: str | None) -> list[Wanted]:
    links: list[Wanted] = []
    for header, kind in named.items():
        text = extra.get(header)
        if not text or is_blank_word(text):
            continue
        if kind == _FLAG:
            continue
        numbers = [code_text(part) for part in _SEPARATORS.split(text)]
        links += [Wanted(kind, number[:100]) for number in numbers if number and _bare(number) != _bare(own or "")]
    flagged = any(kind == _FLAG and (extra.get(header) or "").strip() in _YES for header, kind in named.items())
    if flagged and not links:
        links.append(Wanted("duplicate", ""))
    return list(dict.fromkeys(links))


def _bare(number: str) -> str:
    from models.importing.cells.numbers import number_key

    return number_key(number)


def link_words(link: Wanted) -> str:
    """重复件：关联 X2…; 拆分自第 1 项."""
    if link.kind == "split":
        return "拆分的一项"
    return f"{KIND_WORDS[link.kind]} {link.number}" if link.number else "重复件"


class LinkWriter:
    """Writes the links of one import; ``ids`` gives the problem of a row position."""

    def __init__(self, connection: Connection, recorder: Recorder, campaign_id: int) -> None:
        self._connection = connection
        self._recorder = recorder
        self._campaign_id = campaign_id

    def write(self, wanted: Mapping[int, Sequence[Wanted]], ids: Mapping[int, int]) -> None:
        """Enter the links that are not there yet, and find the problems that earlier links were waiting for."""
        asked = {
            (ids[at], link.kind, link.number, ids.get(link.at) if link.at is not None else None)
            for at, links in wanted.items()
            for link in links
            if at in ids and (link.number or link.at is not None)
        }
        if asked:
            known = self._known({problem for problem, *_ in asked})
            rows = [
                {"problem_id": problem, "kind": kind, "number": number or None, "other_id": other,
                 "created_in": self._recorder.id}
                for problem, kind, number, other in sorted(asked, key=repr)
                if (problem, kind, _bare(number), other if not number else None) not in known
                and (number or other)
            ]  # fmt: skip
            for row in rows:
                key = self._connection.execute(insert(LINK).values(**row)).inserted_primary_key
                assert key is not None
                self._recorder.created([int(key[0])], entity="problem_link")
        self._find_others()

    def _known(self, problems: Collection[int]) -> set[tuple[int, str, str, int | None]]:
        found: set[tuple[int, str, str, int | None]] = set()
        keys = sorted(problems)
        for start in range(0, len(keys), _IN_CHUNK):
            query = select(LINK.c.problem_id, LINK.c.kind, LINK.c.number, LINK.c.other_id).where(
                LINK.c.removed_in.is_(None), LINK.c.problem_id.in_(keys[start : start + _IN_CHUNK])
            )
            for problem, kind, number, other in self._connection.execute(query):
                found.add((problem, kind, _bare(number or ""), None if number else other))
        return found

    def _find_others(self) -> None:
        """Links by number alone get their problem once it has come."""
        query = (
            select(LINK.c.id, LINK.c.number, LINK.c.problem_id)
            .join(PROBLEM, PROBLEM.c.id == LINK.c.problem_id)
            .where(
                LINK.c.other_id.is_(None), LINK.c.removed_in.is_(None), LINK.c.number.is_not(None),
                PROBLEM.c.campaign_id == self._campaign_id,
            )
        )  # fmt: skip
        waiting = self._connection.execute(query).all()
        if not waiting:
            return
        wanted = {_bare(row.number) for row in waiting}
        numbers = select(PROBLEM.c.id, PROBLEM.c.number).where(
            PROBLEM.c.campaign_id == self._campaign_id, PROBLEM.c.removed_in.is_(None), PROBLEM.c.number.is_not(None)
        )
        by_number: dict[str, list[int]] = {}
        for key, number in self._connection.execute(numbers):
            if (bare := _bare(number)) in wanted:
                by_number.setdefault(bare, []).append(key)
        for row in waiting:
            others = by_number.get(_bare(row.number), [])
            if len(others) == 1 and others[0] != row.problem_id:
                self._connection.execute(update(LINK).where(LINK.c.id == row.id).values(other_id=others[0]))
                self._recorder.changed(row.id, "other_id", None, others[0], entity="problem_link")


def take_back_links(connection: Connection, recorder: Recorder, change_set_id: int) -> None:
    """Undo of an import: its links go, and links that had found a problem which is gone wait for it again."""
    mine = select(LINK.c.id).where(LINK.c.created_in == change_set_id, LINK.c.removed_in.is_(None))
    ids = list(connection.execute(mine).scalars())
    if ids:
        connection.execute(update(LINK).where(LINK.c.id.in_(ids)).values(removed_in=recorder.id))
        recorder.removed(ids, entity="problem_link")
    if connection.execute(select(LINK.c.id).where(LINK.c.other_id.is_not(None)).limit(1)).first() is None:
        return
    gone = select(PROBLEM.c.id).where(PROBLEM.c.removed_in == recorder.id)
    lost = select(LINK.c.id, LINK.c.other_id).where(
        LINK.c.removed_in.is_(None), LINK.c.other_id.is_not(None), LINK.c.other_id.in_(gone)
    )
    for key, other in connection.execute(lost).all():
        connection.execute(update(LINK).where(LINK.c.id == key).values(other_id=None))
        recorder.changed(key, "other_id", other, None, entity="problem_link")
