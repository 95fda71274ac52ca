"""作为历史导入: the state that each row comes in with, as far as 状态与流转 lets whoever imports enter it so."""

from __future__ import annotations

from sqlalchemy import Connection

from models.importing.cells.said_states import history_status
from models.importing.deciding.incoming import Incoming
from models.queries.transitions import read_matrix, role_of
from models.rules.transitions import Demand, Matrix, Obstacle, missing_of


class HistoryStates:
    """A row comes in by a move from nowhere; what may not come in so enters as 待整改, with the reason told."""

    def __init__(self, connection: Connection, actor: str) -> None:
        self._matrix: Matrix = read_matrix(connection)
        self.first = self._matrix.first
        self._role = role_of(connection, actor)
        self._asks = frozenset(key for step in self._matrix.steps if not step.from_status for key in step.required)
        self._known: dict[tuple[str | None, str | None], tuple[str, Demand | Obstacle]] = {}

    def enter(self, said: str | None, category: str | None, filled: frozenset[str] = frozenset()) -> tuple[str, str]:
        """The state of a row and, where it is not the one that its words stand for, why; ``filled`` fields it has."""
        pair = (said, category)
        if pair not in self._known:
            wanted = history_status(said, self._matrix.phases)
            if wanted not in self._matrix.phases:
                wanted = self.first
            self._known[pair] = (wanted, self._matrix.judge("", wanted, self._role, category))
        wanted, demand = self._known[pair]
        if wanted == self.first:
            return wanted, ""
        obstacle = demand if isinstance(demand, Obstacle) else missing_of(demand, filled, "")
        if obstacle is None:
            return wanted, ""
        return self.first, f"不能以“{wanted}”登记：{_words(obstacle, category)}；先记为“{self.first}”"

    def of_row(self, incoming: Incoming, at: int) -> tuple[str, str]:
        """The same for a row of an import."""
        filled = frozenset(key for key in self._asks if incoming.value(key, at) not in (None, "", []))
        return self.enter(incoming.value("said_status", at), incoming.value("category", at), filled)


def _words(obstacle: Obstacle, category: str | None) -> str:
    from models.queries.fields import FIELDS

    match obstacle.kind:
        case "state":
            return "这个状态已停用"
        case "category":
            return f"“{category or '没有类别'}”的问题不能这样登记"
        case "role":
            return f"要由{'、'.join(obstacle.keys)}导入"
        case "field":
            return f"缺少{'、'.join(FIELDS[key].title if key in FIELDS else key for key in obstacle.keys)}"
        case "reason":
            return "要写明原因，请导入后逐条办理"
        case _:
            return "“状态与流转”里没有允许这样登记"
