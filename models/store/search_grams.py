"""What the search index keeps of a text and what it is asked: characters and pairs of neighbouring characters.

A word is in a text exactly when its one or two characters are a gram of it; of a longer word the pairs are asked for,
and what is found must be compared. Grams of names, whole numbers and pinyin carry a blank in front that no word of a
text can have, so that they never meet those of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import add

NAME, START, NUMBER, SOUND, GROUP = "\u3000", "\u2003", "\u2002", "\u2001", "\u2000"
"""Blanks before grams of: the name, its beginning, a whole number, three initials of the name, the campaign."""
_MOST_PAIRS = 24
_SEPARATE = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x00"
_TOKEN_CHARS = "".join(chr(code) for code in range(1, 128) if not chr(code).isalnum() and chr(code) not in _SEPARATE)
_QUOTED = "'" + _TOKEN_CHARS.replace("'", "''") + "'"
TOKENIZER = "ascii tokenchars " + _QUOTED
"""Everything but blanks is part of a gram; only ASCII letters are folded, as LIKE does it."""


def grams(text: str) -> str:
    """The characters and pairs of a text, blanks left out."""
    if not text.isprintable() or " " in text or "\u3000" in text:
        return " ".join([_piece(piece) for piece in text.split()])
    return _piece(text)


def _piece(text: str) -> str:
    return " ".join([*text, *map(add, text, text[1:])])


class Texts:
    """Makes the grams of texts and keeps those of texts that come again and again (places, findings, teams)."""

    def __init__(self, most: int = 20_000) -> None:
        self._kept: dict[str, str] = {}
        self._most = most

    def __call__(self, text: str) -> str:
        found = self._kept.get(text)
        if found is None:
            if len(self._kept) >= self._most:
                self._kept.clear()
            found = self._kept[text] = grams(text)
        return found


def name_grams(name: str, initials: Callable[[str], Sequence[str]]) -> str:
    """What a name is found by besides its text: where it begins, where it has the word, how it sounds."""
    start = name if name.isprintable() and " " not in name else "".join(name.split())
    found = [START + start[:1], START + start[:2]]
    pairs = list(map(add, start, start[1:]))
    if pairs:
        found.append(NAME + f" {NAME}".join(pairs))
    for sound in initials(start):
        if len(sound) > 2:
            found.append(SOUND + f" {SOUND}".join(map(add, map(add, sound, sound[1:]), sound[2:])))
    return " ".join(found)


def number_gram(number: str) -> str:
    """A number as a whole."""
    return NUMBER + "".join(number.split())


def group_gram(group: object) -> str:
    """The campaign of a row."""
    return f"{GROUP}{group}"


# ---- questions ---------------------------------------------------------------------------------------------------


def askable(words: Sequence[str]) -> bool:
    """Whether the index can be asked for the words at all; a NUL ends a text of SQLite."""
    return bool(words) and not any("\x00" in word for word in words)


def exact(words: Sequence[str]) -> bool:
    """Whether what is found for the words needs no comparing."""
    return all(len(word) <= 2 for word in words)


def has(word: str) -> str:
    """Rows that may have the word in any text."""
    return _all([word] if len(word) <= 2 else _pairs(word))


def has_all(words: Sequence[str]) -> str:
    """Rows that may have every word in some text."""
    return " AND ".join(has(word) for word in words)


def name_starts(word: str) -> str:
    """Rows whose name may begin with the word."""
    return _all([START + word[:2], *([NAME + pair for pair in _pairs(word)] if len(word) > 1 else [])])


def name_has(word: str) -> str:
    """Rows whose name may have the word; one character is looked for at its beginning only."""
    return _all([NAME + pair for pair in _pairs(word)]) if len(word) > 1 else name_starts(word)


def number_is(word: str) -> str:
    """Rows whose number is the word."""
    return _quoted(number_gram(word))


def name_sounds(letters: str) -> str:
    """Rows whose name may have these initials, three or more."""
    return _all([SOUND + letters[at : at + 3] for at in range(len(letters) - 2)])


def in_group(group: object) -> str:
    """Rows of the campaign."""
    return _quoted(group_gram(group))


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)][:_MOST_PAIRS]


def _all(found: Sequence[str]) -> str:
    return " AND ".join(map(_quoted, dict.fromkeys(found)))


def _quoted(gram: str) -> str:
    return '"' + gram.replace('"', '""') + '"'
