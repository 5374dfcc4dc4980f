"""A round may be a checkup of the account too, and may be refused to whoever asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("round") as batch_op:
        # The defaults are for an older release, which may still begin rounds of nags beside this one.
        batch_op.add_column(sa.Column("kind", sa.String(32), nullable=False, server_default="nags"))
        batch_op.add_column(sa.Column("asked_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("items", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.create_check_constraint(op.f("ck_round_kind"), "kind IN ('nags', 'checkup')")
        batch_op.drop_constraint(op.f("ck_round_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_round_state"), "state IN ('due', 'told', 'refused')")


def downgrade() -> None:
    op.execute("DELETE FROM post WHERE round_id IN (SELECT id FROM round WHERE kind <> 'nags' OR state = 'refused')")
    op.execute("DELETE FROM round WHERE kind <> 'nags' OR state = 'refused'")
    with op.batch_alter_table("round") as batch_op:
        batch_op.drop_constraint(op.f("ck_round_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_round_state"), "state IN ('due', 'told')")
        batch_op.drop_constraint(op.f("ck_round_kind"), type_="check")
        batch_op.drop_column("items")
        batch_op.drop_column("asked_by")
        batch_op.drop_column("kind")
