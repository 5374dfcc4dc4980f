"""The Home tab: what waits for somebody, what they have, what they have asked for, and what they may ask for."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from catalog import duration
from catalog.bundle import Bundle
from messages import at_home, blocks, change_words, message, my_page, request_card, result, wording
from messages.at_home import ACCESS, BUNDLES, PAGE, REQUESTS, WAITS, AtHome, Totals
from messages.blocks import Block, Element
from messages.subject import Subject
from models.request import RequestKind

ASK = "ask"
ASK_FOR = "ask-for-bundle"
TURN = "turn-page"
NEW_USER = "new-user"
BLOCKS_LIMIT = 100
SIZE_LIMIT = 200_000
"""Bytes, as they are sent; Slack takes 250 KB."""
QUOTED = (blocks.QUOTE_LIMIT, 600, 150)
"""Characters of a reason: all of it, unless the page then had no room for ten."""

T = TypeVar("T")


def render(seen: AtHome) -> dict[str, Any]:
    """Build the view: reasons whole, or as much of them as Slack takes."""
    view: dict[str, Any] = {}
    for quoted in QUOTED:
        view = {"type": "home", "blocks": list(message.named(_parts(seen, quoted)))}
        if len(json.dumps(view)) <= SIZE_LIMIT:
            break
    if len(view["blocks"]) > BLOCKS_LIMIT:
        raise ValueError(f"a view has {BLOCKS_LIMIT} blocks at most, this one {len(view['blocks'])}")
    return view


def read_turn(value: str) -> tuple[str, int] | None:
    """Which list is to be turned to which page; None for whatever else came."""
    name, _, page = value.partition(" ")
    if name not in {WAITS, ACCESS, REQUESTS, BUNDLES} or not (page.isascii() and page.isdigit() and len(page) < 6):
        return None
    return name, int(page)


def _parts(seen: AtHome, quoted: int) -> list[Block | None]:
    access = [each for each in seen.standing if each.lease is not None]
    asked = [each for each in seen.standing if each.lease is None]
    is_empty = not seen.waits and not seen.standing
    return [
        *(_welcome() if is_empty else _waits(seen, quoted)),
        None if seen.knows_groups else blocks.context(UNSURE),
        *([] if is_empty else _access(seen, access)),
        *(_list(seen, REQUESTS, "Your requests", asked, _own) if asked else []),
        blocks.bullets("*Over*", [my_page.line(each) for each in seen.past]) if seen.past else None,
        *_bundles(seen, has_welcome=is_empty),
        *(_people() if seen.makes_users else []),
        *(_for_administrators(seen.totals) if seen.totals else []),
    ]


UNSURE = (
    "Slack does not tell at the moment who is in which user group, so more may wait for you: "
    "`/iam requests` lists all that waits."
)


def _welcome() -> list[Block]:
    """When there is nothing to show: what this is for, and the way to begin."""
    said = (
        "*Nothing waits for you, and you have no access at the moment.*\n"
        "Ask for what you need in AWS. Somebody approves it in Slack, and it ends by itself."
    )
    return [blocks.section(said), blocks.actions(_ask_button(is_first=True))]


def _waits(seen: AtHome, quoted: int) -> list[Block]:
    if not seen.waits:
        return [blocks.header("Waits for you"), blocks.section("Nothing waits for you.")]
    return [
        blocks.header("Waits for you"),
        *(block for each in seen.waits for block in _question(each, quoted)),
        *_turn(seen, WAITS, seen.waits_in_all),
    ]


def _question(subject: Subject, quoted: int) -> list[Block]:
    """Who wants what, why, and what will happen: all that is needed to decide, and the buttons of the card."""
    request = subject.request
    lines = [request_card.asked(subject), *_what(subject)]
    warnings = [blocks.escaped(each, 300) for each in request.warnings]
    needed = f"{wording.counted(request.quorum, 'approval', 'approvals')} needed"
    lapses = f" · lapses {wording.date(request.lapses_at)}" if request.lapses_at else ""
    return [
        blocks.section(blocks.within(lines, limit=1_200)),
        blocks.quote(request.reason, quoted) if request.reason.strip() else blocks.context("No reason was given."),
        *([blocks.bullets("*Before you decide*", warnings, limit=700)] if warnings else []),
        blocks.context(f"{result.decision(subject) or needed}{lapses} · request {request.id}"),
        request_card.buttons(str(request.id)),
    ]


def _what(subject: Subject) -> list[str]:
    """What will happen: what a bundle gives, or the changes of a plan in their order."""
    request = subject.request
    if request.kind is RequestKind.plan:
        steps = [f"{place}. {change_words.said_of_stored(each)}" for place, each in enumerate(request.steps, start=1)]
        return [f"In account {blocks.code(request.account, 80)}, in this order", *steps]
    described = [blocks.escaped(request.description, 200)] if request.description else []
    gives = [f"• {wording.gives(step)}" for step in request.steps]
    user = blocks.code(subject.user, 80) if subject.user else "of the asker"
    heading = f"The IAM user {user} in account {blocks.code(request.account, 80)}"
    return [*described, *([heading, *gives] if gives else [])]


def _access(seen: AtHome, access: Sequence[Subject]) -> list[Block]:
    if not access:
        return [blocks.header("Your access"), blocks.section("You have no access at the moment.")]
    return _list(seen, ACCESS, "Your access", access, _own)


def _own(subject: Subject) -> Block:
    return my_page.entry(subject)


def _bundles(seen: AtHome, *, has_welcome: bool) -> list[Block]:
    if not seen.bundles:
        return []
    shown = _list(seen, BUNDLES, "What you can ask for", seen.bundles, _bundle)
    return shown if has_welcome else [*shown, blocks.actions(_ask_button(is_first=False))]


def _bundle(bundle: Bundle) -> Block:
    described = f": {blocks.escaped(bundle.description, 200)}" if bundle.description else ""
    who = wording.approvers([at_home.named(each) for each in bundle.approvers])
    approved = f"approved by {who}" if bundle.quorum == 1 else f"approved by {bundle.quorum} people: {who}"
    most = f", {duration.words(bundle.maximum)} at most" if bundle.maximum else ""
    terms = f"{wording.lasting(bundle.default).capitalize()}{most}; {approved}."
    ask = blocks.button("Ask…", action_id=ASK_FOR, value=bundle.name)
    return blocks.section(f"*{blocks.escaped(bundle.name)}*{described}\n{terms}", accessory=ask)


def _ask_button(*, is_first: bool) -> Element:
    return blocks.button("Request Access", action_id=ASK, value="any", style="primary" if is_first else None)


def _people() -> list[Block]:
    new = blocks.button("Create an IAM User…", action_id=NEW_USER, value="any")
    said = (
        "Somebody new, or a program? The user is made when it is approved, and what they sign in with is theirs alone."
    )
    return [blocks.header("People"), blocks.section(said, accessory=new)]


def _for_administrators(totals: Totals) -> list[Block]:
    waiting = wording.counted(totals.waiting, "request waits", "requests wait")
    live = wording.counted(totals.live, "lease is live", "leases are live")
    stuck = wording.counted(totals.stuck, "removal is stuck", "removals are stuck")
    return [blocks.context(f"In all, for administrators: {waiting}, {live}, {stuck}.")]


def _list(seen: AtHome, name: str, heading: str, items: Sequence[T], drawn: Callable[[T], Block]) -> list[Block]:
    first = at_home.start(seen.pages, name, len(items))
    return [blocks.header(heading), *map(drawn, items[first : first + PAGE]), *_turn(seen, name, len(items))]


def _turn(seen: AtHome, name: str, count: int) -> Iterable[Block]:
    """Where in a long list we are, and the way on; from its end, back to its beginning."""
    if count <= PAGE:
        return
    first = at_home.start(seen.pages, name, count)
    after = first + PAGE
    label, page = ("Show More", after // PAGE) if after < count else ("Back to the First", 0)
    more = f", {count - after} more" if after < count else ""
    turn = blocks.button(label, action_id=TURN, value=f"{name} {page}")
    yield blocks.section(f"{first + 1} to {min(after, count)} of {count}{more}.", accessory=turn)
