"""The states that a problem may go to from where it is, and why the others may not: for editors of 状态."""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.transitions import Matrix


@dataclass(frozen=True)
class StatusOffer:
    """The words of a drop-down and what its tooltip says."""

    words: tuple[str, ...]
    tip: str


def status_offer(matrix: Matrix, role: str, status: str, category: str | None) -> StatusOffer:
    """The present state and those that may follow; a move for another role is offered, its person is asked for."""
    following = matrix.next_states(status, None, category)
    mine = set(matrix.next_states(status, role, category))
    lines = ["只列出从“" + status + "”可转为的状态。"]
    for name in matrix.offered:
        if name == status or name in mine:
            continue
        if name in following:
            lines.append(f"{name}：要由有权的人决定，选它会请你指定")
            continue
        way = matrix.path(status, name)
        lines.append(f"{name}：" + (f"要先转为{'、'.join(way)}" if way else "没有允许这样流转"))
    shown = tuple(name for name in matrix.offered if name == status or name in following)
    return StatusOffer(shown if status in shown else (status, *shown), "\n".join(lines))
