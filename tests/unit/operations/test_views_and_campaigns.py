"""Saved views and campaigns."""

from datetime import date
from decimal import Decimal

import pytest

from models.errors import UserError
from models.operations import (
    close_campaign,
    create_campaign,
    delete_view,
    find_view,
    list_campaigns,
    list_views,
    opening_view,
    rename_view,
    reopen_campaign,
    save_view,
    set_opening_view,
)  # fmt: skip
from models.queries.check import check_ledger
from models.queries.problems import ProblemQuery, problem_ids
from models.queries.view_content import columns_of, content_of, query_of
from models.store import Ledger


def test_a_query_comes_back_from_a_view_as_it_was(ledger):
    query = ProblemQuery(
        where="deadline < 2019-05-01 and weight > 1 and status in (整改中, 待整改) and number is not null",
        search="武安",
        sort=(("city", True), ("deadline", False)),
        filters={"deadline": (date(2019, 4, 25), None), "weight": (Decimal("1.5"),), "falsified": (True,)},
        marks=("overdue",),
    )
    save_view(ledger, "ledger", "逾期 的", content_of(query, [("city", 8), ("deadline", 12)]))
    content = find_view(ledger, "逾期 的").content
    again = query_of(content)
    assert again == query.but(where=query.condition())
    assert list(problem_ids(ledger, again)) == [1]
    assert columns_of(content) == [("city", "市", 8.0), ("deadline", "整改期限", 12.0)]


def test_a_view_is_personal_unless_shared(ledger):
    save_view(ledger, "ledger", "我的", {"sort": []})
    save_view(ledger, "ledger", "全局的", {"sort": []}, shared=True)
    ledger.close()
    with Ledger.open(ledger.folder, actor="李四") as other:
        assert [(view.name, view.shared) for view in list_views(other)] == [("全局的", True)]
        with pytest.raises(UserError, match="可用的有全局的"):
            find_view(other, "我的")


def test_saving_again_replaces_and_deleting_removes(ledger):
    save_view(ledger, "ledger", "一", {"search": "甲"})
    save_view(ledger, "ledger", "一", {"search": "乙"})
    (view,) = list_views(ledger)
    assert view.content == {"search": "乙"}
    assert delete_view(ledger, view.id).kind == "setting"
    assert list_views(ledger) == []
    with pytest.raises(UserError):
        delete_view(ledger, view.id)
    with pytest.raises(UserError):
        save_view(ledger, "ledger", "  ", {})
    assert check_ledger(ledger).ok


def test_unknown_columns_of_an_old_view_are_left_out():
    content = {"columns": [["gone", 3], ["city", 4]], "sort": [["gone", True]], "filters": {"gone": [1]}}
    assert columns_of(content) == [("city", "市", 4.0)]
    assert query_of(content) == ProblemQuery(sort=())
    with pytest.raises(UserError, match="没有列"):
        columns_of({"columns": [["gone", 3]]})


def test_campaigns_are_made_closed_and_reopened(ledger):
    create_campaign(ledger, "第三轮 中央督察", issuer="中央督察办", started_on=date(2019, 5, 1))
    assert [(line.name, line.is_open, line.problems) for line in list_campaigns(ledger)] == [
        ("第三轮 中央督察", True, 0), ("2018—2019 强化监督", True, 4), ("第二轮中央督察", False, 1),
    ]  # fmt: skip
    close_campaign(ledger, "第三轮 中央督察")
    assert not next(line for line in list_campaigns(ledger) if line.name == "第三轮 中央督察").is_open
    assert close_campaign(ledger, "第三轮 中央督察").change_set_id == 0
    reopen_campaign(ledger, "第三轮 中央督察")
    for name in ("", "第三轮 中央督察", "长" * 201):
        with pytest.raises(UserError):
            create_campaign(ledger, name)
    with pytest.raises(UserError, match="没有名为"):
        close_campaign(ledger, "没有的")
    assert check_ledger(ledger).ok


def test_a_view_is_renamed_unless_the_name_is_taken(ledger):
    save_view(ledger, "ledger", "一", {"search": "甲"})
    save_view(ledger, "ledger", "二", {"search": "乙"})
    save_view(ledger, "ledger", "三", {"search": "丙"}, shared=True)
    known = {view.name: view.id for view in list_views(ledger)}
    assert rename_view(ledger, known["一"], " 三 ").fields == {"view"}, "another's, or the bureau's, may bear the name"
    assert sorted(view.name for view in list_views(ledger)) == ["三", "三", "二"]
    for name, told in (("三", "已经有名为"), ("  ", "要有名称")):
        with pytest.raises(UserError, match=told):
            rename_view(ledger, known["二"], name)
    with pytest.raises(UserError, match="不在了"):
        rename_view(ledger, 999, "四")
    assert check_ledger(ledger).ok


def test_each_person_opens_a_page_with_a_view_of_their_own_choice(ledger):
    save_view(ledger, "ledger", "全局的", {"sort": []}, shared=True)
    (view,) = list_views(ledger)
    assert opening_view(ledger) is None
    set_opening_view(ledger, view.id)
    assert opening_view(ledger) == view
    assert [one.name for one in list_views(ledger)] == ["全局的"], "the choice is no view"
    ledger.actor = "李四"
    assert opening_view(ledger) is None
    ledger.actor = "张三"
    set_opening_view(ledger, None)
    assert opening_view(ledger) is None
    set_opening_view(ledger, view.id)
    delete_view(ledger, view.id)
    assert opening_view(ledger) is None, "a view that is gone opens nothing"


def test_a_grouped_view_is_listed_group_by_group():
    content = {"sort": [["deadline", False], ["city", True]], "group": ["city", "gone", "status"]}
    assert query_of(content).sort == (("city", True), ("status", False), ("deadline", False))
