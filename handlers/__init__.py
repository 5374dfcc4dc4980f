"""What people can do in Slack: the routing table, one line a gesture."""

import re
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

from slack_bolt import App

from handlers import (
    answer_buttons,
    asking_form,
    cancel_button,
    changed_people,
    command_line,
    credential_buttons,
    group_command,
    home_tab,
    keys_command,
    lease_buttons,
    mend_button,
    nag_buttons,
    plan_buttons,
    review_form,
    strays,
    user_form,
    user_form_choices,
    who,
)
from handlers.desk import Desk
from messages import (
    ask_form,
    checkup_page,
    deny_form,
    finding_words,
    group_page,
    home_page,
    invitation,
    keep_form,
    keys_page,
    lease_notice,
    more_findings,
    plan_card,
    receipt,
    reminder_notice,
    request_card,
    review_card,
    user_form_permissions,
)
from messages import review_form as form_of_review
from messages import user_form as new_user_form

COMMAND = "/iam"
SHORTCUT = "request-access"
NEW_USER = "create-iam-user"
ANY = re.compile(".*", re.DOTALL)
Listener = Callable[..., None]

SHORTCUTS: Mapping[str, Listener] = {
    SHORTCUT: asking_form.open_form,
    NEW_USER: user_form.open_form,
}
ACTIONS: Mapping[str, Listener] = {
    request_card.APPROVE: answer_buttons.approve,
    request_card.DENY: answer_buttons.ask_why,
    request_card.REVOKE: lease_buttons.revoke,
    group_page.WHO_USES: group_command.who_uses,
    plan_card.UNDO: plan_buttons.undo,
    checkup_page.MEND: mend_button.mend,
    finding_words.TAKE: nag_buttons.take_back,
    finding_words.LEASE: nag_buttons.lease,
    finding_words.KEEP: nag_buttons.ask_why,
    finding_words.DISOWN: nag_buttons.disown,
    finding_words.UNDO: nag_buttons.undo,
    reminder_notice.MORE: nag_buttons.show_more,
    more_findings.EARLIER: nag_buttons.turn,
    more_findings.NEXT: nag_buttons.turn,
    review_card.REVIEW: review_form.open_form,
    receipt.CANCEL: cancel_button.click,
    lease_notice.GIVE_BACK: lease_buttons.give_back,
    invitation.SHOW_SIGN_IN: credential_buttons.show,
    invitation.CREATE_KEY: credential_buttons.show,
    keys_page.ROTATE: keys_command.rotate,
    keys_page.USE_NEW: keys_command.use_the_new_one,
    keys_page.DEACTIVATE: keys_command.make_inactive,
    keys_page.ACTIVATE: keys_command.make_active_again,
    keys_page.DELETE: keys_command.delete,
    home_page.ASK: asking_form.open_form,
    home_page.ASK_FOR: asking_form.open_for_bundle,
    home_page.NEW_USER: user_form.open_form,
    new_user_form.BACK: user_form.go_back,
    home_page.TURN: home_tab.turn,
}
VIEWS: Mapping[str, Listener] = {
    ask_form.FORM: asking_form.submit,
    new_user_form.DETAILS: user_form.submit_details,
    new_user_form.PERMISSIONS: user_form.submit_permissions,
    new_user_form.REVIEW: user_form.submit_review,
    form_of_review.FORM: review_form.submit,
    deny_form.FORM: answer_buttons.deny,
    keep_form.FORM: nag_buttons.keep,
}
OPTIONS: Mapping[str, Listener] = {
    ask_form.BUNDLE: asking_form.search,
    user_form_permissions.GROUPS: user_form_choices.groups,
    user_form_permissions.LIKE: user_form_choices.users,
    user_form_permissions.NEW_GROUP_POLICIES: user_form_choices.policies,
    user_form_permissions.POLICIES: user_form_choices.policies,
}
EVENTS: Mapping[str, Listener] = {
    "user_change": changed_people.forget,
    "app_home_opened": home_tab.opened,
}


def register(app: App, desk: Desk) -> None:
    """Tell Bolt which gesture goes where; what carries nothing of ours goes where the last lines send the unknown."""

    def at_desk(listener: Listener) -> Listener:
        return partial(listener, desk=desk)

    app.command(COMMAND)(at_desk(command_line.handle))
    for listen, table in ((app.shortcut, SHORTCUTS), (app.options, OPTIONS), (app.event, EVENTS)):
        for name, listener in table.items():
            listen(name)(at_desk(listener))
    for listen, table, stray in ((app.action, ACTIONS, strays.button), (app.view, VIEWS, strays.form)):
        for name, listener in table.items():
            listen(name)(_unless_a_stray(at_desk(listener), at_desk(stray), reads_as=listener))
        listen(ANY)(at_desk(stray))
    app.shortcut(ANY)(at_desk(strays.shortcut))
    app.options(ANY)(strays.options)


def _unless_a_stray(listener: Listener, stray: Listener, *, reads_as: Listener) -> Listener:
    """What the listener finds to be none of ours goes to `stray`. Bolt hands in what `reads_as` takes by name."""

    @wraps(reads_as)
    def listen(**given: Any) -> None:  # noqa: ANN401 (Bolt's: an Ack, and what it read out of the payload)
        try:
            listener(**given)
        except who.NotOurs:
            stray(ack=given["ack"], body=given["body"])

    return listen
