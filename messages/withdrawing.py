"""Withdrawing: a copy of a post that a crash left behind is taken out of Slack. Twice does no harm."""

from sqlalchemy import delete, update

from iam.faults import Fault, Never
from messages import waiting
from messages.means import Means
from models.stray import Stray

_NOT_TO_BE_HAD = frozenset({"message_not_found", "cant_delete_message", "channel_not_found"})


def withdraw(means: Means, stray_id: int) -> None:
    with means.database.read() as session:
        stray = session.get(Stray, stray_id)
    if stray is None:
        return
    means.log.debug("stray.withdrawing", stray=stray.id)
    try:
        _withdraw(means, stray)
    except Fault as fault:
        means.log.warning("stray.postponed", stray=stray.id, fault=fault.words)
        next_try_at = means.clock() + waiting.after(fault, stray.tries)
        with means.database.write() as session:
            row = update(Stray).where(Stray.id == stray.id)
            session.execute(row.values(tries=stray.tries + 1, next_try_at=next_try_at))
        return
    means.log.debug("stray.withdrawn", stray=stray.id)
    with means.database.write() as session:
        session.execute(delete(Stray).where(Stray.id == stray.id))
    means.log.debug("stray.forgotten", stray=stray.id)


def _withdraw(means: Means, stray: Stray) -> None:
    try:
        with means.calling("chat.delete"):
            means.client.chat_delete(channel=stray.channel, ts=stray.ts)
    except Never as fault:
        if fault.code not in _NOT_TO_BE_HAD:
            raise
        means.log.info("stray.left", stray=stray.id, fault=fault.words)
