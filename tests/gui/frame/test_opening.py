"""Opening a ledger, and the way on when it cannot be opened."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.dialogs import confirm
from models.paths import default_ledger_folder
from models.settings import load_settings
from models.store import Ledger


class Answers:
    """Stands in for the person in front of the boxes: gives the answers in turn and keeps what was asked."""

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, _parent: Any, title: str, text: str, choices: dict[str, str], **more: Any) -> str | None:
        self.asked.append(f"{title}\n{text}\n{more.get('detail', '')}\n{'/'.join(choices.values())}")
        return self.answers.pop(0)


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answers]:
    def install(*answers: str | None) -> Answers:
        person = Answers(*answers)
        monkeypatch.setattr(confirm, "choose", person)
        monkeypatch.setattr(
            confirm, "tell", lambda parent, title, text, detail="": person.asked.append(f"{title}\n{text}\n{detail}")
        )
        return person

    return install


def test_the_first_start_makes_the_default_ledger_and_says_what_belongs_there(start_app: Any, qtbot: Any) -> None:
    app = start_app()
    with qtbot.waitSignal(app.ledger_entered, timeout=20_000):
        app.open_first()
    assert app.jobs.wait_idle(20)
    assert (default_ledger_folder() / "ledger.sqlite").exists()
    home = app.window.current_page()
    assert home.page_id == "home"
    assert home.empty.isVisible()
    assert [button.text() for button in home.empty.buttons] == ["导入清单…", "用演示台账试用"]


def test_the_ledger_used_last_is_opened_again(start_app: Any, demo_folder: Path, qtbot: Any) -> None:
    first = start_app(demo_folder)
    assert first.state.recent_ledgers() == [str(demo_folder)]
    first.close()
    assert load_settings().last_ledger == str(demo_folder)
    second = start_app()
    with qtbot.waitSignal(second.ledger_entered, timeout=20_000):
        second.open_first()
    assert second.context.ledger.folder == demo_folder


def test_a_ledger_in_use_names_the_holder_and_opens_read_only(
    start_app: Any, demo_folder: Path, qtbot: Any, answer: Callable[..., Answers]
) -> None:
    person = answer("read")
    app = start_app()
    with Ledger.open(demo_folder, actor="王敏"):
        with qtbot.waitSignal(app.ledger_entered, timeout=20_000):
            app.opener.open(demo_folder)
        assert "王敏" in person.asked[0]
        assert "只读打开" in person.asked[0]
        assert app.context.ledger.read_only
        assert app.window.status_bar.read_only_chip.isVisible()
        assert app.jobs.wait_idle(20)
        enabled = {name for name, action in app.window.actions_.qactions.items() if action.isEnabled()}
        assert not {"import.files", "edit.undo", "import.undo"} & enabled
        app.commands.import_files(["/somewhere/list.xlsx"])
        assert "只读" in app.window.message_bar.text_label.text()
        app.close()


def test_a_damaged_ledger_offers_the_newest_good_backup(
    start_app: Any, demo_folder: Path, qtbot: Any, answer: Callable[..., Answers], expected_log: Any
) -> None:
    expected_log("damaged")
    with Ledger.open(demo_folder, actor="王敏") as ledger:
        ledger.backup("manual")
    (demo_folder / "ledger.sqlite").write_bytes(b"not a database at all" * 500)
    person = answer("yes")
    app = start_app()
    with qtbot.waitSignal(app.ledger_entered, timeout=20_000):
        app.opener.open(demo_folder)
    assert "备份恢复" in person.asked[0]
    assert app.jobs.wait_idle(20)
    assert app.window.current_page().numbers.figures.total == 300


def test_a_damaged_ledger_without_backup_says_so_and_offers_another(
    start_app: Any, demo_folder: Path, qtbot: Any, answer: Callable[..., Answers]
) -> None:
    shutil.rmtree(demo_folder / "backups")
    (demo_folder / "ledger.sqlite").write_bytes(b"not a database at all" * 500)
    person = answer()
    app = start_app()
    with qtbot.waitSignal(app.opener.given_up, timeout=20_000):
        app.opener.open(demo_folder)
    assert "没有可用的备份" in person.asked[0]
    assert app.window.stack.currentWidget() is app.window.stack.blank


def test_a_newer_ledger_is_refused_in_a_sentence(
    start_app: Any, demo_folder: Path, qtbot: Any, answer: Callable[..., Answers]
) -> None:
    connection = sqlite3.connect(demo_folder / "ledger.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    person = answer()
    app = start_app()
    with qtbot.waitSignal(app.opener.given_up, timeout=20_000):
        app.opener.open(demo_folder)
    assert len(person.asked) == 1
    assert "Traceback" not in person.asked[0]


def test_opening_another_ledger_lets_go_of_the_first(app: Any, empty_folder: Path, qtbot: Any) -> None:
    first = app.context.ledger.folder
    with qtbot.waitSignal(app.ledger_entered, timeout=20_000):
        app.commands.open_folder(empty_folder)
    assert app.jobs.wait_idle(20)
    assert app.context.ledger.name == "空台账"
    with Ledger.open(first, actor="另一个人") as other:
        assert not other.read_only


def test_the_practice_ledger_is_made_once(
    start_app: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch, own_home: Path
) -> None:
    monkeypatch.setattr("desktop.commands.DEMO_PROBLEMS", 50)
    for _ in range(2):
        app = start_app()
        with qtbot.waitSignal(app.ledger_entered, timeout=30_000):
            app.commands.open_demo()
        assert app.jobs.wait_idle(20)
        assert app.context.ledger.folder == own_home / "演示台账"
        assert app.window.current_page().numbers.figures.total == 50
        app.close()


def test_restoring_a_backup_brings_back_what_was_there(app: Any, qtbot: Any) -> None:
    from models.operations import CellEdit, edit_cells
    from models.queries.problems import ProblemQuery, count, problem_ids

    ledger = app.context.ledger
    backup = ledger.backup("manual")
    first = problem_ids(ledger, ProblemQuery())[0]
    edit_cells(ledger, [CellEdit(first, "remarks", "备份之后写的")])
    with qtbot.waitSignal(app.opener.restored, timeout=20_000) as restored:
        app.context.restore_requested.emit(backup)
    assert restored.args == [""]
    assert app.jobs.wait_idle(20)
    assert count(app.context.ledger, ProblemQuery(where="remarks = 备份之后写的")) == 0
    assert count(app.context.ledger, ProblemQuery()) == 300
