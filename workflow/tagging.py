"""Tagging: a new IAM user is tagged as its person's, by the address that Slack shows now, and as this plan's."""

from dataclasses import replace

from iam import account as reading
from iam import changes, mark
from iam.create_user import CreateUser
from iam.user_policies import AttachToUser
from models.person import Standing
from models.request import Request
from workflow import handing_over, marking, policy, recognising, snapshotting
from workflow.means import Means, Profile
from workflow.planning import Proposal
from workflow.refusals.new_user import HasAUser, NoEmailForThem, NotForThem

Changes = tuple[changes.AnyChange, ...]


def completed(means: Means, request: Request, plan: Proposal) -> Proposal:
    """Give a plan that makes a user what only Slack and IAM know. Raises a Refusal, Later or Never."""
    if request.whose is None or not any(isinstance(change, CreateUser) for change in plan.changes):
        return plan
    tags = (_identity(means, request, request.whose), _own(means, request))
    tagged = (_tagged(change, tags) if isinstance(change, CreateUser) else change for change in plan.changes)
    return replace(plan, changes=_without_needless(means, plan, tuple(tagged)))


def check_still(means: Means, request: Request, planned: Changes) -> None:
    """At the approval: the person is a member still, and nobody else carries the address that was approved."""
    new = next((change for change in planned if isinstance(change, CreateUser)), None)
    if request.whose is None or new is None:
        return
    person = _member(means, request.whose)
    tag = means.catalog().identity_tag
    address = next((value for key, value in new.tags if key.casefold() == tag.casefold()), None)
    if address is not None:
        _check_is_free(means, request, address, name=person.name)


def _identity(means: Means, request: Request, whose: str) -> tuple[str, str]:
    """The catalog's tag with the person's address, which no IAM user carries in a look taken after the asking."""
    person = _member(means, whose)
    if not person.email:
        raise NoEmailForThem(name=person.name)
    snapshotting.take_unless_newer(means, request.account, than=request.asked_at)
    _check_is_free(means, request, person.email, name=person.name)
    return means.catalog().identity_tag, person.email


def _member(means: Means, whose: str) -> Profile:
    """The person, who has to be a full member at this moment."""
    profile = recognising.live_person(means, whose)
    if profile.standing is not Standing.member:
        raise NotForThem(name=profile.name, standing=policy.STANDINGS[profile.standing])
    return profile


def _check_is_free(means: Means, request: Request, email: str, *, name: str) -> None:
    tag = means.catalog().identity_tag
    with means.database.read() as session:
        users = snapshotting.users_of(session, request.account, email)
    for user in users:
        live = reading.user(means.accounts.iam(request.account), user.name)
        if live is not None and recognising.is_theirs(live, email, tag=tag):
            raise HasAUser(user=live.name, account=request.account, name=name, tag=tag)


def _own(means: Means, request: Request) -> tuple[str, str]:
    """By it our new user is told from another's when AWS's answer was lost."""
    return mark.of_plan(marking.whose(means) or "bot"), str(request.id)


def _tagged(change: CreateUser, tags: tuple[tuple[str, str], ...]) -> CreateUser:
    own = {key.casefold() for key, _ in tags}
    return replace(change, tags=(*tags, *(tag for tag in change.tags if tag[0].casefold() not in own)))


def _without_needless(means: Means, plan: Proposal, planned: Changes) -> Changes:
    """Where the account lets all its users change their own passwords, nobody needs a policy for it."""
    needed = handing_over.needs(means, plan.account, plan.offers)
    return tuple(change for change in planned if change in needed or not _lets_change_password(change))


def _lets_change_password(change: changes.AnyChange) -> bool:
    return isinstance(change, AttachToUser) and change.arn.endswith(f":policy/{handing_over.MAY_CHANGE}")
