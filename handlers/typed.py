"""What somebody typed behind a slash command, out of what Slack makes of it."""

import re
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Said:
    """The words in front of `because`, people among them as Slack writes them, and the reason behind it."""

    words: tuple[str, ...]
    reason: str


def said(text: str) -> Said:
    """For commands about people: `<@U0ANN|ann>` stays, for a name alone says not who is meant."""
    before, _, reason = _BECAUSE.sub("\0", text, count=1).partition("\0")
    words = _PERSON.sub(lambda found: f" <@{found[1]}|{'_'.join((found[2] or '').split())}> ", before).split()
    typed = (each if _PERSON.fullmatch(each) else as_typed(each).rstrip(",") for each in words)
    return Said(tuple(each for each in typed if each), reason=as_typed(reason).strip())


_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>|]*))?>")
_BECAUSE = re.compile(r"(?:^|\s)because(?=\s|$)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt);")


def _name(found: re.Match[str]) -> str:
    sign = "#" if found[0].startswith("<#") else "@"
    return sign + found[1].removeprefix("@")
