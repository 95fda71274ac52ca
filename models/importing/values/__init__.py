"""The values of controlled fields: which are known, which ask for an answer, and which are one value spelled twice.

Names are loaded when first used: the child process needs only ``apply``, which knows no database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.importing.values.clusters import clusters_of
    from models.importing.values.known import KnownValues, known_values
    from models.importing.values.question import ValueCluster, ValueQuestion
    from models.importing.values.questions import questions_of

_HOMES = {
    "KnownValues": "known",
    "ValueCluster": "question",
    "ValueQuestion": "question",
    "clusters_of": "clusters",
    "known_values": "known",
    "questions_of": "questions",
}

__all__ = ["KnownValues", "ValueCluster", "ValueQuestion", "clusters_of", "known_values", "questions_of"]


def __getattr__(name: str) -> Any:
    """Load the module that owns ``name``."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(name)
    return getattr(import_module(f"models.importing.values.{home}"), name)
