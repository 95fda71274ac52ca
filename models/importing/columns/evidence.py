"""What the cells of a column look like: shares of dates, places, codes, angles, ticks … in a sample."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

from models.excel.book import Value
from models.importing.cells.cell_text import as_text
from models.importing.cells.said_states import names_a_state
from models.late_regex import late_regex
from models.regions import Gazetteer
from models.rules.coordinates import read_coordinate, read_pair
from models.rules.dates import read_date
from models.rules.deadline_text import read_deadline
from models.rules.text import half_width, is_blank_word

TICKS = frozenset("√✓✔☑●○■Vv*1Y") | {"是", "有", "√√"}
_CREDIT = late_regex(r"^[0-9A-Z]{15}$|^[0-9A-Z]{18}$|^[0-9A-Z]{8}-?[0-9A-Z]$", re.IGNORECASE)
_PHONE = late_regex(r"^[\d\-—+()（）/、,，;；\s*转]{7,40}$")
_TELEPHONE = late_regex(r"^(?:\+?86[- ]?)?1[3-9]\d{9}(?:\D.*)?$|^[（(]?0\d{2,3}[）)]?[- ]?[1-9]\d{6,7}(?:\D.*)?$")
_SERIAL = late_regex(r"^[A-Za-z\d]*[-.、]?\d+[、.]?$|^[（(]?[一二三四五六七八九十百①-⑳]+[)）、]?$")
_CODED = late_regex(r"^(?!NO\b)[A-Z]{2,}[A-Z\d]*[-_/.]?\d{2,}", re.IGNORECASE)
_OWN_NUMBER = late_regex(r"^[A-Z]{1,4}-\d{6,}$")
_LONGEST_PLACES = 60
_LONGEST_PAIR = 24
_SITE = late_regex(
    r"^[^，。；]{2,30}(?:公司|集团|[工料窑矿电煤]?厂|店|站|场|矿|酒楼|饭庄|宾馆|作坊|合作社|项目部|工地|码头|学校|医院)(?:[（(].{1,12}[）)])?$"
)
_PERSON = late_regex(
    r"^(?:欧阳|上官|司马|诸葛|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    r"汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文])[\u4e00-\u9fff]{1,2}$"
)
_ANSWERS = frozenset(("是", "否", "√", "×", "已", "未", "Y", "N"))
_MIN_YEAR, _MAX_YEAR = 1950, 2100


class Evidence:
    """Shares are of the cells that are not blank; 0 where there are none."""

    def __init__(self, values: Sequence[Value], gazetteer: Gazetteer) -> None:
        self.values = [value for value in values if value is not None and not is_blank_word(value)]
        self.total = len(values)
        self.texts = [as_text(value) for value in self.values]
        self.distinct = Counter(self.texts)
        self._gazetteer = gazetteer

    @property
    def empty(self) -> bool:
        """Nothing to judge by."""
        return not self.values

    def share(self, says: Callable[[str], bool]) -> float:
        """Share of cells whose text fulfils a condition, judged once per different text."""
        if not self.texts:
            return 0.0
        return sum(count for text, count in self.distinct.items() if says(text)) / len(self.texts)

    @cached_property
    def length(self) -> float:
        """Mean length of the texts."""
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @cached_property
    def different(self) -> float:
        """How many of the texts are different, as a share."""
        return len(self.distinct) / len(self.texts) if self.texts else 0.0

    @cached_property
    def numbers(self) -> float:
        """Share of plain numbers."""
        return self.share(lambda text: _is_number(text))

    @cached_property
    def dates(self) -> float:
        """Share that reads as a calendar date of our time."""
        if not self.values:
            return 0.0
        return sum(_is_date(value) for value in self.values) / len(self.values)

    @cached_property
    def deadlines(self) -> float:
        """Share that reads as a deadline wording."""
        if not self.values:
            return 0.0
        real = sum(isinstance(value, (date, datetime)) for value in self.values)
        worded = [text for value, text in zip(self.values, self.texts, strict=True) if isinstance(value, str)]
        readings = {text: read_deadline(text, year=2018).kind != "unknown" for text in set(worded)}
        serials = sum(isinstance(value, float) and 36526 <= value < 60000 for value in self.values)
        return (real + serials + sum(readings[text] for text in worded)) / len(self.values)

    @cached_property
    def limits(self) -> float:
        """Share that is worded as a limit and not written as a day: 6月底前, 立行立改, 10日内."""
        texts = [text for value, text in zip(self.values, self.texts, strict=True) if isinstance(value, str)]
        says = {text: _is_limit(text) for text in set(texts)}
        return sum(says[text] for text in texts) / len(self.values) if self.values else 0.0

    @cached_property
    def states(self) -> float:
        """Share that says yes, no or how far a problem is: 已完成, 整改中."""
        return self.share(lambda text: text in _ANSWERS or names_a_state(text))

    @cached_property
    def site_names(self) -> float:
        """Share that ends as the names of sites do: 公司, 厂, 饭店."""
        return self.share(lambda text: bool(_SITE.search(text.strip())))

    @cached_property
    def own_numbers(self) -> float:
        """Share that is written as our ledgers number their problems: ZG-000001."""
        return self.share(lambda text: bool(_OWN_NUMBER.match(half_width(text).strip())))

    @cached_property
    def people(self) -> float:
        """Share that is a person's name by its family name and length."""
        return self.share(lambda text: bool(_PERSON.match(text.strip())))

    @cached_property
    def angles(self) -> float:
        """Share that reads as one longitude or latitude."""
        return self.share(lambda text: read_coordinate(text) is not None)

    @cached_property
    def middle(self) -> float:
        """The middle one of the angles in decimal degrees, 0 where there are none."""
        angles = sorted(angle for text in self.distinct if (angle := read_coordinate(text)) is not None)
        return angles[len(angles) // 2] if angles else 0.0

    @cached_property
    def pairs(self) -> float:
        """Share that holds longitude and latitude in one cell."""
        return self.share(lambda text: read_pair(text) is not None)

    @cached_property
    def codes(self) -> float:
        """Share that looks like a credit or organisation code."""
        return self.share(lambda text: bool(_CREDIT.match(half_width(text).strip())))

    @cached_property
    def phones(self) -> float:
        """Share that looks like telephone numbers."""
        return self.share(lambda text: bool(_PHONE.match(half_width(text).strip())))

    @cached_property
    def telephones(self) -> float:
        """Share that is surely a telephone number: a mobile one, or one with its area code."""
        return self.share(lambda text: bool(_TELEPHONE.match(half_width(text).strip())))

    @cached_property
    def serials(self) -> float:
        """Share that looks like an ordinal."""
        return self.share(lambda text: bool(_SERIAL.match(half_width(text).strip())))

    @cached_property
    def coded(self) -> float:
        """Share that looks like a code of letters and digits (SYC-014), not like an ordinal."""
        return self.share(lambda text: bool(_CODED.match(half_width(text).strip())))

    @cached_property
    def running(self) -> bool:
        """Whether the column mostly counts 1, 2, 3 …"""
        numbers = [int(text) for text in self.texts if text.isdecimal() and len(text) < 7]
        if len(numbers) < max(2, 0.8 * len(self.texts)):
            return False
        steps = sum(b - a == 1 for a, b in pairwise(numbers))
        return steps >= 0.7 * (len(numbers) - 1)

    @cached_property
    def ticks(self) -> float:
        """Share of ticks."""
        return self.share(lambda text: text in TICKS)

    @cached_property
    def several_places(self) -> float:
        """Share that names two counties or more: 1件属县市区合办件,涉及兖州区和邹城市."""

        def counties(text: str) -> int:
            return sum(bool(place.county) for place in self._gazetteer.find_places_in(text))

        return self.share(lambda text: len(text) <= _LONGEST_PLACES and counties(text) > 1)

    @cached_property
    def city_first(self) -> float:
        """Share that names a county behind its city: 绍兴市诸暨市, 德阳/什邡."""

        def both(text: str) -> bool:
            if not 4 <= len(text) <= _LONGEST_PAIR:
                return False
            found = self._gazetteer.find_places_in(text)
            return (
                len(found) == 1
                and bool(found[0].county)
                and found[0].city != found[0].county
                and found[0].city[:2] in text[: -len(found[0].county)]
            )

        return self.share(both)

    def places(self, level: str) -> float:
        """Share that is the name of a province, city or county (zones count as counties)."""

        def names(text: str) -> bool:
            if len(text) > 12:
                return False
            if level == "province":
                place = self._gazetteer.resolve(text, offer=False).place
                return place is not None and (place.level == "province" or place.city == place.province)
            found = self._gazetteer.resolve(text, level=level, offer=False)
            if level == "city":
                return found.place is not None and not found.place.county
            if found.place is None and level == "county":
                found = self._gazetteer.resolve(text, offer=False)
                known = [found.place] if found.place else list(found.candidates)
                return any(place.level in ("county", "zone") for place in known)
            return found.place is not None or bool(found.candidates)

        return self.share(names)


def _is_number(text: str) -> bool:
    try:
        float(half_width(text).replace(",", "").rstrip("%"))
    except ValueError:
        return False
    return True


def _is_limit(text: str) -> bool:
    found = read_deadline(text, year=2018).kind
    if found in ("unknown", "done"):
        return False
    return found != "date" or text.rstrip("。. ").endswith(("前", "底", "末", "内", "旬"))


def _is_date(value: Value) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, (date, datetime)):
        return _MIN_YEAR < value.year < _MAX_YEAR
    if isinstance(value, (int, float)):
        return 36526 <= value < 60000 or 19500101 <= value <= 21001231
    if isinstance(value, str) and len(value) <= 24:
        return read_date(value, year=2018).date is not None
    return False
