"""Whether IAM, the rows and Slack say the same: asked of the world, at any moment when nothing is behind."""

import itertools
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iam import account, changes, mark, steps
from iam.attach_policy import AttachPolicy
from iam.join_group import JoinGroup
from messages import message, rendering
from messages.message import Message
from models.decision import Decision
from models.decision_states import DecisionState
from models.deed import Deed
from models.deed_states import DeedState
from models.holding import Holding
from models.holding_states import HoldingState
from models.lease import Lease
from models.lease_states import WANTED, LeaseState
from models.move import Move
from models.plan import Plan
from models.plan_states import UNDER_WAY, PlanState
from models.post import Post, PostKind
from models.principal import Principal
from models.request import Request, RequestKind
from models.request_states import RequestState
from models.stray import Stray
from models.whisper import Whisper
from sandbox.slack import driver_seen, reading
from tests.stories.house import House

REPEAT = "Posted again after an interruption."
BOT_USER = "U0LEASEBOT"
_RESTING = {LeaseState.live, LeaseState.ended, LeaseState.failed}


@dataclass(frozen=True)
class World:
    """What stands in AWS by another hand, and what may stand in Slack beside our posts."""

    stood: Mapping[str, AbstractSet[steps.AnyStep]]
    whispers: int = 0
    """How many of our messages in DMs are no posts."""


def check(house: House, world: World) -> None:
    """Assert that they agree."""
    with house.database() as database, database.read() as session:
        _check_settled(session)
        _check_iam(session, house, world)
        _check_plans(session, house)
        _check_rows(session)
        _check_slack(session, house, world)


def _check_settled(session: Session) -> None:
    """Nothing is on its way: each row rests in a state in which it may rest."""
    assert {lease.state for lease in session.scalars(select(Lease))} <= _RESTING
    assert {holding.state for holding in session.scalars(select(Holding))} <= {HoldingState.in_place, HoldingState.gone}
    assert {plan.state for plan in session.scalars(select(Plan))}.isdisjoint(UNDER_WAY)
    states = {request.state for request in session.scalars(select(Request))}
    assert not states & {RequestState.checking, RequestState.approved}, states
    assert session.scalar(select(func.count()).where(Decision.state == DecisionState.cast)) == 0


def _check_iam(session: Session, house: House, world: World) -> None:
    """What is in IAM is what the live leases give and what stood before; what is held is what they give."""
    for principal in session.scalars(select(Principal)):
        live = select(Lease).where(Lease.principal_id == principal.id, Lease.state.in_(WANTED))
        wanted = {steps.restored(step) for lease in session.scalars(live) for step in lease.steps}
        standing = select(Holding).where(Holding.principal_id == principal.id, Holding.state != HoldingState.gone)
        held = {steps.restored(holding.step): holding.ours for holding in session.scalars(standing)}
        stood = world.stood.get(principal.name, set())
        assert set(held) == wanted
        assert {step for step, ours in held.items() if not ours} == wanted & stood
        there: set[steps.AnyStep] = {JoinGroup(group=group) for group in house.aws.groups_of(principal.name)}
        there |= {AttachPolicy(arn=arn) for arn in house.aws.policies_of(principal.name)}
        assert there == wanted | stood
        marks = mark.found(_user(house, principal.name), BOT_USER)
        assert set(marks) == {mark.key(BOT_USER, step) for step, ours in held.items() if ours}


def _check_plans(session: Session, house: House) -> None:
    """What was made is so; of what failed nothing of ours is left that could be unmade."""
    for plan in session.scalars(select(Plan)):
        request = session.get_one(Request, plan.request_id)
        deeds = list(session.scalars(select(Deed).where(Deed.plan_id == plan.id).order_by(Deed.place)))
        assert [deed.place for deed in deeds] == list(range(len(deeds)))
        for deed in deeds:
            change = changes.restored(deed.change)
            if plan.state is PlanState.made:
                assert change.is_made(house.aws.iam), change
                assert deed.state is DeedState.made
            elif deed.ours and not change.is_final:
                assert not change.is_made(house.aws.iam), change
        if plan.state is PlanState.made:
            assert len(deeds) == len(request.steps)


def _user(house: House, name: str) -> account.User:
    found = account.user(house.aws.iam, name)
    assert found is not None
    return found


def _check_rows(session: Session) -> None:
    """One lease a request at most, in the state that belongs to it; and each state came by recorded moves."""
    leases = {lease.request_id: lease for lease in session.scalars(select(Lease))}
    plans = {plan.request_id: plan for plan in session.scalars(select(Plan))}
    for request in session.scalars(select(Request).where(Request.kind == RequestKind.plan)):
        plan = plans.pop(request.id, None)
        is_made = plan is not None and plan.state is PlanState.made
        assert (request.state is RequestState.granted) == is_made, (request.state, plan)
        assert (request.open_key is None) == (request.is_over or is_made)
        _check_moves(session, request)
    assert not plans
    for request in session.scalars(select(Request).where(Request.kind == RequestKind.access)):
        lease = leases.pop(request.id, None)
        was_granted = request.state is RequestState.granted
        assert was_granted == (lease is not None and lease.live_at is not None), (request.state, lease)
        assert (request.open_key is None) == (request.is_over or (lease is not None and lease.ended_at is not None))
        _check_moves(session, request)
        if lease is not None:
            _check_moves(session, lease)
    assert not leases
    rows = (Holding, Decision, Plan, Deed)
    for row in itertools.chain.from_iterable(session.scalars(select(kind)) for kind in rows):
        _check_moves(session, row)


def _check_moves(session: Session, row: Request | Lease | Holding | Decision | Plan | Deed) -> None:
    """The record is an unbroken chain that ends where the row is."""
    query = select(Move).where(Move.subject == type(row).__name__.lower(), Move.subject_id == row.id).order_by(Move.id)
    moves = list(session.scalars(query))
    for before, after in itertools.pairwise(moves):
        assert before.to_state == after.from_state
    assert not moves or moves[-1].to_state == row.state.value


def _check_slack(session: Session, house: House, world: World) -> None:
    """Each post shows its subject; a copy beside it, if there is one, is older, and the post says that it counts."""
    assert session.scalar(select(func.count()).select_from(Whisper)) == 0
    assert session.scalar(select(func.count()).select_from(Stray)) == 0
    posts = [post for post in session.scalars(select(Post)) if post.ts is not None]
    for post in posts:
        seen = _seen(house, post)
        drawn = rendering.drawn(session, post)
        _check_shows(seen, message.repeated(drawn) if post.is_repeat else drawn)
        assert (REPEAT in seen.visible_text()) == post.is_repeat
        if post.kind is PostKind.card:
            _check_buttons(session, post, seen)
    _check_copies(house, posts, world)


def _seen(house: House, post: Post) -> driver_seen.Message:
    found = [each for each in house.slack.messages(str(post.channel)) if each.ts == post.ts]
    assert len(found) == 1, f"post {post.id} ({post.kind}) is not in Slack"
    return found[0]


def _check_shows(seen: driver_seen.Message, drawn: Message) -> None:
    blocks = list(drawn.blocks)
    assert seen.visible_text() == reading.visible_text(blocks)
    assert seen.buttons() == [element["text"]["text"] for _, element in reading.interactive(blocks)]
    assert seen.text == drawn.text


def _check_buttons(session: Session, post: Post, seen: driver_seen.Message) -> None:
    request = session.get_one(Request, post.request_id)
    asks = [label for label in seen.buttons() if label.startswith(("Approve", "Deny"))]
    assert bool(asks) == (request.state is RequestState.waiting), (request.state, seen.buttons())


def _check_copies(house: House, posts: list[Post], world: World) -> None:
    """No more copies than posts that are marked as repeated, conversation by conversation."""
    kept = Counter(str(post.channel) for post in posts)
    repeats = Counter(str(post.channel) for post in posts if post.is_repeat)
    beside = 0
    for channel in kept | Counter({"C0APPROVALS": 1}):
        ours = [each for each in house.slack.messages(channel) if each.user == house.slack.bot_user]
        extra = len(ours) - kept[channel]
        assert extra >= 0
        beside += max(0, extra - repeats[channel])
    assert beside <= world.whispers, "more copies in Slack than posts that say so"
