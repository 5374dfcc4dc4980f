"""The last good catalog, word for word: it stays in force while the file is bad, through a restart too."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class CatalogCopy(Base):
    __tablename__ = "catalog_copy"

    digest: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    first_taken_at: Mapped[datetime]
    taken_at: Mapped[datetime]


class CatalogFault(Base):
    """What is wrong with the catalog and was told to the admins: once for each content.

    A file that cannot be read, and names that an account does not have.
    """

    __tablename__ = "catalog_fault"

    digest: Mapped[str] = mapped_column(primary_key=True)
    said: Mapped[str]
    told_at: Mapped[datetime]
