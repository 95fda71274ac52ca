"""A condition back as text of the condition language, and in a clerk's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from models.late_regex import late_regex
from models.queries.expressions import Comparison, Condition
from models.queries.fields import DEADLINE_KIND_TITLES, FIELDS
from models.queries.filter_tests import plain_value
from models.queries.marks import MARK_TITLES

OP_WORDS: dict[str, str] = {
    "=": "是", "!=": "不是", "~": "包含", "in": "是其中之一", "<": "小于", "<=": "不大于", ">": "大于",
    ">=": "不小于", "is null": "为空", "is not null": "不为空",
}  # fmt: skip
DATE_OP_WORDS: dict[str, str] = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_BARE = late_regex(r"[^\s\"'“”「」!=<>~＝＜＞～≠≤≥(),（），\\]+$")
_KEYWORDS = frozenset({"and", "in", "is", "且", "并且", "null", "not"})


def op_words(key: str, op: str) -> str:
    """A comparison as a person says it of this field."""
    return DATE_OP_WORDS.get(op, OP_WORDS[op]) if FIELDS[key].kind == "date" else OP_WORDS[op]


def ops_for(key: str) -> list[str]:
    """What can be asked of a field, the usual first."""
    match FIELDS[key].kind:
        case "date" | "number" | "decimal":
            return ["<=", ">=", "=", "<", ">", "!=", "is null", "is not null"]
        case "bool" | "mark":
            return ["=", "!=", "is null", "is not null"]
        case "long" | "object":
            return ["~", "is null", "is not null"]
        case "list":
            return ["=", "~", "in", "!=", "is null", "is not null"]
        case _:
            return ["=", "!=", "~", "in", "is null", "is not null"]


def condition_text(condition: Condition) -> str:
    """The text that reads as this condition again; fields by their key, so that a new title changes nothing."""
    return " and ".join(_part_text(part) for part in condition.all_of)


def _part_text(part: Comparison) -> str:
    if part.op in ("is null", "is not null"):
        return f"{part.field} {part.op}"
    if part.op == "in":
        return f"{part.field} in ({', '.join(_quoted(part.field, value) for value in part.value)})"
    return f"{part.field} {part.op} {_quoted(part.field, part.value)}"


def _quoted(key: str, value: Any) -> str:
    text = shown_value(key, value)
    if _BARE.match(text) and text.lower() not in _KEYWORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def shown_value(key: str, value: Any) -> str:
    """A value as it is typed and read: 是, 立行立改, 逾期未改, 2019-05-01."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "deadline_kind":
        return DEADLINE_KIND_TITLES.get(str(value), str(value))
    if key == "mark":
        return MARK_TITLES.get(str(value), str(value))
    if isinstance(value, (tuple, list)):
        return "、".join(map(str, cast("Sequence[Any]", value)))
    if isinstance(value, float):
        return f"{value:g}"
    return str(plain_value(value))


def condition_words(condition: Condition, value_text: Callable[[str, Any], str] = shown_value) -> str:
    """弄虚作假是“是”，剩余天数不大于 -20."""
    parts: list[str] = []
    for part in condition.all_of:
        head = f"{FIELDS[part.field].title}{op_words(part.field, part.op)}"
        if part.op in ("is null", "is not null"):
            parts.append(head)
        elif part.op == "in":
            parts.append(head + "（" + "、".join(value_text(part.field, one) for one in part.value) + "）")
        else:
            parts.append(f"{head}“{value_text(part.field, part.value)}”")
    return "，并且".join(parts)
