"""A question about what could go."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_BEFORE = ("who", "exposure", "group_use")


def upgrade() -> None:
    with op.batch_alter_table("inquiry") as batch_op:
        batch_op.drop_constraint(op.f("ck_inquiry_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_inquiry_kind"), _among((*_BEFORE, "advice")))


def downgrade() -> None:
    op.execute("DELETE FROM post WHERE inquiry_id IN (SELECT id FROM inquiry WHERE kind = 'advice')")
    op.execute("DELETE FROM inquiry WHERE kind = 'advice'")
    with op.batch_alter_table("inquiry") as batch_op:
        batch_op.drop_constraint(op.f("ck_inquiry_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_inquiry_kind"), _among(_BEFORE))


def _among(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
