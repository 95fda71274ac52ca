"""The page 数据体检 on a practice ledger with planted errors, and what a person does there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from sqlalchemy import update

from models.operations import CellEdit, edit_cells
from models.queries.fields import PROBLEM
from models.schema import Problem
from models.store import Ledger


class Hands:
    """What a person does on the page, step by step."""

    @staticmethod
    def settle(app: Any) -> None:
        for _round in range(4):
            assert app.jobs.wait_idle(30)
            QApplication.processEvents()

    @staticmethod
    def line_of(page: Any, key: str) -> Any:
        return next(line for line in page.table.lines.lines() if line.key == key)

    @staticmethod
    def choose(app: Any, page: Any, key: str) -> None:
        """Walk down the list with the arrow key to a check."""
        page.table.setFocus()
        page.table.selectRow(0)
        for _step in range(page.table.lines.rowCount()):
            if page.table.current_line().key == key:
                break
            QTest.keyClick(page.table, Qt.Key.Key_Down)
        assert page.table.current_line().key == key
        Hands.settle(app)

    @staticmethod
    def answer(act: Callable[[QDialog], None]) -> list[str]:
        """Do something in the next modal dialog, as a person would; gives its title once it was there."""
        seen: list[str] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QDialog) and dialog.isVisible():
                seen.append(dialog.windowTitle())
                act(dialog)
            else:
                QTimer.singleShot(10, look)

        QTimer.singleShot(0, look)
        return seen


@pytest.fixture
def planted(demo_folder: Path) -> Path:
    """Three problems without a unit, two with swapped coordinates (one of them without city), one odd phone."""
    with Ledger.open(demo_folder, actor="录入员") as ledger:
        with ledger.writing() as connection:
            for key in (1, 2, 3):
                connection.execute(update(Problem.__table__).where(PROBLEM.c.id == key).values(responsible_unit=None))
            for key in (4, 5):
                swapped = {"longitude": PROBLEM.c.latitude, "latitude": PROBLEM.c.longitude}
                connection.execute(update(Problem.__table__).where(PROBLEM.c.id == key).values(**swapped))
            connection.execute(update(Problem.__table__).where(PROBLEM.c.id == 6).values(phone="139"))
        edit_cells(ledger, [CellEdit(9, "remarks", "甲")])
    return demo_folder


@pytest.fixture
def app(start_app: Any, planted: Path) -> Any:
    app = start_app(planted)
    app.window.resize(1366, 768)
    return app


@pytest.fixture
def page(app: Any) -> Any:
    made = app.window.open_page("quality")
    Hands.settle(app)
    return made


@pytest.fixture
def hands() -> type[Hands]:
    """The steps, for tests that name them."""
    return Hands
