"""An entry with less in it: the diff is what an owner would write, and what it makes reads as wanted."""

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import load, trimming
from catalog.bundle import PolicyGiven
from catalog.trimming import Cut

HEAD = """version: 1
admins: [U0CLEO]
channels: {approvals: C0APPROVALS}
bundles:
"""
OTHER = """  other:
    description: Something else
    gives: [{policy: ReadOnlyAccess}]
    approvers: [U0BOB]
    duration: {default: 8h, max: 7d}
"""
BLOCK = """  tools:
    # what the team needs
    description: Tools
    gives:
      - group: s3-users
      - policy: AmazonS3FullAccess  # for backups
      - {policy: "AmazonSQSFullAccess"}
    approvers: [U0BOB]
    duration: {default: 8h, max: 7d}
"""
FLOW = """  tools:
    description: Tools
    gives: [{group: s3-users}, {policy: AmazonS3FullAccess}, {policy: AmazonSQSFullAccess}]
    approvers: [U0BOB]
    duration: {default: 8h, max: 7d}
"""
READ = PolicyGiven("AmazonS3ReadOnlyAccess")


def diff(entry: str, *cut: tuple[int, PolicyGiven | None], after: str = OTHER) -> str:
    text = HEAD + entry + after
    bundle = load.parse(text, file="catalog.yaml").bundles["tools"]
    return trimming.diff(text, bundle, [Cut(bundle.gives[place], instead) for place, instead in cut])


def test_a_policy_is_replaced_in_its_line_and_what_stands_beside_it_stays() -> None:
    assert diff(BLOCK, (1, READ)).splitlines()[1:] == [
        "     gives:",
        "       - group: s3-users",
        "-      - policy: AmazonS3FullAccess  # for backups",
        "+      - policy: AmazonS3ReadOnlyAccess  # for backups",
        '       - {policy: "AmazonSQSFullAccess"}',
        "     approvers: [U0BOB]",
    ]
    assert "+    gives: [{group: s3-users}, {policy: AmazonS3ReadOnlyAccess}, {policy: AmazonSQSFullAccess}]" in diff(
        FLOW, (1, READ)
    )


def test_a_line_is_taken_out_wherever_it_stands() -> None:
    assert [line for line in diff(BLOCK, (0, None), (2, None)).splitlines() if line[0] in "+-"] == [
        "-      - group: s3-users",
        '-      - {policy: "AmazonSQSFullAccess"}',
    ]
    for cut, rest in {
        (0,): "{policy: AmazonS3FullAccess}, {policy: AmazonSQSFullAccess}",
        (2,): "{group: s3-users}, {policy: AmazonS3FullAccess}",
        (0, 1): "{policy: AmazonSQSFullAccess}",
    }.items():
        assert f"+    gives: [{rest}]" in diff(FLOW, *((place, None) for place in cut))


@pytest.mark.parametrize("entry", [BLOCK, FLOW])
def test_where_nothing_is_left_the_whole_entry_goes(entry: str) -> None:
    lines = diff(entry, (0, None), (1, None), (2, None)).splitlines()[1:]
    assert [line[1:] for line in lines if line.startswith("-")] == entry.splitlines()
    assert not [line for line in lines if line.startswith("+")]


def test_what_cannot_be_read_again_is_shown_line_by_line() -> None:
    alone = [" tools:", "   gives:", "-    - group: s3-users", "-    - policy: AmazonS3FullAccess"]
    last = diff(FLOW, (0, None), (1, None), (2, None), after="")
    assert last.splitlines() == [*alone, "-    - policy: AmazonSQSFullAccess"], "a catalog has one bundle at least"
    wrapped = FLOW.replace("{group: s3-users}", "{\n        group: s3-users}")
    assert diff(wrapped, (0, None), (1, READ)).splitlines() == [
        *alone,
        "+    - policy: AmazonS3ReadOnlyAccess",
        "     - policy: AmazonSQSFullAccess",
    ]


@settings(deadline=None)
@given(
    entry=st.sampled_from([BLOCK, FLOW]),
    cuts=st.dictionaries(st.integers(0, 2), st.booleans(), min_size=1),
)
def test_the_diff_applied_reads_as_the_bundle_with_what_is_left(entry: str, cuts: dict[int, bool]) -> None:
    text = HEAD + entry + OTHER
    before = load.parse(text, file="catalog.yaml")
    bundle = before.bundles["tools"]
    chosen = [
        Cut(bundle.gives[place], READ if replaced and place else None) for place, replaced in sorted(cuts.items())
    ]
    lines = trimming.diff(text, bundle, chosen).splitlines()
    after = load.parse(applied(text, lines), file="catalog.yaml")
    left = trimming.left(bundle, chosen)
    assert after.bundles["other"].gives == before.bundles["other"].gives
    assert ("tools" in after.bundles) is bool(left)
    if left:
        assert after.bundles["tools"].gives == left


def applied(text: str, diff: list[str]) -> str:
    """The text with one unified diff applied: hunk by hunk, from the numbers in its heads."""
    lines, shift = text.splitlines(), 0
    place = 0
    for line in diff:
        if line.startswith("@@"):
            place = int(line.split()[1].partition(",")[0].lstrip("-")) - 1 + shift
        elif line.startswith("-"):
            assert lines.pop(place) == line[1:]
            shift -= 1
        elif line.startswith("+"):
            lines.insert(place, line[1:])
            place, shift = place + 1, shift + 1
        else:
            assert lines[place] == line[1:]
            place += 1
    assert list(difflib.unified_diff(text.splitlines(), lines, n=0)), "something changed"
    return "\n".join(lines) + "\n"
