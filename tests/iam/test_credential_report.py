"""The credential report, read by the names of its columns."""

from datetime import UTC, datetime, timedelta

import pytest

from iam import credential_report, faults
from iam.credential_report import Key, Row
from sandbox.aws.driver import Emulated


def report(aws: Emulated) -> dict[str, Row]:
    rows: list[Row] = []

    def is_read() -> bool:
        try:
            rows.extend(credential_report.read(aws.iam))
        except faults.Later:
            return False
        return True

    aws.wait_for(is_read, seconds=5, what="the report")
    return {row.user: row for row in rows}


def test_while_it_is_being_written_it_is_later(aws: Emulated) -> None:
    with pytest.raises(faults.Later, match="the credential report is STARTED"):
        credential_report.read(aws.iam)
    assert report(aws)


def test_it_tells_passwords_keys_and_mfa(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"password": True, "keys": 2, "mfa": True}, "bob": {}}})
    first, second = aws.keys_of("ann")
    now = datetime.now(UTC).replace(microsecond=0)
    used, made = now - timedelta(days=10), now - timedelta(days=100)
    aws.age_key("ann", first, days=100)
    aws.set_last_used("ann", password=used, key=(first, used))
    aws.iam.update_access_key(UserName="ann", AccessKeyId=second, Status="Inactive")
    rows = report(aws)
    ann, bob = rows["ann"], rows["bob"]
    assert (ann.has_password, ann.has_mfa, ann.arn) == (True, True, "arn:aws:iam::123456789012:user/ann")
    assert ann.password_last_used == used
    (key,) = ann.active_keys
    assert (key.slot, key.last_used) == (1, used)
    assert key.made_at is not None
    assert abs(key.made_at - made) < timedelta(minutes=5)
    assert (bob.has_password, bob.has_mfa, bob.active_keys) == (False, False, ())


def test_root_is_a_row_of_its_own_and_no_user(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    rows = report(aws)
    assert {row.user for row in rows.values() if row.is_root} == {"<root_account>"}
    assert not rows["ann"].is_root


@pytest.mark.parametrize("word", ["N/A", "no_information", "not_supported", ""])
def test_words_that_are_no_time_are_no_time_and_no_yes(word: str) -> None:
    names = ("password_last_used", "password_last_changed", "password_enabled", "access_key_1_last_used_date")
    row = credential_report._row(
        dict.fromkeys(names, word) | {"user": "ann", "arn": "arn", "access_key_1_active": "true", "mfa_active": "false"}
    )
    assert row == Row(
        user="ann",
        arn="arn",
        has_password=False,
        password_last_used=None,
        password_changed_at=None,
        has_mfa=False,
        active_keys=(Key(slot=1, made_at=None, last_used=None),),
    )


def test_columns_may_come_in_any_order_and_number() -> None:
    columns = {"new_in_this_year": "x", "mfa_active": "true", "arn": "arn", "password_enabled": "true", "user": "ann"}
    row = credential_report._row(columns)
    assert (row.has_password, row.has_mfa, row.active_keys) == (True, True, ())


def test_a_refused_look_is_told(aws: Emulated) -> None:
    aws.fault("GenerateCredentialReport", do="deny")
    with pytest.raises(faults.Never) as denied:
        credential_report.read(aws.iam)
    assert denied.value.is_denial
