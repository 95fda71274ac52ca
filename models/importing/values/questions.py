"""Looks through the values of all controlled fields and says which are known and which have to be asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.importing.choices import ValueAnswer
from models.importing.values.clusters import clusters_of
from models.importing.values.judging import Judge, Judgement
from models.importing.values.known import KnownValues
from models.importing.values.question import ValueCluster, ValueQuestion
from models.importing.values.said import Controlled, answer_key, controlled_fields, said_key
from models.importing.values.units import unit_key
from models.queries.fields import FIELDS

MOST_VALUES = 2_000
"""Different values of one field that are looked at; a column with more is no list of choices."""
_EXAMPLES = 3

Answers = Mapping[tuple[str, str], ValueAnswer]
"""(field, key as ``ValueQuestion.key``) to what a person says in this import."""
Said = tuple[str, str]
"""A value and the city that it stands in; "" for a value that stands alone."""


@dataclass
class ValueCounts:
    """How often each value of one field is said, and the row positions of the first."""

    counts: Counter[Said] = field(default_factory=Counter[Said])
    first: dict[Said, list[int]] = field(default_factory=dict[Said, list[int]])


@dataclass
class ValuesFound:
    """Everything about the values of an import. ``notes`` say what was too much to look at."""

    questions: list[ValueQuestion] = field(default_factory=list[ValueQuestion])
    clusters: dict[str, list[ValueCluster]] = field(default_factory=dict[str, list[ValueCluster]])
    notes: list[str] = field(default_factory=list[str])


def questions_of(
    columns: Mapping[str, Sequence[Any]],
    known: KnownValues,
    answers: Answers,
    replaced: Mapping[str, Mapping[int, Any]] | None = None,
) -> list[ValueQuestion]:
    """The questions alone; see ``look_through``."""
    return look_through(columns, known, answers, replaced).questions


def look_through(
    columns: Mapping[str, Sequence[Any]],
    known: KnownValues,
    answers: Answers,
    replaced: Mapping[str, Mapping[int, Any]] | None = None,
) -> ValuesFound:
    """Every different value with its count and verdict, what waits for a person first, then by count.

    ``replaced`` gives, by field and row position, what the file says where ``columns`` hold an answer already.
    Fields with an open vocabulary are listed only where values cluster: the rarer spellings are near the most
    frequent one. Nothing here changes a value.
    """
    found = ValuesFound()
    judge = Judge(known)
    for name, rule in controlled_fields().items():
        if name not in columns:
            continue
        told = count_values(columns, rule, (replaced or {}).get(name, {}), (replaced or {}).get("city", {}))
        title = FIELDS[name].title
        if len(told.counts) > MOST_VALUES:
            found.notes.append(f"{title}有 {len(told.counts)} 种不同的值，只看了最常见的 {MOST_VALUES} 种")
            told.counts = Counter(dict(told.counts.most_common(MOST_VALUES)))
        plain: Counter[str] = Counter()
        for (said, _), count in told.counts.items():
            if rule.vocabulary == "open" or (rule.kind == "value" and not judge.knows(rule, said)):
                plain[said] += count
        clusters = clusters_of(plain, unit_key, "同一单位") if rule.kind == "unit" else clusters_of(plain)
        if clusters:
            found.clusters[name] = clusters
        verdicts = dict(_open(clusters)) if rule.vocabulary == "open" else None
        for (said, within), count in told.counts.items():
            judged = verdicts.get(said) if verdicts is not None else judge.judge(rule, said, within)
            if judged is not None:
                question = _question(rule, title, said, within, count, judged, known, answers)
                found.questions.append(_with_rows(question, told.first[said, within]))
    found.questions.sort(key=lambda one: (list(controlled_fields()).index(one.field), _rank(one), -one.count, one.said))
    return found


def _rank(question: ValueQuestion) -> int:
    """Unknown first, then near, then answered, then known."""
    if question.answer is not None:
        return 2
    return {"unknown": 0, "near": 1, "known": 3}[question.verdict]


def count_values(
    columns: Mapping[str, Sequence[Any]],
    rule: Controlled,
    replaced: Mapping[int, Any],
    replaced_cities: Mapping[int, Any] | None = None,
) -> ValueCounts:
    """How often each value is said: by city for a county, word by word where a cell holds several."""
    told = ValueCounts()
    for said, rows in _values(columns, rule, replaced, replaced_cities or {}):
        if len(said[0]) <= rule.longest:
            told.counts[said] += len(rows)
            told.first.setdefault(said, []).extend(rows[:_EXAMPLES])
    return told


def _values(
    columns: Mapping[str, Sequence[Any]], rule: Controlled, replaced: Mapping[int, Any], cities: Mapping[int, Any]
) -> Iterator[tuple[Said, list[int]]]:
    column = list(columns[rule.name])
    for at, said in replaced.items():
        column[at] = said
    keys: Sequence[Any] = column
    if rule.name == "county":
        around = columns.get("city") or [None] * len(column)
        keys = list(zip(column, around, strict=True))
    rows: dict[Any, list[int]] = {}
    for at, key in enumerate(keys):
        if key in rows:
            rows[key].append(at)
        else:
            rows[key] = [at]
    for key, places in rows.items():
        if rule.name == "county":
            if key[0]:
                yield (key[0], key[1] or ""), places
        elif rule.several:
            yield from (((word, ""), places) for word in key or ())
        elif key:
            yield (key, ""), places


def _open(clusters: Sequence[ValueCluster]) -> Iterator[tuple[str, Judgement]]:
    for cluster in clusters:
        for said, _ in cluster.members:
            others = tuple(other for other, _ in cluster.members if other != said)
            if said == cluster.target:
                yield said, Judgement("known", "", "", others)
            else:
                yield said, Judgement("near", cluster.target, cluster.reason, others)


def _question(
    rule: Controlled, title: str, said: str, within: str, count: int, judged: Judgement, known: KnownValues,
    answers: Answers,
) -> ValueQuestion:  # fmt: skip
    key = (rule.name, said_key(said, within))
    alone = (rule.name, said_key(said))
    now = answers.get((rule.name, answer_key(rule.name, said, within))) or answers.get((rule.name, said))
    before = known.learned.get(key) or known.learned.get(alone)
    revoked = known.earlier.get(key) or known.earlier.get(alone)
    verdict, suggestion, reason = judged.verdict, judged.suggestion, judged.reason
    if before is not None or (revoked is not None and revoked.meant):
        suggestion = (before or revoked or ValueAnswer("blank")).meant
        reason = "此前的回答"
        verdict = "near" if verdict == "unknown" and suggestion else verdict
    options = judged.options
    if suggestion and suggestion not in options[:1]:
        options = (suggestion, *(option for option in options if option != suggestion))
    return ValueQuestion(
        field=rule.name, title=title, said=said, count=count, verdict=verdict, suggestion=suggestion, reason=reason,
        options=options, answer=now or before, learned=now is None and before is not None, within=within,
        can_add=rule.can_add and verdict != "known",
    )  # fmt: skip


def _with_rows(question: ValueQuestion, rows: Sequence[int]) -> ValueQuestion:
    """The positions of the first rows, as ("", position), until the session names sheet and row."""
    from dataclasses import replace

    return replace(question, rows_example=tuple(("", at) for at in sorted(rows)[:_EXAMPLES]))
