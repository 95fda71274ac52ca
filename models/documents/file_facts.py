"""Looks into a file of evidence for what a check needs: a picture's likeness, who saved it, whether words are in it.

The files come from anywhere, so this runs in a child process with little memory: a picture is refused by its declared
size before it is unpacked, XML is read without entities and network, and whatever fails says nothing.
"""

from __future__ import annotations

import importlib
import logging
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.progress import Progress
from models.rules.file_kinds import file_kind
from models.rules.picture_likeness import COLUMNS, ROWS, difference_hash

log = logging.getLogger(__name__)

_MOST_BYTES = 200 << 20
_MOST_PIXELS = 120_000_000
_MOST_PART = 1 << 20
_MOST_PAGES = 12
"""Pages of a PDF in which words are looked for."""
_FEW_SIGNS = 8
"""A scan may carry a page number or a stamp of the scanner."""
_LONGEST = 200


@dataclass(frozen=True)
class FileFacts:
    """None where unknown or not to be known of such a file."""

    likeness: str | None = None
    saved_by: str | None = None
    has_text: bool | None = None


def file_facts(path: Path, name: str) -> FileFacts:
    """What the contents tell; ``name`` is what the file was called, the stored one has none."""
    if path.stat().st_size > _MOST_BYTES:
        return FileFacts()
    family = file_kind(name).family
    if family == "picture":
        return FileFacts(likeness=_likeness(path))
    if family == "pdf":
        return FileFacts(has_text=_has_text(path))
    if family in ("document", "sheet", "slides"):
        return FileFacts(saved_by=_saved_by(path))
    return FileFacts()


def _likeness(path: Path) -> str | None:
    from PIL import Image

    with Image.open(path) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            return None
        opened.draft("L", (4 * COLUMNS, 4 * ROWS))
        small = opened.convert("L").resize((COLUMNS, ROWS), Image.Resampling.LANCZOS)
        return difference_hash(small.tobytes())


def _has_text(path: Path) -> bool | None:
    from pypdfium2 import PdfDocument  # pyright: ignore[reportMissingTypeStubs]

    open_pdf: Any = PdfDocument
    pdf = open_pdf(path)
    try:
        signs = 0
        for number in range(min(len(pdf), _MOST_PAGES)):
            signs += pdf[number].get_textpage().count_chars()
            if signs > _FEW_SIGNS:
                return True
        return False if len(pdf) else None
    finally:
        pdf.close()


def _saved_by(path: Path) -> str | None:
    """Last author and company of an Office file of today's kind; one of before 2007 keeps them elsewhere."""
    with path.open("rb") as stream:
        if stream.read(2) != b"PK":
            return None
    found: list[str] = []
    with zipfile.ZipFile(path) as package:
        for part, wanted in (("docProps/core.xml", "lastModifiedBy"), ("docProps/app.xml", "Company")):
            if part in package.namelist() and package.getinfo(part).file_size <= _MOST_PART:
                found.append(_text_of(package.read(part), wanted))
    words = "，".join(one for one in found if one)
    return words[:_LONGEST] or None


def _text_of(xml: bytes, wanted: str) -> str:
    lxml: Any = importlib.import_module("lxml.etree")
    parser = lxml.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = lxml.fromstring(xml, parser)
    for one in root.iter("{*}" + wanted):
        return " ".join((one.text or "").split())
    return ""


def _read(path: str, name: str, *, progress: Progress) -> dict[str, Any]:
    """The facts as plain values; a file that cannot be read has none."""
    try:
        facts = file_facts(Path(path), name)
    except Exception as error:  # a damaged or hostile file may fail in any way; it only has no facts then
        log.info("no facts of %s: %r", path, error)
        facts = FileFacts()
    return {"likeness": facts.likeness, "saved_by": facts.saved_by, "has_text": facts.has_text}


def _pages(path: str, *, progress: Progress) -> int | None:
    """How many pages a PDF has; None where it cannot be read."""
    from pypdfium2 import PdfDocument  # pyright: ignore[reportMissingTypeStubs]

    open_pdf: Any = PdfDocument
    try:
        pdf = open_pdf(path)
    except Exception as error:  # see _read
        log.info("no pages of %s: %r", path, error)
        return None
    count = len(pdf)
    pdf.close()
    return count


SERVED: dict[str, Callable[..., Any]] = {"read": _read, "pages": _pages}
"""What the child answers."""
