"""The account's password policy is read whole, changed whole, and given back as it was."""

from iam import password_policy
from iam.password_policy import ChangePasswordPolicy
from sandbox.aws.driver import Emulated

LAX = (("MinimumPasswordLength", "8"), ("MaxPasswordAge", "90"), ("AllowUsersToChangePassword", "true"))
STRICT = (("MinimumPasswordLength", "14"), ("PasswordReusePrevention", "24"), ("RequireSymbols", "true"))


def test_an_account_without_a_policy_of_its_own_has_none(aws: Emulated) -> None:
    assert password_policy.standing(aws.iam) is None


def test_what_stands_is_read_by_name_whole(aws: Emulated) -> None:
    ChangePasswordPolicy(before=None, after=STRICT).make(aws.iam)
    assert password_policy.standing(aws.iam) == (
        ("AllowUsersToChangePassword", "false"),
        ("HardExpiry", "false"),
        ("MinimumPasswordLength", "14"),
        ("PasswordReusePrevention", "24"),
        ("RequireLowercaseCharacters", "false"),
        ("RequireNumbers", "false"),
        ("RequireSymbols", "true"),
        ("RequireUppercaseCharacters", "false"),
    )


def test_what_stood_before_stands_again_with_all_its_settings(aws: Emulated) -> None:
    ChangePasswordPolicy(before=None, after=LAX).make(aws.iam)
    before = password_policy.standing(aws.iam)
    change = ChangePasswordPolicy(before=before, after=STRICT)
    change.make(aws.iam)
    assert "MaxPasswordAge" not in dict(password_policy.standing(aws.iam) or ())
    change.unmake(aws.iam)
    assert password_policy.standing(aws.iam) == before


def test_the_order_in_which_settings_are_named_says_nothing(aws: Emulated) -> None:
    ChangePasswordPolicy(before=None, after=STRICT).make(aws.iam)
    assert ChangePasswordPolicy(before=None, after=STRICT[::-1]).is_made(aws.iam)
    assert not ChangePasswordPolicy(before=None, after=STRICT[:2]).is_made(aws.iam)


def test_where_there_was_none_there_is_none_again(aws: Emulated) -> None:
    change = ChangePasswordPolicy(before=None, after=STRICT)
    change.make(aws.iam)
    change.unmake(aws.iam)
    assert password_policy.standing(aws.iam) is None
