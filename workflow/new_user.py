"""A new IAM user: what a form says of it is held against IAM's rules and the account, and becomes a plan."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import shapes
from catalog.bundle import Catalog, Given, GroupGiven, Users
from iam import changes, mark, own_policy
from iam.create_group import CreateGroup
from iam.create_user import CreateUser
from iam.group_policies import AttachToGroup
from iam.memberships import AddToGroup
from iam.user_policies import AttachToUser
from models.draft import NewUser
from models.person import Person, Standing
from models.request import Request
from models.snapshot import SnapshotPolicy, SnapshotUser, Taking
from workflow import account_search, asking, handing_over, planning, policy, snapshotting
from workflow.planning import Proposal
from workflow.refusal import Refusal
from workflow.refusals.new_user import (
    BadPath,
    BadTags,
    GoneMeanwhile,
    HasAUser,
    NoGroupForThese,
    NotForThem,
    NothingForTheGroup,
    NothingToSignInWith,
    NotReadYet,
)
from workflow.refusals.plans import GroupOutsideThePath, NameTaken, NeverAttached, NoName, PlannedAlready, QuotaReached

Fault = tuple[str, Refusal]
"""Which field of the form is wrong, and what is."""

USER_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
GROUP_NAME = shapes.GROUP_NAME
_TAG = re.compile(r"[^\W_]|[\s_.:/=+\-@]")
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html: letters, numbers, spaces, and _ . : / = + - @."""
_OUR_TAGS = 2
"""Whose user it is, and that this plan made it."""


def begun(rule: Users, name: str = "") -> NewUser:
    """What the form begins with."""
    return NewUser(name=name[:64], path=rule.path)


def tags(typed: str, *, identity_tag: str = "") -> tuple[tuple[str, str], ...]:
    """Read the tags that were typed, `key=value`, one a line; the identity tag is not to be typed. Raises BadTags."""
    found: dict[str, tuple[str, str]] = {}
    for line, written in enumerate(typed.splitlines(), start=1):
        if not written.strip():
            continue
        key, equals, value = (part.strip() for part in written.partition("="))
        said = _wrong_with(key, value) if equals and key else "write a key, an equals sign and a value: team=data."
        if key.casefold() == identity_tag.casefold():
            said = f"{key} says whose user it is, and is set from the person's profile."
        if said:
            raise BadTags(line=line, said=said)
        if key.casefold() in found:
            raise BadTags(line=line, said=f"the key {key} is there twice; IAM does not tell capitals apart.")
        found[key.casefold()] = (key, value)
    if len(found) > mark.MOST_TAGS - _OUR_TAGS:
        most = mark.MOST_TAGS - _OUR_TAGS
        raise BadTags(
            line=most + 1, said=f"{most} tags fit beside those that Leasehold needs, {mark.MOST_TAGS} in all."
        )
    return tuple(found.values())


def details_at_fault(session: Session, catalog: Catalog, new: NewUser) -> Iterator[Fault]:
    """Yield everything that is wrong with the first step, as far as it is known without asking anybody."""
    rule = planning.rule(catalog)
    if fault := _name_at_fault(session, rule, new.name):
        yield "name", fault
    if fault := _person_at_fault(session, catalog, new.whose):
        yield "whose", fault
    if not (new.console or new.programmatic):
        yield "access", NothingToSignInWith()
    if not (shapes.PATH.fullmatch(new.path) and new.path.startswith(rule.path)):
        yield "path", BadPath(under=rule.path, example="data/")
    if fault := _tags_at_fault(catalog, new.tags):
        yield "tags", fault


def with_copied_groups(session: Session, account: str, new: NewUser) -> NewUser:
    """Note which groups the user is in whose groups are copied: what is reviewed is what is filed."""
    like = account_search.user(session, account, new.like) if new.like else None
    return replace(new, copied=tuple(sorted(like.groups)) if like else ())


def permissions_at_fault(session: Session, catalog: Catalog, new: NewUser) -> Iterator[Fault]:
    """The same for the second step."""
    account = planning.rule(catalog).account
    if fault := _groups_at_fault(session, catalog, new.groups):
        yield "groups", fault
    if new.like and account_search.user(session, account, new.like) is None:
        yield "like", GoneMeanwhile(account=account, what=f"the user {new.like}")
    elif fault := _groups_at_fault(session, catalog, new.copied):
        yield "like", fault
    yield from _new_group_at_fault(session, account, new)
    known = account_search.policies_of(session, account, (*new.policies, *new.new_group_policies))
    for field, arns in (("new_group_policies", new.new_group_policies), ("policies", new.policies)):
        if fault := _policies_at_fault(catalog, arns, known=known.keys()):
            yield field, fault
    yield from _room_at_fault(session, planning.rule(catalog), new)


def proposal(session: Session, catalog: Catalog, new: NewUser) -> Proposal:
    """The plan, all of it, as it is reviewed and filed."""
    rule = planning.rule(catalog)
    return Proposal(
        title=f"create the IAM user {new.name}",
        about=f"user/{new.name}",
        account=rule.account,
        changes=tuple(_changes(session, rule, new)),
        whose=new.whose,
        offers=tuple(_offers(new)),
        reason=new.reason,
    )


def all_groups(new: NewUser) -> tuple[str, ...]:
    """Every group that stands already and that the user comes into."""
    return tuple(dict.fromkeys((*new.groups, *new.copied)))


def _changes(session: Session, rule: Users, new: NewUser) -> Iterator[changes.AnyChange]:
    boundary = _arn(session, rule, rule.boundary) if rule.boundary else None
    yield CreateUser(new.name, new.path, tags(new.tags), boundary)
    if new.new_group:
        yield CreateGroup(new.new_group, rule.path)
        yield from (AttachToGroup(new.new_group, arn) for arn in new.new_group_policies)
    yield from (AddToGroup(new.name, group) for group in all_groups(new))
    if new.new_group:
        yield AddToGroup(new.name, new.new_group)
    yield from (AttachToUser(new.name, arn) for arn in _attached(session, rule, new))


def _attached(session: Session, rule: Users, new: NewUser) -> tuple[str, ...]:
    """What is attached to the user directly; the right to change the password goes away where it is not needed."""
    own_password = (_arn(session, rule, handing_over.MAY_CHANGE),) if new.console and new.must_reset else ()
    return tuple(dict.fromkeys((*new.policies, *own_password)))


def _offers(new: NewUser) -> Iterator[dict[str, object]]:
    if new.console:
        yield {"kind": "password", "user": new.name, "must_reset": new.must_reset}
    if new.programmatic:
        yield {"kind": "key", "user": new.name}


def _arn(session: Session, rule: Users, written: str) -> str:
    """The ARN of a policy that the catalog names, or that is AWS's; whether it is there is found out before asking."""
    if written.startswith("arn:"):
        return written
    query = select(SnapshotPolicy.arn).where(SnapshotPolicy.account == rule.account, SnapshotPolicy.name == written)
    found = session.scalar(query.where(SnapshotPolicy.arn.like("arn:%:iam::aws:policy/%")))
    return found or f"arn:aws:iam::aws:policy/{written}"


def _name_at_fault(session: Session, rule: Users, name: str) -> Refusal | None:
    if not USER_NAME.fullmatch(name):
        return NoName(typed=name[:80], most=64)
    if taken := account_search.user(session, rule.account, name):
        return NameTaken(kind="an IAM user", name=taken.name, account=rule.account)
    if planned := _planned(session, rule, name):
        return planned
    taking = session.get(Taking, rule.account)
    if taking is None:
        return NotReadYet(account=rule.account)
    count = session.scalar(select(func.count()).where(SnapshotUser.account == rule.account)) or 0
    if count >= taking.users_most:
        return QuotaReached(whose="this account", what="IAM users", has=count, more=1, most=taking.users_most)
    return None


def _planned(session: Session, rule: Users, name: str) -> PlannedAlready | None:
    key = planning.open_key(Proposal(title="", about=f"user/{name}", account=rule.account, changes=()))
    query = select(Request.id, Request.description, Request.state).where(Request.open_key == key)
    row = session.execute(query).one_or_none()
    return PlannedAlready(number=row[0], title=row[1], state=asking.STANDS[row[2]]) if row else None


def _person_at_fault(session: Session, catalog: Catalog, whose: str) -> Refusal | None:
    """What is remembered of the person; who is not remembered is looked up right after the asking."""
    person = session.get(Person, whose) if whose else None
    if person is None:
        return None
    if person.standing is not Standing.member:
        return NotForThem(name=person.name, standing=policy.STANDINGS[person.standing])
    account = planning.rule(catalog).account
    users = snapshotting.users_of(session, account, person.email) if person.email else ()
    if users:
        return HasAUser(user=users[0].name, account=account, name=person.name, tag=catalog.identity_tag)
    return None


def _tags_at_fault(catalog: Catalog, typed: str) -> Refusal | None:
    try:
        tags(typed, identity_tag=catalog.identity_tag)
    except BadTags as refusal:
        return refusal
    return None


def _wrong_with(key: str, value: str) -> str:
    if len(key) > 128 or len(value) > 256:
        return "a key has 128 characters at most, a value 256."
    if key.casefold().startswith("aws:") or key.casefold().startswith(f"{mark.PREFIX}:"):
        return f"keys that begin with {key.partition(':')[0]}: are not for people to set."
    if strange := [sign for sign in key + value if not _TAG.fullmatch(sign)]:
        return f"IAM takes letters, digits, spaces and _ . : / = + - @ in tags, not {strange[0]!r}."
    return ""


def _groups_at_fault(session: Session, catalog: Catalog, names: Iterable[str]) -> Refusal | None:
    """What is gone, and what IAM does not let the bot change; who is in a group that a bundle gives, it does."""
    rule = planning.rule(catalog)
    known = account_search.groups_of(session, rule.account, names)
    given = {each.group for each in _given(catalog, rule.account) if isinstance(each, GroupGiven)}
    for name in names:
        if name not in known:
            return GoneMeanwhile(account=rule.account, what=f"the group {name}")
        if not known[name].path.startswith(rule.path) and name not in given:
            return GroupOutsideThePath(group=name, stands=known[name].path, path=rule.path)
    return None


def _given(catalog: Catalog, account: str) -> Iterator[Given]:
    return (given for bundle in catalog.bundles.values() if bundle.account == account for given in bundle.gives)


def _new_group_at_fault(session: Session, account: str, new: NewUser) -> Iterator[Fault]:
    if new.new_group_policies and not new.new_group:
        yield "new_group", NoGroupForThese()
    if not new.new_group:
        return
    if not GROUP_NAME.fullmatch(new.new_group):
        yield "new_group", NoName(typed=new.new_group[:140], most=128)
    elif taken := account_search.group(session, account, new.new_group):
        yield "new_group", NameTaken(kind="an IAM group", name=taken.name, account=account)
    if not new.new_group_policies:
        yield "new_group_policies", NothingForTheGroup(group=new.new_group)


def _policies_at_fault(catalog: Catalog, arns: tuple[str, ...], *, known: Collection[str]) -> Refusal | None:
    rule = planning.rule(catalog)
    for arn in arns:
        name = arn.rpartition("/")[2]
        if name in own_policy.TOO_MUCH and arn.split(":")[4] == "aws":
            return NeverAttached(policy=name)
        if arn not in known:
            return GoneMeanwhile(account=rule.account, what=f"the policy {name}")
    return None


def _room_at_fault(session: Session, rule: Users, new: NewUser) -> Iterator[Fault]:
    """AWS's quotas, as this account has them."""
    quotas = session.get(Taking, rule.account)
    if quotas is None:
        return
    groups = len(all_groups(new)) + bool(new.new_group)
    if groups > quotas.groups_a_user:
        field = "like" if new.like and len(new.groups) <= quotas.groups_a_user else "groups"
        yield field, QuotaReached(whose=new.name, what="groups", has=0, more=groups, most=quotas.groups_a_user)
    direct = len(_attached(session, rule, new))
    if direct > quotas.policies_a_user:
        most = quotas.policies_a_user
        yield "policies", QuotaReached(whose=new.name, what="attached policies", has=0, more=direct, most=most)
    in_group = len(new.new_group_policies)
    if in_group > quotas.policies_a_group:
        most = quotas.policies_a_group
        refusal = QuotaReached(whose=new.new_group, what="attached policies", has=0, more=in_group, most=most)
        yield "new_group_policies", refusal
