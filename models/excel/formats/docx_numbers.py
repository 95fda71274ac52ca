"""The numbers that Word puts before paragraphs by itself (一、 1. ①); they are nowhere in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_HAN = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_HAN_FORMATS = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
     "ideographDigital", "chineseLegalSimplified")
)  # fmt: skip
_MAX_LEVEL = 9


@dataclass
class _Level:
    """One level of a list: where it starts, how it is written, and the text around it (（%1）)."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""


@dataclass
class _List:
    """A list as a paragraph names it: its shared definition, and starts of its own."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict[int, int])


class Numbering:
    """Counts along the document; ask for every paragraph once, in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        """``numbering`` and ``styles`` are parsed parts, None where the document has none."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._styles: dict[str, tuple[str, tuple[str, int] | None]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._started: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None:
            self._read_styles(styles)

    def prefix(self, properties: Any) -> str:
        """The number before a paragraph with these properties (w:pPr or None); '' for none or a bullet."""
        found = self._of(properties)
        if found is None or found[0] not in self._lists:
            return ""
        key, level = found
        numbers = self._lists[key]
        levels = self._levels.get(numbers.abstract, {})
        about = levels.get(level)
        if about is None:
            return ""
        self._count(key, numbers, level, about)
        text = about.text
        for upper in range(level + 1):
            sign = f"%{upper + 1}"
            if sign in text:
                one = levels.get(upper, _Level())
                number = self._counts.get((numbers.abstract, upper), numbers.starts.get(upper, one.start))
                text = text.replace(sign, written(number, one.number_format))
        if about.number_format in ("bullet", "none"):
            return ""
        return text

    def _count(self, key: str, numbers: _List, level: int, about: _Level) -> None:
        place = (numbers.abstract, level)
        start = numbers.starts.get(level, about.start)
        fresh = level in numbers.starts and (key, level) not in self._started
        self._started.add((key, level))
        self._counts[place] = start if fresh or place not in self._counts else self._counts[place] + 1
        for deeper in range(level + 1, _MAX_LEVEL):
            self._counts.pop((numbers.abstract, deeper), None)

    def _of(self, properties: Any) -> tuple[str, int] | None:
        """List and level of a paragraph, from itself or its style."""
        own = number_of(properties)
        if own is not None and own[0] != "":
            return own
        style = value_of(child(properties, "pStyle"))
        for _ in range(20):
            if style not in self._styles:
                return None
            parent, found = self._styles[style]
            if found is not None:
                return (found[0], own[1]) if own is not None and own[1] else found
            style = parent
        return None

    def _read_numbering(self, root: Any) -> None:
        for element in root:
            kind = local(element)
            if kind == "abstractNum":
                levels = {int_of(get(level, "ilvl")): _level(level) for level in children(element, "lvl")}
                self._levels[get(element, "abstractNumId")] = levels
            elif kind == "num":
                abstract = value_of(child(element, "abstractNumId"))
                starts: dict[int, int] = {}
                for override in children(element, "lvlOverride"):
                    start = child(override, "startOverride")
                    if start is not None:
                        starts[int_of(get(override, "ilvl"))] = int_of(value_of(start), 1)
                self._lists[get(element, "numId")] = _List(abstract, starts)

    def _read_styles(self, root: Any) -> None:
        for element in children(root, "style"):
            numbers = number_of(child(element, "pPr"))
            self._styles[get(element, "styleId")] = (value_of(child(element, "basedOn")), numbers)


def _level(element: Any) -> _Level:
    return _Level(
        int_of(value_of(child(element, "start")), 1),
        value_of(child(element, "numFmt")) or "decimal",
        value_of(child(element, "lvlText")),
    )


def written(number: int, number_format: str) -> str:
    """A number as Word writes it in this format."""
    if number_format in _HAN_FORMATS:
        return _han(number)
    if number_format in ("ideographTraditional", "ideographZodiac") and 1 <= number <= 10:
        return _STEMS[number - 1]
    if number_format.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x245F + number)
    if number_format == "decimalFullWidth":
        return str(number).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    if number_format == "decimalZero":
        return f"{number:02d}"
    if number_format in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if number_format == "lowerLetter" else 65) + number - 1)
    return str(number)


def _han(number: int) -> str:
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_HAN[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _HAN[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_HAN[ones] if ones else "")


def number_of(properties: Any) -> tuple[str, int] | None:
    """List and level that properties name; numId 0 takes a style's number away."""
    numbers = child(properties, "numPr")
    if numbers is None:
        return None
    return value_of(child(numbers, "numId")), min(int_of(value_of(child(numbers, "ilvl"))), _MAX_LEVEL - 1)


def local(element: Any) -> str:
    """Name of an element without its namespace; '' for comments."""
    tag: Any = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, name: str) -> list[Any]:
    """Child elements of one name."""
    return [] if element is None else [one for one in element if local(one) == name]


def child(element: Any, name: str) -> Any:
    """The first child element of a name, or None."""
    found = children(element, name)
    return found[0] if found else None


def get(element: Any, name: str) -> str:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def value_of(element: Any) -> str:
    """The w:val of an element, '' when there is none."""
    return "" if element is None else get(element, "val")


def int_of(text: str, otherwise: int = 0) -> int:
    """A small whole number, or ``otherwise``."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise
