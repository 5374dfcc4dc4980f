"""An item of the checkup: one question about the account, and its answer with evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

SHOWN = 8
"""Names in one piece of evidence; the rest is counted."""
SHOWN_LENGTH = 240
"""Characters of them all: IAM's names have up to 128."""
PROPOSED = 50
"""Changes in one proposal: what nobody can read through is no plan to approve."""


class State(StrEnum):
    """What came out: as it should be, a person is needed, or the data does not tell."""

    well = "well"
    wrong = "wrong"
    unknown = "unknown"


@dataclass(frozen=True)
class Proposal:
    """What the bot could make of it by a plan: a kind, and what it is about, a tuple for each change.

    `retire`: (user, "password") or (user, "key 1"), the slot as the credential report counts them.
    `detach`: ("user" or "group", name, "policy", ARN) or (…, name, "inline", the inline policy's name).
    `password-policy`: (a parameter of UpdateAccountPasswordPolicy, its value).
    """

    kind: str
    about: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Item:
    """`key` is for ever; `cis` the number in CIS AWS Foundations v7.0, None where the benchmark has none.

    `title` names the matter, `evidence` what was found, `why` why it matters, `mend` what to do next (of an unknown
    one: how to look).
    """

    key: str
    cis: str | None
    title: str
    state: State
    evidence: str
    why: str
    mend: str = ""
    change: Proposal | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"state": self.state.value}


@dataclass(frozen=True)
class Refused:
    """AWS's own words, in place of what was asked of it."""

    words: str


@dataclass(frozen=True)
class Question:
    """What is asked about the account, before it is answered."""

    key: str
    cis: str | None
    title: str
    why: str

    def well(self, evidence: str) -> Item:
        return Item(self.key, self.cis, self.title, State.well, evidence, self.why)

    def wrong(self, evidence: str, *, mend: str, change: Proposal | None = None) -> Item:
        return Item(self.key, self.cis, self.title, State.wrong, evidence, self.why, mend, change)

    def unknown(self, evidence: str, *, mend: str) -> Item:
        return Item(self.key, self.cis, self.title, State.unknown, evidence, self.why, mend)

    def refused(self, by_aws: Refused) -> Item:
        return self.unknown(
            f"AWS says: {by_aws.words}", mend="Give the bot the rights that `leasehold iam-policy` prints."
        )


BY_HAND = frozenset({"groups-only"})
"""Items whose mending begins with what no plan can decide: what to give people in place of what they have."""


def is_for_a_plan(kept: Mapping[str, Any]) -> bool:
    """Whether a plan can put right what this item, as JSON, has found."""
    return bool(kept.get("change")) and kept.get("key") not in BY_HAND


def proposal(kind: str, about: Sequence[tuple[str, ...]]) -> Proposal | None:
    """A proposal of as many changes as can be read through; None for none."""
    return Proposal(kind, tuple(about[:PROPOSED])) if about else None


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, as far as they fit, and how many more there are."""
    shown: list[str] = []
    for name in names[:SHOWN]:
        if shown and len(", ".join([*shown, name])) > SHOWN_LENGTH:
            break
        shown.append(name)
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def counted(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {many}"
