"""Homes: the Home tab of whoever opens it, and what stirs it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BEHIND = sa.text("shown_version < version")


def upgrade() -> None:
    op.create_table(
        "home",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shown_version", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home")),
        sa.UniqueConstraint("person", name=op.f("uq_home_person")),
    )
    with op.batch_alter_table("home", schema=None) as batch_op:
        batch_op.create_index(
            "ix_home_behind", ["next_try_at"], unique=False, sqlite_where=_BEHIND, postgresql_where=_BEHIND
        )
        batch_op.create_index(batch_op.f("ix_home_opened_at"), ["opened_at"], unique=False)

    op.create_table(
        "stir",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_stir_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stir")),
    )


def downgrade() -> None:
    op.drop_table("stir")
    with op.batch_alter_table("home", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_home_opened_at"))
        batch_op.drop_index("ix_home_behind", sqlite_where=_BEHIND, postgresql_where=_BEHIND)

    op.drop_table("home")
