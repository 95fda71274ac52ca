"""Second thoughts about a mapping: a requirement that holds the deadline, and lists whose words we do not know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from models.excel.tables.table_layout import HeaderColumn
from models.importing.columns.aliases import alias_table, normal
from models.importing.columns.evidence import Evidence
from models.importing.columns.header_patterns import fields_by_words
from models.late_regex import late_regex

if TYPE_CHECKING:
    from models.importing.columns.map import Match

_NAME_WORDS = late_regex(
    r"名称|名$|对象|企业|单位|项目|学校|机构|标题|姓名|模块|事项|功能项|点位|地点|村|author|name|title", re.IGNORECASE
)
_SAYS_A_FIELD = late_regex(r"[省市县区镇乡]|名称|单位|企业|责任|联系|地址|电话|代码")
_FEW, _SURE = 3, 0.8
_TEXT_WORDS = late_regex(r"问题|意见|情况|描述|内容|事项|说明|隐患|线索|诉求|摘要")
_NEXT_STEPS = late_regex(r"^下一?步|^工作打算")
_STEPS = late_regex(r"(?:^|[\n；;。\s])[（(]?(?:2|二)[）)]?[.、．）)]")
_FEW_STEPS = 0.5
_MOSTLY = 0.6
_REGION_FIELDS = ("county", "city", "province")


def settle_choices(
    columns: Sequence[HeaderColumn], evidence: Mapping[int, Evidence], matches: dict[int, Match]
) -> None:
    """A requirement feeds the deadline too where no column does and most of its cells name one.

    Numbered measures do not: a date among them is that of a step. What hinders the work is told from the problem.
    """
    taken = {field for match in matches.values() for field in match.fields}
    if "deadline_text" not in taken:
        for index, match in matches.items():
            seen = evidence[index]
            steps = match.fields == ("measures",) and seen.share(lambda text: bool(_STEPS.search(text))) >= _FEW_STEPS
            if match.fields in (("requirement",), ("measures",)) and seen.deadlines >= 0.6 and not steps:
                match.fields = (*match.fields, "deadline_text")
                match.reason += "，内含时限"
                break
    _set_obstacles_apart(columns, matches)


def _set_obstacles_apart(columns: Sequence[HeaderColumn], matches: dict[int, Match]) -> None:
    """存在问题 before 下步措施 is what hinders the work; the problem itself is another column that can be one."""
    for column, following in pairwise(columns):
        match = matches[column.index]
        if match.fields != ("description",) or not _NEXT_STEPS.search(following.name):
            continue
        loose = alias_table().loose
        others = [c for c in columns if not matches[c.index].fields and loose.get(normal(c.name)) == ("description",)]
        if others and others[0].index < column.index:
            matches[others[0].index], matches[column.index] = match, matches[others[0].index]
        return


def by_content(
    columns: Sequence[HeaderColumn],
    evidence: Mapping[int, Evidence],
    matches: dict[int, Match],
    taken: set[str],
) -> None:
    """A column whose header says a place or name but whose cells are telephone numbers is the telephone."""
    for column in columns:
        seen = evidence[column.index]
        if matches[column.index].fields or not _SAYS_A_FIELD.search(column.name) or len(seen.values) < _FEW:
            continue
        field = "phone" if seen.telephones >= _SURE else "credit_code" if seen.codes >= _SURE else None
        if field is not None and field not in taken and not (field == "credit_code" and seen.numbers > 0):
            matches[column.index].fields, matches[column.index].score = (field,), 0.75
            matches[column.index].reason = "表头与内容不符，按内容判断，请确认"
            taken.add(field)


def name_by_content(
    columns: Sequence[HeaderColumn], evidence: Mapping[int, Evidence], matches: dict[int, Match]
) -> None:
    """Where neither name nor description was found, the columns that tell rows apart stand in for them.

    They stay among the source's own columns too, because their words were not understood.
    """
    _site_by_cells(columns, evidence, matches)
    taken = {field for match in matches.values() for field in match.fields}
    if "site_name" in taken or ("description" in taken and not _often_blank("description", evidence, matches)):
        return
    free = [column for column in columns if not matches[column.index].fields and _is_wordy(evidence[column.index])]
    texts = [
        c for c in free if "description" not in taken and _TEXT_WORDS.search(c.name) and evidence[c.index].length >= 8
    ]
    if texts:
        _stand_in(matches, max(texts, key=lambda c: evidence[c.index].length), "description")
        free = [column for column in free if not matches[column.index].fields]
    named = [c for c in free if _is_name(c, evidence[c.index])]
    named.sort(key=lambda c: (-_worth(c, evidence[c.index]), c.index))
    for position, column in enumerate(named[:1] if texts else named[:3]):
        _stand_in(matches, column, "site_name", 0.5 - position / 100)
    if not named and not texts:
        for field in _REGION_FIELDS:
            index = next((i for i, match in matches.items() if match.fields == (field,)), None)
            if index is not None:
                matches[index].fields = (field, "site_name")
                matches[index].reason += "，代作名称"
                return
        for column in columns:
            if not evidence[column.index].empty and not matches[column.index].fields:
                _stand_in(matches, column, "site_name")
                return


def _site_by_cells(
    columns: Sequence[HeaderColumn], evidence: Mapping[int, Evidence], matches: dict[int, Match]
) -> None:
    """No column is headed as the site, but one with an unknown header holds nothing but names of firms and places."""
    if any("site_name" in match.fields for match in matches.values()):
        return
    for column in columns:
        seen = evidence[column.index]
        if matches[column.index].fields or len(seen.values) < max(_FEW, 0.5 * seen.total):
            continue
        last = normal(column.path[-1] if column.path else column.name)
        if last in alias_table().never or fields_by_words(last) == ():
            continue
        if seen.site_names >= _MOSTLY and seen.different >= _FEW_STEPS:
            _stand_in(matches, column, "site_name")
            return


def _stand_in(matches: dict[int, Match], column: HeaderColumn, field: str, score: float = 0.5) -> None:
    match = matches[column.index]
    match.fields, match.score, match.reason, match.keep = (field,), score, "按内容推断，请确认", True


def _often_blank(field: str, evidence: Mapping[int, Evidence], matches: Mapping[int, Match]) -> bool:
    """Whether a field would leave a fifth of the rows without anything that identifies them."""
    columns = [evidence[index] for index, match in matches.items() if field in match.fields]
    return all(len(column.values) < 0.8 * column.total for column in columns)


def _is_wordy(evidence: Evidence) -> bool:
    return not evidence.empty and evidence.numbers < 0.3 and evidence.dates < 0.3 and len(evidence.distinct) > 1


def _is_name(column: HeaderColumn, evidence: Evidence) -> bool:
    return evidence.length <= 40 and (evidence.different >= 0.5 or bool(_NAME_WORDS.search(column.name)))


def _worth(column: HeaderColumn, evidence: Evidence) -> float:
    filled = len(evidence.values) / max(evidence.total, 1)
    return (1.0 if _NAME_WORDS.search(column.name) else 0.0) + evidence.different + filled
