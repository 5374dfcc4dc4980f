"""Surveys, and what AWS told them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("under_way", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unused_days", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'reading', 'judging', 'judged', 'refused', 'left')", name=op.f("ck_survey_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("under_way", name=op.f("uq_survey_under_way")),
    )
    op.create_index(op.f("ix_survey_state_next_try_at"), "survey", ["state", "next_try_at"])
    op.create_index(op.f("ix_survey_account_judged_at"), "survey", ["account", "judged_at"])
    op.create_table(
        "usage_report",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("unique_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("used", sa.JSON(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_report")),
        sa.UniqueConstraint("account", "arn", name=op.f("uq_usage_report_account_arn")),
    )
    op.create_table(
        "credential_look",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_look")),
        sa.UniqueConstraint("account", "arn", name=op.f("uq_credential_look_account_arn")),
    )


def downgrade() -> None:
    for table in ("credential_look", "usage_report", "survey"):
        op.drop_table(table)
