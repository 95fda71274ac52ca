"""THE PAST: old monthly ledgers, in any order, become the history of their problems."""

from models.importing.rebuild.contradictions import Contradiction
from models.importing.rebuild.dating import DatedFile, date_files, day_in_name
from models.importing.rebuild.rebuilding import (
    MonthResult,
    RebuildReport,
    TimelineLine,
    preview_rebuild,
    rebuild_history,
)

__all__ = [
    "Contradiction", "DatedFile", "MonthResult", "RebuildReport", "TimelineLine", "date_files", "day_in_name",
    "preview_rebuild", "rebuild_history",
]  # fmt: skip
