"""Checking a plan: whether it can be made at all; before anybody is asked, and again at the approval."""

from dataclasses import replace

from catalog.bundle import Users
from iam import account as reading
from iam import changes
from iam.risk_apart import Undone
from models.request import Request
from workflow import building, feasibility, foreseeing, planning, policy, recognising, tagging
from workflow.foreseeing import Foreseen
from workflow.means import Means, Profile
from workflow.opening import Opening
from workflow.planning import Proposal
from workflow.refusals.plans import ChangedMeanwhile, NotTheSameUser, NotUrgent, OutsideThePath


def opening(means: Means, request: Request, profile: Profile) -> Opening:
    """What the card is opened with. Raises a Refusal, or Later or Never."""
    rule = planning.rule(means.catalog())
    if request.is_urgent:
        _check_may_be_urgent(means, request)
    plan = tagging.completed(means, request, building.proposal(means, request))
    user = subject(means, request.account, plan.user)
    if user is not None:
        check_is_within_reach(user, rule.path)
    feasibility.check(means, request.account, plan.changes)
    plan = _foreseen(means, plan, rule=rule)
    return Opening(
        email=profile.email,
        user=user,
        description=plan.title,
        steps=tuple(changes.stored(change) for change in plan.changes),
        approvers=rule.approvers,
        quorum=rule.quorum,
        warnings=plan.warnings,
        channel=rule.channel or means.catalog().approvals_channel,
        plan=plan,
    )


def check_is_within_reach(user: reading.User, path: str) -> None:
    """IAM holds the bot to the catalog's path, so a plan about somebody outside of it could only be refused by AWS."""
    if not user.path.startswith(path):
        raise OutsideThePath(user=user.name, stands=user.path, path=path)


def subject(means: Means, account: str, name: str | None) -> reading.User | None:
    """The IAM user whom the plan changes, as IAM shows it now. Raises NotTheSameUser when it is gone."""
    if name is None:
        return None
    user = reading.user(means.accounts.iam(account), name)
    if user is None:
        raise NotTheSameUser(user=name)
    return user


def check_still(means: Means, request: Request) -> None:
    """At the approval: nothing has come between since it was put before the approvers. Raises a Refusal."""
    planning.rule(means.catalog())
    subject(means, request.account, request.subject_user)
    planned = planning.changes_of(request)
    # What it would take now and nobody has seen is not made, nor is the plan without it: a user is not half deleted.
    if not set(building.proposal(means, request).changes) <= set(planned):
        raise ChangedMeanwhile
    tagging.check_still(means, request, planned)
    feasibility.check(means, request.account, planned)


def _foreseen(means: Means, plan: Proposal, *, rule: Users) -> Proposal:
    """With what a new user can do afterwards; where that cannot be worked out, the approvers are told so."""
    if foreseeing.new_user(plan.changes) is None:
        return plan
    try:
        seen = foreseeing.foresee(foreseeing.read(means, plan.account, plan.changes), plan.changes, rule=rule)
    except Undone as error:
        means.log.warning("plan.not_foreseen", plan=plan.title, why=str(error))
        seen = Foreseen(allows=(), warnings=("What this allows could not be worked out: read the policies.",))
    return replace(plan, allows=(*plan.allows, *seen.allows), warnings=(*plan.warnings, *seen.warnings))


def _check_may_be_urgent(means: Means, request: Request) -> None:
    """Asking is deciding here, so the right to it is looked up now: an administrator, and not about themselves."""
    person = recognising.somebody(means, recognising.live_person(means, request.asker))
    admins = means.catalog().admins
    if not policy.is_among(person, admins, members=means.directory.members):
        raise NotUrgent(admins=policy.listed(admins))
