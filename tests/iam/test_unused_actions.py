"""Unused actions: of used services, where AWS tracks them, with what to do about each."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts_with_truth import NOW, WINDOW, Truth
from test_unused_grants import ANN, OLD, found, group, policy

from iam import usage_report
from iam.authorization import Details, GroupDetail, PolicyDetail, UserDetail
from iam.finding import Finding
from iam.usage_report import Report, Usage

LATELY, LONG_AGO = NOW - timedelta(days=3), NOW - timedelta(days=120)


def allow(*actions: str) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})


def report(actions: Mapping[str, datetime | None]) -> Report:
    return Report(frozenset({"s3"}), {"s3": LATELY}, {"s3": usage_report.tracked(actions)})


def user(name: str, *policies: PolicyDetail, groups: tuple[GroupDetail, ...] = ()) -> UserDetail:
    arns, names = tuple(each.arn for each in policies), tuple(each.name for each in groups)
    return UserDetail(name, name, f"arn:aws:iam::123456789012:user/{name}", "/", OLD, groups=names, attached=arns)


def of(
    users: Mapping[UserDetail, Report], *policies: PolicyDetail, groups: tuple[GroupDetail, ...] = ()
) -> list[Finding]:
    details = Details(tuple(users), groups, (), 1, policies)
    truth = Truth(details, Usage({each.arn: told for each, told in users.items()}), {})
    return [each for each in found(truth) if each.kind == "unused-action"]


BUCKETS = {"ListAllMyBuckets": LATELY, "CreateBucket": None, "DeleteBucket": LONG_AGO}


def test_an_action_is_unused_that_is_tracked_granted_and_was_not_used_in_the_window() -> None:
    s3 = policy("s3", allow("s3:*"))
    created, deleted = of({user("ann", s3): report(BUCKETS)}, s3)
    assert (created.principal, created.subject, created.since, created.last_used) == (ANN, "s3:CreateBucket", 400, None)
    assert created.evidence == "not used in 400 days (no use known), though s3 was"
    assert created.suggestion == "replace s3 by a policy without it"
    assert (deleted.subject, deleted.since) == ("s3:DeleteBucket", 120)
    assert deleted.evidence == "not used in 120 days (last used before that), though s3 was"
    assert not created.remedy


def test_what_is_not_granted_or_for_too_short_a_time_or_not_tracked_is_no_finding() -> None:
    one, own = policy("one", allow("s3:ListAllMyBuckets")), policy("own", allow("s3:*"), owner="123456789012", days=80)
    assert of({user("ann", one): report(BUCKETS)}, one) == []
    assert of({user("ann", own): report(BUCKETS)}, own) == []
    assert of({user("ann", one, own): report(BUCKETS)}, one, own) == []
    assert of({user("ann", one): Report(frozenset({"s3"}), {"s3": LATELY})}, one) == []


def test_a_service_that_is_not_used_is_told_whole() -> None:
    s3 = policy("s3", allow("s3:*"))
    long_ago = Report(frozenset({"s3"}), {"s3": LONG_AGO}, {"s3": usage_report.tracked(dict.fromkeys(BUCKETS))})
    assert of({user("ann", s3): long_ago}, s3) == []


def test_in_a_group_it_counts_what_the_others_do() -> None:
    s3 = policy("s3", allow("s3:*"), owner="123456789012")
    red = group("red", s3)
    ann, bob = user("ann", groups=(red,)), user("bob", groups=(red,))
    told = of({ann: report(BUCKETS), bob: report(BUCKETS | {"CreateBucket": LATELY})}, s3, groups=(red,))
    suggestions = {(each.principal, each.subject): each.suggestion for each in told}
    nobody = "in the group red, take it out of s3: nobody in it uses it"
    assert suggestions == {
        (ANN, "s3:CreateBucket"): "a group of its own without it: in red it is used by bob",
        (ANN, "s3:DeleteBucket"): nobody,
        (bob.arn, "s3:DeleteBucket"): nobody,
    }
    untold = of({ann: report(BUCKETS), bob: Report(frozenset(), {})}, s3, groups=(red,))
    assert {each.suggestion for each in untold} == {"ask the others in red: of some of them no use of it is known yet"}


def test_the_window_is_kept_to_the_day() -> None:
    s3 = policy("s3", allow("s3:*"))
    for days, is_unused in ((WINDOW.days, False), (WINDOW.days + 1, True)):
        last = NOW - timedelta(days=days)
        assert bool(of({user("ann", s3): report({"CreateBucket": last})}, s3)) is is_unused
