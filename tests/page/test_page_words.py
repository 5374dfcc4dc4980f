"""Words are shown as they are meant, and never as anything but words."""

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from sandbox.slack.driver import StandIn
from tests.page.pieces import Look, mrkdwn, plain, rich, section

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "javascript:alert(1)",
    "</textarea><h1>big</h1>",
    "&lt;b&gt; stays &amp;amp;",
    "{{constructor.constructor('alert(1)')()}}",
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


FORMATTED = {
    "*bold* and _italic_ and ~gone~": "<strong>bold</strong> and <em>italic</em> and <s>gone</s>",
    "*_both_*": "<strong><em>both</em></strong>",
    "2*3*4 snake_case_name a * b * c": "2*3*4 snake_case_name a * b * c",
    "`*code*`": "<code>*code*</code>",
    "*open and never closed": "*open and never closed",
    "&lt;b&gt;": "&lt;b&gt;",
    "&amp;lt;": "&amp;lt;",
}


@pytest.mark.parametrize("text", FORMATTED)
def test_mrkdwn_is_formatted(client: WebClient, look: Look, text: str) -> None:
    client.chat_postMessage(channel="C0GENERAL", text=text)
    assert look().locator(".mrkdwn p").inner_html() == FORMATTED[text]


def test_quotes_code_and_lines_stand_as_blocks(client: WebClient, look: Look) -> None:
    client.chat_postMessage(
        channel="C0GENERAL", text="before\n&gt; quoted *words*\n> more\nafter\n```\na *b*\n  c\n```\nend"
    )
    page = look()
    assert page.locator("blockquote").inner_html() == "quoted <strong>words</strong><br>more"
    assert page.locator(".mrkdwn pre").inner_text() == "a *b*\n  c"
    assert [each.inner_text() for each in page.locator(".mrkdwn > p").all()] == ["before", "after", "end"]


def test_people_groups_and_channels_have_their_names(client: WebClient, look: Look) -> None:
    client.chat_postMessage(
        channel="C0GENERAL", text="<@U0ANN> <@U0BOB|x> <!subteam^S0OWNERS> <!here> <#C0APPROVALS> <@U9GONE|gone>"
    )
    page = look()
    expect(page.locator(".mention")).to_have_text(
        ["@Ann Archer", "@Bob Baker", "@s3-owners", "@here", "#approvals", "@gone"]
    )
    page.locator(".mention", has_text="#approvals").click()
    expect(page.get_by_role("heading", name="#approvals", level=1)).to_be_visible()


def test_a_link_says_where_it_leads_and_opens_apart(client: WebClient, look: Look) -> None:
    client.chat_postMessage(
        channel="C0GENERAL", text="<https://evil.example/a?b=1&amp;c=2|your bank> or https://plain.example/x."
    )
    page = look()
    named, bare = page.locator(".mrkdwn a").all()
    assert named.get_attribute("href") == "https://evil.example/a?b=1&c=2"
    assert named.get_attribute("rel") == "noopener noreferrer"
    expect(page.locator(".host")).to_have_text(" (evil.example)")
    assert bare.get_attribute("href") == "https://plain.example/x"


def test_a_link_that_is_none_is_text(client: WebClient, look: Look) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="<javascript:alert(1)|click me>")
    page = look()
    expect(page.locator(".mrkdwn")).to_have_text("<javascript:alert(1)|click me>")
    expect(page.locator(".mrkdwn a")).to_have_count(0)


def test_no_place_makes_a_link_of_what_is_no_web_address(client: WebClient, look: Look) -> None:
    bad = "javascript:alert(1)"
    run = {"type": "link", "url": bad, "text": "in rich text"}
    option = {"text": plain("in a menu"), "value": "1", "url": bad}
    client.chat_postMessage(
        channel="C0GENERAL",
        text="x",
        blocks=[
            rich({"type": "rich_text_section", "elements": [run]}),
            {"type": "markdown", "text": f"[in markdown]({bad})"},
            section(f"<!date^1798023600^{{date}}^{bad}|in a date>"),
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "text": plain("on a button"), "action_id": "a", "url": bad},
                    {"type": "overflow", "action_id": "b", "options": [option]},
                ],
            },
        ],
    )
    page = look()
    page.get_by_role("button", name="More actions").click()
    for words in ("in rich text", "in markdown", "on a button", "in a menu"):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.locator("a")).to_have_count(0)


def test_dates_are_in_the_zone_of_who_looks(client: WebClient, look: Look) -> None:
    noon = 1798023600  # 2026-12-23 11:00 UTC, noon in Berlin
    text = (
        f"<!date^{noon}^{{date_num}} {{time}}|fallback> · <!date^{noon}^{{date_short}}|fallback> · "
        f"<!date^{noon}^{{date_long_pretty}} at {{time_secs}}|fallback> · <!date^{noon}^{{nonsense}}|the fallback>"
    )
    client.chat_postMessage(channel="C0GENERAL", text=text)
    said = "2026-12-23 12:00 · 23 Dec 2026 · Wednesday, 23 December 2026 at 12:00:00 · the fallback"
    expect(look().locator(".mrkdwn")).to_have_text(said)


def test_near_dates_are_called_today_and_tomorrow(slack: StandIn, client: WebClient, look: Look) -> None:
    now = int(slack.turn_clock(0))
    dates = {now + 5: "{date_short_pretty}", now + 86_400: "{date_pretty}", now - 7_200: "{ago}"}
    text = " ".join(f"<!date^{moment}^{how}|->" for moment, how in dates.items())
    client.chat_postMessage(channel="C0GENERAL", text=text)
    expect(look().locator(".mrkdwn")).to_have_text("today tomorrow 2 hours ago")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_typed_wherever_it_stands(client: WebClient, look: Look, text: str) -> None:
    client.chat_postMessage(
        channel="C0GENERAL",
        text="x",
        blocks=[
            {"type": "header", "text": plain(text)},
            section(escaped(text)),
            {"type": "section", "fields": [mrkdwn(escaped(text))]},
            rich({"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}),
            rich({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}),
            {"type": "markdown", "text": text},
            {"type": "actions", "elements": [{"type": "button", "text": plain(text), "action_id": "a"}]},
        ],
    )
    page = look()
    for where in ("h3", ".section-words > .mrkdwn", ".field", "blockquote", ".rich pre", ".button"):
        expect(page.locator(f".message {where}")).to_have_text(text)
    assert page.locator(".message :is(script, img, iframe, h1, [onerror])").count() == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_types_is_shown_as_typed(slack: StandIn, look: Look, text: str) -> None:
    page = look()
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".message .mrkdwn")).to_have_text(text)
    [said] = slack.messages("C0GENERAL")
    assert said.text == escaped(text)


def test_a_wall_of_signs_is_read_at_once(client: WebClient, look: Look) -> None:
    client.chat_postMessage(channel="C0GENERAL", text=("*a _b ~c <d `e " * 2600)[:39_000])
    page = look()
    took = page.evaluate(
        """async () => {
          const { parse } = await import("/page/mrkdwn.js");
          const began = performance.now();
          parse("*a _b ~c <d `e ".repeat(2600));
          return performance.now() - began;
        }"""
    )
    assert took < 500
    expect(page.locator(".message")).to_have_count(1)
