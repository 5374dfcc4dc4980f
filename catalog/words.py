"""What a person types after `/iam request`."""

from dataclasses import dataclass
from datetime import timedelta

from catalog import duration


@dataclass(frozen=True)
class AskWords:
    """The bundle is empty when nothing was typed; the duration is None when none was."""

    bundle: str
    duration: timedelta | None
    reason: str


def parse_ask(text: str) -> AskWords:
    """`BUNDLE [DURATION] [reason …]`; the reason stays as typed.

    Raises NotADuration when the second word is meant as a duration and is none.
    """
    bundle, rest = _first_word(text)
    word, after = _first_word(rest)
    if duration.looks_like_one(word):
        return AskWords(bundle, duration.parse(word), reason=after)
    return AskWords(bundle, None, reason=rest)


def _first_word(text: str) -> tuple[str, str]:
    word, *rest = text.split(maxsplit=1) or [""]
    return word, "".join(rest).strip()
