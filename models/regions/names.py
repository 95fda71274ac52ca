"""Words of place names: cleaning, stems without class word, blanks, and the short forms of functional zones."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from models.late_regex import late_regex

ETHNIC = [
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "独龙族",
    "鄂伦春族",
    "门巴族",
    "珞巴族",
    "蒙古",
    "哈萨克",
    "柯尔克孜",
    "各族",
    "维吾尔",
]
_ETHNIC_TAIL = late_regex(f"({'|'.join(ETHNIC)})+$")
_CLASS_TAIL = late_regex(r"(特别行政区|自治[区州县旗]|地区|林区|特区|矿区|新区|[省市县区盟旗州])$")
_OFFICE_TAIL = late_regex(r"(人民政府|政府|管委会|管理委员会|辖区)$")
_JUNK = late_regex(r"县[(（]市[、，,]?区[)）]|[(（](市|县|区)[、，,](市|县|区)[)）]|^[（(]?\d+[)）.、．]")
_SPACE = late_regex(r"[\s\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
_BRACKETS = late_regex(r"[(（][^)）]*[)）]$")
_BLANK = late_regex(r"^[-—–－―/／\\、.。*无空]*$|^(暂无|不详|未知|同上|null|none|nan)$", re.IGNORECASE)
_WHOLE_CITY = late_regex(
    r"^(市辖区|市辖|市本级|本级|市直|市直单位|市区|全市|全域|市级|各县区|各县[(（]?市、?区[)）]?|全省|省本级|各.{0,10})$"
)
_ZONE = late_regex(
    r"(高新区|经开区|开发区|新区|新城|示范区|综改区|实验区|试验区|航空港区|港区|空港区|保税区|度假区|风景区|风景名胜区|管理区|工业园|"
    r"工业园区|工业区|产业园|产业园区|园区|循环化工园区|化工园区|集聚区|聚集区|合作区|科技城|先行区|起步区|生态城)$"
)
_ZONE_FORMS = (
    ("航空港经济综合实验区", "航空港区"),
    ("空港经济综合实验区", "航空港区"),
    ("航空港经济综合试验区", "航空港区"),
    ("航空港实验区", "航空港区"),
    ("火炬高技术产业开发区", "高新区"),
    ("高新技术产业开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("高新开发区", "高新区"),
    ("高新技术区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("经济技术开发", "经开区"),
    ("经开发区", "经开区"),
    ("经济区", "经开区"),
    ("城乡一体化示范区", "示范区"),
    ("一体化示范区", "示范区"),
    ("转型综合改革示范区", "综改区"),
    ("综改示范区", "综改区"),
    ("风景名胜区", "风景区"),
)


def clean_place(value: object) -> str:
    """Half-width, without white space, header junk such as 县（市、区） and bracketed tails."""
    text = _SPACE.sub("", unicodedata.normalize("NFKC", str(value)))
    text = _JUNK.sub("", text)
    if len(text) > 2:
        text = _BRACKETS.sub("", text) or text
    return text.strip("·:：;；,，、.。'\"“”-—/|")


def without_office(text: str) -> str:
    """永年区人民政府 -> 永年区."""
    return _OFFICE_TAIL.sub("", text) or text


def is_blank_place(text: str) -> bool:
    """A cell that names no place."""
    return _BLANK.match(text) is not None


def is_whole_city(text: str) -> bool:
    """市辖区, 市本级 and the like: the city itself, no county."""
    return _WHOLE_CITY.match(text) is not None


@lru_cache(maxsize=8192)
def stem(name: str) -> str:
    """永年区 -> 永年, 大厂回族自治县 -> 大厂; a name that would become one character stays whole."""
    bare = _CLASS_TAIL.sub("", name)
    if bare != name:
        shorter = _ETHNIC_TAIL.sub("", bare)
        bare = shorter if len(shorter) >= 2 else bare
    return bare if len(bare) >= 2 else name


def is_zone_name(text: str) -> bool:
    """Whether the words are those of a functional zone."""
    return _ZONE.search(text) is not None


def zone_form(text: str) -> str:
    """高新技术产业开发区 -> 高新区, so that long and short forms of one zone meet."""
    for long, short in _ZONE_FORMS:
        if long in text:
            return text.replace(long, short)
    return text
