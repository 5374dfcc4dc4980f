"""The one door: who may do what. One check a line; the same functions at the request, the click and the grant."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from catalog.bundle import Approver, PersonNamed, UserGroupNamed
from models.person import Standing
from workflow.refusal import Mentions
from workflow.refusals.asking import NotAMember
from workflow.refusals.checkups import CheckupIsForAdmins
from workflow.refusals.deciding import NobodyDecidesForThemselves, NoLongerAMember, NotAnApprover, SamePerson
from workflow.refusals.findings import NotForOthers, NotToRestore, NotYourFinding, SurveyIsForAdmins
from workflow.refusals.leases import NotAnAdmin, NotYours
from workflow.refusals.plans import NotForYou
from workflow.refusals.reviews import MayNotReview, NobodyConfirmsOneself, NotAReviewer

Members = Callable[[str], Collection[str]]
"""Who is in the user group of that handle at this moment."""


@dataclass(frozen=True)
class Somebody:
    """A person for a decision: in Slack, by mail, and in IAM (their users' unique ids, most often one).

    `formerly` is the address they had when they asked or voted: one that was changed since is theirs still.
    """

    slack_id: str
    standing: Standing
    email: str | None
    principals: frozenset[str] = frozenset()
    formerly: str | None = None

    @property
    def mailboxes(self) -> frozenset[str]:
        return frozenset(mailbox(each) for each in (self.email, self.formerly) if each is not None)


def check_may_ask(person: Somebody) -> None:
    _check_is_member(person)


def check_may_still_have(asker: Somebody) -> None:
    """At the approval: who asked is somebody still who might ask."""
    if asker.standing is not Standing.member:
        raise NoLongerAMember(standing=STANDINGS[asker.standing])


def check_may_have(person: Somebody) -> None:
    """At the click for a password or a key: who was a member when it was promised is one still."""
    _check_is_member(person)


def check_may_decide(  # who decides, for whom, and by which rule
    voter: Somebody, *, asker: Somebody, number: int, approvers: Iterable[Approver], members: Members
) -> None:
    """Raise a Refusal unless this person may approve or deny this request at this moment. Deny wins over order."""
    _check_is_member(voter)
    _check_is_somebody_else(voter, asker, number=number)
    approvers = tuple(approvers)
    if not _is_among(voter, approvers, members=members):
        raise NotAnApprover(number=number, approvers=listed(approvers))


def check_is_not_about(voter: Somebody, whose: Somebody, *, number: int) -> None:
    """Who is to have an IAM user, or to lose one, is not who decides so."""
    if are_one(voter, whose):
        raise NobodyDecidesForThemselves(number=number, how="it is about you")


def check_gains_nothing(*, gained: bool, number: int) -> None:
    """Who is given something by a plan, alone or with a group, is not who decides so."""
    if gained:
        raise NobodyDecidesForThemselves(number=number, how="it gives something to your IAM user")


def check_may_know(asker: Somebody, *, is_theirs: bool, named: Iterable[Approver], members: Members) -> None:
    """Whether somebody may see what an IAM user has and can reach."""
    _check_is_member(asker)
    named = tuple(dict.fromkeys(named))
    if not is_theirs and not _is_among(asker, named, members=members):
        raise NotForYou(who=listed(named))


def check_counts_beside(voter: Somebody, *, others: Iterable[Somebody], number: int) -> None:
    """A quorum counts people: two Slack users of one person are one."""
    if any(are_one(voter, other) for other in others):
        raise SamePerson(number=number)


def check_may_revoke(person: Somebody, *, admins: Iterable[Approver], members: Members) -> None:
    _check_is_member(person)
    admins = tuple(admins)
    if not _is_among(person, admins, members=members):
        raise NotAnAdmin(admins=listed(admins))


def check_may_check_up(person: Somebody, *, admins: Iterable[Approver], members: Members) -> None:
    """What is wrong in an account is for those who look after it: it says where to begin an attack."""
    _check_is_member(person)
    admins = tuple(admins)
    if not _is_among(person, admins, members=members):
        raise CheckupIsForAdmins(admins=listed(admins))


def check_may_run_reviews(person: Somebody, *, group: str, named: Iterable[Approver], members: Members) -> None:
    """Whether somebody may start or stop a review of this group."""
    _check_is_member(person)
    named = tuple(dict.fromkeys(named))
    if not _is_among(person, named, members=members):
        raise MayNotReview(group=group, who=listed(named))


def right_to_review(person: Somebody, *, group: str, reviewers: Iterable[Approver], members: Members) -> Approver:
    """Give what makes somebody a reviewer of this group at this moment; whoever is none is refused."""
    _check_is_member(person)
    reviewers = tuple(reviewers)
    held = next((each for each in reviewers if _is_among(person, (each,), members=members)), None)
    if held is None:
        raise NotAReviewer(group=group, reviewers=listed(reviewers))
    return held


def check_is_somebody_elses(reviewer: Somebody, member: Somebody, *, user: str) -> None:
    """Nobody answers for their own membership, by whichever of their Slack users."""
    if are_one(reviewer, member):
        raise NobodyConfirmsOneself(user=user)


def check_may_answer(person: Somebody, *, owner: str | None, admins: Iterable[Approver], members: Members) -> None:
    """To give something up, or to keep it for a while, is its owner's right; an administrator may do so for them."""
    _check_is_member(person)
    admins = tuple(admins)
    if person.slack_id != owner and not _is_among(person, admins, members=members):
        raise NotYourFinding(admins=listed(admins))


def check_may_speak_for(person: Somebody, *, owner: str | None) -> None:
    """That it is not theirs, and that they want it by a lease, only its owner can say."""
    _check_is_member(person)
    if person.slack_id != owner:
        raise NotForOthers


def check_may_restore(
    person: Somebody, *, taker: str, owner: str | None, admins: Iterable[Approver], members: Members
) -> None:
    """Without approval only what somebody gave up of their own; they may, or an administrator."""
    check_may_answer(person, owner=owner, admins=admins, members=members)
    if taker != owner:
        raise NotToRestore(why="an administrator took it. It is asked for by Undo… on their message, and approved")


def check_may_survey(person: Somebody, *, admins: Iterable[Approver], members: Members) -> None:
    """What everybody has and does not use is for those who look after it, as what is wrong is."""
    _check_is_member(person)
    admins = tuple(admins)
    if not _is_among(person, admins, members=members):
        raise SurveyIsForAdmins(admins=listed(admins))


def is_among(person: Somebody, named: Iterable[Approver], *, members: Members) -> bool:
    """Whether somebody who is a member still is one of these, or of these groups, at this moment."""
    return person.standing is Standing.member and _is_among(person, tuple(named), members=members)


def check_may_give_back(slack_id: str, *, holder: str) -> None:
    if slack_id != holder:
        raise NotYours


def are_one(one: Somebody, other: Somebody) -> bool:
    """Whether two are the same person: by Slack user, by IAM user, or by mailbox."""
    if one.slack_id == other.slack_id or one.principals & other.principals:
        return True
    return bool(one.mailboxes & other.mailboxes)


def mailbox(email: str) -> str:
    """The address without what leaves it the same mailbox: case, outer space, and a +tag."""
    local, _, domain = email.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def named(approver: Approver) -> str:
    """An approver as the catalog writes it: U0BOB or @s3-owners."""
    match approver:
        case PersonNamed(user_id):
            return user_id
        case UserGroupNamed(handle):
            return f"@{handle}"


def approver(written: str) -> Approver:
    """The inverse of `named`."""
    return UserGroupNamed(written[1:]) if written.startswith("@") else PersonNamed(written)


def listed(approvers: Iterable[Approver]) -> Mentions:
    """Approvers in a sentence; Slack shows <@U…> as a name."""
    shown = [f"<@{each.user_id}>" if isinstance(each, PersonNamed) else f"@{each.handle}" for each in approvers]
    return Mentions(" or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown) or "nobody")


def _check_is_member(person: Somebody) -> None:
    if person.standing is not Standing.member:
        raise NotAMember(standing=STANDINGS[person.standing])


def _check_is_somebody_else(voter: Somebody, asker: Somebody, *, number: int) -> None:
    if voter.slack_id == asker.slack_id:
        raise NobodyDecidesForThemselves(number=number, how="you asked for this")
    if voter.principals & asker.principals:
        raise NobodyDecidesForThemselves(number=number, how="the IAM user it is for is yours")
    if are_one(voter, asker):
        raise NobodyDecidesForThemselves(number=number, how="your e-mail address is the one of who asked")


def _is_among(person: Somebody, approvers: tuple[Approver, ...], *, members: Members) -> bool:
    if any(isinstance(each, PersonNamed) and each.user_id == person.slack_id for each in approvers):
        return True
    return any(isinstance(each, UserGroupNamed) and person.slack_id in members(each.handle) for each in approvers)


STANDINGS = {
    Standing.member: "a member",
    Standing.guest: "a guest",
    Standing.stranger: "from another workspace",
    Standing.bot: "a bot",
    Standing.deactivated: "deactivated",
}
