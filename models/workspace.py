"""The workspace and app that the bot's token belongs to, as Slack last told us: whoever else calls is a stranger."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Workspace(Base):
    __tablename__ = "workspace"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    enterprise_id: Mapped[str | None]
    app_id: Mapped[str | None]
    bot_user_id: Mapped[str]
    bot_id: Mapped[str | None]
    looked_up_at: Mapped[datetime]
