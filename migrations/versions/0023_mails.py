"""When somebody is to be written to how to sign in: kept, so that the mail goes whatever dies."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("offer") as batch_op:
        batch_op.add_column(sa.Column("mail_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(op.f("ix_offer_mail_at"), ["mail_at"])


def downgrade() -> None:
    with op.batch_alter_table("offer") as batch_op:
        batch_op.drop_index(op.f("ix_offer_mail_at"))
        batch_op.drop_column("mail_at")
