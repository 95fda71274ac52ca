"""Headers that no alias names, understood by their words: 应办结日期 is a limit, 锅炉安装地点 an address."""

from __future__ import annotations

import json
import re
from functools import cache

from models.late_regex import late_regex
from models.paths import resource
from models.rules.text import half_width

_AND = r"(?:[及和与、/,，]|[(（]含?)"
_BY_WHEN = _AND + r"(?:整改|完成|办理|办结)?(?:时限|期限|时间)[)）]?$"
_TWO_IN_ONE: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (late_regex(pattern), fields)
    for pattern, fields in (
        (
            r"(?:联系人|责任人|负责人|领导|法人|联络人)(?:姓名)?" + _AND + r"(?:联系)?(?:电话|方式|手机号?码?)[)）]?$",
            ("responsible_person", "phone"),
        ),
        (r"(?:要求|意见)" + _BY_WHEN, ("requirement", "deadline_text")),
        (r"措施" + _BY_WHEN, ("measures", "deadline_text")),
        (r"目标" + _BY_WHEN, ("goal", "deadline_text")),
        (r"[(（]经纬度[)）]$", ("longitude", "latitude")),
        (r"(?:坐标|经纬度)[(（]?(?:经度|东经|东|E|X)(?:轴|坐标)?[)）]?$", ("longitude",)),
        (r"(?:坐标|经纬度)[(（]?(?:纬度|维度|北纬|北|N|Y)(?:轴|坐标)?[)）]?$", ("latitude",)),
    )
)  # fmt: skip


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    rules = json.loads(resource("import/header_patterns.json").read_text(encoding="utf-8"))
    return tuple(
        (re.compile("|".join(f"(?:{word})" for word in rule["words"])), tuple(rule["fields"])) for rule in rules
    )


def two_in_one(header: str) -> tuple[str, ...]:
    """The fields of a header that names two things, told by the sign between them: 联系人/电话; else ()."""
    text = re.sub(r"\s+", "", half_width(header))
    return next((fields for pattern, fields in _TWO_IN_ONE if pattern.search(text)), ())


def fields_by_words(plain: str) -> tuple[str, ...] | None:
    """Fields of a normalised header; () where its words name something the ledger does not hold, None if unknown."""
    return next((fields for pattern, fields in _patterns() if pattern.search(plain)), None)
