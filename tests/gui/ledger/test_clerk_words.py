"""What is said about the work in hand: averages with two places, names of the panel's parts, focus of a dialog."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.dialogs.bulk_edit import BulkEditDialog
from desktop.tables.totals_bar import TotalsBar
from models.queries.totals import Totals


def test_an_average_has_two_places(chinese_app: Any, qtbot: Any) -> None:
    bar = TotalsBar()
    qtbot.addWidget(bar)
    bar.show_totals(Totals(count=3, total=10, numbers=3, least=1, most=5))
    assert bar.text_of("average") == "3.33"
    assert bar.text_of("sum") == "10"


def test_every_part_of_the_panel_has_a_name_for_screen_readers(app: Any, everything: Any) -> None:
    panel = everything.panel
    assert [page.accessibleName() for page in panel.by_key.values() if not page.accessibleName()] == []
    assert panel.course.accessibleName() == "办理过程"


def test_bulk_edit_begins_at_the_field_and_not_at_a_scope_that_is_not_chosen(
    app: Any, everything: Any, qtbot: Any
) -> None:
    app.window.activateWindow()
    everything.table.view.go_to_row(0, 1)
    qtbot.keyClick(everything.table.view, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, BulkEditDialog) and one.isVisible())
    assert dialog.found_radio.isChecked()
    assert dialog.focusWidget() is dialog.field_box
    assert app.jobs.wait_idle()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
