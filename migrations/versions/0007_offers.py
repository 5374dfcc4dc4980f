"""Offers of credentials, rotations of keys, and the message that invites to them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = "'card', 'receipt', 'outcome', 'warning', 'alarm', 'digest'"


def upgrade() -> None:
    _create_offer()
    _create_rotation()
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), f"kind IN ({_KINDS}, 'invitation')")


def downgrade() -> None:
    op.execute("DELETE FROM post WHERE kind = 'invitation'")
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_constraint(op.f("ck_post_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_post_kind"), f"kind IN ({_KINDS})")
    op.drop_table("rotation")
    op.drop_table("offer")


def _create_offer() -> None:
    op.create_table(
        "offer",
        sa.Column("id", _ID, nullable=False),
        sa.Column("request_id", _ID, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("user_unique_id", sa.String(), nullable=False),
        sa.Column("must_reset", sa.Boolean(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keys_before", sa.JSON(), nullable=False),
        sa.Column("making_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("tidy_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'making', 'shown', 'lapsed', 'withdrawn')", name=op.f("ck_offer_state")),
        sa.CheckConstraint("kind IN ('password', 'key')", name=op.f("ck_offer_kind")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_offer_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_request_id"), "offer", ["request_id"], unique=False)
    op.create_index(op.f("ix_offer_state_lapses_at"), "offer", ["state", "lapses_at"], unique=False)
    op.create_index(op.f("ix_offer_tidy_at"), "offer", ["tidy_at"], unique=False)
    op.create_index(op.f("ix_offer_account_user_unique_id"), "offer", ["account", "user_unique_id"], unique=False)


def _create_rotation() -> None:
    op.create_table(
        "rotation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("offer_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("user_unique_id", sa.String(), nullable=False),
        sa.Column("old_key_id", sa.String(), nullable=False),
        sa.Column("open_key", sa.String(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asleep_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delete_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('offered', 'shown', 'retiring', 'retired', 'dropped')", name=op.f("ck_rotation_state")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_rotation_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_rotation_offer_id")),
        sa.UniqueConstraint("open_key", name=op.f("uq_rotation_open_key")),
    )
    op.create_index(op.f("ix_rotation_state_look_at"), "rotation", ["state", "look_at"], unique=False)
    op.create_index(op.f("ix_rotation_person"), "rotation", ["person"], unique=False)
