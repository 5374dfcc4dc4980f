"""blocks.validate: what Slack would say to these blocks, without a token."""

from typing import Any

from sandbox.slack import arguments, validating
from sandbox.slack.block_kit.rules import Objection
from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json
from sandbox.slack.world import World


def validate(world: World, args: Json) -> Json:
    """Each fault with a pointer into what was given: `/0/text`, not `/blocks/0/text`."""
    del world
    named = {"blocks": args.get("blocks"), "view": args.get("view"), "message": args.get("message")}
    given = {name: value for name, value in named.items() if value is not None}
    if len(given) != 1:
        raise _refused("must provide exactly one of `blocks`, `view`, or `message`")
    [(name, value)] = given.items()
    faults = _judged(name, _opened(value))
    if faults:
        raise SlackError(f"invalid_{name}", errors=[fault.told() for fault in faults])
    return {}


def _judged(name: str, given: Any) -> list[Objection]:  # noqa: ANN401 - unjudged JSON
    if name == "view":
        return [fault.below("/view") for fault in validating.judge_view(given)]
    if name == "blocks":
        return [fault.below("/blocks") for fault in validating.judge_blocks(given)]
    if not isinstance(given, dict):
        return [Objection("", "must provide an object", "wrong_type", "object")]
    return validating.judge_blocks(given.get("blocks") or [])


def _opened(value: Any) -> Any:  # noqa: ANN401 - an argument of any kind
    try:
        return arguments.loaded(value) if isinstance(value, str) else value
    except ValueError:
        raise _refused("must be valid JSON") from None


def _refused(message: str) -> SlackError:
    return SlackError("invalid_arguments", response_metadata={"messages": [message]})
