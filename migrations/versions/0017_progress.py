"""Messages that say how far a survey is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KINDS = (
    *("card", "receipt", "outcome", "warning", "alarm", "digest", "invitation", "answer"),
    *("review", "half_time", "last_day", "review_end", "reminder"),
)


def upgrade() -> None:
    with op.batch_alter_table("post") as batch_op:
        batch_op.add_column(sa.Column("survey_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(op.f("fk_post_survey_id"), "survey", ["survey_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_post_kind_survey_id_audience"), ["kind", "survey_id", "audience"])
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), _among((*_KINDS, "progress")))


def downgrade() -> None:
    op.execute("DELETE FROM post WHERE kind = 'progress'")
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), _among(_KINDS))
        batch_op.drop_constraint(op.f("uq_post_kind_survey_id_audience"), type_="unique")
        batch_op.drop_constraint(op.f("fk_post_survey_id"), type_="foreignkey")
        batch_op.drop_column("survey_id")


def _among(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
