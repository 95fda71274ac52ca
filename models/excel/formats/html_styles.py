"""Number formats in HTML that Excel, WPS and web exporters write: on the cell, or by class from the style sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.late_regex import late_regex

_RULE = late_regex(r"([^{}]{1,4000})\{([^{}]{0,8000})\}")
_CLASS = late_regex(r"\.([\w-]+)\s*$")
_MSO = late_regex(r"""mso-number-format\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^;]+))""", re.I)
_VND = late_regex(r"vnd\.ms-excel\.numberformat\s*:\s*([^;]+)", re.I)
_HIDDEN = late_regex(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_ESCAPED = late_regex(r"\\([0-9a-fA-F]{4})\s?|\\(.)", re.S)
_NAMED = {
    "general": "", "short date": "yyyy/m/d", "long date": 'yyyy"年"m"月"d"日"', "medium date": "yyyy/m/d",
    "general date": "yyyy/m/d h:mm", "short time": "h:mm", "medium time": "h:mm AM/PM", "long time": "h:mm:ss",
    "fixed": "0.00", "standard": "#,##0.00", "percent": "0.00%", "scientific": "0.00E+00", "text": "@",
}  # fmt: skip
_MOST_CLASSES = 20_000


class Styles:
    """What the style sheets of a page say about classes."""

    def __init__(self) -> None:
        self._formats: dict[str, str] = {}
        self._hidden: set[str] = set()

    def add(self, css: str) -> None:
        """Read a style element."""
        for selectors, body in _RULE.findall(css[: 4 << 20]):
            number_format = own_format(body)
            hidden = bool(_HIDDEN.search(body))
            if number_format is None and not hidden:
                continue
            for selector in selectors.split(","):
                match = _CLASS.search(selector.strip())
                if match and len(self._formats) < _MOST_CLASSES:
                    if number_format is not None:
                        self._formats[match[1].lower()] = number_format
                    if hidden:
                        self._hidden.add(match[1].lower())

    def number_format(self, attributes: Mapping[str, str]) -> str:
        """The format of an element: its own style first, then its classes, then LibreOffice's sdnum."""
        own = own_format(attributes.get("style", ""))
        if own is not None:
            return own
        for name in attributes.get("class", "").lower().split():
            if name in self._formats:
                return self._formats[name]
        return attributes.get("sdnum", "").partition(";")[2].partition(";")[2]

    def hides(self, attributes: Mapping[str, str]) -> bool:
        """Whether the element is not shown."""
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
            return True
        return any(name in self._hidden for name in attributes.get("class", "").lower().split())


def own_format(style: str) -> str | None:
    """The number format that a style text names; '' for General, None when it names none."""
    if "format" not in style.lower():
        return None
    match = _MSO.search(style)
    if match:
        text = next(group for group in match.groups() if group is not None).strip()
    else:
        match = _VND.search(style)
        if not match:
            return None
        text = match[1].strip().strip("\"'")
    plain = _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)
    return _NAMED.get(plain.strip().lower(), plain)
