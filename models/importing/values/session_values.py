"""The part of an import session that asks about values: questions, clusters, and what was too much to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.importing.choices import Choices
from models.importing.reading.own_export import OWN_NAME
from models.importing.values.in_session import Settings, find_values, value_settings
from models.importing.values.known import KnownValues
from models.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from models.importing.deciding.incoming import Incoming
    from models.importing.session_sheets import SheetInHand
    from models.importing.values.question import ValueCluster, ValueQuestion
    from models.importing.values.questions import ValuesFound
    from models.operations.history import Recorder


class SessionValues:
    """Mixed into ``ImportSession``; all methods may read the files first, so call them from a worker thread."""

    choices: Choices
    _known: KnownValues
    _taken: Callable[[], list[SheetInHand]]

    def value_questions(self, progress: Progress = silent) -> list[ValueQuestion]:
        """Every different value of the controlled fields; what waits for a person comes first within its field.

        The answers go to ``answer_value(question.field, question.key, ...)``; ask again afterwards.
        """
        return self._values(progress).questions

    def value_clusters(self, progress: Progress = silent) -> dict[str, list[ValueCluster]]:
        """By field, the values that seem to be one; to unite them, answer each member with the chosen target."""
        return self._values(progress).clusters

    def value_notes(self, progress: Progress = silent) -> list[str]:
        """Sentences about what was too much to look at; empty for nearly every import."""
        return self._values(progress).notes

    def _values(self, progress: Progress) -> ValuesFound:
        incoming = self._rows(progress.part(0, 0.9))
        progress(0.9, "核对各字段的取值")
        return find_values(incoming, self._known, self.choices)

    def _teach(self, connection: Connection, recorder: Recorder, batch: int) -> None:
        """Remember what was answered for good, in the transaction of the import."""
        if self.choices.values or self.choices.deadlines:
            from models.importing.values.teaching import teach

            teach(connection, recorder, self.choices, batch)

    def _mark_values(self, incoming: Incoming) -> None:
        """Tell of the values that are not known, once all rows are there."""
        from models.importing.values.marks import value_marks

        own = {sheet.view.key for sheet in self._taken() if sheet.view.profile == OWN_NAME}
        incoming.issues += value_marks(incoming, self._known, own)

    def _value_settings(self) -> Settings:
        return value_settings(self._known, self.choices)

    def _rows(self, progress: Progress) -> Incoming:
        raise NotImplementedError
