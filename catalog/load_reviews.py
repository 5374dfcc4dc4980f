"""From the section `reviews` to who confirms which memberships, by when, and what becomes of the rest."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from catalog import document, load_bundle, shapes
from catalog.bundle import Approver, Reviews, Unconfirmed
from catalog.document import Place

DAYS: Final = 14
DAYS_MOST: Final = 366


def reviews(place: Place, *, channel: str, has_users: bool) -> Reviews:
    """Read the section; `channel` is where its cards go when it names none. What could not be read is told."""
    if not has_users:
        place.wrong("expected the section 'users' beside it: what a review takes back is taken back by a plan; add it")
    fields = place.fields(required=(), optional=("reviewers", "days", "unconfirmed", "channel"))
    entries = _entries(fields.get("reviewers"))
    days = fields["days"].number(low=1, high=DAYS_MOST) if "days" in fields else DAYS
    return Reviews(
        reviewers=MappingProxyType({name: _named(name, entry) for name, entry in entries.items()}),
        days=days or DAYS,
        unconfirmed=_unconfirmed(fields.get("unconfirmed")),
        channel=(load_bundle.channel(fields["channel"]) if "channel" in fields else channel) or "",
        lines=MappingProxyType({name: entry.line for name, entry in entries.items()}),
    )


def _entries(place: Place | None) -> Mapping[str, Place]:
    """By group; IAM tells groups apart without regard to case, so one is not named twice by its capitals."""
    entries = (place.entries("a mapping of IAM groups, such as developers: [U0BOB]") if place else {}) or {}
    seen: dict[str, str] = {}
    for name, entry in entries.items():
        first = seen.setdefault(name.casefold(), name)
        if first != name:
            entry.wrong(f"this is the group of {document.shown(first)} already: to IAM capitals are alike; keep one")
    return entries


def _named(name: str, place: Place) -> tuple[Approver, ...]:
    if not shapes.GROUP_NAME.fullmatch(name):
        place.wrong(f"expected the name of an IAM group, without path or ARN, found {document.shortened(name)!r}")
    return load_bundle.approvers(place)


def _unconfirmed(place: Place | None) -> Unconfirmed:
    words = " or ".join(Unconfirmed)
    text = place.text(words, shape=shapes.UNCONFIRMED) if place else None
    return Unconfirmed(text) if text else Unconfirmed.take_back
