"""An objection to a publicity is settled once, and settling it goes back and forth with the clock it lets run."""

from __future__ import annotations

from datetime import date

import pytest

from models.operations import redo, undo_last
from models.operations.closure_publicity import object_to_closure, resolve_objection
from models.operations.closure_steps import ClosureRefused
from tests.unit.operations.closing import case_of, public


def test_an_objection_is_settled_once_and_settling_it_comes_and_goes(ledger, tmp_path):
    case = public(ledger, 5, tmp_path, date(2019, 4, 15))
    object_to_closure(ledger, case.id, "夜间仍在生产", day=date(2019, 4, 18))
    (objection,) = case_of(ledger, 5).objections
    resolve_objection(ledger, objection.id, False, "已停产", "周洁", day=date(2019, 4, 22))
    until = case_of(ledger, 5).row["publicity_until"]
    with pytest.raises(ClosureRefused, match="这条异议已经处理过"):
        resolve_objection(ledger, objection.id, True, "情况属实", "周洁")
    undo_last(ledger)
    assert case_of(ledger, 5).open_objections and case_of(ledger, 5).row["publicity_until"] is None
    redo(ledger)
    assert not case_of(ledger, 5).open_objections
    assert case_of(ledger, 5).row["publicity_until"] == until == date(2019, 4, 28)
