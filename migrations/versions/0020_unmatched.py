"""Addresses of IAM users that nobody in Slack has."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unmatched",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("looked_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_unmatched")),
    )


def downgrade() -> None:
    op.drop_table("unmatched")
