"""Who it is in AWS: the name to call it by, and the unique id that says who is meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Principal:
    """An IAM user. Names come back with other people behind them; a unique id (AIDA…) never does.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    """

    account: str
    name: str
    unique_id: str
    kind: str = "user"
