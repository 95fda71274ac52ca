"""The view above the table: its name and star, saving, saving as, renaming, deleting, opening with it, by keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from desktop.dialogs.ask_name import AskNameDialog, NameDraft
from models.cli import main
from models.operations import list_views
from models.operations.views import opening_view, save_view
from models.queries.filter_tests import FilterTest
from models.queries.history_conditions import HistoryTest
from models.queries.problems import ProblemQuery, problem_ids

LEFT = Qt.MouseButton.LeftButton


def save_as(app: Any, page: Any, monkeypatch: Any, name: str, shared: bool = False) -> None:
    monkeypatch.setattr(AskNameDialog, "ask", lambda *_args: NameDraft(name, shared))
    page.view_menu.save_as()
    assert app.jobs.wait_idle()


def title(page: Any, qtbot: Any) -> str:
    qtbot.wait(5)
    return page.filter_bar.view_button.text().strip()


def open_menu(app: Any) -> QMenu:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible())


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def test_the_star_tells_that_something_was_changed_and_one_click_keeps_it(
    app: Any, everything: Any, monkeypatch: Any, qtbot: Any
) -> None:
    bar, table = everything.filter_bar, everything.table
    assert title(everything, qtbot) == "视图：默认视图"
    save_as(app, everything, monkeypatch, "全部")
    assert title(everything, qtbot) == "视图：全部" and not bar.save_view_button.isVisible()
    table.ask(table.filters.with_values("status", ("整改中",)))
    assert title(everything, qtbot) == "视图：全部 *"
    table.ask(table.filters.with_values("status", None))
    assert title(everything, qtbot) == "视图：全部", "back as it was"
    table.set_columns(["ledger_number", "status"])
    assert title(everything, qtbot) == "视图：全部 *"
    qtbot.mouseClick(bar.save_view_button, LEFT)
    assert app.jobs.wait_idle()
    assert title(everything, qtbot) == "视图：全部"
    (view,) = list_views(app.context.ledger)
    assert view.content["page"]["columns"] == ["ledger_number", "status"]


def test_grouping_wrapping_frozen_columns_and_widths_belong_to_a_view(
    app: Any, everything: Any, monkeypatch: Any, qtbot: Any
) -> None:
    table = everything.table
    save_as(app, everything, monkeypatch, "平铺")
    table.shape.set_grouping(("city",))
    table.shape.set_wrapped(True)
    table.shape.set_frozen(1)
    table.set_widths({"site_name": 222})
    assert app.jobs.wait_idle()
    assert title(everything, qtbot) == "视图：平铺 *"
    save_as(app, everything, monkeypatch, "分市", shared=True)
    everything.view_menu.apply(everything.view_menu.views[-1])
    assert app.jobs.wait_idle()
    assert not table.shape.group_keys and table.view.frozen_count != 1 and table.widths() == {}
    everything.view_menu.apply(everything.view_menu.views[0])
    assert app.jobs.wait_idle()
    assert table.shape.group_keys == ("city",) and table.view.frozen_count == 1
    assert table.shape.state()["wrap"] and table.widths()["site_name"] == 222
    assert title(everything, qtbot) == "视图：分市"


def test_the_keyboard_switches_between_views(app: Any, everything: Any, monkeypatch: Any, qtbot: Any) -> None:
    table = everything.table
    save_as(app, everything, monkeypatch, "全部的")
    table.ask(replace(table.filters, scope="overdue"))
    save_as(app, everything, monkeypatch, "逾期的", shared=True)
    qtbot.keyClick(app.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    menu = open_menu(app)
    assert texts(menu)[:5] == ["全局视图", "&1  逾期的", "本人视图", "&2  全部的", "&0  默认视图"]
    qtbot.keyClick(menu, Qt.Key.Key_2)
    assert app.jobs.wait_idle()
    assert table.filters.scope == "all" and title(everything, qtbot) == "视图：全部的"


def test_a_view_is_renamed_and_a_taken_name_refused(app: Any, everything: Any, monkeypatch: Any, qtbot: Any) -> None:
    save_as(app, everything, monkeypatch, "甲")
    save_as(app, everything, monkeypatch, "乙")
    dialog = AskNameDialog(everything, "重命名视图", "改名为：", {"甲"})
    qtbot.addWidget(dialog)
    dialog.for_renaming("乙")
    dialog.edit.setText("甲")
    assert not dialog.ok_button.isEnabled() and "请换一个名字" in dialog.hint.text()
    monkeypatch.setattr(AskNameDialog, "ask_new_name", lambda *_args: "丙")
    everything.view_menu.rename()
    assert app.jobs.wait_idle()
    assert sorted(view.name for view in list_views(app.context.ledger)) == ["丙", "甲"]
    assert title(everything, qtbot) == "视图：丙"


def test_deleting_leaves_the_screen_and_can_be_taken_back(
    app: Any, everything: Any, monkeypatch: Any, qtbot: Any, messages: list[Any]
) -> None:
    save_as(app, everything, monkeypatch, "临时")
    rows = list(everything.table.model.ids)
    menu = everything.view_menu.build()
    next(action for action in menu.actions() if action.text() == "删除“临时”").trigger()
    assert app.jobs.wait_idle()
    assert list_views(app.context.ledger) == [] and list(everything.table.model.ids) == rows
    assert title(everything, qtbot) == "视图：默认视图"
    messages[-1].action()
    assert app.jobs.wait_idle()
    assert [view.name for view in list_views(app.context.ledger)] == ["临时"]


def test_the_ledger_opens_with_the_chosen_view(
    app: Any, everything: Any, monkeypatch: Any, qtbot: Any, start_app: Any
) -> None:
    table = everything.table
    table.ask(replace(table.filters, scope="closed"))
    save_as(app, everything, monkeypatch, "已完成")
    everything.view_menu.set_opening(True)
    assert app.jobs.wait_idle()
    found = opening_view(app.context.ledger)
    assert found is not None and found.name == "已完成"
    table.ask(replace(table.filters, scope="overdue"))
    assert app.jobs.wait_idle()
    folder = app.context.ledger.folder
    app.close()
    again = start_app(folder)
    page = again.window.open_page("ledger")
    assert again.jobs.wait_idle()
    assert page.table.filters.scope == "closed" and title(page, qtbot) == "视图：已完成"


def test_without_one_the_page_comes_back_as_it_was_left_with_the_name_of_its_view(
    app: Any, everything: Any, monkeypatch: Any, qtbot: Any, start_app: Any
) -> None:
    save_as(app, everything, monkeypatch, "全部")
    everything.table.ask(everything.table.filters.with_values("status", ("整改中",)))
    everything.table.set_widths({"site_name": 234})
    assert app.jobs.wait_idle()
    folder = app.context.ledger.folder
    app.close()
    again = start_app(folder)
    page = again.window.open_page("ledger")
    assert again.jobs.wait_idle()
    assert page.table.filters.values == {"status": ("整改中",)} and page.table.widths()["site_name"] == 234
    assert title(page, qtbot) == "视图：全部 *"


def test_the_command_line_exports_a_view_with_its_history_marks_and_groups(
    app: Any, everything: Any, monkeypatch: Any, tmp_path: Path, capsys: Any
) -> None:
    table, ledger = everything.table, app.context.ledger
    table.set_columns(["ledger_number", "city", "markings", "deadline"])
    table.shape.set_grouping(("city",))
    filters = replace(table.filters, due="past").with_history(HistoryTest("overdue"))
    table.ask(filters.with_values("site_name", (FilterTest("contains", ("有限",)),)))
    assert app.jobs.wait_idle()
    save_as(app, everything, monkeypatch, "曾逾期的", shared=True)
    (view,) = list_views(ledger)
    assert [part[0] for part in view.content["where"]] == ["days_left"], "counted from the day of the export"
    wanted = problem_ids(
        ledger, ProblemQuery(where="days_left < 0 and site_name ~ 有限", history=(HistoryTest("overdue"),))
    )  # fmt: skip
    folder = ledger.folder
    app.close()
    out = tmp_path / "out.xlsx"
    assert main(["--ledger", str(folder), "export", str(out), "--view", "曾逾期的"]) == 0
    rows = list(load_workbook(out).active.iter_rows(values_only=True))
    assert rows[0] == ("台账编号", "市", "标记", "整改期限") and len(rows) == len(wanted) + 1 > 2
    cities = [row[1] for row in rows[1:]]
    assert cities == sorted(cities), "group by group"
    capsys.readouterr()


def test_an_old_view_of_the_table_still_loads(app: Any, everything: Any, qtbot: Any) -> None:
    own = {"columns": ["ledger_number", "place"], "widths": {"place": 150}, "scope": "all", "due": ""}
    content = {
        "columns": [["ledger_number", 12], ["city", 8]], "filters": {"status": ["整改中"]}, "marks": [],
        "search": "", "sort": [["deadline", False]], "where": [], "page": own,
    }  # fmt: skip
    save_view(app.context.ledger, "ledger", "旧的", content)
    everything.view_menu._read_now()
    everything.view_menu.apply(everything.view_menu.views[0])
    assert app.jobs.wait_idle()
    assert everything.table.chosen_keys == ["ledger_number", "place"]
    assert everything.table.filters.values == {"status": ("整改中",)}
