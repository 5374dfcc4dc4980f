"""Showing: one post is sent, or brought up to date, or given to each member of a group.

What is about to be sent is committed first. A post that is found so after a crash may stand in Slack already: it is
sent again and says that it counts, and a click on the older copy withdraws that one.
"""

from sqlalchemy import update

from iam.faults import Fault, Later, Never
from messages import message, recipients, rendering, waiting
from messages.means import Means
from messages.message import Message
from messages.slack_faults import Unsure
from models.claims import Kind
from models.inserting import insert_unless_there
from models.person import Person
from models.post import Post


def show(means: Means, post_id: int) -> None:
    """Make Slack agree about this post, unless another does so right now."""
    with means.claims.hold(Kind.post, post_id) as ours:
        if not ours:
            return
        with means.database.read() as session:
            post = session.get(Post, post_id)
            if post is None or post.shown_version >= post.version:
                return
            drawn = None if recipients.is_group(post.audience) else rendering.drawn(session, post)
        try:
            _agree(means, post, drawn)
        except Fault as fault:
            _put_off(means, post, fault)


def _agree(means: Means, post: Post, drawn: Message | None) -> None:
    if drawn is None:
        _give_to_members(means, post)
    elif post.ts is None:
        _send(means, post, drawn)
    else:
        _bring_up_to_date(means, post, message.repeated(drawn) if post.is_repeat else drawn)


def _give_to_members(means: Means, post: Post) -> None:
    """One post a member, once; the members' posts live on by themselves."""
    people = recipients.members(means, post.audience) if post.shown_version == 0 else []
    with means.database.write() as session:
        for person in people:
            row = {
                "kind": post.kind,
                "request_id": post.request_id,
                "round_id": post.round_id,
                "review_id": post.review_id,
                "trimming_id": post.trimming_id,
                "audience": person,
                "next_try_at": means.clock(),
            }
            insert_unless_there(session, Post, row)
        session.execute(update(Post).where(Post.id == post.id).values(shown_version=post.version, tries=0, fault=""))
    means.log.debug("post.given", post=post.id, people=len(people))


def _send(means: Means, post: Post, drawn: Message) -> None:
    channel = _channel(means, post)
    before, is_repeat = post.sending_since, post.is_repeat or post.sending_since is not None
    _note(means, post, channel=channel, sending_since=means.clock(), is_repeat=is_repeat)
    means.log.debug("post.sending", post=post.id)
    try:
        ts = _post(means, channel, message.repeated(drawn) if is_repeat else drawn)
    except Unsure:
        raise
    except Fault:
        _note(means, post, sending_since=before)  # surely not sent: the next one is no repeat for it
        raise
    means.log.debug("post.sent", post=post.id)
    _note(means, post, ts=ts, shown_version=post.version, tries=0, fault="")
    means.log.debug("post.shown", post=post.id)


def _post(means: Means, channel: str, drawn: Message) -> str:
    with means.calling("chat.postMessage"):
        answer = means.client.chat_postMessage(
            channel=channel, text=drawn.text, blocks=list(drawn.blocks), unfurl_links=False, unfurl_media=False
        )
    return str(answer["ts"])


def _bring_up_to_date(means: Means, post: Post, drawn: Message) -> None:
    means.log.debug("post.updating", post=post.id)
    try:
        with means.calling("chat.update"):
            means.client.chat_update(
                channel=str(post.channel), ts=str(post.ts), text=drawn.text, blocks=list(drawn.blocks)
            )
    except Never as fault:
        if fault.code != "message_not_found":
            raise
        means.log.info("post.missing", post=post.id)
        _note(means, post, ts=None, sending_since=None, is_repeat=False, next_try_at=means.clock())
        return
    means.log.debug("post.updated", post=post.id)
    _note(means, post, shown_version=post.version, tries=0, fault="")
    means.log.debug("post.shown", post=post.id)


def _channel(means: Means, post: Post) -> str:
    """Where it goes: the channel itself, or the person's DM, opened when it is not known yet."""
    if post.channel or not recipients.is_person(post.audience):
        return post.channel or post.audience
    with means.database.read() as session:
        person = session.get(Person, post.audience)
    if person is not None and person.dm_channel:
        return person.dm_channel
    with means.calling("conversations.open"):
        channel = str(means.client.conversations_open(users=post.audience)["channel"]["id"])
    with means.database.write() as session:
        session.execute(update(Person).where(Person.slack_id == post.audience).values(dm_channel=channel))
    means.log.debug("post.addressed", post=post.id, channel=channel)
    return channel


def _put_off(means: Means, post: Post, fault: Fault) -> None:
    wait = waiting.after(fault, post.tries)
    _note(means, post, fault=fault.words, tries=post.tries + 1, next_try_at=means.clock() + wait)
    if isinstance(fault, Later):
        means.log.warning("post.postponed", post=post.id, tries=post.tries + 1, fault=fault.words)
    else:
        means.log.error("post.refused", post=post.id, audience=post.audience, fault=fault.words)


def _note(means: Means, post: Post, **values: object) -> None:
    with means.database.write() as session:
        session.execute(update(Post).where(Post.id == post.id).values(**values))
