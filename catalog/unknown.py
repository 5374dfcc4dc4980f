"""What the catalog gives and the account does not have."""

from collections.abc import Callable, Collection, Iterator

from rapidfuzz import process

from catalog.bundle import Bundle, Catalog, GroupGiven, PolicyGiven
from catalog.mistake import Mistake

Known = Callable[[str, str], bool]
"""Whether the account of that name has the policy or group of that name or ARN."""


def unknown_policies(catalog: Catalog, *, file: str, known: Known, names: Collection[str] = ()) -> tuple[Mistake, ...]:
    """Tell every policy that `known(account, name_or_arn)` denies; `names` are those to suggest from."""
    return tuple(
        Mistake(
            file,
            given.line,
            f"bundles.{bundle.name}.gives: account {bundle.account} has no policy {given.policy!r}; "
            + _advice(given.policy, names, "write the name of an AWS managed policy, or the ARN of any policy"),
        )
        for bundle, given in _given(catalog)
        if isinstance(given, PolicyGiven) and not known(bundle.account, given.policy)
    )


def unknown_groups(catalog: Catalog, *, file: str, known: Known, names: Collection[str] = ()) -> tuple[Mistake, ...]:
    """Tell every group that `known(account, group)` denies; `names` are those to suggest from."""
    return tuple(
        Mistake(
            file,
            given.line,
            f"bundles.{bundle.name}.gives: account {bundle.account} has no group {given.group!r}; "
            + _advice(given.group, names, "create it in IAM, or write the name of one that is there"),
        )
        for bundle, given in _given(catalog)
        if isinstance(given, GroupGiven) and not known(bundle.account, given.group)
    )


def _given(catalog: Catalog) -> Iterator[tuple[Bundle, GroupGiven | PolicyGiven]]:
    return (
        (bundle, given)
        for bundle in sorted(catalog.bundles.values(), key=lambda bundle: bundle.line)
        for given in bundle.gives
    )


def _advice(name: str, names: Collection[str], otherwise: str) -> str:
    near = process.extractOne(name, sorted(names), score_cutoff=70)
    return f"did you mean {near[0]!r}?" if near else otherwise
