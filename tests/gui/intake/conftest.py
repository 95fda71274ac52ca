"""The import page on an empty ledger, and lists to drop on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

LISTS = Path(__file__).resolve().parents[2] / "samples" / "lists"


@pytest.fixture
def first() -> Path:
    """The first edition of a list of 55 problems."""
    return LISTS / "01_强化督查交办清单_第一版.xlsx"


@pytest.fixture
def second() -> Path:
    """Its second edition."""
    return LISTS / "02_强化督查交办清单_更新稿.xlsx"


@pytest.fixture
def three_header_rows() -> Path:
    """An old workbook with a header of three rows and subtotals."""
    return LISTS / "04_散乱污企业排查整治台账.xls"


@pytest.fixture
def faulty(tmp_path: Path, second: Path) -> Path:
    """The second edition with a row that names nothing and a date that does not exist, twice."""
    book = openpyxl.load_workbook(second)
    sheet = book.worksheets[0]
    sheet.cell(9, 5).value = sheet.cell(9, 7).value = None
    sheet.cell(8, 12).value = sheet.cell(12, 12).value = "2018年6月31日"
    path = tmp_path / "有错的更新稿.xlsx"
    book.save(path)
    return path


@pytest.fixture
def intake(start_app: Any, empty_folder: Path) -> Any:
    """The import page in front, at the smaller of the usual sizes."""
    app = start_app(empty_folder)
    app.window.resize(1366, 768)
    page = app.window.open_page("import")
    assert app.jobs.wait_idle(10)
    page.app = app
    return page


@pytest.fixture
def idle(intake: Any, qtbot: Any) -> Callable[[], None]:
    """Wait until nothing is running and nothing is about to."""

    def wait() -> None:
        for _ in range(3):
            assert intake.app.jobs.wait_idle(40)
            qtbot.wait(20)
        assert intake.app.jobs.wait_idle(40)

    return wait


@pytest.fixture
def go(intake: Any, idle: Any) -> Callable[[Path, int], Any]:
    """``go(file, step)`` starts with a file and goes on to a step, from 0."""

    def to(path: Path, step: int) -> Any:
        intake.start([path])
        idle()
        while intake.steps.current < step:
            before = intake.steps.current
            intake.next_button.click()
            idle()
            assert intake.steps.current > before
        return intake

    return to


@pytest.fixture
def make_list(tmp_path: Path) -> Callable[..., Path]:
    """``make_list(name, header, rows, title)`` writes a small list."""

    def make(name: str, header: list[str], rows: list[list[Any]], title: str = "") -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        if title:
            sheet.append([title])
        for row in [header, *rows]:
            sheet.append(row)
        path = tmp_path / name
        book.save(path)
        return path

    return make
