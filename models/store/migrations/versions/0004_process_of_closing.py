"""Calendar, moves between states, extensions, ladders, verification, closure and duties."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
FEWER_ROWS: tuple[str, ...] = ()


def _link(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


# fmt: off
def upgrade() -> None:
    op.create_table(
        "calendar_year", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False), sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("notice", sa.Text(), nullable=True), sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
        sa.UniqueConstraint("year", name=op.f("uq_calendar_year_year")),
    )
    op.create_table(
        "closure_standard", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("categories", sa.Text(), server_default="[]", nullable=False),
        sa.Column("campaigns", sa.Text(), server_default="[]", nullable=False),
        sa.Column("publicity_days", sa.Integer(), server_default="7", nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_standard")),
    )
    op.create_table(
        "duty", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preset", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("units", sa.Text(), server_default="[]", nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=True),
        sa.Column("recurrence", sa.Text(), server_default="{}", nullable=False),
        sa.Column("due_time", sa.String(length=5), nullable=True),
        sa.Column("shift", sa.String(length=10), server_default="later", nullable=False),
        sa.Column("remind_workdays", sa.Integer(), server_default="2", nullable=False),
        sa.Column("origin", sa.Text(), nullable=True), sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_table(
        "ladder", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("scope", sa.String(length=10), server_default="both", nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder")),
    )
    op.create_table(
        "reason", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False), sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f("pk_reason")),
    )
    op.create_table(
        "role", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("is_default", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")), sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "status_field", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("categories", sa.Text(), server_default="[]", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_field")),
    )
    op.create_table(
        "status_move", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.String(length=40), nullable=False),
        sa.Column("to_status", sa.String(length=40), nullable=False),
        sa.Column("roles", sa.Text(), server_default="[]", nullable=False),
        sa.Column("categories", sa.Text(), server_default="[]", nullable=False),
        sa.Column("required", sa.Text(), server_default="[]", nullable=False),
        sa.Column("needs_reason", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("gate", sa.String(length=20), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_move")),
    )
    op.create_table(
        "verification_plan", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("round", sa.String(length=60), nullable=True), sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True), sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("teams", sa.Text(), server_default="[]", nullable=False),
        sa.Column("population", sa.Text(), server_default="", nullable=False),
        sa.Column("population_size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("population_digest", sa.String(length=64), nullable=True),
        sa.Column("strata", sa.Text(), server_default="[]", nullable=False),
        sa.Column("share", sa.Text(), server_default="{}", nullable=False),
        sa.Column("seed", sa.String(length=60), nullable=True), sa.Column("drawn_at", sa.DateTime(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True), sa.Column("created_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_plan")),
    )
    op.create_table(
        "verification_result", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("tone", sa.String(length=20), nullable=False),
        sa.Column("moves_to", sa.String(length=40), nullable=True),
        sa.Column("failed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("needs_finding", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("falsified", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("opens_child", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_result")),
    )
    op.create_table(
        "calendar_day", sa.Column("id", sa.Integer(), nullable=False), sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False), sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=True),
        _link("calendar_day", "year_id", "calendar_year", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_day_day")),
    )
    with op.batch_alter_table("calendar_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_day_year_id"), ["year_id"], unique=False)
    op.create_table(
        "closure_condition", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False), sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("needs_evidence", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("evidence_kind", sa.String(length=40), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        _link("closure_condition", "standard_id", "closure_standard", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_condition")),
    )
    with op.batch_alter_table("closure_condition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_condition_standard_id"), ["standard_id"], unique=False)
    op.create_table(
        "closure_level", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False), sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=True), sa.Column("workdays", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        _link("closure_level", "standard_id", "closure_standard", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_level")),
    )
    with op.batch_alter_table("closure_level", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_level_standard_id"), ["standard_id"], unique=False)
    op.create_table(
        "duty_report", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False), sa.Column("unit", sa.String(length=300), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), server_default="1", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True), sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by", sa.String(length=100), nullable=True), sa.Column("what", sa.Text(), nullable=True),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True), sa.Column("created_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("duty_report", "duty_id", "duty", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_report")),
        sa.UniqueConstraint(
            "duty_id", "unit", "period", "number", name=op.f("uq_duty_report_duty_id_unit_period_number")
        ),
    )
    op.create_table(
        "ladder_step", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ladder_id", sa.Integer(), nullable=False), sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("trigger", sa.Text(), server_default="{}", nullable=False),
        sa.Column("issuer", sa.String(length=100), nullable=True),
        sa.Column("addressee", sa.String(length=200), nullable=True),
        sa.Column("approver", sa.String(length=100), nullable=True),
        sa.Column("document", sa.String(length=60), nullable=True),
        sa.Column("reply_workdays", sa.Integer(), nullable=True),
        sa.Column("reply_what", sa.String(length=200), nullable=True), sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("fields", sa.Text(), server_default="[]", nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        _link("ladder_step", "ladder_id", "ladder", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_step")),
    )
    with op.batch_alter_table("ladder_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ladder_step_ladder_id"), ["ladder_id"], unique=False)
    op.create_table(
        "plan_member", sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("ledger_number", sa.String(length=40), nullable=False),
        sa.Column("stratum", sa.String(length=300), server_default="", nullable=False),
        _link("plan_member", "plan_id", "verification_plan", "CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "place", name=op.f("pk_plan_member")),
    )
    op.create_table(
        "closure", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False), sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False), sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=True), sa.Column("unit", sa.String(length=300), nullable=True),
        sa.Column("submitter", sa.String(length=100), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True), sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("level_since", sa.Date(), nullable=True), sa.Column("level_due_on", sa.Date(), nullable=True),
        sa.Column("publicity_place", sa.String(length=200), nullable=True),
        sa.Column("publicity_from", sa.Date(), nullable=True),
        sa.Column("publicity_days", sa.Integer(), nullable=True),
        sa.Column("publicity_until", sa.Date(), nullable=True),
        sa.Column("publicity_used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("publicity_estimated", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("approver", sa.String(length=100), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("filing_number", sa.String(length=100), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True), sa.Column("filed_to", sa.String(length=200), nullable=True),
        sa.Column("timeliness", sa.String(length=10), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True), sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True), sa.Column("revoke_reason", sa.Text(), nullable=True),
        sa.Column("created_in", sa.Integer(), nullable=True), sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("closure", "level_id", "closure_level"),
        _link("closure", "problem_id", "problem", "CASCADE"),
        _link("closure", "standard_id", "closure_standard"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index("ix_closure_problem_id", ["problem_id"], unique=False)
        batch_op.create_index("ix_closure_stage_level_id", ["stage", "level_id", "removed_in"], unique=False)
    op.create_table(
        "escalation", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ladder_id", sa.Integer(), nullable=False), sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("step_name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False), sa.Column("unit", sa.String(length=300), nullable=True),
        sa.Column("region_code", sa.String(length=12), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=False), sa.Column("why", sa.Text(), nullable=True),
        sa.Column("skip_reason", sa.Text(), nullable=True),
        sa.Column("document", sa.String(length=60), nullable=True),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("document_on", sa.Date(), nullable=True), sa.Column("issuer", sa.String(length=100), nullable=True),
        sa.Column("addressee", sa.String(length=300), nullable=True),
        sa.Column("approver", sa.String(length=100), nullable=True),
        sa.Column("reply_workdays", sa.Integer(), nullable=True), sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_estimated", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True), sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("reply_number", sa.String(length=100), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True), sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), server_default="{}", nullable=False),
        sa.Column("created_in", sa.Integer(), nullable=True), sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("escalation", "ladder_id", "ladder"),
        _link("escalation", "step_id", "ladder_step"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalation_taken_on"), ["taken_on"], unique=False)
        batch_op.create_index("ix_escalation_unit", ["unit", "removed_in"], unique=False)
    op.create_table(
        "extension", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False), sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("approver", sa.String(length=100), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True), sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("from_deadline", sa.Date(), nullable=True), sa.Column("to_deadline", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True), sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True), sa.Column("created_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("extension", "problem_id", "problem", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extension_problem_id"), ["problem_id"], unique=False)
    op.create_table(
        "verification", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True), sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True), sa.Column("stratum", sa.String(length=300), nullable=True),
        sa.Column("team", sa.String(length=100), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=True), sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("verifier", sa.String(length=200), nullable=True), sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("demand", sa.Text(), nullable=True),
        sa.Column("status_before", sa.String(length=40), nullable=True),
        sa.Column("child_id", sa.Integer(), nullable=True), sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("created_in", sa.Integer(), nullable=True), sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("verification", "child_id", "problem"),
        _link("verification", "plan_id", "verification_plan", "CASCADE"),
        _link("verification", "problem_id", "problem", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index("ix_verification_plan_id_result", ["plan_id", "result", "removed_in"], unique=False)
        batch_op.create_index("ix_verification_problem_id", ["problem_id"], unique=False)
    op.create_table(
        "closure_objection", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closure_id", sa.Integer(), nullable=False), sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=True), sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stops_clock", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True), sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True), sa.Column("created_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("closure_objection", "closure_id", "closure", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_objection")),
    )
    with op.batch_alter_table("closure_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_objection_closure_id"), ["closure_id"], unique=False)
    op.create_table(
        "closure_review", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closure_id", sa.Integer(), nullable=False), sa.Column("level_id", sa.Integer(), nullable=True),
        sa.Column("level_name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=True), sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False), sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True), sa.Column("session", sa.String(length=100), nullable=True),
        sa.Column("created_in", sa.Integer(), nullable=True), sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("closure_review", "closure_id", "closure", "CASCADE"),
        _link("closure_review", "level_id", "closure_level"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_review")),
    )
    with op.batch_alter_table("closure_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_review_closure_id"), ["closure_id"], unique=False)
    op.create_table(
        "closure_tick", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closure_id", sa.Integer(), nullable=False),
        sa.Column("condition_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False), sa.Column("ticked_on", sa.Date(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), server_default="[]", nullable=False),
        sa.Column("created_in", sa.Integer(), nullable=True), sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("closure_tick", "closure_id", "closure", "CASCADE"),
        _link("closure_tick", "condition_id", "closure_condition"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_tick")),
    )
    with op.batch_alter_table("closure_tick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_tick_closure_id"), ["closure_id"], unique=False)
    op.create_table(
        "escalation_problem", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False), sa.Column("created_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("escalation_problem", "escalation_id", "escalation", "CASCADE"),
        _link("escalation_problem", "problem_id", "problem", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_problem")),
    )
    with op.batch_alter_table("escalation_problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_problem_escalation_id"), ["escalation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalation_problem_problem_id"), ["problem_id"], unique=False)
    op.create_table(
        "reminder", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=True), sa.Column("escalation_id", sa.Integer(), nullable=True),
        sa.Column("duty_id", sa.Integer(), nullable=True), sa.Column("period", sa.String(length=40), nullable=True),
        sa.Column("unit", sa.String(length=300), nullable=True), sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=True), sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True), sa.Column("created_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("reminder", "actor_id", "actor"),
        _link("reminder", "duty_id", "duty", "CASCADE"),
        _link("reminder", "escalation_id", "escalation", "CASCADE"),
        _link("reminder", "problem_id", "problem", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_duty_id"), ["duty_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_escalation_id"), ["escalation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_problem_id"), ["problem_id"], unique=False)
    op.create_table(
        "evidence_answer", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("check_key", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), server_default="", nullable=False),
        sa.Column("explanation", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False), sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("created_in", sa.Integer(), nullable=True), sa.Column("removed_in", sa.Integer(), nullable=True),
        _link("evidence_answer", "actor_id", "actor"),
        _link("evidence_answer", "evidence_id", "evidence", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_answer")),
        sa.UniqueConstraint(
            "evidence_id", "check_key", "subject", name=op.f("uq_evidence_answer_evidence_id_check_key_subject")
        ),
    )
    with op.batch_alter_table("actor", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=40), nullable=True))
    with op.batch_alter_table("evidence_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("likeness", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("saved_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("has_text", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("facts_read", sa.Boolean(), server_default="0", nullable=False))
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deadline_rule", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("deadline_estimated", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("original_deadline", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("suspended_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("timeliness", sa.String(length=10), nullable=True))
    op.rename_table("status", "status_of_0003")
    op.create_table(
        "status", sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False), sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("tone", sa.String(length=20), nullable=False),
        sa.Column("counts_unrectified", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status")),
        sa.UniqueConstraint("name", name=op.f("uq_status_name")),
    )
    op.execute(
        "INSERT INTO status (name, position, phase, tone, counts_unrectified)"
        " SELECT name, position, phase, tone, counts_unrectified FROM status_of_0003 ORDER BY position"
    )
    op.drop_table("status_of_0003")
