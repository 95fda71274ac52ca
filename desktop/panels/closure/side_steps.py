"""The steps beside the main way: return, withdraw, objections of publicity, revocation, and words for the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.panels.closure.asking import Ask
from desktop.panels.closure.steps import ClosureSteps
from models import clock

if TYPE_CHECKING:
    from models.operations import Change
    from models.progress import Progress
    from models.queries.closure_detail import ClosureDetail
    from models.store import Ledger

_OPEN = "open"


def ask_return(steps: ClosureSteps, detail: ClosureDetail) -> None:
    """Return it from the level where it stands."""
    case = detail.case
    if case is None:
        return
    back: list[tuple[Any, str]] = [("", "退回准备，重新申请")]
    back += [(status, f"退回整改：转为“{status}”") for status, phase in detail.back_to if phase == _OPEN]
    asks = (
        Ask("reason", "退回原因", "reason", purpose="return"),
        Ask("opinion", "具体意见", "long", "", hint="可以不填"),
        Ask("status", "退回后", "pick", "", choices=back),
        Ask("person", "审核人", "person"),
        Ask("day", "退回日期", "date", clock.today()),
    )

    def run(ledger: Ledger, values: dict[str, Any], progress: Progress) -> Change:
        from models.operations.closure_reviewing import return_closures

        return return_closures(
            ledger, [case.id], values["reason"], values["person"], opinion=values["opinion"],
            to_status=values["status"], day=values["day"], progress=progress,
        )  # fmt: skip

    note = "已确认的条件和材料都保留，下一次申请接着用。"
    steps.ask("退回销号申请", detail.problem.name, asks, "退回", run, note)


def ask_withdraw(steps: ClosureSteps, detail: ClosureDetail) -> None:
    """Take it back."""
    case = detail.case
    if case is None:
        return
    asks = (Ask("reason", "撤回原因", "line", ""), Ask("person", "经办人", "person"))

    def run(ledger: Ledger, values: dict[str, Any], _progress: Progress) -> Change:
        from models.operations.closure_preparing import withdraw_closure

        return withdraw_closure(ledger, case.id, values["reason"], values["person"])

    steps.ask("撤回申请", detail.problem.name, asks, "撤回", run, "已确认的条件保留到下一次申请。")


def ask_objection(steps: ClosureSteps, detail: ClosureDetail) -> None:
    """Take an objection in."""
    case = detail.case
    if case is None:
        return
    asks = (
        Ask("text", "异议内容", "reason", purpose="objection"),
        Ask("person", "提出人", "line", "", hint="可以不填；匿名的写“匿名”"),
        Ask("day", "收到日期", "date", clock.today()),
        Ask("stops", "处理完以前停止计算公示天数", "check", True),
    )

    def run(ledger: Ledger, values: dict[str, Any], _progress: Progress) -> Change:
        from models.operations.closure_publicity import object_to_closure

        return object_to_closure(
            ledger, case.id, values["text"], values["person"], day=values["day"], stops=values["stops"]
        )

    steps.ask("登记公示异议", detail.problem.name, asks, "登记异议", run)


def ask_resolution(steps: ClosureSteps, detail: ClosureDetail) -> None:
    """Close the oldest open objection."""
    case = detail.case
    if case is None or not case.open_objections:
        return
    objection = case.open_objections[0]
    asks = (
        Ask("upheld", "结论", "pick", False, choices=((False, "不属实，接着公示"), (True, "属实，退回申请"))),
        Ask("text", "处理结果", "long", "", hint="怎样核实、结果怎样"),
        Ask("person", "处理人", "person"),
        Ask("day", "处理日期", "date", clock.today()),
    )

    def run(ledger: Ledger, values: dict[str, Any], _progress: Progress) -> Change:
        from models.operations.closure_publicity import resolve_objection

        return resolve_objection(
            ledger, objection.id, values["upheld"], values["text"], values["person"], day=values["day"]
        )

    words = f"{objection.received_on} 收到：{objection.text}"
    steps.ask("处理公示异议", words, asks, "登记处理结果", run)


def ask_revocation(steps: ClosureSteps, detail: ClosureDetail) -> None:
    """撤销销号."""
    case = detail.case
    if case is None:
        return
    asks = (
        Ask("reason", "撤销原因", "reason", purpose="revoke"),
        Ask("status", "问题转为", "pick", choices=[(status, status) for status, _phase in detail.back_to]),
        Ask("person", "决定人", "person", ""),
        Ask("day", "撤销日期", "date", clock.today()),
    )

    def run(ledger: Ledger, values: dict[str, Any], _progress: Progress) -> Change:
        from models.operations.closure_filing import revoke_closure

        return revoke_closure(
            ledger, case.id, values["reason"], values["person"], to_status=values["status"] or "", day=values["day"]
        )

    note = "原来的申请、审核意见和备案号都保留；重新销号要再提出申请，另编次数。"
    steps.ask("撤销销号", detail.problem.name, asks, "撤销销号", run, note)


def ask_description(steps: ClosureSteps, detail: ClosureDetail) -> None:
    """The words of the application form."""
    case = detail.case
    if case is None:
        return
    asks = (
        Ask("unit", "申请单位", "line", case.row["unit"]),
        Ask("summary", "整改情况", "long", case.row["summary"], hint="写进销号申请表：做了什么、效果怎样"),
    )

    def run(ledger: Ledger, values: dict[str, Any], _progress: Progress) -> Change:
        from models.operations.closure_preparing import describe_closure

        return describe_closure(ledger, case.id, unit=values["unit"], summary=values["summary"])

    steps.ask("填写整改情况", detail.problem.name, asks, "保存", run)
