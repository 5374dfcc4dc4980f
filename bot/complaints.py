"""Complaints: what an operator can mend, in lines on standard error and without a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.settings import BadSetting

# What raises them is imported when it is used: `leasehold --help` must not wait for SQLAlchemy.


class Complaint(click.ClickException):
    """One line or more on standard error, exit 1, no traceback."""

    exit_code = 1

    def show(self, file: object = None) -> None:  # noqa: ARG002 (click's signature)
        for line in self.message.splitlines():
            click.echo(f"leasehold: {line}", err=True)


@contextmanager
def no_traceback() -> Iterator[None]:
    """Turn what an operator can mend into lines on standard error."""
    from bot.apart import Refused

    known: tuple[type[Exception], ...] = (*refusals(), Refused)
    try:
        yield
    except known as refusal:
        raise Complaint(words(refusal)) from None


def refusals() -> tuple[type[Exception], ...]:
    """What an operator can mend."""
    from sqlalchemy.exc import OperationalError

    from bot.preflight import NotReady
    from models.database import UnusableUrl

    return NotReady, BadSetting, UnusableUrl, OperationalError


def words(refusal: Exception) -> str:
    from sqlalchemy.exc import OperationalError

    from bot.preflight import unreached_words

    return unreached_words(refusal) if isinstance(refusal, OperationalError) else str(refusal)
