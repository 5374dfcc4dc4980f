"""The figures of a digest: granted against used round by round, the largest findings, and what is not told and why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from messages import blocks, finding_words, wording
from messages.blocks import Block

_CELL, _SUGGESTION = 90, 140
_LINE = 150

Digest = Mapping[str, Any]


def shown(digest: Digest) -> list[Block]:
    """A chart and a table, each with its words beside it; nothing where nothing was surveyed or found."""
    if not digest:
        return []
    trend, largest = digest["trend"], digest["largest"]
    return [
        blocks.section(f"*Granted against used*\n{granted(digest)}"),
        *([_chart(trend)] if trend else []),
        blocks.section(f"*Findings*\n{' '.join(_standing(digest))}"),
        *([_table(largest)] if largest else []),
        *_left_out(digest),
    ]


def said(digest: Digest) -> str:
    """All of it in words, for whoever sees no charts: the same figures, and the same findings."""
    if not digest:
        return ""
    largest = [f"{place}. {_in_a_line(each)}" for place, each in enumerate(digest["largest"], start=1)]
    parts = [granted(digest), _trend(digest["trend"]), *_standing(digest), *largest]
    return " ".join(part for part in parts if part)


def granted(digest: Digest) -> str:
    counts = digest["counts"]
    if not counts:
        return "No account was surveyed yet."
    of = wording.counted(counts["granted"], "grant of a service", "grants of a service")
    as_of = wording.date(datetime.fromisoformat(digest["as_of"])) if digest["as_of"] else "the last survey"
    return (
        f"{of} to a user or a role, {counts['used']} used{_share(counts)}, {counts['unused']} unused, "
        f"{counts['unknown']} not known; as of {as_of}."
    )


def _share(counts: Mapping[str, int]) -> str:
    return f" ({round(100 * counts['used'] / counts['granted'])}%)" if counts["granted"] else ""


def _trend(trend: Sequence[Mapping[str, Any]]) -> str:
    if len(trend) < 2:
        return ""
    rounds = ", ".join(f"{_day(each)}: {each['used']} of {each['granted']}" for each in trend)
    return f"Used of granted, round by round: {rounds}."


def _chart(trend: Sequence[Mapping[str, Any]]) -> Block:
    """Of two rounds in one minute, which there are in tests alone, the later one counts."""
    by_day = {_day(each): each for each in trend}
    series = {
        name: [int(each[name.replace("not known", "unknown")]) for each in by_day.values()]
        for name in ("granted", "used", "not known")
    }
    return blocks.bar_chart("Granted and used, round by round", list(by_day), series)


def _day(counted: Mapping[str, Any]) -> str:
    return datetime.fromisoformat(str(counted["at"])).strftime("%b %d %H:%M")


def _standing(digest: Digest) -> list[str]:
    people = wording.counted(digest["people"], "person is", "people are")
    lines = [f"{wording.counted(digest['open'], 'finding', 'findings')}; {people} reminded of theirs."]
    if digest["nobodys"]:
        lines.append(f"{digest['nobodys']} of nobody in Slack.")
    if digest["disowned"]:
        lines.append(f"{digest['disowned']} said not to be theirs by whom they were put before.")
    if digest["unanswered"]["count"]:
        people = wording.counted(digest["unanswered"]["people"], "person", "people")
        lines.append(f"{digest['unanswered']['count']} unanswered for three rounds and more, by {people}.")
    return lines


def _table(largest: Iterable[Mapping[str, Any]]) -> Block:
    rows = [["Finding", "Whose", "Account", "Days unused", "What to do"]]
    rows += [
        [
            _cell(_kind(each)),
            _cell(_whose(each)),
            _cell(str(each["account"])),
            str(each["since"]) if each["since"] is not None else "not known",
            blocks.clipped(blocks.one_line(str(each["suggestion"])), _SUGGESTION),
        ]
        for each in largest
    ]
    return blocks.data_table("The largest findings, the heaviest first", rows)


def _in_a_line(each: Mapping[str, Any]) -> str:
    title = finding_words.title(str(each["kind"]), str(each["principal"]), str(each["subject"])).replace("*", "")
    return f"{title}: {blocks.escaped(str(each['suggestion']), _LINE)}."


def _kind(each: Mapping[str, Any]) -> str:
    kind = str(each["kind"])
    named = finding_words.KINDS.get(kind, kind)
    subject = finding_words.short(str(each["subject"]))
    return f"{named}: {subject}" if subject and subject != _whose(each) else named


def _whose(each: Mapping[str, Any]) -> str:
    return finding_words.of(str(each["principal"]))[1] or "the account"


def _cell(text: str) -> str:
    return blocks.clipped(blocks.one_line(text), _CELL)


def _left_out(digest: Digest) -> list[Block]:
    """What nobody is reminded of, with the reasons: kept by their owners for a while, and exempt by the catalog."""
    lines = [
        f"{what}: {kept['count']}. {_reasons(kept['reasons'])}"
        for what, kept in (("Kept for a while", digest["kept"]), ("Exempt by the catalog", digest["exempt"]))
        if kept["count"]
    ]
    return [blocks.context("\n".join(lines))] if lines else []


def _reasons(reasons: Sequence[Sequence[Any]]) -> str:
    return "; ".join(f"{blocks.code(str(why), 100)} ({count})" for why, count in reasons)
