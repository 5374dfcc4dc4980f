"""Never used: the services of a bundle that none of its leases used, as far as all of that is known for sure.

A lease whose use is not known may have used everything, so one of them is enough to say nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.use_judging import Stands

LEAST = 5
"""Leases that had a service and are known not to have used it: fewer say nothing about a bundle."""


@dataclass(frozen=True)
class Told:
    """One lease. `services` by prefix; None: what it was used for, or what it gave, is not known to the end."""

    services: Mapping[str, Stands] | None


def services(leases: Iterable[Told], *, least: int = LEAST) -> frozenset[str]:
    """Those that at least so many leases gave, none of which used them, or may have."""
    unused: Counter[str] = Counter()
    kept: set[str] = set()
    for lease in leases:
        if lease.services is None:
            return frozenset()
        for prefix, stands in lease.services.items():
            if stands is Stands.unused:
                unused[prefix] += 1
            else:
                kept.add(prefix)
    return frozenset(prefix for prefix, count in unused.items() if count >= least and prefix not in kept)
