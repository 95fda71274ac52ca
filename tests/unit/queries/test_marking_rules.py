"""标记规则: the marks a bureau gives by its own rules, in cells, filters, counts, conditions, the export and undo."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from models import clock
from models.errors import UserError
from models.exporting.ledger_table import export_columns, export_problems
from models.operations import CellEdit, edit_cells, move_status, redo, undo_last
from models.operations.marking import (
    RuleDraft,
    add_rules,
    change_rule,
    delete_rule,
    list_rules,
    missing_presets,
    move_rule,
    preset_rules,
    preview_count,
    switch_rule,
)
from models.queries.check import check_ledger
from models.queries.facets import facet_lines
from models.queries.problems import ProblemQuery, problem_cells, problem_ids
from models.store import Ledger

DUSTY = RuleDraft("扬尘", "flag", "amber", "category ~ 扬尘", "category")


def words(ledger: Ledger, **more: Any) -> dict[int, tuple[str, ...]]:
    return {key: cells[0] for key, cells in problem_cells(ledger, [1, 2, 3, 4, 5], ["markings"], **more).items()}


def kept(ledger: Ledger, **more: Any) -> list[int]:
    return sorted(problem_ids(ledger, ProblemQuery(**more)))


def by_word(ledger: Ledger) -> dict[str, Any]:
    return {line.draft.word: line for line in list_rules(ledger)}


def test_a_new_ledger_has_the_shipped_rules_and_every_one_can_be_read(ledger: Ledger) -> None:
    lines = list_rules(ledger)
    assert [line.draft for line in lines] == preset_rules()
    assert all(not line.broken for line in lines)
    assert {line.draft.word: line.found for line in lines if line.found} == {
        "弄虚作假": 1, "临近到期": 1, "问责四类": 1,
    }  # fmt: skip
    assert missing_presets(ledger) == []


def test_marks_are_judged_for_the_rows_asked_for(ledger: Ledger) -> None:
    assert words(ledger) == {1: ("弄虚作假",), 2: ("临近到期",), 3: (), 4: (), 5: ()}
    with clock.freeze(clock.now() + timedelta(days=10)):
        assert words(ledger)[1] == ("逾期20天以上", "弄虚作假"), "in the order of the rules"
    with clock.freeze(clock.now() + timedelta(days=8)):
        assert words(ledger)[1] == ("弄虚作假",), "19 days are not 20"
    move_status(ledger, [3], "整改中", reason="未完成")
    assert words(ledger)[3] == ("立行立改未完成",)


def test_rows_are_found_by_their_mark_and_counted(ledger: Ledger) -> None:
    add_rules(ledger, [DUSTY])
    assert kept(ledger, filters={"markings": ("扬尘", "弄虚作假")}) == [1, 4]
    assert kept(ledger, filters={"markings": (None,)}) == [3, 5]
    assert kept(ledger, where="mark = 扬尘") == [4]
    assert kept(ledger, where="mark in (扬尘, 临近到期)") == [2, 4]
    assert kept(ledger, where="markings ~ 弄虚") == [1]
    assert kept(ledger, where="mark != 扬尘") == [1, 2, 3, 5]
    pairs = facet_lines(ledger, ProblemQuery(filters={"markings": ("扬尘",)}), "markings").pairs
    assert pairs == [("弄虚作假", 1), ("临近到期", 1), ("扬尘", 1), (None, 2)]
    with pytest.raises(UserError, match="没有“没有的”这个标记"):
        kept(ledger, where="mark = 没有的")


def test_marks_of_a_past_day_are_those_of_that_day(ledger: Ledger) -> None:
    with clock.freeze(clock.now() + timedelta(days=1)):
        edit_cells(ledger, [CellEdit(1, "falsified", False)])
        day = date(2019, 5, 6)
        assert words(ledger, as_of=day)[1] == ("弄虚作假",)
        assert words(ledger)[1] == ()
        assert kept(ledger, filters={"markings": ("弄虚作假",)}, as_of=day) == [1]
        assert kept(ledger, where="mark = 弄虚作假", as_of=day) == [1]
        pairs = facet_lines(ledger, ProblemQuery(as_of=day), "markings").pairs
        assert pairs == [("弄虚作假", 1), ("临近到期", 1), (None, 3)]


def test_the_mark_is_a_word_in_the_workbook(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    export_problems(ledger, ProblemQuery(sort=()), export_columns(["ledger_number", "markings"]), path)
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0] == ("台账编号", "标记")
    assert rows[1:3] == [("ZG-000001", "弄虚作假"), ("ZG-000002", "临近到期")] and rows[3][1] is None


def test_rules_are_switched_changed_ordered_deleted_and_each_is_one_undo(ledger: Ledger) -> None:
    add_rules(ledger, [DUSTY])
    key = by_word(ledger)["扬尘"].id
    switch_rule(ledger, key, False)
    assert words(ledger)[4] == ()
    change_rule(ledger, key, RuleDraft("扬尘类", "star", "red", "category = 扬尘污染", None, False))
    undo_last(ledger)
    assert by_word(ledger)["扬尘"].draft.condition == DUSTY.condition, "also of a rule that is switched off"
    undo_last(ledger)
    assert words(ledger)[4] == ("扬尘",)
    move_rule(ledger, key, -20)
    assert list_rules(ledger)[0].id == key
    undo_last(ledger)
    assert list_rules(ledger)[-1].id == key
    delete_rule(ledger, key)
    assert "扬尘" not in by_word(ledger)
    undo_last(ledger)
    assert by_word(ledger)["扬尘"].draft == DUSTY
    redo(ledger)
    assert "扬尘" not in by_word(ledger)
    with pytest.raises(UserError, match="不在了"):
        delete_rule(ledger, key)
    assert check_ledger(ledger).ok


def test_an_old_ledger_can_take_the_shipped_rules(ledger: Ledger) -> None:
    for line in list_rules(ledger)[1:]:
        delete_rule(ledger, line.id)
    missing = missing_presets(ledger)
    assert len(missing) == len(preset_rules()) - 1
    change = add_rules(ledger, missing)
    assert change.fields == {"marks"} and missing_presets(ledger) == []


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (RuleDraft("  ", condition="city = 邯郸市"), "要有文字"),
        (RuleDraft("这个词对一格来说实在是太长太长了", condition="city = 邯郸市"), "最多 12 个字"),
        (RuleDraft("词"), "要有条件"),
        (RuleDraft("词", condition="没有的 = 1"), "没有“没有的”这个字段"),
        (RuleDraft("词", condition="mark = 弄虚作假"), "不能用别的标记规则"),
        (RuleDraft("词", condition="markings is null"), "不能用别的标记规则"),
        (RuleDraft("词", icon="没有", condition="city = 邯郸市"), "图标"),
        (RuleDraft("词", condition="city = 邯郸市", field="没有"), "列"),
    ],
)
def test_what_makes_no_rule_is_refused_in_words(ledger: Ledger, draft: RuleDraft, told: str) -> None:
    with pytest.raises(UserError, match=told):
        add_rules(ledger, [draft])


def test_a_preview_counts_and_a_broken_rule_marks_nothing(ledger: Ledger) -> None:
    assert preview_count(ledger, "city = 邯郸市") == 2
    with pytest.raises(UserError, match="第 1 个字"):
        preview_count(ledger, "没有的 = 1")
    from sqlalchemy import update

    from models.schema import MarkingRule

    with ledger.writing() as connection:
        connection.execute(update(MarkingRule).where(MarkingRule.word == "弄虚作假").values(condition="gone = 1"))
    assert words(ledger)[1] == ()
    assert "没有“gone”这个字段" in by_word(ledger)["弄虚作假"].broken
