"""Groups, frozen columns and wrapped text on the ledger page: counted in SQL, remembered, kept by views."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.panels.problem_export import export_columns
from desktop.panels.problem_menus import column_menu
from desktop.panels.view_menu import view_content
from models.operations import CellEdit, edit_cells
from models.queries.problems import ProblemQuery, count, problem_cells


def choose(menu: QMenu, *path: str) -> None:
    """Trigger an action of a menu by its words."""
    inner = menu
    for text in path[:-1]:
        inner = next(one for one in menu.findChildren(QMenu) if one.title() == text)
    next(action for action in inner.actions() if action.text() == path[-1]).trigger()


@pytest.fixture
def by_city(app: Any, everything: Any) -> Any:
    choose(everything.group_menu.build(), "市")
    assert app.jobs.wait_idle()
    return everything


def test_each_line_says_what_its_group_holds(app: Any, by_city: Any) -> None:
    table, ledger = by_city.table, app.context.ledger
    lines = [table.model.group_at(row) for row in table.model.tree.lines_in(0, table.model.rowCount() - 1)]
    assert sum(line.count for line in lines) == 300 == len(table.model.all_ids)
    for line in lines[:3]:
        query = ProblemQuery(filters={"city": (line.path[0],)})
        late = count(ledger, query.but(marks=("overdue",)))
        assert [one.number for one in line.figures][::2] == [count(ledger, query), late]
        assert f"逾期 {late}" in line.text
    assert by_city.filter_bar.group_button.text().strip() == "按市"


def test_sums_of_number_columns_stand_under_them(app: Any, by_city: Any) -> None:
    table, ledger = by_city.table, app.context.ledger
    row = table.model.tree.lines_in(0, table.model.rowCount() - 1)[0]
    keys = list(table.model.all_ids[: table.model.group_at(row).count])
    app.context.bus.broadcast(edit_cells(ledger, [CellEdit(key, "weight", "1.5") for key in keys]))
    table.set_columns([*table.chosen_keys, "weight"])
    table.reload()
    assert app.jobs.wait_idle()
    place = table.chosen_keys.index("weight")
    assert float(table.model.text_at(0, place).replace(",", "")) == 1.5 * len(keys)


def test_two_levels_fold_by_mouse_and_all_at_once(app: Any, by_city: Any, qtbot: Any) -> None:
    choose(by_city.group_menu.build(), "第二级", "问题类别")
    app.jobs.wait_idle()
    table = by_city.table
    assert table.shape.group_keys == ("city", "category") and table.model.tree.levels == 2
    choose(by_city.group_menu.build(), "全部收起")
    assert all(key < 0 for key in table.model.ids)
    table.view.scrollToTop()
    qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 15))
    assert table.model.group_at(1).level == 1
    choose(by_city.group_menu.build(), "全部展开")
    assert len(table.model.ids) > 300
    choose(by_city.group_menu.build(), "不分组")
    app.jobs.wait_idle()
    assert table.model.tree is None and len(table.model.ids) == 300


def test_a_change_counts_again_and_a_row_moves_to_its_group(app: Any, by_city: Any) -> None:
    table = by_city.table
    key = table.model.id_at(1)
    table.writer.write_one(key, "city", "从前没有的市")
    app.jobs.wait_idle()
    assert ("从前没有的市",) in table.model.tree.all_paths()
    (path,) = table.model.tree.paths_of(key)
    assert path == ("从前没有的市",)


def test_a_selected_group_is_exported_and_a_closed_one_opened_for_its_row(app: Any, by_city: Any, qtbot: Any) -> None:
    table = by_city.table
    table.view.clearSelection()
    table.view.scrollToTop()
    qtbot.mouseClick(table.view.frozen.viewport(), Qt.MouseButton.LeftButton, pos=table.view.check_point(0))
    line = table.model.group_at(0)
    assert f"选中 {line.count:,} 条" in table.footer.text()
    assert count(app.context.ledger, table.selected_query()) == line.count
    table.shape.fold_all(True)
    wanted = table.model.all_ids[150]
    by_city.open(problem_id=wanted)
    assert table.model.id_at(table.view.currentIndex().row()) == wanted
    assert export_columns(table)[0].key == "ledger_number"


def test_the_workbook_has_the_rows_in_the_order_of_the_groups(app: Any, by_city: Any) -> None:
    table, ledger = by_city.table, app.context.ledger
    cities = [row[0] for row in problem_cells(ledger, list(table.model.all_ids), ["city"]).values()]
    assert table.listed_query().sort[0] == ("city", False) and len(cities) == 300


def test_groups_frozen_columns_and_wrapping_come_back_and_views_keep_them(app: Any, by_city: Any) -> None:
    table = by_city.table
    table.shape.set_frozen(2)
    table.shape.set_wrapped(True)
    table.shape.fold_all(True)
    state, content = by_city.save_state(), view_content(table)
    table.shape.restore({})
    table.reload()
    app.jobs.wait_idle()
    assert (table.model.tree, table.view.frozen_count, table.view.heights.enabled) == (None, 3, False)
    by_city.restore_state(state)
    table.reload()
    app.jobs.wait_idle()
    assert all(key < 0 for key in table.model.ids) and table.view.frozen_count == 2
    assert table.wrap_button.isChecked() and table.view.delegate.wraps
    assert "city" in str(content)


def test_the_menu_of_a_header_freezes_and_groups(app: Any, everything: Any) -> None:
    table = everything.table
    everything.window().activateWindow()
    assert table.view.frozen_count == 3
    menu = column_menu(everything, 4, QPoint(0, 0))
    choose(menu, "冻结到此列")
    assert table.view.frozen_count == 5 and not table.view.frozen.isColumnHidden(4)
    menu = column_menu(everything, 3, QPoint(0, 0))
    choose(menu, "取消冻结")
    choose(menu, "按问题类别分组")
    app.jobs.wait_idle()
    assert table.view.frozen_count == 1 and table.shape.group_keys == ("category",)


def test_the_wrap_button_makes_rows_taller(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    table.view.go_to_row(0, 3)
    qtbot.mouseClick(table.wrap_button, Qt.MouseButton.LeftButton)
    heights = [table.view.rowHeight(row) for row in range(5)]
    assert max(heights) > 30 and max(heights) <= 30 + 4 * 22
    qtbot.mouseClick(table.wrap_button, Qt.MouseButton.LeftButton)
    assert {table.view.rowHeight(row) for row in range(30)} == {30}


def test_a_past_day_stands_in_groups_too(app: Any, by_city: Any) -> None:
    from models import clock

    table = by_city.table
    app.context.open_page("ledger", query=ProblemQuery(as_of=clock.today()), title="今天的台账")
    app.jobs.wait_idle()
    assert table.model.tree is not None and len(table.model.all_ids) == 300


def test_more_rows_than_one_question_takes_can_be_selected(app: Any, everything: Any, tmp_path: Path) -> None:
    query = everything.table.query().but(ids=tuple(range(1, 200_000)))
    assert count(app.context.ledger, query) == 300
