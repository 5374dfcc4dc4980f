"""Checking a plan: whether it can be made at all; before anybody is asked, and again at the approval."""

from iam import account as reading
from models.request import Request
from workflow import feasibility, planning, policy, recognising
from workflow.means import Means, Profile
from workflow.opening import Opening
from workflow.refusals import NotTheSameUser, NotUrgent, OutsideThePath


def opening(means: Means, request: Request, profile: Profile) -> Opening:
    """What the card is opened with. Raises a Refusal, or Later or Never."""
    rule = planning.rule(means.catalog())
    if request.is_urgent:
        _check_may_be_urgent(means, request)
    user = subject(means, request)
    if user is not None:
        _check_is_within_reach(user, rule.path)
    feasibility.check(means, request.account, planning.changes_of(request))
    return Opening(
        email=profile.email,
        user=user,
        description=request.description,
        steps=tuple(request.steps),
        approvers=rule.approvers,
        quorum=rule.quorum,
        warnings=tuple(request.warnings),
        channel=rule.channel or means.catalog().approvals_channel,
    )


def _check_is_within_reach(user: reading.User, path: str) -> None:
    """IAM holds the bot to the catalog's path, so a plan about somebody outside of it could only be refused by AWS."""
    if not user.path.startswith(path):
        raise OutsideThePath(user=user.name, stands=user.path, path=path)


def subject(means: Means, request: Request) -> reading.User | None:
    """The IAM user whom the plan changes, as IAM shows it now. Raises NotTheSameUser when it is gone."""
    if request.subject_user is None:
        return None
    user = reading.user(means.accounts.iam(request.account), request.subject_user)
    if user is None:
        raise NotTheSameUser(user=request.subject_user)
    return user


def check_still(means: Means, request: Request) -> None:
    """At the approval: nothing has come between since it was put before the approvers. Raises a Refusal."""
    planning.rule(means.catalog())
    subject(means, request)
    feasibility.check(means, request.account, planning.changes_of(request))


def _check_may_be_urgent(means: Means, request: Request) -> None:
    """Asking is deciding here, so the right to it is looked up now: an administrator, and not about themselves."""
    person = recognising.somebody(means, recognising.live_person(means, request.asker))
    admins = means.catalog().admins
    if not policy.is_among(person, admins, members=means.directory.members):
        raise NotUrgent(admins=policy.listed(admins))
