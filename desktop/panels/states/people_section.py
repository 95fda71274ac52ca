"""设置 · 人员与角色: who decides, with unit and role, and the roles there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs.simple_form import FormDialog, FormLine
from desktop.panels.dossier.work import DossierWork
from desktop.panels.states.list_card import Deed, ListCard
from desktop.tables.short_list import STRETCH, ListColumn

if TYPE_CHECKING:
    from models.queries.people import Person, RoleLine
    from models.store import Ledger


@dataclass(frozen=True)
class _Read:
    people: tuple[Person, ...]
    roles: tuple[RoleLine, ...]


class PeopleSettings(QWidget):
    """Everything is written at once and can be undone."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context, self.loaded = context, False
        self._work = DossierWork(context, self)
        self._read: _Read | None = None
        self.people, self.roles = self._people_card(), self._roles_card()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.people, 3)
        layout.addWidget(self.roles, 2)

    def _people_card(self) -> ListCard:
        columns = (
            ListColumn("姓名", lambda one: one.name, 130),
            ListColumn("角色", lambda one: one.role, 110, chip=lambda one: "blue" if one.own_role else "grey"),
            ListColumn("单位", lambda one: one.unit, STRETCH),
            ListColumn("办理步数", lambda one: f"{one.steps:,}", 90, right=True),
        )
        deeds = {
            "add": Deed("添加人员…", self.add_person, "Ins", "primary", lambda _line: True),
            "edit": Deed("修改…", self.edit_person, "F2"),
            "remove": Deed("删除", self.remove_person, "Del", allowed=lambda one: one is not None and not one.steps),
        }
        foot = (
            "角色决定谁能作出哪些流转决定；没有指定角色的人按默认角色（灰色）。办理过事项的人在历史里保留，不能删除。"
        )
        return ListCard(
            "人员", columns, self.context.theme, deeds, ("add",), foot, writable=not self.context.ledger.read_only
        )

    def _roles_card(self) -> ListCard:
        columns = (
            ListColumn("角色", lambda one: one.name, 130),
            ListColumn("职责", lambda one: one.note, STRETCH),
            ListColumn("人数", lambda one: f"{one.people:,}", 70, right=True),
            ListColumn("", _role_word, 84, chip=lambda one: "grey" if not one.active else "green"),
        )
        deeds = {
            "add": Deed("新建角色…", self.add_role, "Ins", "", lambda _line: True),
            "edit": Deed("修改…", self.edit_role, "F2", allowed=lambda one: one is not None and one.active),
            "default": Deed(
                "设为默认", self.make_default, allowed=lambda one: one is not None and one.active and not one.is_default
            ),
            "switch": Deed(
                "停用", self.switch_role, words=lambda one: "恢复" if one is not None and not one.active else "停用"
            ),
        }
        return ListCard(
            "角色", columns, self.context.theme, deeds, ("add",), writable=not self.context.ledger.read_only
        )

    # ---- reading ---------------------------------------------------------------------------------------------

    def load_once(self) -> None:
        """Read unless that was done."""
        if not self.loaded:
            self.load()

    def load(self) -> None:
        """Read people and roles."""
        self.loaded = True

        def question(ledger: Ledger) -> _Read:
            from models.queries.people import people, roles

            return _Read(people(ledger), roles(ledger, retired=True))

        self._work.read("读取人员与角色", question, self._show)

    def _show(self, read: _Read) -> None:
        self._read = read
        self.people.set_lines(read.people, lambda one: one.id, f"{len(read.people)} 人")
        self.roles.set_lines(read.roles, lambda one: one.id, f"{sum(one.active for one in read.roles)} 个")

    # ---- people ----------------------------------------------------------------------------------------------

    def add_person(self) -> None:
        """Enter somebody."""
        self._ask_person("添加人员", "", "", "", 0)

    def edit_person(self) -> None:
        """Change the person in hand."""
        one: Person = self.people.table.current_line()
        self._ask_person(f"修改“{one.name}”", one.name, one.unit, one.role if one.own_role else "", one.id)

    def _ask_person(self, title: str, name: str, unit: str, role: str, key: int) -> None:
        from models.operations.people import save_person

        known = self._read.roles if self._read is not None else ()
        default = next((one.name for one in known if one.is_default), "")
        choices = [("", f"默认（{default}）"), *((one.name, one.name) for one in known if one.active)]
        dialog = FormDialog(
            self.window(), title,
            (FormLine("name", "姓名", "必填"), FormLine("unit", "单位"), FormLine("role", "角色", choices=choices)),
            {"name": name, "unit": unit, "role": role}, ("name",),
        )  # fmt: skip
        dialog.kept.connect(
            lambda said: self._work.write(
                title, lambda ledger: save_person(ledger, said["name"], said["unit"], said["role"], key)
            )
        )
        dialog.open()

    def remove_person(self) -> None:
        """Take the person in hand out of the list."""
        from models.operations.people import remove_person

        one: Person = self.people.table.current_line()
        self._work.write("删除人员", lambda ledger: remove_person(ledger, one.id), say=f"删除了“{one.name}”。")

    # ---- roles -----------------------------------------------------------------------------------------------

    def add_role(self) -> None:
        """Make a role."""
        self._ask_role("新建角色", "", "", 0)

    def edit_role(self) -> None:
        """Change the role in hand."""
        one: RoleLine = self.roles.table.current_line()
        self._ask_role(f"修改角色“{one.name}”", one.name, one.note, one.id)

    def _ask_role(self, title: str, name: str, note: str, key: int) -> None:
        from models.operations.people import save_role

        lines = (FormLine("name", "名称", "如：分管副局长"), FormLine("note", "职责"))
        dialog = FormDialog(self.window(), title, lines, {"name": name, "note": note}, ("name",))
        dialog.kept.connect(
            lambda said: self._work.write(title, lambda ledger: save_role(ledger, said["name"], said["note"], key))
        )
        dialog.open()

    def make_default(self) -> None:
        """The role of everybody who was given none."""
        from models.operations.people import set_default_role

        key = self.roles.table.current_line().id
        self._work.write("默认角色", lambda ledger: set_default_role(ledger, key))

    def switch_role(self) -> None:
        """Retire the role, or bring it back."""
        from models.operations.people import restore_role, retire_role

        one: RoleLine = self.roles.table.current_line()
        act = retire_role if one.active else restore_role
        self._work.write("停用角色", lambda ledger: act(ledger, one.id))


def _role_word(one: RoleLine) -> str:
    return "已停用" if not one.active else "默认" if one.is_default else ""
