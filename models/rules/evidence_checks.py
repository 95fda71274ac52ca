"""佐证体检: what in the evidence of a problem somebody should look at again. Hints, never verdicts: a camera's clock
may be wrong, a chat program strips the place, one report may rightly serve two problems. So each can be explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.rules.distances import Point, distance_km
from models.rules.file_kinds import file_kind

SAME_FILE, NEAR_PICTURE, BEFORE_AFTER = "same_file", "near_picture", "before_after"
TAKEN_EARLY, TAKEN_LATE, FAR_AWAY, NO_TEXT, OTHER_UNIT = (
    "taken_early",
    "taken_late",
    "far_away",
    "no_text",
    "other_unit",
)

CHECKS: dict[str, str] = {
    SAME_FILE: "同一文件用于别的问题",
    NEAR_PICTURE: "照片与别的问题相近",
    BEFORE_AFTER: "整改前后照片相同",
    TAKEN_EARLY: "整改后照片拍得太早",
    TAKEN_LATE: "整改后照片晚于完成日期",
    FAR_AWAY: "拍摄地点离点位远",
    NO_TEXT: "扫描件读不出文字",
    OTHER_UNIT: "文件由别的单位保存",
}
"""The checks there are, as a clerk reads them."""

BEFORE, AFTER = "整改前照片", "整改后照片"
_UNIT = re.compile(
    r"[\u4e00-\u9fff（）()]{2,30}?(?:有限公司|股份公司|集团|公司|委员会|办公室|政府|管委会|研究院|监测站|工作站|大队|支队|中心|厅|局|厂|院)"
)


@dataclass(frozen=True)
class Limits:
    """What a bureau set: metres from the point, bits of likeness, days of grace."""

    far_metres: int = 1_000
    near_bits: int = 6
    grace_days: int = 1


@dataclass(frozen=True)
class About:
    """The problem that a piece of evidence belongs to, as far as it is judged by it."""

    found_on: date | None
    assigned_on: date | None
    completed_on: date | None
    place: Point | None
    names: tuple[str, ...]
    """Unit, site, county, city, province: who may well have saved its files."""


@dataclass(frozen=True)
class Piece:
    """The newest version of a piece of evidence."""

    evidence_id: int
    kind: str | None
    name: str
    sha256: str
    taken_at: datetime | None = None
    place: Point | None = None
    likeness: str | None = None
    saved_by: str | None = None
    has_text: bool | None = None


@dataclass(frozen=True)
class Finding:
    """``subject`` says what it is about, so that an explanation of one thing does not cover another."""

    evidence_id: int
    check_key: str
    subject: str
    sentence: str


def judge_piece(piece: Piece, about: About, limits: Limits) -> Iterable[Finding]:
    """What a piece says by itself and against its own problem."""
    if piece.kind == AFTER and piece.taken_at is not None:
        yield from _times(piece, piece.taken_at, about, limits)
    if piece.place is not None and about.place is not None:
        metres = distance_km(piece.place, about.place) * 1000
        if metres > limits.far_metres:
            amount = f"{metres / 1000:.1f} 公里" if metres >= 1000 else f"{metres:.0f} 米"
            yield Finding(
                piece.evidence_id, FAR_AWAY, piece.sha256,
                f"照片里的拍摄地点离台账点位 {amount}，超过 {limits.far_metres} 米。",
            )  # fmt: skip
    if piece.has_text is False and file_kind(piece.name).family == "pdf":
        yield Finding(
            piece.evidence_id, NO_TEXT, piece.sha256, "PDF 是扫描的图片，读不出文字，请确认清晰、完整、有章。"
        )
    other = other_unit(piece.saved_by, about.names)
    if other:
        yield Finding(
            piece.evidence_id, OTHER_UNIT, piece.sha256, f"文件最后由“{other}”保存，与本问题的单位、地点都对不上。"
        )


def _times(piece: Piece, taken_at: datetime, about: About, limits: Limits) -> Iterable[Finding]:
    taken, grace = taken_at.date(), timedelta(days=limits.grace_days)
    start, word = (about.assigned_on, "交办") if about.assigned_on is not None else (about.found_on, "发现")
    if start is not None and taken < start:
        yield Finding(
            piece.evidence_id, TAKEN_EARLY, piece.sha256, f"整改后照片拍摄于 {taken}，早于问题{word}日期 {start}。"
        )
    if about.completed_on is not None and taken > about.completed_on + grace:
        yield Finding(
            piece.evidence_id, TAKEN_LATE, piece.sha256,
            f"整改后照片拍摄于 {taken}，晚于所报完成日期 {about.completed_on}。",
        )  # fmt: skip


def other_unit(saved_by: str | None, names: Sequence[str]) -> str:
    """The first unit that a file names as its saver, when none of the problem's own names has to do with it."""
    if not saved_by:
        return ""
    units = [one.strip("（）()") for one in _UNIT.findall(saved_by)]
    own = [short for name in names for short in _shorts(name)]
    if not units or any(short in saved_by for short in own):
        return ""
    return "" if any(unit in name for unit in units for name in names) else units[0]


def _shorts(name: str) -> list[str]:
    """A name and what is left of it without the word for its kind: 武安市人民政府 → 武安."""
    plain = name.strip()
    core = re.sub(r"(?:人民政府|生态环境局|环境保护局|环保局|分局|有限公司|公司|厂)$", "", plain)
    core = re.sub(r"(?:自治县|省|市|县|区)$", "", core) if len(core) > 2 else core
    return [one for one in dict.fromkeys((plain, core)) if len(one) >= 2]


def judge_before_after(pieces: Sequence[Piece], limits: Limits) -> Iterable[Finding]:
    """整改前 and 整改后 of one problem that are the same file or nearly the same picture; told at the later one."""
    from models.rules.picture_likeness import bits_apart

    before = [piece for piece in pieces if piece.kind == BEFORE]
    for piece in (piece for piece in pieces if piece.kind == AFTER):
        for earlier in before:
            if piece.sha256 == earlier.sha256:
                words = f"与整改前照片“{earlier.name}”是同一个文件。"
            elif (
                piece.likeness and earlier.likeness and bits_apart(piece.likeness, earlier.likeness) <= limits.near_bits
            ):
                words = f"与整改前照片“{earlier.name}”几乎一样，看不出变化。"
            else:
                continue
            yield Finding(piece.evidence_id, BEFORE_AFTER, earlier.sha256, words)
            break
