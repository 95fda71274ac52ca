"""Builds divisions.csv and former_divisions.csv from the two public packages named in README.md.

Run: python build_divisions.py CHINA_DIVISION_DIST GB2260_FOLDER  (the folders with areas.csv and with gb2260/).
"""

from __future__ import annotations

import csv
import re
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
MUNICIPALITIES = {"11", "12", "31", "50"}
SKIPPED_NAMES = re.compile(r"^(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$")
SUFFIX = re.compile(r"(特别行政区|自治[州县旗]|地区|林区|特区|[省市县区盟旗])$")
RESTORED = {"139001", "139002"}
"""定州市 and 辛集市 had codes of their own for a while; today's codes are the earlier ones again."""
OLD_EDITIONS = (2013, None)
"""2013 and the undated newest table of GB2260, which is that of the end of 2014."""
INTERVALS = {2013: ("2013-12", "2014-12-31", "2013—2014年间"), None: ("2014-12", "2023-06-30", "2014—2023年间")}


def current_rows(dist: Path) -> dict[str, tuple[str, str, str]]:
    """code -> (name, level, parent) of the NBS list; municipalities are one node, 省直辖县级 units are cities."""
    rows: dict[str, tuple[str, str, str]] = {}
    for row in read(dist / "provinces.csv"):
        rows[row["code"] + "0000"] = (row["name"], "province", "")
    for code, name in (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区")):
        rows[code] = (name, "province", "")
    for row in read(dist / "cities.csv"):
        if not SKIPPED_NAMES.match(row["name"]):
            rows[row["code"] + "00"] = (row["name"], "city", row["provinceCode"] + "0000")
    for row in read(dist / "areas.csv"):
        code, name, city = row["code"], row["name"], row["cityCode"] + "00"
        if row["provinceCode"] in MUNICIPALITIES:
            rows[code] = (name, "county", row["provinceCode"] + "0000")
        elif code[2:4] == "90":
            rows[code] = (name, "city", row["provinceCode"] + "0000")
        elif rows[city][0] != name:
            rows[code] = (name, "zone" if code[4] == "7" else "county", city)
    return rows


def former_rows(editions: dict[int | None, dict[int, str]], now: dict[str, tuple[str, str, str]]) -> list[list[str]]:
    """Units and names of the old editions that the current list no longer has, with where they went."""
    by_hand = {row["old_code"]: row for row in read(HERE / "renames_by_hand.csv")}
    found: dict[str, list[str]] = {}
    for edition in OLD_EDITIONS:
        old = {str(code): name for code, name in editions[edition].items()}
        for code, name in sorted(old.items()):
            if SKIPPED_NAMES.match(name) or (code in now and now[code][0] == name):
                continue
            if code in RESTORED:
                continue
            if edition == 2013 and editions[None].get(int(code)) == name:
                continue
            hand = by_hand.get(code)
            today = hand["today_codes"] if hand else ";".join(successors(code, name, old, now))
            _, end, interval = INTERVALS[edition]
            since = hand["since"] if hand else ""
            note = (hand["note"] if hand else "") or "代码或名称变更"
            if not since:
                note += f"（{interval}，准确月份未核）"
            level, parent = level_and_parent(code, now)
            found[code] = [code, name, level, parent, since, "" if since else end, today, note]
    return list(found.values())


def successors(code: str, name: str, old: dict[str, str], now: dict[str, tuple[str, str, str]]) -> list[str]:
    """Units of today with the same stem: in the same city, else the only one in the province that is new."""
    if code in now:
        return [code]
    alike = [key for key in now if stem(now[key][0]) == stem(name) and key[:2] == code[:2]]
    fresh = [key for key in alike if key not in old]
    near = [key for key in fresh if key[:4] == code[:4]]
    is_city = code.endswith("00")
    pool = [key for key in (near or fresh) if key.endswith("00") == is_city]
    return pool if len(pool) == 1 else []


def since(code: str, name: str, editions: dict[int | None, dict[int, str]], former: list[list[str]]) -> str:
    """The month in which today's name began, when a unit that became it is dated; '' when it is older or undated."""
    if editions[2013].get(int(code)) == name:
        return ""
    months = [row[4] for row in former if code in row[6].split(";")]
    return max(months) if months and all(months) else ""


def level_and_parent(code: str, now: dict[str, tuple[str, str, str]]) -> tuple[str, str]:
    """Level and parent code of an old code, by its digits."""
    province, city = code[:2] + "0000", code[:4] + "00"
    if code == city or code[2:4] == "90":
        return "city", province
    return "county", province if code[:2] in MUNICIPALITIES else city


def stem(name: str) -> str:
    """The name without its class word, when at least one character is left."""
    return SUFFIX.sub("", name) or name


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    now = current_rows(Path(sys.argv[1]))
    editions = runpy.run_path(str(Path(sys.argv[2]) / "gb2260" / "data.py"))["data"]
    ordered = sorted(now, key=lambda code: (["province", "city", "county", "zone"].index(now[code][1]), code))
    former = former_rows(editions, now)
    write(
        HERE / "divisions.csv",
        ["code", "name", "level", "parent", "since"],
        [[code, *now[code], since(code, now[code][0], editions, former)] for code in ordered],
    )
    write(
        HERE / "former_divisions.csv",
        ["code", "name", "level", "parent", "until", "until_latest", "today_codes", "note"],
        sorted(former, key=lambda row: (row[2] != "city", row[0])),
    )


if __name__ == "__main__":
    main()
