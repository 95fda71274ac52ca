"""The fields that a file can fill: their order in digests, how their cells are read, and which move together.

The columns for a bureau's own fields (自定义字段) are all here; which are in use, and what for, each import is told.

No SQLAlchemy here: the child process needs it too. Titles and everything a screen shows are in ``queries/fields.py``.
"""

from __future__ import annotations

from typing import Literal

Reading = Literal[
    "name", "code", "long", "date", "place", "angle", "list", "decimal", "bool", "deadline", "said", "own"
]

_CUSTOM: dict[str, tuple[int, Reading]] = {
    **{f"custom_text_{number:02}": (40 + number, "own") for number in range(1, 17)},
    **{f"custom_date_{number:02}": (56 + number, "date") for number in range(1, 9)},
    **{f"custom_number_{number:02}": (64 + number, "decimal") for number in range(1, 9)},
}
"""How a text is read (``own``) depends on the kind of its field: text, long, choice or bool."""

FIELDS: dict[str, tuple[int, Reading]] = {
    "number": (1, "code"),
    "round": (2, "name"),
    "list_number": (3, "code"),
    "province": (4, "place"),
    "city": (5, "place"),
    "county": (6, "place"),
    "town": (7, "name"),
    "regions": (8, "place"),
    "site_name": (9, "name"),
    "credit_code": (10, "code"),
    "address": (11, "name"),
    "longitude": (12, "angle"),
    "latitude": (13, "angle"),
    "industry": (14, "name"),
    "category": (15, "name"),
    "pollutants": (16, "list"),
    "weight": (17, "decimal"),
    "falsified": (18, "bool"),
    "description": (19, "long"),
    "requirement": (20, "long"),
    "measures": (21, "long"),
    "goal": (22, "long"),
    "deadline_text": (23, "deadline"),
    "deadline_kind": (24, "deadline"),
    "deadline": (25, "deadline"),
    "responsible_unit": (26, "name"),
    "responsible_person": (27, "name"),
    "phone": (28, "code"),
    "inspection_team": (29, "name"),
    "found_on": (30, "date"),
    "assigned_on": (31, "date"),
    "progress": (32, "long"),
    "said_status": (33, "said"),
    "completed_on": (34, "date"),
    "closed_on": (35, "date"),
    "remarks": (36, "long"),
    "accountability_category": (37, "name"),
    "extra": (38, "long"),
    **_CUSTOM,
}
"""Field to its ordinal in ``batch_row.field_digests`` (stored: never renumber) and the way its cells are read."""

ORDINAL: dict[str, int] = {key: ordinal for key, (ordinal, _) in FIELDS.items()}
KEY_OF: dict[int, str] = {ordinal: key for key, ordinal in ORDINAL.items()}

LIST_FIELDS = ("regions", "pollutants")
"""Kept in tables of their own."""

COLUMN_FIELDS: tuple[str, ...] = tuple(key for key in FIELDS if key not in LIST_FIELDS)
"""Kept as columns of the problem."""

CUSTOM: frozenset[str] = frozenset(_CUSTOM)
_NEVER_READ = frozenset({"regions", "deadline_kind", "deadline", "accountability_category", "extra"})
MAPPABLE: tuple[str, ...] = (
    *(key for key in FIELDS if key not in _NEVER_READ and key not in CUSTOM), "ledger_number",
)  # fmt: skip
"""Fields of every ledger that a column of a file can be said to feed."""
CAN_FEED: frozenset[str] = frozenset(MAPPABLE) | CUSTOM
"""The same with the columns for fields of a bureau's own."""

NOT_SAID: frozenset[str] = frozenset({"list_number", "accountability_category"})
"""Left out of the digest of the whole row: a serial number is no statement, the other is derived here."""

TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"deadline_text", "deadline_kind", "deadline"}),
    frozenset({"longitude", "latitude"}),
    frozenset({"province", "city", "county", "regions"}),
    frozenset({"category", "accountability_category"}),
)
"""Fields that are one statement: where a person changed one of them, a file changes none."""

GROUP_OF: dict[str, frozenset[str]] = {key: group for group in TOGETHER for key in group}

REQUIRED = ("site_name", "description")
"""At least one of them identifies a row."""
