"""What the card of a problem asks to be done: the step that fits, files taken in, papers opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from desktop.dialogs import file_prompts
from desktop.panels.closure import case_card, side_steps
from desktop.panels.closure.papers import print_application
from desktop.panels.closure.steps import ClosureSteps
from desktop.panels.dossier.evidence_work import EvidenceWork
from desktop.panels.dossier.work import DossierWork

if TYPE_CHECKING:
    from desktop.panels.closure.desk import ClosureDesk
    from models.queries.closure_detail import ClosureDetail
    from models.queries.dossier import EvidenceLine

_SIDE: dict[str, Callable[[ClosureSteps, Any], None]] = {
    case_card.RETURN: side_steps.ask_return,
    case_card.WITHDRAW: side_steps.ask_withdraw,
    case_card.OBJECT: side_steps.ask_objection,
    case_card.RESOLVE: side_steps.ask_resolution,
    case_card.REVOKE: side_steps.ask_revocation,
    case_card.DESCRIBE: side_steps.ask_description,
}


class CaseDoing(QObject):
    """Belongs to the desk and knows its card."""

    def __init__(self, desk: ClosureDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._context = desk.context
        self.steps = ClosureSteps(desk.context, desk)
        self.steps.lacks.connect(lambda key: desk.card.focus_condition(key))
        self.steps.files_asked.connect(self.choose_files)
        self.files = EvidenceWork(DossierWork(desk.context, self), self)
        self._next_condition: int | None = None

    @property
    def _detail(self) -> ClosureDetail | None:
        return self._desk.detail

    def do(self, action: str) -> None:
        """Do what a button of the card says."""
        detail = self._detail
        if detail is None:
            return
        if action == case_card.PROBLEM:
            query = self._context.query_base.but(ids=(detail.problem.id,), campaign=None)
            self._context.open_page("ledger", query=query, title=detail.problem.ledger_number)
        elif action == case_card.LATEST:
            self._desk.show_latest()
        elif action == case_card.FORM:
            print_application(self._desk, self._context, detail)
        elif action == case_card.PACKAGE:
            from desktop.panels.problem_papers import archive

            archive(self._desk, self._context, [detail.problem.id])
        elif action in _SIDE:
            _SIDE[action](self.steps, detail)
        else:
            self._main(action, detail)

    def _main(self, action: str, detail: ClosureDetail) -> None:
        case = detail.case
        if action == "start":
            self.steps.start([detail.problem.id])
        elif case is None:
            return
        elif action == "submit":
            self.steps.submit([case.id], detail)
        elif action == "pass":
            self.steps.pass_level(detail)
        elif action == "publish":
            self.steps.publish([case.id], case.standard.publicity_days)
        elif action == "end":
            self.steps.end([case.id])
        elif action == "approve":
            self.steps.approve([case.id], detail.problem.name)
        elif action == "file":
            self.steps.file(detail)

    # ---- conditions and evidence -----------------------------------------------------------------------------

    def condition(self, condition_id: int) -> None:
        """Look at a condition or fill it; where there is no application under way, one is begun first."""
        detail = self._detail
        if detail is None:
            return
        begin = detail.case is None or detail.stage in ("returned", "withdrawn", "revoked")
        if detail.latest and begin and not self._context.ledger.read_only and detail.step.key == "start":
            self._next_condition = condition_id
            self.steps.start([detail.problem.id])
        elif detail.case is not None:
            self.steps.condition(detail, condition_id, self._desk.evidence)

    def go_on(self) -> None:
        """The application that a condition was waiting for is there."""
        wanted, detail = self._next_condition, self._detail
        if wanted is not None and detail is not None and detail.can("tick"):
            self._next_condition = None
            self.steps.condition(detail, wanted, self._desk.evidence)

    def show_evidence(self, evidence: Sequence[EvidenceLine]) -> None:
        """The evidence of the problem was read anew."""
        self.steps.show_evidence(evidence)

    def open_evidence(self, evidence_id: int) -> None:
        """Open the newest version of a piece."""
        piece = next((one for one in self._desk.evidence if one.id == evidence_id), None)
        if piece is not None and piece.versions:
            self.files.open(piece.versions[0])

    def choose_files(self) -> None:
        """Ask for files and take them in."""
        filters = (file_prompts.ALL_FILES,)
        parent = self.steps.dialog or self._desk
        paths = file_prompts.ask_open_files(parent, self._context.state, "evidence", "选择佐证材料", filters)
        if paths:
            self.add_files(paths)

    def add_files(self, paths: Sequence[Path]) -> bool:
        """Take files in for the problem in hand."""
        detail = self._detail
        if detail is None or self._context.ledger.read_only:
            return False
        self.files.add(detail.problem.id, list(paths))
        return True

    def add_picture(self, picture: QImage) -> None:
        """Take a picture in for the problem in hand."""
        detail = self._detail
        if detail is not None:
            self.files.add_picture(detail.problem.id, picture)
