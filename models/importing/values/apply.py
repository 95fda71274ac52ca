"""Puts answers about values into a cleaned chunk: mapped, left blank with a remark, or the row marked to be left out.

Runs in the child process; knows no database. What the file said is never lost:

- ``originals`` of the row keep the file's own words for every answered field;
- ``Cleaned.as_said`` keeps the value that stood there without the answer, for counting and for digests.

Digests and answers. The digest of a field is always that of the value as written, so that a later edit by hand is
seen as an edit. Beside it, under ordinal + ``ANSWERED``, stands the digest of the value as the file said it. Hence:

- the same file with the same answers gives the same digests: nothing changes;
- the same words without the answer (it was for once only, or was revoked since) are no new statement: the row keeps
  what the answer made of it, and the question is asked again for rows that are new;
- another answer to the same words is a new statement and follows the policy of the field;
- a value answered with "leave blank" empties the field only while it still holds those words;
- the identity of a row is that of the words of the file, so that no answer about a place can tear a row from its
  problem; only the key by which like sites are found follows the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.importing.cells import readers
from models.importing.values.said import said_key

if TYPE_CHECKING:
    from models.importing.cells.clean import Cleaned

Answer = Mapping[str, str]
"""``kind`` (map, blank or skip) and ``meant``."""
BLANKED = "“{said}”按答复留空，原文已保留"
_TEXTS = ("category", "industry", "responsible_unit", "inspection_team", "said_status")

Category = Callable[[str], str | None]
"""The accountability category of a wording."""
Letter = Callable[[str], str]
"""The letter of the column that feeds a field."""


class ValueAnswers:
    """The answers of a session by field and ``said_key``."""

    def __init__(self, settings: Mapping[str, Mapping[str, Answer]]) -> None:
        self._of = settings

    def __bool__(self) -> bool:
        return any(self._of.values())

    def about(self, *fields: str) -> bool:
        """Whether anything was said about one of these fields."""
        return any(self._of.get(field) for field in fields)

    def answer(self, field: str, said: str | None, within: str | None = "") -> Answer | None:
        """What was said about a value, first about that value inside a city."""
        known = self._of.get(field)
        if not known or not said:
            return None
        return (known.get(said_key(said, within)) if within else None) or known.get(said_key(said))

    def apply(self, out: Cleaned, letter: Letter, accountability: Category) -> None:
        """Answer the text fields and the pollutants of a chunk; places are answered where they are read."""
        for field in _TEXTS:
            column = out.columns.get(field)
            if column is not None and self._of.get(field):
                self._text(out, field, column, letter)
        if "category" in out.as_said:
            said = out.as_said["category"]
            if any(said):
                out.as_said["accountability_category"] = [accountability(text) if text else None for text in said]
        if "pollutants" in out.columns and self._of.get("pollutants"):
            self._words(out, letter)

    def _text(self, out: Cleaned, field: str, column: Sequence[str | None], letter: Letter) -> None:
        found = {said: self.answer(field, said) for said in set(column)}
        if not any(found.values()):
            return
        values: list[str | None] = list(column)
        said_column: list[Any] = [None] * len(values)
        for at, said in enumerate(column):
            answer = found[said]
            if answer is None or said is None:
                continue
            if answer["kind"] == "skip":
                out.skipped.add(at)
                continue
            values[at] = None if answer["kind"] == "blank" else answer["meant"]
            said_column[at] = said
            if answer["kind"] == "blank":
                tell_blank(out, at, letter(field), field, said)
        out.columns[field] = values
        keep_said(out, field, said_column)

    def _words(self, out: Cleaned, letter: Letter) -> None:
        """Several words in a cell are answered one by one."""
        column: Sequence[tuple[str, ...] | None] = out.columns["pollutants"]
        values: list[tuple[str, ...] | None] = list(column)
        said_column: list[Any] = [None] * len(values)
        for at, words in enumerate(column):
            answers = [self.answer("pollutants", word) for word in words or ()]
            if not words or not any(answers):
                continue
            if any(answer and answer["kind"] == "skip" for answer in answers):
                out.skipped.add(at)
                continue
            meant: list[str] = []
            for word, answer in zip(words, answers, strict=True):
                if answer is None:
                    meant.append(word)
                elif answer["kind"] == "blank":
                    tell_blank(out, at, letter("pollutants"), "pollutants", word)
                else:
                    meant.append(answer["meant"])
            values[at] = tuple(dict.fromkeys(meant)) or None
            said_column[at] = words
        out.columns["pollutants"] = values
        keep_said(out, "pollutants", said_column)


def tell_blank(out: Cleaned, at: int, letter: str, field: str, said: str) -> None:
    """A remark at the cell whose value was left blank on purpose."""
    out.problems.append(("warning", out.rows[at], letter, field, said, BLANKED.format(said=said)))


def keep_said(out: Cleaned, field: str, said: list[Any]) -> None:
    """Keep the file's words where an answer stands now: for the record, for counting and for digests."""
    if not any(said):
        return
    out.as_said[field] = said
    member = readers.json_member(field)
    head = member("x")[: len(field) + 3]
    known = [texts for texts in out.texts if any(text.startswith(head) for text in texts)]
    texts = ["" if value is None else member(_text(value)) for value in said]
    for others in known:
        texts = ["" if other else text for text, other in zip(texts, others, strict=True)]
    out.texts.append(texts)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "、".join(value)
