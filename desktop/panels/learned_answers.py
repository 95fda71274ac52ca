"""名称与用语: what earlier imports were told, with who said it and when; revoked, taken up again, or added by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs.teach_name import TaughtDraft, TeachNameDialog
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from models.operations.learned import KIND_WORDS

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.learned import AnswerLine
    from models.store import Ledger

TONES = {"value": "blue", "place": "green", "unit": "purple", "deadline": "amber"}
BY_HAND = ("county", "city", "category", "pollutants", "said_status", "industry", "responsible_unit", "inspection_team")


class LearnedAnswers(QWidget):
    """Reads all answers when it is first shown and after every change of them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self._lines: list[AnswerLine] = []
        self._choices: dict[str, list[str]] = {}
        self.loaded = False
        self.filter_edit = QLineEdit()
        self.filter_edit.setAccessibleName("查找说法")
        self.filter_edit.setPlaceholderText("筛选：写法、含义、市、经办人")
        self.filter_edit.setClearButtonEnabled(True)
        self.filter_edit.setFixedWidth(260)
        self.filter_edit.textChanged.connect(self._show_lines)
        self.revoked_box = QCheckBox("也显示已撤销的")
        self.revoked_box.toggled.connect(self._show_lines)
        self.add_button = button(
            "添加…", "primary", "例如本局通行的叫法：航空港区，在郑州市，即郑州航空港经济综合实验区"
        )
        self.add_button.clicked.connect(self.add)
        self.revoke_button = button("撤销", tooltip="以后导入时不再这样理解，会重新询问")
        self.revoke_button.clicked.connect(self.revoke)
        self.restore_button = button("恢复")
        self.restore_button.clicked.connect(self.restore)
        self.table = ShortListTable(
            (
                ListColumn("种类", lambda line: KIND_WORDS[line.kind], 92, chip=_tone),
                ListColumn("字段", _title, 108),
                ListColumn("清单里写的", lambda line: line.said, STRETCH),
                ListColumn("当作", meant_words, STRETCH),
                ListColumn("范围", lambda line: line.within or "不限", 96),
                ListColumn("经办人", lambda line: line.actor, 84),
                ListColumn("时间", lambda line: f"{line.at:%Y-%m-%d %H:%M}", 132),
                ListColumn("来自", lambda line: f"第 {line.batch} 批" if line.batch else "手工添加", 84),
                ListColumn("状态", lambda line: "使用中" if line.active else "已撤销", 82,
                           chip=lambda line: "green" if line.active else "grey"),
            ),
            context.theme,
            several=True,
        )  # fmt: skip
        self.table.setAccessibleName("名称与用语")
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_buttons())
        self.nothing = EmptyState(
            "还没有记住的名称和用语",
            "导入时回答“以后都这样”的取值、地名和时限用语会列在这里，随时可以撤销；本局通行的叫法也可以先添加。",
            (("添加…", self.add),),
        )
        self.no_match = EmptyState("没有符合筛选的名称和用语", "换一个词，或清空上面的筛选框。")
        self.stack = QStackedWidget()
        for part in (self.table, self.nothing, self.no_match):
            self.stack.addWidget(part)
        card = Card("名称与用语", " ")
        self.note = card.note_label
        card.body.setContentsMargins(1, 14, 1, 14)
        card.heading.setContentsMargins(14, 0, 14, 0)
        tools = toolbar(
            (self.filter_edit, self.revoked_box), (self.add_button, self.restore_button, self.revoke_button)
        )
        tools.setContentsMargins(14, 0, 14, 0)
        foot = label(
            "撤销后，以后的导入会重新询问；已经导入的内容不变。原文始终保留在记录的来源里。", "small", wrap=True
        )
        foot.setContentsMargins(14, 0, 14, 0)
        card.body.addLayout(tools)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        self._show_buttons()

    def load(self) -> None:
        """Read the answers anew."""
        ledger = self.context.ledger
        self.loaded = True

        def read(_progress: Any) -> tuple[list[AnswerLine], dict[str, list[str]]]:
            from models.importing.values.by_hand import meanings
            from models.operations.learned import list_answers

            return list_answers(ledger), meanings(ledger)

        self.context.jobs.read("读取名称与用语", read, self._on_read, owner=self)

    def load_once(self) -> None:
        """Read them unless that was done."""
        if not self.loaded:
            self.load()

    def _on_read(self, found: tuple[list[AnswerLine], dict[str, list[str]]]) -> None:
        self._lines, self._choices = found
        self._show_lines()

    def _show_lines(self) -> None:
        words = self.filter_edit.text().split()
        wanted = [line for line in self._lines if line.active or self.revoked_box.isChecked()]
        shown = [line for line in wanted if all(word in _searched(line) for word in words)]
        self.table.set_lines(shown, lambda line: line.id, choose=False)
        self.stack.setCurrentWidget(self.table if shown else self.no_match if wanted else self.nothing)
        active = sum(line.active for line in self._lines)
        gone = len(self._lines) - active
        self.note.setText(f"使用中 {active} 条" + (f"，已撤销 {gone} 条" if gone else "") if self._lines else "")
        self.revoked_box.setVisible(gone > 0)
        self._show_buttons()

    def chosen(self) -> list[AnswerLine]:
        """The selected lines."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.table.lines.line(row) for row in rows]

    def _show_buttons(self) -> None:
        writable = not self.context.ledger.read_only
        chosen = self.chosen()
        self.add_button.setEnabled(writable)
        self.revoke_button.setEnabled(writable and any(line.active for line in chosen))
        self.restore_button.setVisible(any(not line.active for line in self._lines))
        self.restore_button.setEnabled(writable and any(not line.active for line in chosen))

    def revoke(self) -> None:
        """Stop going by the selected answers."""
        ids = [line.id for line in self.chosen() if line.active]
        if ids:
            from models.operations.learned import revoke

            self._write("撤销用语", lambda ledger: revoke(ledger, ids), "以后的导入会重新询问。")

    def restore(self) -> None:
        """Go by the selected answers again."""
        ids = [line.id for line in self.chosen() if not line.active]
        if ids:
            from models.operations.learned import restore

            self._write("恢复用语", lambda ledger: restore(ledger, ids), "以后的导入又按它理解。")

    def add(self) -> None:
        """Ask for one and teach it."""
        from models.queries.fields import FIELDS

        titles = {key: FIELDS[key].title for key in BY_HAND}
        draft = TeachNameDialog.ask(self.window(), titles, self._choices)
        if draft is not None:
            self.teach(draft)

    def teach(self, draft: TaughtDraft) -> None:
        """Write what was asked for."""

        def act(ledger: Ledger) -> Change:
            from models.importing.values.by_hand import teaching
            from models.operations.learned import learn

            return learn(ledger, [teaching(draft.field, draft.said, draft.meant, draft.within)])

        self._write("添加用语", act, "以后导入时这样理解。")

    def _write(self, name: str, act: Any, tail: str) -> None:
        ledger = self.context.ledger

        def done(change: Change) -> None:
            self.context.bus.broadcast(change)
            self.context.inform(
                f"已{change.title}，{tail}", "green", "撤销", lambda: self.context.run_action("edit.undo")
            )

        self.context.jobs.write(name, lambda _progress: act(ledger), done, owner=self)

    def _undo(self) -> None:
        self.context.run_action("edit.undo")


def meant_words(line: AnswerLine) -> str:
    """The meaning of an answer as a person reads it."""
    meant = line.meant
    if meant is None:
        return "（留空）"
    if isinstance(meant, str):
        return meant
    if meant.get("skip"):
        return "（不导入这些行）"
    from models.queries.fields import DEADLINE_KIND_TITLES

    parts = [DEADLINE_KIND_TITLES.get(meant.get("kind", ""), ""), str(meant.get("date") or "")]
    if meant.get("days"):
        parts.append(f"{meant['days']} 天")
    parts += [f"{stage.get('text') or ''} {stage.get('date') or ''}".strip() for stage in meant.get("stages") or ()]
    return "，".join(part for part in parts if part)


def _searched(line: AnswerLine) -> str:
    return " ".join((KIND_WORDS[line.kind], _title(line), line.said, meant_words(line), line.within, line.actor))


def _title(line: AnswerLine) -> str:
    from models.queries.fields import FIELDS

    return FIELDS[line.field].title if line.field in FIELDS else ""


def _tone(line: AnswerLine) -> str:
    return TONES[line.kind] if line.active else "grey"
