"""The form for a new IAM user: its frame, and the first of its four steps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from catalog.bundle import Users
from messages import blocks, wording
from messages.blocks import Block, Element
from models.draft import NewUser

DETAILS, PERMISSIONS, REVIEW = "new-user-details", "new-user-permissions", "new-user-review"
DONE = "new-user-done"
BACK = "new-user-back"
NAME, WHOSE, ACCESS, PATH, TAGS = "name", "whose", "access", "path", "tags"
"""A field's block_id and action_id are one word; errors go by block_id."""

CONSOLE, MUST_RESET, PROGRAMS = "console", "must-reset", "programs"
_ACCESS = {
    CONSOLE: ("In the console, with a password", "Made when they ask for it, and shown once, to them alone."),
    MUST_RESET: ("Have it changed at the first sign-in", "Leave this on, so that nobody else has ever seen it."),
    PROGRAMS: ("In programs, with an access key", "Made when they ask for it, and shown once, to them alone."),
}


def details(new: NewUser, *, key: str, rule: Users, said: str = "") -> dict[str, Any]:
    """Step 1; `said` is our own mrkdwn about what is wrong, shown on top."""
    shown = [_name(new), _whose(new), _access(new), _path(new, rule), _tags(new)]
    if rule.boundary:
        limit = blocks.code(rule.boundary, 200)
        shown.append(
            blocks.context(f"Whatever is given, the permissions boundary {limit} limits it: so the catalog says.")
        )
    return view(DETAILS, 1, [*above(said), *shown], key=key, submit="Next: Permissions")


def read_details(new: NewUser, values: Mapping[str, Any]) -> NewUser:
    """Take over what was filled in, out of a submission's or a click's `state.values`."""
    chosen = {str(each.get("value")) for each in _element(values, ACCESS).get("selected_options") or ()}
    return replace(
        new,
        name=typed(values, NAME),
        whose=str(_element(values, WHOSE).get("selected_user") or ""),
        console=CONSOLE in chosen,
        must_reset=MUST_RESET in chosen,
        programmatic=PROGRAMS in chosen,
        path=typed(values, PATH) or "/",
        tags=str(_element(values, TAGS).get("value") or ""),
    )


def gone() -> dict[str, Any]:
    """A form whose draft is forgotten, or another's."""
    words = "This form is too old to go on with, or it was begun by somebody else. Nothing was asked for."
    return last([blocks.section(words), blocks.context("Begin anew with `/iam user new`.")])


def last(shown: Sequence[Block]) -> dict[str, Any]:
    """A page with nothing to fill in, and nothing to go back to."""
    return {
        "type": "modal",
        "callback_id": DONE,
        "title": blocks.plain("Create a User", 24),
        "close": blocks.plain("Close", 24),
        "blocks": list(shown),
    }


# The frame of every step


def view(callback_id: str, step: int, shown: Sequence[Block], *, key: str, submit: str) -> dict[str, Any]:
    """It carries the draft's key alone."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": key,
        "title": blocks.plain(f"Create a User · {step} of 4", 24),
        "submit": blocks.plain(submit, 24),
        "close": blocks.plain("Not Now", 24),
        "blocks": [{**blocks.context(_where(step)), "block_id": "step"}, *shown],
    }


def above(said: str) -> list[Block]:
    return [{**blocks.section(said), "block_id": "said"}] if said else []


def back(to: str) -> Block:
    """The way back; what is filled in is kept."""
    button = blocks.button("Back", action_id=BACK, value=to)
    return {**blocks.actions(button), "block_id": "back"}


def text(action_id: str, initial: str, *, placeholder: str, limit: int) -> Element:
    element: Element = {
        "type": "plain_text_input",
        "action_id": action_id,
        "max_length": limit,
        "placeholder": blocks.plain(placeholder, 150),
    }
    return element | {"initial_value": initial[:limit]} if initial else element


def typed(values: Mapping[str, Any], field: str) -> str:
    return str(_element(values, field).get("value") or "").strip()


def chosen(values: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The values that were chosen of a menu, of one or of several."""
    element = _element(values, field)
    one = element.get("selected_option")
    found = element.get("selected_options") or ([one] if one else [])
    return tuple(str(each.get("value") or "") for each in found)


_STEPS = ("Details", "Permissions", "Review", "Create")


def _where(step: int) -> str:
    """All four, the one that is shown set apart."""
    return " → ".join(f"*{name}*" if place == step else name for place, name in enumerate(_STEPS, start=1))


# Step 1


def _name(new: NewUser) -> Block:
    element = text(NAME, new.name, placeholder="ann", limit=64)
    return blocks.input_block(NAME, "User name", element, hint="Letters, digits and _+=,.@- without spaces.")


def _whose(new: NewUser) -> Block:
    element: Element = {"type": "users_select", "action_id": WHOSE, "placeholder": blocks.plain("Choose a person", 150)}
    if new.whose:
        element["initial_user"] = new.whose
    hint = "The IAM user is tagged as theirs, and what they sign in with is shown to them alone."
    return blocks.input_block(WHOSE, "Whose it is", element, hint=hint)


def _access(new: NewUser) -> Block:
    on = {CONSOLE: new.console, MUST_RESET: new.must_reset, PROGRAMS: new.programmatic}
    options = {value: _box(value, *words) for value, words in _ACCESS.items()}
    element: Element = {"type": "checkboxes", "action_id": ACCESS, "options": list(options.values())}
    if first := [options[value] for value, is_on in on.items() if is_on]:
        element["initial_options"] = first
    return blocks.input_block(ACCESS, "How they sign in", element)


def _box(value: str, label: str, description: str) -> Element:
    return {"text": blocks.plain(label, 75), "value": value, "description": blocks.plain(description, 75)}


def _path(new: NewUser, rule: Users) -> Block:
    element = text(PATH, new.path, placeholder=rule.path, limit=512)
    return blocks.input_block(PATH, "Path", element, hint=f"Begins with {rule.path} and ends with a slash.")


def _tags(new: NewUser) -> Block:
    element = text(TAGS, new.tags, placeholder="team=data", limit=3_000) | {"multiline": True}
    return blocks.input_block(TAGS, "More tags", element, hint="key=value, one a line.", optional=True)


def _element(values: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (values.get(field) or {}).get(field) or {}
    return found


def person(new: NewUser) -> str:
    return wording.mention(new.whose)
