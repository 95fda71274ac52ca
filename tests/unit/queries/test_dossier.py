"""The dossier of a problem in one reading: what is gone stays out, and both sides of a relation are seen."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from models.errors import UserError
from models.operations import remove_problems
from models.operations.evidence import add_evidence, take_in
from models.operations.links import add_link
from models.operations.measures import add_measure, remove_measure
from models.queries.dossier import dossier
from models.queries.evidence import kind_by_name
from models.schema import ProblemLink


def test_a_problem_that_nobody_knows_is_told_in_words(ledger):
    with pytest.raises(UserError, match="已不在台账里"):
        dossier(ledger, 99)


def test_a_problem_without_anything_behind_it_is_empty(ledger):
    found = dossier(ledger, 1)
    assert found.measures == found.reports == found.evidence == found.links == found.notes == ()
    assert found.overall is None and found.history == found.detail.history and "整改后照片" in found.kinds


def test_what_was_taken_out_is_only_in_the_history(ledger):
    add_measure(ledger, 1, {"text": "甲"})
    remove_measure(ledger, dossier(ledger, 1).measures[0].id)
    found = dossier(ledger, 1)
    assert found.measures == () and found.history[0].subject == "整改措施“甲”"
    assert found.history[0].field == "removed_in"


def test_a_relation_to_a_problem_in_the_trash_or_to_a_bare_number_says_so(ledger):
    add_link(ledger, 1, 2, "merged")
    with ledger.writing() as connection:
        connection.execute(insert(ProblemLink).values(problem_id=1, kind="duplicate", number="A-77"))
    remove_problems(ledger, [2])
    gone, bare = dossier(ledger, 1).links
    assert (gone.kind, gone.other_id, gone.number) == ("merged", None, "A-2")
    assert (bare.kind, bare.other_id, bare.number) == ("duplicate", None, "A-77")
    assert dossier(ledger, 2).detail.removed and dossier(ledger, 2).links[0].other_number == "ZG-000001"


def test_the_kinds_that_somebody_typed_are_offered_again(ledger, tmp_path):
    path = tmp_path / "无人机.mp4"
    path.write_bytes(b"film")
    add_evidence(ledger, 1, take_in(ledger, [path]), kind="无人机视频")
    assert dossier(ledger, 2).kinds[-1] == "无人机视频"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("整改前（东侧）.jpg", "整改前照片"), ("IMG_0412.JPG", "现场照片"), ("县级验收意见.pdf", "县级验收意见"),
     ("台账.xlsx", None), ("回头看照片.png", "现场照片")],
)  # fmt: skip
def test_the_kind_is_read_from_the_name_of_a_file(name, kind):
    assert kind_by_name(name) == kind
