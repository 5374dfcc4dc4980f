"""`leasehold iam-policy`: what the catalog asks of the bot's own rights, account by account."""

from collections.abc import Iterator, Sequence

from catalog.bundle import Account, Catalog, GroupGiven, PolicyGiven, Users
from iam import own_policy
from iam.own_policy import Document, Grants, OfUsers


def own_account(catalog: Catalog) -> str:
    """The account of the bot's own credentials; where every account has a role, the first."""
    return next(
        (each.name for each in catalog.accounts.values() if each.role_arn is None), next(iter(catalog.accounts))
    )


def asked_of(catalog: Catalog, account: str) -> Grants:
    """All that this account's bundles give, each thing once, in the catalog's order; and how far plans go."""
    given = [each for bundle in catalog.bundles.values() if bundle.account == account for each in bundle.gives]
    policies = tuple(dict.fromkeys(each.policy for each in given if isinstance(each, PolicyGiven)))
    here = catalog.accounts[account]
    users = catalog.users if catalog.users and catalog.users.account == account else None
    boundary = (users.boundary,) if users and users.boundary else ()
    reviewed = tuple(catalog.reviews.reviewers) if users and catalog.reviews else ()
    others = [each.role_arn for each in catalog.accounts.values() if each.role_arn is not None]
    return Grants(
        groups=tuple(dict.fromkeys(each.group for each in given if isinstance(each, GroupGiven))),
        policies=policies,
        account_id=here.id,
        partition=_partition(here, (*policies, *boundary)),
        roles=tuple(others) if here.role_arn is None else (),
        users=_of(users) if users else None,
        reviewed=reviewed,
    )


def notes(catalog: Catalog, account: str, *, grants: Grants, documents: Sequence[Document]) -> Iterator[str]:
    """What an operator should know about these documents, a line each."""
    if len(documents) > 1:
        yield (
            f"one policy would be larger than the {own_policy.LARGEST:,} characters that IAM takes: "
            f"these are {len(documents)}, attach all of them to the role"
        )
    for each in own_policy.denied(grants):
        yield f"the catalog gives {each}, and this policy denies it on purpose: whoever has it can undo every fence"
    if grants.users:
        yield (
            f"plans may write inline policies of every user under {grants.users.path}: IAM cannot check their names; "
            "docs/security.md says what holds the bot to its own"
        )
    if all(each.role_arn is not None for each in catalog.accounts.values()):
        roles = ", ".join(each.role_arn for each in catalog.accounts.values() if each.role_arn is not None)
        yield f"the bot's own credentials need nothing but sts:AssumeRole on {roles}"
    for other in (name for name in catalog.accounts if name != account):
        yield f"account '{other}' needs a policy of its own: leasehold iam-policy --account {other}"


def _of(users: Users) -> OfUsers:
    return OfUsers(path=users.path, boundary=users.boundary, sender=users.sender)


def _partition(account: Account, policies: tuple[str, ...]) -> str:
    """From an ARN that the catalog names there: aws, aws-cn or aws-us-gov."""
    arns = [arn for arn in (account.role_arn, *policies) if arn is not None and arn.startswith("arn:")]
    return arns[0].split(":")[1] if arns else "aws"
