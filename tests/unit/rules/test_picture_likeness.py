"""Near-same pictures are found by pieces of their bits, whoever asks and however many there are."""

from __future__ import annotations

import random

import pytest

from models.rules.picture_likeness import bits_apart, difference_hash, near_pairs


def test_a_grey_page_and_a_smooth_slope_have_no_hash_and_a_picture_has_one():
    assert difference_hash(bytes([200] * 72)) is None
    assert difference_hash(bytes(range(72))) is None
    assert difference_hash(bytes(reversed(range(72)))) is None
    assert difference_hash(bytes([*range(36), *reversed(range(36))])) == "00000000ffffffff"
    with pytest.raises(ValueError, match="72"):
        difference_hash(b"12")


@pytest.mark.parametrize("most_bits", [0, 3, 6, 12])
def test_the_pairs_are_those_that_comparing_all_with_all_finds(most_bits):
    dice = random.Random(most_bits)
    hashes = [dice.getrandbits(64) for _ in range(60)]
    for one in hashes[:30]:
        for _ in range(3):
            other = one
            for place in dice.sample(range(64), dice.randrange(0, 15)):
                other ^= 1 << place
            hashes.append(other)
    texts = [f"{one:016x}" for one in hashes]
    wanted = [number % 3 == 0 for number in range(len(texts))]
    expected = {
        (i, j, bits_apart(texts[i], texts[j]))
        for i in range(len(texts))
        for j in range(i + 1, len(texts))
        if (wanted[i] or wanted[j]) and bits_apart(texts[i], texts[j]) <= most_bits
    }
    found = list(near_pairs(texts, wanted, most_bits))
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_nothing_to_compare_gives_nothing():
    assert list(near_pairs([], [], 6)) == []
