"""A view keeps filters, columns, order and widths under a name, in the ledger, for this page and the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop.dialogs.ask_name import AskNameDialog, NameDraft
from models.operations.views import find_view, list_views
from models.queries.problems import count
from models.queries.view_content import columns_of, query_of


def save(app: Any, page: Any, monkeypatch: Any, name: str) -> None:
    monkeypatch.setattr(AskNameDialog, "ask", lambda *_args: NameDraft(name, False))
    page.view_menu.save()
    assert app.jobs.wait_idle()


def test_a_saved_view_brings_everything_back(app: Any, page: Any, monkeypatch: Any) -> None:
    table = page.table
    table.set_columns(["ledger_number", "place", "status"])
    table.ask(replace(table.filters.cleared(), scope="overdue").with_sort("site_name"))
    app.jobs.wait_idle()
    shown = list(table.model.ids)
    save(app, page, monkeypatch, "逾期的")
    page.view_menu.apply_usual()
    app.jobs.wait_idle()
    assert list(table.model.ids) != shown
    page.view_menu.apply(find_view(app.context.ledger, "逾期的"))
    app.jobs.wait_idle()
    assert list(table.model.ids) == shown
    assert table.chosen_keys == ["ledger_number", "place", "status"]
    assert table.filters.scope == "overdue" and page.filter_bar.origin_chip.text == ""


def test_the_command_line_understands_the_view(app: Any, page: Any, monkeypatch: Any) -> None:
    page.table.set_columns(["ledger_number", "place", "status"])
    save(app, page, monkeypatch, "未整改的")
    content = find_view(app.context.ledger, "未整改的").content
    assert [key for key, _title, _width in columns_of(content)] == ["ledger_number", "city", "county", "status"]
    assert count(app.context.ledger, query_of(content)) == page.table.model.rowCount()


def test_a_deleted_view_can_be_brought_back(app: Any, page: Any, monkeypatch: Any, messages: list[Any]) -> None:
    save(app, page, monkeypatch, "临时")
    (view,) = list_views(app.context.ledger)
    page.view_menu.delete(view)
    app.jobs.wait_idle()
    assert list_views(app.context.ledger) == []
    messages[-1].action()
    app.jobs.wait_idle()
    assert [one.name for one in list_views(app.context.ledger)] == ["临时"]


def test_the_menu_lists_the_views(app: Any, page: Any, monkeypatch: Any) -> None:
    save(app, page, monkeypatch, "甲")
    page.view_menu.views = list_views(app.context.ledger)
    menu = page.view_menu.build()
    assert [action.text() for action in menu.actions() if action.text()] == [
        "本人视图",
        "&1  甲",
        "&0  默认视图",
        "保存到“甲”",
        "还原为保存的样子",
        "另存为…",
        "重命名…",
        "删除“甲”",
        "打开台账时用这个视图",
    ]


def test_a_taken_name_is_announced(page: Any, qtbot: Any) -> None:
    dialog = AskNameDialog(page, "保存视图", "名称：", {"甲"})
    qtbot.addWidget(dialog)
    assert not dialog.ok_button.isEnabled()
    dialog.edit.setText(" 甲 ")
    assert dialog.ok_button.isEnabled() and "替换" in dialog.hint.text()
    assert dialog.draft() == NameDraft("甲", False)
