"""The warning: the asker's DM shortly before a lease ends."""

from messages import blocks, lease_notice, message, result, wording
from messages.message import Message
from messages.subject import Subject


def render(subject: Subject) -> Message:
    said = _said(subject)
    return message.of(
        said,
        [
            blocks.section(said),
            result.reasons(subject),
            blocks.actions(lease_notice.give_back_button(subject)) if subject.is_live else None,
        ],
    )


def _said(subject: Subject) -> str:
    request, lease = subject.request, subject.lease
    access = f"*{blocks.escaped(request.bundle)}* (request {request.id})"
    if subject.is_live and lease is not None and lease.ends_at is not None:
        return (
            f"Your access {access} ends soon: {wording.date(lease.ends_at)}. "
            "It ends by itself; if you are done, you can give it back now."
        )
    return f"Your access {access}: {result.alone(subject)}"
