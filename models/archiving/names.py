"""Names of files and folders that Windows, Linux and a ZIP all take, however a problem or a file was called."""

from __future__ import annotations

import re
from collections.abc import Container

_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_MOST = 60
"""Characters of one name: a few levels of them stay below the 260 that old programs on Windows can open."""


def safe_name(text: str, most: int = _MOST, *, blank: str = "未命名") -> str:
    """The text as a name: refused signs become _, no trailing dot or space, no device name, cut to ``most``."""
    name = " ".join(_REFUSED.sub("_", text).split())[:most].strip(" .")
    if not name:
        name = blank
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def safe_file_name(stem: str, name: str, most: int = _MOST) -> str:
    """A name for a file whose ending is that of ``name``; an odd ending is left as part of the stem."""
    ending = name.rpartition(".")[2] if "." in name else ""
    ending = f".{ending.lower()}" if ending.isascii() and ending.isalnum() and len(ending) <= 8 else ""
    return safe_name(stem, most - len(ending)) + ending


def unused(name: str, taken: Container[str]) -> str:
    """The name, with a number before its ending where it is taken; ``taken`` holds names in lower case."""
    if name.lower() not in taken:
        return name
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    number = 2
    while f"{stem}({number}){ending}".lower() in taken:
        number += 1
    return f"{stem}({number}){ending}"


def next_version(name: str, taken: Container[str]) -> str:
    """The name, or with _v2, _v3 … where an earlier one stands; that is never replaced. Of our own files
    it stands before the ending."""
    if name.lower() not in taken:
        return name
    ending = next((one for one in (".xlsx", ".zip") if name.lower().endswith(one)), "")
    stem, ending = name[: len(name) - len(ending)], name[len(name) - len(ending) :]
    number = 2
    while f"{stem}_v{number}{ending}".lower() in taken:
        number += 1
    return f"{stem}_v{number}{ending}"
