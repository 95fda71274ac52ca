"""设置 · 原因用语: the words offered where a step asks for its reason, by purpose, with where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs.simple_form import FormDialog, FormLine
from desktop.panels.dossier.work import DossierWork
from desktop.panels.states.list_card import Deed, ListCard
from desktop.tables.short_list import STRETCH, ListColumn
from models.queries.people import PURPOSES

if TYPE_CHECKING:
    from models.queries.people import ReasonLine
    from models.store import Ledger


class ReasonsSettings(QWidget):
    """Everything is written at once and can be undone."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context, self.loaded = context, False
        self._work = DossierWork(context, self)
        self._lines: tuple[ReasonLine, ...] = ()
        self.purpose_box = QComboBox()
        self.purpose_box.setAccessibleName("用在哪里")
        self.purpose_box.addItem("所有用途", "")
        for key, words in PURPOSES.items():
            self.purpose_box.addItem(words, key)
        self.purpose_box.currentIndexChanged.connect(lambda _row: self._fill())
        columns = (
            ListColumn("用在", lambda one: PURPOSES.get(one.purpose) or str(one.purpose), 90, chip=lambda _one: "blue"),
            ListColumn("原因", lambda one: one.text, 280),
            ListColumn("出处", lambda one: one.origin or "本单位", STRETCH),
            ListColumn("", lambda one: "" if one.active else "已停用", 72, chip=lambda _one: "grey"),
        )
        deeds = {
            "add": Deed("添加用语…", self.add, "Ins", "primary", lambda _line: True),
            "edit": Deed("修改…", self.edit, "F2", allowed=lambda one: one is not None and one.active),
            "switch": Deed(
                "停用", self.switch, words=lambda one: "恢复" if one is not None and not one.active else "停用"
            ),
        }
        foot = "办理时可以直接选这些用语，也可以自己写。预设用语注明了出处，“程序预设”的没有成文依据，可以修改。"
        self.card = ListCard(
            "原因用语", columns, context.theme, deeds, ("add",), foot, writable=not context.ledger.read_only,
            extra=(self.purpose_box,),
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.card)

    def load_once(self) -> None:
        """Read unless that was done."""
        if not self.loaded:
            self.load()

    def load(self) -> None:
        """Read the words."""
        self.loaded = True

        def question(ledger: Ledger) -> tuple[ReasonLine, ...]:
            from models.queries.people import reasons

            return reasons(ledger, retired=True)

        self._work.read("读取原因用语", question, self._show)

    def _show(self, lines: tuple[ReasonLine, ...]) -> None:
        place = list(PURPOSES)
        self._lines = tuple(sorted(lines, key=lambda one: place.index(one.purpose) if one.purpose in place else 99))
        self._fill()

    def _fill(self) -> None:
        wanted = self.purpose_box.currentData()
        shown = [one for one in self._lines if not wanted or one.purpose == wanted]
        self.card.set_lines(shown, lambda one: one.id, f"{len(shown)} 条")

    def add(self) -> None:
        """Add words for the purpose that is shown."""
        self._ask("添加用语", self.purpose_box.currentData() or "return", "", "", 0)

    def edit(self) -> None:
        """Change the words in hand."""
        one: ReasonLine = self.card.table.current_line()
        self._ask("修改用语", one.purpose, one.text, one.origin, one.id)

    def _ask(self, title: str, purpose: str, text: str, origin: str, key: int) -> None:
        from models.operations.people import save_reason

        lines = (
            FormLine("purpose", "用在", choices=list(PURPOSES.items())), FormLine("text", "原因", "必填"),
            FormLine("origin", "出处", "文件名称或文号；没有就留空"),
        )  # fmt: skip
        values = {"purpose": purpose, "text": text, "origin": origin}
        dialog = FormDialog(self.window(), title, lines, values, ("text",))
        dialog.kept.connect(
            lambda said: self._work.write(
                title, lambda ledger: save_reason(ledger, said["purpose"], said["text"], said["origin"], key)
            )
        )
        dialog.open()

    def switch(self) -> None:
        """Stop offering the words, or offer them again."""
        from models.operations.people import switch_reason

        one: ReasonLine = self.card.table.current_line()
        self._work.write("停用用语", lambda ledger: switch_reason(ledger, one.id, active=not one.active))
