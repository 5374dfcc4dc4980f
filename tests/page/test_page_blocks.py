"""Every block is on the page, and what it does not know is said."""

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from tests.page.pieces import Json, Look, cell, chart, mrkdwn, plain, rich, runs, section


def posted(client: WebClient, look: Look, *blocks: Json) -> Page:
    client.chat_postMessage(channel="C0GENERAL", text="all of it", blocks=list(blocks))
    return look()


SHOWN = {
    "section": (section("*Who* wants it"), "strong", "Who"),
    "fields": (
        {"type": "section", "fields": [mrkdwn("*Until*\nnoon"), plain("plain *text*")]},
        ".field >> nth=1",
        "plain *text*",
    ),
    "header": ({"type": "header", "text": plain("A heading")}, "h3", "A heading"),
    "context": (
        {"type": "context", "elements": [mrkdwn("Request 12"), plain("quietly")]},
        ".context-words >> nth=0",
        "Request 12",
    ),
    "markdown": ({"type": "markdown", "text": "# Big\n**bold** [docs](https://docs.example.com)"}, ".heading", "Big"),
    "image": (
        {"type": "image", "image_url": "https://x.example/cat.png", "alt_text": "a cat"},
        "[role=img]",
        "▧ a cat",
    ),
    "paragraph": (rich(runs({"type": "text", "text": "run", "style": {"bold": True}})), "strong", "run"),
    "person": (rich(runs({"type": "user", "user_id": "U0BOB"})), ".mention", "@Bob Baker"),
    "group": (rich(runs({"type": "usergroup", "usergroup_id": "S0OWNERS"})), ".mention", "@s3-owners"),
    "channel": (rich(runs({"type": "channel", "channel_id": "C0APPROVALS"})), ".mention", "#approvals"),
    "list": (
        rich({"type": "rich_text_list", "style": "ordered", "elements": [runs({"type": "text", "text": "first"})]}),
        "ol li",
        "first",
    ),
    "quote": (
        rich({"type": "rich_text_quote", "elements": [{"type": "text", "text": "words"}]}),
        "blockquote",
        "words",
    ),
    "preformatted": (
        rich({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a  b"}]}),
        "pre",
        "a  b",
    ),
    "table": ({"type": "table", "rows": [[cell("User")], [cell("ann")]]}, "tbody td", "ann"),
    "card": ({"type": "card", "title": plain("A card"), "body": mrkdwn("*with* words")}, ".card-title", "A card"),
    "carousel": (
        {"type": "carousel", "elements": [{"type": "card", "title": plain("One of many")}]},
        ".card-title",
        "One of many",
    ),
    "container": (
        {"type": "container", "title": plain("A box"), "child_blocks": [section("inside")]},
        ".mrkdwn",
        "inside",
    ),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_each_block_is_shown(client: WebClient, look: Look, kind: str) -> None:
    block, where, words = SHOWN[kind]
    page = posted(client, look, {"block_id": "it", **block})
    expect(page.locator("[data-block-id=it]").locator(where)).to_have_text(words)
    expect(page.locator(".unknown")).to_have_count(0)


def test_a_divider_is_a_line(client: WebClient, look: Look) -> None:
    page = posted(client, look, {"type": "divider", "block_id": "it"})
    expect(page.locator("[data-block-id=it] hr")).to_have_count(1)


@pytest.mark.parametrize("kind", ["pie", "bar", "line", "area"])
def test_each_chart_is_drawn_with_its_figures_in_a_table(client: WebClient, look: Look, kind: str) -> None:
    page = posted(client, look, chart(kind))
    expect(page.get_by_role("img", name=f"Findings: {kind} chart")).to_be_visible()
    page.get_by_text("The figures").click()
    number = "3" if kind == "pie" else "40"
    expect(page.locator(".figures td").first).to_have_text(number)


def test_a_data_table_is_turned_page_by_page(client: WebClient, look: Look) -> None:
    rows = [
        [cell("User"), cell("Days")],
        *([cell(f"user{at}"), {"type": "raw_number", "value": at}] for at in range(5)),
    ]
    page = posted(client, look, {"type": "data_table", "caption": "Who has what", "page_size": 3, "rows": rows})
    expect(page.locator("caption")).to_have_text("Who has what")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("button", name="More rows").click()
    expect(page.locator("tbody tr").first).to_contain_text("user3")


@pytest.mark.parametrize("kind", ["video", "file"])
def test_a_block_that_it_does_not_know_is_said(client: WebClient, look: Look, kind: str) -> None:
    video = {
        "alt_text": "v",
        "title": plain("t"),
        "thumbnail_url": "https://x.example/a",
        "video_url": "https://x.example/b",
    }
    block = {"type": kind, **(video if kind == "video" else {"external_id": "1", "source": "remote"})}
    page = posted(client, look, block, section("the rest stands"))
    expect(page.get_by_text(f"This page does not show blocks of type {kind}.")).to_be_visible()
    expect(page.get_by_text("the rest stands")).to_be_visible()


def test_an_element_that_it_does_not_know_is_said(client: WebClient, look: Look) -> None:
    element = {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "delete"}
    page = posted(client, look, {"type": "context_actions", "elements": [element]})
    expect(page.get_by_text("This page does not show blocks of type context_actions.")).to_be_visible()
