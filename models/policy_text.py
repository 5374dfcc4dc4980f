"""The text of a managed policy, as IAM last showed it: what it allows is judged from here."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId

OF_AWS = ""
"""The account of AWS's own policies, which are the same everywhere: one row serves all accounts."""


class PolicyText(Base):
    """There from the moment that IAM lists the policy; its text follows. Its number stands for it in Slack's menus.

    Behind while `version` is not `listed_version`, as a post is behind its subject.
    """

    __tablename__ = "policy_text"
    __table_args__ = (
        UniqueConstraint("account", "arn"),
        Index(
            "ix_policy_text_behind",
            "account",
            "next_try_at",
            sqlite_where=text("version <> listed_version"),
            postgresql_where=text("version <> listed_version"),
        ),
        Index(
            "ix_policy_text_judged",
            "judged",
            sqlite_where=text("version <> ''"),
            postgresql_where=text("version <> ''"),
        ),
        # SQLite gives the number of a row that is gone to another, unless it is told not to.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    """The catalog's name of the account; empty for AWS's own."""
    arn: Mapped[str]
    name: Mapped[str]
    listed_version: Mapped[str]
    """The version that IAM's list says is in force, such as v3."""
    updated_at: Mapped[datetime | None]
    """When IAM said that the policy was last changed, as its text was read."""
    attached: Mapped[bool] = mapped_column(default=False)
    """Whether it was seen attached to something in some account: such a text is read first."""
    version: Mapped[str] = mapped_column(default="")
    """The version of the document that is kept; empty: none yet."""
    description: Mapped[str] = mapped_column(default="")
    read_at: Mapped[datetime | None]
    risk: Mapped[str] = mapped_column(default="")
    """What it allows, in a line; empty: not judged yet."""
    judged: Mapped[int] = mapped_column(default=0)
    """The edition of the judgement (iam/risk.py) that the line is from; 0: none yet."""
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")
    """What holds the reading up, in AWS's own words."""
    document: Mapped[str] = mapped_column(default="")
    """JSON. The last column, so that SQLite reads it only for who asks for it."""

    @property
    def is_behind(self) -> bool:
        return self.version != self.listed_version
