"""People and groups in a real browser: a change of job undone by a click, a lost laptop, what somebody can reach."""

from playwright.sync_api import expect

from sandbox.stage import Stage
from tests.page.visiting import APPROVALS, CLEO, MESSAGES, Visitor


def test_a_change_of_job_is_typed_approved_and_undone_by_clicks(stage: Stage, cleo: Visitor, hal: Visitor) -> None:
    cleo.types("/iam move @dan from data to s3-users because he changes teams")
    expect(cleo.message("Only visible to you")).to_contain_text("On it: request 1, to move @dan from data to s3-users.")
    card = hal.message("move dan from data to s3-users")
    expect(card).to_contain_text("takes dan out of the group data")
    expect(card).to_contain_text("iam:AddUserToGroup s3-users → dan")
    hal.presses("Approve Request")
    expect(card).to_contain_text("Done")
    assert stage.aws.groups_of("dan") == {"developers", "s3-users"}
    hal.presses("Undo…")
    undo = hal.message("undo request 1: move dan")
    expect(undo).to_contain_text("adds dan to the group data")
    cleo.goes(CLEO, APPROVALS)
    cleo.presses("Approve Request")
    expect(undo).to_contain_text("Done")
    expect(hal.message("he changes teams")).to_contain_text("Undone by request 2.")
    assert stage.aws.groups_of("dan") == {"developers", "data"}


def test_a_lost_laptop_is_locked_while_one_looks(stage: Stage, cleo: Visitor, hal: Visitor) -> None:
    cleo.types("/iam lock @dan because his laptop is lost")
    card = hal.message("lock dan: keys, console and sessions, now")
    expect(card).to_contain_text("Done")
    expect(card.get_by_role("button", name="Undo…")).to_be_visible()
    expect(card.get_by_role("button", name="Approve Request")).to_have_count(0)
    keys = stage.aws.iam.list_access_keys(UserName="dan")["AccessKeyMetadata"]
    assert {key["Status"] for key in keys} == {"Inactive"}


def test_what_somebody_can_reach_is_a_chart_and_a_table(cleo: Visitor) -> None:
    cleo.types("/iam exposure @hal")
    expect(cleo.message("Only visible to you")).to_contain_text("The answer comes in a DM from me.")
    cleo.goes(CLEO, MESSAGES)
    answer = cleo.message("can reach in account main")
    expect(answer).to_contain_text("It can write a new version of a policy that it has itself.")
    table = answer.get_by_role("table", name="What can be reached, the latest first")
    expect(table).to_contain_text("ops-automation, attached directly")
    expect(answer).to_contain_text("Services by kind of access")
