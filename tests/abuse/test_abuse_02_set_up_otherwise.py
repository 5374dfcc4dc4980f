"""Abuse 2, 4 and 11 once more, where the bot, its catalog or its token is set up otherwise: a house for each test."""

import pytest

from tests.abuse.tidying import decisions
from tests.stories.house import House

REMEMBERED = """
INSERT INTO workspace (team_id, enterprise_id, app_id, bot_user_id, bot_id, looked_up_at)
VALUES ('T0LEASE', 'E0LEASE', 'A0LEASE', 'U0LEASEBOT', 'B0LEASE', '2026-01-01 00:00:00.000000')
"""
OWN = "Nobody decides for himself or herself"


@pytest.mark.parametrize("approvers", ['[U0ANN, "@s3-owners", U0CLEO]', '["@s3-owners", U0CLEO, U0ANN]'])
def test_02_no_order_of_rules_lets_somebody_decide_for_themselves(unstarted: House, approvers: str) -> None:
    """Named, in the group and an administrator at once: the one no wins over three times yes."""
    house = unstarted
    house.catalog.write_text(
        house.catalog.read_text()
        .replace("admins: [U0CLEO]", 'admins: ["@s3-owners", U0ANN]')
        .replace('approvers: [U0BOB, "@s3-owners"]', f"approvers: {approvers}")
    )
    house.slack.set_group("s3-owners", ["U0ANN", "U0BOB"])
    house.start()
    card = house.ask("s3-access 1h")
    house.ann.clicks(card, "Approve")
    house.wait_for_whisper(house.ann, OWN)
    assert house.changes() == []
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()


def test_04_in_an_organisation_of_many_workspaces_other_companies_are_strangers(unstarted: House) -> None:
    """Slack calls somebody of another company who shares a channel no stranger: only their organisation tells."""
    house = unstarted
    house.slack.set_group("s3-owners", ["U0EVE"])
    house.slack.change_user("U0EVE", team_id="T0OTHER")
    house.execute(REMEMBERED)
    # The stand-in knows no organisations: the bot begins with what it remembers of its own.
    house.slack.fault(method="auth.test", do="status", status=503)
    house.start()
    card = house.ask("s3-access 1h")
    house.eve.clicks(card, "Approve")
    house.wait_for_whisper(house.eve, "you are from another workspace")
    house.eve.types("/iam request s3-access 1h")
    house.wait_for_dm(house.eve, "you are from another workspace")
    assert house.changes() == []
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()


def test_11_a_token_that_is_revoked_while_the_bot_runs_takes_nobodys_end_away(own: House) -> None:
    house = own
    house.approved("s3-access 1h")
    other = house.ask("view-only 1h")
    house.slack.refuse_token("token_revoked")
    house.time_has_come("lease", "ends_at")
    house.wait_until_gone()
    house.bob.clicks(other, "Approve")
    house.wait_for(lambda: decisions(house, other) == [("U0BOB", "approve", "refused")], what="the refusal")
    assert house.aws.policies_of("ann") == set()
    house.slack.refuse_token(None)
    house.bob.clicks(other, "Approve")
    house.aws.wait_for(lambda: house.aws.policies_of("ann"), seconds=30, what="the grant")
