"""The draw of a verification: repeatable, exact in every stratum, and the same whatever order the list has."""

import hashlib
import math
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from models.rules.sampling import (
    Candidate,
    Share,
    draw,
    largest_remainder,
    population_digest,
    rank,
    read_percent,
    share_from_json,
    stratum_counts,
)

NUMBERS = [f"ZG-{number:06d}" for number in range(1, 21)]


def population(random_: random.Random) -> list[Candidate]:
    cities = ["邯郸市", "晋城市", "焦作市", "", "济南市"][: random_.randint(1, 5)]
    return [
        Candidate(f"ZG-{n:06d}", random_.choice(cities)) for n in random_.sample(range(5000), random_.randint(1, 300))
    ]


def share(random_: random.Random) -> Share:
    match random_.randint(0, 2):
        case 0:
            return Share()
        case 1:
            return Share(Decimal(random_.randint(1, 10_000)) / 100, random_.randint(0, 4))
        case _:
            return Share(number=random_.randint(1, 350))


@pytest.mark.parametrize("number", range(60))
def test_any_draw_is_a_subset_with_its_count_in_every_stratum(number):
    random_ = random.Random(number)
    members, wanted = population(random_), share(random_)
    found = draw(members, wanted, str(number))
    assert set(found.numbers) == found.chosen <= {one.number for one in members}
    assert list(found.numbers) == sorted(found.chosen)
    stratum_of = {one.number: one.stratum for one in members}
    for stratum in found.strata:
        inside = [one for one in members if one.stratum == stratum.name]
        assert len(inside) == stratum.size
        assert sum(stratum_of[one] == stratum.name for one in found.numbers) == stratum.drawn
        if wanted.percent is not None:
            exact = math.ceil(Fraction(wanted.percent) * stratum.size / 100)
            assert stratum.drawn == min(stratum.size, max(exact, wanted.least))
    if wanted.number is not None:
        assert len(found.numbers) == min(wanted.number, len(members))
    if wanted.all:
        assert len(found.numbers) == len(members)


@pytest.mark.parametrize("number", range(40))
def test_the_same_seed_draws_the_same_in_whatever_order_the_list_comes(number):
    random_ = random.Random(number)
    members, wanted = population(random_), share(random_)
    first = draw(members, wanted, "种子")
    random_.shuffle(members)
    assert draw(iter(members), wanted, "种子") == first


def test_another_seed_draws_others():
    members = [Candidate(number) for number in NUMBERS]
    assert len({draw(members, Share(number=5), str(seed)).numbers for seed in range(20)}) > 15


def test_what_one_stratum_draws_does_not_depend_on_the_others():
    mine = [Candidate(number, "邯郸市") for number in NUMBERS]
    others = [Candidate(f"QT-{number}", "晋城市") for number in range(50)]
    ten = Share(Decimal(25))
    alone = set(draw(mine, ten, "1").numbers)
    assert {one for one in draw(mine + others, ten, "1").numbers if one.startswith("ZG")} == alone


def test_known_vectors_stay_as_they_are():
    assert rank("2019", "ZG-000003") == hashlib.sha256(b"2019\nZG-000003").hexdigest()
    found = draw([Candidate(number) for number in NUMBERS], Share(number=5), "2019")
    assert found.numbers == ("ZG-000003", "ZG-000005", "ZG-000010", "ZG-000013", "ZG-000020")
    assert found.digest == "b4c1ebd8d3017c4bfbc3240d02051c60524ec429b942e3fd9fea9c020b0e1dcf"
    assert population_digest(NUMBERS) == found.digest


def test_a_share_rounds_up_and_takes_the_least_of_small_strata():
    assert stratum_counts([100, 11, 3, 1], Share(Decimal(10))) == [10, 2, 1, 1]
    assert stratum_counts([100, 11, 3, 1], Share(Decimal(10), 2)) == [10, 2, 2, 1]
    assert stratum_counts([1000], Share(Decimal("0.1"))) == [1]
    assert stratum_counts([3], Share(Decimal("33.333333333333333333333333"))) == [1]


def test_a_number_is_shared_out_by_the_largest_remainder_and_ties_go_to_the_earlier():
    assert largest_remainder([50, 30, 20], 10) == [5, 3, 2]
    assert largest_remainder([1, 1, 1], 2) == [1, 1, 0]
    assert largest_remainder([7, 7, 6], 10) == [4, 3, 3]
    assert largest_remainder([2, 3], 9) == [2, 3]


def test_a_number_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        draw([Candidate("A"), Candidate("A", "x")], Share(), "1")


@pytest.mark.parametrize(
    ("text", "percent"),
    [("10", "10"), ("12.5 %", "12.5"), ("100％", "100"), ("0", None), ("101", None), ("x", None), ("NaN", None)],
)
def test_a_percentage_is_read_exactly(text, percent):
    assert read_percent(text) == (None if percent is None else Decimal(percent))


def test_a_share_is_kept_and_read_back():
    for one in (Share(), Share(Decimal("12.5"), 2), Share(number=300)):
        assert share_from_json(one.to_json()) == one
