"""38,900 earlier problems re-verified as a campaign: drawn, sheets for teams, results in bulk, progress, undo.

By default with 4,000 problems; ``RECTLEDGER_CAMPAIGN=38900`` takes the real number.
"""

from __future__ import annotations

import os
import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from models import clock
from models.errors import Cancelled
from models.exchange.verification_sheets.returning import enter_returned, read_returned
from models.exchange.verification_sheets.writing import SheetWanted, write_sheets
from models.operations import undo_last
from models.operations.demo import make_demo
from models.operations.verification import Finding, enter_findings
from models.operations.verification_plans import PlanWanted, create_plan
from models.progress import Progress
from models.queries.check import check_ledger
from models.queries.filtering import ProblemQuery
from models.queries.problems import count
from models.queries.verification import Team, plans
from models.queries.verification_items import FAILED, OPEN, ItemQuery, item_cells, item_ids
from models.rules.sampling import Share
from models.store import Ledger

PROBLEMS = int(os.environ.get("RECTLEDGER_CAMPAIGN", "4000"))
NOW = datetime(2019, 5, 6, 9, 30)
TEAMS = (Team("河北组", "", ("石家庄市", "邯郸市", "唐山市", "保定市")), Team("其余组"))
GOOD = {"result": "巩固", "checked_on": date(2019, 5, 5), "verifier": "王五"}
BAD = {"result": "反弹", "checked_on": date(2019, 5, 5), "verifier": "王五", "finding": "又在生产"}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("campaign") / "ledger"
    with clock.freeze(NOW), Ledger.create(folder, actor="录入员") as opened:
        make_demo(opened, problems=PROBLEMS, visits=0)
        yield opened


class Timing:
    """Says how long each part took; never judged."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def __call__(self, name, work):
        begun = time.monotonic()
        result = work()
        self.parts.append(f"{name} {time.monotonic() - begun:.1f} s")
        return result


def test_an_earlier_campaign_is_verified_again_from_the_draw_to_the_last_sheet(ledger, tmp_path: Path):
    timed = Timing()
    everything = PlanWanted("2017—2018 年问题全部回头看", ProblemQuery(), purpose="recheck", teams=TEAMS)
    told: list[float] = []
    progress = Progress(lambda fraction, _text: told.append(fraction or 0.0), every_s=0)
    made = timed("plan", lambda: create_plan(ledger, everything, progress))
    assert len(made.drawn.numbers) == PROBLEMS and told[0] < 0.1 < 0.9 < told[-1]
    ids = item_ids(ledger, ItemQuery(made.plan_id))
    written = timed("sheets", lambda: write_sheets(ledger, made.plan_id, SheetWanted(tmp_path, by_team=True)))
    assert sum(one.rows for one in written) == PROBLEMS and len(written) == 2
    preview = timed("read back", lambda: read_returned(ledger, [one.path for one in written]))
    assert preview.blank == PROBLEMS and not preview.lines
    findings = [Finding(key, BAD if place % 100 == 0 else GOOD) for place, key in enumerate(ids)]
    entered = timed("results", lambda: enter_findings(ledger, findings, progress=progress))
    rebounds = len(range(0, PROBLEMS, 100))
    assert entered.written == PROBLEMS and len(entered.children) == rebounds
    plan = plans(ledger)[0]
    assert (plan.checked, plan.failed, plan.done) == (PROBLEMS, rebounds, True)
    assert len(item_ids(ledger, ItemQuery(plan.id, {"result": (FAILED,)}))) == rebounds
    assert count(ledger, ProblemQuery()) == PROBLEMS + rebounds
    filled = write_sheets(ledger, made.plan_id, SheetWanted(tmp_path / "全部.xlsx"))[0].path
    same = timed("read back filled", lambda: read_returned(ledger, [filled]))
    assert len(same.of("same")) == PROBLEMS and not same.of("wrong")
    assert enter_returned(ledger, same).change.change_set_id == 0
    timed("undo results", lambda: undo_last(ledger))
    assert plans(ledger)[0].checked == 0 and count(ledger, ProblemQuery()) == PROBLEMS
    timed("undo plan", lambda: undo_last(ledger))
    assert made.plan_id not in {one.id for one in plans(ledger)}
    print(f"\n{PROBLEMS:,} problems: {', '.join(timed.parts)}")


def test_a_stratified_sample_is_drawn_filled_in_by_team_and_collected(ledger, tmp_path: Path):
    share = Share(Decimal(10), 1)
    wanted = PlanWanted("抽查", ProblemQuery(), "recheck", teams=TEAMS, strata=("city", "category"), share=share,
                        seed="20190506-1")  # fmt: skip
    made = create_plan(ledger, wanted)
    assert len(made.drawn.numbers) < PROBLEMS / 5
    written = write_sheets(ledger, made.plan_id, SheetWanted(tmp_path, by_team=True))
    filled = 0
    for one in written:
        book = openpyxl.load_workbook(one.path)
        sheet = book.worksheets[0]
        at = {cell.value: cell.column for cell in sheet[3] if cell.value}
        for row in range(4, 4 + one.rows):
            for title, value in (("核查结果", "巩固"), ("核查日期", datetime(2019, 5, 5)), ("核查人", "王五、赵六")):
                sheet.cell(row, at[title]).value = value
            filled += 1
        book.save(one.path)
    preview = read_returned(ledger, [one.path for one in written])
    assert len(preview.of("new")) == filled == len(made.drawn.numbers) and not preview.of("wrong")
    assert enter_returned(ledger, preview).written == filled
    assert plans(ledger)[0].done and not item_ids(ledger, ItemQuery(made.plan_id, {"result": (OPEN,)}))
    assert enter_returned(ledger, read_returned(ledger, [written[0].path])).change.change_set_id == 0
    cells = item_cells(ledger, item_ids(ledger, ItemQuery(made.plan_id)), ("verifier",))
    assert {row[0] for row in cells.values()} == {"王五、赵六"}
    assert check_ledger(ledger).ok


def test_a_campaign_that_is_cancelled_leaves_nothing(ledger):
    before = len(plans(ledger))
    stops = iter([False] * 3 + [True] * 100)
    progress = Progress(cancelled=lambda: next(stops))
    with pytest.raises(Cancelled):
        create_plan(ledger, PlanWanted("取消", ProblemQuery()), progress)
    assert len(plans(ledger)) == before
