"""Granted against used: nothing used is ever proposed to be taken, and what is unused is found."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from accounts_with_truth import NOW, UNTRACKED, WINDOW, Truth, accounts
from hypothesis import HealthCheck, Phase, event, given, settings

from iam import granted, narrowing, scan, unused_grants
from iam.authorization import Details, GroupDetail, Inline, PolicyDetail, UserDetail
from iam.checkup_item import Refused
from iam.finding import Finding
from iam.giving_up import Standings
from iam.granted import Standing
from iam.survey import Survey
from iam.usage_report import Report, Usage

TAKING = {"unused-policy", "redundant-policy", "unused-group-membership"}
OLD = NOW - timedelta(days=1_000)
SLOW = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # Without shrinking: it takes minutes, and these accounts are small as they are.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def found(truth: Truth) -> list[Finding]:
    standings = [
        Standings.of(granted.judge(holder, truth.usage.reports.get(holder.arn), window=WINDOW, now=NOW))
        for holder in granted.holders(truth.details, truth.policies)
    ]
    grants = unused_grants.findings(standings, truth.details, truth.policies, truth.usage, window=WINDOW, now=NOW)
    return [*grants, *unused_grants.services(standings, truth.policies.values()), *unused_grants.actions(standings)]


@SLOW
@given(accounts())
def test_whoever_does_all_that_is_proposed_loses_nothing_that_was_used(truth: Truth) -> None:
    taking = [each for each in found(truth) if each.kind in TAKING]
    plain = [each for each in taking if "after a look" not in each.suggestion]
    event(f"{min(len(plain), 3)} plain proposals, {min(len(taking) - len(plain), 1)} to look at")
    for each in (*truth.details.users, *truth.details.roles):
        assert truth.used_lately(each.arn) <= truth.allowed(each, taken=plain)
        services = {action.partition(":")[0] for action, _, _ in truth.allowed(each, taken=taking)}
        assert {action.partition(":")[0] for action, _, _ in truth.used_lately(each.arn)} <= services


@SLOW
@given(accounts())
def test_no_used_service_is_called_unused_and_every_unused_one_is_found(truth: Truth) -> None:
    found_ = {(each.principal, each.subject) for each in found(truth) if each.kind == "unused-service"}
    for each in (*truth.details.users, *truth.details.roles):
        allowed = {action.partition(":")[0] for action, _, _ in truth.allowed(each)}
        used = {action.partition(":")[0] for action, _, _ in truth.used_lately(each.arn)}
        assert not {(each.arn, service) for service in used} & found_
        if _is_all_old(truth, each):
            assert {(each.arn, service) for service in allowed - used} <= found_


@SLOW
@given(accounts())
def test_no_used_action_is_called_unused_and_every_unused_one_that_is_tracked_is_found(truth: Truth) -> None:
    found_ = {(each.principal, each.subject) for each in found(truth) if each.kind == "unused-action"}
    event(f"{min(len(found_), 3)} unused actions")
    assert not {subject for _, subject in found_} & {*UNTRACKED}
    for each in (*truth.details.users, *truth.details.roles):
        allowed = {action for action, _, _ in truth.allowed(each)} - {*UNTRACKED}
        used = {action for action, _, _ in truth.used_lately(each.arn)}
        assert not {(each.arn, action) for action in used} & found_
        if _is_all_old(truth, each):
            services = {action.partition(":")[0] for action in used}
            unused = {(each.arn, action) for action in allowed - used if action.partition(":")[0] in services}
            assert unused <= found_


def _is_all_old(truth: Truth, each: Any) -> bool:
    groups = [group for group in truth.details.groups if group.name in getattr(each, "groups", ())]
    policies = [truth.policies[arn] for one in (each, *groups) for arn in one.attached]
    return all(one.made_at is not None and NOW - one.made_at > WINDOW for one in (each, *groups, *policies))


# By hand

S3 = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
SQS = json.dumps({"Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]})
BOTH = json.dumps({"Statement": [{"Effect": "Allow", "Action": ["s3:*", "sqs:*"], "Resource": "*"}]})
NO = Refused("not asked")
ANN = "arn:aws:iam::123456789012:user/ann"


def policy(name: str, document: str, *, owner: str = "aws", days: int = 1_000) -> PolicyDetail:
    at = NOW - timedelta(days=days)
    return PolicyDetail(name, f"arn:aws:iam::{owner}:policy/{name}", document, 1, at, at)


def group(name: str, *policies: PolicyDetail, days: int = 1_000) -> GroupDetail:
    made = NOW - timedelta(days=days)
    return GroupDetail(
        name, name, f"arn:aws:iam::123456789012:group/{name}", "/", made, tuple(each.arn for each in policies)
    )


def of_ann(
    *groups: GroupDetail,
    policies: Sequence[PolicyDetail],
    attached: Sequence[PolicyDetail] = (),
    used: dict[str, int] | None = None,
    listed: Sequence[str] = ("s3", "sqs"),
    inline: tuple[Inline, ...] = (),
) -> list[Finding]:
    ann = UserDetail(
        "ann",
        "ann",
        ANN,
        "/",
        OLD,
        groups=tuple(each.name for each in groups),
        attached=tuple(each.arn for each in attached),
        inline=inline,
    )
    last = {service: NOW - timedelta(days=days) for service, days in (used or {}).items()}
    reports = {each.arn: Report(frozenset(listed), last) for each in (ann, *groups, *policies)}
    return found(Truth(Details((ann,), groups, (), 1, tuple(policies)), Usage(reports), {ANN: {}}))


def told(findings: list[Finding]) -> list[tuple[str, str | None, str]]:
    return [(each.kind, each.principal and each.principal.rpartition(":")[2], each.subject) for each in findings]


def test_who_uses_nothing_that_only_a_group_gives_should_leave_it() -> None:
    s3, sqs = policy("s3", S3), policy("sqs", SQS)
    left, service = of_ann(group("red", s3), group("blue", sqs), policies=[s3, sqs], used={"s3": 3})
    assert (left.kind, left.subject, left.since) == ("unused-group-membership", "blue", 400)
    assert left.suggestion == "take ann out of the group blue"
    assert (service.kind, service.subject, service.suggestion) == ("unused-service", "sqs", left.suggestion)


def test_of_two_that_give_the_same_one_stays() -> None:
    one, other = policy("one", S3), policy("other", S3)
    kinds = told(of_ann(group("red", one), group("blue", other), policies=[one, other], used={"s3": 3}, listed=["s3"]))
    assert [kind for kind, *_ in kinds if kind == "unused-group-membership"] == ["unused-group-membership"]


def test_a_policy_that_a_group_gives_too_is_redundant_though_its_service_is_used() -> None:
    s3 = policy("s3", S3)
    (only,) = of_ann(group("red", s3), policies=[s3], attached=[s3], used={"s3": 3}, listed=["s3"])
    assert (only.kind, only.subject, only.evidence) == (
        "redundant-policy",
        s3.arn,
        "the group red gives the same policy",
    )


def test_a_young_grant_is_unknown_and_so_is_a_service_that_nobody_counts() -> None:
    young, old = policy("young", S3, owner="123456789012", days=89), policy("old", S3)
    assert of_ann(policies=[young], attached=[young]) == []
    assert of_ann(group("red", old, days=89), policies=[old]) == []
    assert of_ann(policies=[old], attached=[old], listed=["sqs"]) == []
    assert told(of_ann(policies=[old], attached=[old]))[-1] == ("unused-service", "user/ann", "s3")


def test_what_was_used_on_the_last_day_of_the_window_is_used() -> None:
    s3 = policy("s3", S3)
    assert of_ann(policies=[s3], attached=[s3], used={"s3": 90}) == []
    assert len(of_ann(policies=[s3], attached=[s3], used={"s3": 91})) == 2


def test_the_suggestion_is_an_aws_managed_policy_that_keeps_what_was_used() -> None:
    both, narrow = policy("both", BOTH, owner="123456789012"), policy("AmazonS3FullAccess", S3)
    (only,) = of_ann(policies=[both, narrow], attached=[both], used={"s3": 3})
    assert (only.subject, only.suggestion) == (
        "sqs",
        "attach AmazonS3FullAccess in place of both: it covers all that was used",
    )


def test_a_policy_of_aws_that_nobody_has_is_proposed_where_its_text_is_offered() -> None:
    both, spare = policy("both", BOTH), policy("AmazonS3FullAccess", S3)
    ann = UserDetail("ann", "ann", ANN, "/", OLD, attached=(both.arn,))
    details = Details((ann,), (), (), 1, (both,))
    report = Report(frozenset({"s3", "sqs"}), {"s3": NOW - timedelta(days=3)})
    survey = Survey(NOW, details, {both.arn: both}, Usage({ANN: report}), NO, NO, NO)

    def suggestion(*offered: PolicyDetail) -> str:
        (only,) = (
            each
            for each in scan.findings(survey, window=WINDOW, now=NOW, offered=offered)
            if each.kind == "unused-service"
        )
        return only.suggestion

    assert suggestion() == "replace both by a policy without sqs; used of it: s3"
    assert suggestion(spare) == "attach AmazonS3FullAccess in place of both: it covers all that was used"
    bundle = PolicyDetail("s3-access", f"{narrowing.BUNDLE}s3-access", S3, 0)
    assert suggestion(bundle) == "lease the bundle s3-access in place of both: it covers all that was used"
    assert suggestion(bundle, spare) == suggestion(spare), "a policy of AWS's own comes first"
    wider = policy(
        "wider", json.dumps({"Statement": [{"Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"}]})
    )
    less = policy("less", json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}))
    denying = json.loads(S3)["Statement"] + [{"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}]
    limited = policy("limited", json.dumps({"Statement": denying}))
    assert suggestion(wider, less, limited) == suggestion()


def test_a_policy_that_denies_or_cannot_be_read_is_never_taken() -> None:
    denying = json.dumps(
        {"Statement": [*json.loads(S3)["Statement"], {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}]}
    )
    assert {each.kind for each in of_ann(policies=[], inline=(Inline("own", denying),))} == {"unused-service"}
    half = json.dumps({"Statement": [*json.loads(S3)["Statement"], {"Effect": "Allow", "Action": 5}]})
    assert {each.kind for each in of_ann(policies=[], inline=(Inline("own", half),))} == {"unused-service"}
    assert of_ann(policies=[], inline=(Inline("own", "{"),)) == []


def test_without_a_report_nothing_is_known() -> None:
    s3 = policy("s3", S3)
    ann = UserDetail("ann", "ann", ANN, "/", OLD, attached=(s3.arn,))
    (holder,) = granted.holders(Details((ann,), (), (), 1, (s3,)), {s3.arn: s3})
    judged = granted.judge(holder, None, window=WINDOW, now=NOW)
    assert {each.standing for each in judged.services} == {Standing.unknown}
    (gone,) = granted.holders(Details((ann,), (), (), 1, ()), {})
    assert (gone.is_whole, gone.sources) == (False, ())
