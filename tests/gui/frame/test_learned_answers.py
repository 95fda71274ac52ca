"""设置 → 名称与用语: what imports were taught is listed, filtered, revoked, taken back, and added by hand."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.dialogs.teach_name import TaughtDraft, TeachNameDialog
from models.importing.values.by_hand import teaching
from models.operations.learned import Teaching, learn, list_answers


@pytest.fixture
def answers(app: Any) -> Any:
    """The tab, on a ledger that was taught four wordings."""
    ledger = app.context.ledger
    learn(ledger, [teaching("county", "港区", "郑州航空港经济综合实验区", "郑州市")])
    learn(ledger, [Teaching("value", "category", "土法炼油", "其他"), Teaching("value", "category", "待定", None)])
    learn(ledger, [Teaching("deadline", "deadline_text", "汛期前", {"kind": "date", "date": "2019-05-31"})])
    page = app.window.open_page("settings", tab="answers")
    assert app.jobs.wait_idle(20)
    return page.widget("answers")


def shown(answers: Any) -> list[tuple[str, ...]]:
    model = answers.table.lines
    return [tuple(model.data(model.index(row, column)) for column in range(model.columnCount()))
            for row in range(model.rowCount())]  # fmt: skip


def choose(answers: Any, said: str) -> None:
    lines = answers.table.lines.lines()
    answers.table.selectRow(next(place for place, line in enumerate(lines) if line.said == said))


def test_every_answer_is_listed_with_meaning_place_and_who(answers: Any) -> None:
    by_said = {row[2]: row for row in shown(answers)}
    assert by_said["港区"][:2] == ("地名", "县（市、区）")
    assert by_said["港区"][3:6] == ("郑州航空港经济综合实验区", "郑州市", answers.context.ledger.actor)
    assert by_said["港区"][7:] == ("手工添加", "使用中")
    assert by_said["待定"][3:5] == ("（留空）", "不限")
    assert by_said["汛期前"][3] == "具体日期，2019-05-31"
    assert answers.note.text() == "使用中 4 条"


def test_the_filter_looks_at_wording_meaning_and_city(answers: Any) -> None:
    answers.filter_edit.setText("郑州")
    assert [row[2] for row in shown(answers)] == ["港区"]
    answers.filter_edit.setText("其他")
    assert [row[2] for row in shown(answers)] == ["土法炼油"]
    answers.filter_edit.setText("没有的词")
    assert answers.stack.currentWidget() is answers.no_match
    answers.filter_edit.clear()
    assert len(shown(answers)) == 4


def test_a_revoked_answer_leaves_the_list_and_undo_brings_it_back(app: Any, answers: Any) -> None:
    choose(answers, "土法炼油")
    answers.revoke_button.click()
    assert app.jobs.wait_idle(20)
    assert "土法炼油" not in [row[2] for row in shown(answers)]
    assert "已撤销 1 条" in answers.note.text()
    app.commands.run("edit.undo")
    assert app.jobs.wait_idle(20)
    assert "土法炼油" in [row[2] for row in shown(answers)]


def test_revoked_answers_can_be_shown_and_taken_up_again(app: Any, answers: Any) -> None:
    choose(answers, "港区")
    answers.revoke_button.click()
    assert app.jobs.wait_idle(20)
    answers.revoked_box.setChecked(True)
    choose(answers, "港区")
    assert answers.restore_button.isEnabled() and not answers.revoke_button.isEnabled()
    answers.restore_button.click()
    assert app.jobs.wait_idle(20)
    assert all(line.active for line in list_answers(app.context.ledger))


def test_a_name_is_added_by_hand_inside_its_city(app: Any, answers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def ask(_cls: Any, _parent: Any, fields: Any, choices: Any, first: str = "") -> TaughtDraft:
        asked.update(choices)
        return TaughtDraft("county", "马头", "马头经济技术开发区", "邯郸")

    monkeypatch.setattr(TeachNameDialog, "ask", classmethod(ask))
    answers.add_button.click()
    assert app.jobs.wait_idle(20)
    line = next(line for line in list_answers(app.context.ledger) if line.said == "马头")
    assert (line.within, line.meant, line.batch) == ("邯郸市", "马头经济技术开发区", None)
    assert "马头" in [row[2] for row in shown(answers)]
    assert "扬尘污染" in asked["category"] and "邯郸市" in asked["city"]


def test_the_dialog_wants_a_city_for_a_county_and_two_different_names(app: Any) -> None:
    dialog = TeachNameDialog(app.window, {"county": "县（市、区）", "category": "问题类别"}, {"category": ["其他"]})
    dialog.said_edit.setText("港区")
    dialog.meant_edit.setText("郑州航空港经济综合实验区")
    assert not dialog.ok_button.isEnabled() and "哪个市" in dialog.hint.text()
    dialog.within_edit.setText("郑州市")
    assert dialog.ok_button.isEnabled()
    dialog.field_box.setCurrentIndex(1)
    assert not dialog.within_edit.isEnabled()
    assert dialog.draft() == TaughtDraft("category", "港区", "郑州航空港经济综合实验区", "")
    dialog.meant_edit.setText("港区")
    assert not dialog.ok_button.isEnabled() and "一样" in dialog.hint.text()
    dialog.deleteLater()


def test_without_answers_the_tab_says_what_belongs_here(app: Any) -> None:
    page = app.window.open_page("settings", tab="answers")
    assert app.jobs.wait_idle(20)
    assert page.widget("answers").stack.currentWidget() is page.widget("answers").nothing
    assert "以后都这样" in page.widget("answers").nothing.sentence_label.text()
