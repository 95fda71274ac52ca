"""What people answered about wordings, the queue of vanished problems, links between problems."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
FEWER_ROWS: tuple[str, ...] = ()


def upgrade() -> None:
    op.create_table(
        "problem_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("created_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["problem.id"], name=op.f("fk_problem_link_other_id")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_problem_link_problem_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_link")),
    )
    with op.batch_alter_table("problem_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_link_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_link_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_link_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "learned_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("within", sa.String(length=60), nullable=False),
        sa.Column("meant", sa.Text(), nullable=False),
        sa.Column("learned_at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_learned_answer_actor_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_learned_answer_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_answer")),
        sa.UniqueConstraint("kind", "field", "said", "within", name=op.f("uq_learned_answer_kind_field_said_within")),
    )
    op.create_table(
        "vanished_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=True),
        sa.Column("detail", sa.String(length=300), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("decided_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_vanished_item_actor_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_vanished_item_batch_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_vanished_item_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vanished_item")),
    )
    with op.batch_alter_table("vanished_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vanished_item_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vanished_item_problem_id"), ["problem_id"], unique=False)

    with op.batch_alter_table("batch_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resolved_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("profile", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("import_profile", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settings", sa.Text(), server_default="{}", nullable=False))
