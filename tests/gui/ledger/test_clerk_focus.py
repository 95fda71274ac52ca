"""The keys stay where the work is: a form of the panel that is given up hands them to the button that opened it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton


@pytest.mark.parametrize(
    ("tab", "words"), [("measures", "添加措施"), ("progress", "登记进展"), ("links", "添加关联"), ("notes", "写备忘")]
)
def test_escape_in_a_new_record_leads_back_to_its_button(
    app: Any, everything: Any, qtbot: Any, tab: str, words: str
) -> None:
    panel = everything.panel
    wanted = getattr(panel, tab)
    everything.open(problem_id=int(max(everything.table.model.ids)))
    assert app.jobs.wait_idle()
    app.window.activateWindow()
    panel.set_tab(list(panel.by_key.values()).index(wanted))
    assert app.jobs.wait_idle()
    assert not wanted.list.views, "a problem without records"
    opener = next(one for one in wanted.findChildren(QPushButton) if one.text() == words)
    opener.setFocus()
    qtbot.keyClick(opener, Qt.Key.Key_Space)
    assert wanted.list.form is not None and wanted.list.form.isAncestorOf(QApplication.focusWidget())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert wanted.list.form is None
    assert QApplication.focusWidget() is opener
