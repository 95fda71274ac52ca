"""备忘: what the clerk wants to remember about a problem, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from desktop.panels.dossier.forms import FormField
from desktop.panels.dossier.record_card import EDIT, REMOVE, CardView
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.dossier import Dossier
    from models.store import Ledger


class NotesTab(DossierTab):
    """A note is printed only when asked for."""

    what = "备忘"
    blank = "还没有备忘。电话里问到的、要记得跟的，都可以记在这里；打印时默认不带。"

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.add_button = button("写备忘", "", "给这条问题写一条备忘")
        self.bar.addWidget(self.add_button)
        self.add_button.clicked.connect(self.add)

    @override
    def fill(self, dossier: Dossier) -> None:
        writable = not self.work.read_only and not dossier.detail.removed
        self.add_button.setVisible(writable)
        actions = ((EDIT, "修改"), (REMOVE, "删除")) if writable else ()
        self.list.show_cards(
            dossier.id,
            [
                CardView(
                    one.id, one.text, f"{one.at:%Y-%m-%d %H:%M} {one.actor}", actions=actions, values={"text": one.text}
                )
                for one in dossier.notes
            ],
        )

    @override
    def fields(self) -> Sequence[FormField]:
        return (FormField("text", "备忘内容", "long"),)

    def add(self) -> None:
        """Open the form of a new note."""
        self.list.open_form(0, "新的备忘", {})

    @override
    def do(self, key: int, action: str) -> None:
        from models.operations.notes import remove_note

        if action == EDIT:
            self.list.open_form(key, "修改备忘", self.list.card(key).view.values)
        elif action == REMOVE:
            self.write("删除备忘", lambda ledger: remove_note(ledger, key), "已删除一条备忘。")

    @override
    def save(self, key: int, values: dict[str, Any]) -> tuple[str, Callable[[Ledger], Change]]:
        from models.operations.notes import add_note, edit_note

        problem, text = (self.dossier.id if self.dossier is not None else 0), str(values["text"])
        if key:
            return "修改备忘", lambda ledger: edit_note(ledger, key, text)
        return "添加备忘", lambda ledger: add_note(ledger, problem, text)
