"""Trimming an entry of the catalog: its text with less in it, proved by reading it again, as a unified diff."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog import load
from catalog.bundle import Bundle, Catalog, Given, GroupGiven, PolicyGiven
from catalog.load import Unreadable

_AROUND = 2
"""Unchanged lines shown on either side."""


@dataclass(frozen=True)
class Cut:
    """One line of what a bundle gives: taken out, or with another policy in its place."""

    given: Given
    instead: PolicyGiven | None = None


def diff(text: str, bundle: Bundle, cuts: Sequence[Cut]) -> str:
    """The change to the file that holds this bundle; where nothing would be left of it, the entry goes.

    Where the file is written in a way that is not understood, the entry's gives alone are shown, line by line.
    """
    cuts = _once(bundle, cuts)
    new = _changed(text, bundle, cuts)
    if new is None or not _is_right(text, new, bundle, cuts):
        return _alone(bundle, cuts)
    lines = difflib.unified_diff(text.splitlines(), new.splitlines(), n=_AROUND, lineterm="")
    return "\n".join(list(lines)[2:])


def left(bundle: Bundle, cuts: Sequence[Cut]) -> tuple[Given, ...]:
    """What the bundle gives after it."""
    by_given: Mapping[Given, Cut] = {cut.given: cut for cut in cuts}
    after = (by_given[each].instead if each in by_given else each for each in bundle.gives)
    return tuple(dict.fromkeys(each for each in after if each is not None))


def _once(bundle: Bundle, cuts: Sequence[Cut]) -> list[Cut]:
    """What would stand there twice is put in no second time."""
    cut = {each.given for each in cuts}
    there: set[Given | None] = {each for each in bundle.gives if each not in cut}
    found: list[Cut] = []
    for each in cuts:
        found.append(Cut(each.given) if each.instead in there else each)
        there.add(each.instead)
    return found


def _changed(text: str, bundle: Bundle, cuts: Sequence[Cut]) -> str | None:
    """None: a line is not written as it is understood here."""
    lines: list[str | None] = list(text.splitlines())
    if not left(bundle, cuts):
        return _without(lines, bundle)
    for cut in cuts:
        number = cut.given.line - 1
        line = lines[number] if 0 <= number < len(lines) else None
        if line is None:
            return None
        lines[number] = _cut(line, cut)
        if lines[number] == line:
            return None
    return _joined(lines)


def _cut(line: str, cut: Cut) -> str | None:
    """The line after it; None: it goes; the same: it is not understood."""
    item = _item(cut.given)
    if cut.instead is not None:
        return re.sub(item, lambda found: f"{found['key']}{cut.instead.policy if cut.instead else ''}", line, count=1)
    if re.fullmatch(rf"\s*-\s*(?:\{{\s*)?{item}\s*\}}?\s*(?:#.*)?", line):
        return None
    inside = rf"\{{\s*{item}\s*\}}"
    shorter = re.sub(rf",\s*{inside}", "", line, count=1)
    return shorter if shorter != line else re.sub(rf"{inside}\s*,\s*", "", line, count=1)


def _item(given: Given) -> str:
    key, value = ("group", given.group) if isinstance(given, GroupGiven) else ("policy", given.policy)
    name = re.escape(value)
    return rf"(?P<key>{key}\s*:\s*)(?:{name}|\"{name}\"|'{name}')(?![\w+=,.@:/-])"


def _without(lines: list[str | None], bundle: Bundle) -> str | None:
    """The text without the entry, whose name stands in the line of its value or in the one before."""
    opens = re.compile(rf"\s*[\"']?{re.escape(bundle.name)}[\"']?\s*:\s*(?:#.*)?")
    places = (at for at in (bundle.line - 1, bundle.line - 2) if 0 <= at < len(lines))
    first = next((at for at in places if opens.fullmatch(lines[at] or "")), None)
    if first is None:
        return None
    last = first + 1
    while last < len(lines) and (not (lines[last] or "").strip() or _indent(lines[last]) > _indent(lines[first])):
        last += 1
    return _joined([*lines[:first], *lines[last:]])


def _indent(line: str | None) -> int:
    return len(line or "") - len((line or "").lstrip())


def _joined(lines: Sequence[str | None]) -> str:
    return "\n".join(each for each in lines if each is not None) + "\n"


def _is_right(text: str, new: str, bundle: Bundle, cuts: Sequence[Cut]) -> bool:
    """Whether the new text says just that: all else as before, and this bundle with what is left of it."""
    try:
        before, after = load.parse(text, file="before"), load.parse(new, file="after")
    except Unreadable:
        return False
    wanted = {name: _bare(each) for name, each in before.bundles.items() if name != bundle.name}
    kept = left(bundle, cuts)
    if kept:
        wanted[bundle.name] = replace(_bare(bundle), gives=kept)
    return {name: _bare(each) for name, each in after.bundles.items()} == wanted and _rest(before) == _rest(after)


def _bare(bundle: Bundle) -> Bundle:
    return replace(bundle, line=0)


def _rest(catalog: Catalog) -> Catalog:
    return replace(catalog, bundles={}, accounts=dict(catalog.accounts))


def _alone(bundle: Bundle, cuts: Sequence[Cut]) -> str:
    by_given: Mapping[Given, Cut] = {cut.given: cut for cut in cuts}
    shown = [f" {bundle.name}:", "   gives:"]
    for each in bundle.gives:
        cut = by_given.get(each)
        shown.append(f"{'-' if cut else ' '}    - {_written(each)}")
        shown += [f"+    - {_written(cut.instead)}"] if cut and cut.instead else []
    return "\n".join(shown)


def _written(given: Given) -> str:
    return f"group: {given.group}" if isinstance(given, GroupGiven) else f"policy: {given.policy}"
