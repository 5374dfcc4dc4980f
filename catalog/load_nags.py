"""From the section `nags` to when reminders go out, when nobody is disturbed, and what is left out of them."""

import re
from datetime import date
from typing import Final

from catalog import document, load_bundle, quiet_hours, schedule
from catalog.bundle import Exemption, Nags
from catalog.document import Place
from catalog.quiet_hours import Quiet

KINDS: Final = (
    "root-key",
    "root-no-mfa",
    "root-used",
    "escalation",
    "administrator",
    "no-mfa",
    "unused-user",
    "unused-key",
    "unused-password",
    "old-key",
    "two-keys",
    "weak-password-policy",
    "unused-role",
    "idle-group",
    "unused-group-membership",
    "unused-policy",
    "redundant-policy",
    "direct-policy",
    "inline-policy",
    "unused-service",
    "unused-action",
)
"""Of findings: iam/scan.py has the same, which a test compares; to read a catalog takes none of its data."""

_DAYS_OF_USE_AWS_KEEPS: Final = 400  # IAM's last-accessed data reaches back that far
_PRINCIPAL: Final = re.compile(
    r"account|[\w+=,.@-]{1,128}|arn:aws[a-z-]{0,20}:iam::(?:aws|[0-9]{12}):(?:root|[a-z]+/[!-.0-~/]{1,1000})", re.ASCII
)


def nags(place: Place) -> Nags:
    """Read the section; what could not be read is told."""
    fields = place.fields(required=(), optional=("schedule", "timezone", "unused_days", "quiet", "exempt"))
    days = fields["unused_days"].number(low=1, high=_DAYS_OF_USE_AWS_KEEPS) if "unused_days" in fields else 90
    return Nags(
        schedule=_schedule(fields.get("schedule")),
        timezone=_timezone(fields.get("timezone")),
        unused_days=days or 0,
        quiet=_quiet(fields["quiet"]) if "quiet" in fields else quiet_hours.USUAL,
        exempt=_exempt(fields["exempt"]) if "exempt" in fields else (),
    )


def _schedule(place: Place | None) -> str:
    text = place.text("a cron expression such as '0 9 * * mon'") if place else "0 9 * * mon"
    try:
        schedule.cron("* * * * *" if text is None else text)
    except schedule.NotASchedule as error:
        if place:
            place.wrong(str(error))
    return text or ""


def _timezone(place: Place | None) -> str:
    text = place.text("an IANA time zone such as Europe/Berlin") if place else "UTC"
    try:
        schedule.zone("UTC" if text is None else text)
    except schedule.NoSuchZone as error:
        if place:
            place.wrong(str(error))
    return text or ""


def _quiet(place: Place) -> Quiet | None:
    text = place.written("hours such as '20:00-08:00', or never")
    if text is None or text == "never":
        return None
    try:
        return quiet_hours.parse(text)
    except quiet_hours.NotQuietHours as error:
        place.wrong(str(error))
        return None


def _exempt(place: Place) -> tuple[Exemption, ...]:
    read: dict[tuple[str, str | None], Exemption] = {}
    for item in place.items("exemptions, each with principal and why") or []:
        each = _exemption(item)
        first = read.setdefault((each.principal, each.kind), each)
        if first is not each and each.principal:
            item.wrong(f"the same is exempt in line {first.line} already; keep one")
    return tuple(read.values())


def _exemption(item: Place) -> Exemption:
    fields = item.fields(required=("principal", "why"), optional=("kind", "until"))
    return Exemption(
        principal=_principal(fields.get("principal")),
        kind=_kind(fields["kind"]) if "kind" in fields else None,
        until=_until(fields["until"]) if "until" in fields else None,
        why=load_bundle.line(fields["why"], expected="a line that says why") if "why" in fields else "",
        line=item.line,
    )


def _principal(place: Place | None) -> str:
    expected = "the ARN or the name of a user, group, role or policy, or account"
    return (place.text(expected, shape=_PRINCIPAL) if place else None) or ""


def _kind(place: Place) -> str | None:
    kind = place.text("a kind of finding such as unused-key")
    if kind is not None and kind not in KINDS:
        place.wrong(f"there is no kind {place.found}; {document.did_you_mean(kind, KINDS)}")
    return kind


def _until(place: Place) -> date | None:
    text = place.written("a day such as 2027-01-31")
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        place.wrong(f"expected a day such as 2027-01-31, the last on which it holds, found {place.found}")
        return None
