"""Questions about the account, and the messages that answer them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = ("card", "receipt", "outcome", "warning", "alarm", "digest", "invitation")
_ASKED = sa.text("next_try_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trigger_id", sa.String(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('who', 'exposure')", name=op.f("ck_inquiry_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("trigger_id", name=op.f("uq_inquiry_trigger_id")),
    )
    op.create_index("ix_inquiry_asked", "inquiry", ["next_try_at"], sqlite_where=_ASKED, postgresql_where=_ASKED)
    op.create_index(op.f("ix_inquiry_answered_at"), "inquiry", ["answered_at"])
    with op.batch_alter_table("post") as batch_op:
        batch_op.add_column(sa.Column("inquiry_id", _ID, nullable=True))
        batch_op.create_foreign_key(op.f("fk_post_inquiry_id"), "inquiry", ["inquiry_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_post_kind_inquiry_id_audience"), ["kind", "inquiry_id", "audience"])
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), _among((*_KINDS, "answer")))


def downgrade() -> None:
    op.execute("DELETE FROM post WHERE kind = 'answer'")
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), _among(_KINDS))
        batch_op.drop_constraint(op.f("uq_post_kind_inquiry_id_audience"), type_="unique")
        batch_op.drop_constraint(op.f("fk_post_inquiry_id"), type_="foreignkey")
        batch_op.drop_column("inquiry_id")
    op.drop_table("inquiry")


def _among(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
