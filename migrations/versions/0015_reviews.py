"""Reviews of who is in a group, their items and answers, and the messages about them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = ("card", "receipt", "outcome", "warning", "alarm", "digest", "invitation", "answer")
_NEW_KINDS = ("review", "half_time", "last_day", "review_end")
_TRIED, _LOOKED = sa.text("next_try_at IS NOT NULL"), sa.text("look_at IS NOT NULL")
_ITEM_STATES = (
    "open",
    "confirmed",
    "rejected",
    "unconfirmed",
    "taken_back",
    "failed",
    "gone",
    "leased",
    "unanswered",
)


def upgrade() -> None:
    _create_review()
    _create_items()
    _create_answers()
    with op.batch_alter_table("post") as batch_op:
        batch_op.add_column(sa.Column("review_id", _ID, nullable=True))
        batch_op.create_foreign_key(op.f("fk_post_review_id"), "review", ["review_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_post_kind_review_id_audience"), ["kind", "review_id", "audience"])
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), _among("kind", (*_KINDS, *_NEW_KINDS)))


def downgrade() -> None:
    op.execute(f"DELETE FROM post WHERE {_among('kind', _NEW_KINDS)}")  # noqa: S608 (words of our own)
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), _among("kind", _KINDS))
        batch_op.drop_constraint(op.f("uq_post_kind_review_id_audience"), type_="unique")
        batch_op.drop_constraint(op.f("fk_post_review_id"), type_="foreignkey")
        batch_op.drop_column("review_id")
    op.drop_table("review_answer")
    op.drop_table("review_item")
    op.drop_table("review")


def _create_review() -> None:
    op.create_table(
        "review",
        sa.Column("id", _ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trigger_id", sa.String(), nullable=True),
        sa.Column("open_key", sa.String(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewers", sa.JSON(), nullable=False),
        sa.Column("takes_back", sa.Boolean(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("services", sa.JSON(), nullable=True),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("stopped_by", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint(
            _among("state", ("starting", "open", "closing", "ended", "stopped", "refused")),
            name=op.f("ck_review_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("trigger_id", name=op.f("uq_review_trigger_id")),
        sa.UniqueConstraint("open_key", name=op.f("uq_review_open_key")),
    )
    op.create_index("ix_review_next_try_at", "review", ["next_try_at"], sqlite_where=_TRIED, postgresql_where=_TRIED)
    op.create_index(op.f("ix_review_state"), "review", ["state"])


def _create_items() -> None:
    op.create_table(
        "review_item",
        sa.Column("id", _ID, nullable=False),
        sa.Column("review_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("unique_id", sa.String(), nullable=False),
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_as", sa.String(), nullable=False),
        sa.Column("request_id", _ID, nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used", sa.String(), nullable=False),
        sa.CheckConstraint(_among("state", _ITEM_STATES), name=op.f("ck_review_item_state")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_item_review_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_review_item_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_item")),
        sa.UniqueConstraint("review_id", "unique_id", name=op.f("uq_review_item_review_id_unique_id")),
    )
    op.create_index(op.f("ix_review_item_review_id_state"), "review_item", ["review_id", "state"])
    op.create_index(op.f("ix_review_item_request_id"), "review_item", ["request_id"])
    op.create_index(
        "ix_review_item_look_at", "review_item", ["look_at"], sqlite_where=_LOOKED, postgresql_where=_LOOKED
    )


def _create_answers() -> None:
    op.create_table(
        "review_answer",
        sa.Column("id", _ID, nullable=False),
        sa.Column("review_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trigger_id", sa.String(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint(_among("state", ("cast", "counted", "refused")), name=op.f("ck_review_answer_state")),
        sa.CheckConstraint(_among("kind", ("members", "stop")), name=op.f("ck_review_answer_kind")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_answer_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_answer")),
        sa.UniqueConstraint("trigger_id", name=op.f("uq_review_answer_trigger_id")),
    )
    op.create_index(
        "ix_review_answer_tried", "review_answer", ["next_try_at"], sqlite_where=_TRIED, postgresql_where=_TRIED
    )
    op.create_index(op.f("ix_review_answer_review_id"), "review_answer", ["review_id"])


def _among(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
