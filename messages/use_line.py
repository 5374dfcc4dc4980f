"""The line under a lease that is over: which of its services were used while it was live, as far as AWS tells."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never

from messages import blocks, wording
from messages.blocks import Block, escaped
from messages.subject import Subject
from models.lease_states import LeaseState
from models.lease_use import LeaseUse
from models.lease_use_states import LeaseUseState

_NAMED = 8
"""Services by name; the others are counted."""

Service = Mapping[str, Any]


def told(subject: Subject) -> Block | None:
    """None while the lease stands, and of leases from before this was asked."""
    use, lease = subject.use, subject.lease
    if use is None or lease is None or lease.state is not LeaseState.ended:
        return None
    return blocks.context(sentence(use))


def sentence(use: LeaseUse) -> str:
    held_up = f" AWS has not told yet: {_full_stop(escaped(use.fault))} It is asked again." if use.fault else ""
    match use.state:
        case LeaseUseState.watched:
            return f"{_seen(use)}{_what(use)} was used for is being looked up.{held_up}"
        case LeaseUseState.early:
            return (
                f"Used while it was live, as far as AWS knows by now: {_used(use)}. AWS may be four hours late; "
                f"it is looked up once more.{held_up}"
            )
        case LeaseUseState.known:
            return _known(use)
        case LeaseUseState.unknown:
            return f"{_seen(use)}{_what(use)} was used for is not known: {_full_stop(escaped(use.fault))}"
        case _:
            assert_never(use.state)


def _seen(use: LeaseUse) -> str:
    """What was seen so far, before what is not known."""
    return f"Used while it was live: {_used(use)}. " if _those(use, "used") else ""


def _what(use: LeaseUse) -> str:
    return "What else it" if _those(use, "used") else "What it"


def _known(use: LeaseUse) -> str:
    if not use.services and use.is_whole:
        return "It gave no service, so there was nothing to use."
    unused, unknown = _those(use, "unused"), _those(use, "unknown")
    said = [f"Used while it was live: {_used(use)}."] if _those(use, "used") or (use.is_whole and not unknown) else []
    said += [f"Not used: {_listed(_names(unused))}."] if unused else []
    said += [f"Not known: {_listed(_names(unknown))}; {_WHY}."] if unknown else []
    said += [] if use.is_whole else ["It may have given more than these: a policy of it could not be read."]
    return " ".join(said)


def _used(use: LeaseUse) -> str:
    """The latest first, each with the last time."""
    used = sorted(_those(use, "used"), key=lambda each: (str(each["at"]), str(each["name"])), reverse=True)
    return _listed([_with_time(each) for each in used]) if used else "nothing"


def _with_time(service: Service) -> str:
    at = datetime.fromisoformat(str(service["at"]))
    return f"*{escaped(str(service['name']), 60)}* ({wording.date(at)})"


def _those(use: LeaseUse, stands: str) -> list[Service]:
    return [each for each in use.services if each["stands"] == stands]


def _names(services: Sequence[Service]) -> list[str]:
    return sorted(escaped(str(each["name"]), 60) for each in services)


def _listed(named: Sequence[str]) -> str:
    """As many as fit a quiet line, and how many more there are."""
    if len(named) <= _NAMED:
        return wording.together(named)
    return wording.together([*named[:_NAMED], f"{len(named) - _NAMED} more"])


def _full_stop(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


_WHY = "a later use hides an earlier one, and of a service that nothing allows any more AWS tells nothing"
