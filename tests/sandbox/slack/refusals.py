"""For each method: how it comes to refuse, and the name that it then gives."""

from collections.abc import Callable, Iterator
from typing import Any

from block_kit_builders import modal, section
from calls import HOME, Stage
from cards_and_forms import CARD, FORM

Json = dict[str, Any]
Case = tuple[str, str, Callable[[Stage], Json]]
"""The method, the error, and the arguments, for which something may have to be done first."""

SAID = {"channel": "C0GENERAL", "text": "t"}
BAD = [{"type": "banner"}]
LONG = [section(2900)] * 4
HUGE = modal(*[section(3000)] * 90)


def _with(**args: Any) -> Callable[[Stage], Json]:
    return lambda _: args


def _channel(channel: str, **said: Any) -> Callable[[Stage], Json]:
    """A channel of that kind, and a message for it."""

    def args(stage: Stage) -> Json:
        stage.slack.set_channel(channel, name=channel.lower(), **said)
        return {"channel": channel, "text": "t", "user": "U0ANN"}

    return args


def _somebody_elses(name: str) -> Callable[[Stage], Json]:
    def args(stage: Stage) -> Json:
        said = stage.slack.person("U0ANN").says("mine")
        return {"channel": said.channel, name: said.ts, "text": "t"}

    return args


def _own(**more: Any) -> Callable[[Stage], Json]:
    return lambda stage: {"channel": "C0GENERAL", "ts": stage.posted(), "text": "t", **more}


def _triggered(view: Json, *, forward: float = 0, used: bool = False) -> Callable[[Stage], Json]:
    def args(stage: Stage) -> Json:
        trigger_id = stage.trigger()
        stage.slack.turn_clock(forward)
        if used:
            stage.client.views_open(trigger_id=trigger_id, view=FORM)
        return {"trigger_id": trigger_id, "view": view}

    return args


def _stacked(height: int) -> Callable[[Stage], Json]:
    def args(stage: Stage) -> Json:
        for number in range(height):
            method = stage.client.views_push if number else stage.client.views_open
            method(trigger_id=stage.trigger(), view=FORM)
        return {"trigger_id": stage.trigger(), "view": FORM}

    return args


def _external(view: Json, *, taken: str = "e", **named: Any) -> Callable[[Stage], Json]:
    """An external_id that another view has already."""

    def args(stage: Stage) -> Json:
        stage.client.views_open(trigger_id=stage.trigger(), view={**FORM, "external_id": taken})
        return {"view": {**view, "external_id": "e"}, "trigger_id": stage.trigger(), **named}

    return args


def _another_hash(stage: Stage) -> Json:
    home = stage.client.views_publish(user_id="U0ANN", view=HOME)["view"]
    return {"view_id": home["id"], "user_id": "U0ANN", "view": HOME, "hash": "1.old"}


def _home_with_a_taken_id(stage: Stage) -> Json:
    stage.client.views_open(trigger_id=stage.trigger(), view={**FORM, "external_id": "e"})
    view = stage.client.views_publish(user_id="U0ANN", view=HOME)["view"]
    return {"view_id": view["id"], "user_id": "U0ANN", "view": {**HOME, "external_id": "e"}}


def _posting(method: str, **more: Any) -> Iterator[Case]:
    """What posting to everybody and to one person have in common."""
    yield method, "no_text", _with(channel="C0GENERAL", **more)
    yield method, "channel_not_found", _with(channel="C0NONE", text="t", **more)
    yield method, "channel_not_found", _channel("C0HIDDEN", members=["U0ANN"], is_private=True)
    yield method, "not_in_channel", _channel("C0OUT", members=["U0ANN"])
    yield method, "is_archived", _channel("C0OLD", is_archived=True)


def _refused_blocks(method: str, args: Callable[[Stage], Json]) -> Iterator[Case]:
    for error, blocks in (("invalid_blocks", BAD), ("invalid_blocks_format", "[{"), ("invalid_blocks_format", {})):
        yield method, error, lambda stage, blocks=blocks: {**args(stage), "blocks": blocks}  # type: ignore[misc]  # mypy cannot infer a default


def _views() -> Iterator[Case]:
    for method in ("views.open", "views.push"):
        yield method, "invalid_trigger_id", _with(trigger_id="1.2.3", view=FORM)
        yield method, "expired_trigger_id", _triggered(FORM, forward=3.1)
        yield method, "exchanged_trigger_id", _triggered(FORM, used=True)
        yield method, "view_too_large", _triggered(HUGE)
        yield method, "duplicate_external_id", _external(FORM)
        yield method, "invalid_arguments", _triggered(HOME)
        yield method, "invalid_arguments", _with(view=FORM)
        yield method, "invalid_arguments", _with(view="{", trigger_id="1.2.3")
    yield "views.push", "not_found", _triggered(FORM)
    yield "views.push", "push_limit_reached", _stacked(3)
    for method in ("views.update", "views.publish"):
        yield method, "hash_conflict", _another_hash
        yield method, "duplicate_external_id", _home_with_a_taken_id
        yield method, "view_too_large", _with(view=HUGE, view_id="V0", user_id="U0ANN")
    yield "views.update", "not_found", _with(view=FORM, view_id="V0")
    yield "views.update", "invalid_arguments", _with(view=FORM)
    yield "views.publish", "invalid_arguments", _with(view=FORM, user_id="U0ANN")
    yield "views.publish", "invalid_arguments", _with(view=HOME, user_id="U0NO")


REFUSALS: list[Case] = [
    ("api.test", "invalid_auth", _with(error="invalid_auth")),
    ("blocks.validate", "invalid_arguments", _with()),
    ("blocks.validate", "invalid_arguments", _with(blocks=CARD, view=FORM)),
    ("blocks.validate", "invalid_arguments", _with(blocks="[{")),
    ("blocks.validate", "invalid_blocks", _with(blocks=BAD)),
    ("blocks.validate", "invalid_view", _with(view=HOME | {"submit": 1})),
    ("blocks.validate", "invalid_message", _with(message={"blocks": BAD})),
    ("blocks.validate", "invalid_message", _with(message=[])),
    ("bots.info", "bot_not_found", _with(bot="B0NONE")),
    *_posting("chat.postMessage"),
    *_posting("chat.postEphemeral", user="U0ANN"),
    *_refused_blocks("chat.postMessage", _with(channel="C0GENERAL")),
    *_refused_blocks("chat.postEphemeral", _with(channel="C0GENERAL", user="U0ANN")),
    *_refused_blocks("chat.update", _own()),
    ("chat.postMessage", "msg_blocks_too_long", _with(channel="C0GENERAL", blocks=LONG)),
    ("chat.postMessage", "invalid_metadata_format", _with(**SAID, metadata="{")),
    ("chat.postMessage", "invalid_metadata_format", _with(**SAID, metadata=[1])),
    ("chat.postEphemeral", "msg_too_long", _with(channel="C0GENERAL", user="U0ANN", blocks=LONG)),
    ("chat.postEphemeral", "user_not_in_channel", _with(**SAID, user="U0NO")),
    ("chat.postEphemeral", "user_not_in_channel", _channel("C0SMALL", members=["U0BOB", "U0LEASEBOT"])),
    ("chat.update", "channel_not_found", _with(channel="U0ANN", ts="1.0", text="t")),
    ("chat.update", "message_not_found", _with(**SAID, ts="1.0")),
    ("chat.update", "cant_update_message", _somebody_elses("ts")),
    ("chat.update", "no_text", _own(text="")),
    ("chat.update", "msg_too_long", _own(text="x" * 4001)),
    ("chat.update", "msg_too_long", _own(blocks=LONG)),
    ("chat.delete", "channel_not_found", _with(channel="C0NONE", ts="1.0")),
    ("chat.delete", "message_not_found", _with(channel="C0GENERAL", ts="1.0")),
    ("chat.delete", "cant_delete_message", _somebody_elses("ts")),
    ("chat.getPermalink", "channel_not_found", _with(channel="C0NONE", message_ts="1.0")),
    ("chat.getPermalink", "message_not_found", _with(channel="C0GENERAL", message_ts="1.0")),
    ("conversations.open", "users_list_not_supplied", _with()),
    ("conversations.open", "channel_not_found", _with(channel="D0NONE")),
    ("conversations.open", "method_not_supported_for_channel_type", _with(channel="C0GENERAL")),
    ("conversations.open", "method_not_supported_for_channel_type", _with(users="U0ANN,U0BOB")),
    ("conversations.open", "user_not_found", _with(users="U0NO")),
    ("conversations.open", "cannot_dm_bot", _with(users="U0LEASEBOT")),
    ("conversations.info", "channel_not_found", _with(channel="C0NONE")),
    ("conversations.info", "channel_not_found", _channel("C0HIDDEN", members=["U0ANN"], is_private=True)),
    ("users.info", "user_not_found", _with(user="U0NO")),
    ("users.list", "invalid_cursor", _with(cursor="nonsense")),
    ("users.list", "invalid_arguments", _with(limit=1001)),
    ("users.list", "invalid_arguments", _with(limit="few")),
    ("users.lookupByEmail", "users_not_found", _with(email="nobody@example.com")),
    ("usergroups.users.list", "no_such_subteam", _with(usergroup="s3-owners")),
    *_views(),
]


def user_disabled(stage: Stage) -> Json:
    stage.slack.change_user("U0BOB", deleted=True)
    return {"users": "U0BOB"}


REFUSALS.append(("conversations.open", "user_disabled", user_disabled))
