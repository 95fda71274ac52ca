"""The words of a chain: its boxes, the facts of one step, and the cells of its tables."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from desktop.panels.escalation.chain_steps import StepBox

if TYPE_CHECKING:
    from models.queries.escalation_chains import Chain
    from models.queries.escalation_ladders import LadderLine
    from models.queries.escalations import EscalationLine


def boxes_of(chain: Chain, today: date, suggested: int = 0) -> list[StepBox]:
    """A box for each step of the ladder; ``suggested`` is the id of the step that should be taken now."""
    found: list[StepBox] = []
    derived = {one.step.id: one.day for one in chain.derived}
    for step in chain.ladder.steps:
        line = chain.latest(step)
        times = sum(one.step_id == step.id for one in chain.taken)
        name = f"{step.name} ×{times}" if times > 1 else step.name
        if line is not None:
            chip, tone = line.state_words(today)
            chip = chip.partition("天")[0] + "天" if "天" in chip[1:] else chip
            document = line.document_number or line.document
            found.append(StepBox(line.id, step.id, name, line.taken_on.isoformat(), document, chip, tone))
        elif step.id in derived:
            found.append(StepBox(0, step.id, name, derived[step.id].isoformat(), "按问题日期", "已完成", "green"))
        elif step.id == suggested:
            found.append(StepBox(0, step.id, name, "", step.document, "建议采取", "amber"))
        else:
            found.append(StepBox(0, step.id, name, "", step.document, "未采取", "grey"))
    return found


def times_words(chain: Chain) -> str:
    """How often each step was taken: 预警 2 次、约谈 1 次."""
    times = Counter(one.step_name for one in chain.taken)
    return "、".join(f"{name} {count} 次" for name, count in times.items())


def facts_of(line: EscalationLine, ladder: LadderLine) -> list[tuple[str, str]]:
    """What is known of a step, as titles and words; empty ones are left out."""
    titles = {one.key: one.title for step in (*ladder.steps, *ladder.retired) for one in step.fields}
    reply = "　".join(part for part in (_day(line.replied_on), line.reply_number, line.reply) if part)
    lifted = "　".join(part for part in (_day(line.lifted_on), line.lift_reason) if part)
    due = _day(line.due_on)
    if due and line.reply_workdays:
        due += f"（{line.reply_workdays} 个工作日{'，预估' if line.due_estimated else ''}）"
    told = [
        ("文书", "　".join(part for part in (line.document, line.document_number, _day(line.document_on)) if part)),
        ("印发", " → ".join(part for part in (line.issuer, line.addressee) if part)),
        ("批准人", line.approver), ("事由", line.why), ("跳过或降级", line.skip_reason), ("回复期限", due),
        ("回复", reply), ("措施和后果", line.effect),
        *((titles.get(key, key), text) for key, text in line.details.items()), ("解除", lifted),
    ]  # fmt: skip
    return [(title, " ".join(text.split())) for title, text in told if text]


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
