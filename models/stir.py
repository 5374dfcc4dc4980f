"""A stir: something about a request has changed, and the Homes that show it are to be found."""

from sqlalchemy import BigInteger, ForeignKey, bindparam, exists, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.home import Home


class Stir(Base):
    """Gone from the table once the Homes that it concerns are behind.

    Whoever changes a request only adds a line here. Were the Homes themselves marked in that transaction, an
    administrator's, which shows everything, would have everybody wait for everybody, or for ever.
    """

    __tablename__ = "stir"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"))


def stir(session: Session, request_id: int) -> None:
    """Say it, if anybody has a Home at all."""
    session.connection().execute(_STIR, {"number": request_id})


_STIR = insert(Stir).from_select(
    ["request_id"], select(bindparam("number", type_=BigInteger)).where(exists(select(Home.id)))
)
"""Built once: building it costs more than asking."""
