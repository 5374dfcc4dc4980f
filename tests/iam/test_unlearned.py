"""What a survey could not learn: exactly the findings that hang on it are neither made nor taken for gone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from iam import scan, unlearned
from iam.authorization import Details, GroupDetail, PolicyDetail, RoleDetail, UserDetail
from iam.checkup_item import Refused
from iam.checkup_reading import PasswordPolicy
from iam.credential_report import ROOT, Row
from iam.survey import Survey
from iam.survey_credentials import Live
from iam.survey_usage import Report, Usage

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=500)
OURS = "arn:aws:iam::1:policy/ours"
ANN = UserDetail("ann", "AIDAANN", "ann", "/", LONG_AGO, groups=("devs",))
BOB = UserDetail("bob", "AIDABOB", "bob", "/", LONG_AGO, attached=(OURS,))
APP = RoleDetail("app", "AROAAPP", "app", "/", LONG_AGO, trust="{}")
DEVS = GroupDetail("devs", "AGPADEVS", "devs", "/", LONG_AGO, attached=(OURS,))
POLICY = PolicyDetail("ours", OURS, '{"Statement": []}', 2, LONG_AGO, LONG_AGO)
ROWS = tuple(Row(name, name, False, None, None, False, ()) for name in (ROOT, "ann", "bob"))
ASKED = ("ann", "bob", "app", "devs", OURS)
WHOLE = Survey(
    taken_at=NOW,
    details=Details((ANN, BOB), (DEVS,), (APP,), 1, (POLICY,)),
    policies={OURS: POLICY},
    usage=Usage({arn: Report(frozenset(), {}) for arn in ASKED}),
    report=ROWS,
    summary={},
    passwords=PasswordPolicy(14, 24),
)


def without(*arns: str) -> Survey:
    """Of whom there is no report."""
    reports = {arn: each for arn, each in WHOLE.usage.reports.items() if arn not in arns}
    return replace(WHOLE, usage=Usage(reports, dict.fromkeys(arns, "Rate exceeded")))


def whose(survey: Survey, kind: str) -> set[tuple[str | None, str | None]]:
    return {(principal, subject) for of, principal, subject in unlearned.of(survey).these if of == kind}


def test_a_survey_that_was_told_everything_has_no_gap() -> None:
    assert unlearned.of(WHOLE).these == frozenset()


def test_without_somebody_s_report_nothing_is_known_of_their_use_nor_of_their_groups_and_policies() -> None:
    gaps = without("ann")
    assert whose(gaps, "unused-service") == whose(gaps, "unused-user") == {("ann", None)}
    assert whose(gaps, "idle-group") == {("devs", None)}
    assert whose(gaps, "unused-policy") == {("ann", None), ("devs", None), ("", OURS)}
    assert whose(gaps, "no-mfa") == whose(gaps, "administrator") == set()


def test_without_a_group_s_or_a_policy_s_report_it_is_of_that_alone() -> None:
    assert unlearned.of(without("devs")).these == {("idle-group", "devs", None), ("unused-policy", "devs", None)}
    assert unlearned.of(without(OURS)).these == {("unused-policy", "", OURS)}


def test_without_a_policy_s_text_nothing_is_said_of_what_its_holders_may_do() -> None:
    gaps = replace(WHOLE, policies={})
    assert whose(gaps, "administrator") == whose(gaps, "escalation") == {("ann", None), ("bob", None)}
    assert whose(gaps, "unused-service") == {("ann", None), ("bob", None)}


@pytest.mark.parametrize("kind", unlearned.OF_CREDENTIALS)
def test_without_the_credential_report_no_credential_is_known(kind: str) -> None:
    assert whose(replace(WHOLE, report=Refused("no")), kind) == {(None, None)}
    assert whose(replace(WHOLE, report=ROWS[:2]), kind) == {("bob", None)}, "who is too new for it"
    assert whose(replace(WHOLE, live=Live(unseen={"ann": "Rate exceeded"})), kind) == {("ann", None)}


def test_a_gap_of_the_account_is_of_its_own_kind() -> None:
    assert unlearned.of(replace(WHOLE, passwords=Refused("no"))).these == {("weak-password-policy", None, None)}
    assert whose(replace(WHOLE, summary=Refused("no")), "root-key") == {(None, None)}


def test_every_kind_hangs_on_something_that_may_be_missing_or_on_the_details_alone() -> None:
    nothing = replace(
        without(*ASKED), policies={}, report=Refused("no"), summary=Refused("no"), passwords=Refused("no")
    )
    told = {kind for kind, _, _ in unlearned.of(nothing).these}
    assert set(scan.KINDS) - told == {"inline-policy"}


def test_what_is_hidden_is_by_kind_principal_and_subject() -> None:
    gaps = unlearned.Gaps(frozenset({("a", None, None), ("b", "ann", None), ("c", "", "x")}))
    assert gaps.has("a", "anybody", "anything")
    assert gaps.has("b", "ann", "anything")
    assert not gaps.has("b", "bob", "anything")
    assert gaps.has("c", "", "x")
    assert not gaps.has("c", "", "y")
