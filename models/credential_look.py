"""A credential look: a user's keys, password or MFA as IAM showed them when the credential report made one look."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class CredentialLook(Base):
    """One for each account and ARN, of users who stand out in the report only. No secret is in it: IAM shows none."""

    __tablename__ = "credential_look"
    __table_args__ = (UniqueConstraint("account", "arn"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    """The catalog's name for it."""
    arn: Mapped[str]
    fingerprint: Mapped[str]
    """Of the user's row in the credential report: the same one, nothing was used or changed since."""
    looked_at: Mapped[datetime]
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
