"""A survey: one account read whole, what was granted held against what was used; resumed where it stopped."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Enum, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.survey_states import START, TABLE, SurveyMove, SurveyState


class Survey(Base):
    """The reports that it has read are rows of their own (models/usage_report.py), and so are its findings."""

    __tablename__ = "survey"
    __table_args__ = (Index(None, "state", "next_try_at"), Index(None, "account", "judged_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    """The catalog's name for it."""
    under_way: Mapped[str | None] = mapped_column(unique=True)
    """The account while its survey is under way: there is one at a time. Empty while it only is asked for by hand."""
    asked_by: Mapped[str | None]
    """Who asked for it by hand; empty: the schedule."""
    state: Mapped[SurveyState] = mapped_column(
        Enum(SurveyState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    unused_days: Mapped[int]
    """The window: what was not used for so long is unused."""
    begun_at: Mapped[datetime]
    """All is judged as of this moment, however long it takes."""
    read_at: Mapped[datetime | None]
    judged_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    """Of the reports, how many are there; of `total`, which is 0 until it is known."""
    total: Mapped[int] = mapped_column(default=0)
    calls: Mapped[int] = mapped_column(default=0)
    """How often AWS was called by the try that read it to the end."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Pairs of a user or role and a service: `granted`, `used`, `unused`, `unknown`; and `findings` by their kind."""
    notes: Mapped[list[str]] = mapped_column(default=list)
    """Lines that say what is not known, and why."""
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")
    """What holds it up, or why it was refused: AWS's own words, or a Refusal's."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[SurveyState, Mapping[SurveyMove, SurveyState]]:
        return TABLE
