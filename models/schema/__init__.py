"""Tables: the mapped classes of the ledger, grouped by noun."""

from models.schema.base import Base
from models.schema.bureau import CustomField, MarkingRule, QualityException, QualityRun
from models.schema.campaigns import Campaign, Round, Visit
from models.schema.dossier import Evidence, EvidenceVersion, Note, ProgressReport
from models.schema.history import Change, ChangeSet
from models.schema.imports import BatchRow, ImportBatch, ImportProfile, LearnedAnswer, SourceFile, VanishedItem
from models.schema.places import Actor, Organisation, Region, RegionAlias, RegionSetMember
from models.schema.presets import Category, CategoryAlias, Meta, NumberCounter, RuleSetting, SavedView, Status
from models.schema.problems import Measure, Problem, ProblemLink, ProblemPollutant, ProblemRegion

__all__ = [
    "Actor", "Base", "BatchRow", "Campaign", "Category", "CategoryAlias", "Change", "ChangeSet", "CustomField",
    "Evidence", "EvidenceVersion", "ImportBatch", "ImportProfile", "LearnedAnswer", "MarkingRule", "Measure", "Meta",
    "Note", "NumberCounter", "Organisation", "Problem", "ProblemLink", "ProblemPollutant", "ProblemRegion",
    "ProgressReport", "QualityException", "QualityRun", "Region", "RegionAlias", "RegionSetMember", "Round",
    "RuleSetting", "SavedView", "SourceFile", "Status", "VanishedItem", "Visit",
]  # fmt: skip
