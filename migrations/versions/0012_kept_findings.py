"""Findings, kept from the survey that found them first until one finds them no more."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kept_finding",
        sa.Column("id", _ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=True),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("last_used", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("suggestion", sa.String(), nullable=False),
        sa.Column("remedy", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("round_id", _ID, nullable=True),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("request_id", _ID, nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'resting', 'disowned', 'leaving', 'gone')", name=op.f("ck_kept_finding_state")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_kept_finding_round_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_kept_finding_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_finding")),
        sa.UniqueConstraint("standing", name=op.f("uq_kept_finding_standing")),
    )
    op.create_index(op.f("ix_kept_finding_account_state"), "kept_finding", ["account", "state"], unique=False)
    op.create_index(op.f("ix_kept_finding_owner_state"), "kept_finding", ["owner", "state"], unique=False)
    op.create_index(op.f("ix_kept_finding_state_rests_until"), "kept_finding", ["state", "rests_until"], unique=False)
    op.create_index(op.f("ix_kept_finding_request_id"), "kept_finding", ["request_id"], unique=False)


def downgrade() -> None:
    op.drop_table("kept_finding")
