"""From the catalog's file to the catalog."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from catalog import document, load_bundle, load_nags, load_reviews, load_users, shapes
from catalog.bundle import Account, Bundle, Catalog, Reviews
from catalog.document import Place
from catalog.mistake import Mistake, Mistakes, Unreadable
from catalog.unknown import Has, unknown, unknown_groups, unknown_policies

__all__ = ["Has", "Mistake", "Unreadable", "parse", "read", "unknown", "unknown_groups", "unknown_policies"]


def read(path: Path) -> Catalog:
    """Read a file; raise Unreadable with all that is wrong with it, by line."""
    return parse(text_of(path), file=str(path))


def text_of(path: Path) -> str:
    """What stands in the file; raise Unreadable when it is no text, or too long for one."""
    mistakes = Mistakes(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(document.LARGEST + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        mistakes.add(0, f"cannot be read: {error.strerror}; LEASEHOLD_CATALOG says where the catalog is")
    except UnicodeDecodeError as error:
        # A file cut at the limit may end inside a character; its size is what is wrong with it then.
        if len(content) > document.LARGEST:
            mistakes.add(1, document.TOO_LARGE)
        else:
            line = content.count(b"\n", 0, error.start) + 1
            mistakes.add(line, f"expected UTF-8, found the byte 0x{content[error.start]:02X}; save it as UTF-8")
    mistakes.stop_if_any()
    return text


@lru_cache(maxsize=1)
def parse(text: str, *, file: str) -> Catalog:
    """Read a text; raise Unreadable with all that is wrong with it, by line.

    A catalog never changes, so the last good one is kept: who is forked after it was read need not read it again.
    """
    mistakes = Mistakes(file)
    root = document.root(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), mistakes)
    catalog = _catalog(root) if root else None
    mistakes.stop_if_any(partly=catalog and _reachable(catalog))
    if catalog is None:
        raise AssertionError("a catalog is left out only with a mistake told")
    return catalog


def _reachable(catalog: Catalog) -> Catalog:
    """Leave out the accounts whose name or role could not be read: without it they would be looked for elsewhere."""
    kept = {
        name: account
        for name, account in catalog.accounts.items()
        if shapes.NAME.fullmatch(name) and account.role_arn != ""
    }
    return replace(catalog, accounts=MappingProxyType(kept))


def _catalog(root: Place) -> Catalog:
    """Read every section; what could not be read is empty here, and told."""
    fields = root.fields(
        required=("version", "admins", "channels", "bundles"),
        optional=("identity", "accounts", "nags", "users", "reviews"),
    )
    _version(fields.get("version"))
    admins = load_bundle.approvers(fields["admins"]) if "admins" in fields else ()
    approvals, nags_channel = _channels(fields.get("channels"))
    accounts = _accounts(fields.get("accounts"))
    return Catalog(
        version=1,
        admins=admins,
        approvals_channel=approvals,
        nags_channel=nags_channel,
        identity_tag=_identity_tag(fields.get("identity")),
        accounts=MappingProxyType(accounts),
        nags=load_nags.nags(fields["nags"]) if "nags" in fields else None,
        bundles=MappingProxyType(_bundles(fields.get("bundles"), accounts)),
        users=load_users.users(fields["users"], accounts=accounts, channel=approvals) if "users" in fields else None,
        reviews=_reviews(fields, channel=approvals),
    )


def _reviews(fields: Mapping[str, Place], *, channel: str) -> Reviews | None:
    if "reviews" not in fields:
        return None
    return load_reviews.reviews(fields["reviews"], channel=channel, has_users="users" in fields)


def _version(place: Place | None) -> None:
    if place and (place.kind, place.node.value) != ("int", "1"):
        place.wrong(f"expected 1, the one version there is, found {place.found}")


def _channels(place: Place | None) -> tuple[str, str]:
    fields = place.fields(required=("approvals",), optional=("nags",)) if place else {}
    approvals = load_bundle.channel(fields["approvals"]) if "approvals" in fields else None
    nags = load_bundle.channel(fields["nags"]) if "nags" in fields else approvals
    return approvals or "", nags or ""


def _identity_tag(place: Place | None) -> str:
    fields = place.fields(required=("tag",)) if place else {}
    if "tag" not in fields:
        return "email"
    return fields["tag"].text("the key of an IAM tag, such as email", shape=shapes.TAG_KEY) or ""


def _accounts(place: Place | None) -> dict[str, Account]:
    if place is None:
        return {"main": Account("main", id=None, role_arn=None)}
    entries = place.entries("a mapping of account names, such as main: {}")
    if entries == {}:
        place.wrong("expected at least one account; write main: {} or leave 'accounts' out")
    read = {name: _account(name, entry) for name, entry in (entries or {}).items()}
    _refuse_one_account_twice(read, entries or {})
    return read


def _account(name: str, place: Place) -> Account:
    load_bundle.check_name(name, place, kind="an account")
    fields = place.fields(required=(), optional=("id", "role_arn"))
    id_ = role = None
    if "id" in fields:
        id_ = fields["id"].text("the twelve digits of an AWS account in quotes", shape=shapes.ACCOUNT_ID)
    if "role_arn" in fields:
        expected = "the ARN of a role, such as arn:aws:iam::222222222222:role/leasehold"
        role = fields["role_arn"].text(expected, shape=shapes.ROLE_ARN) or ""
    owner = _account_in(role)
    if role and id_ and owner != id_:
        fields["role_arn"].wrong(f"expected a role of account {id_}, found one of {owner}; correct one of the two")
    return Account(name, id=id_ or owner, role_arn=role)


def _account_in(role_arn: str | None) -> str | None:
    shape = shapes.ROLE_ARN.fullmatch(role_arn or "")
    return shape["account"] if shape else None


def _refuse_one_account_twice(accounts: Mapping[str, Account], entries: Mapping[str, Place]) -> None:
    """Two names for one account would hide from each other what is held in it."""
    seen: dict[str, str] = {}
    for name, account in accounts.items():
        keys = [account.id] if account.id else []
        keys += [] if account.role_arn is not None else ["of the bot's own credentials"]
        for key in keys:
            if key in seen:
                entries[name].wrong(f"the account {key} is {seen[key]!r} already; give it one name")
            seen.setdefault(key, name)


def _bundles(place: Place | None, accounts: Mapping[str, Account]) -> dict[str, Bundle]:
    entries = place.entries("a mapping of bundle names") if place else {}
    if place and entries == {}:
        place.wrong("expected at least one bundle, found none; without one nothing can be asked for")
    return {name: load_bundle.bundle(name, entry, accounts=accounts) for name, entry in (entries or {}).items()}
