"""What a plan is to achieve, and who has left."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ASKED = sa.text("next_try_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("request", sa.Column("aim", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.create_table(
        "departure",
        sa.Column("id", _ID, nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_departure_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_departure_slack_id")),
    )
    op.create_index("ix_departure_asked", "departure", ["next_try_at"], sqlite_where=_ASKED, postgresql_where=_ASKED)


def downgrade() -> None:
    op.drop_table("departure")
    # A batch would make the table anew, which other tables refer to; SQLite can do without since 3.35.
    op.execute('ALTER TABLE "request" DROP COLUMN "aim"')
