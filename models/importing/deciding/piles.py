"""清单换发核对: the rows of a plan in the piles by which a re-issued list is reconciled; every row is in one pile."""

from __future__ import annotations

from models.importing.views import ImportPlan, PlanRow

NEW, SAME, CHANGED = "新增", "未变", "部级字段变更"
ALIKE, GONE, BACK = "疑似同一", "部级清单已无", "曾销号又出现"
REFUSED, LEFT = "错误", "不导入"
NAMES = (NEW, SAME, CHANGED, ALIKE, GONE, BACK, REFUSED, LEFT)
RETURNED = "疑似反弹"
_BY_VERDICT = {
    "new": NEW, "unchanged": SAME, "changed": CHANGED, "suspect": ALIKE, "vanished": GONE, "refused": REFUSED,
    "left": LEFT,
}  # fmt: skip


def piles(plan: ImportPlan) -> dict[str, list[PlanRow]]:
    """Pile to its rows. A row that returned after closing is in that pile only, whatever else changed in it.

    Of 疑似同一, ``marks`` say how it differs (改名, 改号, 移位) and ``candidates`` from which problem.
    """
    found: dict[str, list[PlanRow]] = {name: [] for name in NAMES}
    for row in plan.rows:
        found[BACK if RETURNED in row.marks else _BY_VERDICT[row.verdict]].append(row)
    return found
