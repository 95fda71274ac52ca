"""The window on the page 报送日历 of a practice ledger that owes a monthly report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from models import clock

NOW = datetime(2019, 5, 6, 9, 30)


@pytest.fixture(autouse=True)
def still_clock() -> Any:
    with clock.freeze(NOW):
        yield


@pytest.fixture(scope="session")
def owing_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three units owe a monthly report since March: due 25 March, 25 April and 24 May; one sent that of March."""
    from datetime import date

    from models.operations.duties import DutyDraft, add_duties
    from models.operations.duty_reports import Owed, Sending, record_sent
    from models.queries.duty_lines import read_duties
    from models.rules.duties import Recurrence
    from models.store import Ledger

    folder = tmp_path_factory.mktemp("owing") / "ledger"
    with clock.freeze(NOW), Ledger.create(folder, actor="录入员", name="省生态环境厅") as ledger:
        draft = DutyDraft(
            "整改月报", "月报", units=("邯郸市", "晋城市", "安阳市"), recipient="省生态环境厅",
            rule=Recurrence("monthly", day=25), due_time="17:00", shift="earlier", starts_on=date(2019, 3, 1),
        )  # fmt: skip
        add_duties(ledger, [draft])
        with ledger.reading() as connection:
            (duty,) = read_duties(connection)
        owed = [Owed(duty.id, "邯郸市", "2019-03", date(2019, 3, 25))]
        record_sent(ledger, owed, Sending(datetime(2019, 3, 25, 10, 0), "李四", "三月月报.docx"))
    return folder


@pytest.fixture
def owing_folder(owing_master: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(owing_master, tmp_path / "owing"))


@pytest.fixture
def app(start_app: Any, owing_folder: Path) -> Any:
    return start_app(owing_folder)


@pytest.fixture
def settle(app: Any, qtbot: Any) -> Any:
    """Wait until what was asked is on screen."""

    def wait() -> None:
        for _round in range(3):
            assert app.jobs.wait_idle(20)
            qtbot.wait(1)

    return wait


@pytest.fixture
def page(app: Any, settle: Any) -> Any:
    """The page in front, its month read."""
    app.window.resize(1366, 768)
    shown = app.window.open_page("duties")
    settle()
    return shown
