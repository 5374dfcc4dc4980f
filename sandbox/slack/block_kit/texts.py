"""Composition objects: texts, options, confirm dialogs (docs.slack.dev/reference/block-kit/composition-objects)."""

from collections.abc import Iterator

from sandbox.slack.block_kit.rules import ByType, Flag, Items, Objection, OneOf, Rule, Shape, Words, one_needed
from sandbox.slack.wire import Json

ID = Words(255)
URL = Words(3000)


def plain(most: int) -> Rule:
    return ByType({"plain_text": Shape({"text": Words(most)}, {"emoji": Flag()})})


def text(most: int) -> Rule:
    """plain_text or mrkdwn."""
    kinds = {"plain_text": {"emoji": Flag()}, "mrkdwn": {"verbatim": Flag()}}
    return ByType({kind: Shape({"text": Words(most)}, may) for kind, may in kinds.items()})


CONFIRM = Shape(
    must={"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    may={"style": OneOf(("primary", "danger"))},
)

# 75 in the older reference, 150 in the newer: the stricter would refuse what Slack takes.
OPTION_VALUE = Words(150)
OPTION = Shape({"text": plain(75), "value": OPTION_VALUE}, {"description": plain(75)})
OPTION_WITH_MARKUP = Shape({"text": text(75), "value": OPTION_VALUE}, {"description": text(75)})
OPTION_WITH_URL = Shape({"text": plain(75), "value": OPTION_VALUE}, {"description": plain(75), "url": URL})
OPTION_GROUP = Shape({"label": plain(75), "options": Items(OPTION, 100)})
OFFERED = Shape(
    may={"options": Items(OPTION, 100, least=0), "option_groups": Items(OPTION_GROUP, 100, least=0)},
    also=(one_needed("options", "option_groups"),),
)

DISPATCH_CONFIG = Shape(may={"trigger_actions_on": Items(OneOf(("on_enter_pressed", "on_character_entered")), 2)})
CONVERSATION_FILTER = Shape(
    may={
        "include": Items(OneOf(("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    also=(one_needed("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)
SLACK_FILE = Shape(may={"id": ID, "url": URL}, also=(one_needed("id", "url"),))


def initial_among_options(value: Json, at: str) -> Iterator[Objection]:
    """What is chosen at first has to be one of the options, field for field."""
    options = list(value.get("options") or [])
    options += [option for group in value.get("option_groups") or [] for option in group["options"]]
    if value.get("initial_option") not in [None, *options]:
        yield _not_an_option(f"{at}/initial_option")
    for number, chosen in enumerate(value.get("initial_options") or []):
        if chosen not in options:
            yield _not_an_option(f"{at}/initial_options/{number}")


def _not_an_option(at: str) -> Objection:
    return Objection(at, "must be one of the provided options", "not_an_option")
