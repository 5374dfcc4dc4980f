"""A principal: who it is in AWS, and whether AWS still has to be made to agree."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId

_BEHIND = "enforced_version < wanted_version"


class Principal(Base):
    """Account, kind and name; the unique id says who is meant when a name has come back with somebody else."""

    __tablename__ = "principal"
    __table_args__ = (
        UniqueConstraint("account", "unique_id"),
        Index("ix_principal_behind", "next_try_at", sqlite_where=text(_BEHIND), postgresql_where=text(_BEHIND)),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    kind: Mapped[str] = mapped_column(default="user")
    name: Mapped[str]
    unique_id: Mapped[str]
    wanted_version: Mapped[int] = mapped_column(default=0)
    enforced_version: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]

    def want_change(self, now: datetime) -> None:
        """Say that what is wanted here has changed; the mirror comes at once."""
        self.wanted_version += 1
        self.next_try_at = now


def known(session: Session, *, account: str, name: str, unique_id: str) -> Principal:
    """The row of this IAM user, by its unique id; made where there is none, and with the name that it has now."""
    query = select(Principal).where(Principal.account == account, Principal.unique_id == unique_id)
    principal = session.scalar(query)
    if principal is None:
        principal = Principal(account=account, unique_id=unique_id)
        session.add(principal)
    principal.name = name
    session.flush()
    return principal
