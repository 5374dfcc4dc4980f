"""Each limit of Slack's reference, in the words of a reader, and the case or the test that is its proof."""

import test_slack_forms
import test_slack_limits
from test_slack_limits import BLOCKS, VIEWS

LISTED: dict[str, tuple[str, ...]] = {
    "a message: 50 blocks, 1 table, 2 charts": ("50 blocks", "1 table", "2 charts"),
    "a message: 12,000 characters of markdown together": ("markdown in all", "markdown"),
    "a message: some 10,000 visible characters": ("test_a_message_of_too_many_characters_in_all_is_refused",),
    "an update: 4,000 characters of text": ("test_text_over_4000_is_cut_nowhere_but_refused_in_an_update",),
    "a table: 10,000 characters, a data_table: 20,000": ("table characters", "data_table characters"),
    "a view: 100 blocks": ("view: 100 blocks",),
    "a view: 250 KB": ("test_a_view_of_more_than_250_kb_is_too_large",),
    "a view: title, submit, close 24": ("view: title", "view: submit", "view: close"),
    "a view: callback_id, external_id 255": ("view: callback_id", "view: external_id"),
    "a view: private_metadata 3,000": ("view: private_metadata",),
    "a view: a submit with an input": ("view: submit with an input",),
    "a view: three in a stack": ("test_a_stack_holds_three_views",),
    "a Home tab: no submit": ("test_a_home_tab_has_no_submit",),
    "a block_id: 255, once in the surface": ("block_id", "block_id once", "view: block_id once"),
    "an action_id: 255, once in its block": ("action_id", "action_id once"),
    "text: a section 3,000, a field 2,000, 10 fields": ("section text", "field", "fields"),
    "text: a header 150 and plain": ("header", "header is plain"),
    "25 elements in actions, 10 in a context": ("actions", "context"),
    "a button: text 75, value 2,000, url 3,000": ("button text", "button value", "button url"),
    "a button: primary or danger": ("button style",),
    "a confirm: title 100, text 300, buttons 30": ("confirm title", "confirm text", "confirm button"),
    "an option: text 75, value 150, description 75": ("option text", "option value", "option description"),
    "a select: 1 to 100 options": ("select least", "select most"),
    "a select: 100 groups of 100 options": ("option groups", "options of a group"),
    "an overflow menu: 1 to 5": ("overflow", "overflow least"),
    "checkboxes and radio buttons: 1 to 10": ("checkboxes", "checkboxes least", "radio buttons", "radio buttons least"),
    "what is chosen at first is one of the options": ("initial option", "initial options"),
    "an input: label and hint 2,000": ("label", "hint"),
    "an input: 3,000 characters, a placeholder 150": ("max_length", "min_length", "placeholder"),
    "a table: 100 rows of 20": ("table rows", "table columns"),
    "a data_table: 2 to 201 rows of 20": ("data_table rows", "data_table header and one", "data_table columns"),
    "a chart: title 50, 12 series of 20 points": ("chart title", "series", "points", "pie segments"),
    "a chart: labels 20": ("chart label", "category"),
    "an alert: modals only, 200": ("view: alert", "alert in a message"),
    "a card: 150, 150, 200, 3 actions": ("card title", "card subtitle", "card body", "card actions"),
    "a container: 10 children": ("container",),
}
CASES = {*BLOCKS, *(f"view: {name}" for name in VIEWS)}


def test_each_limit_has_its_proof() -> None:
    there = CASES | set(vars(test_slack_limits)) | set(vars(test_slack_forms))
    assert {name for proofs in LISTED.values() for name in proofs} - there == set()
