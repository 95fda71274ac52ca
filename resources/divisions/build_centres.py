"""Builds centres.csv, the centre point of each county, from the public package named in README.md.

Run: python build_centres.py FOLDER_OF_CPCA  (the folder with resources/adcodes.csv).
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
EARTH_KM = 6371.0
FARTHEST_KM = 550.0
"""No county seat lies farther from its city's; a point that does is left out."""

Point = tuple[float, float]


def read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def distance_km(one: Point, other: Point) -> float:
    """Great-circle distance of two (longitude, latitude) points."""
    (east, north), (far_east, far_north) = one, other
    first, second = math.radians(north), math.radians(far_north)
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(math.radians(far_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def points(package: Path) -> dict[str, tuple[str, Point]]:
    """code -> (name, point) of the package; rows without a point are left out."""
    found: dict[str, tuple[str, Point]] = {}
    for row in read(package / "resources" / "adcodes.csv"):
        if row["longitude"] and row["latitude"]:
            found[row["adcode"][:6]] = (row["name"], (float(row["longitude"]), float(row["latitude"])))
    return found


def main() -> None:
    """Today's codes with a point of their own, else that of the one county they were renamed from."""
    known = points(Path(sys.argv[1]))
    units = {row["code"]: row for row in read(HERE / "divisions.csv")}
    former = [row for row in read(HERE / "former_divisions.csv") if ";" not in row["today_codes"]]
    old_names = {(row["code"], row["name"]) for row in former}
    found: dict[str, Point] = {}
    for code, unit in units.items():
        if code in known and (known[code][0] == unit["name"] or (code, known[code][0]) in old_names):
            found[code] = known[code][1]
    for row in former:
        today = row["today_codes"]
        if today in units and today not in found and known.get(row["code"], ("",))[0] == row["name"]:
            found[today] = known[row["code"]][1]
    city_of = {code: unit["parent"] for code, unit in units.items()}
    level = {code: unit["level"] for code, unit in units.items()}
    kept: dict[str, Point] = {}
    for code, point in sorted(found.items()):
        if level[code] != "county" and code[2:4] != "90":
            continue
        centre = found.get(city_of[code])
        if level[code] == "county" and centre is not None and distance_km(point, centre) > FARTHEST_KM:
            print("left out, too far from its city:", code, units[code]["name"])
            continue
        kept[code] = point
    with (HERE / "centres.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["code", "longitude", "latitude"])
        writer.writerows([code, f"{point[0]:.4f}", f"{point[1]:.4f}"] for code, point in kept.items())
    print(f"{len(kept)} centre points")


if __name__ == "__main__":
    main()
