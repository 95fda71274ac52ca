"""The forms there are, by id: which problems each is about, and the sheets that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models import clock
from models.errors import UserError
from models.forms.sheet import FormSheet
from models.progress import Progress, silent
from models.queries.problems import ProblemQuery, problem_ids
from models.reports.problem_forms import card_sheets, timeline_sheets
from models.reports.scope import narrowed

if TYPE_CHECKING:
    from models.store import Ledger

Build = Callable[["Ledger", Sequence[int], Mapping[str, str], Progress], Iterable[FormSheet]]


@dataclass(frozen=True)
class FormKind:
    """``settings`` are the keys that --set may give; ``build`` makes the sheets of problems, in their order."""

    id: str
    title: str
    build: Build
    settings: tuple[str, ...]


def _cards(ledger: Ledger, ids: Sequence[int], _settings: Mapping[str, str], progress: Progress) -> Iterable[FormSheet]:
    return card_sheets(ledger, ids, progress)


def _timelines(
    ledger: Ledger, ids: Sequence[int], settings: Mapping[str, str], progress: Progress
) -> Iterable[FormSheet]:
    return timeline_sheets(ledger, ids, progress, notes=settings.get("notes", "").strip() in ("1", "是", "yes"))


def _applications(
    ledger: Ledger, ids: Sequence[int], settings: Mapping[str, str], _progress: Progress
) -> Iterable[FormSheet]:
    from models.forms.closure_forms import application_form
    from models.queries.closure_forms import closure_facts

    bureau = settings.get("unit") or ledger.name
    return [application_form(one, bureau) for one in closure_facts(ledger, _closures(ledger, ids))]


def _filings(
    ledger: Ledger, ids: Sequence[int], settings: Mapping[str, str], _progress: Progress
) -> Iterable[FormSheet]:
    from models.forms.closure_forms import filing_form
    from models.queries.closure_forms import closure_facts

    rows = closure_facts(ledger, _closures(ledger, ids))
    filed = [one for one in rows if one.filed_on is not None or one.approved_on is not None]
    if not filed:
        raise UserError("所选问题里没有已批准或已备案的销号", advice="请先完成审核、公示和审签")
    return [filing_form(filed, settings.get("unit") or ledger.name, clock.today())]


def _checks(
    ledger: Ledger, ids: Sequence[int], settings: Mapping[str, str], _progress: Progress
) -> Iterable[FormSheet]:
    from models.forms.verification_forms import check_form
    from models.queries.verification_forms import check_facts, latest_checks

    with ledger.reading() as connection:
        latest = latest_checks(connection, ids)
    if not latest:
        raise UserError("所选问题不在任何核查方案里，也没有核查记录", advice="请先在“核查销号”里建核查方案")
    facts = check_facts(ledger, [latest[key] for key in ids if key in latest])
    return [check_form(one, settings.get("unit") or ledger.name) for one in facts]


def _publicity(
    ledger: Ledger, ids: Sequence[int], settings: Mapping[str, str], _progress: Progress
) -> Iterable[FormSheet]:
    """One notice for all of them; the days are those of the first application, or of its standard."""
    from models.forms.closure_forms import publicity_notice
    from models.queries.closure_cases import read_cases
    from models.queries.closure_forms import closure_facts

    keys = _closures(ledger, ids)
    with ledger.reading() as connection:
        case = next(iter(read_cases(connection, keys[:1]).values()))
    days = int(case.row["publicity_days"] or case.standard.publicity_days)
    return [publicity_notice(closure_facts(ledger, keys), settings.get("unit") or ledger.name, days)]


def _closures(ledger: Ledger, ids: Sequence[int]) -> list[int]:
    """The last application of each problem that has one, in the order of the problems."""
    from models.queries.closure_cases import latest_closures

    with ledger.reading() as connection:
        latest = latest_closures(connection, ids)
    found = [latest[key] for key in ids if key in latest]
    if not found:
        raise UserError("所选问题还没有销号申请", advice="请先在“核查销号”里开始申请")
    return found


_WHICH = ("problem", "where", "region")

FORMS: dict[str, FormKind] = {
    kind.id: kind
    for kind in (
        FormKind("problem-cards", "问题卡片", _cards, (*_WHICH, "title")),
        FormKind("timeline", "办理时间线", _timelines, (*_WHICH, "title", "notes")),
        FormKind("closure-application", "销号申请表", _applications, (*_WHICH, "title", "unit")),
        FormKind("verification-sheet", "整改核查单", _checks, (*_WHICH, "title", "unit")),
        FormKind("publicity-notice", "销号公示", _publicity, (*_WHICH, "title", "unit")),
        FormKind("closure-filing", "销号备案表", _filings, (*_WHICH, "title", "unit")),
    )
}


def form_sheets(
    form_id: str, ledger: Ledger, settings: Mapping[str, str], progress: Progress = silent
) -> Iterable[FormSheet]:
    """The sheets of a form for the problems that the settings name; UserError where they name none."""
    kind = FORMS[form_id]
    unknown = [key for key in settings if key not in kind.settings]
    if unknown:
        raise UserError(f"{kind.title}不认识设置“{unknown[0]}”", advice=f"可用的设置：{'、'.join(kind.settings)}")
    ids = list(problem_ids(ledger, narrowed(ProblemQuery(), settings)))
    if not ids:
        raise UserError(f"没有符合条件的问题，{kind.title}没有生成", advice="请核对 problem、where 或 region")
    return sheets_of(form_id, ledger, ids, settings, progress)


def sheets_of(
    form_id: str, ledger: Ledger, ids: Sequence[int], settings: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Iterable[FormSheet]:  # fmt: skip
    """The sheets of a form for problems by their ids; ``title`` stands in place of the usual one."""
    given = settings or {}
    sheets = FORMS[form_id].build(ledger, ids, given, progress)
    title = given.get("title", "").strip()
    return (replace(sheet, title=title) for sheet in sheets) if title else sheets
