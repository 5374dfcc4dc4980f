"""The scan's findings about people, roles and what is granted: each where it holds, and none where it is not known."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from iam import scan
from iam.access_keys import DeactivateKey
from iam.authorization import Details, GroupDetail, Inline, PolicyDetail, RoleDetail, UserDetail
from iam.checkup_item import Refused
from iam.checkup_reading import PasswordPolicy
from iam.credential_report import ROOT, Key, Row
from iam.credentials import AccessKey
from iam.finding import Finding
from iam.remove_password import RemovePassword
from iam.survey import Survey
from iam.survey_credentials import Live
from iam.usage_report import Report, Usage
from iam.user_policies import DetachFromUser

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
WINDOW = timedelta(days=90)
USER, ROLE, GROUP, POLICY = (f"arn:aws:iam::123456789012:{kind}/it" for kind in ("user", "role", "group", "policy"))
NOTHING = Report(frozenset({"s3"}), {})


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def allow(*actions: str, resource: str = "*") -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": resource}]})


def user(*inline: str, made: int = 1_000) -> UserDetail:
    texts = tuple(Inline(f"own{number}", text) for number, text in enumerate(inline))
    return UserDetail("it", "it", USER, "/", ago(made), inline=texts)


def row(*keys: Key, password: datetime | None = None, changed: datetime | None = None) -> Row:
    return Row("it", USER, password is not None or changed is not None, password, changed, True, keys)


def survey(
    *,
    users: tuple[UserDetail, ...] = (),
    groups: tuple[GroupDetail, ...] = (),
    roles: tuple[RoleDetail, ...] = (),
    policies: tuple[PolicyDetail, ...] = (),
    rows: tuple[Row, ...] = (),
    used: Report | None = NOTHING,
    live: Live | None = None,
) -> Survey:
    reports = {arn: used for arn in (USER, ROLE, GROUP, POLICY) if used is not None}
    return Survey(
        taken_at=NOW,
        details=Details(users, groups, roles, 1, policies),
        policies={each.arn: each for each in policies},
        usage=Usage(reports),
        report=rows,
        summary={"AccountMFAEnabled": 1},
        passwords=PasswordPolicy(14, 24),
        live=live or Live(),
    )


def kinds(told: Survey, *, window: timedelta = WINDOW) -> list[str]:
    return [each.kind for each in scan.findings(told, window=window, now=NOW)]


def one(told: Survey, kind: str) -> Finding:
    (found,) = (each for each in scan.findings(told, window=WINDOW, now=NOW) if each.kind == kind)
    return found


def test_an_account_with_nothing_wrong_has_no_findings() -> None:
    assert kinds(survey()) == []


USES = {
    "nothing at all": (row(), NOTHING, True),
    "a password that was never used": (row(changed=ago(100)), NOTHING, True),
    "a password of the window": (row(changed=ago(80)), NOTHING, False),
    "a sign-in": (row(password=ago(5), changed=ago(500)), NOTHING, False),
    "an old sign-in": (row(password=ago(95), changed=ago(500)), NOTHING, True),
    "a key in use": (row(Key(1, ago(500), ago(3))), NOTHING, False),
    "a young key": (row(Key(1, ago(20), None)), NOTHING, False),
    "a key of unknown age": (row(Key(1, None, None)), NOTHING, False),
    "a service": (row(), Report(frozenset({"s3"}), {"s3": ago(30)}), False),
    "a service long ago": (row(), Report(frozenset({"s3"}), {"s3": ago(130)}), True),
    "no report": (row(), None, False),
}


@pytest.mark.parametrize("case", USES)
def test_a_user_is_unused_who_used_neither_a_service_nor_a_password_nor_a_key(case: str) -> None:
    told, used, is_unused = USES[case]
    assert ("unused-user" in kinds(survey(users=(user(),), rows=(told,), used=used))) is is_unused


def test_a_user_of_the_window_and_one_that_the_report_does_not_have_are_not_known_to_be_unused() -> None:
    assert kinds(survey(users=(user(made=60),), rows=(row(),))) == []
    assert kinds(survey(users=(user(),))) == []
    assert kinds(replace(survey(users=(user(),)), report=Refused("no"))) == []


def test_since_when_is_said() -> None:
    found = one(survey(users=(user(),), rows=(row(password=ago(95), changed=ago(500)),)), "unused-user")
    assert (found.last_used, found.since, found.evidence) == (
        ago(95),
        95,
        "no sign-in, no key and no service used since 2026-08-24",
    )
    assert one(survey(users=(user(made=200),), rows=(row(),)), "unused-user").since == 200


def role(*, made: int = 1_000, last: datetime | None = None, path: str = "/") -> RoleDetail:
    return RoleDetail("it", "it", ROLE, path, ago(made), "{}", inline=(), last_used=last)


def test_a_role_is_unused_that_nobody_was() -> None:
    assert kinds(survey(roles=(role(),))) == ["unused-role"]
    assert one(survey(roles=(role(last=ago(120)),)), "unused-role").since == 120
    assert kinds(survey(roles=(role(last=ago(20)),))) == []
    assert kinds(survey(roles=(role(made=20),))) == []
    assert kinds(survey(roles=(role(),), used=None)) == []
    assert kinds(survey(roles=(role(path="/aws-service-role/support.amazonaws.com/"),))) == []


def test_keys_passwords_and_mfa_are_told_as_they_are_now() -> None:
    keys = [AccessKey("AKIAOLD", ago(200), ago(150), "s3"), AccessKey("AKIANEW", ago(10), ago(1), "s3")]
    live = Live(keys={"it": keys}, passwords={"it": (True, ago(120))}, mfa={"it": False})
    told = survey(users=(user(),), rows=(row(password=ago(1), changed=ago(500)),), live=live)
    found = {each.kind: (each.subject, each.since) for each in scan.findings(told, window=WINDOW, now=NOW)}
    assert found == {
        "no-mfa": ("it", None),
        "unused-key": ("AKIAOLD", 150),
        "unused-password": ("it", 120),
        "old-key": ("AKIAOLD", None),
        "two-keys": ("it", None),
    }
    assert one(told, "two-keys").suggestion == "make AKIAOLD inactive"
    remedies = {each.kind: each.remedy for each in scan.findings(told, window=WINDOW, now=NOW)}
    off = (DeactivateKey("it", "AKIAOLD"),)
    assert remedies == {
        "no-mfa": (),
        "unused-key": off,
        "unused-password": (RemovePassword("it"),),
        "old-key": off,
        "two-keys": off,
    }
    mended = replace(told, live=Live(keys={"it": keys[1:]}, passwords={"it": (False, None)}, mfa={"it": True}))
    assert kinds(mended) == []


def test_an_administrator_is_told_with_what_was_used_and_not_as_one_who_could_become_one() -> None:
    used = Report(frozenset({"s3", "ec2", "iam"}), {"s3": ago(3), "iam": ago(200)})
    found = one(survey(users=(user(allow("*")),), used=used), "administrator")
    assert (found.subject, found.evidence) == ("own0", "may do everything, everywhere; used 1 service in 90 days: s3")
    assert found.suggestion == "give what is used (s3) by a group, and lease the rest when it is needed"
    assert "escalation" not in kinds(survey(users=(user(allow("*")),), used=used))
    unknown = one(survey(users=(user(allow("*")),), used=None), "administrator")
    assert unknown.evidence == "may do everything, everywhere; what it used is not known"


def test_a_way_up_is_found_on_all_policies_together() -> None:
    passing, running = allow("iam:PassRole"), allow("ec2:RunInstances")
    assert "escalation" not in kinds(survey(users=(user(passing),)))
    assert "escalation" not in kinds(survey(users=(user(running),)))
    found = one(survey(users=(user(passing, running),)), "escalation")
    assert (found.subject, found.evidence.count(".")) == ("it", 2)


def test_inline_policies_of_users_groups_and_roles_are_all_told() -> None:
    own = (Inline("own", allow("s3:GetObject")),)
    told = survey(
        users=(user(allow("s3:GetObject"), made=10),),
        groups=(GroupDetail("it", "it", GROUP, "/", ago(10), inline=own),),
        roles=(replace(role(made=10), inline=own),),
    )
    found = [each for each in scan.findings(told, window=WINDOW, now=NOW) if each.kind == "inline-policy"]
    assert [(each.principal, each.subject) for each in found] == [(GROUP, "own"), (ROLE, "own"), (USER, "own0")]


def test_a_policy_that_nobody_has_is_unused_unless_it_is_a_boundary() -> None:
    spare = PolicyDetail("it", POLICY, allow("s3:*"), 0, ago(500), ago(500))
    found = one(survey(policies=(spare,)), "unused-policy")
    assert (found.principal, found.subject, found.suggestion) == (None, POLICY, "delete it")
    assert kinds(survey(policies=(replace(spare, boundaries=1),))) == []


def test_a_policy_that_nobody_uses_stays_when_something_would_be_given_with_it() -> None:
    denying = json.dumps(
        {"Statement": [*json.loads(allow("s3:*"))["Statement"], {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}]}
    )
    held = PolicyDetail("it", POLICY, denying, 1, ago(500), ago(500))
    having = replace(user(), attached=(POLICY,))
    assert "unused-policy" not in kinds(survey(users=(having,), policies=(held,)))
    harmless = replace(held, document=allow("s3:*"))
    assert "unused-policy" in kinds(survey(users=(having,), policies=(harmless,)))


def test_a_policy_of_one_s_own_that_is_not_missed_needs_no_group() -> None:
    held = PolicyDetail("it", POLICY, allow("s3:*"), 1, ago(500), ago(500))
    having = replace(user(), attached=(POLICY,))
    unused = one(survey(users=(having,), policies=(held,)), "direct-policy")
    assert (unused.suggestion, unused.remedy) == ("detach it from it", (DetachFromUser("it", POLICY),))
    used = one(
        survey(users=(having,), policies=(held,), used=Report(frozenset({"s3"}), {"s3": ago(1)})), "direct-policy"
    )
    assert (used.suggestion, used.remedy) == ("give it to a group, put it into it, then detach it here", ())


ROOTS = {
    "keys": ({"AccountAccessKeysPresent": 1, "AccountMFAEnabled": 1}, None, ["root-key"]),
    "no MFA": ({"AccountMFAEnabled": 0}, None, ["root-no-mfa"]),
    "no password, so no MFA": ({"AccountMFAEnabled": 0, "AccountPasswordPresent": 0}, None, []),
    "used lately": ({"AccountMFAEnabled": 1}, 3, ["root-used"]),
    "used long ago": ({"AccountMFAEnabled": 1}, 300, []),
}


@pytest.mark.parametrize("case", ROOTS)
def test_the_root_user(case: str) -> None:
    summary, used, expected = ROOTS[case]
    root = Row(ROOT, "arn:aws:iam::123456789012:root", True, ago(used) if used else None, None, True, ())
    told = replace(survey(rows=(root,)), summary=summary)
    assert kinds(told) == expected
    assert all(each.principal == root.arn for each in scan.findings(told, window=WINDOW, now=NOW))


def test_the_password_policy() -> None:
    assert one(replace(survey(), passwords=None), "weak-password-policy").principal is None
    assert one(replace(survey(), passwords=PasswordPolicy(14, 0)), "weak-password-policy").evidence == (
        "any of them may be used again"
    )
    assert kinds(replace(survey(), passwords=Refused("no"), summary=Refused("no"))) == []
