"""What AWS's policies allow is read by and by, beside everything else."""

from tests.stories.house import FEW, House

KEPT = "SELECT name, risk FROM policy_text WHERE risk <> ''"


def test_policies_are_read_and_judged_while_the_bot_goes_on_answering(house: House) -> None:
    """Judging takes a process of its own, beside the one that answers Slack and under the same gunicorn."""
    house.wait_for(lambda: len(house.rows("SELECT id FROM policy_text")) == len(FEW), what="the policies to be noted")
    house.time_has_come("policy_text", "next_try_at")
    house.wait_for(lambda: len(house.rows(KEPT)) == len(FEW), seconds=60, what="all to be judged")
    told = dict(house.rows(KEPT))
    assert told["AdministratorAccess"] == "Administrator: everything, everywhere"
    assert told["ViewOnlyAccess"] == "Reads only, in 123 services"
    calls = house.aws.calls("GetPolicyVersion")
    assert len(calls) == len(FEW), "each is read once"
    house.approved("s3-access 1h")
    assert house.bot.stop() == 0
