"""An index that holds no request which is just being asked for; when a whisper was begun to be said."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OPENED = sa.text("state <> 'checking'")


def upgrade() -> None:
    op.drop_index("ix_request_asker_id", table_name="request")
    op.create_index(
        "ix_request_asker", "request", ["asker", "id"], unique=False, sqlite_where=_OPENED, postgresql_where=_OPENED
    )
    op.add_column("whisper", sa.Column("saying_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("whisper") as batch_op:
        batch_op.drop_column("saying_since")
    op.drop_index("ix_request_asker", table_name="request", sqlite_where=_OPENED, postgresql_where=_OPENED)
    op.create_index("ix_request_asker_id", "request", ["asker", "id"], unique=False)
