"""What an import becomes, 问题清单 or 现场检查记录: the choice on the header step and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.panels.intake.own_fields import fields_to_feed
from desktop.widgets.card import label
from models.importing.visits.visit_list import MAPPABLE_VISIT, PROBLEM, TARGET_WORDS, VISIT
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from desktop.pages.import_list import ImportPage
    from models.importing.views import FileView

WHY = {
    PROBLEM: "每行是一个要整改的问题",
    VISIT: "每行是一次检查，有没有问题都记下来，放进“现场检查”",
}


class TargetChoice(QWidget):
    """``chosen(target)``: a person says what the rows are."""

    chosen = Signal(str)

    def __init__(self, files: Sequence[FileView]) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        target = shown_target(files)
        self.box = QComboBox()
        self.box.setAccessibleName("这些表是什么")
        for key, words in TARGET_WORDS.items():
            self.box.addItem(words, key)
        self.box.setCurrentIndex(self.box.findData(target))
        self.box.setToolTip(WHY[target])
        self.box.activated.connect(self._on_activated)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(label("导入为", "title"))
        column.addWidget(self.box)
        column.addWidget(label(WHY[target], "small", wrap=True))
        self._target = target

    def _on_activated(self, _index: int) -> None:
        wanted = self.box.currentData()
        if wanted != self._target:
            self.chosen.emit(wanted)


def shown_target(files: Sequence[FileView]) -> str:
    """What the sheets that are taken are read as; of none taken, what the first list is."""
    sheets = [sheet for file in files for sheet in file.sheets if sheet.role == "list"]
    taken = [sheet.target for sheet in sheets if sheet.included]
    return (taken or [sheet.target for sheet in sheets] or [PROBLEM])[0]


def take_target(page: ImportPage) -> None:
    """Offer the fields of what the files become; what shows the titles shares these tables."""
    session = page.flow.session
    visits = session is not None and session.target == VISIT
    page.mapping.save_button.setVisible(not visits)
    page.mapping.open_button.setVisible(not visits)
    if visits == ("visited_on" in page.mapping.titles):
        return
    page.mapping.titles.clear()
    page.titles.clear()
    if visits:
        from models.queries.visits_fields import VISIT_FIELDS

        page.titles.update((key, field.title) for key, field in VISIT_FIELDS.items())
        page.titles["description"] = VISIT_FIELDS["finding"].title  # what the plan shows of each row
        page.mapping.titles.update((key, VISIT_FIELDS[key].title) for key in MAPPABLE_VISIT)
    else:
        page.titles.update((key, field.title) for key, field in FIELDS.items())
        page.mapping.titles.update(fields_to_feed())


def set_target(page: ImportPage, target: str) -> None:
    """A person said what the rows are; everything is read anew."""
    page.flow.desk.edit(f"导入为{TARGET_WORDS[target]}", lambda session: session.set_target(target))


def open_visit_rows(page: ImportPage, batch: int, outcome: str, title: str) -> None:
    """The visits of a batch on their page."""
    from models.queries.visits_filtering import VisitQuery

    page.context.open_page("visits", query=VisitQuery(batch=(batch, outcome)), title=title)
