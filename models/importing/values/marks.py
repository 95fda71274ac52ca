"""The explicit mark of a value that is not known: it is written as the file says it, and the report names it."""

from __future__ import annotations

from collections.abc import Collection

from models.importing.deciding.incoming import Incoming
from models.importing.values.judging import Judge
from models.importing.values.known import KnownValues
from models.importing.values.questions import MOST_VALUES, count_values
from models.importing.values.said import controlled_fields
from models.importing.views import Issue
from models.queries.fields import FIELDS

MOST_MARKS = 30
"""Different unknown values of one field that are told one by one."""


def value_marks(incoming: Incoming, known: KnownValues, own: Collection[str] = ()) -> list[Issue]:
    """One remark for each different value that is not known, at the first row that says it.

    ``own`` are keys of sheets that this program exported: what they say was told when it came in.
    Cities and counties are told where they are read; a field with an open vocabulary has no unknown values.
    """
    judge = Judge(known)
    found: list[Issue] = []
    for name, rule in controlled_fields().items():
        if rule.vocabulary != "closed" or rule.kind == "place" or not incoming.columns.get(name):
            continue
        column = incoming.columns[name]
        if own:
            column = [None if incoming.origin(at).key in own else value for at, value in enumerate(column)]
        told = count_values({name: column}, rule, {})
        strange = [said for said, _ in told.counts.most_common(MOST_VALUES) if not judge.knows(rule, said[0])]
        strange.sort(key=lambda said: min(told.first[said]))
        title = FIELDS[name].title
        for said in strange[:MOST_MARKS]:
            rows = f"{told.counts[said]} 行" if told.counts[said] > 1 else "这一行"
            words = (
                f"{title}“{said[0]}”不在已知的取值里，{rows}按原文写入；可在导入时或“设置 → 名称与用语”里说明它的含义"
            )
            found.append(_issue(incoming, min(told.first[said]), name, said[0], words))
        if len(strange) > MOST_MARKS:
            words = f"{title}还有 {len(strange) - MOST_MARKS} 种不在已知取值里的写法，都按原文写入"
            found.append(_issue(incoming, min(told.first[strange[MOST_MARKS]]), name, "", words))
    return found


def _issue(incoming: Incoming, at: int, name: str, said: str, words: str) -> Issue:
    origin = incoming.origin(at)
    return Issue("warning", origin.sheet, incoming.cell(name, at), name, said, words, origin.file)
