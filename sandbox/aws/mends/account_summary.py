"""GetAccountSummary: the fields that moto leaves out."""

from moto.iam import models

from sandbox.aws.mends import wrapping

_ALSO = {"AccountPasswordPresent": 1}


def install() -> None:
    known = vars(models.AccountSummary)["summary_map"].fget
    wrapping.replace(models.AccountSummary, "summary_map", property(lambda summary: known(summary) | _ALSO))
