"""From one entry of the file to one bundle."""

import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from catalog import document, duration, shapes
from catalog.bundle import Account, Approver, Bundle, Given, GroupGiven, PersonNamed, PolicyGiven, UserGroupNamed
from catalog.document import Place

_USUAL: Final = timedelta(hours=8)
_PERMANENT: Final = timedelta.max  # longer than any length, until the bundle is made
_BIDI_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_POLICY: Final = "the name of an AWS managed policy, or the ARN of any policy"
_APPROVER: Final = 'a Slack user id such as U0BOB or a user group such as "@s3-owners"'


def bundle(name: str, place: Place, *, accounts: Mapping[str, Account]) -> Bundle:
    """Read an entry; what could not be read is empty in it, and told."""
    check_name(name, place, kind="a bundle")
    fields = place.fields(
        required=("description", "gives", "approvers", "duration"),
        optional=("account", "quorum", "reason", "channel"),
    )
    account = _account(fields.get("account"), place, accounts=accounts)
    approving = approvers(fields["approvers"]) if "approvers" in fields else ()
    default, maximum = _lengths(fields["duration"]) if "duration" in fields else (_USUAL, _USUAL)
    return Bundle(
        name=name,
        description=line(fields["description"], expected="a line that says what the bundle is for")
        if "description" in fields
        else "",
        account=account,
        gives=_gives(fields["gives"], accounts.get(account)) if "gives" in fields else (),
        approvers=approving,
        quorum=quorum(fields["quorum"], approving) if "quorum" in fields else 1,
        default=None if default == _PERMANENT else default,
        maximum=None if maximum == _PERMANENT else maximum,
        reason_required="reason" in fields
        and fields["reason"].text("optional or required", shape=shapes.REASON) == "required",
        channel=channel(fields["channel"]) if "channel" in fields else None,
        line=place.line,
    )


def approvers(place: Place) -> tuple[Approver, ...]:
    """Read a list of people and user groups, each of them named once."""
    read: dict[Approver, int] = {}
    for item in place.items("approvers") or []:
        approver = _approver(item)
        if approver in read:
            item.wrong(f"{item.found} is named twice, first in line {read[approver]}; keep one")
        elif approver:
            read[approver] = item.line
    return tuple(read)


def quorum(place: Place, approving: tuple[Approver, ...]) -> int:
    """Read how many have to agree, of whom there must be as many."""
    asked = place.number(low=1, high=100) or 1
    people = all(isinstance(approver, PersonNamed) for approver in approving)
    if approving and people and asked > len(approving):
        place.wrong(f"expected {len(approving)} at most, as many as there are approvers, found {asked}")
    return asked


def channel(place: Place) -> str | None:
    return place.text("the id of a Slack channel, such as C0APPROVALS, not its name", shape=shapes.CHANNEL_ID)


def group(place: Place) -> str | None:
    return place.text("the name of an IAM group, without path or ARN", shape=shapes.GROUP_NAME)


def policy(place: Place, account: Account | None) -> str | None:
    """Read a policy that an account can have: AWS's own, or one of that account."""
    text = place.text(_POLICY)
    if text is None or shapes.POLICY_NAME.fullmatch(text):
        return text
    arn = shapes.POLICY_ARN.fullmatch(text)
    if arn is None:
        place.wrong(f"expected {_POLICY}, found {place.found}")
        return None
    if account and account.id and arn["account"] not in {"aws", account.id}:
        place.wrong(
            f"expected a policy of AWS or of account {account.id} ({document.shown(account.name)}), "
            f"found one of {arn['account']}; a policy works in its own account only"
        )
    return text


def check_name(name: str, place: Place, *, kind: str) -> None:
    if not shapes.NAME.fullmatch(name):
        place.wrong(
            f"expected as the name of {kind} lowercase letters, digits and hyphens, 63 at most, "
            f"found {document.shortened(name)!r}"
        )


def line(place: Place, *, expected: str) -> str:
    """Read one line of plain text, 1 to 150 characters."""
    text = place.text("text")
    if text is None:
        return ""
    said = text.strip()
    if not said:
        place.wrong(f"expected {expected}, found nothing")
    if len(said) > 150:
        place.wrong(f"expected 150 characters at most, found {len(said)}; shorten it")
    strange = next((sign for sign in said if _is_unseen(sign)), None)
    if strange:
        place.wrong(f"expected one line of plain text, found the character U+{ord(strange):04X}; take it out")
    return said


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Zl", "Zp"} or sign in _BIDI_CONTROLS


def _account(place: Place | None, entry: Place, *, accounts: Mapping[str, Account]) -> str:
    if place is None:
        named = "main" if "main" in accounts or len(accounts) != 1 else next(iter(accounts))
        if accounts and named not in accounts:
            entry.wrong(f"the key 'account' is missing; name one of: {', '.join(map(document.shown, accounts))}")
        return named
    name = place.text("the name of an account")
    if name is not None and accounts and name not in accounts:
        place.wrong(f"there is no account {place.found}; {document.did_you_mean(name, accounts)}")
    return name or ""


def _gives(place: Place, account: Account | None) -> tuple[Given, ...]:
    read: dict[tuple[str, str], Given] = {}
    for item in place.items("group: NAME or policy: NAME") or []:
        given = _given(item, account)
        if given is None:
            continue
        first = read.setdefault(_in_iam(given), given)
        if first is not given:
            item.wrong(f"the same is given in line {first.line} already; keep one")
    return tuple(read.values())


def _given(item: Place, account: Account | None) -> Given | None:
    fields = item.fields(required=(), optional=("group", "policy"))
    if len(fields) == 2 or item.is_empty_mapping:
        item.wrong("expected either group: NAME or policy: NAME in each entry; write them one by one")
    elif "group" in fields:
        name = group(fields["group"])
        return GroupGiven(name, line=item.line) if name else None
    elif "policy" in fields:
        written = policy(fields["policy"], account)
        return PolicyGiven(written, line=item.line) if written else None
    return None


def _in_iam(given: Given) -> tuple[str, str]:
    """Tell what is the same to IAM: names differ by more than case, and AWS has each name once."""
    if isinstance(given, GroupGiven):
        return "group", given.group.lower()
    arn = shapes.POLICY_ARN.fullmatch(given.policy)
    if arn and arn["account"] == "aws":
        return "policy", arn["name"].lower()
    return "policy", given.policy.lower()


def _approver(item: Place) -> Approver | None:
    text = item.text(_APPROVER, shape=shapes.APPROVER)
    if text is None:
        return None
    return UserGroupNamed(text[1:]) if text.startswith("@") else PersonNamed(text)


def _lengths(place: Place) -> tuple[timedelta, timedelta]:
    fields = place.fields(required=("max",), optional=("default",))
    maximum = _length(fields["max"]) if "max" in fields else None
    usual = min(_USUAL, maximum or _USUAL)
    default = (_length(fields["default"]) or usual) if "default" in fields else usual
    if maximum is not None and default > maximum:
        fields["default"].wrong(
            f"expected at most the max of {duration.words(maximum)}, found {fields['default'].found}; "
            "lower the default or raise the max"
        )
    return default, maximum or default


def _length(place: Place) -> timedelta | None:
    text = place.written("a duration such as 8h, 7d or 1h30m, or permanent")
    if text is None:
        return None
    try:
        return _PERMANENT if text == "permanent" else duration.parse(text)
    except duration.NotADuration as error:
        place.wrong(f"{error}, or permanent")
        return None
