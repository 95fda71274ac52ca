"""Centre points of counties: there for nearly all, where they ought to be, and used with sense."""

import pytest

from models.regions.centres import centres, centres_within, too_far
from models.regions.division_files import current_units
from models.rules.distances import distance_km


def test_nearly_every_county_has_a_point_inside_china():
    counties = {unit.code for unit in current_units() if unit.level == "county"}
    known = centres()
    assert len(counties & known.keys()) > 0.99 * len(counties)
    assert all(73 < one[0] < 136 and 3 < one[1] < 54 for one in known.values())


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("130481", 114.2, 36.7),
        ("130408", 114.5, 36.8),
        ("140581", 112.9, 35.8),
        ("419001", 112.6, 35.1),
        ("110108", 116.3, 39.96),
    ],
)
def test_known_counties_lie_where_the_map_has_them(code, longitude, latitude):
    assert distance_km(centres()[code], (longitude, latitude)) < 20


def test_a_county_lies_near_the_other_counties_of_its_city():
    for unit in current_units():
        if unit.level == "county" and unit.code in centres() and not unit.code.startswith("46"):
            others = [one for one in centres_within(unit.parent) if one != centres()[unit.code]]
            assert not others or min(distance_km(centres()[unit.code], one) for one in others) < 360, unit


def test_a_point_far_out_in_a_wide_county_is_let_pass_while_no_other_centre_is_nearer():
    east, north = centres()["152923"]
    assert not too_far("152923", (east, north - 0.9), 80)
    assert too_far("152923", (east, north - 2.5), 80)
    assert too_far("130481", (114.2, 36.7 + 0.85), 80)


def test_beyond_three_times_the_limit_nothing_is_right():
    assert too_far("371002", (122.1 + 3.2, 37.5), 80)
    assert not too_far("371002", (122.1, 37.5), 80)


def test_a_place_without_a_known_point_is_never_far():
    assert centres_within("999999") == ()
    assert not too_far("999999", (100.0, 30.0), 80)


def test_the_distance_of_two_cities():
    assert distance_km((116.4, 39.9), (121.47, 31.23)) == pytest.approx(1_067, abs=5)
    assert distance_km((116.4, 39.9), (116.4, 39.9)) == 0
