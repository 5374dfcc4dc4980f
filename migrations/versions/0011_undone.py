"""Which plan was undone, and by which."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plan") as batch_op:
        batch_op.add_column(sa.Column("undone_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(op.f("fk_plan_undone_by"), "request", ["undone_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("plan") as batch_op:
        batch_op.drop_constraint(op.f("fk_plan_undone_by"), type_="foreignkey")
        batch_op.drop_column("undone_by")
