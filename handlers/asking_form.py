"""The form for asking: opened by the shortcut or from the Home tab, searched by typing, filed by its button."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from slack_bolt import Ack

from catalog import duration
from handlers import who
from handlers.desk import Desk
from messages import ask_form
from workflow import asking
from workflow.refusal import Refusal
from workflow.refusals.asking import AlreadyAsked, NotADuration, ReasonNeeded, ReasonTooLong, TooLong


def open_form(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """By the shortcut, or by the button of the Home tab."""
    _open(desk, body, bundle=None)
    ack()


def open_for_bundle(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """By the button beside a bundle; one that is gone meanwhile leaves the choice open."""
    _open(desk, body, bundle=who.value(body))
    ack()


def search(ack: Ack, payload: Mapping[str, Any], *, desk: Desk) -> None:
    ack(options=ask_form.options(desk.catalog(), payload.get("value") or ""))


def submit(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any], *, desk: Desk) -> None:
    """File what the form says; what is wrong stands beside its field, all at once, and what was typed stays."""
    catalog, fields = desk.catalog(), ask_form.read(view["state"]["values"])
    lasts, faults = _length(fields.duration)
    faults += asking.at_fault(catalog, bundle=fields.bundle, lasts=lasts, reason=fields.reason)
    if faults:
        ack(**_errors(faults))
        return
    ask = asking.checked(catalog, bundle=fields.bundle, lasts=lasts, reason=fields.reason)
    try:
        # A view has one id through all its deliveries, so it serves as the trigger of what it files.
        filing = asking.Filing(ask, who.person(body), trigger_id=f"view:{view['id']}", now=desk.clock())
        with desk.open() as session:
            asking.file(session, filing)
    except AlreadyAsked as refusal:
        ack(**_errors([refusal]))
    else:
        ack()


def _open(desk: Desk, body: Mapping[str, Any], *, bundle: str | None) -> None:
    trigger_id = body.get("trigger_id")
    if trigger_id is not None:
        view = ask_form.render(desk.catalog(), bundle=bundle)
        desk.show_form(view, trigger_id=trigger_id, to=who.person(body))


def _length(typed: str) -> tuple[timedelta | None, list[Refusal]]:
    """The length typed, None for the bundle's default; and what is wrong with it."""
    if not typed.strip():
        return None, []
    try:
        return duration.parse(typed.strip()), []
    except duration.NotADuration as error:
        return None, [NotADuration(said=str(error))]


def _errors(faults: Sequence[Refusal]) -> dict[str, Any]:
    """One a field, the first of it."""
    return {"response_action": "errors", "errors": {_beside(each): str(each) for each in reversed(faults)}}


def _beside(refusal: Refusal) -> str:
    match refusal:
        case NotADuration() | TooLong():
            return ask_form.DURATION
        case ReasonNeeded() | ReasonTooLong():
            return ask_form.REASON
        case AlreadyAsked() | _:
            return ask_form.BUNDLE
