"""Block Kit as plain dicts: small helpers that escape, clip, and show what would hide.

Plain dicts, because slack_sdk's models check too little and cost thirty times as much. Limits, where not said
otherwise: https://docs.slack.dev/reference/block-kit/blocks.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal

Block = dict[str, Any]
Element = dict[str, Any]
Style = Literal["primary", "danger"]

SECTION_LIMIT = 3_000
QUOTE_LIMIT = 2_600
"""A reason has 2,000 characters at most; the rest is room for signs that are spelled out."""


# Text


def visible(text: str) -> str:
    """The text as typed, with every sign spelled out that would be unseen, turn the line, or break it secretly."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HIDDEN.sub(_spelled_out, lines)


def one_line(text: str) -> str:
    """For a place that has one line: line breaks become spaces."""
    return " ".join(visible(text).split())


def clipped(text: str, limit: int) -> str:
    """At most `limit` characters, and an ellipsis that says so."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def escaped(text: str, limit: int = 300) -> str:
    """Somebody's words inside our mrkdwn, in one line: no ping, no link.

    Slack takes no escape for * _ ~ and backticks, so longer words of people belong into `quote`.
    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return clipped(one_line(text), limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(name: str, limit: int = 300) -> str:
    """A name from AWS or the catalog, set apart."""
    return f"`{no_backticks(escaped(name, limit))}`" if name.strip() else "` `"


def no_backticks(text: str) -> str:
    """For the inside of a code span, which the first backtick would end."""
    return text.replace("`", "\N{MODIFIER LETTER GRAVE ACCENT}")


# Text objects


def mrkdwn(text: str, limit: int = SECTION_LIMIT) -> Element:
    """Our own words; Slack links nothing in them by itself."""
    return {"type": "mrkdwn", "text": _cut(text, limit), "verbatim": True}


def plain(text: str, limit: int = SECTION_LIMIT) -> Element:
    """Words as they are; a `:name:` stays one."""
    return {"type": "plain_text", "text": clipped(text, limit) or " ", "emoji": False}


# Blocks


def section(text: str, *, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block if accessory is None else block | {"accessory": accessory}


def header(text: str) -> Block:
    """The name of a part of a page."""
    return {"type": "header", "text": plain(text, 150)}


def list_of(heading: str, lines: Sequence[str], *, limit: int) -> list[Block]:
    """Sections of one line each, the heading first; what does not fit in all of them is counted."""
    pages = [heading]
    for line in within([f"• {each}" for each in lines], limit=limit).splitlines():
        if len(pages[-1]) + len(line) + 1 > SECTION_LIMIT:
            pages.append(line)
        else:
            pages[-1] += f"\n{line}"
    return [section(page) for page in pages]


def bullets(heading: str, lines: Sequence[str], *, limit: int = SECTION_LIMIT) -> Block:
    """One section, one line each; what does not fit is counted."""
    return section(within([heading, *(f"• {line}" for line in lines)], limit=limit))


def within(lines: Sequence[str], *, limit: int) -> str:
    """Lines as far as they fit, and how many more there are."""
    rest = len(lines)
    said = ""
    for line in lines:
        more = f"\n…and {rest} more" if rest > 1 else ""
        if len(said) + len(line) + len(more) + 1 > limit:
            return (said + f"\n…and {rest} more").strip()
        said += f"\n{line}" if said else line
        rest -= 1
    return said


def context(text: str) -> Block:
    """A quiet line."""
    return {"type": "context", "elements": [mrkdwn(text, 2_000)]}


def actions(*elements: Element) -> Block:
    return {"type": "actions", "elements": list(elements)}


def quote(text: str, limit: int = QUOTE_LIMIT) -> Block:
    """People's own words: in rich text nothing is read as markup, and each line carries the bar of a quote."""
    return _rich("rich_text_quote", text, limit)


def preformatted(text: str, limit: int = 700) -> Block:
    """Another program's words, or names to compare letter by letter."""
    return _rich("rich_text_preformatted", text, limit)


def data_table(caption: str, rows: Sequence[Sequence[str]], *, page: int = 10) -> Block:
    """A table whose first row is its head: 2 to 201 rows, 20 columns, 20,000 characters in all."""
    cells = [[{"type": "raw_text", "text": cell or " "} for cell in row] for row in rows]
    return {"type": "data_table", "caption": clipped(caption, 2_000), "rows": cells, "page_size": page}


def bar_chart(title: str, categories: Sequence[str], series: Mapping[str, Sequence[int]]) -> Block:
    """Bars side by side: a number for each category in each series; names have 20 characters, the title 50."""
    bars = [
        {
            "name": name,
            "data": [{"label": label, "value": value} for label, value in zip(categories, values, strict=True)],
        }
        for name, values in series.items()
    ]
    chart = {"type": "bar", "series": bars, "axis_config": {"categories": list(categories)}}
    return {"type": "data_visualization", "title": title, "chart": chart}


def input_block(block_id: str, label: str, element: Element, *, hint: str = "", optional: bool = False) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, 2_000),
        "element": element,
        "optional": optional,
    }
    return block | {"hint": plain(hint, 2_000)} if hint else block


# Elements


def button(
    label: str, *, action_id: str, value: str, style: Style | None = None, confirm: Element | None = None
) -> Element:
    element: Element = {"type": "button", "text": plain(label, 75), "action_id": action_id, "value": value}
    if style is not None:
        element["style"] = style
    return element if confirm is None else element | {"confirm": confirm}


def confirm(title: str, text: str, *, yes: str, no: str) -> Element:
    """Asked before something that cannot be taken back."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
        "style": "danger",
    }


def option(name: str, *, description: str = "") -> Element:
    """A choice whose value is its name."""
    element: Element = {"text": plain(name, 75), "value": name[:75]}
    return element | {"description": plain(one_line(description), 75)} if description.strip() else element


def _rich(kind: str, text: str, limit: int) -> Block:
    shown = visible(text)
    if len(shown) > limit:
        left_out = f"… ({len(shown) - limit} more characters)"
        shown = shown[:limit] + left_out
    element = {"type": kind, "elements": [{"type": "text", "text": shown or " "}]}
    return {"type": "rich_text", "elements": [element]}


def _cut(text: str, limit: int) -> str:
    """Clip our markup without leaving half a token, half an entity or half a code span."""
    if len(text) <= limit:
        return text or " "
    kept = text[: limit - 2]
    if kept.rfind("<") > kept.rfind(">"):
        kept = kept[: kept.rfind("<")]
    kept = re.sub(r"&[a-z]*$", "", kept)
    return kept + ("`…" if kept.rsplit("\n", 1)[-1].count("`") % 2 else "…")


def _spelled_out(found: re.Match[str]) -> str:
    signs = found.group()
    times = f" \N{MULTIPLICATION SIGN}{len(signs)}" if len(signs) > 1 else ""
    return f"⟨U+{ord(signs[0]):04X}{times}⟩"


def _hides(sign: str) -> bool:
    """Controls, formats (zero-width and bidirectional among them), line and paragraph separators, half characters."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and sign not in "\n\t"


_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters to Unicode, nothing to the eye."""
_UNSEEN = (
    # Beyond these planes Unicode has no sign of such a category; looking there would be most of the time to start.
    "".join(re.escape(sign) for sign in map(chr, (*range(0x20000), *range(0xE0000, 0xE1000))) if _hides(sign))
    + _BLANK_LETTERS
)
_JOINERS = "\u200c\u200d"
# A joiner between two signs beyond ASCII belongs to a word or a picture (Persian, a family); anywhere else it hides.
_JOINING = f"(?<=[^\x00-\x7f{_UNSEEN}])[{_JOINERS}](?=[^\x00-\x7f{_UNSEEN}])"
_HIDDEN = re.compile(f"(?!{_JOINING})([{_UNSEEN}])\\1*")
