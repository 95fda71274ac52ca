"""Text typed by a person to the type of its field, and back; wrong values are refused in words."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from models.errors import UserError
from models.late_regex import late_regex
from models.queries.fields import DEADLINE_KIND_TITLES, YES_NO, Field

_YES = frozenset({"是", "有", "真", "true", "yes", "y", "1", "√"})
_NO = frozenset({"否", "无", "假", "false", "no", "n", "0", "×"})
_ISO = late_regex(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_LIST_SEPARATORS = late_regex(r"[、,，;；/\s]+")


def typed_value(field: Field, value: Any) -> Any:
    """The value as the ledger keeps it; blank text is null. UserError says what would be right."""
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        return None
    match field.kind:
        case "date":
            return _date(field, value)
        case "number":
            return _number(field, value)
        case "decimal":
            return _decimal(field, value)
        case "bool":
            return _bool(field, value)
        case "list":
            return _list(value)
        case _:
            return _choice(field, value) if field.options else _text(field, value)


def _refuse(field: Field, value: Any, wanted: str) -> UserError:
    return UserError(f"“{value}”不能作为{field.title}", advice=f"请填写{wanted}")


def _text(field: Field, value: Any) -> str:
    text = str(value)
    if field.key == "deadline_kind":
        for key, title in DEADLINE_KIND_TITLES.items():
            if text == title:
                return key
    return text


def _choice(field: Field, value: Any) -> str:
    """One of the words that a field of the bureau's own offers; signs for yes and no are understood."""
    text = str(value)
    if field.options == YES_NO and text not in YES_NO:
        return YES_NO[0] if _bool(field, value) else YES_NO[1]
    if text not in field.options:
        shown = "、".join(field.options[:8]) + ("等" if len(field.options) > 8 else "")
        raise UserError(f"“{text}”不是{field.title}的选项", advice=f"可选{shown}；要用新的词，请先在设置中增加选项")
    return text


def _date(field: Field, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value)
    plain = _ISO.match(text)
    if plain:
        try:
            return date(int(plain[1]), int(plain[2]), int(plain[3]))
        except ValueError:
            raise _refuse(field, value, "日历上有的日期") from None
    from models.rules.dates import read_date

    reading = read_date(text)
    if reading.date is None:
        raise _refuse(field, value, "日期，例如 2019-05-06 或 2019年5月6日")
    return reading.date


def _number(field: Field, value: Any) -> float:
    if field.key in ("longitude", "latitude") and isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            from models.rules.coordinates import read_coordinate

            read = read_coordinate(value)
            number = getattr(read, "value", read)
            if number is None:
                raise _refuse(field, value, "度数，例如 114.203 或 114°12′11″") from None
    else:
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise _refuse(field, value, "数字") from None
    limit = {"longitude": 180.0, "latitude": 90.0}.get(field.key)
    if not math.isfinite(number) or (limit is not None and abs(number) > limit):
        raise _refuse(field, value, f"不超过 {limit:g} 的度数" if limit else "数字")
    return round(number, 6)


def _decimal(field: Field, value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _refuse(field, value, "数字") from None
    if not number.is_finite() or abs(number) >= 1_000_000_000 or number != round(number, 6):
        raise _refuse(field, value, "数字（小数不超过六位）")
    return number


def _bool(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _refuse(field, value, "“是”或“否”")


def _list(value: Any) -> tuple[str, ...]:
    parts = _LIST_SEPARATORS.split(value) if isinstance(value, str) else [str(part).strip() for part in value]
    return tuple(part for part in parts if part)
