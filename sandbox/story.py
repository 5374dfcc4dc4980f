"""The main job as a story: asked in Slack, refused to oneself, approved by a person, live in IAM, ended by itself."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any, TypeVar

from sandbox import on_paper, stage
from sandbox.slack.driver_seen import Message
from sandbox.stage import NotAsPlannedError, Stage
from sandbox.telling import Teller

ASKED = "/iam request s3-access 20s to restore a backup"
APPROVALS = "C0APPROVALS"
PATIENCE = 30
"""Seconds for each thing to happen; most take a few hundredths of one."""

T = TypeVar("T")
Row = tuple[str, Sequence[str], Sequence[str]]


def play(port: int) -> None:
    """Raise NotAsPlannedError, with the bot's last log lines, when something does not come about."""
    teller = Teller()
    teller.title(
        "Leasehold: AWS access is leasehold, not freehold",
        "The real bot, a stand-in for Slack, an emulated AWS; all on this machine.",
    )
    with ExitStack() as ending:
        with teller.meanwhile("putting up the stage …"):
            standing = ending.enter_context(stage.put_up(port))
        _Story(standing, teller).play()


class _Story:
    """Every line it tells was looked at a moment before: in Slack as the person sees it, in IAM as it is."""

    def __init__(self, standing: Stage, teller: Teller) -> None:
        self._stage, self._tell = standing, teller
        self._paper = on_paper.Paper(standing.names())
        self._iam: list[Row] = []

    def play(self) -> None:
        card = self._asks()
        self._approves_herself(card)
        live = self._is_approved(card)
        self._ends(card, live)
        self._closes()

    def _asks(self) -> Message:
        self._tell.act(1, "Ask")
        self._look("before")
        self._show_iam()
        answer = self._does(self._stage.ann.types, ASKED, who="ann", verb="types", what=ASKED)
        self._tell.only("ann", self._paper.blocks(answer.blocks))
        card = self._waits(self._card, "Approve", what="the card")
        self._tell.message("#approvals, seen by all", self._paper.message(card))
        return card

    def _approves_herself(self, card: Message) -> None:
        self._tell.act(2, "Nobody decides for himself or herself")
        self._does(self._stage.ann.clicks, card, "Approve", who="ann", verb="clicks", what="Approve Request")
        refusal = self._waits(self._whisper, "Nobody decides", what="a refusal")
        self._tell.only("ann", self._paper.message(refusal))

    def _is_approved(self, card: Message) -> float:
        """Give the moment at which it went live."""
        self._tell.act(3, "A person approves")
        self._does(self._stage.bob.clicks, card, "Approve", who="bob", verb="clicks", what="Approve Request")
        live_card, live = self._waits(self._card, "Live until", what="the access to be live"), time.monotonic()
        self._tell.message("#approvals, the same card", self._paper.changed(live_card, since=card))
        self._look("live")
        self._show_iam()
        notice = self._waits(self._dm, "Live until", what="ann's DM")
        self._tell.message("ann's DM", self._paper.message(notice))
        return live

    def _ends(self, card: Message, live: float) -> None:
        self._tell.act(4, "It ends by itself")
        self._tell.clock(max(0.0, live + 17 - time.monotonic()), "the lease runs; it has 20 s")
        warning = self._waits(self._dm, "ends soon", what="the warning")
        self._tell.message("ann's DM, shortly before the end", self._paper.message(warning))
        ended = self._waits(self._ended, "its time was up", what="the end")
        self._look("ended")
        self._show_iam()
        self._tell.message("#approvals, the same card", self._paper.changed(ended, since=card))

    def _closes(self) -> None:
        self._tell.act(5, "That was the main job")
        self._tell.says(
            "Asked in Slack, approved by somebody else, made in IAM, taken back on time; "
            "and only what the lease gave: what ann had before, she has still."
        )
        self._tell.lines(
            {
                "make test": "proves it, on SQLite and PostgreSQL",
                "README.md": "how to connect your own Slack and AWS",
                "docs/catalog.md": "how to say what can be asked for, and who decides",
            }
        )
        self._tell.end()

    # What is there

    def _card(self, words: str) -> Message | None:
        cards = [each for each in self._stage.bob.sees(APPROVALS) if not each.ephemeral]
        return next((each for each in cards if words in f"{each.visible_text()} {each.buttons()}"), None)

    def _ended(self, words: str) -> Message | None:
        """The card once it says that nothing is left in AWS."""
        card = self._card(words)
        return card if card and "being taken back" not in card.visible_text() else None

    def _whisper(self, words: str) -> Message | None:
        seen = [each for each in self._stage.ann.sees(APPROVALS) if each.ephemeral]
        return next((each for each in seen if words in each.visible_text()), None)

    def _dm(self, words: str) -> Message | None:
        return next((each for each in reversed(self._stage.ann.dm()) if words in each.visible_text()), None)

    def _held(self) -> tuple[list[str], list[str]]:
        """Ann's groups and policies, straight from the emulated AWS."""
        aws = self._stage.aws
        return sorted(aws.groups_of("ann")), sorted(arn.rsplit("/", 1)[-1] for arn in aws.policies_of("ann"))

    def _look(self, moment: str) -> None:
        self._iam.append((moment, *self._held()))

    def _show_iam(self) -> None:
        self._tell.iam("IAM user ann", self._iam)

    # What happens

    def _does(self, gesture: Callable[..., Any], *given: object, who: str, verb: str, what: str) -> Any:  # noqa: ANN401 (what the gesture gives)
        self._tell.does(who, verb, what)
        answer = gesture(*given)
        if answer.failed:
            raise NotAsPlannedError(f"{who} {verb} {what}, and Slack says {answer.failed}: {answer.text}")
        return answer

    def _waits(self, look: Callable[[str], T | None], words: str, *, what: str) -> T:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = look(words)
            if found:
                return found
            time.sleep(0.05)
        raise NotAsPlannedError(f"waited {PATIENCE} s for {what}, in vain")
