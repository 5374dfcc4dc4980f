"""The snapshot: the account as IAM last showed it, to find people by and to know names by."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Taking(Base):
    """When the snapshot of an account was begun that is now in force, and what the account allows."""

    __tablename__ = "taking"

    account: Mapped[str] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]
    groups_a_user: Mapped[int] = mapped_column(default=10)
    policies_a_user: Mapped[int] = mapped_column(default=10)


class SnapshotUser(Base):
    """An IAM user. `identity` is the value of the catalog's tag, folded for comparison."""

    __tablename__ = "snapshot_user"
    __table_args__ = (UniqueConstraint("account", "unique_id"), Index(None, "account", "identity"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    unique_id: Mapped[str]
    name: Mapped[str]
    arn: Mapped[str]
    identity: Mapped[str | None]


class SnapshotGroup(Base):
    """An IAM group."""

    __tablename__ = "snapshot_group"
    __table_args__ = (UniqueConstraint("account", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    name: Mapped[str]
    arn: Mapped[str]


class SnapshotPolicy(Base):
    """A managed policy, AWS's or the account's own, attached or not."""

    __tablename__ = "snapshot_policy"
    __table_args__ = (UniqueConstraint("account", "arn"), Index(None, "account", "name"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    arn: Mapped[str]
    name: Mapped[str]
