"""Advising: what a user, a group or a role was granted and does not use, and what could go."""

from typing import Any

from catalog.bundle import Catalog, GroupGiven, PolicyGiven
from iam import advice_apart
from iam.faults import Later
from iam.risk_apart import Undone
from models.inquiry import Inquiry
from workflow import bundle_texts, inquirers, policy, policy_reading, whom
from workflow.means import Means
from workflow.refusals.plans import NobodyToAdvise

UNUSED = 90
"""Days, where the catalog names none."""

Answer = dict[str, Any]


def found(means: Means, inquiry: Inquiry, asker: policy.Somebody) -> Answer:
    """The answer as JSON. Raises a Refusal, Never, and Later."""
    inquirers.check_may_know(means, asker, inquiry.about)
    about = inquiry.about
    if whom.slack_id(about) is not None:
        about = whom.user(means, about, account=inquiry.account, asked_at=inquiry.asked_at).arn
    catalog = means.catalog()
    way = means.accounts.way(inquiry.account)
    with means.database.go_through() as session:
        bundles = bundle_texts.of(session, catalog, inquiry.account)
        offered = [*policy_reading.of_aws(session), *bundles]
    try:
        told = advice_apart.told(way, about, days=_days(catalog), now=means.clock(), offered=offered)
    except Undone as fault:
        raise Later(str(fault)) from fault
    if told is None:
        raise NobodyToAdvise(name=about[:128], account=inquiry.account)
    spare = told.pop("spare")
    return told | {"account": inquiry.account, "bundles": _bundles(catalog, inquiry.account, spare)}


def _days(catalog: Catalog) -> int:
    return catalog.nags.unused_days if catalog.nags is not None else UNUSED


def _bundles(catalog: Catalog, account: str, spare: list[dict[str, str | None]]) -> list[str]:
    """Those that give for a while some of what stands there unused."""
    groups, policies = {each["group"] for each in spare}, {each["arn"] for each in spare if each["arn"]}
    names = policies | {arn.rpartition("/")[2] for arn in policies if ":aws:policy/" in arn}

    def gives_some(one: GroupGiven | PolicyGiven) -> bool:
        return one.group in groups if isinstance(one, GroupGiven) else one.policy in names

    bundles = [each for each in catalog.bundles.values() if each.account == account]
    return sorted(each.name for each in bundles if any(map(gives_some, each.gives)))
