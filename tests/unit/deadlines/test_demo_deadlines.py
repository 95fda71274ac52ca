"""A practice ledger has extensions, suspensions that run, and closed problems that were in time or late."""

from __future__ import annotations

from models.queries.deadlines_behind import behind_problems
from models.queries.facets import facet
from models.queries.filtering import ProblemQuery
from models.queries.problems import count


def test_the_demo_shows_what_can_become_of_a_deadline(demo):
    assert count(demo, ProblemQuery(where="original_deadline is not null")) >= 4
    assert count(demo, ProblemQuery(where="suspended_until >= 2019-05-06")) >= 1
    judged = dict(facet(demo, ProblemQuery(where="status = 已销号"), "timeliness"))
    assert judged["按期"] > 0 and judged["超期"] > 0
    assert all(days > 0 for days in behind_problems(demo).values())
