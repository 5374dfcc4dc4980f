"""What to do about one unused service: the smallest change that keeps whatever was used, or may have been."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from iam import managed_policies
from iam.authorization import PolicyDetail
from iam.checkup_item import listed
from iam.giving_up import Standings, covers, is_solid, solid
from iam.granted import Judged, Service, Source, Standing
from iam.reach import Allowed, Reach
from iam.remedies import Remedy

BUNDLE = "bundle:"
"""How the ARN of what is no policy begins: a bundle of the catalog, which is leased when it is needed."""


@dataclass(frozen=True)
class Narrow:
    """A managed policy, or a bundle, that could stand in for a wider one: it holds always and everywhere."""

    name: str
    arn: str
    reach: Reach


class Suggesting:
    """Says it for one holder after the other. What is the same for all of a group is worked out once."""

    def __init__(self, standings: Iterable[Standings], policies: Iterable[PolicyDetail]) -> None:
        """`policies` are those that may be proposed: the account's, and whatever else is known of AWS's."""
        self._holding: dict[_Place, list[Standings]] = {}
        for each in standings:
            for source in each.left:
                self._holding.setdefault(_place(source), []).append(each)
        self._policies = {each.arn: each for each in policies}
        self._within: dict[str, list[Narrow]] = {}
        self._needed: dict[tuple[str, _Place], list[Allowed]] = {}
        self._of_groups: dict[tuple[_Place, str], str] = {}
        self._kept: dict[tuple[str, _Place], str] = {}

    def of(self, each: Standings, service: Service) -> tuple[str, Remedy]:
        """What is given up already is named as that; of what stays, the service is taken out."""
        staying = [source for source in service.sources if source in each.left]
        if not staying:
            return each.all_given_up(service.sources) if service.sources else (OUT_OF_ALL, ())
        return self._of_what_stays(each, service.prefix, staying[0]), ()

    def of_a_group(self, service: Service) -> str:
        """For a group, of what nobody in it uses."""
        staying = [source for source in service.sources if _place(source) in self._holding]
        return self._of_a_group(service.prefix, staying[0]) if staying else "nobody is in it"

    def _of_what_stays(self, each: Standings, prefix: str, source: Source) -> str:
        if each.judged.reach.is_administrator:
            return as_administrator(each.judged)
        if source.group is None:
            return self._of_its_own(each, prefix, source)
        key = _place(source), prefix
        if key not in self._of_groups:
            self._of_groups[key] = self._of_a_group(prefix, source)
        return self._of_groups[key]

    def _of_its_own(self, each: Standings, prefix: str, source: Source) -> str:
        if source.arn is None:
            return f"take {prefix} out of the inline policy {source.name}"
        narrow = self._narrower(source, prefix, [each])
        if narrow:
            return _in_place(narrow, source)
        key = each.judged.holder.arn, _place(source)
        if key not in self._kept:
            self._kept[key] = _kept(each, source)
        return f"replace {source.name} by a policy without {prefix}; {self._kept[key]}"

    def _of_a_group(self, prefix: str, source: Source) -> str:
        """For whoever in the group does not use it; so whoever uses it is somebody else."""
        holding = self._holding[_place(source)]
        using = [each.judged.holder.name for each in holding if _standing(each, prefix) == Standing.used]
        if using:
            return f"a group of its own without {prefix}: in {source.group} it is used by {listed(using)}"
        if any(_standing(each, prefix) == Standing.unknown for each in holding):
            return f"ask the others in {source.group}: of some of them no use of {prefix} is known yet"
        if source.arn is None:
            return f"take {prefix} out of {source.name} in the group {source.group}: nobody in it uses it"
        narrow = self._narrower(source, prefix, holding)
        if narrow:
            does = _in_place(narrow, source)
        else:
            does = f"replace {source.name} by a policy without {prefix}: nobody in it uses it"
        return f"in the group {source.group}, {does}"

    def _narrower(self, source: Source, prefix: str, holding: Sequence[Standings]) -> Narrow | None:
        """The first that gives nothing more, not this service, and all of what any of them used or may have used."""
        fitting = [narrow for narrow in self._within_of(source) if not _gives(narrow, prefix)]
        if not fitting:
            return None
        needed = self._needed_of(source, holding)
        keeps = (
            narrow for narrow in fitting if all(covers(narrow.reach.of(allowed.prefix), allowed) for allowed in needed)
        )
        return next(keeps, None)

    def _needed_of(self, source: Source, holding: Sequence[Standings]) -> list[Allowed]:
        key = holding[0].judged.holder.arn if source.group is None else "", _place(source)
        if key not in self._needed:
            self._needed[key] = [
                allowed
                for allowed in source.reach.services
                if any(_standing(each, allowed.prefix) in _TO_KEEP for each in holding)
            ]
        return self._needed[key]

    @cached_property
    def _shelf(self) -> list[Narrow]:
        """AWS's own first and bundles last, then the narrowest; read once something narrower is looked for."""
        kept = [each for each in self._policies.values() if is_solid(each.document)]
        found = [Narrow(each.name, each.arn, solid([each.document])) for each in kept]
        return sorted(found, key=lambda each: (_rank(each), len(each.reach.services), each.arn))

    def _within_of(self, source: Source) -> list[Narrow]:
        """What gives nothing that this policy does not give."""
        if source.document not in self._within:
            given = source.reach
            self._within[source.document] = (
                []
                if given.denies or given.unread
                else [
                    narrow
                    for narrow in self._shelf
                    if narrow.arn != source.arn
                    and all(covers(given.of(allowed.prefix), allowed) for allowed in narrow.reach.services)
                ]
            )
        return self._within[source.document]


def as_administrator(judged: Judged) -> str:
    """What to do with somebody who may do everything: one sentence, not four hundred."""
    if not judged.used:
        return "lease it when it is needed, in place of standing access"
    return f"give what is used ({listed(judged.used)}) by a group, and lease the rest when it is needed"


def given_up(name: str, source: Source) -> str:
    """How somebody is rid of a policy of one's own."""
    verb = f"detach {source.name}" if source.arn else f"delete the inline policy {source.name}"
    return f"{verb} from {name}"


def _in_place(narrow: Narrow, source: Source) -> str:
    does = f"lease the bundle {narrow.name}" if narrow.arn.startswith(BUNDLE) else f"attach {narrow.name}"
    return f"{does} in place of {source.name}: it covers all that was used"


def _rank(narrow: Narrow) -> int:
    if narrow.arn.startswith(BUNDLE):
        return 2
    return 0 if managed_policies.is_of_aws(narrow.arn) else 1


def _kept(each: Standings, source: Source) -> str:
    services = {allowed.prefix for allowed in source.reach.services}
    used = [prefix for prefix in each.judged.used if prefix in services]
    unknown = sum(service.prefix in services for service in each.judged.those(Standing.unknown))
    also = f", and of {unknown} more nothing is known" if unknown else ""
    return f"used of it: {listed(used)}{also}" if used else f"nothing of it is known to be used{also}"


def _gives(narrow: Narrow, prefix: str) -> bool:
    allowed = narrow.reach.of(prefix)
    return allowed.is_something


def _standing(each: Standings, prefix: str) -> Standing | None:
    """None: it was not allowed there."""
    found = each.judged.service(prefix)
    return found.standing if found else None


def _place(source: Source) -> "_Place":
    return source.group, source.subject


_Place = tuple[str | None, str]
_TO_KEEP = frozenset({Standing.used, Standing.unknown})
OUT_OF_ALL = "take it out of the policies that give it"
