"""Fills 问题卡片 and 办理时间线 from the ledger, one problem at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from models import clock
from models.forms.problem_forms import CardFacts, TimelineFacts, card_sheet, timeline_sheet
from models.forms.sheet import FormSheet
from models.operations.links import INVERSE, LINK_KINDS
from models.progress import Progress, silent
from models.queries.dossier import Dossier, dossier
from models.queries.fields import DEADLINE_KIND_TITLES, FIELDS
from models.queries.marks import MARK_TITLES
from models.queries.timeline import in_order, note_events
from models.rules.periods import period_title

if TYPE_CHECKING:
    from models.store import Ledger


def card_sheets(ledger: Ledger, problem_ids: Sequence[int], progress: Progress = silent) -> Iterator[FormSheet]:
    """A card of each problem, read one after the other."""
    for found in _dossiers(ledger, problem_ids, progress):
        yield problem_card(found, ledger.name, clock.today())


def timeline_sheets(
    ledger: Ledger, problem_ids: Sequence[int], progress: Progress = silent, *, notes: bool = False
) -> Iterator[FormSheet]:
    """What happened to each problem; 备忘 only when asked for."""
    for found in _dossiers(ledger, problem_ids, progress):
        yield problem_timeline(found, ledger.name, clock.today(), notes=notes)


def _dossiers(ledger: Ledger, problem_ids: Sequence[int], progress: Progress) -> Iterator[Dossier]:
    for number, problem_id in enumerate(problem_ids):
        progress(number / len(problem_ids), f"读取第 {number + 1} 条，共 {len(problem_ids)} 条")
        yield dossier(ledger, problem_id)


def problem_card(found: Dossier, ledger_name: str, today: date) -> FormSheet:
    """The card of a problem whose dossier has been read."""
    record = found.detail.record
    facts = {key: words_of(key, record.get(key)) for key in FIELDS if record.get(key) is not None}
    facts["place"] = place_words(record)
    if record.get("longitude") is not None and record.get("latitude") is not None:
        facts["coordinates"] = f"{facts['longitude']}，{facts['latitude']}"
    falsified = "弄虚作假" if record.get("falsified") else ""
    facts["mark"] = "、".join(filter(None, (MARK_TITLES.get(found.detail.mark or ""), falsified)))
    kind = record.get("deadline_kind")
    if not record.get("deadline") and kind:
        facts["deadline"] = DEADLINE_KIND_TITLES.get(str(kind), str(kind))
    own = [(field.title, words_of(field.key, record.get(field.key))) for field in FIELDS.custom()]
    card = CardFacts(
        facts=facts,
        ledger_name=ledger_name,
        printed_on=f"{today}",
        own_fields=tuple((title, text) for title, text in own if text),
        measures=tuple(
            (one.text, one.responsible_unit or "", one.due_text or _day(one.due_on), _percent(one.percent),
             _day(one.completed_on))
            for one in found.measures
        ),
        reports=tuple(
            (period_title(one.period), _day(one.reported_on), one.unit or "", _percent(one.percent), one.text or "")
            for one in found.reports
        ),
        evidence=tuple(evidence_rows(found)),
        links=tuple(
            (
                (LINK_KINDS if one.outgoing else INVERSE).get(one.kind, one.kind),
                one.other_number or one.number or "",
                one.other_name,
                one.other_status,
            )
            for one in found.links
        ),
    )  # fmt: skip
    return card_sheet(card)


def evidence_rows(found: Dossier) -> Iterator[tuple[str, ...]]:
    """Evidence in the order in which it was added: name, kind, version, day, when and where it was taken."""
    for piece in reversed(found.evidence):
        if piece.versions:
            last = piece.versions[0]
            taken = f"{last.taken_at:%Y-%m-%d %H:%M}" if last.taken_at else ""
            place = f"{last.place[0]:.5f}，{last.place[1]:.5f}" if last.place else ""
            where = "\n".join(filter(None, (taken, place)))
            yield piece.title, piece.kind or "", str(last.number), f"{last.added_at:%Y-%m-%d}", where


def problem_timeline(found: Dossier, ledger_name: str, today: date, *, notes: bool = False) -> FormSheet:
    """The time line of a problem whose dossier has been read."""
    events = [*found.course, *(note_events(found.notes) if notes else ())]
    record = found.detail.record
    lines = tuple(
        (f"{event.day}" + (f"\n{event.time}" if event.time else ""), event.heading, event.note, event.person)
        for event in in_order(events)
    )
    facts = TimelineFacts(
        found.detail.ledger_number, words_of("site_name", record.get("site_name")), place_words(record),
        words_of("status", record.get("status")), ledger_name, f"{today}", lines,
    )  # fmt: skip
    return timeline_sheet(facts)


def place_words(record: Mapping[str, Any]) -> str:
    """Province, city, county and town in one; a municipality is its own province and stands once."""
    parts = (str(record[key]) for key in ("province", "city", "county", "town") if record.get(key))
    return "".join(dict.fromkeys(parts))


def words_of(key: str, given: Any) -> str:
    """A value as it stands on paper."""
    if given is None or given == "":
        return ""
    if key == "deadline_kind":
        return DEADLINE_KIND_TITLES.get(str(given), str(given))
    if isinstance(given, bool):
        return "是" if given else "否"
    if isinstance(given, float):
        return format(given, ".6f").rstrip("0").rstrip(".")
    if isinstance(given, (list, tuple)):
        return "、".join(str(one) for one in cast("Iterable[object]", given))
    return str(given)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _percent(percent: Any) -> str:
    return "" if percent is None else f"{percent:f}%"
