"""A message of Slack on paper: its blocks as lines for a terminal, to be read without colour too."""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from rich.text import Text

from sandbox.slack.driver_seen import Message
from sandbox.slack.wire import Json

_MARKUP = re.compile(
    r"<@(?P<person>[UW][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|<!date\^(?P<unix>\d+)\^[^>]*>"
    r"|<(?P<link>[^>|]+)(?:\|(?P<label>[^>]*))?>"
    r"|\*(?P<bold>[^*\n]+)\*"
    r"|`(?P<code>[^`\n]+)`"
)
QUIET, BOLD, CODE, PERSON, PRIMARY, DANGER = "dim", "bold", "cyan", "bold", "bold green", "bold red"


class Paper:
    """Knows people by name; times are shown in the zone of this machine."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def message(self, message: Message) -> Text:
        """Everything that a person sees of it, the buttons in brackets."""
        return Text("\n").join(self._lines(message))

    def changed(self, message: Message, *, since: Message) -> Text:
        """Its first line, and those that it did not have before."""
        before = {line.plain for line in self._lines(since)}
        first, *others = self._lines(message)
        new = [line for line in others if line.plain not in before]
        return Text("\n").join([first, Text("…", QUIET), *new])

    def blocks(self, blocks: list[Json]) -> Text:
        return Text("\n").join(line for block in blocks for line in self._block(block))

    def mrkdwn(self, text: str, style: str = "") -> Text:
        """Slack's markup, with what it marks in place of the marks."""
        shown, end = Text(style=style), 0
        for found in _MARKUP.finditer(text):
            shown.append(html.unescape(text[end : found.start()]))
            shown.append_text(self._token(found))
            end = found.end()
        return shown.append(html.unescape(text[end:]))

    def _token(self, found: re.Match[str]) -> Text:
        match found.lastgroup:
            case "person":
                return Text(f"@{self._names.get(found['person'], found['person'])}", PERSON)
            case "unix":
                return Text(_moment(int(found["unix"])))
            case "bold":
                return self.mrkdwn(found["bold"], BOLD)
            case "code":
                return Text(html.unescape(found["code"]), CODE)
            case _:
                return Text(html.unescape(found["label"] or found["link"]))

    def _lines(self, message: Message) -> list[Text]:
        if not message.blocks:
            return [self.mrkdwn(message.text)]
        return [line for block in message.blocks for line in self._block(block)]

    def _block(self, block: Json) -> Iterator[Text]:
        match block["type"]:
            case "section":
                yield from self.mrkdwn(block["text"]["text"]).split("\n", allow_blank=True)
            case "context":
                yield self.mrkdwn(" ".join(each["text"] for each in block["elements"]), QUIET)
            case "actions":
                yield Text("   ").join(_button(each) for each in block["elements"])
            case "rich_text":
                for element in block["elements"]:
                    yield from _rich(element)
            case kind:
                yield Text(f"({kind})", QUIET)


def _rich(element: Json) -> Iterator[Text]:
    lines = "".join(each.get("text", "") for each in element["elements"]).split("\n")
    if element["type"] == "rich_text_quote":
        yield from (Text.assemble(("┃ ", QUIET), line) for line in lines)
    else:
        yield from (Text(line, CODE) for line in lines)


def _button(element: Json) -> Text:
    style = {"primary": PRIMARY, "danger": DANGER}.get(element.get("style", ""), BOLD)
    return Text(f"[ {element['text']['text']} ]", style)


def _moment(unix: int) -> str:
    """As Slack writes {date_short_pretty} {time} on the day itself."""
    moment, today = datetime.fromtimestamp(unix).astimezone(), datetime.now().astimezone().date()
    day = "today" if moment.date() == today else f"{moment:%b} {moment.day}"
    return f"{day} {moment:%H:%M}"
