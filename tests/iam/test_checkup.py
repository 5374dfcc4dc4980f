"""The checkup's items: each is well, wrong or unknown for the right reason, and reading takes no call a user."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from iam import checkup, checkup_reading, faults
from iam.authorization import Details, GroupDetail, Inline, PolicyDetail, RoleDetail, UserDetail
from iam.checkup_item import Item, Proposal, Refused, State, listed
from iam.checkup_reading import Certificate, PasswordPolicy, Reading
from iam.credential_report import ROOT, Key, Row
from sandbox.aws.driver import Emulated

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
CLOUD_SHELL = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
SUPPORT = "arn:aws:iam::aws:policy/AWSSupportAccess"
READ = "arn:aws:iam::aws:policy/ReadOnlyAccess"
VERSION = {"Version": "2012-10-17"}
EVERYTHING = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": ["*"]}})
SOMETHING = json.dumps({"Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}]})
NO = Refused("User: leasehold is not authorized to perform: this")


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def row(user: str = "ann", **given: Any) -> Row:
    """Somebody with a password, MFA and a key, all used yesterday."""
    well: dict[str, Any] = {
        "arn": f"arn:aws:iam::123456789012:user/{user}",
        "has_password": True,
        "password_last_used": ago(1),
        "password_changed_at": ago(300),
        "has_mfa": True,
        "active_keys": (Key(1, made_at=ago(30), last_used=ago(1)),),
    }
    return Row(user=user, **well | given)


def root(**given: Any) -> Row:
    unused: dict[str, Any] = {"password_last_used": None, "password_changed_at": None, "active_keys": ()}
    return row(ROOT, **unused | given)


def user(name: str = "ann", **given: Any) -> UserDetail:
    return UserDetail(name, f"AIDA{name}", f"arn:aws:iam::123456789012:user/{name}", "/", ago(300), **given)


def group(name: str, **given: Any) -> GroupDetail:
    return GroupDetail(name, f"AGPA{name}", f"arn:aws:iam::123456789012:group/{name}", "/", ago(300), **given)


def role(name: str, **given: Any) -> RoleDetail:
    return RoleDetail(name, f"AROA{name}", f"arn:aws:iam::123456789012:role/{name}", "/", ago(300), "{}", **given)


def own(name: str, document: str, attachments: int = 1) -> PolicyDetail:
    return PolicyDetail(name, f"arn:aws:iam::123456789012:policy/{name}", document, attachments)


DETAILS = Details(
    users=(user(groups=("readers",)),),
    groups=(group("readers", attached=(READ,)), group("Admins", attached=(ADMINISTRATOR,))),
    roles=(role("support", attached=(SUPPORT,)), role("runs-things", inline=(Inline("logs", SOMETHING),))),
    calls=1,
    policies=(own("ours", SOMETHING),),
)
SUMMARY = {"AccountAccessKeysPresent": 0, "AccountMFAEnabled": 1, "AccountPasswordPresent": 1}
WELL = Reading(
    report=(root(), row()),
    summary=SUMMARY,
    passwords=PasswordPolicy(shortest=14, remembers=24),
    certificates=(Certificate("shop", NOW + timedelta(days=1)),),
    root_has_virtual_mfa=False,
    details=DETAILS,
)


def people(*rows: Row) -> Reading:
    return replace(WELL, report=(root(), *rows))


def of_root(**given: Any) -> Reading:
    return replace(WELL, report=(root(**given), row()))


def summary(**given: int) -> Reading:
    return replace(WELL, summary=SUMMARY | given)


def details(**given: Any) -> Reading:
    return replace(WELL, details=replace(DETAILS, **given))


def keys(*made_and_used: tuple[float, float | None]) -> tuple[Key, ...]:
    return tuple(
        Key(slot, made_at=ago(made), last_used=None if used is None else ago(used))
        for slot, (made, used) in enumerate(made_and_used, start=1)
    )


WRONG: dict[str, dict[str, Reading]] = {
    "root-keys": {"the root user has access keys": summary(AccountAccessKeysPresent=1)},
    "root-mfa": {"the root user signs in with a password alone": summary(AccountMFAEnabled=0)},
    "root-hardware-mfa": {
        "the root user has no MFA at all": summary(AccountMFAEnabled=0),
        "the root user's MFA is an app on a phone or computer": replace(WELL, root_has_virtual_mfa=True),
    },
    "root-use": {
        "last used 30 days ago": of_root(password_last_used=ago(30)),
        "last used 1 day ago": of_root(password_last_used=ago(300), active_keys=keys((400, 1))),
    },
    "individual-users": {
        "the account has no IAM user, and root is used": replace(WELL, report=(root(password_last_used=ago(3)),)),
    },
    "password-length": {
        "13 characters are enough": replace(WELL, passwords=PasswordPolicy(13, 24)),
        "the account has no password policy, and 8 characters are enough for AWS": replace(WELL, passwords=None),
    },
    "password-reuse": {
        "only the last 23 may not be used again": replace(WELL, passwords=PasswordPolicy(14, 23)),
        "any of them may be used again": replace(WELL, passwords=None),
    },
    "user-mfa": {
        "1 of 2 users with a console password has no MFA: bob": people(row(), row("bob", has_mfa=False)),
        "2 of 2 users with a console password have no MFA: bob, dan": people(
            row("bob", has_mfa=False), row("dan", has_mfa=False)
        ),
    },
    "unused-credentials": {
        "1 password unused for more than 45 days: ann password (not used for 46 days)": people(
            row(password_last_used=ago(46))
        ),
        "1 password and 2 keys unused for more than 45 days: bob key 2 (never used in 60 days), "
        "bob key 1 (not used for 50 days), ann password (never used in 46 days)": people(
            row(password_last_used=None, password_changed_at=ago(46)),
            row("bob", active_keys=keys((80, 50), (60, None))),
        ),
    },
    "old-keys": {
        "2 active keys are older than 90 days: bob key 1 (400 days), ann key 1 (91 days)": people(
            row(active_keys=keys((91, 1))), row("bob", active_keys=keys((400, 1)))
        ),
        "1 active key is older than 90 days: ann key 2 (91 days)": people(row(active_keys=keys((90, 1), (91, 1)))),
    },
    "two-keys": {"1 user has two: ann": people(row(active_keys=keys((3, 1), (2, 1))))},
    "groups-only": {
        "1 user has policies of their own: ann (ReadOnlyAccess, inline own)": details(
            users=(user(attached=(READ,), inline=(Inline("own", SOMETHING),)), user("bob"))
        ),
        "1 user has policies of their own: ann (a, b, c and 2 more)": details(
            users=(user(attached=tuple(f"arn:aws:iam::aws:policy/{each}" for each in "abcde")),)
        ),
    },
    "no-star": {
        "1 policy allows every action on everything: the policy all": details(policies=(own("all", EVERYTHING),)),
        "1 policy allows every action on everything: mine inside ann": details(
            users=(user(inline=(Inline("mine", EVERYTHING),)),)
        ),
        "1 policy allows every action on everything: mine inside the role builds": details(
            roles=(role("builds", inline=(Inline("mine", EVERYTHING),)), *DETAILS.roles)
        ),
    },
    "support-role": {
        "no role has the policy AWSSupportAccess": details(roles=()),
    },
    "cloudshell": {
        "attached to the group readers": details(groups=(group("readers", attached=(CLOUD_SHELL,)),)),
        "attached to ann, the role builds": details(
            users=(user(attached=(CLOUD_SHELL,)),), roles=(role("builds", attached=(CLOUD_SHELL,)),)
        ),
    },
    "administrators": {
        "ann has it, outside the group Admins": details(users=(user(attached=(ADMINISTRATOR,)),)),
        "ann, the group ops (2 in it) have it, outside the group Admins": details(
            users=(user(attached=(ADMINISTRATOR,), groups=("ops",)), user("bob", groups=("ops",))),
            groups=(group("ops", attached=(ADMINISTRATOR,)),),
        ),
    },
    "inline-in-groups": {
        "1 group has policies inside: readers (inline own)": details(
            groups=(group("readers", attached=(READ,), inline=(Inline("own", SOMETHING),)),)
        ),
    },
    "certificates": {
        "1 certificate has expired: shop (1 day ago)": replace(WELL, certificates=(Certificate("shop", ago(1)),)),
    },
}
UNKNOWN: dict[str, dict[str, Reading]] = {
    "root-keys": {f"AWS says: {NO.words}": replace(WELL, summary=NO)},
    "root-mfa": {f"AWS says: {NO.words}": replace(WELL, summary=NO)},
    "root-hardware-mfa": {f"AWS says: {NO.words}": replace(WELL, root_has_virtual_mfa=NO)},
    "root-use": {
        f"AWS says: {NO.words}": replace(WELL, report=NO),
        "the credential report has no line about the root user": replace(WELL, report=(row(),)),
    },
    "individual-users": {
        f"AWS says: {NO.words}": replace(WELL, report=NO),
        "the account has no IAM user; people may come through roles": replace(WELL, report=(root(),)),
    },
    "password-length": {f"AWS says: {NO.words}": replace(WELL, passwords=NO)},
    "password-reuse": {f"AWS says: {NO.words}": replace(WELL, passwords=NO)},
    "user-mfa": {f"AWS says: {NO.words}": replace(WELL, report=NO)},
    "unused-credentials": {
        f"AWS says: {NO.words}": replace(WELL, report=NO),
        "AWS does not tell when these were last used: ann key 1": people(
            row(active_keys=(Key(1, made_at=None, last_used=None),))
        ),
    },
    "old-keys": {
        f"AWS says: {NO.words}": replace(WELL, report=NO),
        "AWS does not tell when these were made: ann key 1": people(
            row(active_keys=(Key(1, made_at=None, last_used=ago(1)),))
        ),
    },
    "two-keys": {f"AWS says: {NO.words}": replace(WELL, report=NO)},
    "groups-only": {f"AWS says: {NO.words}": replace(WELL, details=NO)},
    "no-star": {
        f"AWS says: {NO.words}": replace(WELL, details=NO),
        "these could not be read: the policy odd": details(policies=(own("odd", "{"),)),
        "these could not be read: the policy list": details(policies=(own("list", "[1]"),)),
    },
    "support-role": {f"AWS says: {NO.words}": replace(WELL, details=NO)},
    "cloudshell": {f"AWS says: {NO.words}": replace(WELL, details=NO)},
    "administrators": {f"AWS says: {NO.words}": replace(WELL, details=NO)},
    "inline-in-groups": {f"AWS says: {NO.words}": replace(WELL, details=NO)},
    "certificates": {f"AWS says: {NO.words}": replace(WELL, certificates=NO)},
    "access-analyzer": {"the bot does not ask: there is one for each region": WELL},
    "central-users": {
        "1 IAM user has a console password here; the bot does not see whether you have other accounts": WELL,
        "the bot does not see whether you have other accounts": replace(WELL, report=NO),
    },
}
ALSO_WELL: dict[str, dict[str, Reading]] = {
    "root-mfa": {"the root user has no password, so nobody signs in as root": summary(AccountPasswordPresent=0)},
    "root-hardware-mfa": {
        "the root user has no password, so nobody signs in as root": summary(
            AccountPasswordPresent=0, AccountMFAEnabled=0
        )
    },
    "root-use": {
        "no use of the root user is known": WELL,
        "last used 31 days ago": of_root(password_last_used=ago(31)),
    },
    "user-mfa": {
        "1 user has a console password, nobody without MFA": WELL,
        "nobody has a console password": people(row(has_password=False, has_mfa=False)),
    },
    "unused-credentials": {
        "1 password and 1 key, all used within 45 days": people(
            row(password_last_used=ago(45), active_keys=keys((45, None)))
        ),
        "there are none": people(row(has_password=False, active_keys=())),
    },
    "old-keys": {"1 active key, none older than 90 days": people(row(active_keys=keys((90, 1))))},
    "no-star": {
        "1 policy of your own in use, none allows everything": details(
            policies=(own("all", EVERYTHING, attachments=0),)
        ),
        "no policy of your own is in use": details(policies=(), roles=()),
    },
    "certificates": {"there are none": replace(WELL, certificates=())},
    "administrators": {
        "only the group Admins has it": WELL,
        "no user or group has it": details(groups=()),
    },
    "inline-in-groups": {
        "2 groups, none has one": WELL,
        "there is no group": details(groups=()),
    },
}


def judged(reading: Reading, admin_group: str | None = "Admins") -> dict[str, Item]:
    return {item.key: item for item in checkup.items(reading, admin_group=admin_group, now=NOW)}


def cases(table: dict[str, dict[str, Reading]]) -> list[Any]:
    return [
        pytest.param(key, evidence, reading, id=f"{key}-{number}")
        for key, readings in table.items()
        for number, (evidence, reading) in enumerate(readings.items())
    ]


def test_in_a_good_account_all_is_well_that_can_be_told() -> None:
    by_state = Counter(item.state for item in judged(WELL).values())
    assert by_state == {State.well: 18, State.unknown: 2}


@pytest.mark.parametrize(("key", "evidence", "reading"), cases(WRONG))
def test_what_is_wrong_is_told_with_its_evidence_and_what_to_do(key: str, evidence: str, reading: Reading) -> None:
    item = judged(reading)[key]
    assert (item.evidence, item.state) == (evidence, State.wrong)
    assert item.mend.endswith(".")


@pytest.mark.parametrize(("key", "evidence", "reading"), cases(UNKNOWN))
def test_what_the_data_does_not_tell_is_unknown_and_never_well(key: str, evidence: str, reading: Reading) -> None:
    item = judged(reading)[key]
    assert (item.evidence, item.state, item.change) == (evidence, State.unknown, None)
    assert item.mend


@pytest.mark.parametrize(("key", "evidence", "reading"), cases(ALSO_WELL))
def test_what_is_within_the_limits_is_well(key: str, evidence: str, reading: Reading) -> None:
    item = judged(reading)[key]
    assert (item.evidence, item.state, item.mend, item.change) == (evidence, State.well, "", None)


def test_every_item_is_proved_in_all_its_states() -> None:
    always_unknown = {"access-analyzer", "central-users"}
    assert set(UNKNOWN) == set(judged(WELL))
    assert set(WRONG) == set(judged(WELL)) - always_unknown


@pytest.mark.parametrize("reading", [WELL, Reading(NO, NO, NO, NO, NO, NO), replace(WELL, report=(), passwords=None)])
def test_every_item_is_there_once_whatever_comes_out_by_the_benchmarks_numbers(reading: Reading) -> None:
    found = checkup.items(reading, admin_group=None, now=NOW)
    numbers = [item.cis for item in found]
    assert numbers[:14] == [f"2.{number}" for number in (*range(4, 16), 17, 18)]
    assert numbers[14:] == ["2.19", "2.20", None, None, None, None]
    assert len({item.key for item in found}) == len(found) == 20
    assert all(item.why.endswith(".") for item in found)


def test_who_may_be_an_administrator_is_not_known_until_somebody_says() -> None:
    item = judged(WELL, admin_group=None)["administrators"]
    assert (item.state, item.evidence) == (State.unknown, "the group Admins (0 in it) has it")
    assert judged(details(groups=()), admin_group=None)["administrators"].state is State.well


@pytest.mark.parametrize(
    ("key", "reading", "proposed"),
    [
        (
            "unused-credentials",
            people(row(password_last_used=ago(50), active_keys=keys((60, None)))),
            Proposal("retire", (("ann", "key 1"), ("ann", "password"))),
        ),
        (
            "groups-only",
            details(users=(user(attached=(READ,), inline=(Inline("own", SOMETHING),)),)),
            Proposal("detach", (("user", "ann", "policy", READ), ("user", "ann", "inline", "own"))),
        ),
        (
            "cloudshell",
            details(users=(user(attached=(CLOUD_SHELL, READ)),), groups=(group("all", attached=(CLOUD_SHELL,)),)),
            Proposal("detach", (("user", "ann", "policy", CLOUD_SHELL), ("group", "all", "policy", CLOUD_SHELL))),
        ),
        ("cloudshell", details(roles=(role("builds", attached=(CLOUD_SHELL,)),)), None),
        (
            "administrators",
            details(groups=(group("ops", attached=(ADMINISTRATOR, READ)),)),
            Proposal("detach", (("group", "ops", "policy", ADMINISTRATOR),)),
        ),
        (
            "password-length",
            replace(WELL, passwords=None),
            Proposal("password-policy", (("MinimumPasswordLength", "14"),)),
        ),
        (
            "password-reuse",
            replace(WELL, passwords=None),
            Proposal("password-policy", (("PasswordReusePrevention", "24"),)),
        ),
    ],
)
def test_a_plan_is_proposed_for_what_the_bot_may_mend(key: str, reading: Reading, proposed: Proposal | None) -> None:
    assert judged(reading)[key].change == proposed


def test_a_proposal_is_no_longer_than_can_be_read_through() -> None:
    many = people(*(row(f"person-{number:04}", password_last_used=ago(50)) for number in range(5_000)))
    item = judged(many)["unused-credentials"]
    assert item.change is not None
    assert len(item.change.about) == 50
    assert "5,000 passwords unused" in item.evidence
    assert item.evidence.endswith("and 4,995 more")
    assert len(item.evidence) < 350


def test_another_partitions_policies_are_known_and_look_alikes_are_not() -> None:
    china = "arn:aws-cn:iam::aws:policy/AdministratorAccess"
    assert judged(details(users=(user(attached=(china,)),)))["administrators"].state is State.wrong
    alike = "arn:aws:iam::123456789012:policy/AdministratorAccess"
    assert judged(details(users=(user(attached=(alike,)),)))["administrators"].state is State.well


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        ({"Effect": "Allow", "Action": "*:*", "Resource": "*"}, State.wrong),
        ({"Effect": "Allow", "Action": ["s3:*", "*"], "Resource": ["arn:aws:s3:::x", "*"]}, State.wrong),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, State.well),
        ({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::x"}, State.well),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, State.well),
        ({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x"}, State.well),
    ],
)
def test_a_policy_allows_everything_by_one_statement(statement: dict[str, Any], state: State) -> None:
    assert judged(details(policies=(own("one", json.dumps({"Statement": [statement]})),)))["no-star"].state is state


def test_long_lists_of_names_are_cut_and_counted() -> None:
    assert listed(["ann"]) == "ann"
    assert listed([f"p{number}" for number in range(8)]) == "p0, p1, p2, p3, p4, p5, p6, p7"
    assert listed([f"p{number}" for number in range(9)]) == "p0, p1, p2, p3, p4, p5, p6, p7 and 1 more"
    assert listed(["n" * 128] * 1_000) == f"{'n' * 128} and 999 more"


def test_an_item_is_kept_as_json() -> None:
    kept = json.loads(json.dumps(judged(replace(WELL, passwords=None))["password-length"].as_json()))
    assert kept["state"] == "wrong"
    assert kept["change"] == {"kind": "password-policy", "about": [["MinimumPasswordLength", "14"]]}
    assert set(kept) == {"key", "cis", "title", "state", "evidence", "why", "mend", "change"}


# Reading the account


def read(aws: Emulated) -> Reading:
    aws.wait_for(lambda: aws.iam.generate_credential_report()["State"] == "COMPLETE", seconds=5, what="the report")
    return checkup_reading.read(aws.iam)


def of(aws: Emulated, **looked: Any) -> dict[str, Item]:
    items = checkup.items(read(aws), **{"admin_group": "admins", "now": datetime.now(UTC), **looked})
    return {item.key: item for item in items}


def test_an_account_is_read_and_judged_over_http(aws: Emulated) -> None:
    aws.seed(
        {
            "passwords": {"shortest": 14, "remembers": 5},
            "policies": {"all": VERSION | json.loads(EVERYTHING)},
            "groups": {"admins": ["AdministratorAccess"]},
            "roles": {"support": ["AWSSupportAccess"]},
            "users": {
                "ann": {"password": True, "groups": ["admins"]},
                "bob": {
                    "password": True,
                    "mfa": True,
                    "keys": 2,
                    "policies": ["all"],
                    "inline": {"own": VERSION | json.loads(SOMETHING)},
                },
            },
        }
    )
    aws.age_key("bob", aws.keys_of("bob")[1], 400)
    aws.set_root(keys=1, mfa=True, app=True)
    found = of(aws)
    assert {key for key, item in found.items() if item.state is State.well} == {
        *("root-mfa", "root-use", "individual-users", "password-length", "support-role", "certificates"),
        *("cloudshell", "administrators", "inline-in-groups"),
    }
    assert {key for key, item in found.items() if item.state is State.unknown} == {"access-analyzer", "central-users"}
    assert found["user-mfa"].evidence == "1 of 2 users with a console password has no MFA: ann"
    assert found["old-keys"].evidence == "1 active key is older than 90 days: bob key 2 (400 days)"
    assert found["no-star"].evidence == "1 policy allows every action on everything: the policy all"
    assert found["root-hardware-mfa"].evidence == "the root user's MFA is an app on a phone or computer"


def test_an_account_without_a_password_policy_has_none(aws: Emulated) -> None:
    assert read(aws).passwords is None


def test_roots_app_is_told_from_a_device_of_hardware(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"password": True, "mfa": True}}})
    aws.set_root(mfa=True)
    assert of(aws)["root-hardware-mfa"].state is State.well
    aws.set_root(app=True)
    assert of(aws)["root-hardware-mfa"].state is State.wrong


def test_a_certificate_expires_when_it_says_so_itself(aws: Emulated) -> None:
    now = datetime.now(UTC)
    for name, ends in {"old-shop": now - timedelta(days=20, hours=1), "shop": now + timedelta(days=20)}.items():
        aws.iam.upload_server_certificate(ServerCertificateName=name, **certificate(ends))
    item = of(aws)["certificates"]
    assert (item.state, item.evidence) == (State.wrong, "1 certificate has expired: old-shop (20 days ago)")


def certificate(ends: datetime) -> dict[str, str]:
    """Body and key, both as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example.com")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = made.not_valid_before(ends - timedelta(days=90)).not_valid_after(ends).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {"CertificateBody": signed.public_bytes(pem).decode(), "PrivateKey": private.decode()}


def test_two_hundred_users_take_no_call_more_than_fits_their_pages(aws: Emulated) -> None:
    everything = {"password": True, "mfa": True, "keys": 1}
    aws.seed({"users": {f"person-{number:03}": everything for number in range(200)}, "groups": {"all": []}})
    read(aws)
    aws.clear_calls()
    checkup.look(aws.iam, admin_group=None, now=NOW)
    assert Counter(call.operation for call in aws.calls()) == {
        "GenerateCredentialReport": 1,
        "GetCredentialReport": 1,
        "GetAccountSummary": 1,
        "GetAccountPasswordPolicy": 1,
        "ListServerCertificates": 1,
        "ListVirtualMFADevices": 1,
        "GetAccountAuthorizationDetails": 1,
    }


REFUSED = {
    "GenerateCredentialReport": {
        *("root-use", "individual-users", "user-mfa", "unused-credentials", "old-keys", "two-keys")
    },
    "GetAccountSummary": {"root-keys", "root-mfa", "root-hardware-mfa"},
    "GetAccountPasswordPolicy": {"password-length", "password-reuse"},
    "ListServerCertificates": {"certificates"},
    "ListVirtualMFADevices": {"root-hardware-mfa"},
    "GetAccountAuthorizationDetails": {
        *("groups-only", "no-star", "support-role", "cloudshell", "administrators", "inline-in-groups")
    },
}


@pytest.mark.parametrize("operation", REFUSED)
def test_a_refused_look_leaves_its_own_items_open_with_awss_words(aws: Emulated, operation: str) -> None:
    aws.seed({"users": {"ann": {}}})
    read(aws)
    aws.fault(operation, do="deny")
    found = checkup.look(aws.iam, admin_group=None, now=NOW)
    left_open = {item.key: item.evidence for item in found if item.state is State.unknown}
    assert set(left_open) - {"access-analyzer", "central-users"} == REFUSED[operation]
    for key in REFUSED[operation]:
        assert f"iam:{operation}" in left_open[key]


@pytest.mark.parametrize("operation", REFUSED)
def test_a_throttled_look_puts_the_whole_off(aws: Emulated, operation: str) -> None:
    read(aws)
    aws.fault(operation, do="throttle")
    with pytest.raises(faults.Later):
        checkup.look(aws.iam, admin_group=None, now=NOW)


def test_while_the_report_is_being_written_nothing_else_is_asked(aws: Emulated) -> None:
    with pytest.raises(faults.Later):
        checkup.look(aws.iam, admin_group=None, now=NOW)
    assert [call.operation for call in aws.calls()] == ["GenerateCredentialReport"]
