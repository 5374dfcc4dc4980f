"""blocks.validate: what Slack would say to these blocks, without a token."""

from sandbox.slack import validating
from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json
from sandbox.slack.world import World


def validate(world: World, args: Json) -> Json:
    del world
    faults = validating.judge_view(args["view"]) if "view" in args else validating.judge_blocks(args["blocks"])
    if faults:
        raise SlackError("invalid_blocks", errors=[fault.told() for fault in faults])
    return {}
