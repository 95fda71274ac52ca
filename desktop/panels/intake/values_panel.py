"""The values of controlled fields: known, near or unknown, and what each of the doubtful ones shall mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QVBoxLayout, QWidget

from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar
from models.importing.choices import ValueAnswer

if TYPE_CHECKING:
    from models.importing.values.question import ValueCluster, ValueQuestion

SIGNS = {"known": ("✔ 已认识", "green"), "near": ("≈ 接近", "amber"), "unknown": ("✖ 不认识", "red")}
ADD, BLANK, SKIP = "add", "blank", "skip"
MOST_CLUSTERS = 6
ROW, LEAST_ROWS, MOST_ROWS = 30, 3, 7


class ValuesPanel(QWidget):
    """``answered(list of (field, key, answer or None), words)``; an answer of None takes an earlier one back."""

    answered = Signal(object, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._by_field: dict[str, list[ValueQuestion]] = {}
        self._clusters: Mapping[str, Sequence[ValueCluster]] = {}
        self.heading = label("取值核对", "title")
        self.field_box = QComboBox()
        self.field_box.setAccessibleName("哪个字段的取值")
        self.field_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.field_box.activated.connect(lambda _=0: self._show_field())
        self.note = label("", "secondary", wrap=True)
        self.table = ShortListTable(
            (
                ListColumn("清单写的", lambda one: one.key, STRETCH),
                ListColumn("行数", lambda one: f"{one.count:,}", 64, right=True),
                ListColumn("作为", _meaning, 128, chip=_tone),
            ),
            theme,
        )
        self.table.setAccessibleName("清单里的取值")
        self.asked = label("", wrap=True)
        self.choice = QComboBox()
        self.choice.setAccessibleName("这个值作为")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.for_good = QCheckBox("以后都这样")
        self.for_good.setChecked(True)
        self.for_good.setToolTip("记住这个回答，以后的清单里同样的写法不再问")
        self.apply_button = button("确定", "primary", "按这个回答，转到下一个（Enter）")
        self.back_button = button("收回", "link", "收回对这个值的回答")
        self.cluster_note = label("看起来是同一个值，点一个作为统一写法：", "secondary", wrap=True)
        self._cluster_box = QVBoxLayout()
        self._cluster_box.setSpacing(2)
        self.cluster_buttons: list[Any] = []
        self._compose()
        self.table.line_chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda _line: self.apply())
        self.apply_button.clicked.connect(self.apply)
        self.back_button.clicked.connect(self._take_back)
        self.show_questions((), {})

    def _compose(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.heading, self.field_box, self.note, self.table, self.asked, self.choice):
            column.addWidget(part)
        column.addLayout(toolbar((self.for_good,), (self.back_button, self.apply_button)))
        column.addWidget(self.cluster_note)
        column.addLayout(self._cluster_box)

    def show_questions(
        self, questions: Sequence[ValueQuestion], clusters: Mapping[str, Sequence[ValueCluster]], note: str = ""
    ) -> None:
        """Show what is asked; the field and the value in hand stay where they were."""
        before = self.field_box.currentData()
        self._by_field, self._clusters = {}, clusters
        for question in questions:
            self._by_field.setdefault(question.field, []).append(question)
        waiting = self.open_counts()
        order = sorted(self._by_field, key=lambda field: -waiting.get(field, 0))
        self.field_box.clear()
        for field in order:
            count = waiting.get(field, 0)
            said = f"{count:,} 个要确认" if count else f"{len(self._by_field[field]):,} 种，都认识"
            self.field_box.addItem(f"{self._by_field[field][0].title}（{said}）", field)
        keep = before if before in self._by_field and waiting.get(before) else None
        self.field_box.setCurrentIndex(max(0, self.field_box.findData(keep)) if order else -1)
        self.field_box.setVisible(bool(order))
        total = sum(waiting.values())
        self.heading.setText(f"取值核对：{total:,} 个要确认" if total else "取值核对")
        self.note.setText(note or ("" if order else "没有要核对取值的字段。"))
        self.note.setVisible(bool(self.note.text()))
        self._show_field()

    def show_waiting(self) -> None:
        """The values are being looked through."""
        if not self._by_field:
            self.note.setText("正在看清单里的取值…")
            self.note.show()

    def open_counts(self) -> dict[str, int]:
        """Field to the number of values that wait for an answer."""
        counts = {field: sum(one.open for one in questions) for field, questions in self._by_field.items()}
        return {field: count for field, count in counts.items() if count}

    def show_field(self, field: str) -> None:
        """Show the values of one field, the first that waits in hand."""
        at = self.field_box.findData(field)
        if at >= 0:
            self.field_box.setCurrentIndex(at)
            self._show_field()
            self.table.setFocus()

    def apply(self) -> None:
        """Answer the value in hand as chosen."""
        question = self.table.current_line()
        data = self.choice.currentData()
        if question is None or data is None:
            return
        kind, meant = data
        answer = ValueAnswer(kind, meant, self.for_good.isChecked())
        self.answered.emit([(question.field, question.key, answer)], f"“{question.said}”{_said(answer)}")

    def _take_back(self) -> None:
        question = self.table.current_line()
        if question is not None:
            self.answered.emit([(question.field, question.key, None)], f"收回“{question.said}”的回答")

    def _show_field(self) -> None:
        questions = self._by_field.get(self.field_box.currentData() or "", [])
        before = self.table.current_line()
        self.table.set_lines(questions, choose=False)
        rows = max(LEAST_ROWS, min(len(questions), MOST_ROWS))
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * ROW + 4)
        for part in (self.table, self.asked, self.choice, self.for_good, self.apply_button):
            part.setVisible(bool(questions))
        if questions:
            same = next((at for at, one in enumerate(questions) if before is not None and one.key == before.key), -1)
            waits = next((at for at, one in enumerate(questions) if one.open), 0)
            self.table.selectRow(same if same >= 0 and questions[same].open else waits)
        self._on_chosen(self.table.current_line())
        self._show_clusters()

    def _on_chosen(self, question: ValueQuestion | None) -> None:
        self.choice.clear()
        self.back_button.setVisible(question is not None and question.answer is not None)
        if question is None:
            self.asked.setText("")
            return
        where = "、".join(f"{sheet} 第 {row} 行" for sheet, row in question.rows_example[:2])
        why = f"　{question.reason}" if question.reason else ""
        self.asked.setText(f"清单写“{question.key}”，{question.count:,} 行{why}")
        self.asked.setToolTip(where)
        options = list(dict.fromkeys(filter(None, (question.suggestion, *question.options))))
        for option in options:
            near = "（建议）" if option == question.suggestion else ""
            self.choice.addItem(f"{option}{near}", ("map", option))
        if question.can_add or not question.options:
            words = f"新增“{question.said}”" if question.can_add else f"就用“{question.said}”"
            self.choice.addItem(words, (ADD, question.said))
        self.choice.addItem("留空，做标记", (BLANK, ""))
        self.choice.addItem("这些行不导入", (SKIP, ""))
        self._preselect(question)

    def _preselect(self, question: ValueQuestion) -> None:
        """What was answered, else the suggestion; an unknown value is answered by nobody but the person."""
        wanted: tuple[str, str] | None = None
        if question.answer is not None:
            added = question.said if question.answer.kind == ADD else ""
            wanted = (question.answer.kind, question.answer.meant or added)
        elif question.verdict == "known" and not question.suggestion:
            wanted = ("map", question.said)
        elif question.suggestion:
            wanted = ("map", question.suggestion)
        at = next((at for at in range(self.choice.count()) if tuple(self.choice.itemData(at)) == wanted), -1)
        self.choice.setPlaceholderText("选择一个值，或新增、留空")
        self.choice.setCurrentIndex(at)

    def _show_clusters(self) -> None:
        while (item := self._cluster_box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.cluster_buttons = []
        field = self.field_box.currentData() or ""
        clusters = [one for one in self._clusters.get(field, ()) if self._is_open(field, one)][:MOST_CLUSTERS]
        self.cluster_note.setVisible(bool(clusters))
        for cluster in clusters:
            box = QWidget()
            box.setProperty("role", "plain")
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 4)
            column.setSpacing(0)
            column.addWidget(label(f"{cluster.reason}，共 {cluster.count:,} 行", "small"))
            for said, count in cluster.members[:4]:
                chosen = button(f"{said}  ×{count:,}", "link", f"这一组都写作“{said}”")
                chosen.setStyleSheet("text-align: left;")
                chosen.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                chosen.clicked.connect(lambda _=False, one=cluster, target=said: self._unite(field, one, target))
                self.cluster_buttons.append(chosen)
                column.addWidget(chosen)
            self._cluster_box.addWidget(box)

    def _is_open(self, field: str, cluster: ValueCluster) -> bool:
        members = {said for said, _count in cluster.members}
        return not any(one.said in members and one.answer is not None for one in self._by_field.get(field, ()))

    def _unite(self, field: str, cluster: ValueCluster, target: str) -> None:
        keys = {one.said: one.key for one in self._by_field.get(field, ())}
        good = self.for_good.isChecked()
        answers = [
            (field, keys.get(said, said), ValueAnswer("map", target, good))
            for said, _count in cluster.members if said != target
        ]  # fmt: skip
        self.answered.emit(answers, f"{len(answers) + 1} 种写法都作“{target}”")


def _tone(question: ValueQuestion) -> str:
    return "green" if question.answer is not None else SIGNS[question.verdict][1]


def _said(answer: ValueAnswer) -> str:
    words = {"map": f"作“{answer.meant}”", ADD: "新增", BLANK: "留空", SKIP: "不导入"}
    return words[answer.kind]


def _meaning(question: ValueQuestion) -> str:
    if question.answer is not None:
        return f"✔ {_said(question.answer)}" + ("（以前答的）" if question.learned else "")
    sign = SIGNS[question.verdict][0]
    return f"≈ {question.suggestion}？" if question.verdict == "near" and question.suggestion else sign
