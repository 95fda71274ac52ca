"""Where even a careful clerk cannot be sure, one dragged header or one chosen mapping makes a list right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.importing import ImportSession
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger
from tests.acceptance.layouts.bureau_lists import CITY, COUNTY, LIMIT, NAME, PROBLEM, SERIAL
from tests.acceptance.layouts.comparing import wrong_fields
from tests.acceptance.layouts.facts import HANDAN, facts
from tests.acceptance.layouts.paper import Book, Column

PLAIN = (SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT)
FIELDS = ("list_number", "city", "county", "site_name", "description", "deadline_text")


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger.create(tmp_path / "ledger", actor="测试员") as made:
        yield made


def all_right(ledger: Ledger, truth: dict[str, Any]) -> bool:
    records = {record["source"]["row"]: record for record in problem_records(ledger, ProblemQuery())}
    assert sorted(records) == [problem["source"]["row"] for problem in truth["problems"]]
    return not any(wrong_fields(records[problem["source"]["row"]], problem) for problem in truth["problems"])


def test_columns_named_by_letters_of_a_code_are_right_after_one_choice(ledger: Ledger, tmp_path: Path) -> None:
    book = Book()
    paper = book.sheet("2018年", [Column(f"F{at}", c.write, c.says) for at, c in enumerate(PLAIN, 1)])
    paper.header()
    paper.data(facts(9, 140, [HANDAN]))
    truth = book.save(tmp_path, "代码列.xlsx")
    with ImportSession(ledger, [tmp_path / "代码列.xlsx"]) as session:
        key = session.files[0].sheets[0].key
        view = session.set_columns(key, {at: (field,) for at, field in enumerate(FIELDS)})
        assert [column.fields for column in view.columns] == [(field,) for field in FIELDS]
        session.commit()
    assert all_right(ledger, truth)


def test_a_header_in_words_of_its_own_is_right_after_one_drag(ledger: Ledger, tmp_path: Path) -> None:
    book = Book()
    form = book.sheet("2018年")
    for line in (
        ["问题登记表"],
        ["企业名称", "某某公司"],
        ["存在问题", "见下"],
        ["整改时限", "见下"],
        ["责任人", "张三"],
    ):
        form.skip(*line)
    form.columns = PLAIN
    form.header()
    form.data(facts(5, 141, [HANDAN]))
    truth = book.save(tmp_path, "表单在上.xlsx")
    with ImportSession(ledger, [tmp_path / "表单在上.xlsx"]) as session:
        sheet = session.files[0].sheets[0]
        view = session.set_header(sheet.key, 6, 6)
        session.set_included(sheet.key, True)
        assert (view.role, view.layout.data_rows) == ("list", [7, 8, 9, 10, 11])
        session.commit()
    assert all_right(ledger, truth)


def test_a_wrong_header_is_put_right_by_one_drag(ledger: Ledger, tmp_path: Path) -> None:
    """Two rows of labels stand one below the other; only the clerk knows which one counts."""
    book = Book()
    paper = book.sheet("2018年", PLAIN)
    paper.skip("序号", "城市", "县区", "单位", "问题", "期限")
    paper.header()
    paper.data(facts(6, 142, [HANDAN]))
    truth = book.save(tmp_path, "两个表头.xlsx")
    with ImportSession(ledger, [tmp_path / "两个表头.xlsx"]) as session:
        view = session.set_header(session.files[0].sheets[0].key, 2, 2)
        assert view.layout.header_rows == [2]
        session.commit()
    assert all_right(ledger, truth)
