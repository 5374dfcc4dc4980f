"""What to do about one unused action: the smallest change that keeps whatever others use."""

from collections.abc import Iterable

from iam import managed_policies, narrowing
from iam.checkup_item import listed
from iam.giving_up import Standings
from iam.granted import Action, Source
from iam.remedies import Remedy


class Suggesting:
    """Says it for one holder after the other. What is the same for all of a group is worked out once."""

    def __init__(self, standings: Iterable[Standings]) -> None:
        self._holding: dict[Source, list[Standings]] = {}
        for each in standings:
            for source in each.left:
                if source.group is not None:
                    self._holding.setdefault(source, []).append(each)
        self._of_groups: dict[tuple[Source, str, str], str] = {}

    def of(self, each: Standings, action: Action) -> tuple[str, Remedy]:
        staying = [source for source in action.sources if source in each.left]
        if not staying:
            return each.all_given_up(action.sources) if action.sources else (narrowing.OUT_OF_ALL, ())
        if each.judged.reach.is_administrator:
            return narrowing.as_administrator(each.judged), ()
        source = staying[0]
        if source.group is None:
            return _out_of(source), ()
        key = source, action.prefix, action.name
        if key not in self._of_groups:
            self._of_groups[key] = self._of_a_group(source, action)
        return self._of_groups[key], ()

    def _of_a_group(self, source: Source, action: Action) -> str:
        """For whoever in the group does not use it; so whoever uses it is somebody else."""
        holding = self._holding[source]
        using = [each.judged.holder.name for each in holding if each.judged.uses(action.prefix, action.name)]
        if using:
            return f"a group of its own without it: in {source.group} it is used by {listed(using)}"
        if not all(each.judged.is_known_unused(action.prefix, action.name) for each in holding):
            return f"ask the others in {source.group}: of some of them no use of it is known yet"
        return f"in the group {source.group}, {_out_of(source)}: nobody in it uses it"


def _out_of(source: Source) -> str:
    if source.arn is not None and managed_policies.is_of_aws(source.arn):
        return f"replace {source.name} by a policy without it"
    return f"take it out of {source.name}"
