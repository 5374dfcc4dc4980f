"""`/iam …`: the words after it choose what happens."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack

from handlers import (
    ask_command,
    cancel_button,
    checkup_command,
    group_command,
    inquiry_commands,
    keys_command,
    my_access,
    people_commands,
    review_command,
    survey_command,
    typed,
    user_form,
)
from handlers.desk import Desk
from messages import ask_answers, help_page
from messages.message import Message
from workflow.refusals.deciding import WhichRequest

Verb = Callable[[Desk, Mapping[str, Any], str], Message | None]


def handle(ack: Ack, command: Mapping[str, Any], *, desk: Desk) -> None:
    """Answer for the asker's eyes only; an unknown word gets the help."""
    verb, rest = _first_word(typed.as_typed(command.get("text") or ""))
    known = _VERBS.get(verb.lower())
    answer = known(desk, command, rest) if known else help_page.unknown(verb)
    if answer is None:
        ack()
    else:
        ack(text=answer.text, blocks=list(answer.blocks), response_type="ephemeral")


def _first_word(words: str) -> tuple[str, str]:
    verb, *rest = words.split(maxsplit=1) or [""]
    return verb, "".join(rest)


def _help(_desk: Desk, _command: Mapping[str, Any], _rest: str) -> Message:
    return help_page.render()


def _cancel(desk: Desk, command: Mapping[str, Any], rest: str) -> Message:
    word = rest.strip().lstrip("#")
    if not (word.isascii() and word.isdigit() and len(word) <= 18):
        return ask_answers.refused(WhichRequest().mrkdwn)
    return cancel_button.cancel(desk, int(word), by=command["user_id"])


_VERBS: Mapping[str, Verb] = {
    "": _help,
    "help": _help,
    "request": ask_command.file,
    "my": my_access.mine,
    "requests": my_access.waiting,
    "checkup": checkup_command.ask,
    "survey": survey_command.ask,
    "cancel": _cancel,
    "keys": keys_command.show,
    "who": inquiry_commands.who,
    "exposure": inquiry_commands.exposure,
    "advise": inquiry_commands.advise,
    "groups": group_command.every,
    "group": group_command.handle,
    "move": people_commands.move,
    "offboard": people_commands.offboard,
    "lock": people_commands.lock,
    "unlock": people_commands.unlock,
    "user": user_form.by_command,
    "review": review_command.handle,
}
