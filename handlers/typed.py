"""What somebody typed behind a slash command, out of what Slack makes of it."""

import re
from html import unescape

_EVERYBODY = re.compile(r"<!(here|channel|everyone)(?:\|[^<>|]*)?>")
_NAMED = re.compile(r"<(?:[@#][A-Z0-9]+\||!subteam\^[A-Z0-9]+\|)([^<>|]+)>")
_LINKED = re.compile(r"<((?:https?|mailto):[^<>|]+)>|<(?:https?://|mailto:)([^<>|]+)\|\2>")


def as_typed(text: str) -> str:
    """`<@U0ANN|ann>` is @ann again, and `&lt;` a <.

    Slack escapes every & < > of a command and, as our manifest asks, turns names and addresses into tokens.
    What still holds a < after that was not escaped, and is left alone.
    https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling
    """
    plain = _EVERYBODY.sub(r"@\1", _NAMED.sub(_name, text))
    plain = _LINKED.sub(lambda found: found[1] or found[2], plain)
    return text if "<" in plain else _ENTITY.sub(lambda found: unescape(found[0]), plain)


_ENTITY = re.compile(r"&(?:amp|lt|gt);")


def _name(found: re.Match[str]) -> str:
    sign = "#" if found[0].startswith("<#") else "@"
    return sign + found[1].removeprefix("@")
