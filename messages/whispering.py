"""Whispering: something is said once to one person, for their eyes only.

What is about to be said is committed first. One that is found so after a crash may have been heard already; it is
said again, for a refusal must reach who was refused, and says so.
"""

from sqlalchemy import delete, update

from iam.faults import Fault, Later, Never
from messages import blocks, message, recipients, waiting
from messages.means import Means
from messages.message import Message
from messages.slack_faults import Unsure
from models.claims import Kind
from models.whisper import Whisper

_NOT_THERE = frozenset(
    {"user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived", "restricted_action"}
)
"""It cannot be said in that channel: then in the DM."""
_NOBODY = frozenset(
    {
        "user_not_found",
        "users_not_found",
        "user_disabled",
        "cannot_dm_bot",
        "is_inactive",
        "user_not_visible",
        "channel_not_found",
    }
)
"""Nobody is there to hear it in a DM, today or tomorrow."""


def say(means: Means, whisper_id: int) -> None:
    """Say it and forget it, unless another does so right now."""
    with means.claims.hold(Kind.whisper, whisper_id) as ours:
        if not ours:
            return
        with means.database.read() as session:
            whisper = session.get(Whisper, whisper_id)
        if whisper is None:
            return
        try:
            if recipients.is_group(whisper.audience):
                _give_to_members(means, whisper)
            else:
                _say(means, whisper, message.said(blocks.visible(whisper.text)))
        except Fault as fault:
            _put_off(means, whisper, fault)


def _give_to_members(means: Means, whisper: Whisper) -> None:
    people, now = recipients.members(means, whisper.audience), means.clock()
    with means.database.write() as session:
        for person in people:
            session.add(Whisper(audience=person, channel=whisper.channel, text=whisper.text, next_try_at=now))
        session.execute(delete(Whisper).where(Whisper.id == whisper.id))
    means.log.debug("whisper.given", whisper=whisper.id, people=len(people))


def _say(means: Means, whisper: Whisper, said: Message) -> None:
    """Say it; what may have been heard before a crash says that it is the same once more."""
    before = whisper.saying_since
    _note(means, whisper, saying_since=means.clock())
    means.log.debug("whisper.saying", whisper=whisper.id)
    try:
        _tell(means, whisper, said if before is None else message.said_again(said))
    except Unsure:
        raise
    except Fault:
        _note(means, whisper, saying_since=before)  # surely not said: the next one is no repeat for it
        raise
    means.log.debug("whisper.said", whisper=whisper.id)
    _forget(means, whisper)


def _tell(means: Means, whisper: Whisper, said: Message) -> None:
    if not _heard_in_channel(means, whisper, said):
        with means.calling("chat.postMessage"):
            means.client.chat_postMessage(
                channel=whisper.audience,
                text=said.text,
                blocks=list(said.blocks),
                unfurl_links=False,
                unfurl_media=False,
            )


def _heard_in_channel(means: Means, whisper: Whisper, said: Message) -> bool:
    if not whisper.channel:
        return False
    try:
        with means.calling("chat.postEphemeral"):
            means.client.chat_postEphemeral(
                channel=whisper.channel, user=whisper.audience, text=said.text, blocks=list(said.blocks)
            )
    except Never as fault:
        if fault.code not in _NOT_THERE:
            raise
        return False
    return True


def _put_off(means: Means, whisper: Whisper, fault: Fault) -> None:
    if isinstance(fault, Later):
        means.log.warning("whisper.postponed", whisper=whisper.id, tries=whisper.tries + 1, fault=fault.words)
    else:
        means.log.error("whisper.refused", whisper=whisper.id, audience=whisper.audience, fault=fault.words)
    if fault.code in _NOBODY:
        _forget(means, whisper)
        return
    next_try_at = means.clock() + waiting.after(fault, whisper.tries)
    _note(means, whisper, tries=whisper.tries + 1, next_try_at=next_try_at)


def _note(means: Means, whisper: Whisper, **values: object) -> None:
    with means.database.write() as session:
        session.execute(update(Whisper).where(Whisper.id == whisper.id).values(**values))


def _forget(means: Means, whisper: Whisper) -> None:
    with means.database.write() as session:
        session.execute(delete(Whisper).where(Whisper.id == whisper.id))
    means.log.debug("whisper.forgotten", whisper=whisper.id)
