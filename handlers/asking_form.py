"""The form for asking: opened by the shortcut or from the Home tab, searched by typing, filed by its button."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from slack_bolt import Ack

from catalog import duration
from handlers import who
from handlers.desk import Desk
from messages import ask_form
from workflow import asking
from workflow.refusal import Refusal
from workflow.refusals.asking import AlreadyAsked, ReasonNeeded, ReasonTooLong, TooLong


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
    fields = ask_form.read(view["state"]["values"])
    lasts, wrong = _length(fields.duration)
    if wrong:
        ack(response_action="errors", errors={ask_form.DURATION: wrong})
        return
    try:
        ask = asking.checked(desk.catalog(), bundle=fields.bundle, lasts=lasts, reason=fields.reason)
        # A view has one id through all its deliveries, so it serves as the trigger of what it files.
        filing = asking.Filing(ask, who.person(body), trigger_id=f"view:{view['id']}", now=desk.clock())
        with desk.open() as session:
            asking.file(session, filing)
    except Refusal as refusal:
        ack(response_action="errors", errors={_beside(refusal): str(refusal)})
    else:
        ack()


def _open(desk: Desk, body: Mapping[str, Any], *, bundle: str | None) -> None:
    trigger_id = body.get("trigger_id")
    if trigger_id is not None:
        view = ask_form.render(desk.catalog(), bundle=bundle)
        desk.show_form(view, trigger_id=trigger_id, to=who.person(body))


def _length(typed: str) -> tuple[timedelta | None, str | None]:
    """The length typed, None for the bundle's default; or what is wrong with it."""
    if not typed.strip():
        return None, None
    try:
        return duration.parse(typed.strip()), None
    except duration.NotADuration as error:
        return None, str(error)


def _beside(refusal: Refusal) -> str:
    match refusal:
        case TooLong():
            return ask_form.DURATION
        case ReasonNeeded() | ReasonTooLong():
            return ask_form.REASON
        case AlreadyAsked() | _:
            return ask_form.BUNDLE
