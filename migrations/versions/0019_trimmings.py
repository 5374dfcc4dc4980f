"""Proposals to trim a bundle, and the messages that make them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = (
    *("card", "receipt", "outcome", "warning", "alarm", "digest", "invitation", "answer"),
    *("review", "half_time", "last_day", "review_end", "reminder", "progress"),
)


def upgrade() -> None:
    op.create_table(
        "trimming",
        sa.Column("id", _ID, nullable=False),
        sa.Column("bundle", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("leases", sa.Integer(), nullable=False),
        sa.Column("cuts", sa.JSON(), nullable=False),
        sa.Column("diff", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trimming")),
    )
    op.create_index(op.f("ix_trimming_bundle_proposed_at"), "trimming", ["bundle", "proposed_at"])
    with op.batch_alter_table("post") as batch_op:
        batch_op.add_column(sa.Column("trimming_id", _ID, nullable=True))
        batch_op.create_foreign_key(op.f("fk_post_trimming_id"), "trimming", ["trimming_id"], ["id"])
        batch_op.create_unique_constraint(
            op.f("uq_post_kind_trimming_id_audience"), ["kind", "trimming_id", "audience"]
        )
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), _among((*_KINDS, "trimming")))


def downgrade() -> None:
    op.execute("DELETE FROM post WHERE kind = 'trimming'")
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), _among(_KINDS))
        batch_op.drop_constraint(op.f("uq_post_kind_trimming_id_audience"), type_="unique")
        batch_op.drop_constraint(op.f("fk_post_trimming_id"), type_="foreignkey")
        batch_op.drop_column("trimming_id")
    op.drop_table("trimming")


def _among(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
