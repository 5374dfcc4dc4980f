"""The administrators' DM about a bundle of which nobody used a part: the evidence, and the entry as a diff."""

from collections.abc import Mapping
from typing import Any

from messages import blocks, message, wording
from messages.blocks import code, escaped
from messages.message import Message
from models.trimming import Trimming

DAYS = 90
_NAMED = 12
_DIFF_LIMIT = 2_800


def render(found: Trimming) -> Message:
    lost = sorted({name for cut in found.cuts for name in cut["lost"]}, key=str.casefold)
    leases = wording.counted(found.leases, "lease", "leases")
    bundle = f"*{escaped(found.bundle, 80)}*"
    said = f"In the last {DAYS} days nobody used {_listed(lost)} by {bundle}. That is known of all its {leases}."
    return message.of(
        f"{bundle} gives more than is used: {said}",
        [
            blocks.section(f"*A bundle gives more than is used*\n{said}"),
            blocks.bullets("*What could go*", [_line(cut) for cut in found.cuts], limit=2_000),
            blocks.preformatted(found.diff, _DIFF_LIMIT),
            blocks.context(
                f"As of {wording.date(found.proposed_at)}, by AWS's Access Advisor. Nothing is changed by this: the "
                "change is yours to make in the catalog's file, and what is live stays as it was approved."
            ),
        ],
    )


def _line(cut: Mapping[str, Any]) -> str:
    what = f"the {'IAM group' if cut['kind'] == 'group' else 'policy'} {code(cut['given'])}"
    loses = f"it loses {_listed(cut['lost'])}, and nothing that was used"
    if cut["instead"] is None:
        return f"{what} taken out: {loses}"
    return f"the AWS managed policy {code(cut['instead'])} in place of {what}: {loses}"


def _listed(names: list[str]) -> str:
    shown = [escaped(each, 60) for each in names[:_NAMED]]
    more = [wording.counted(len(names) - _NAMED, "more service", "more services")] if len(names) > _NAMED else []
    return wording.together([*shown, *more])
