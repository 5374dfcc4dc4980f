"""Reminders, the answers to findings, and what a round's digest tells."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = (
    *("card", "receipt", "outcome", "warning", "alarm", "digest", "invitation", "answer"),
    *("review", "half_time", "last_day", "review_end"),
)
_GESTURES = ("take_back", "lease", "keep", "disown", "undo")


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", _ID, nullable=False),
        sa.Column("round_id", _ID, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("theirs", sa.JSON(), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("unanswered", sa.JSON(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('due', 'told', 'dropped')", name=op.f("ck_reminder_state")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_reminder_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("round_id", "person", name=op.f("uq_reminder_round_id_person")),
    )
    op.create_index(op.f("ix_reminder_state_next_try_at"), "reminder", ["state", "next_try_at"])
    op.create_index(op.f("ix_reminder_person"), "reminder", ["person"])
    op.create_table(
        "finding_answer",
        sa.Column("id", _ID, nullable=False),
        sa.Column("finding_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("gesture", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("bundle", sa.String(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trigger_id", sa.String(), nullable=True),
        sa.Column("waiting", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("stood", sa.JSON(), nullable=False),
        sa.Column("request_id", _ID, nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('cast', 'taken', 'refused')", name=op.f("ck_finding_answer_state")),
        sa.CheckConstraint(f"gesture IN ({_listed(_GESTURES)})", name=op.f("ck_finding_answer_gesture")),
        sa.ForeignKeyConstraint(["finding_id"], ["kept_finding.id"], name=op.f("fk_finding_answer_finding_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_finding_answer_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_answer")),
        sa.UniqueConstraint("trigger_id", name=op.f("uq_finding_answer_trigger_id")),
        sa.UniqueConstraint("waiting", name=op.f("uq_finding_answer_waiting")),
    )
    op.create_index(op.f("ix_finding_answer_state_next_try_at"), "finding_answer", ["state", "next_try_at"])
    op.create_index(op.f("ix_finding_answer_finding_id"), "finding_answer", ["finding_id"])
    op.create_index(op.f("ix_finding_answer_request_id"), "finding_answer", ["request_id"])
    with op.batch_alter_table("round") as batch_op:
        batch_op.add_column(sa.Column("digest", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), f"kind IN ({_listed((*_KINDS, 'reminder'))})")


def downgrade() -> None:
    op.execute("DELETE FROM post WHERE kind = 'reminder'")
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), f"kind IN ({_listed(_KINDS)})")
    with op.batch_alter_table("round") as batch_op:
        batch_op.drop_column("digest")
    for table in ("finding_answer", "reminder"):
        op.drop_table(table)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(repr(word) for word in words)
