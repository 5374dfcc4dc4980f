"""The accounts: reached by the bot's own credentials or by a role, each with clients of its own."""

import pytest

from iam import faults
from iam.aws import Accounts, Identity
from sandbox.aws.driver import ACCESS_KEY_ID, Emulated

PROD = "arn:aws:iam::222222222222:role/leasehold"
ROOT = "arn:aws:iam::123456789012:root"


@pytest.fixture(autouse=True)
def credentials(aws: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3 reads the environment itself, as it does in the bot."""
    for name, value in aws.env().items():
        monkeypatch.setenv(name, value)


def test_without_a_role_it_is_the_bot_s_own_account(aws: Emulated) -> None:
    accounts = Accounts({"main": None})
    assert accounts.whoami("main") == Identity(
        account_id="123456789012", arn="arn:aws:sts::123456789012:assumed-role/leasehold/sandbox"
    )
    assert not accounts.whoami("main").is_root


def test_root_is_known_as_root(aws: Emulated) -> None:
    aws.set_caller(ACCESS_KEY_ID, ROOT)
    assert Accounts({"main": None}).whoami("main").is_root


def test_a_role_reaches_the_account_it_is_in(aws: Emulated) -> None:
    aws.seed({"groups": {"here": []}})
    aws.seed({"groups": {"there": []}}, account="222222222222")
    accounts = Accounts({"main": None, "prod": PROD})
    assert accounts.whoami("prod").account_id == "222222222222"
    assert accounts.whoami("prod").arn.endswith(":assumed-role/leasehold/leasehold")
    listed = {
        name: [each["GroupName"] for each in accounts.iam(name).list_groups()["Groups"]] for name in ("main", "prod")
    }
    assert listed == {"main": ["here"], "prod": ["there"]}


def test_a_role_is_assumed_at_first_use_and_once(aws: Emulated) -> None:
    accounts = Accounts({"prod": PROD})
    client = accounts.iam("prod")
    assert aws.calls("AssumeRole") == []
    client.list_groups()
    accounts.iam("prod").list_users()
    assert accounts.iam("prod") is client
    assert len(aws.calls("AssumeRole")) == 1


def test_a_role_that_may_not_be_assumed_is_a_fault(aws: Emulated) -> None:
    aws.fault("AssumeRole", do="deny")
    with pytest.raises(faults.Never) as denied:
        Accounts({"prod": PROD}).whoami("prod")
    assert denied.value.is_denial


def test_a_new_catalog_changes_the_way_to_an_account(aws: Emulated) -> None:
    accounts = Accounts({"main": None, "prod": None})
    main, prod = accounts.iam("main"), accounts.iam("prod")
    accounts.reach({"main": None, "prod": PROD})
    assert accounts.iam("main") is main
    assert accounts.iam("prod") is not prod
    assert accounts.whoami("prod").account_id == "222222222222"


def test_an_account_taken_out_of_the_catalog_stays_reachable_for_leases_have_to_end(aws: Emulated) -> None:
    accounts = Accounts({"main": None, "prod": PROD})
    accounts.reach({"main": None})
    assert accounts.whoami("prod").account_id == "222222222222"


def test_an_account_nobody_has_named_is_later(aws: Emulated) -> None:
    """After a restart without it: whoever puts it back into the catalog mends it."""
    with pytest.raises(faults.Later, match="the account 'prod' is not in the catalog any more"):
        Accounts({"main": None}).iam("prod")


# Never as root


def test_whoever_is_not_root_is_asked_about_once_for_all_clients(aws: Emulated) -> None:
    accounts = Accounts({"main": None}, on_root=_fails)
    accounts.iam("main").list_groups()
    accounts.iam_once("main").list_users()
    assert [call.operation for call in aws.calls()] == ["GetCallerIdentity", "ListGroups", "ListUsers"]


@pytest.mark.parametrize("do", ["error", "deny"])
def test_while_aws_does_not_say_who_calls_nothing_is_called_and_it_is_asked_again(aws: Emulated, do: str) -> None:
    """Later, whatever AWS says: it was not said of the call that waits."""
    accounts = Accounts({"main": None}, on_root=_fails)
    aws.fault("GetCallerIdentity", do=do)
    with pytest.raises(faults.Later, match="AWS has not said yet whom it takes the bot for"):
        accounts.iam("main").list_groups()
    assert aws.calls("ListGroups") == []
    aws.clear_faults()
    accounts.iam("main").list_groups()
    assert len(aws.calls("ListGroups")) == 1


def test_root_is_told_and_calls_nothing(aws: Emulated) -> None:
    aws.set_caller(ACCESS_KEY_ID, ROOT)
    told: list[tuple[str, str]] = []
    accounts = Accounts({"main": None}, on_root=lambda account, identity: told.append((account, identity.arn)))
    for client in (accounts.iam("main"), accounts.iam_once("main")):
        with pytest.raises(faults.Later, match="are the root user's"):
            client.create_group(GroupName="admins")
    with pytest.raises(faults.Later, match="are the root user's"):
        accounts.ses("main").send_email(
            Source="a@example.com", Destination={}, Message={"Subject": {"Data": "x"}, "Body": {}}
        )
    assert told == [("main", ROOT)] * 3
    assert {call.operation for call in aws.calls()} == {"GetCallerIdentity"}


def test_a_new_way_to_an_account_is_asked_about_anew(aws: Emulated) -> None:
    accounts = Accounts({"main": PROD}, on_root=_fails)
    accounts.iam("main").list_groups()
    accounts.reach({"main": None})
    accounts.iam("main").list_groups()
    assert len(aws.calls("GetCallerIdentity")) == 2


def _fails(account: str, identity: Identity) -> None:
    raise AssertionError(f"{identity.arn} was taken for the root user of {account}")
