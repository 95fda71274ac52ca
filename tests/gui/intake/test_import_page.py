"""A clerk imports a list in the window: sees header, columns and differences, corrects, imports, and takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.pages import import_list
from desktop.panels.intake.plan_lines import HEADINGS

LISTS = Path(__file__).resolve().parents[2] / "samples" / "lists"
FIRST = LISTS / "01_强化督查交办清单_第一版.xlsx"
SECOND = LISTS / "02_强化督查交办清单_更新稿.xlsx"
THREE_HEADER_ROWS = LISTS / "04_散乱污企业排查整治台账.xls"


def idle(page: Any) -> None:
    assert page.app.jobs.wait_idle(30)


def import_list_file(page: Any, path: Path) -> None:
    page.start([path])
    idle(page)
    for _ in range(3):
        page.next_button.click()
        idle(page)
    assert page.steps.current == import_list.DONE


def test_a_dropped_list_shows_its_header_rows_and_why_other_rows_stay_out(intake: Any) -> None:
    assert intake.accept_files([str(THREE_HEADER_ROWS)])
    idle(intake)
    assert intake.steps.current == import_list.HEADER
    assert (intake.header.first_box.value(), intake.header.last_box.value()) == (3, 5)
    model = intake.header.preview.preview_model
    assert model.note(2) == "表头"
    assert "合计" in model.note(13) or "小计" in model.note(13)
    assert model.note(5) == ""


def test_dragging_the_lower_edge_of_the_band_reads_the_header_anew(intake: Any, qtbot: Any) -> None:
    intake.start([FIRST])
    idle(intake)
    preview = intake.header.preview
    edge = preview.rowViewportPosition(3) + preview.rowHeight(3)
    one_row_up = preview.rowViewportPosition(3) - 2
    viewport = preview.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60, edge))
    qtbot.mouseMove(viewport, QPoint(60, one_row_up))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60, one_row_up))
    idle(intake)
    assert intake.flow.session.files[0].sheets[0].layout.header_rows == [3]
    assert intake.header.last_box.value() == 3


def test_a_column_chosen_by_hand_feeds_the_field_from_then_on(intake: Any) -> None:
    intake.start([FIRST])
    idle(intake)
    intake.next_button.click()
    before = {column.header: column.fields for column in intake.flow.session.files[0].sheets[0].columns}
    assert before["备注"] == ("remarks",)
    intake.mapping.table.choose("requirement", (12,))
    idle(intake)
    after = {column.header: column.fields for column in intake.flow.session.files[0].sheets[0].columns}
    assert set(after["备注"]) == {"remarks", "requirement"}


def test_the_differences_are_shown_before_anything_is_written_and_the_counts_hold_after(intake: Any) -> None:
    import_list_file(intake, FIRST)
    intake.start([SECOND])
    idle(intake)
    intake.next_button.click()
    intake.next_button.click()
    idle(intake)
    intake.plan.bar.options_set.emit({"scope": "complete"})
    idle(intake)
    shown = {key: intake.plan.figures[key].figure_label.text() for key in ("new", "changed", "unchanged", "suspect",
             "refused", "vanished")}  # fmt: skip
    expected = {"new": "5", "changed": "46", "unchanged": "0", "suspect": "1", "refused": "0", "vanished": "7"}
    assert shown == expected
    intake.next_button.click()
    idle(intake)
    counts = intake.report.plan.counts()
    assert {key: str(counts[key]) for key in expected} == expected


def test_a_figure_shows_only_its_own_lines(intake: Any) -> None:
    intake.start([FIRST])
    idle(intake)
    intake.next_button.click()
    intake.next_button.click()
    idle(intake)
    model = intake.plan.ledger_model
    assert model.rowCount() == 55
    intake.plan.figures["suspect"].clicked.emit()
    assert model.rowCount() == 0
    assert intake.plan.empty.isVisible()
    intake.plan.figures["suspect"].clicked.emit()
    assert model.rowCount() == 55
    intake.plan.bar.shape_buttons["lines"].click()
    assert intake.plan.lines_model.columnCount() == len(HEADINGS)


def test_the_differences_keep_the_rules_of_qt_models(intake: Any, qtbot: Any) -> None:
    intake.start([FIRST])
    idle(intake)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    preview, plan, lines = intake.header.preview.preview_model, intake.plan.ledger_model, intake.plan.lines_model
    testers = [QAbstractItemModelTester(model, mode, model) for model in (preview, plan, lines)]
    intake.header.show_files(intake.flow.session.files)
    intake.next_button.click()
    intake.next_button.click()
    idle(intake)
    intake.plan.look_for(only="new")
    assert plan.rowCount() == 55
    intake.plan.set_shape("lines")
    assert lines.rowCount() == 55
    assert len(testers) == 3


def test_leaving_before_the_last_step_writes_nothing(intake: Any) -> None:
    intake.start([FIRST])
    idle(intake)
    intake.next_button.click()
    intake.leave_button.click()
    idle(intake)
    from models.queries.problems import ProblemQuery, count

    assert intake.steps.current == import_list.CHOOSE
    assert count(intake.context.ledger, ProblemQuery()) == 0


def test_a_file_that_is_no_list_is_refused_in_a_sentence_and_the_page_goes_on(intake: Any, tmp_path: Path) -> None:
    broken = tmp_path / "坏文件.xlsx"
    broken.write_bytes(FIRST.read_bytes()[:3000])
    intake.start([broken])
    idle(intake)
    assert intake.steps.current == import_list.CHOOSE
    assert [line.state for line in intake.choose.found.lines] == ["没有读成"]
    assert intake.choose.found.isVisible()
    intake.start([FIRST])
    idle(intake)
    assert intake.steps.current == import_list.HEADER


def test_the_last_page_opens_the_rows_of_the_batch(intake: Any) -> None:
    import_list_file(intake, FIRST)
    asked: list[Any] = []
    intake.context.page_requested.connect(lambda page_id, arguments: asked.append((page_id, arguments)))
    intake.done.rows_wanted.emit("new")
    idle(intake)
    page_id, arguments = asked[0]
    assert page_id == "ledger"
    assert arguments["query"].batch == (1, "new")
