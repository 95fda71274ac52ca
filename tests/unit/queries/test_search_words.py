"""Words are found by the index exactly where comparing every text finds them, whatever is done to the ledger."""

from __future__ import annotations

import random
import sqlite3

import pytest
from sqlalchemy import insert

from models.operations import CellEdit, edit_cells
from models.operations.history import open_change_set
from models.operations.trash import remove_problems, restore_problems
from models.operations.undo import undo_last
from models.queries.problems import ProblemQuery, problem_ids
from models.queries.search import find
from models.queries.search_words import VISIT_RECIPE, compared, index_of, problem_recipe, recipes, word_clauses
from models.queries.visits import VisitQuery, visit_ids
from models.schema import Campaign, Problem, Visit
from models.store import Ledger
from models.store.search_filling import fill, is_behind

LETTERS = "锅炉没有拆除散乱污企业晋城市aAbB19%_\\'\"“，。ＡＢ１（）-*()^\U00020000\ue000 　\t\n"


def _text(dice: random.Random, most: int = 14) -> str:
    return "".join(dice.choices(LETTERS, k=dice.randrange(most + 1)))


@pytest.fixture
def mixed(empty_ledger) -> Ledger:
    """400 problems and visits of random texts in a small alphabet, so that words occur by chance."""
    dice = random.Random(11)
    with empty_ledger.writing() as connection:
        recorder = open_change_set(connection, "张三", "随机", kind="import")
        connection.execute(insert(Campaign).values(id=1, name="甲", is_open=True))
        rows = [
            {
                "id": key,
                "ledger_number": f"ZG-{key:06}",
                "campaign_id": 1,
                "status": "待整改",
                "created_in": recorder.id,
            }
            | {name: _text(dice) or None for name in ("number", "site_name", "description", "city", "remarks", "extra")}
            for key in range(1, 401)
        ]
        connection.execute(insert(Problem), rows)
        visits = [
            {"id": key, "campaign_id": 1, "found_problem": False, "version": 1}
            | {name: _text(dice) or None for name in ("number", "site_name", "finding", "address")}
            for key in range(1, 401)
        ]
        connection.execute(insert(Visit), visits)
        recorder.created(range(1, 401))
        recorder.created(range(1, 401), entity="visit")
        recorder.close()
    return empty_ledger


def _words(number: int) -> list[str]:
    dice = random.Random(5)
    plain = LETTERS.replace(" ", "").replace("　", "").replace("\t", "").replace("\n", "")
    words = [*plain]
    while len(words) < number:
        word = "".join(dice.choices(plain, k=dice.choice((2, 2, 3, 4))))
        words.append(word if dice.random() < 0.8 else f"{word} {dice.choice(plain)}")
    return words


def _by_comparing(ledger: Ledger, recipe, words: list[str]) -> list[int]:
    from sqlalchemy import select

    table = recipe.table
    with ledger.reading() as connection:
        query = select(table.c.id).where(table.c.removed_in.is_(None), *compared(recipe, words)).order_by(table.c.id)
        return list(connection.execute(query).scalars())


def _by_the_ledger(ledger: Ledger, recipe, text: str) -> list[int]:
    if recipe is VISIT_RECIPE:
        return sorted(visit_ids(ledger, VisitQuery(search=text)))
    return sorted(problem_ids(ledger, ProblemQuery(search=text)))


def _same_everywhere(ledger: Ledger, texts: list[str]) -> None:
    for text in texts:
        for recipe, kind in ((problem_recipe(), "problem"), (VISIT_RECIPE, "visit")):
            wanted = _by_comparing(ledger, recipe, text.split())
            assert _by_the_ledger(ledger, recipe, text) == wanted, text
            if text.isprintable() and not any(char in text for char in "ＡＢ１"):
                answer = find(ledger, text, 400)
                if wanted:
                    assert sorted(hit.id for hit in answer.hits if hit.kind == kind) == wanted, text
                    assert answer.totals[kind].count == len(wanted), text


def _narrowed(ledger: Ledger, word: str) -> bool:
    """Whether the index was asked: its condition is not the plain comparison."""
    with ledger.reading() as connection:
        mine = word_clauses(connection, problem_recipe(), [word])
        return len(mine) != 1 or str(mine[0]) != str(compared(problem_recipe(), [word])[0])


def test_the_index_finds_what_comparing_finds(mixed):
    texts = _words(100)
    assert not _narrowed(mixed, "锅炉")
    _same_everywhere(mixed, texts[::6])
    assert fill(mixed, recipes())
    assert is_behind(mixed, recipes()) == 0
    assert _narrowed(mixed, "锅炉")
    _same_everywhere(mixed, texts)


def test_rows_that_changed_since_are_found_as_they_are_before_and_after_they_are_indexed(mixed):
    assert fill(mixed, recipes())
    texts = [*_words(100)[::5], "全新", "全新的词", "散乱"]
    edit_cells(mixed, [CellEdit(key, "description", f"第{key}条 全新的词 锅炉") for key in range(1, 40)])
    remove_problems(mixed, range(30, 60))
    _same_everywhere(mixed, texts)
    assert is_behind(mixed, recipes()) > 0
    assert fill(mixed, recipes())
    assert is_behind(mixed, recipes()) == 0
    _same_everywhere(mixed, texts)
    restore_problems(mixed, range(30, 60))
    undo_last(mixed)
    restore_problems(mixed, range(40, 50))
    _same_everywhere(mixed, texts)
    assert fill(mixed, recipes())
    edit_cells(mixed, [CellEdit(1, "description", "又改")])
    edit_cells(mixed, [CellEdit(1, "description", "再改")])
    undo_last(mixed)
    assert fill(mixed, recipes())
    _same_everywhere(mixed, [*texts, "又改", "再改"])
    assert problem_ids(mixed, ProblemQuery(search="又改")).tolist() == [1]


def test_rows_that_came_since_are_found_before_they_are_indexed(mixed):
    assert fill(mixed, recipes())
    with mixed.writing() as connection:
        recorder = open_change_set(connection, "张三", "又一批", kind="import")
        values = {
            "id": 900,
            "ledger_number": "ZG-000900",
            "campaign_id": 1,
            "status": "待整改",
            "site_name": "新来的厂",
        }
        connection.execute(insert(Problem).values(values))
        recorder.created([900])
        recorder.close()
    assert problem_ids(mixed, ProblemQuery(search="新来的厂")).tolist() == [900]
    assert find(mixed, "新来").totals["problem"].count == 1
    assert fill(mixed, recipes())
    assert problem_ids(mixed, ProblemQuery(search="新来")).tolist() == [900]


def test_the_trash_is_searched_without_the_index(mixed):
    remove_problems(mixed, range(1, 200))
    assert fill(mixed, recipes())
    found = problem_ids(mixed, ProblemQuery(search="锅", removed=True))
    assert len(found) > 20
    assert max(found) < 200


def test_filling_goes_on_where_it_was_paused(mixed, monkeypatch):
    monkeypatch.setattr("models.store.search_filling._CHUNK", 100)
    asked: list[int] = []
    assert not fill(mixed, recipes(), pause=lambda: asked.append(1) or len(asked) > 2)
    assert 0 < is_behind(mixed, recipes()) < 800
    _same_everywhere(mixed, _words(60)[::4])
    assert fill(mixed, recipes())
    _same_everywhere(mixed, _words(60)[::4])


def test_a_transaction_that_writes_does_not_ask_the_index(mixed):
    assert fill(mixed, recipes())
    with mixed.writing() as connection:
        assert index_of(connection) is None


@pytest.mark.parametrize("harm", ["rubbish", "cut", "emptied", "other format", "gone"])
def test_a_damaged_index_is_replaced_and_never_asked(mixed, harm):
    assert fill(mixed, recipes())
    path = mixed.search.file.path
    mixed.search.close()
    mixed._search = None
    whole = path.read_bytes()
    match harm:
        case "rubbish":
            path.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
        case "cut":
            path.write_bytes(whole[: len(whole) // 3 // 4096 * 4096 + 100])
        case "emptied":
            path.write_bytes(b"")
        case "other format":
            with sqlite3.connect(path) as other:
                other.execute("PRAGMA user_version = 999")
                other.execute("UPDATE state SET recipe = 'another'")
            other.close()
        case _:
            path.unlink()
    _same_everywhere(mixed, ["锅炉", "没有", "a", "拆除散"])
    assert fill(mixed, recipes())
    assert _narrowed(mixed, "锅炉")
    _same_everywhere(mixed, ["锅炉", "没有", "a", "拆除散"])


def test_many_ids_are_looked_up_by_their_key_not_by_reading_the_table(mixed):
    from sqlalchemy import select

    from models.queries.fields import PROBLEM
    from models.store.id_lists import FEW, among

    statement = select(PROBLEM.c.id).where(among(PROBLEM.c.id, range(FEW + 1)), PROBLEM.c.removed_in.is_(None))
    with mixed.reading() as connection:
        sql = str(statement.compile(connection.engine, compile_kwargs={"literal_binds": True}))
        plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"))
    assert "SEARCH problem USING INTEGER PRIMARY KEY" in plan
