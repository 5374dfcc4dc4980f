"""What to do about one unused service: the smallest change that keeps whatever was used, or may have been."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from iam import managed_policies
from iam.authorization import PolicyDetail
from iam.checkup_item import listed
from iam.giving_up import Standings, covers, is_solid, solid
from iam.granted import Judged, Service, Source, Standing
from iam.reach import Reach


@dataclass(frozen=True)
class Narrow:
    """A managed policy that could stand in for a wider one: all that it allows holds always and everywhere."""

    name: str
    arn: str
    reach: Reach


def shelf(policies: Iterable[PolicyDetail]) -> list[Narrow]:
    """What this account has to choose from, AWS's own first, then the narrowest first."""
    found = [Narrow(each.name, each.arn, solid([each.document])) for each in policies if is_solid(each.document)]
    return sorted(
        found, key=lambda each: (not managed_policies.is_of_aws(each.arn), len(each.reach.services), each.arn)
    )


def suggestion(each: Standings, service: Service, standings: Sequence[Standings], *, shelf: Sequence[Narrow]) -> str:
    """Say it. What is given up already is named as that; of what stays, the service is taken out."""
    staying = [source for source in service.sources if source in each.left]
    if not staying:
        return _given_up(each, service.sources[0]) if service.sources else _OUT_OF_ALL
    if each.judged.reach.is_administrator:
        return as_administrator(each.judged)
    source = staying[0]
    if source.group is None:
        return _of_its_own(each, service, source, shelf=shelf)
    return _of_a_group(each, service, source, standings, shelf=shelf)


def as_administrator(judged: Judged) -> str:
    """What to do with somebody who may do everything: one sentence, not four hundred."""
    used = sorted(each.prefix for each in judged.those(Standing.used))
    if not used:
        return "lease it when it is needed, in place of standing access"
    return f"give what is used ({listed(used)}) by a group, and lease the rest when it is needed"


def given_up(name: str, source: Source) -> str:
    """How somebody is rid of a policy of one's own."""
    verb = f"detach {source.name}" if source.arn else f"delete the inline policy {source.name}"
    return f"{verb} from {name}"


def after_a_look(first: Sequence[str]) -> str:
    """What is said with it where part of a used service would go too; nothing where none would."""
    return f", after a look at what of {listed(first)} only it gives" if first else ""


def _given_up(each: Standings, source: Source) -> str:
    name = each.judged.holder.name
    look = after_a_look(each.looked_at.get(source.group or source.subject, ()))
    if source.group is None:
        return f"{given_up(name, source)}{look}"
    if any(other.group == source.group for other in each.left):
        return f"detach {source.name} from the group {source.group}"
    return f"take {name} out of the group {source.group}{look}"


def _of_its_own(each: Standings, service: Service, source: Source, *, shelf: Sequence[Narrow]) -> str:
    if source.arn is None:
        return f"take {service.prefix} out of the inline policy {source.name}"
    narrow = _narrower(source, service, [each], shelf=shelf)
    if narrow:
        return f"attach {narrow.name} in place of {source.name}: it covers all that was used"
    return f"replace {source.name} by a policy without {service.prefix}; {_kept(each, source)}"


def _of_a_group(
    each: Standings, service: Service, source: Source, standings: Sequence[Standings], *, shelf: Sequence[Narrow]
) -> str:
    holding = [other for other in standings if source in other.left]
    others = [other for other in holding if other is not each]
    using = [other.judged.holder.name for other in others if _is(Standing.used, service)(other)]
    if using:
        return (
            f"a group of its own without {service.prefix} for {each.judged.holder.name}: "
            f"in {source.group} it is used by {listed(using)}"
        )
    if any(_is(Standing.unknown, service)(other) for other in others):
        return f"ask the others in {source.group}: of some of them no use of {service.prefix} is known yet"
    if source.arn is None:
        return f"take {service.prefix} out of {source.name} in the group {source.group}: nobody in it uses it"
    narrow = _narrower(source, service, holding, shelf=shelf)
    if narrow:
        return (
            f"in the group {source.group}, attach {narrow.name} in place of {source.name}: it covers all that was used"
        )
    return (
        f"in the group {source.group}, replace {source.name} by a policy without {service.prefix}: nobody in it uses it"
    )


def _narrower(
    source: Source, service: Service, holding: Sequence[Standings], *, shelf: Sequence[Narrow]
) -> Narrow | None:
    """The first that gives nothing more, not this service, and all of what any of them used or may have used."""
    given = source.reach
    if given.denies or given.unread:
        return None
    needed = [
        allowed
        for allowed in given.services
        if any(
            not _is(Standing.unused, allowed.prefix)(each) and allowed.prefix in each.judged.services
            for each in holding
        )
    ]
    return next(
        (
            narrow
            for narrow in shelf
            if narrow.arn != source.arn
            and not narrow.reach.of(service.prefix).chosen
            and all(covers(narrow.reach.of(allowed.prefix), allowed) for allowed in needed)
            and all(covers(given.of(allowed.prefix), allowed) for allowed in narrow.reach.services)
        ),
        None,
    )


def _kept(each: Standings, source: Source) -> str:
    services = {allowed.prefix for allowed in source.reach.services}
    used = sorted(service.prefix for service in each.judged.those(Standing.used) if service.prefix in services)
    unknown = sum(service.prefix in services for service in each.judged.those(Standing.unknown))
    also = f", and of {unknown} more nothing is known" if unknown else ""
    return f"used of it: {listed(used)}{also}" if used else f"nothing of it is known to be used{also}"


def _is(standing: Standing, service: Service | str) -> Callable[[Standings], bool]:
    prefix = service if isinstance(service, str) else service.prefix

    def asked(each: Standings) -> bool:
        found = each.judged.services.get(prefix)
        return found is not None and found.standing == standing

    return asked


_OUT_OF_ALL = "take it out of the policies that give it"
