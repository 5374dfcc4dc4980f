"""The form of a review: opened by a reviewer, gone through page by page; each page is saved when it is submitted."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import who
from handlers.desk import Desk
from iam.faults import Fault
from messages import review_form, review_seen
from messages.review_form import PAGE, Page
from workflow import review_answering, review_paging
from workflow.refusal import Refusal

View = dict[str, Any]


def open_form(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """The modal opens at once, and is filled when Slack has said whether they may review."""
    click = who.click(body)
    if click.trigger_id is not None:
        number, by = click.number, click.by
        desk.begin_form(
            review_form.waiting(number),
            trigger_id=click.trigger_id,
            to=by,
            then=lambda view_id: desk.update_form(_first(desk, number, by), view_id=view_id, to=by),
        )
    ack()


def submit(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any], *, desk: Desk) -> None:
    """Write down what was chosen, and show who comes next; whether it counts is judged right after."""
    place = review_form.place(str(view.get("private_metadata") or ""))
    if place is None:
        raise who.NotOurs
    (number, after), by = place, who.person(body)
    choices = review_form.read((view.get("state") or {}).get("values") or {})
    if choices:
        with desk.open() as session:
            # One view is many pages; each is submitted once.
            trigger = f"view:{view['id']}:{after}"
            review_answering.answer(session, number, choices, by=by, trigger_id=trigger, now=desk.clock())
    ack(response_action="update", view=_page(desk, number, by, after=after, saved=len(choices)))


def _first(desk: Desk, number: int, by: str) -> View:
    try:
        review_paging.check_may_see(desk.means, number, by)
    except Refusal as refusal:
        desk.log.info("review.not_shown", review=number, by=by, why=str(refusal))
        return review_form.refused(number, refusal.mrkdwn)
    except Fault as fault:
        return review_form.failed(number, fault.words)
    return _page(desk, number, by)


def _page(desk: Desk, number: int, by: str, *, after: int | None = None, saved: int = 0) -> View:
    left = review_paging.left(desk.means, number, by, after=after)
    with desk.database.read() as session:
        seen = review_seen.load(session, number)
    shown = left.items[:PAGE]
    warnings = review_paging.warnings(desk.means, number, shown)
    page = Page(shown, left.own, rest=len(left.items) - len(shown), warnings=warnings)
    return review_form.render(seen, page, saved=saved)
