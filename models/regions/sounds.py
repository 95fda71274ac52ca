"""How Chinese text sounds: pinyin initials and syllables, with every reading that place names need."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import product

from models.paths import resource

_MOST_READINGS = 8


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """Character to its syllables without tones, the usual one first."""
    found: dict[str, tuple[str, ...]] = {}
    further: list[tuple[str, str]] = []
    for line in (resource("pinyin") / "syllables.txt").read_text(encoding="utf-8").splitlines():
        sound, chars = line.split(" ")
        if sound.startswith("+"):
            further += [(char, sound[1:]) for char in chars]
        else:
            found.update(dict.fromkeys(chars, (sound,)))
    for char, sound in further:
        found[char] = (*found[char], sound)
    return found


@cache
def _first_letters() -> dict[int, str]:
    return {ord(char): sounds[0][0] for char, sounds in _readings().items()}


@cache
def _ambiguous() -> frozenset[str]:
    """Characters whose readings begin with different letters."""
    return frozenset(char for char, sounds in _readings().items() if len({sound[0] for sound in sounds}) > 1)


def initials(text: str) -> str:
    """The first letters of the usual readings; what is no Chinese character stays, in lower case."""
    return text.translate(_first_letters()).lower()


def all_initials(text: str) -> list[str]:
    """``initials`` by every reading, at most eight; the usual one first."""
    first = initials(text)
    if _ambiguous().isdisjoint(text) or len(first) != len(text):
        return [first]
    unclear = [place for place, char in enumerate(text) if char in _ambiguous()]
    options = [tuple(dict.fromkeys(sound[0] for sound in _readings()[text[place]])) for place in unclear]
    found: list[str] = []
    for letters in product(*options):
        whole = list(first)
        for place, letter in zip(unclear, letters, strict=True):
            whole[place] = letter
        found.append("".join(whole))
        if len(found) == _MOST_READINGS:
            break
    return found


def syllables(text: str) -> str:
    """The usual readings written out without blanks: handanshi."""
    readings = _readings()
    return "".join(readings[char][0] if char in readings else char.lower() for char in text)


def is_sound(word: str) -> bool:
    """Whether a typed word may be meant as pinyin."""
    return len(word) >= 2 and word.isascii() and word.isalpha()


@lru_cache(maxsize=4096)
def sounds_like(word: str, text: str) -> bool:
    """Whether ``word`` is how a part of ``text`` is typed: initials, syllables, or both mixed (hdyongn)."""
    return sound_place(word, text) is not None


def sound_place(word: str, text: str) -> tuple[int, int] | None:
    """Where the part of ``text`` stands that ``word`` is the pinyin of: (start, end), or None."""
    readings = _readings()
    word = word.lower()

    @cache
    def end_of(at: int, typed: int) -> int | None:
        if typed == len(word):
            return at
        if at == len(text):
            return None
        for sound in readings.get(text[at], (text[at].lower(),)):
            rest = word[typed:]
            if sound.startswith(rest):
                return at + 1
            for piece in (sound, sound[0]):
                if rest.startswith(piece) and (end := end_of(at + 1, typed + len(piece))) is not None:
                    return end
        return None

    for start in range(len(text)):
        end = end_of(start, 0)
        if end is not None:
            return start, end
    return None


def word_matcher(word: str) -> Callable[[str], bool]:
    """A test whether a name has the word in it, as written or by its pinyin."""
    wanted = word.lower()
    if not is_sound(word):
        return lambda name: wanted in name.lower()
    return lambda name: wanted in name.lower() or sounds_like(wanted, name)
