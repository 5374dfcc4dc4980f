"""How long a lease is that names no length: another default in the demonstration's own copy of the catalog.

The bot takes a changed catalog over by itself, so this is what an administrator would do. Its clock is never touched.
"""

from pathlib import Path

import yaml

from catalog import duration, load


class LeaseLength:
    """`chosen` is None as long as each bundle has its own; `in_force` is what the bot answers by at this moment."""

    def __init__(self, catalog: Path) -> None:
        self._catalog, self._written = catalog, catalog.read_text(encoding="utf-8")
        self.chosen: str | None = None
        self.is_in_force = True

    def choose(self, length: str | None) -> None:
        """Write it for every bundle whose leases end. Raises ValueError in words when it is no length."""
        if length is not None:
            duration.parse(length)
        text = self._written if length is None else _with(self._written, length)
        load.parse(text, file="the catalog of the practice workspace")
        self.chosen, self.is_in_force = length, False
        new = self._catalog.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(self._catalog)


def _with(text: str, length: str) -> str:
    catalog = yaml.safe_load(text)
    for bundle in catalog["bundles"].values():
        if (limits := bundle.get("duration")) is not None:
            bundle["duration"] = _changed(limits, length)
    return yaml.safe_dump(catalog, sort_keys=False, allow_unicode=True)


def _changed(limits: dict[str, str], length: str) -> dict[str, str]:
    """The longest that may be asked for grows with the default; what lasts for good stays so."""
    if limits["default"] == "permanent":
        return limits
    longest = limits.get("max", limits["default"])
    enough = longest == "permanent" or duration.parse(longest) >= duration.parse(length)
    return limits | {"default": length, "max": longest if enough else length}
