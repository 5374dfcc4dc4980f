"""Rich text: paragraphs, lists, quotes, and what runs on within them."""

from sandbox.slack.block_kit.rules import ByType, Flag, Items, OneOf, Rule, Shape, Whatever, Whole, Words

_STYLE: dict[str, Rule] = {"style": Whatever()}
_LONG = Words(12_000)
_SHORT = Words(255)
_RUN = ByType(
    {
        "text": Shape({"text": Words(12_000, least=0)}, _STYLE),
        "link": Shape({"url": Words(3000)}, _STYLE | {"text": _LONG, "unsafe": Flag()}),
        "user": Shape({"user_id": _SHORT}, _STYLE),
        "usergroup": Shape({"usergroup_id": _SHORT}, _STYLE),
        "channel": Shape({"channel_id": _SHORT}, _STYLE),
        "team": Shape({"team_id": _SHORT}, _STYLE),
        "broadcast": Shape({"range": OneOf(("here", "channel", "everyone"))}, _STYLE),
        "emoji": Shape({"name": _SHORT}, _STYLE | {"unicode": _SHORT, "skin_tone": Whole(1, 6)}),
        "date": Shape(
            {"timestamp": Whole(0, 10**11), "format": _LONG}, _STYLE | {"url": Words(3000), "fallback": _LONG}
        ),
        "color": Shape({"value": _SHORT}),
    }
)
_BORDER: dict[str, Rule] = {"border": Whole(0, 1)}
_RUNS: dict[str, Rule] = {"elements": Items(_RUN, 1000, least=0)}
_SECTION = Shape(_RUNS)

RICH_TEXT_ELEMENTS = ByType(
    {
        "rich_text_section": _SECTION,
        "rich_text_quote": Shape(_RUNS, _BORDER),
        "rich_text_preformatted": Shape(_RUNS, _BORDER | {"language": _SHORT}),
        "rich_text_list": Shape(
            {
                "style": OneOf(("bullet", "ordered")),
                "elements": Items(ByType({"rich_text_section": _SECTION}), 1000),
            },
            _BORDER | {"indent": Whole(0, 8), "offset": Whole(0, 10_000)},
        ),
    }
)
