"""What the catalog names and the account does not have."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import process

from catalog import document
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


@dataclass(frozen=True)
class Has:
    """What an account has; None: it could not be looked at, and nothing is said about it."""

    groups: frozenset[str] | None
    """By name."""
    policies: Mapping[str, str] | None
    """Name by ARN: AWS's own and the account's."""

    def has_group(self, name: str) -> bool:
        return self.groups is None or name in self.groups

    def has_policy(self, written: str) -> bool:
        """Whether there is a policy of that ARN, or one of AWS's of that name."""
        if self.policies is None or written in self.policies:
            return True
        return written in self.names_of_aws

    @cached_property
    def names_of_aws(self) -> frozenset[str]:
        """The names by which AWS's own policies may be written."""
        return frozenset(name for arn, name in (self.policies or {}).items() if ":aws:policy/" in arn)


_UNSEEN: Final = Has(groups=None, policies=None)


def unknown(catalog: Catalog, *, file: str, accounts: Mapping[str, Has]) -> tuple[Mistake, ...]:
    """Tell every policy, then every group, that its account does not have; of an account not given here, nothing."""

    def has(account: str) -> Has:
        return accounts.get(account, _UNSEEN)

    policies = {name for each in accounts.values() for name in each.names_of_aws}
    groups = {name for each in accounts.values() for name in each.groups or ()}
    return (
        *unknown_policies(catalog, file=file, known=lambda at, written: has(at).has_policy(written), names=policies),
        *unknown_groups(catalog, file=file, known=lambda at, name: has(at).has_group(name), names=groups),
    )


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
                yield _Named(
                    given.policy,
                    f"bundles.{document.shown(bundle.name)}.gives",
                    account=bundle.account,
                    line=given.line,
                )
    users = catalog.users
    if users and users.boundary:
        yield _Named(users.boundary, "users.boundary", account=users.account, line=users.boundary_line)


def _groups(catalog: Catalog) -> Iterator[_Named]:
    for bundle in catalog.bundles.values():
        for given in bundle.gives:
            if isinstance(given, GroupGiven):
                yield _Named(
                    given.group, f"bundles.{document.shown(bundle.name)}.gives", account=bundle.account, line=given.line
                )
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
