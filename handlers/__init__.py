"""What people can do in Slack: the routing table, one line a gesture."""

import re
from collections.abc import Callable
from functools import partial
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
EVENTS = ("user_change", "app_home_opened")
ANY = re.compile(".*", re.DOTALL)


def register(app: App, desk: Desk) -> None:
    """Tell Bolt which gesture goes where; the last lines of each kind take what no other knows."""

    def at_desk(listener: Callable[..., None]) -> Callable[..., Any]:
        return partial(listener, desk=desk)

    app.command(COMMAND)(at_desk(command_line.handle))
    app.shortcut(SHORTCUT)(at_desk(asking_form.open_form))
    app.shortcut(NEW_USER)(at_desk(user_form.open_form))
    app.options(ask_form.BUNDLE)(at_desk(asking_form.search))
    app.view(ask_form.FORM)(at_desk(asking_form.submit))
    app.options(user_form_permissions.GROUPS)(at_desk(user_form_choices.groups))
    app.options(user_form_permissions.LIKE)(at_desk(user_form_choices.users))
    app.options(user_form_permissions.NEW_GROUP_POLICIES)(at_desk(user_form_choices.policies))
    app.options(user_form_permissions.POLICIES)(at_desk(user_form_choices.policies))
    app.view(new_user_form.DETAILS)(at_desk(user_form.submit_details))
    app.view(new_user_form.PERMISSIONS)(at_desk(user_form.submit_permissions))
    app.view(new_user_form.REVIEW)(at_desk(user_form.submit_review))
    app.view(form_of_review.FORM)(at_desk(review_form.submit))
    app.view(deny_form.FORM)(at_desk(answer_buttons.deny))
    app.action(request_card.APPROVE)(at_desk(answer_buttons.approve))
    app.action(request_card.DENY)(at_desk(answer_buttons.ask_why))
    app.action(request_card.REVOKE)(at_desk(lease_buttons.revoke))
    app.action(group_page.WHO_USES)(at_desk(group_command.who_uses))
    app.action(plan_card.UNDO)(at_desk(plan_buttons.undo))
    app.action(checkup_page.MEND)(at_desk(mend_button.mend))
    app.action(finding_words.TAKE)(at_desk(nag_buttons.take_back))
    app.action(finding_words.LEASE)(at_desk(nag_buttons.lease))
    app.action(finding_words.KEEP)(at_desk(nag_buttons.ask_why))
    app.action(finding_words.DISOWN)(at_desk(nag_buttons.disown))
    app.action(finding_words.UNDO)(at_desk(nag_buttons.undo))
    app.action(reminder_notice.MORE)(at_desk(nag_buttons.show_more))
    app.action(more_findings.EARLIER)(at_desk(nag_buttons.turn))
    app.action(more_findings.NEXT)(at_desk(nag_buttons.turn))
    app.view(keep_form.FORM)(at_desk(nag_buttons.keep))
    app.action(review_card.REVIEW)(at_desk(review_form.open_form))
    app.action(receipt.CANCEL)(at_desk(cancel_button.click))
    app.action(lease_notice.GIVE_BACK)(at_desk(lease_buttons.give_back))
    app.action(invitation.SHOW_SIGN_IN)(at_desk(credential_buttons.show))
    app.action(invitation.CREATE_KEY)(at_desk(credential_buttons.show))
    app.action(keys_page.ROTATE)(at_desk(keys_command.rotate))
    app.action(keys_page.USE_NEW)(at_desk(keys_command.use_the_new_one))
    app.action(keys_page.DEACTIVATE)(at_desk(keys_command.make_inactive))
    app.action(keys_page.ACTIVATE)(at_desk(keys_command.make_active_again))
    app.action(keys_page.DELETE)(at_desk(keys_command.delete))
    app.action(home_page.ASK)(at_desk(asking_form.open_form))
    app.action(home_page.ASK_FOR)(at_desk(asking_form.open_for_bundle))
    app.action(home_page.NEW_USER)(at_desk(user_form.open_form))
    app.action(new_user_form.BACK)(at_desk(user_form.go_back))
    app.action(home_page.TURN)(at_desk(home_tab.turn))
    app.event("user_change")(at_desk(changed_people.forget))
    app.event("app_home_opened")(at_desk(home_tab.opened))
    app.action(ANY)(at_desk(strays.button))
    app.view(ANY)(strays.form)
    app.options(ANY)(strays.options)
