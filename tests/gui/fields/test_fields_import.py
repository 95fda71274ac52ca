"""An unused column of a list becomes a field of the bureau's own on the page 导入清单, and is imported into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from models.operations.custom_fields import FieldDraft, make_field, retire_field
from models.queries.fields import FIELDS
from models.queries.problems import ProblemQuery, problem_records

HEAD = ("企业名称", "问题描述", "网格员", "罚没金额（万元）")


@pytest.fixture
def app(start_app: Any, empty_folder: Path) -> Any:
    return start_app(empty_folder)


@pytest.fixture
def page(app: Any) -> Any:
    app.window.resize(1366, 768)
    opened = app.window.open_page("import")
    assert app.jobs.wait_idle(10)
    return opened


@pytest.fixture
def mapping(app: Any, page: Any, tmp_path: Path, qtbot: Any) -> Any:
    """The step 对应字段 on a list with two columns that the ledger does not know."""
    book = Workbook()
    book.active.append(HEAD)
    for number in range(1, 9):
        book.active.append((f"{number}厂", f"第{number}处未苫盖", f"赵{number}", number * 1.5))
    book.save(tmp_path / "清单.xlsx")
    page.start([tmp_path / "清单.xlsx"])
    wait(app, qtbot)
    while page.steps.current < 2:
        page.next_button.click()
        wait(app, qtbot)
    return page.mapping


def wait(app: Any, qtbot: Any) -> None:
    for _ in range(3):
        assert app.jobs.wait_idle(40)
        qtbot.wait(20)


def test_an_unused_column_becomes_a_field_with_its_title_unit_and_kind_and_is_imported(
    app: Any, page: Any, mapping: Any, qtbot: Any, field_dialog: Any, messages: list[Any]
) -> None:
    assert [one.header for one in mapping.unused.columns] == ["网格员", "罚没金额（万元）"]
    qtbot.mouseClick(mapping.unused.field_button, Qt.MouseButton.LeftButton)
    assert "先在下面选中一列" in mapping.unused.heading.text()
    mapping.unused.table.selectRow(1)
    qtbot.mouseClick(mapping.unused.field_button, Qt.MouseButton.LeftButton)
    dialog = field_dialog()
    assert (dialog.title_edit.text(), dialog.kind, dialog.unit_edit.text()) == ("罚没金额", "decimal", "万元")
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    wait(app, qtbot)
    assert any("D 列会导入到它" in one.text for one in messages)
    assert [one.header for one in mapping.unused.columns] == ["网格员"]
    qtbot.waitUntil(lambda: "custom_number_01" in mapping.table.fields, timeout=5_000)
    assert mapping.table.choices["custom_number_01"].currentText().startswith("D")
    while page.steps.current < 4:
        page.next_button.click()
        wait(app, qtbot)
    said = {one["site_name"]: one["custom"] for one in problem_records(app.context.ledger, ProblemQuery())}
    assert said["3厂"] == {"罚没金额": "4.5"}


def test_the_only_unused_column_needs_no_selection_and_its_kind_can_be_changed(
    app: Any, mapping: Any, qtbot: Any, field_dialog: Any
) -> None:
    mapping.unused.ignored_set.emit({3})
    wait(app, qtbot)
    mapping.unused.table.selectRow(0)
    mapping.unused.field_button.setFocus()
    qtbot.keyClick(mapping.unused.field_button, Qt.Key.Key_Space)
    dialog = field_dialog()
    dialog.kind_box.setCurrentIndex(dialog.kind_box.findData("long"))
    qtbot.keyClick(dialog.title_edit, Qt.Key.Key_Return)
    wait(app, qtbot)
    made = FIELDS.titled("网格员")
    assert made is not None and made.kind == "long"


def test_fields_made_or_retired_elsewhere_are_offered_or_gone_when_the_next_list_is_taken(
    app: Any, page: Any, tmp_path: Path, qtbot: Any
) -> None:
    app.context.bus.broadcast(make_field(app.context.ledger, FieldDraft("网格员")))
    page.refresh(None)
    assert page.mapping.titles["custom_text_01"] == "网格员"
    app.context.bus.broadcast(retire_field(app.context.ledger, "custom_text_01"))
    page.refresh(None)
    assert "custom_text_01" not in page.mapping.titles


def test_a_log_of_visits_offers_no_fields_of_problems(app: Any, page: Any, mapping: Any, qtbot: Any) -> None:
    app.context.bus.broadcast(make_field(app.context.ledger, FieldDraft("网格员")))
    assert mapping.unused.field_button.isVisible()
    page.go_back_to(1)
    page.header.side.target_set.emit("visit")
    wait(app, qtbot)
    page.next_button.click()
    wait(app, qtbot)
    assert mapping.unused.columns and not mapping.unused.field_button.isVisible()
    page.refresh(None)
    assert "custom_text_01" not in mapping.titles
