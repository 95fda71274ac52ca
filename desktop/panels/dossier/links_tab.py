"""关联: what this problem duplicates, was merged into, came back from or was split from, seen from both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from typing_extensions import override

from desktop.panels.dossier.forms import FormField
from desktop.panels.dossier.problem_picker import ProblemPicker
from desktop.panels.dossier.record_card import REMOVE, CardView
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.dossier import Dossier, LinkLine
    from models.store import Ledger


class LinksTab(DossierTab):
    """``jump_asked(problem)`` and ``compare_asked(problem)`` for the other one of a relation."""

    what = "关联"
    blank = "没有和别的问题关联。重复件、合并、反弹、拆分都可以在这里登记，两边都看得到。"
    jump_asked = Signal(int)
    compare_asked = Signal(int)

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.add_button = button("添加关联", "", "和台账里的另一条问题关联")
        self.bar.addWidget(self.add_button)
        self.add_button.clicked.connect(self.add)

    @override
    def fill(self, dossier: Dossier) -> None:
        writable = not self.work.read_only and not dossier.detail.removed
        self.add_button.setVisible(writable)
        # the same relation may be of two kinds, and a number that waits for its problem has none
        self.list.show_cards(dossier.id, [_view(one, writable) for one in dossier.links])

    @override
    def fields(self) -> Sequence[FormField]:
        from models.operations.links import LINK_KINDS

        kinds = [(kind, f"本条{words}…") for kind, words in LINK_KINDS.items()]
        return (
            FormField("kind", "关系", "pick", kinds),
            FormField("other", "另一条", "own", make=self._make_picker),
            FormField("note", "说明"),
        )

    def _make_picker(self, _parent: Any) -> ProblemPicker:
        return ProblemPicker(self.lookup)

    def lookup(self, text: str, answer: Callable[[list[tuple[int, str]]], None]) -> Any:
        """Find problems by number, the one shown left out."""
        from models.queries.dossier import find_problems

        mine = self.dossier.id if self.dossier is not None else 0
        return self.work.read(
            "查找问题",
            lambda ledger: [line for line in find_problems(ledger, text) if line[0] != mine],
            answer,
        )

    def add(self) -> None:
        """Open the form of a new relation."""
        self.list.open_form(0, "添加关联", {"kind": "duplicate"})

    @override
    def do(self, key: int, action: str) -> None:
        from models.operations.links import remove_link

        other = self.list.card(key).view.values.get("other_id")
        if action == REMOVE:
            self.write("取消关联", lambda ledger: remove_link(ledger, key), "已取消关联。")
        elif other:
            (self.jump_asked if action == "jump" else self.compare_asked).emit(other)

    @override
    def save(self, key: int, values: dict[str, Any]) -> tuple[str, Callable[[Ledger], Change]]:
        from models.errors import UserError
        from models.operations.links import add_link

        problem, other = (self.dossier.id if self.dossier is not None else 0), int(values["other"] or 0)

        def add(ledger: Ledger) -> Change:
            if not other:
                raise UserError("没有找到要关联的问题", advice="请输入编号，再从列出的问题里选一条")
            return add_link(ledger, problem, other, str(values["kind"]), str(values["note"]))

        return "添加关联", add


def _view(one: LinkLine, writable: bool) -> CardView:
    from models.operations.links import INVERSE, LINK_KINDS

    words = (LINK_KINDS if one.outgoing else INVERSE).get(one.kind, one.kind)
    number = one.other_number or f"编号 {one.number or '不明'}"
    missing = () if one.other_id else ("台账里还没有这一条，导入后会自动对上。",)
    site = (one.other_name,) if one.other_name else ()
    note = (f"说明：{one.note}",) if one.note else ()
    actions: list[tuple[str, str]] = []
    if one.other_id:
        actions += [("jump", "转到这一条"), ("compare", "两条并排")]
    if writable:
        actions.append((REMOVE, "取消关联"))
    return CardView(
        key=one.id,
        heading=f"{words} {number}",
        notes=(*site, *missing, *note),
        chips=((one.other_status, "grey"),) if one.other_status else (),
        actions=tuple(actions),
        values={"other_id": one.other_id},
    )
