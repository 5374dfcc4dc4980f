"""Checkups: the accounts are held against the security checklist, with the nags or when an administrator asks."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import checkup
from iam.checkup_credentials import UNUSED
from iam.faults import Never
from models import post
from models.inserting import insert_unless_there
from models.move import BOT, move
from models.post import Post, PostKind
from models.round import Round, RoundKind
from models.round_states import RoundMove, RoundState
from workflow import policy, recognising, rounds, telling
from workflow.means import Means
from workflow.refusal import Refusal
from workflow.refusals.checkups import NotAnAdminForSure


def claim_due(means: Means) -> None:
    """Claim the latest firing of the schedule for nags: once a firing there is a checkup beside them."""
    rounds.claim_due(means, RoundKind.checkup, unused_days=UNUSED.days)


def ask(session: Session, *, by: str, trigger_id: str | None, now: datetime) -> None:
    """Begin one by hand; whether they may have it is judged right after. Who is owed one is not owed a second."""
    owed = select(Round.id).where(Round.state == RoundState.due, Round.kind == RoundKind.checkup, Round.asked_by == by)
    if session.scalar(owed) is None:
        firing = f"checkup by hand {trigger_id or uuid4()}"
        rounds.begin(session, RoundKind.checkup, firing, unused_days=UNUSED.days, now=now, asked_by=by)


def due(means: Means) -> list[int]:
    return rounds.due(means, RoundKind.checkup)


def gather(means: Means, number: int) -> bool:
    """Look at every account and have the checkup told. False when another worker has it in hand."""
    return rounds.gather(means, number, _gather)


def _gather(means: Means, found: Round) -> None:
    if found.asked_by is not None:
        try:
            _check_right(means, found.asked_by)
        except Refusal as refusal:
            _refuse(means, found.id, refusal)
            return
        _say_that_it_has_begun(means, found.id, to=found.asked_by)
    _tell(means, found.id, _items(means))


def _check_right(means: Means, slack_id: str) -> None:
    """Raise a Refusal unless this person is an administrator at this moment; looked up live at each try."""
    try:
        person = recognising.somebody(means, recognising.live_person(means, slack_id))
        policy.check_may_check_up(person, admins=means.catalog().admins, members=means.directory.members)
    except Never as fault:
        # Slack itself does not know them, or forbids us to look: no right is shown, none is given.
        raise NotAnAdminForSure(words=fault.words) from fault


def _say_that_it_has_begun(means: Means, number: int, *, to: str) -> None:
    """Have the message before its result: AWS takes seconds to answer, or is down."""
    row = {"kind": PostKind.digest, "round_id": number, "audience": to, "next_try_at": means.clock()}
    with means.database.write() as session:
        insert_unless_there(session, Post, row)
    means.log.debug("checkup.begun", round=number)


def _items(means: Means) -> list[dict[str, Any]]:
    now = means.clock()
    return [
        {"account": account, **item.as_json()}
        for account in means.catalog().accounts
        for item in checkup.look(means.accounts.iam(account), admin_group=_admin_group(means, account), now=now)
    ]


def _admin_group(means: Means, account: str) -> str | None:
    """Whose members may be administrators, as far as the catalog says: it does so of one account."""
    users = means.catalog().users
    return users.admin_group if users is not None and users.account == account else None


def _tell(means: Means, number: int, items: list[dict[str, Any]]) -> None:
    now = means.clock()
    with means.database.write() as session:
        told = session.get_one(Round, number, with_for_update=True)
        told.items = items
        told.told_at, told.next_try_at, told.fault = now, None, ""
        counts = Counter(item["state"] for item in items)
        move(session, told, RoundMove.tell, by=told.asked_by or BOT, at=now, detail=dict(counts))
        if told.asked_by is None:
            channel = means.catalog().nags_channel
            session.add(Post(kind=PostKind.digest, round_id=number, audience=channel, next_try_at=now))
        else:
            post.touch_round(session, number, now=now)
    means.log.info("checkup.told", round=number, **counts)


def _refuse(means: Means, number: int, refusal: Refusal) -> None:
    now = means.clock()
    with means.database.write() as session:
        refused = session.get_one(Round, number, with_for_update=True)
        asker = refused.asked_by or BOT
        refused.next_try_at, refused.fault = None, str(refusal)
        move(session, refused, RoundMove.refuse, by=asker, at=now, why=str(refusal))
        telling.whisper(session, refusal.mrkdwn, to=asker, now=now)
        post.touch_round(session, number, now=now)
    means.log.info("checkup.refused", round=number, by=asker, why=str(refusal))
