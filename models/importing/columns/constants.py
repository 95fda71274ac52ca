"""What stands outside the table: as-of date, round, city of the reporting unit, inspection team, year of the dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.excel.book import Value
from models.importing.views import Constant
from models.late_regex import late_regex
from models.regions import Gazetteer, Place
from models.rules.dates import read_date
from models.rules.text import half_width, one_line

_FEW_LIMITS = 2
_DIGITS = "零一二三四五六七八九"
_DATE = r"((?:19|20)\d{2}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2})"
_AS_OF = late_regex(r"(?:截至|截止|截止日期|截止时间|统计时间|数据时间|更新时间)[^0-9]{0,8}" + _DATE)
_FILLED = late_regex(r"(?:填表|填报|报送|上报|制表|编制|印发|日期|时间)[^0-9]{0,8}" + _DATE)
_ANY_DATE = late_regex(_DATE)
_AS_OF_MONTH = late_regex(r"(?:截至|截止)[^0-9]{0,6}((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?!\s*\d)")
_TITLE_MONTH = late_regex(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月")
_YEAR_NOTE = late_regex(r"未(?:注明|标明|写明|标注)年份[^0-9]{0,8}((?:19|20)\d{2})\s*年")
_YEAR = late_regex(r"((?:19|20)\d{2})\s*(?:年|—|-|–|~)")
_ROUND = late_regex(r"第\s*([0-9]{1,3}|[一二三四五六七八九十百]{1,5})\s*(?:轮次|轮|批次|批)")
_UNIT = late_regex(
    r"(?:(?:填报|填表|报送|上报|编制|制表|汇总)(?:单位|部门)|(?:^|\s)单位名称|(?:^|\s)单位)\s*(?:\([^)]{0,8}\))?\s*:\s*([^\s:]+)"
)
_TEAM = late_regex(
    r"(?:督查组|督察组|检查组|监督组|工作组|巡查组|帮扶组|暗访组|核查组|组别)\s*(?:名称)?\s*:\s*([^\s:]+)"
)
_TEAM_NAME = late_regex(r"(第\s*(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,4})\s*(?:督查|督察|检查|监督|巡查)组)")
_CITY_LABEL = late_regex(
    r"(?:城市|地市|市|省份|县区|区县|地区|区域|市县|县\(市、区\)|县|区)(?:人民政府)?\s*(?:\((?:盖章|公章|签章)\))?\s*:\s*([^\s:,;]{2,16})"
)
_ORDINAL_OR_COUNT = late_regex(
    r"^(?:附[件表]\s*)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[.、．\-—_：:]*(?=\D)|\d+[个家件条项]?$"
)
"""1.武安市, 附件3永年区, 磁县5个: what stands around the name of a sheet."""
_DATE_OR_SIGN = late_regex(r"(?:19|20)\d{2}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]?(?:\s*\d{1,2}\s*日?)?|[\s()]")


@dataclass(frozen=True)
class Surroundings:
    """What the rows around the table say; ``year`` completes dates that lack theirs, ``on`` dates the place names."""

    constants: tuple[Constant, ...]
    as_of: date | None
    year: int | None
    on: date | None


def dates_named(values: Iterable[Value]) -> list[date]:
    """The days that cells name with their year, be they dates or words."""
    found: list[date] = []
    for value in values:
        if isinstance(value, datetime):
            found.append(value.date())
        elif isinstance(value, date):
            found.append(value)
        elif isinstance(value, str) and (said := _ANY_DATE.search(half_width(value[:40]))):
            reading = read_date(re.sub(r"\s+", "", said[1])).date
            if reading is not None:
                found.append(reading)
    return found


def read_surroundings(
    title: str,
    outside: Sequence[str],
    gazetteer: Gazetteer,
    column_dates: Sequence[date] = (),
    limits: Sequence[date] = (),
) -> Surroundings:
    """Constants of a sheet; ``column_dates`` are dates of its own columns, for the year where nothing else says it.

    ``limits`` are its deadlines: they tell the year only where nothing else does and all name the same one.
    """
    texts = [half_width(one_line(text)) for text in (title, *outside) if text]
    as_of = _as_of(texts)
    year = as_of.year if as_of else _year(texts, column_dates)
    if year is None and len(limits) >= _FEW_LIMITS and len({day.year for day in limits}) == 1:
        year = limits[0].year
    on = as_of or (date(year, 6, 30) if year else None)
    if column_dates and as_of is None and year:
        on = max(column_dates) if max(column_dates).year == year else on
    constants: list[Constant] = []
    if as_of is not None:
        constants.append(Constant("as_of", "截至日期", as_of.isoformat()))
    elif year is not None and any(_YEAR_NOTE.search(text) for text in texts):
        constants.append(Constant("year", "年份", str(year)))
    number = _first(_ROUND, texts)
    if number:
        constants.append(Constant("round", "轮次", str(ordinal(number))))
    team = _first(_TEAM, texts) or _first(_TEAM_NAME, texts[:1])
    if team:
        constants.append(Constant("inspection_team", "检查组", team))
    constants += _place(texts, gazetteer, on)
    return Surroundings(tuple(constants), as_of, year, on)


def ordinal(text: str) -> int:
    """12 and 十二 alike."""
    if text.isdigit():
        return int(text)
    total = 0
    for unit, factor in (("百", 100), ("十", 10)):
        if unit in text:
            head, _, text = text.partition(unit)
            total += (_DIGITS.index(head[-1]) if head and head[-1] in _DIGITS else 1) * factor
    return total + (_DIGITS.index(text[-1]) if text and text[-1] in _DIGITS else 0)


def same_round(a: str | None, b: str | None) -> bool:
    """Whether two wordings name the same round: 第十二轮, 12, 第12轮次; an unknown one fits any."""
    return a is None or b is None or round_number(a) == round_number(b)


def round_number(text: str) -> str:
    """The ordinal of a round as digits, or its words where it has none."""
    plain = half_width(one_line(text))
    found = _ROUND.search(plain)
    if found:
        return str(ordinal(found[1]))
    bare = re.fullmatch(r"([0-9]{1,3}|[一二三四五六七八九十百]{1,5})(?:轮次|轮|批次|批)?", plain)
    return str(ordinal(bare[1])) if bare else plain


def _as_of(texts: Sequence[str]) -> date | None:
    for pattern in (_AS_OF, _FILLED, _ANY_DATE):
        for text in texts:
            found = pattern.search(text)
            reading = read_date(re.sub(r"\s+", "", found[1])).date if found else None
            if reading is not None:
                return reading
    for pattern in (_AS_OF_MONTH, _TITLE_MONTH):
        for text in texts[:4]:
            found = pattern.search(text)
            if found and 1 <= int(found[2]) <= 12:
                return _month_end(int(found[1]), int(found[2]))
    return None


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _year(texts: Sequence[str], column_dates: Sequence[date]) -> int | None:
    noted = _first(_YEAR_NOTE, texts)
    if noted:
        return int(noted)
    if column_dates:
        years = [day.year for day in column_dates]
        return max(set(years), key=lambda year: (years.count(year), year))
    named = _first(_YEAR, [*texts[:4], *texts[-1:]])  # the title and what stands near it, then the sheet's name
    bare = re.fullmatch(r"(?:19|20)\d{2}", texts[-1]) if texts else None
    return int(named) if named else int(bare[0]) if bare else None


def _place(texts: Sequence[str], gazetteer: Gazetteer, on: date | None) -> list[Constant]:
    """The place that a label, the reporting unit or the title names, or a county that stands alone (a sheet name)."""
    found = _said_place(texts, gazetteer, on)
    said = {constant.field: constant.value for constant in found}
    if "county" in said:
        return found
    city = said.get("city")
    for text in texts:
        bare = _ORDINAL_OR_COUNT.sub("", _DATE_OR_SIGN.sub("", text))
        if not 2 <= len(bare) <= 12 or (city is None and bare[-1] not in "省市县区"):
            continue
        place = gazetteer.resolve(bare, city=city, on=on, offer=False).place
        if place is not None and place.city:
            return _constants(place)
    return found


def _said_place(texts: Sequence[str], gazetteer: Gazetteer, on: date | None) -> list[Constant]:
    for text in texts:
        label, unit = _CITY_LABEL.search(text), _UNIT.search(text)
        for said in (label[1] if label else None, unit[1] if unit else None):
            if not said:
                continue
            places = gazetteer.find_places_in(said, on=on)
            if len(places) == 1 and places[0].county:
                return _constants(places[0])
            city = gazetteer.find_city_in(said, on)
            if city is not None:
                return _constants(city)
            if len(places) == 1:
                return [Constant("province", "省份", places[0].province)]
    for text in texts[:1]:
        places = gazetteer.find_places_in(text, on=on)
        if len(places) == 1 and places[0].city:
            return _constants(places[0])
    return []


def _constants(place: Place) -> list[Constant]:
    city = Constant("city", "市", place.city)
    return [city, Constant("county", "县（市、区）", place.county)] if place.county else [city]


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> str | None:
    for text in texts:
        found = pattern.search(text)
        if found:
            return found[1]
    return None
