"""销号标准 are changed by the bureau, each step undoes, and what was used stays with the applications that used it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from models.errors import UserError
from models.operations import undo_last
from models.operations.closure_preparing import start_closures
from models.operations.closure_standards import (
    CONDITIONS,
    LEVELS,
    STANDARDS,
    ConditionDraft,
    LevelDraft,
    StandardDraft,
    add_line,
    edit_line,
    move_line,
    restore_presets,
    switch_line,
)
from models.queries.closure_standards import read_standards
from models.rules.closure import FILING, SELF_CHECK

sys.path.insert(0, str(Path(__file__).parent))
from closing import case_of


def standards(ledger):
    with ledger.reading() as connection:
        return read_standards(connection)


def test_every_shipped_standard_begins_with_a_self_check_and_ends_with_filing_and_says_its_origin(ledger):
    for one in standards(ledger):
        assert one.route[0].kind == SELF_CHECK and one.route[-1].kind == FILING
        assert one.origin and all(condition.origin for condition in one.conditions)
        assert [level.kind for level in one.route].count("publicity") == 1 and one.publicity_days == 7


def test_a_standard_of_the_bureaus_own_applies_to_its_category(ledger):
    add_line(ledger, StandardDraft("扬尘类", ("扬尘污染",), (), 0, "本单位规定"))
    own = standards(ledger)[-1]
    add_line(ledger, LevelDraft("自查", "self_check", "责任单位", None, "待销号"), own.id)
    add_line(ledger, LevelDraft("备案", "filing", "督察整改办", 5), own.id)
    add_line(ledger, ConditionDraft("裸土全部覆盖", True, "整改后照片"), own.id)
    with ledger.writing() as connection:
        from sqlalchemy import text

        connection.execute(text("update problem set category = '扬尘污染' where id = 5"))
    start_closures(ledger, [5], "王敏")
    case = case_of(ledger, 5)
    assert case.standard.name == "扬尘类" and [one.condition.text for one in case.conditions] == ["裸土全部覆盖"]


def test_steps_on_a_line_that_is_out_of_use_are_taken_back_too(ledger):
    level = standards(ledger)[0].levels[1]
    switch_line(ledger, LEVELS, level.id, False)
    order = [one.id for one in standards(ledger)[0].levels]
    edit_line(ledger, level.id, LevelDraft("另一级", level.kind))
    move_line(ledger, LEVELS, level.id, 1)
    assert [one.id for one in standards(ledger)[0].levels] != order
    assert not undo_last(ledger).kept
    assert [one.id for one in standards(ledger)[0].levels] == order
    assert not undo_last(ledger).kept
    assert standards(ledger)[0].levels[1].name == level.name


def test_lines_are_edited_moved_and_switched_and_each_step_undoes(ledger):
    first = standards(ledger)[0]
    edit_line(ledger, first.conditions[0].id, ConditionDraft("措施全部完成", False))
    move_line(ledger, CONDITIONS, first.conditions[0].id, 1)
    change = switch_line(ledger, CONDITIONS, first.conditions[4].id, False)
    assert change.title.startswith("停用销号条件“追根溯源") and change.fields == {"standards"}
    now = standards(ledger)[0]
    assert [one.text[:4] for one in now.conditions[:2]] == ["违法行为", "措施全部"]
    assert not now.conditions[1].needs_evidence and not now.conditions[4].active
    for _step in range(3):
        undo_last(ledger)
    assert standards(ledger)[0] == first


def test_the_first_and_the_last_level_cannot_be_taken_away(ledger):
    first = standards(ledger)[0]
    for level, kind in ((first.levels[0], "自查"), (first.levels[-1], "备案")):
        with pytest.raises(UserError, match=f"至少要有一级“{kind}”"):
            switch_line(ledger, LEVELS, level.id, False)
    assert standards(ledger)[0] == first


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (StandardDraft(" "), "没有填写标准名称"),
        (StandardDraft("甲", publicity_days=90), "公示天数应在 0 到 60 之间"),
        (ConditionDraft(""), "没有填写条件"),
        (LevelDraft("甲", "vote"), "没有“vote”这种层级"),
        (LevelDraft("甲", "review", workdays=0), "办理时限应在 1 到 60"),
    ],
)
def test_what_cannot_be_is_refused(ledger, draft, sentence):
    with pytest.raises(UserError, match=sentence):
        add_line(ledger, draft, standards(ledger)[0].id)


def test_presets_are_put_back_and_own_standards_stay(ledger):
    before = standards(ledger)
    add_line(ledger, StandardDraft("自己的"))
    add_line(ledger, ConditionDraft("另加的一条"), before[0].id)
    edit_line(ledger, before[0].levels[1].id, LevelDraft("县级验收", "review", "县政府", 3, "销号审核中"))
    switch_line(ledger, STANDARDS, before[1].id, False)
    restore_presets(ledger)
    now = {one.name: one for one in standards(ledger)}
    assert now["一般问题"].levels == before[0].levels and now["双替代类"].active
    assert [one.active for one in now["一般问题"].conditions] == [True] * 5 + [False]
    assert "自己的" in now
    undo_last(ledger)
    assert standards(ledger)[0].levels[1].unit == "县政府"
