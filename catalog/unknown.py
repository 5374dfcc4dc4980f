"""What the catalog names and the account does not have."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import process

from catalog.bundle import Catalog, GroupGiven, PolicyGiven
from catalog.mistake import Mistake

Known = Callable[[str, str], bool]
"""Whether the account of that name has the policy or group of that name or ARN."""


@dataclass(frozen=True)
class _Named:
    """A policy or a group as it is written, where in the catalog, and in which account."""

    written: str
    where: str
    account: str
    line: int


def unknown_policies(catalog: Catalog, *, file: str, known: Known, names: Collection[str] = ()) -> tuple[Mistake, ...]:
    """Tell every policy that `known(account, name_or_arn)` denies; `names` are those to suggest from."""
    otherwise = "write the name of an AWS managed policy, or the ARN of any policy"
    return tuple(
        _mistake(each, file=file, kind="policy", advice=_advice(each.written, names, otherwise))
        for each in _in_order(_policies(catalog))
        if not known(each.account, each.written)
    )


def unknown_groups(catalog: Catalog, *, file: str, known: Known, names: Collection[str] = ()) -> tuple[Mistake, ...]:
    """Tell every group that `known(account, group)` denies; `names` are those to suggest from."""
    otherwise = "create it in IAM, or write the name of one that is there"
    return tuple(
        _mistake(each, file=file, kind="group", advice=_advice(each.written, names, otherwise))
        for each in _in_order(_groups(catalog))
        if not known(each.account, each.written)
    )


def _policies(catalog: Catalog) -> Iterator[_Named]:
    for bundle in catalog.bundles.values():
        for given in bundle.gives:
            if isinstance(given, PolicyGiven):
                yield _Named(given.policy, f"bundles.{bundle.name}.gives", account=bundle.account, line=given.line)
    users = catalog.users
    if users and users.boundary:
        yield _Named(users.boundary, "users.boundary", account=users.account, line=users.boundary_line)


def _groups(catalog: Catalog) -> Iterator[_Named]:
    for bundle in catalog.bundles.values():
        for given in bundle.gives:
            if isinstance(given, GroupGiven):
                yield _Named(given.group, f"bundles.{bundle.name}.gives", account=bundle.account, line=given.line)
    users = catalog.users
    if users and users.admin_group:
        yield _Named(users.admin_group, "users.admin_group", account=users.account, line=users.admin_group_line)
    if users and catalog.reviews:
        for group, line in catalog.reviews.lines.items():
            yield _Named(group, "reviews.reviewers", account=users.account, line=line)


def _in_order(named: Iterable[_Named]) -> list[_Named]:
    return sorted(named, key=lambda each: each.line)


def _mistake(each: _Named, *, file: str, kind: str, advice: str) -> Mistake:
    return Mistake(file, each.line, f"{each.where}: account {each.account} has no {kind} {each.written!r}; {advice}")


def _advice(name: str, names: Collection[str], otherwise: str) -> str:
    near = process.extractOne(name, sorted(names), score_cutoff=70)
    return f"did you mean {near[0]!r}?" if near else otherwise
