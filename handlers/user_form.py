"""The form for a new IAM user: begun by a command, a shortcut or from the Home tab, gone through forward and back.

What is filled in is kept in a draft at each step, before Slack is answered: nothing is lost with a process, and a step
that is sent twice is the same step.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from catalog.bundle import Catalog
from handlers import user_form_outlook, who
from handlers.desk import Desk
from handlers.user_form_outlook import Drawn
from messages import ask_answers, blocks, user_form, user_form_permissions, user_form_review
from messages.message import Message
from messages.user_form_review import Outlook
from models import draft
from models.draft import Draft, NewUser
from workflow import account_search, new_user, planning, telling
from workflow.refusal import Refusal
from workflow.refusals.asking import ReasonTooLong
from workflow.refusals.new_user import GoneMeanwhile
from workflow.refusals.plans import NobodyApprovesPlans, PlannedAlready

View = dict[str, Any]


def open_form(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """By the shortcut, or by the button of the Home tab."""
    refusal = _open(desk, by=who.person(body), name="", trigger_id=body.get("trigger_id"))
    if refusal is not None:
        with desk.open() as session:
            telling.whisper(session, refusal.mrkdwn, to=who.person(body), now=desk.clock())
    ack()


def by_command(desk: Desk, command: Mapping[str, Any], rest: str) -> Message | None:
    """`/iam user new [name]`. Give the answer; None when the form is on its way instead."""
    word, *name = rest.split(maxsplit=1) or [""]
    if word.lower() != "new":
        return ask_answers.refused("Type `/iam user new`, with a name behind it if you like, such as ann.")
    refusal = _open(desk, by=command["user_id"], name="".join(name).strip(), trigger_id=command["trigger_id"])
    return ask_answers.refused(refusal.mrkdwn) if refusal else None


def submit_details(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any], *, desk: Desk) -> None:
    def go_on(step: "_Step") -> None:
        step.keep(user_form.read_details(step.new, _values(view)))
        faults = new_user.details_at_fault(step.session, step.catalog, step.new)
        step.answer = _errors(faults) or _update(step.permissions())

    ack(**_taken(desk, body, view, go_on))


def submit_permissions(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any], *, desk: Desk) -> None:
    def go_on(step: "_Step") -> None:
        gone = step.keep_permissions(_values(view))
        faults = [*gone, *new_user.permissions_at_fault(step.session, step.catalog, step.new)]
        step.answer = _errors(faults) or _update(step.review())

    ack(**_taken(desk, body, view, go_on))


def submit_review(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any], *, desk: Desk) -> None:
    """File the plan; what has come between since it was reviewed is said on the step where it is mended."""

    def go_on(step: "_Step") -> None:
        step.keep(replace(step.new, reason=user_form_review.read(_values(view))))
        # A view has one id through all its steps and deliveries, so it serves as the trigger of what it files.
        trigger = f"view:{view['id']}"
        number = planning.filed(step.session, trigger)
        step.answer = step.waits(number) if number else step.at_fault() or step.file(trigger)

    ack(**_taken(desk, body, view, go_on))


def go_back(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """To the step before; Slack lets a button change a view by a call alone, which comes right after the answer."""
    view = body.get("view") or {}

    def go_on(step: "_Step") -> None:
        match view.get("callback_id"):
            case user_form.PERMISSIONS:
                step.keep_permissions(_values(view))
            case user_form.REVIEW:
                step.keep(replace(step.new, reason=user_form_review.read(_values(view))))
        step.answer = _update(step.details() if who.value(body) == user_form.DETAILS else step.permissions())

    if view.get("id"):
        answer = _taken(desk, body, view, go_on)
        desk.change_form(answer["view"], view_id=view["id"], version=view.get("hash"))
    ack()


def _open(desk: Desk, *, by: str, name: str, trigger_id: str | None) -> Refusal | None:
    """Begin a draft and show the first step; a trigger without an id opens nothing."""
    try:
        rule = planning.rule(desk.catalog())
    except NobodyApprovesPlans as refusal:
        return refusal
    if trigger_id is not None:
        new = new_user.begun(rule, name)
        with desk.open() as session:
            key = draft.begin(session, new, by=by, now=desk.clock()).key
        desk.show_form(user_form.details(new, key=key, rule=rule), trigger_id=trigger_id, to=by)
    return None


@dataclass
class _Step:
    """One step being taken, within one transaction: what is filled in is kept, and an answer is made of it."""

    session: Session
    catalog: Catalog
    draft: Draft
    by: str
    now: datetime
    answer: dict[str, Any]
    drawn: Drawn | None = None
    """A page whose outlook is to be worked out once Slack has its answer."""

    @property
    def new(self) -> NewUser:
        return self.draft.new_user

    @property
    def account(self) -> str:
        return planning.rule(self.catalog).account

    def keep(self, new: NewUser) -> None:
        self.draft.keep(new, now=self.now)

    def keep_permissions(self, values: Mapping[str, Any]) -> list[new_user.Fault]:
        """Give a fault for each field in which a policy was chosen that is gone since."""
        numbers = user_form_permissions.policy_numbers(values)
        every = [number for those in numbers.values() for number in those]
        arns = account_search.arns_of(self.session, self.account, every)
        new = user_form_permissions.read(self.new, values, arns=arns)
        self.keep(new_user.with_copied_groups(self.session, self.account, new))
        gone = GoneMeanwhile(account=self.account, what="one of these policies")
        return [(field, gone) for field, those in numbers.items() if any(number not in arns for number in those)]

    def details(self, said: str = "") -> View:
        return user_form.details(self.new, key=self.draft.key, rule=planning.rule(self.catalog), said=said)

    def permissions(self, said: str = "") -> View:
        new = self.new
        arns = (*new.new_group_policies, *new.policies)
        return user_form_permissions.render(
            new,
            key=self.draft.key,
            groups=account_search.groups_of(self.session, self.account, new.groups),
            policies=account_search.policies_of(self.session, self.account, arns),
            said=said,
        )

    def review(self) -> View:
        """The page at once; what the user can do is put on it when it is worked out."""
        proposal = new_user.proposal(self.session, self.catalog, self.new)
        drawn = Drawn(self.new, proposal, self.draft.key, planning.rule(self.catalog), drawing=token_urlsafe(16))
        self.drawn, self.draft.drawing = drawn, drawn.drawing
        return drawn.view(Outlook(allows=None))

    def at_fault(self) -> dict[str, Any]:
        """The step on which something is to be mended, with what it is; empty when all is well."""
        if faults := list(new_user.details_at_fault(self.session, self.catalog, self.new)):
            return _update(self.details(_said(faults)))
        if faults := list(new_user.permissions_at_fault(self.session, self.catalog, self.new)):
            return _update(self.permissions(_said(faults)))
        return {}

    def file(self, trigger_id: str) -> dict[str, Any]:
        proposal = new_user.proposal(self.session, self.catalog, self.new)
        try:
            number = planning.file(self.session, proposal, asker=self.by, trigger_id=trigger_id, now=self.now)
        except (PlannedAlready, ReasonTooLong) as refusal:
            return _errors([(user_form_review.REASON, refusal)])
        return self.waits(number)

    def waits(self, number: int) -> dict[str, Any]:
        return _update(user_form_review.filed(number, self.new, rule=planning.rule(self.catalog)))


def _taken(  # what a step is taken with, and what is done in it
    desk: Desk, body: Mapping[str, Any], view: Mapping[str, Any], go_on: Callable[[_Step], None]
) -> dict[str, Any]:
    """Take a step on the form's draft and give the answer to Slack; what needs longer is begun after the commit."""
    by, now, catalog = who.person(body), desk.clock(), desk.catalog()
    if catalog.users is None:
        return _update(user_form.last([blocks.section(NobodyApprovesPlans().mrkdwn)]))
    with desk.open() as session:
        found = draft.of(session, str(view.get("private_metadata") or ""), by=by)
        if found is None:
            return _update(user_form.gone())
        step = _Step(session, catalog, found, by=by, now=now, answer={})
        go_on(step)
    if step.drawn is not None and not user_form_outlook.begin(desk, step.drawn, by=by):
        return _update(step.drawn.view(Outlook(allows=None, said=user_form_review.NOT_WORKED_OUT)))
    return step.answer


def _values(view: Mapping[str, Any]) -> Mapping[str, Any]:
    values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    return values


def _update(view: View) -> dict[str, Any]:
    return {"response_action": "update", "view": view}


def _errors(faults: Iterable[new_user.Fault]) -> dict[str, Any]:
    """All at once, one a field; empty when there are none."""
    said: dict[str, str] = {}
    for field, refusal in faults:
        said.setdefault(field, str(refusal))
    return {"response_action": "errors", "errors": said} if said else {}


def _said(faults: Sequence[new_user.Fault]) -> str:
    return "\n".join(blocks.one_line(refusal.mrkdwn) for _, refusal in faults)
