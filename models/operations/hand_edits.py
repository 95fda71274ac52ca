"""What a state forbids to change by hand: its read-only fields (状态与流转), told with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.queries.fields import FIELDS
from models.rules.transitions import Matrix

NEEDED = frozenset({"status", "category"})
"""What must be known of a problem to judge an edit of it."""


class HandEdits:
    """Judges edits by hand; imports, fixes and the program's own steps are not asked."""

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix
        self._known: dict[tuple[str, str | None], tuple[frozenset[str], frozenset[str]]] = {}

    def barred(self, now: Mapping[str, Any], key: str, value: Any) -> bool:
        """Whether the state that the problem is in keeps this field (whose value now is ``value``) as it is.

        A field that the state demands and that is still empty may be filled in.
        """
        pair = (now["status"], now["category"])
        if pair not in self._known:
            required = frozenset(self._matrix.required_in(*pair))
            self._known[pair] = (self._matrix.readonly_in(*pair), required)
        readonly, required = self._known[pair]
        return key in readonly and not (key in required and value in (None, "", []))

    def why(self, now: Mapping[str, Any], key: str) -> str:
        """Why the field may not be changed, and what to do."""
        title = FIELDS[key].title if key in FIELDS else key
        way = self._matrix.next_states(now["status"])
        first = f"，要改请先转为{'、'.join(f'“{name}”' for name in way)}" if way else ""
        return f"“{now['status']}”的问题不能改{title}{first}"
