"""The character set of a text file: BOM, UTF-8, UTF-16 without BOM, GB18030 or Big5, each tried strictly."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.errors import UserError
from models.late_regex import late_regex

_PIECE = 1 << 20
_SAMPLE = 64 << 10
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SHARE_UNREADABLE = 0.002
_GB_NAMES = late_regex(r"gb[_-]?2312.*|gbk|x-gbk|cp936|gb[_-]?18030|hz-gb-2312|chinese", re.I)


@dataclass(frozen=True)
class Charset:
    """``codec`` for Python, ``shown`` for people; ``unreadable`` counts characters that could not be decoded."""

    codec: str
    shown: str
    unreadable: int = 0

    def lines(self, content: bytes) -> Iterator[str]:
        """The text line by line, line ends kept, without holding all of it."""
        errors = "replace" if self.unreadable else "ignore"  # ignored is only a character cut off at the end
        reader = io.TextIOWrapper(io.BytesIO(content), encoding=self.codec, errors=errors, newline="")
        for line in reader:
            yield line.replace("\0", "") if "\0" in line else line

    def text(self, content: bytes, limit: int | None = None) -> str:
        """The text, or its beginning from about ``limit`` bytes."""
        part = content if limit is None else content[: limit // 4 * 4]
        return part.decode(self.codec, "ignore" if limit is not None else "replace").replace("\0", "")


def detect(name: str, content: bytes, declared: str = "") -> Charset:
    """The character set; ``declared`` is what the file says of itself. UserError when it is no text at all."""
    for mark, codec, shown in _MARKS:
        if content.startswith(mark):
            if codec == "utf-16" or _decodes(content, codec):
                return Charset(codec, shown)
            break
    wide = _wide(content)
    if wide:
        return Charset(wide, "UTF-16")
    if content[:_SAMPLE].count(0) <= len(content[:_SAMPLE]) // 50:
        found = _narrow(content, declared)
        if found is not None:
            return found
    raise UserError(
        "无法识别这个文件的内容，它不是 Excel 也不是文本表格",
        where=name,
        advice="请用 Excel 或 WPS 打开后另存为 .xlsx 再导入",
    )


def _narrow(content: bytes, declared: str) -> Charset | None:
    """UTF-8 wins over what is declared, since Chinese text of another set is never valid UTF-8 by chance."""
    if _decodes(content, "utf-8"):
        return Charset("utf-8", "UTF-8")
    own = _known_codec(declared)
    if own and own not in ("utf-8", "gb18030") and _decodes(content, own):
        return Charset(own, own.upper())
    if _decodes(content, "gb18030") and not (own != "gb18030" and _rather_big5(content)):
        return Charset("gb18030", "GB18030")
    if _decodes(content, "big5"):
        return Charset("big5", "BIG5")
    return _nearly(content)


def _known_codec(declared: str) -> str:
    if _GB_NAMES.fullmatch(declared):
        return "gb18030"
    try:
        return codecs.lookup(declared).name if declared else ""
    except LookupError:
        return ""


def _decodes(content: bytes, codec: str) -> bool:
    """Whether all of it decodes; a character cut off at the very end is forgiven."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        for place in range(0, len(content), _PIECE):
            decoder.decode(content[place : place + _PIECE])
    except UnicodeDecodeError:
        return False
    return True


def _nearly(content: bytes) -> Charset | None:
    """UTF-8 or GB18030 with a few damaged characters."""
    best: Charset | None = None
    for codec in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(codec)("replace")
        bad = total = 0
        for place in range(0, len(content), _PIECE):
            text = decoder.decode(content[place : place + _PIECE])
            bad, total = bad + text.count("\ufffd"), total + len(text)
        if bad <= max(2, total * _SHARE_UNREADABLE) and (best is None or bad < best.unreadable):
            best = Charset(codec, codec.upper(), max(bad, 1))
    return best if best is not None and len(content) > 200 * best.unreadable else None


def _wide(content: bytes) -> str:
    """utf-16-le or utf-16-be when the bytes read as plausible text that way, else ''."""
    sample = content[:_SAMPLE]
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 4 or 0 not in sample:
        return ""
    best = ("", 0.97)
    for codec in ("utf-16-le", "utf-16-be"):
        text = sample.decode(codec, "replace")
        share = sum(_plausible(sign) for sign in text) / len(text)
        if share > best[1]:
            best = (codec, share)
    return best[0]


def _plausible(sign: str) -> bool:
    """Characters of Chinese tables: ASCII, CJK, CJK punctuation, full-width forms, some signs."""
    return (
        " " <= sign <= "~"
        or sign in "\t\r\n\xa0·×÷°±²³"
        or "\u4e00" <= sign <= "\u9fff"
        or "\u2010" <= sign <= "\u27bf"
        or "\u3000" <= sign <= "\u303f"
        or "\uff00" <= sign <= "\uffef"
    )


def _rather_big5(content: bytes) -> bool:
    """Whether the frequent characters of Big5 fit better than those of GB2312; both decode nearly anything."""
    pairs = re.findall(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]", content[:_SAMPLE])
    if len(pairs) < 8:
        return False
    common_gb = sum((0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3) and pair[1] >= 0xA1 for pair in pairs)
    common_big5 = sum(0xA1 <= pair[0] <= 0xC6 and not 0x80 <= pair[1] <= 0xA0 for pair in pairs)
    return common_big5 > 0.9 * len(pairs) and common_gb < 0.6 * len(pairs) and _decodes(content, "big5")
