"""What leases were used for."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TO_LOOK_AT = sa.text("next_try_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "lease_use",
        sa.Column("id", _ID, nullable=False),
        sa.Column("lease_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('watched', 'early', 'known', 'unknown')", name=op.f("ck_lease_use_state")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_lease_use_lease_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease_use")),
        sa.UniqueConstraint("lease_id", name=op.f("uq_lease_use_lease_id")),
    )
    op.create_index(
        "ix_lease_use_to_look_at", "lease_use", ["next_try_at"], sqlite_where=_TO_LOOK_AT, postgresql_where=_TO_LOOK_AT
    )


def downgrade() -> None:
    op.drop_table("lease_use")
    op.execute("DELETE FROM move WHERE subject = 'lease_use'")
