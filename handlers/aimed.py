"""What somebody wants to be achieved, out of the words behind a slash command; or a Refusal that says how to say it."""

import re
from collections.abc import Sequence

from workflow import aims, whom
from workflow.refusals.plans import NoName, SayItSo, WhichPerson

MOVE = "`/iam move @ann from developers to data because she changes teams`"
OFFBOARD = "`/iam offboard @ann`, or `/iam offboard @ann keep` to keep the IAM user without any rights"
LOCK = "`/iam lock @ann because her laptop is lost`"
UNLOCK = "`/iam unlock @ann because the laptop was found`"
GROUP = (
    "`/iam group developers` to see it, `/iam group new readers ReadOnlyAccess`, "
    "`/iam group developers add @ann`, `remove @ann`, `attach ReadOnlyAccess`, `detach ReadOnlyAccess` or `delete`"
)
_USER = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_GROUP = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
_POLICY_MOST = 2_048
"""Characters of an ARN; https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html."""


def move(words: Sequence[str]) -> aims.Move:
    match [each if place not in (1, 3) else each.lower() for place, each in enumerate(words)]:
        case [who, "from", leaves, "to", joins]:
            return aims.Move(_who(who), leaves=_group(leaves), joins=_group(joins))
        case _:
            raise SayItSo(how=MOVE)


def offboard(words: Sequence[str]) -> aims.Offboard:
    match [words[0], *(each.lower() for each in words[1:])] if words else []:
        case [who] | [who, "delete"]:
            return aims.Offboard(_who(who), fate="delete")
        case [who, "keep"]:
            return aims.Offboard(_who(who), fate="keep")
        case _:
            raise SayItSo(how=OFFBOARD)


def lock(words: Sequence[str]) -> aims.Lock:
    match words:
        case [who]:
            return aims.Lock(_who(who))
        case _:
            raise SayItSo(how=LOCK)


def unlock(words: Sequence[str]) -> aims.Unlock:
    match words:
        case [who]:
            return aims.Unlock(_who(who))
        case _:
            raise SayItSo(how=UNLOCK)


def group(words: Sequence[str]) -> aims.AnyAim:
    """What is to become of a group; the first word is its name, or `new`."""
    match words:
        case [new, name, *policies] if new.lower() == "new":
            return aims.NewGroup(_group(name), policies=_policies(policies))
        case [name, verb, *rest]:
            return _of_group(_group(name), verb.lower(), rest)
        case _:
            raise SayItSo(how=GROUP)


def _of_group(name: str, verb: str, rest: Sequence[str]) -> aims.AnyAim:
    match verb, rest:
        case "delete", []:
            return aims.DropGroup(name)
        case "add", [_, *_]:
            return aims.AddPeople(name, people=_people(rest))
        case "remove", [_, *_]:
            return aims.RemovePeople(name, people=_people(rest))
        case "attach", [_, *_]:
            return aims.AttachPolicies(name, policies=_policies(rest))
        case "detach", [_, *_]:
            return aims.DetachPolicies(name, policies=_policies(rest))
        case _:
            raise SayItSo(how=GROUP)


def _who(word: str) -> str:
    """A person as Slack writes one, or the name of an IAM user. Raises WhichPerson and NoName."""
    if whom.slack_id(word) is not None:
        return word
    if word.startswith("@"):
        raise WhichPerson(typed=word[:80])
    if not _USER.fullmatch(word):
        raise NoName(typed=word[:80], most=64)
    return word


def _people(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(_who(each) for each in words)


def _group(word: str) -> str:
    if not _GROUP.fullmatch(word):
        raise NoName(typed=word[:80], most=128)
    return word


def _policies(words: Sequence[str]) -> tuple[str, ...]:
    for each in words:
        if not (_GROUP.fullmatch(each) or (each.startswith("arn:") and len(each) <= _POLICY_MOST)):
            raise NoName(typed=each[:80], most=128)
    return tuple(words)
