"""What can be done with findings: fix them in bulk, let them stand, copy them, write a notice of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.dialogs.fix_findings import FixFindingsDialog, FixOffer, shown_value
from desktop.dialogs.let_stand import LetStandDialog
from desktop.panels.attention_list import offer_file
from models import clock

if TYPE_CHECKING:
    from models.excel.writer.table_writer import TableWritten
    from models.operations import Change
    from models.operations.quality_fixes import FixPreview
    from models.progress import Progress
    from models.queries.problems import ProblemQuery
    from models.queries.quality import QualityCheck
    from models.queries.quality_rows import FindingRow
    from models.queries.quality_runs import CheckLine


def fix(parent: QWidget, context: AppContext, check: QualityCheck, ids: Sequence[int]) -> None:
    """Preview the bulk fix of the findings, or of those chosen; ask, and write it as one step."""
    ledger, campaign = context.ledger, context.query_base
    chosen = tuple(ids) if len(ids) > 1 else None

    def look(progress: Progress) -> tuple[FixPreview, tuple[int, ...]]:
        from models.operations.quality_fixes import preview_fix
        from models.queries.problems import problem_ids

        wanted = chosen if chosen is not None else tuple(problem_ids(ledger, campaign.but(finding=check.key)))
        return preview_fix(ledger, check.key, wanted, progress), wanted

    def show(found: tuple[FixPreview, tuple[int, ...]]) -> None:
        preview, wanted = found
        lines = [
            (one.ledger_number, one.field_title, shown_value(one.old), shown_value(one.new)) for one in preview.lines
        ]
        offer = FixOffer(check.title, check.fix, preview.found, preview.problems, lines)
        # a question must not be asked inside the delivery of an answer
        QTimer.singleShot(0, parent, lambda: ask(offer, wanted))

    def ask(offer: FixOffer, wanted: tuple[int, ...]) -> None:
        if FixFindingsDialog.ask(parent.window(), context.theme, offer):
            _write(parent, context, check.fix, lambda progress: _fix(ledger, check.key, wanted, progress))

    context.jobs.read(f"查看能处理多少：{check.title}", look, show, owner=parent)


def _fix(ledger: Any, key: str, ids: Sequence[int], progress: Progress) -> Change:
    from models.operations.quality_fixes import fix as fix_findings

    return fix_findings(ledger, key, ids, progress)


def let_stand(parent: QWidget, context: AppContext, line: CheckLine, ids: Sequence[int], query: ProblemQuery) -> None:
    """Ask for a reason and let the chosen findings, or all of the check, stand."""
    ledger, key = context.ledger, line.key
    count = len(ids) or line.found
    reason = LetStandDialog.ask(parent.window(), line.check.title, count)
    if reason is None:
        return

    def work(_progress: Progress) -> Change:
        from models.operations.quality import let_stand as stand
        from models.queries.problems import problem_ids

        return stand(ledger, key, ids or problem_ids(ledger, query), reason)

    _write(parent, context, "核对无误", work)


def take_up_again(parent: QWidget, context: AppContext, exception_ids: Sequence[int]) -> None:
    """Findings that were let stand are found again."""
    ledger = context.ledger

    def work(_progress: Progress) -> Change:
        from models.operations.quality import take_up_again as take_up

        return take_up(ledger, exception_ids)

    _write(parent, context, "撤回核对无误", work)


def set_distance(parent: QWidget, context: AppContext, key: str, kilometres: int) -> None:
    """Set from how far on a point is suspicious."""
    ledger = context.ledger

    def work(_progress: Progress) -> Change:
        from models.operations.rule_settings import set_rule

        return set_rule(ledger, key, kilometres, "坐标离所在县中心超过多远算可疑（公里）")

    _write(parent, context, "改体检的距离", work, say=False)


def _write(
    parent: QWidget, context: AppContext, title: str, work: Callable[[Progress], Change], say: bool = True
) -> None:
    def done(change: Change) -> None:
        if change.change_set_id:
            context.bus.broadcast(change)
        if say:
            context.inform(f"已完成：{change.title}。", "green", "撤销", lambda: context.run_action("edit.undo"))

    context.jobs.write(title, work, done, owner=parent)


def copy(context: AppContext, rows: Sequence[FindingRow]) -> None:
    """Put rows on the clipboard as the notice has them."""
    from models.exporting.findings import findings_text

    if rows:
        QGuiApplication.clipboard().setText(findings_text(rows))
        context.inform(f"已复制 {len(rows):,} 条，可粘贴到 Excel 或 WPS。", "green")


def export(parent: QWidget, context: AppContext, checks: Sequence[QualityCheck]) -> None:
    """Ask where, and write the notice of some checks, by city."""
    ledger, query = context.ledger, context.query_base
    what = checks[0].title if len(checks) == 1 else "台账数据体检"
    what = "".join(sign for sign in what if sign not in '\\/:*?"<>|')
    name = f"体检发现通报（{what}）{clock.today():%Y%m%d}.xlsx"
    path = file_prompts.ask_save_file(parent, context.state, "export", "导出体检发现", name, (file_prompts.XLSX,))
    if path is None:
        return
    keys = [check.key for check in checks]

    def work(progress: Progress) -> TableWritten:
        from models.exporting.findings import export_findings

        return export_findings(ledger, query, keys, path, progress)

    context.jobs.read(
        f"导出 {path.name}", work,
        lambda written: offer_file(context, path, f"已导出 {written.rows:,} 条到 {path.name}。"),
        owner=parent, long=True,
    )  # fmt: skip
