"""What history calls the rows that belong to a problem, and to which problem a change of one of them belongs."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, case, select

from models.queries.closure_history import SUBJECTS as CLOSURE_SUBJECTS
from models.queries.closure_history import closure_owners
from models.schema import (
    Change,
    Escalation,
    EscalationProblem,
    Evidence,
    EvidenceAnswer,
    EvidenceVersion,
    Extension,
    Measure,
    Note,
    ProblemLink,
    ProgressReport,
    QualityException,
    Reminder,
    Verification,
)

_CHANGE: Table = Change.__table__  # type: ignore[assignment]
EVIDENCE: Table = Evidence.__table__  # type: ignore[assignment]
VERSION: Table = EvidenceVersion.__table__  # type: ignore[assignment]
ANSWER: Table = EvidenceAnswer.__table__  # type: ignore[assignment]
_EXCEPTION: Table = QualityException.__table__  # type: ignore[assignment]
ESCALATION: Table = Escalation.__table__  # type: ignore[assignment]
TOUCHED: Table = EscalationProblem.__table__  # type: ignore[assignment]

OWN: tuple[tuple[Table, str, str], ...] = (
    (Measure.__table__, "text", "整改措施"),  # type: ignore[assignment]
    (ProgressReport.__table__, "period", "进展"),  # type: ignore[assignment]
    (EVIDENCE, "title", "佐证材料"),
    (Note.__table__, "text", "备忘"),  # type: ignore[assignment]
    (ProblemLink.__table__, "number", "关联"),  # type: ignore[assignment]
    (Extension.__table__, "basis", "延期或暂停"),  # type: ignore[assignment]
    (Verification.__table__, "result", "核查"),  # type: ignore[assignment]
    (Reminder.__table__, "person", "催办"),  # type: ignore[assignment]
)
"""Tables that name their problem, the column that tells a row, and what a row is called."""
TITLES: dict[str, str] = {
    "text": "内容", "responsible_unit": "责任单位", "due_text": "完成时限", "due_on": "时限日期", "share": "占比",
    "percent": "完成进度", "completed_on": "完成日期", "remarks": "备注", "position": "顺序", "period": "报告期",
    "reported_on": "填报日期", "unit": "填报单位", "said_status": "单位所报状态", "measure_id": "对应措施",
    "title": "名称", "kind": "类别", "other_id": "对方", "number": "编号", "note": "说明", "name": "文件名",
    "taken_at": "拍摄时间", "longitude": "经度", "latitude": "纬度", "reason": "理由", "check_key": "检查项",
    "result": "结果", "checked_on": "日期", "verifier": "人员", "finding": "情况", "demand": "问题及要求",
    "status_before": "之前的状态", "team": "分组", "source": "出处", "child_id": "反弹问题",
    "taken_on": "日期", "why": "事由", "skip_reason": "跳过或降级的理由", "document": "文书",
    "document_number": "文号", "document_on": "文书日期", "issuer": "印发单位", "addressee": "印发对象",
    "approver": "批准人", "reply_workdays": "回复时限（工作日）", "due_estimated": "预估", "replied_on": "回复日期",
    "reply": "回复内容", "reply_number": "回复文号", "effect": "措施和后果", "lifted_on": "解除日期",
    "lift_reason": "解除的理由", "details": "另填的项", "at": "时间", "way": "方式", "person": "联系人",
    "answer": "对方答复", "explanation": "说明", "subject": "所指",
    "basis": "依据", "requested_on": "申请日期", "approved_on": "批准日期", "from_deadline": "原期限",
    "to_deadline": "新期限", "starts_on": "暂停起", "ends_on": "暂停止", "": "登记", "removed_in": "删除与恢复",
}  # fmt: skip
"""What a column of such a row is called."""
SUBJECTS: dict[str, str] = {table.name: title for table, _column, title in OWN} | {
    VERSION.name: "佐证材料", ANSWER.name: "佐证说明", _EXCEPTION.name: "核对无误", ESCALATION.name: "督促措施",
    TOUCHED.name: "督促措施涉及的问题",
} | CLOSURE_SUBJECTS  # fmt: skip


@cache
def problem_of_change() -> ColumnElement[Any]:
    """The problem that a row of ``change`` is about, null where it is about none."""
    whens: list[tuple[Any, Any]] = [(_CHANGE.c.entity == "problem", _CHANGE.c.entity_id)]
    for table in (*(own[0] for own in OWN), _EXCEPTION, TOUCHED):
        owner = select(table.c.problem_id).where(table.c.id == _CHANGE.c.entity_id).correlate(_CHANGE)
        whens.append((_CHANGE.c.entity == table.name, owner.scalar_subquery()))
    for table in (VERSION, ANSWER):
        owner = (
            select(EVIDENCE.c.problem_id)
            .join(table, table.c.evidence_id == EVIDENCE.c.id)
            .where(table.c.id == _CHANGE.c.entity_id)
            .correlate(_CHANGE)
        )
        whens.append((_CHANGE.c.entity == table.name, owner.scalar_subquery()))
    return case(*whens, *closure_owners(), else_=None)
