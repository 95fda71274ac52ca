"""Tables: the mapped classes of the ledger, grouped by noun.

Each module is loaded when one of its names is first asked for: a window that shows a ledger does without the tables of
work that nobody looks at yet. ``whole_schema`` loads them all.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from models.schema.base import Base
    from models.schema.bureau import CustomField, MarkingRule, QualityException, QualityRun
    from models.schema.calendar import CalendarDay, CalendarYear, Reason
    from models.schema.campaigns import Campaign, Round, Visit
    from models.schema.closure import (
        Closure,
        ClosureCondition,
        ClosureLevel,
        ClosureObjection,
        ClosureReview,
        ClosureStandard,
        ClosureTick,
        EvidenceAnswer,
    )
    from models.schema.dossier import Evidence, EvidenceVersion, Note, ProgressReport
    from models.schema.duties import Duty, DutyReport
    from models.schema.escalations import Escalation, EscalationProblem, Extension, Ladder, LadderStep, Reminder
    from models.schema.history import Change, ChangeSet
    from models.schema.imports import BatchRow, ImportBatch, ImportProfile, LearnedAnswer, SourceFile, VanishedItem
    from models.schema.places import Actor, Organisation, Region, RegionAlias, RegionSetMember
    from models.schema.presets import Category, CategoryAlias, Meta, NumberCounter, RuleSetting, SavedView
    from models.schema.problems import Measure, Problem, ProblemLink, ProblemPollutant, ProblemRegion
    from models.schema.states import Role, Status, StatusField, StatusMove
    from models.schema.verification import PlanMember, Verification, VerificationPlan, VerificationResult

_HOMES: dict[str, tuple[str, ...]] = {
    "base": ("Base",),
    "bureau": ("CustomField", "MarkingRule", "QualityException", "QualityRun"),
    "calendar": ("CalendarDay", "CalendarYear", "Reason"),
    "campaigns": ("Campaign", "Round", "Visit"),
    "closure": (
        "Closure", "ClosureCondition", "ClosureLevel", "ClosureObjection", "ClosureReview", "ClosureStandard",
        "ClosureTick", "EvidenceAnswer",
    ),
    "dossier": ("Evidence", "EvidenceVersion", "Note", "ProgressReport"),
    "duties": ("Duty", "DutyReport"),
    "escalations": ("Escalation", "EscalationProblem", "Extension", "Ladder", "LadderStep", "Reminder"),
    "history": ("Change", "ChangeSet"),
    "imports": ("BatchRow", "ImportBatch", "ImportProfile", "LearnedAnswer", "SourceFile", "VanishedItem"),
    "places": ("Actor", "Organisation", "Region", "RegionAlias", "RegionSetMember"),
    "presets": ("Category", "CategoryAlias", "Meta", "NumberCounter", "RuleSetting", "SavedView"),
    "problems": ("Measure", "Problem", "ProblemLink", "ProblemPollutant", "ProblemRegion"),
    "states": ("Role", "Status", "StatusField", "StatusMove"),
    "verification": ("PlanMember", "Verification", "VerificationPlan", "VerificationResult"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Actor", "Base", "BatchRow", "CalendarDay", "CalendarYear", "Campaign", "Category", "CategoryAlias", "Change",
    "ChangeSet", "Closure", "ClosureCondition", "ClosureLevel", "ClosureObjection", "ClosureReview", "ClosureStandard",
    "ClosureTick", "CustomField", "Duty", "DutyReport", "Escalation", "EscalationProblem", "Evidence",
    "EvidenceAnswer", "EvidenceVersion", "Extension", "ImportBatch", "ImportProfile", "Ladder", "LadderStep",
    "LearnedAnswer", "MarkingRule", "Measure", "Meta", "Note", "NumberCounter", "Organisation", "PlanMember",
    "Problem", "ProblemLink", "ProblemPollutant", "ProblemRegion", "ProgressReport", "QualityException", "QualityRun",
    "Reason", "Region", "RegionAlias", "RegionSetMember", "Reminder", "Role", "Round", "RuleSetting", "SavedView",
    "SourceFile", "Status", "StatusField", "StatusMove", "VanishedItem", "Verification", "VerificationPlan",
    "VerificationResult", "Visit", "whole_schema",
]  # fmt: skip


def whole_schema() -> MetaData:
    """Every table there is, for whoever builds, upgrades or copies a whole ledger."""
    for home in _HOMES:
        importlib.import_module(f"models.schema.{home}")
    base = importlib.import_module("models.schema.base")
    return base.Base.metadata


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"models.schema.{home}"), name)
    globals()[name] = found
    return found
