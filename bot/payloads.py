"""Payloads: what Slack sends, as far as Bolt and the handlers read it. Another shape goes no further than the door."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from slack_bolt.request.internals import extract_content_type, parse_body

Id = Annotated[str, Meta(pattern=r"\A[A-Z][A-Z0-9]{1,60}\Z")]
PersonId = Annotated[str, Meta(pattern=r"\A[UW][A-Z0-9]{1,60}\Z")]
# A bound in a pattern over all of Unicode would cost a second and 19 MB when it is compiled; a length costs nothing.
Name = Annotated[str, Meta(pattern=r"\A[^\x00]*\Z", max_length=255)]
Mark = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_.:-]+\Z", max_length=200)]
"""An id that Slack made up for one moment: of a trigger, a view, a message."""


class _Shape(Struct, kw_only=True):
    """Types are as in JSON, nothing is converted; what is not named here is not read by anybody."""


class _Told(_Shape, kw_only=True):
    id: Id | None = None
    enterprise_id: Id | None = None


class _Person(_Shape, kw_only=True):
    id: PersonId
    team_id: Id | None = None


class _Authorization(_Shape, kw_only=True):
    team_id: Id | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: bool | None = None


class _Whose(_Shape, kw_only=True):
    """Where Bolt looks for team, person and channel, in any payload and in the event inside of one."""

    team: Id | _Told | None = None
    team_id: Id | None = None
    enterprise: Id | _Told | None = None
    enterprise_id: Id | None = None
    api_app_id: Id | None = None
    authorizations: list[_Authorization] | None = None
    is_enterprise_install: bool | str | None = None
    is_ext_shared_channel: bool | None = None
    user: PersonId | _Person | None = None
    user_id: PersonId | None = None
    channel: Id | _Told | None = None
    channel_id: Id | None = None
    view: dict[str, Any] | None = None
    message: dict[str, Any] | None = None
    item: dict[str, Any] | None = None
    assistant_thread: dict[str, Any] | None = None
    response_url: str | None = None
    response_urls: list[dict[str, Any]] = []


class _Command(_Whose, kw_only=True):
    command: Name
    text: str = ""
    user_id: PersonId
    trigger_id: Mark


class _Interaction(_Whose, kw_only=True):
    user: _Person
    trigger_id: Mark | None = None


class _Action(_Shape, kw_only=True):
    type: Name
    action_id: Name
    block_id: Name
    value: Annotated[str, Meta(max_length=2_000)] | None = None


class _Container(_Shape, kw_only=True):
    channel_id: Id | None = None
    message_ts: Mark | None = None


class _Option(_Shape, kw_only=True):
    value: str


class _Element(_Shape, kw_only=True):
    value: str | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_user: PersonId | None = None


class _State(_Shape, kw_only=True):
    values: dict[str, dict[str, _Element]]


class _InView(_Shape, kw_only=True):
    """The modal or the Home tab that a button stands in, with what is filled in so far."""

    id: Mark | None = None
    hash: Mark | None = None
    callback_id: Name | None = None
    private_metadata: str | None = None
    state: _State | None = None


class _Click(_Interaction, kw_only=True):
    view: _InView | None = None  # type: ignore[assignment]  # narrower than in any payload
    actions: Annotated[list[_Action], Meta(min_length=1)]
    container: _Container | None = None
    channel: _Told | None = None


class _View(_Shape, kw_only=True):
    id: Mark
    type: Name
    callback_id: Name
    private_metadata: str = ""
    app_installed_team_id: Id | None = None


class _FilledIn(_View, kw_only=True):
    state: _State


class _Submission(_Interaction, kw_only=True):
    view: _FilledIn  # type: ignore[assignment]  # narrower than in any payload


class _Closing(_Interaction, kw_only=True):
    view: _View  # type: ignore[assignment]  # as above


class _Search(_Interaction, kw_only=True):
    action_id: Name
    block_id: Name
    value: str | None = None


class _Shortcut(_Interaction, kw_only=True):
    callback_id: Name
    trigger_id: Mark


class _Event(_Whose, kw_only=True):
    type: Name


class _Callback(_Whose, kw_only=True):
    event: _Event


class _Handshake(_Shape, kw_only=True):
    challenge: str


_SHAPES: dict[str, type[_Shape]] = {
    "block_actions": _Click,
    "view_submission": _Submission,
    "view_closed": _Closing,
    "block_suggestion": _Search,
    "shortcut": _Shortcut,
    "message_action": _Shortcut,
    "event_callback": _Callback,
    "url_verification": _Handshake,
}


def read(body: bytes, content_type: str) -> dict[str, Any] | None:
    """What Slack sent; None is what it does not send. With Bolt's own eyes: nobody may see another request than we."""
    try:
        payload: object = parse_body(body.decode(), extract_content_type({"content-type": [content_type]}))
        msgspec.json.encode(payload)  # JSON can name half of a character, which nobody can write down or say again
        return payload if isinstance(payload, dict) and _has_a_known_shape(payload) else None
    except (ValueError, RecursionError):
        return None


def _has_a_known_shape(payload: dict[str, Any]) -> bool:
    """Whether it claims a shape, and has each that it claims. Raises msgspec's ValidationError, a ValueError."""
    kind = payload.get("type")
    if kind is not None and not (isinstance(kind, str) and kind in _SHAPES):
        return False
    shapes = [_SHAPES[kind]] if kind is not None else []
    if "command" in payload:
        shapes.append(_Command)
    for shape in shapes:
        msgspec.convert(payload, shape)
    return bool(shapes) or payload.get("ssl_check") == "1"
