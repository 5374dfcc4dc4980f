"""Remedies: all of an account's, or some of them, take nothing that was used, and what they end stays ended."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace

from accounts_with_truth import NOW, WINDOW, Truth, accounts
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from test_unused_grants import group, of_ann, policy

from iam import scan
from iam.authorization import Details, GroupDetail, Inline, UserDetail
from iam.changes import AnyChange, restored, stored
from iam.checkup_item import Refused
from iam.finding import Finding
from iam.group_policies import DetachFromGroup
from iam.memberships import LeaveGroup
from iam.remove_inline import RemoveInline
from iam.survey import Survey
from iam.user_policies import DetachFromUser

SLOW = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def found(truth: Truth) -> list[Finding]:
    survey = Survey(NOW, truth.details, truth.policies, truth.usage, Refused("no"), Refused("no"), Refused("no"))
    return list(scan.findings(survey, window=WINDOW, now=NOW))


def without(truth: Truth, changes: Sequence[AnyChange]) -> Truth:
    """The account after these."""
    details = truth.details
    users = tuple(_user_without(each, changes) for each in details.users)
    groups = tuple(_group_without(each, changes) for each in details.groups)
    return replace(truth, details=Details(users, groups, details.roles, 1, details.policies))


def _user_without(user: UserDetail, changes: Sequence[AnyChange]) -> UserDetail:
    for each in changes:
        match each:
            case LeaveGroup(user.name, group):
                user = replace(user, groups=tuple(name for name in user.groups if name != group))
            case DetachFromUser(user.name, arn):
                user = replace(user, attached=tuple(other for other in user.attached if other != arn))
            case RemoveInline(user.name, policy):
                user = replace(user, inline=tuple(other for other in user.inline if other.name != policy))
            case LeaveGroup() | DetachFromUser() | RemoveInline() | DetachFromGroup():
                pass
            case _:
                raise AssertionError(each)
    return user


def _group_without(group: GroupDetail, changes: Sequence[AnyChange]) -> GroupDetail:
    gone = {each.arn for each in changes if isinstance(each, DetachFromGroup) and each.group == group.name}
    return replace(group, attached=tuple(arn for arn in group.attached if arn not in gone))


@SLOW
@given(accounts(), st.randoms(use_true_random=False))
def test_all_remedies_or_some_of_them_take_nothing_that_was_used(truth: Truth, chance: random.Random) -> None:
    remedies = [each.remedy for each in found(truth) if each.remedy]
    event(f"{min(len({*remedies}), 4)} remedies")
    for chosen in (remedies, [each for each in remedies if chance.random() < 0.5], remedies[::-1]):
        after = without(truth, [change for each in chosen for change in each])
        for each in (*after.details.users, *after.details.roles):
            assert truth.used_lately(each.arn) <= after.allowed(each)


@SLOW
@given(accounts())
def test_what_a_remedy_ends_is_not_found_again(truth: Truth) -> None:
    ended = {(each.kind, each.principal, each.subject) for each in found(truth) if each.remedy}
    after = without(truth, [change for each in found(truth) for change in each.remedy])
    event(f"{min(len(ended), 4)} ended")
    assert not ended & {(each.kind, each.principal, each.subject) for each in found(after)}


@SLOW
@given(accounts())
def test_nothing_is_to_be_looked_at_before_a_remedy_and_no_role_has_one(truth: Truth) -> None:
    roles = {each.arn for each in truth.details.roles}
    for each in found(truth):
        if each.remedy:
            assert each.principal not in roles
            assert "after a look" not in each.suggestion
            assert all(restored(stored(change)) == change for change in each.remedy)


# By hand


def allow(*actions: str) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})


def test_each_change_is_the_one_that_the_suggestion_names() -> None:
    s3, sqs, sns = (policy(name, allow(f"{name}:*")) for name in ("s3", "sqs", "sns"))
    groups = (group("red", s3, sqs), group("blue", sns))
    own = Inline("own", allow("dynamodb:*"))
    told = of_ann(
        *groups,
        policies=[s3, sqs, sns],
        attached=[s3],
        inline=(own,),
        used={"s3": 3},
        listed=("s3", "sqs", "sns", "dynamodb"),
    )
    assert {(each.kind, each.subject): each.remedy for each in told} == {
        ("redundant-policy", s3.arn): (DetachFromUser("ann", s3.arn),),
        ("unused-policy", "own"): (RemoveInline("ann", "own", own.document),),
        ("unused-policy", sqs.arn): (DetachFromGroup("red", sqs.arn),),
        ("unused-group-membership", "blue"): (LeaveGroup("ann", "blue"),),
        ("unused-service", "dynamodb"): (RemoveInline("ann", "own", own.document),),
        ("unused-service", "sns"): (LeaveGroup("ann", "blue"),),
        ("unused-service", "sqs"): (DetachFromGroup("red", sqs.arn),),
    }


def test_a_service_that_comes_two_ways_is_ended_by_both() -> None:
    s3, one, other = policy("s3", allow("s3:*")), policy("one", allow("sns:*")), policy("other", allow("sns:Publish"))
    told = of_ann(
        group("red", s3),
        group("blue", one),
        policies=[s3, one, other],
        attached=[other],
        used={"s3": 3},
        listed=("s3", "sns"),
    )
    (service,) = (each for each in told if each.kind == "unused-service")
    assert service.suggestion == "detach other from ann, and take ann out of the group blue"
    assert service.remedy == (DetachFromUser("ann", other.arn), LeaveGroup("ann", "blue"))
