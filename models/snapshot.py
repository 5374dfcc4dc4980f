"""The snapshot: the account as IAM last showed it, to find people by and to know names by."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId

_NONE = text("'[]'")


class Taking(Base):
    """When the snapshot of an account was begun that is now in force, and what the account allows."""

    __tablename__ = "taking"

    account: Mapped[str] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]
    groups_a_user: Mapped[int] = mapped_column(default=10)
    policies_a_user: Mapped[int] = mapped_column(default=10)
    policies_a_group: Mapped[int] = mapped_column(default=10, server_default="10")
    users_most: Mapped[int] = mapped_column(default=5_000, server_default="5000")
    groups_most: Mapped[int] = mapped_column(default=300, server_default="300")
    alias: Mapped[str] = mapped_column(default="", server_default="")
    """The account's alias, for the address at which people sign in; empty: it has none."""
    number: Mapped[str] = mapped_column(default="", server_default="")
    """The account's twelve digits, as AWS last told."""


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
    path: Mapped[str] = mapped_column(default="/", server_default="/")
    groups: Mapped[list[str]] = mapped_column(default=list, server_default=_NONE)
    """By name."""
    policies: Mapped[list[str]] = mapped_column(default=list, server_default=_NONE)
    """Attached directly, by ARN."""
    inline: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default=_NONE)
    """Name and document of each policy that stands inside the user."""
    boundary: Mapped[str | None]


class SnapshotGroup(Base):
    """An IAM group."""

    __tablename__ = "snapshot_group"
    __table_args__ = (UniqueConstraint("account", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    name: Mapped[str]
    arn: Mapped[str]
    path: Mapped[str] = mapped_column(default="/", server_default="/")
    policies: Mapped[list[str]] = mapped_column(default=list, server_default=_NONE)
    inline: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default=_NONE)


class SnapshotPolicy(Base):
    """A managed policy, AWS's or the account's own, attached or not."""

    __tablename__ = "snapshot_policy"
    __table_args__ = (UniqueConstraint("account", "arn"), Index(None, "account", "name"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    arn: Mapped[str]
    name: Mapped[str]
    default_version: Mapped[str] = mapped_column(default="", server_default="")
    """Which version of its document counts, such as v3; another than before means that the text has changed."""
    attachments: Mapped[int] = mapped_column(default=0, server_default="0")
    """To how many users, groups and roles it is attached."""
