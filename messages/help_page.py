"""The help: what can be typed, in plain words."""

from messages import blocks, message
from messages.blocks import escaped, no_backticks
from messages.message import Message

COMMANDS = (
    ("/iam request", "choose what you need in a form"),
    ("/iam request s3-access 8h to restore a backup", "ask for it at once; length and reason may be left out"),
    ("/iam my", "your open requests and your access, with buttons to give it back"),
    ("/iam requests", "what waits for approval"),
    ("/iam checkup", "how safe the account's users, keys and passwords are; for administrators"),
    ("/iam survey", "what is granted in the account and not used, and what is not safe; for administrators"),
    (
        "/iam review start developers",
        "its owners say who still needs to be in it; `/iam review` shows how far they are",
    ),
    ("/iam cancel 12", "take your open request 12 back"),
    ("/iam keys", "your own access keys: their age and last use, with buttons to rotate them or give them up"),
    ("/iam advise", "what you have and do not use, and what could go; with `@ann`, a group or a role about that"),
    ("/iam user new", "create an IAM user for somebody, in four steps"),
)
PEOPLE = (
    ("/iam groups", "the groups of the account; `/iam group developers` shows one, with what it allows"),
    ("/iam group new readers ReadOnlyAccess", "make a group with policies"),
    ("/iam group developers add @ann", "add people, or `remove` them; `attach` or `detach` a policy; `delete` it"),
    ("/iam move @ann from developers to data", "a change of job"),
    ("/iam offboard @ann", "somebody leaves: all is taken away; with `keep` the IAM user stays, locked"),
    ("/iam who @ann", "who or what that is in IAM: a person, an IAM user, a group, an access key's id, an ARN"),
    ("/iam exposure @ann", "what somebody can reach, through what, and what they reached lately"),
    ("/iam lock @ann because her laptop is lost", "at once, by administrators; `/iam unlock @ann` gives it back"),
)
"""Each is a plan that somebody else approves, the lock alone is made at once."""
FOR_PEOPLE = "People and groups, each as a plan that somebody else approves; say why behind `because`:"
HOME = "My Home tab shows all of this: what waits for you, with its buttons, and what you have."


def render() -> Message:
    lines = [f"`{typed}`: {what}" for typed, what in COMMANDS]
    intro = "Ask for access to AWS, have it approved here, and it ends by itself."
    return message.of(
        f"{intro} Try {COMMANDS[0][0]}.",
        [
            blocks.section(f"{intro}\n" + "\n".join(lines)),
            blocks.section(f"{FOR_PEOPLE}\n" + "\n".join(f"`{typed}`: {what}" for typed, what in PEOPLE)),
            blocks.context(HOME),
        ],
    )


def unknown(verb: str) -> Message:
    """The help, after a word that is no command."""
    said = f"There is no `/iam {no_backticks(escaped(verb, 60))}`. This is what there is:"
    helped = render()
    return message.of(f"{said} {helped.text}", [blocks.section(said), *helped.blocks])
