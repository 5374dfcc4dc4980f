"""What the stand-in's README says it does is what it does: methods, options, addresses, numbers, names of errors."""

import re
from pathlib import Path

import arguments_read
import pytest
from refusals import REFUSALS
from slack_methods import METHODS as PUBLISHED

from sandbox.slack import delivering, doing, events, rates, response_urls, seed, server, socket_mode, triggers, views
from sandbox.slack.__main__ import command_line
from sandbox.slack.block_kit import surfaces
from sandbox.slack.methods import chat
from sandbox.slack.methods.table import METHODS
from sandbox.slack.world import World

README = (Path(server.__file__).with_name("README.md")).read_text()


def section(heading: str) -> str:
    return README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(heading: str) -> list[list[str]]:
    lines = [line for line in section(heading).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def names(words: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", words))


def test_the_table_of_methods_is_the_table_of_methods() -> None:
    said = {
        name: (token, scope) for [name], token, scope in ((names(a), b, names(c)) for a, b, c, _ in rows_of_methods())
    }
    there = {name: (str(one.token), {one.scope} if one.scope else set()) for name, one in METHODS.items()}
    assert said == there


def test_every_argument_is_looked_at_or_named() -> None:
    said = {name: names(ignored) for [name], ignored in ((names(row[0]), row[3]) for row in rows_of_methods())}
    ignored = {name: (one.required | one.optional) - arguments_read.of(name) for name, one in PUBLISHED.items()}
    assert said == ignored


def rows_of_methods() -> list[list[str]]:
    return rows("What it does: methods")


@pytest.mark.parametrize(
    ("said", "true"),
    [
        (f"cut at {chat.CUT_AT:,} when posted", True),
        (f"over {chat.LONGEST_UPDATE:,} refused in an update", True),
        (f"over {surfaces.MESSAGE_CHARACTERS:,} visible characters in blocks refused", True),
        ("three seconds, once", triggers.GOOD_FOR == 3),
        ("three in a stack", views.DEEPEST == 3),
        ("five uses in thirty minutes", (response_urls.USES, response_urls.GOOD_FOR) == (5, 30 * 60)),
        ("| three seconds; then `operation_timeout`", delivering.CUT_OFF == 3),
        ("again at once, after one and after five minutes", events.AGAIN_AFTER == (0, 60, 300)),
        ("up to ten connections", socket_mode.MOST_CONNECTIONS == 10),
        ("`min_query_length` on (three unless given)", doing.LEAST_QUERY == 3),
        ("tiers 2 to 4 by method", set(rates.A_MINUTE.values()) == {rates.TIER_2, rates.TIER_3, rates.TIER_4}),
    ],
)
def test_a_number_is_the_one_that_counts(said: str, true: bool) -> None:
    assert said in section("What it does: rules")
    assert true


def test_every_error_that_is_named_is_met_in_a_test() -> None:
    told = names(section("What it does: rules"))
    met = {error for _, error, _ in REFUSALS}
    elsewhere = {
        "missing_scope",
        "operation_timeout",
        "dispatch_failed",
        "used_url",
        "expired_url",
        "too_many_websockets",
    }
    errors = {name for name in told if re.fullmatch(r"[a-z]+(_[a-z]+)+", name)}
    fields = {
        "block_id",
        "external_id",
        "should_escape",
        "slack_icon",
        "data_table",
        "auth_provider",
        "min_query_length",
    }
    assert errors - fields - met - elsewhere == set()


def test_every_option_is_named_and_no_other() -> None:
    there = {action for one in command_line()._actions for action in one.option_strings if action.startswith("--")}
    said = set(re.findall(r"(--[a-z-]+)", section("Start it")))
    assert said == there - {"--help", "--host"}


def test_every_address_of_the_control_plane_is_named_and_no_other() -> None:
    world = World(seed.read(seed.DEFAULT, manifest=None), bot_url=None, rate_limits=False)
    there = {resource.canonical for resource in server.build(world).router.resources()}
    control = {path.removeprefix("/sandbox/") for path in there if path.startswith("/sandbox/")}
    table = rows("The control plane")
    said = {name.partition(" ")[0] for row in table for name in names(row[0]) if not name.startswith("{")}
    gestures = next(names(row[1]) for row in table if row[0].startswith("`people/"))
    said = {path.replace("ID/again", "{delivery}/again") for path in said if not path.startswith("people/")}
    assert said | {f"people/{{person}}/{name}" for name in gestures} == control
