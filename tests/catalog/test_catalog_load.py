"""From the catalog's file to the catalog, and every mistake on the way."""

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog import document, load, load_nags, quiet_hours
from catalog.bundle import (
    Account,
    Bundle,
    Catalog,
    GroupGiven,
    Nags,
    PersonNamed,
    PolicyGiven,
    UserGroupNamed,
)
from iam import scan

GOOD = """version: 1
admins: [U0CLEO]
channels: {approvals: C0APPROVALS, nags: C0SECURITY}
identity: {tag: email}
accounts:
  main: {}
  prod: {id: "222222222222", role_arn: "arn:aws:iam::222222222222:role/leasehold"}
nags: {schedule: "0 9 * * mon", timezone: Europe/Berlin, unused_days: 90}
bundles:
  s3-access:
    description: Read and write S3
    account: main
    gives:
      - group: s3-users
      - policy: AmazonS3ReadOnlyAccess
    approvers: [U0BOB, "@s3-owners"]
    quorum: 1
    duration: {default: 8h, max: 7d}
    reason: optional
"""
LEAST = """version: 1
admins: ["@security"]
channels: {approvals: G0APPROVALS}
bundles:
  s3-access:
    description: Read S3
    gives: [policy: arn:aws:iam::aws:policy/job-function/ViewOnlyAccess]
    approvers: [W0DAN]
    duration: {max: 1h}
"""
APPROVER = 'a Slack user id such as U0BOB or a user group such as "@s3-owners"'
POLICY = "the name of an AWS managed policy, or the ARN of any policy"


def told(text: str) -> list[str]:
    with pytest.raises(load.Unreadable) as refused:
        load.parse(text, file="catalog.yaml")
    return [str(mistake) for mistake in refused.value.mistakes]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_a_good_catalog_is_read_as_it_stands() -> None:
    catalog = load.parse(GOOD, file="catalog.yaml")
    assert catalog.version == 1
    assert catalog.admins == (PersonNamed("U0CLEO"),)
    assert (catalog.approvals_channel, catalog.nags_channel) == ("C0APPROVALS", "C0SECURITY")
    assert catalog.identity_tag == "email"
    assert catalog.accounts == {
        "main": Account("main", id=None, role_arn=None),
        "prod": Account("prod", id="222222222222", role_arn="arn:aws:iam::222222222222:role/leasehold"),
    }
    assert catalog.nags == Nags("0 9 * * mon", timezone="Europe/Berlin", unused_days=90)
    assert catalog.bundles == {
        "s3-access": Bundle(
            name="s3-access",
            description="Read and write S3",
            account="main",
            gives=(GroupGiven("s3-users"), PolicyGiven("AmazonS3ReadOnlyAccess")),
            approvers=(PersonNamed("U0BOB"), UserGroupNamed("s3-owners")),
            quorum=1,
            default=timedelta(hours=8),
            maximum=timedelta(days=7),
            reason_required=False,
            channel=None,
        )
    }


def test_things_know_their_lines() -> None:
    bundle = load.parse(GOOD, file="catalog.yaml").bundles["s3-access"]
    assert (bundle.line, [given.line for given in bundle.gives]) == (10, [14, 15])


def test_what_is_left_out_has_the_value_that_grants_less() -> None:
    catalog = load.parse(LEAST, file="catalog.yaml")
    assert catalog.nags_channel == "G0APPROVALS"
    assert catalog.identity_tag == "email"
    assert catalog.accounts == {"main": Account("main", id=None, role_arn=None)}
    assert catalog.nags is None
    bundle = catalog.bundles["s3-access"]
    assert (bundle.account, bundle.quorum, bundle.reason_required, bundle.channel) == ("main", 1, False, None)
    assert bundle.default == bundle.maximum == timedelta(hours=1)


@pytest.mark.parametrize(
    ("words", "default", "maximum"),
    [
        ("{max: 7d}", timedelta(hours=8), timedelta(days=7)),
        ("{max: permanent}", timedelta(hours=8), None),
        ("{default: 8h, max: permanent}", timedelta(hours=8), None),
        ("{default: permanent, max: permanent}", None, None),
        ("{default: 7d, max: 1w}", timedelta(days=7), timedelta(days=7)),
    ],
)
def test_only_what_says_permanent_is(words: str, default: timedelta | None, maximum: timedelta | None) -> None:
    bundle = load.parse(changed("{default: 8h, max: 7d}", words), file="catalog.yaml").bundles["s3-access"]
    assert (bundle.default, bundle.maximum) == (default, maximum)


def test_the_only_account_is_the_account_of_a_bundle_that_names_none() -> None:
    accounts = 'accounts: {prod: {role_arn: "arn:aws:iam::222222222222:role/leasehold"}}\n'
    catalog = load.parse(accounts + LEAST, file="catalog.yaml")
    assert catalog.bundles["s3-access"].account == "prod"
    assert catalog.accounts["prod"].id == "222222222222"


def test_strange_characters_are_shown_by_their_number() -> None:
    said = told(changed("main: {}", '"\\u202e\\n": {}'))
    assert len(said) == 2
    assert all(line.isprintable() for line in said)
    assert said[1].endswith("there is no account 'main'; known here: '\\u202e\\n', prod")


def test_nags_have_a_time_of_their_own() -> None:
    assert load.parse(f"{LEAST}nags: {{}}\n", file="catalog.yaml").nags == Nags("0 9 * * mon", "UTC", 90)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("version: 1", "version: 2", "1: version: expected 1, the one version there is, found the number 2"),
        ("version: 1", 'version: "1"', "1: version: expected 1, the one version there is, found '1'"),
        ("version: 1\n", "", "1: the key 'version' is missing; add it"),
        ("admins: [U0CLEO]", "admins: U0CLEO", "2: admins: expected a list of approvers, found 'U0CLEO'"),
        ("admins: [U0CLEO]", "admins: []", "2: admins: expected at least one of approvers, found an empty list"),
        ("admins: [U0CLEO]", "admins:", "2: admins: expected a list of approvers, found nothing"),
        ("[U0CLEO]", "[cleo]", f"2: admins: expected {APPROVER}, found 'cleo'"),
        ("[U0CLEO]", "[u0cleo]", f"2: admins: expected {APPROVER}, found 'u0cleo'"),
        ("[U0CLEO]", '["@Security"]', f"2: admins: expected {APPROVER}, found '@Security'"),
        ("[U0CLEO]", '["<@U0CLEO>"]', f"2: admins: expected {APPROVER}, found '<@U0CLEO>'"),
        ("[U0CLEO]", "[123]", f"2: admins: expected {APPROVER}, found the number 123"),
        ("[U0CLEO]", "[{a: b}]", f"2: admins: expected {APPROVER}, found a mapping"),
        ("[U0CLEO]", "[U0CLEO, U0CLEO]", "2: admins: 'U0CLEO' is named twice, first in line 2; keep one"),
        ("nags: C0SECURITY", "nag: C0SECURITY", "3: channels: there is no key 'nag'; did you mean 'nags'?"),
        (
            "C0APPROVALS",
            '"#approvals"',
            (
                "3: channels.approvals: expected the id of a Slack channel, such as C0APPROVALS, not its name, "
                "found '#approvals'"
            ),
        ),
        (
            "approvals: C0APPROVALS, nags: C0SECURITY",
            "nags: C0SECURITY",
            "3: channels: the key 'approvals' is missing; add it",
        ),
        (
            "tag: email",
            "tag: aws:email",
            "4: identity.tag: expected the key of an IAM tag, such as email, found 'aws:email'",
        ),
        ("{tag: email}", "{}", "4: identity: the key 'tag' is missing; add it"),
        (
            '"222222222222"',
            "222222222222",
            (
                "7: accounts.prod.id: expected the twelve digits of an AWS account in quotes, "
                "found the number 222222222222; put it in quotes"
            ),
        ),
        (
            '"222222222222"',
            '"2222"',
            "7: accounts.prod.id: expected the twelve digits of an AWS account in quotes, found '2222'",
        ),
        (
            '"222222222222"',
            '"333333333333"',
            (
                "7: accounts.prod.role_arn: expected a role of account 333333333333, found one of 222222222222; "
                "correct one of the two"
            ),
        ),
        (
            "222:role/leasehold",
            "222:user/leasehold",
            (
                "7: accounts.prod.role_arn: expected the ARN of a role, such as "
                "arn:aws:iam::222222222222:role/leasehold, found 'arn:aws:iam::222222222222:user/leasehold'"
            ),
        ),
        (
            "main: {}",
            "main:",
            "6: accounts.main: expected a mapping with the keys id, role_arn, found nothing",
        ),
        (
            "main: {}",
            'main: {id: "222222222222"}',
            "7: accounts.prod: the account 222222222222 is 'main' already; give it one name",
        ),
        (
            "main: {}\n",
            "main: {}\n  other: {}\n",
            "7: accounts.other: the account of the bot's own credentials is 'main' already; give it one name",
        ),
        (
            "prod: {",
            "Prod_1: {",
            (
                "7: accounts.Prod_1: expected as the name of an account lowercase letters, digits and hyphens, "
                "63 at most, found 'Prod_1'"
            ),
        ),
        ("0 9 * * mon", "0 9 * * 8", "8: nags.schedule: '8' cannot be read as day-of-week: write 0 to 7, "),
        ("0 9 * * mon", "", "8: nags.schedule: '' is no schedule: write five fields, "),
        ("Europe/Berlin", '""', "8: nags.timezone: there is no time zone '': "),
        ("0 9 * * mon", "weekly", "8: nags.schedule: 'weekly' is no schedule: write five fields, "),
        (
            '"0 9 * * mon"',
            "9",
            "8: nags.schedule: expected a cron expression such as '0 9 * * mon', found the number 9",
        ),
        (
            "Europe/Berlin",
            "Europe/Berln",
            "8: nags.timezone: there is no time zone 'Europe/Berln': did you mean 'Europe/Berlin'?",
        ),
        ("unused_days: 90", "unused_days: 0", "8: nags.unused_days: expected a whole number from 1 to 400, found "),
        ("unused_days: 90", "unused_days: 401", "8: nags.unused_days: expected a whole number from 1 to 400, "),
        ("unused_days: 90", "unused_days: 9e1", "8: nags.unused_days: expected a whole number from 1 to 400, "),
        ("unused_days: 90", "unused_days: 0x5A", "8: nags.unused_days: expected a whole number from 1 to 400, "),
        ("unused_days: 90", "unused: 90", "8: nags: there is no key 'unused'; did you mean 'unused_days'?"),
        (
            "s3-access:",
            "S3 Access:",
            (
                "10: bundles.'S3 Access': expected as the name of a bundle lowercase letters, digits and hyphens, "
                "63 at most, found 'S3 Access'"
            ),
        ),
        ("s3-access:", f"{'a' * 64}:", f"10: bundles.{'a' * 64}: expected as the name of a bundle"),
        ("s3-access:", "-s3:", "10: bundles.-s3: expected as the name of a bundle"),
        (
            "description: Read and write S3\n    ",
            "",
            "10: bundles.s3-access: the key 'description' is missing; add it",
        ),
        (
            "Read and write S3",
            "yes",
            "11: bundles.s3-access.description: expected text, found the yes/no value yes; put it in quotes",
        ),
        (
            "Read and write S3",
            "2025-01-01",
            "11: bundles.s3-access.description: expected text, found the date 2025-01-01; put it in quotes",
        ),
        (
            "Read and write S3",
            '"  "',
            "11: bundles.s3-access.description: expected a line that says what the bundle is for, found nothing",
        ),
        (
            "Read and write S3",
            "x" * 151,
            "11: bundles.s3-access.description: expected 150 characters at most, found 151; shorten it",
        ),
        (
            "Read and write S3",
            '"Read\\nS3"',
            (
                "11: bundles.s3-access.description: expected one line of plain text, "
                "found the character U+000A; take it out"
            ),
        ),
        (
            "Read and write S3",
            '"Read \\u202e3S"',
            (
                "11: bundles.s3-access.description: expected one line of plain text, "
                "found the character U+202E; take it out"
            ),
        ),
        ("account: main", "account: prd", "12: bundles.s3-access.account: there is no account 'prd'; did you mean "),
        (
            "account: main",
            "account: xyz",
            "12: bundles.s3-access.account: there is no account 'xyz'; known here: main, prod",
        ),
        (
            "      - group: s3-users\n      - policy: AmazonS3ReadOnlyAccess\n",
            "      []\n",
            "13: bundles.s3-access.gives: expected at least one of group: NAME or policy: NAME, found an empty list",
        ),
        (
            "group: s3-users",
            "group: team/s3-users",
            (
                "14: bundles.s3-access.gives.group: expected the name of an IAM group, without path or ARN, "
                "found 'team/s3-users'"
            ),
        ),
        (
            "group: s3-users",
            "group: 123",
            (
                "14: bundles.s3-access.gives.group: expected the name of an IAM group, without path or ARN, "
                "found the number 123; put it in quotes"
            ),
        ),
        ("group: s3-users", f"group: {'g' * 129}", "14: bundles.s3-access.gives.group: expected the name of an IAM "),
        ("group: s3-users", "group: s3-\u00fcsers", "14: bundles.s3-access.gives.group: expected the name of an "),
        (
            "group: s3-users",
            "grup: s3-users",
            "14: bundles.s3-access.gives: there is no key 'grup'; did you mean 'group'?",
        ),
        (
            "- group: s3-users",
            "- s3-users",
            "14: bundles.s3-access.gives: expected a mapping with the keys group, policy, found 's3-users'",
        ),
        (
            "- group: s3-users",
            "- {group: s3-users, policy: ViewOnlyAccess}",
            (
                "14: bundles.s3-access.gives: expected either group: NAME or policy: NAME in each entry; "
                "write them one by one"
            ),
        ),
        (
            "- group: s3-users",
            "- {}",
            (
                "14: bundles.s3-access.gives: expected either group: NAME or policy: NAME in each entry; "
                "write them one by one"
            ),
        ),
        (
            "- policy: AmazonS3ReadOnlyAccess",
            "- group: S3-Users",
            "15: bundles.s3-access.gives: the same is given in line 14 already; keep one",
        ),
        (
            "- group: s3-users",
            "- policy: arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
            "15: bundles.s3-access.gives: the same is given in line 14 already; keep one",
        ),
        (
            "policy: AmazonS3ReadOnlyAccess",
            "policy: job-function/ViewOnlyAccess",
            f"15: bundles.s3-access.gives.policy: expected {POLICY}, found 'job-function/ViewOnlyAccess'",
        ),
        (
            "policy: AmazonS3ReadOnlyAccess",
            "policy: arn:aws:iam::12345:policy/X",
            f"15: bundles.s3-access.gives.policy: expected {POLICY}, found 'arn:aws:iam::12345:policy/X'",
        ),
        (
            "account: main\n    gives:\n      - group: s3-users\n      - policy: AmazonS3ReadOnlyAccess",
            "account: prod\n    gives:\n      - policy: arn:aws:iam::333333333333:policy/X",
            (
                "14: bundles.s3-access.gives.policy: expected a policy of AWS or of account 222222222222 (prod), "
                "found one of 333333333333; a policy works in its own account only"
            ),
        ),
        (
            '[U0BOB, "@s3-owners"]',
            "[]",
            "16: bundles.s3-access.approvers: expected at least one of approvers, found an empty list",
        ),
        ('"@s3-owners"', "bob@example.com", f"16: bundles.s3-access.approvers: expected {APPROVER}, found "),
        ('"@s3-owners"', '"@"', f"16: bundles.s3-access.approvers: expected {APPROVER}, found '@'"),
        ('"@s3-owners"', "S0OWNERS", f"16: bundles.s3-access.approvers: expected {APPROVER}, found 'S0OWNERS'"),
        (
            '"@s3-owners"]\n    quorum: 1',
            "U0DAN]\n    quorum: 3",
            "17: bundles.s3-access.quorum: expected 2 at most, as many as there are approvers, found 3",
        ),
        (
            "quorum: 1",
            "quorum: 0",
            "17: bundles.s3-access.quorum: expected a whole number from 1 to 100, found the number 0",
        ),
        ("quorum: 1", "quorum: -1", "17: bundles.s3-access.quorum: expected a whole number from 1 to 100, found "),
        ("quorum: 1", "quorum: one", "17: bundles.s3-access.quorum: expected a whole number from 1 to 100, found "),
        (
            "default: 8h",
            "default: 8d",
            (
                "18: bundles.s3-access.duration.default: expected at most the max of 7d, found '8d'; "
                "lower the default or raise the max"
            ),
        ),
        (
            "default: 8h",
            "default: permanent",
            (
                "18: bundles.s3-access.duration.default: expected at most the max of 7d, found 'permanent'; "
                "lower the default or raise the max"
            ),
        ),
        (
            "default: 8h",
            "default: 4h30",
            (
                "18: bundles.s3-access.duration.default: '4h30' is no duration: "
                "write a number and a unit each time, such as 8h, 7d or 1h30m, or permanent"
            ),
        ),
        ("default: 8h", "default: 8", "18: bundles.s3-access.duration.default: '8' is no duration: "),
        ("max: 7d", "max: forever", "18: bundles.s3-access.duration.max: 'forever' is no duration: "),
        ("max: 7d", "max: 20y", "18: bundles.s3-access.duration.max: '20y' is no duration: "),
        (", max: 7d", "", "18: bundles.s3-access.duration: the key 'max' is missing; add it"),
        (
            "max: 7d",
            "max: ",
            (
                "18: bundles.s3-access.duration.max: expected a duration such as 8h, 7d or 1h30m, or permanent, "
                "found nothing"
            ),
        ),
        (
            "{default: 8h, max: 7d}",
            "8h",
            "18: bundles.s3-access.duration: expected a mapping with the keys max, default, found '8h'",
        ),
        (
            "reason: optional",
            "reason: no",
            "19: bundles.s3-access.reason: expected optional or required, found the yes/no value no",
        ),
        (
            "reason: optional",
            "channel: prod",
            "19: bundles.s3-access.channel: expected the id of a Slack channel, such as C0APPROVALS, not its name, ",
        ),
        (
            "reason: optional",
            "aprovers: [U0BOB]",
            "19: bundles.s3-access: there is no key 'aprovers'; did you mean 'approvers'?",
        ),
        ("reason: optional", "? [a]\n    : b", "19: expected a word as a key, found a list or a mapping"),
        (
            "reason: optional",
            "quorum: 1",
            "19: bundles.s3-access: 'quorum' is here twice, first in line 17; keep one",
        ),
    ],
)
def test_a_mistake_is_one_line_that_says_where_and_what_is_expected(old: str, new: str, line: str) -> None:
    (said,) = told(changed(old, new))
    assert said.startswith(f"catalog.yaml:{line}")


def test_two_bundles_of_one_name_are_a_mistake() -> None:
    again = GOOD + "  s3-access:\n    description: Another\n"
    assert told(again) == ["catalog.yaml:20: bundles: 's3-access' is here twice, first in line 10; keep one"]


def test_a_catalog_without_bundles_is_a_mistake() -> None:
    head = GOOD[: GOOD.index("  s3-access")]
    said = "catalog.yaml:9: bundles: expected at least one bundle, found none; without one nothing can be asked for"
    assert told(head.replace("bundles:", "bundles: {}")) == [said]
    assert told(head) == ["catalog.yaml:9: bundles: expected a mapping of bundle names, found nothing"]


def test_an_account_that_is_not_there_is_not_guessed() -> None:
    accounts = """accounts:
  one: {role_arn: "arn:aws:iam::111111111111:role/leasehold"}
  two: {role_arn: "arn:aws:iam::222222222222:role/leasehold"}
"""
    said = "catalog.yaml:8: bundles.s3-access: the key 'account' is missing; name one of: one, two"
    assert told(accounts + LEAST) == [said]
    empty = "catalog.yaml:1: accounts: expected at least one account; write main: {} or leave 'accounts' out"
    assert empty in told(f"accounts: {{}}\n{LEAST}")


def test_all_mistakes_are_told_at_once_by_line() -> None:
    text = GOOD.replace("[U0CLEO]", "[cleo]").replace("8h", "8x").replace("quorum: 1", "quorum: 0")
    lines = [said.split(":")[1] for said in told(text.replace("Europe/Berlin", "Mars/Base"))]
    assert lines == ["2", "8", "17", "18"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1: the file is empty; begin with catalog.example.yaml"),
        ("# nothing\n", "1: the file is empty; begin with catalog.example.yaml"),
        ("--- ", "1: expected a mapping with the keys version, admins, "),
        ("- a\n", "1: expected a mapping with the keys version, admins, channels, bundles, identity, accounts, "),
        ("catalog", "1: expected a mapping with the keys version, admins, "),
        ("a: 1\nb: [1,\n2\n", "3: this is not YAML: while parsing a flow sequence"),
        ("a: 1\n b: 2\n", "2: this is not YAML: mapping values are not allowed in this context"),
        ("a: [U0BOB, @owners]\n", "1: this is not YAML: while scanning for the next token"),
        ("a:\n\tb: 1\n", "2: this is not YAML: while scanning for the next token"),
        ("a: 1\n---\nb: 1\n", "2: this is not YAML: expected a single document"),
        ("a: 1\nb: \x07\n", "2: the character U+0007 may not stand in YAML; take it out"),
        ("a: 1\nb: \ud800\n", "2: the character U+D800 may not stand in YAML; take it out"),
        ("a: &x 1\n", "1: anchors and aliases (& and *) are not taken in a catalog; write the value out, or quote it"),
        ("a: !!python/object/apply:os.getcwd []\n", "1: tags (!) are not taken in a catalog; write the value out"),
        ("a: !!str 1\n", "1: tags (!) are not taken in a catalog; "),
        ("[" * 100_000, "1: values stand in one another more than 20 deep; a catalog is flat"),
        ("a: " + "x" * document.LARGEST, "1: the file is larger than 1,000,000 bytes; a catalog is smaller"),
    ],
)
def test_what_is_no_catalog_is_told_in_one_line(text: str, said: str) -> None:
    (line,) = told(text)
    assert line.startswith(f"catalog.yaml:{said}")


def test_the_usual_slips_in_yaml_are_told_with_the_remedy() -> None:
    assert told("a: [U0BOB, @owners]\n")[0].endswith("; put what begins with @ in quotes")
    assert told("a:\n\tb: 1\n")[0].endswith("; indent with spaces, not tabs")
    assert ", begun in line 2" in told("a: 1\nb: [1,\n2\n")[0]


def test_aliases_do_not_unfold() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{key}: &{key} [*{old}, *{old}]\n" for old, key in zip("abcdefgh", "bcdefghi", strict=True)
    )
    refused = told(bomb)
    assert all(" anchors and aliases (& and *) are not taken" in said for said in refused)
    assert len(refused) == 9


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "catalog.yaml"
    path.write_text(GOOD, "utf-8")
    plain = load.read(path)
    path.write_text(GOOD, "utf-8-sig")
    assert load.read(path) == plain == load.parse(f"\ufeff{GOOD}", file="catalog.yaml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version: 1\nadmins: [\xff]\n", ":2: expected UTF-8, found the byte 0xFF; save it as UTF-8"),
        (GOOD.encode("utf-16"), ":1: expected UTF-8, found the byte 0xFF; save it as UTF-8"),
        (b"\xc3\xa4" * 1_000_000, ":1: the file is larger than 1,000,000 bytes; a catalog is smaller"),
        (b"x\xc3\xa4" * 1_000_000, ":1: the file is larger than 1,000,000 bytes; a catalog is smaller"),
        (b"", ":1: the file is empty; begin with catalog.example.yaml"),
    ],
)
def test_a_file_that_is_no_text_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "catalog.yaml"
    path.write_bytes(content)
    with pytest.raises(load.Unreadable) as refused:
        load.read(path)
    assert str(refused.value) == f"{path}{said}"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(load.Unreadable) as missing:
        load.read(tmp_path / "catalog.yaml")
    said = "cannot be read: No such file or directory; LEASEHOLD_CATALOG says where the catalog is"
    assert missing.value.mistakes == (load.Mistake(str(tmp_path / "catalog.yaml"), 0, said),)
    assert str(missing.value) == f"{tmp_path / 'catalog.yaml'}: {said}"
    with pytest.raises(load.Unreadable, match="cannot be read: Is a directory"):
        load.read(tmp_path)


def only_unreadable(text: str) -> None:
    mistakes: tuple[load.Mistake, ...] = ()
    partly: Catalog | None = None
    try:
        load.parse(text, file="catalog.yaml")
    except load.Unreadable as refused:
        mistakes = refused.mistakes or (load.Mistake("nothing is told", 0, "\n"),)
        partly = refused.partly
    lines = [mistake.line for mistake in mistakes]
    assert lines == sorted(lines)
    assert all(1 <= line <= len(text.splitlines()) + 1 for line in lines)
    assert all(str(mistake).isprintable() for mistake in (*mistakes, *unknown_in(partly)))


def unknown_in(partly: Catalog | None) -> tuple[load.Mistake, ...]:
    """What could be read can be held against accounts that have nothing."""
    if partly is None:
        return ()
    return load.unknown(partly, file="x", accounts=dict.fromkeys(partly.accounts, load.Has(frozenset(), {})))


@given(st.text())
def test_any_text_is_a_catalog_or_unreadable(text: str) -> None:
    only_unreadable(text)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text()
KEYS = st.sampled_from(sorted(set(re.findall(r"(\w+):", GOOD))))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


@given(st.sampled_from(list(yaml.safe_load(GOOD))), VALUES)
def test_any_value_in_any_section_is_taken_or_told(section: str, value: object) -> None:
    only_unreadable(yaml.safe_dump({**yaml.safe_load(GOOD), section: value}))


@given(st.sampled_from(list(yaml.safe_load(GOOD)["bundles"]["s3-access"])), VALUES)
def test_any_value_in_a_bundle_is_taken_or_told(key: str, value: object) -> None:
    whole = yaml.safe_load(GOOD)
    whole["bundles"]["s3-access"][key] = value
    only_unreadable(yaml.safe_dump(whole, allow_unicode=True))


@given(st.integers(0, len(GOOD)), st.integers(0, 20), st.text(max_size=5))
def test_a_good_catalog_with_a_slip_is_taken_or_told(start: int, length: int, slip: str) -> None:
    only_unreadable(GOOD[:start] + slip + GOOD[start + length :])


# Nags

NAGGING = GOOD.replace("unused_days: 90}", "unused_days: 90, MORE}")


def nagging(more: str) -> str:
    return NAGGING.replace("MORE", more)


def test_quiet_hours_are_those_of_the_night_unless_it_says_otherwise() -> None:
    usual, never = load.parse(GOOD, file="catalog.yaml").nags, load.parse(nagging("quiet: never"), file="x").nags
    assert usual is not None
    assert usual.quiet == quiet_hours.Quiet(time(20), time(8))
    assert never is not None
    assert never.quiet is None
    noon = load.parse(nagging('quiet: "12:00-13:30"'), file="x").nags
    assert noon is not None
    assert noon.quiet == quiet_hours.Quiet(time(12), time(13, 30))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("quiet: 8-20", "nags.quiet: expected hours such as '20:00-08:00', or never, found '8-20'"),
        ("quiet: 24:00-08:00", "nags.quiet: expected hours such as '20:00-08:00', or never, found '24:00-08:00'"),
        (
            "quiet: 08:00-08:00",
            "nags.quiet: expected hours that end at another time than they begin, found '08:00-08:00'",
        ),
        ("quiet: [1]", "nags.quiet: expected hours such as '20:00-08:00', or never, found a list"),
        (
            "exempt: []",
            "nags.exempt: expected at least one of exemptions, each with principal and why, found an empty list",
        ),
        ("exempt: [{principal: ann}]", "nags.exempt: the key 'why' is missing; add it"),
        ("exempt: [{why: because}]", "nags.exempt: the key 'principal' is missing; add it"),
        (
            "exempt: [{principal: ann, why: because, kind: unused-keys}]",
            "nags.exempt.kind: there is no kind 'unused-keys'; did you mean 'unused-key'?",
        ),
        (
            "exempt: [{principal: ann, why: because, until: soon}]",
            "nags.exempt.until: expected a day such as 2027-01-31, the last on which it holds, found 'soon'",
        ),
        (
            "exempt: [{principal: ann, why: because, until: 2027-02-30}]",
            (
                "nags.exempt.until: expected a day such as 2027-01-31, the last on which it holds, "
                "found the date 2027-02-30"
            ),
        ),
        ('exempt: [{principal: ann, why: " "}]', "nags.exempt.why: expected a line that says why, found nothing"),
        (
            "exempt: [{principal: a b, why: because}]",
            (
                "nags.exempt.principal: expected the ARN or the name of a user, group, role or policy, or account, "
                "found 'a b'"
            ),
        ),
        (
            "exempt: [{principal: ann, why: one}, {principal: ann, why: two}]",
            "nags.exempt: the same is exempt in line 8 already; keep one",
        ),
        ("exempt: [{principal: ann, why: one, who: me}]", "nags.exempt: there is no key 'who'; did you mean 'why'?"),
    ],
)
def test_what_is_wrong_with_nags_is_said_in_one_line_each(more: str, said: str) -> None:
    assert told(nagging(more)) == [f"catalog.yaml:8: {said}"]


def test_an_exemption_covers_by_arn_by_name_by_kind_and_until_its_day() -> None:
    arn, day = "arn:aws:iam::111111111111:user/ci/deploy", date(2027, 1, 31)
    more = f"exempt: [{{principal: deploy, kind: old-key, until: {day}, why: one}}, {{principal: account, why: two}}]"
    nags = load.parse(nagging(more), file="catalog.yaml").nags
    assert nags is not None
    first = nags.exemption(principal=arn, kind="old-key", today=day)
    assert first is not None
    assert first.why == "one"
    assert nags.exemption(principal=arn, kind="old-key", today=day + timedelta(days=1)) is None
    assert nags.exemption(principal=arn, kind="unused-key", today=day) is None
    assert nags.exemption(principal="arn:aws:iam::111111111111:user/deploy2", kind="old-key", today=day) is None
    about_all = nags.exemption(principal="", kind="weak-password-policy", today=day)
    assert about_all is not None
    by_arn = load.parse(nagging(f'exempt: [{{principal: "{arn}", why: one}}]'), file="catalog.yaml").nags
    assert by_arn is not None
    assert by_arn.exemption(principal=arn, kind="no-mfa", today=day) is not None
    assert by_arn.exemption(principal=arn.replace("/ci", ""), kind="no-mfa", today=day) is None


def test_the_kinds_that_can_be_exempt_are_those_of_a_scan() -> None:
    assert load_nags.KINDS == scan.KINDS
