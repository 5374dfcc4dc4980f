"""Fingerprints: the same as long as nobody was given or lost anything, and another one as soon as somebody was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from iam import fingerprints
from iam.authorization import Details, GroupDetail, Inline, PolicyDetail, RoleDetail, UserDetail

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
OURS, BOUNDARY = "arn:aws:iam::1:policy/ours", "arn:aws:iam::1:policy/limit"
ANN = UserDetail("ann", "AIDAANN", "ann", "/", LONG_AGO, groups=("devs",), boundary=BOUNDARY)
BOB = UserDetail("bob", "AIDABOB", "bob", "/", LONG_AGO)
DEVS = GroupDetail("devs", "AGPADEVS", "devs", "/", LONG_AGO, attached=(OURS,))
APP = RoleDetail("app", "AROAAPP", "app", "/", LONG_AGO, trust="{}", inline=(Inline("in", "{}"),))
POLICIES = (PolicyDetail("ours", OURS, "{}", 1), PolicyDetail("limit", BOUNDARY, "{}", 0))
DETAILS = Details((ANN, BOB), (DEVS,), (APP,), 1, POLICIES)
CHANGES: dict[str, tuple[Callable[[Details], Details], set[str]]] = {
    "nothing": (lambda details: details, set()),
    "another order": (lambda details: replace(details, users=(BOB, ANN), policies=POLICIES[::-1]), set()),
    "a tag": (lambda details: replace(details, users=(replace(ANN, tags=(("a", "b"),)), BOB)), set()),
    "a text of a group's policy": (
        lambda details: replace(details, policies=(replace(POLICIES[0], document="[]"), POLICIES[1])),
        {"ann", "devs", OURS},
    ),
    "a boundary's text": (
        lambda details: replace(details, policies=(POLICIES[0], replace(POLICIES[1], document="[]"))),
        {"ann", BOUNDARY},
    ),
    "a member more": (
        lambda details: replace(details, users=(ANN, replace(BOB, groups=("devs",)))),
        {"bob", "devs", OURS},
    ),
    "a boundary less": (lambda details: replace(details, users=(replace(ANN, boundary=None), BOB)), {"ann"}),
    "an inline policy": (lambda details: replace(details, roles=(replace(APP, inline=()),)), {"app"}),
    "a policy of one's own": (
        lambda details: replace(details, users=(ANN, replace(BOB, attached=(OURS,)))),
        {"bob", OURS},
    ),
    "somebody else of that name": (
        lambda details: replace(details, users=(ANN, replace(BOB, unique_id="AIDANEW"))),
        {"bob"},
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_those_are_others_that_changed_and_no_more(what: str) -> None:
    change, changed = CHANGES[what]
    before, after = told(DETAILS), told(change(DETAILS))
    assert {arn for arn in before if before[arn] != after[arn]} == changed


def test_everything_that_is_asked_about_has_one() -> None:
    assert set(told(DETAILS)) == {"ann", "bob", "devs", "app", OURS, BOUNDARY}


def told(details: Details) -> dict[str, object]:
    return {**fingerprints.of(details, {each.arn: each for each in details.policies})}
