"""The condition language of the command line: ``field op value`` joined by ``and``; mistakes name their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.errors import UserError
from models.late_regex import late_regex
from models.queries.fields import FIELDS, Field
from models.queries.values import typed_value

ORDERED = ("<=", ">=", "<", ">")
OPERATORS = ("!=", *ORDERED, "=", "~", "in", "is null", "is not null")
_CONTAINS_KINDS = ("text", "long", "choice", "status", "list", "object")
_ORDER_KINDS = ("date", "number", "decimal", "text", "choice")


@dataclass(frozen=True)
class Comparison:
    """One ``field op value``; ``value`` is typed, a tuple for ``in``, null for ``is null`` and ``is not null``."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True)
class Condition:
    """Comparisons that must all hold."""

    all_of: tuple[Comparison, ...]


_TOKEN = late_regex(
    r"""\s*(?:
        (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|“[^”]*”|「[^」]*」)
      | (?P<op>!=|<=|>=|≠|≤|≥|=|<|>|~|＝|＜|＞|～)
      | (?P<punctuation>[(),（），])
      | (?P<word>[^\s"'“”「」!=<>~＝＜＞～≠≤≥(),（），]+)
    )""",
    re.VERBOSE,
)
_SAME = {"≠": "!=", "≤": "<=", "≥": ">=", "＝": "=", "＜": "<", "＞": ">", "～": "~", "（": "(", "）": ")", "，": ","}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int


def parse_where(text: str, fields: Mapping[str, Field] | None = None) -> Condition:
    """Read an expression; UserError names the character where it stops making sense.

    ``fields`` are those of another list than that of the problems.
    """
    return _Reader(text, FIELDS if fields is None else fields).condition()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            opened = text[start] in "\"'“「"
            raise _error(text, start, "引号没有成对" if opened else f"看不懂“{text[start]}”")
        kind = match.lastgroup or ""
        raw = match.group(kind)
        start = match.start(kind)
        if kind == "quoted":
            raw = raw[1:-1]
            if text[start] in "\"'":
                raw = re.sub(r"\\(.)", r"\1", raw)
        elif kind != "word":
            raw = _SAME.get(raw, raw)
        found.append(_Token(kind, raw, start))
        position = match.end()
    return found


def _error(text: str, start: int, what: str) -> UserError:
    near = text[start : start + 12].strip() or "末尾"
    return UserError(what, where=f"条件第 {start + 1} 个字（{near}）")


class _Reader:
    def __init__(self, text: str, fields: Mapping[str, Field]) -> None:
        self._text = text
        self._fields = fields
        self._tokens = _tokens(text)
        self._next = 0

    def condition(self) -> Condition:
        if not self._tokens:
            raise self._error("条件是空的，例如 city = 邯郸市")
        found = [self._comparison()]
        while (token := self._take()) is not None:
            if token.kind != "word" or token.text.lower() not in ("and", "且", "并且"):
                raise self._error("各个条件之间要用 and 连接", token)
            found.append(self._comparison())
        return Condition(tuple(found))

    def _comparison(self) -> Comparison:
        field = self._field()
        token = self._take()
        if token is None:
            raise self._error(f"“{field.key}”后面要有 = != < <= > >= ~ in 或 is null")
        if token.kind == "op":
            self._check_operator(field, token)
            return Comparison(field.key, token.text, self._value(field, token.text))
        word = token.text.lower() if token.kind == "word" else ""
        if word == "in":
            return Comparison(field.key, "in", self._values(field))
        if word == "is":
            following = self._take()
            negated = following is not None and following.kind == "word" and following.text.lower() == "not"
            if negated:
                following = self._take()
            if following is None or following.kind != "word" or following.text.lower() != "null":
                raise self._error("is 后面只能是 null 或 not null", following)
            return Comparison(field.key, "is not null" if negated else "is null")
        raise self._error(f"不认识的比较“{token.text}”，可用 = != < <= > >= ~ in、is null", token)

    def _check_operator(self, field: Field, token: _Token) -> None:
        if token.text == "~" and field.kind not in _CONTAINS_KINDS:
            raise self._error(f"{field.title}不能用 ~（包含）比较", token)
        if token.text in ORDERED and field.kind not in _ORDER_KINDS:
            raise self._error(f"{field.title}不能比较大小", token)

    def _field(self) -> Field:
        token = self._take()
        if token is None:
            raise self._error("and 后面还缺一个条件" if self._next else "缺少字段名")
        field = self._fields.get(token.text) if token.kind == "word" else None
        if field is None and token.kind in ("word", "quoted"):
            field = next((one for one in self._fields.values() if one.title == token.text), None)
        if field is None:
            raise self._error(f"没有“{token.text}”这个字段", token)
        return field

    def _value(self, field: Field, op: str) -> Any:
        token = self._take()
        if token is None:
            raise self._error(f"“{field.key}”缺少要比较的值")
        if token.kind not in ("word", "quoted"):
            raise self._error(f"这里应当是一个值，而不是“{token.text}”", token)
        if token.kind == "word" and token.text.lower() in ("and", "in", "is"):
            raise self._error("这里应当是一个值，值与关键字相同时请加引号", token)
        return self._typed(field, token, op)

    def _values(self, field: Field) -> tuple[Any, ...]:
        opening = self._take()
        if opening is None or opening.text != "(" or opening.kind != "punctuation":
            raise self._error("in 后面要用括号列出值，例如 in (待整改, 整改中)", opening)
        found: list[Any] = []
        while True:
            found.append(self._value(field, "in"))
            token = self._take()
            if token is not None and token.kind == "punctuation" and token.text == ")":
                return tuple(found)
            if token is None or token.kind != "punctuation" or token.text != ",":
                raise self._error("括号里的值之间用逗号分开，最后要有右括号", token)

    def _typed(self, field: Field, token: _Token, op: str) -> Any:
        if op == "~" or field.options or field.kind in ("list", "object", "mark"):
            return token.text
        try:
            return typed_value(field, token.text)
        except UserError as error:
            raise self._error("，".join(part for part in (error.message, error.advice) if part), token) from None

    def _take(self) -> _Token | None:
        if self._next >= len(self._tokens):
            return None
        self._next += 1
        return self._tokens[self._next - 1]

    def _error(self, what: str, token: _Token | None = None) -> UserError:
        return _error(self._text, token.start if token else len(self._text.rstrip()), what)
