"""Plans and their deeds; what a request is for; what each user and group of the snapshot holds."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NONE = sa.text("'[]'")


def _new() -> dict[str, tuple[sa.Column[Any], ...]]:
    """Made anew each time: a column belongs to one table object."""
    return {
        "request": (
            sa.Column("kind", sa.String(length=32), server_default="access", nullable=False),
            sa.Column("whose", sa.String(), nullable=True),
            sa.Column("subject_user", sa.String(), nullable=True),
            sa.Column("is_urgent", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("ends_leases", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("offers", sa.JSON(), server_default=_NONE, nullable=False),
            sa.Column("allows", sa.JSON(), server_default=_NONE, nullable=False),
        ),
        "snapshot_user": (
            sa.Column("path", sa.String(), server_default="/", nullable=False),
            sa.Column("groups", sa.JSON(), server_default=_NONE, nullable=False),
            sa.Column("policies", sa.JSON(), server_default=_NONE, nullable=False),
            sa.Column("inline", sa.JSON(), server_default=_NONE, nullable=False),
            sa.Column("boundary", sa.String(), nullable=True),
        ),
        "snapshot_group": (
            sa.Column("path", sa.String(), server_default="/", nullable=False),
            sa.Column("policies", sa.JSON(), server_default=_NONE, nullable=False),
            sa.Column("inline", sa.JSON(), server_default=_NONE, nullable=False),
        ),
        "snapshot_policy": (
            sa.Column("default_version", sa.String(), server_default="", nullable=False),
            sa.Column("attachments", sa.Integer(), server_default="0", nullable=False),
        ),
        "taking": (
            sa.Column("policies_a_group", sa.Integer(), server_default="10", nullable=False),
            sa.Column("users_most", sa.Integer(), server_default="5000", nullable=False),
            sa.Column("groups_most", sa.Integer(), server_default="300", nullable=False),
            sa.Column("alias", sa.String(), server_default="", nullable=False),
            sa.Column("number", sa.String(), server_default="", nullable=False),
        ),
    }


def upgrade() -> None:
    for table, columns in _new().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "plan",
        sa.Column("id", _ID, nullable=False),
        sa.Column("request_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('making', 'made', 'failing', 'failed')", name=op.f("ck_plan_state")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_plan_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("request_id", name=op.f("uq_plan_request_id")),
    )
    op.create_index(op.f("ix_plan_state_next_try_at"), "plan", ["state", "next_try_at"], unique=False)
    op.create_index(op.f("ix_plan_late_at"), "plan", ["late_at"], unique=False)
    op.create_table(
        "deed",
        sa.Column("id", _ID, nullable=False),
        sa.Column("plan_id", _ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('noted', 'made', 'unmade')", name=op.f("ck_deed_state")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_deed_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed")),
        sa.UniqueConstraint("plan_id", "place", name=op.f("uq_deed_plan_id_place")),
    )


def downgrade() -> None:
    op.drop_table("deed")
    op.drop_table("plan")
    for table, columns in _new().items():
        for column in columns:
            # A batch would make the table anew, which other tables refer to; SQLite can do without since 3.35.
            op.execute(f'ALTER TABLE "{table}" DROP COLUMN "{column.name}"')
