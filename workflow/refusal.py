"""A refusal: what it is; each reason is a class of its own, and its docstring is what a person reads."""

from inspect import cleandoc


class Mentions(str):
    """Markup of ours in a fact (<@U…>), which stays as it is; any other fact is somebody's text."""

    __slots__ = ()


class Refusal(Exception):
    """No."""

    def __init__(self, **facts: object) -> None:
        self._sentence = " ".join(cleandoc(type(self).__doc__ or "").split())
        self._facts = facts
        super().__init__(self._sentence.format(**facts))

    @property
    def mrkdwn(self) -> str:
        """The same for Slack's eyes: no fact can ping, link or format.

        https://docs.slack.dev/messaging/formatting-message-text#escaping
        """
        return self._sentence.format(**{name: escaped(fact) for name, fact in self._facts.items()})


def escaped(fact: object) -> str:
    """Text that Slack shows as it was typed."""
    if isinstance(fact, Mentions):
        return fact
    return str(fact).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
