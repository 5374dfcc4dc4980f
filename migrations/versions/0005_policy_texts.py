"""The texts of managed policies."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BEHIND = sa.text("version <> listed_version")
_KEPT = sa.text("version <> ''")


def upgrade() -> None:
    op.create_table(
        "policy_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("listed_version", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attached", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_text")),
        sa.UniqueConstraint("account", "arn", name=op.f("uq_policy_text_account_arn")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("policy_text", schema=None) as batch_op:
        batch_op.create_index(
            "ix_policy_text_behind",
            ["account", "next_try_at"],
            unique=False,
            sqlite_where=_BEHIND,
            postgresql_where=_BEHIND,
        )
        batch_op.create_index(
            "ix_policy_text_judged", ["judged"], unique=False, sqlite_where=_KEPT, postgresql_where=_KEPT
        )


def downgrade() -> None:
    with op.batch_alter_table("policy_text", schema=None) as batch_op:
        batch_op.drop_index("ix_policy_text_judged", sqlite_where=_KEPT, postgresql_where=_KEPT)
        batch_op.drop_index("ix_policy_text_behind", sqlite_where=_BEHIND, postgresql_where=_BEHIND)

    op.drop_table("policy_text")
