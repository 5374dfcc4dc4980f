"""An address of an IAM user that no member in Slack had when it was looked up; so it is not asked for each time."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Unmatched(Base):
    __tablename__ = "unmatched"

    address: Mapped[str] = mapped_column(primary_key=True)
    """As the snapshot keeps it, folded."""
    looked_up_at: Mapped[datetime]
