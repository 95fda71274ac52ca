"""How well the cells of a column suit a field, whatever its header says."""

from __future__ import annotations

from models.importing.columns.evidence import Evidence

_SHORTEST_CODE = 9
_SEVERAL = 3
"""So many cells that all say otherwise outweigh a header."""


def fitness(field: str, fields: tuple[str, ...], evidence: Evidence) -> float:
    """-0.5 .. 0.15 for how well the cells suit the field."""
    if evidence.empty:
        return -0.02
    if fields[:2] == ("longitude", "latitude"):
        return _graded(evidence.pairs, 0.15, -0.5)
    if field in ("longitude", "latitude"):
        return _graded(evidence.angles, 0.1, -0.5)
    if field in ("found_on", "assigned_on", "completed_on", "closed_on"):
        return _graded(evidence.dates, 0.1, -0.4)
    if field == "deadline_text" and len(fields) == 1:
        return _graded(evidence.deadlines, 0.1, -0.15)
    if field in ("province", "city", "county", "town"):
        if max(evidence.telephones, evidence.dates, evidence.numbers, evidence.angles) >= 0.6:
            return -0.5
        if fields == ("city", "county") and evidence.city_first >= 0.6:
            return 0.15
        if len(fields) > 1 or field == "town":
            return 0.0
        return _graded(evidence.places(field), 0.15, -0.1 if field == "county" else -0.4)
    if field == "credit_code":
        if not evidence.codes and len(evidence.values) >= _SEVERAL and evidence.length < _SHORTEST_CODE:
            return -0.35  # 机构代码 of a laboratory
        return _graded(evidence.codes, 0.1, -0.1)
    if field == "phone":
        return _graded(evidence.phones, 0.1, -0.3 if evidence.phones or len(evidence.values) < _SEVERAL else -0.5)
    if field == "list_number":
        return 0.1 if evidence.running else _graded(evidence.serials, 0.05, -0.1)
    if field == "industry" and evidence.site_names >= 0.6:
        return -0.5  # 所属企业 is no misspelt 所属行业
    if field == "site_name" and evidence.people >= 0.8:
        return -0.15  # 户主 beside 养殖场名称
    if field == "site_name" and evidence.different >= 0.9 and len(evidence.values) >= _SEVERAL and not evidence.numbers:
        return -0.5 if max(evidence.dates, evidence.telephones) > 0.5 else 0.05  # what tells the rows apart
    if field in ("progress", "measures", "requirement", "goal") and evidence.numbers > 0.5:
        return -0.5  # 修复进度（%）
    if field in ("site_name", "description", "responsible_unit", "category", "town", "address", "industry"):
        return -0.5 if max(evidence.numbers, evidence.dates, evidence.telephones) > 0.5 else 0.0
    if field == "responsible_person":
        if evidence.telephones >= 0.6:
            return -0.5
        return -0.4 if evidence.length > 25 or evidence.numbers > 0.5 else 0.0
    if field == "weight":
        return _graded(evidence.numbers, 0.1, -0.5)
    return 0.0


def _graded(share: float, good: float, bad: float) -> float:
    """Good from 60 %, bad below 25 %, in between nothing."""
    return good if share >= 0.6 else bad if share < 0.25 else 0.0
