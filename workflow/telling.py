"""Which messages there have to be; what they say, and that they stay true, is posting's work."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.bundle import Catalog
from models.move import BOT
from models.post import Post, PostKind
from models.request import Request
from models.whisper import Whisper
from workflow import policy


def post(session: Session, kind: PostKind, request: Request, *, audience: str, now: datetime) -> None:
    """Have this message about the request, once for each audience; a second call changes nothing.

    Of what the bot has asked for itself, it is not told.
    """
    if audience == BOT:
        return
    standing = select(Post.id).where(Post.kind == kind, Post.request_id == request.id, Post.audience == audience)
    if session.scalar(standing) is None:
        session.add(Post(kind=kind, request_id=request.id, audience=audience, next_try_at=now))


def alarm(session: Session, request: Request, *, catalog: Catalog, now: datetime) -> None:
    """Tell every administrator what about this request needs a person."""
    for admin in catalog.admins:
        post(session, PostKind.alarm, request, audience=policy.named(admin), now=now)


def whisper(session: Session, text: str, *, to: str, channel: str | None = None, now: datetime) -> None:
    """Say something once to one person: in the channel for their eyes only, else in their DM."""
    session.add(Whisper(audience=to, channel=channel, text=text, next_try_at=now))


def whisper_to_admins(session: Session, text: str, *, admins: Iterable[str], now: datetime) -> None:
    for admin in admins:
        whisper(session, text, to=admin, now=now)
