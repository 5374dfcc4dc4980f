"""From the section `users` to who decides on plans, and how far a plan may go."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from catalog import document, duration, load_bundle, shapes
from catalog.bundle import Account, Users
from catalog.document import Place

_GRACE: Final = timedelta(days=7)


def users(place: Place, *, accounts: Mapping[str, Account], channel: str) -> Users:
    """Read the section; `channel` is where its cards go when it names none. What could not be read is told."""
    fields = place.fields(
        required=("approvers",),
        optional=("quorum", "channel", "account", "path", "boundary", "sender", "admin_group", "grace"),
    )
    approving = load_bundle.approvers(fields["approvers"]) if "approvers" in fields else ()
    account = _account(fields.get("account"), accounts=accounts)
    boundary, admin_group = fields.get("boundary"), fields.get("admin_group")
    return Users(
        approvers=approving,
        quorum=load_bundle.quorum(fields["quorum"], approving) if "quorum" in fields else 1,
        channel=(load_bundle.channel(fields["channel"]) if "channel" in fields else channel) or "",
        account=account,
        path=_path(fields.get("path")),
        boundary=load_bundle.policy(boundary, accounts.get(account)) if boundary else None,
        sender=_sender(fields.get("sender")),
        admin_group=load_bundle.group(admin_group) if admin_group else None,
        grace=_grace(fields.get("grace")),
        boundary_line=boundary.line if boundary else 0,
        admin_group_line=admin_group.line if admin_group else 0,
    )


def _account(place: Place | None, *, accounts: Mapping[str, Account]) -> str:
    if place is None:
        return next(iter(accounts), "")
    name = place.text("the name of an account")
    if name is not None and accounts and name not in accounts:
        place.wrong(f"there is no account {place.found}; {document.did_you_mean(name, accounts)}")
    return name or ""


def _path(place: Place | None) -> str:
    expected = "a path of IAM that begins and ends with a slash, such as /people/"
    return (place.text(expected, shape=shapes.PATH) if place else None) or "/"


def _sender(place: Place | None) -> str | None:
    return place.text("an e-mail address that SES may send from", shape=shapes.EMAIL) if place else None


def _grace(place: Place | None) -> timedelta:
    text = place.written("a duration such as 7d or 36h") if place else None
    if place is None or text is None:
        return _GRACE
    try:
        return duration.parse(text)
    except duration.NotADuration as error:
        place.wrong(str(error))
        return _GRACE
