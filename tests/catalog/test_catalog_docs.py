"""docs/catalog.md and catalog.example.yaml say what the code does."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from catalog import load

if TYPE_CHECKING:
    from catalog.bundle import Catalog

HOUSE = Path(__file__).parents[2]
GUIDE = (HOUSE / "docs/catalog.md").read_text("utf-8")
BLOCKS: list[str] = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_of_the_guide_is_part_of_a_good_catalog(block: str) -> None:
    whole = {**yaml.safe_load(BLOCKS[0]), **yaml.safe_load(block)}
    if "bundles" not in yaml.safe_load(block):
        whole["bundles"]["s3-access"]["account"] = "main"
    assert load.parse(yaml.safe_dump(whole), file="docs/catalog.md").bundles


def test_the_first_block_of_the_guide_is_whole() -> None:
    assert list(load.parse(BLOCKS[0], file="docs/catalog.md").bundles) == ["s3-access"]


def test_the_error_lines_of_the_guide_are_those_of_its_broken_catalog() -> None:
    shown = re.search(r"^```yaml broken\n(.*?)^```.*?^```text\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert shown is not None
    with pytest.raises(load.Unreadable) as refused:
        load.parse(shown[1], file="catalog.yaml")
    assert str(refused.value) == shown[2].rstrip("\n")


def test_the_guide_names_every_key() -> None:
    files = ("load.py", "load_bundle.py", "load_nags.py", "load_users.py", "load_reviews.py")
    sources = [(HOUSE / "catalog" / name).read_text("utf-8") for name in files]
    known = {
        key
        for source in sources
        for keys in re.findall(r"(?:required|optional)=\(([^)]*)\)", source)
        for key in re.findall(r'"(\w+)"', keys)
    }
    assert {"version", "gives", "quorum", "role_arn", "unused_days", "default", "admin_group", "unconfirmed"} <= known
    assert {key for key in known if not re.search(rf"`(?:\w+\.)?{key}(?:`|:)", GUIDE)} <= {
        "identity",
        "channels",
        "duration",
    }


def test_the_example_has_no_mistake() -> None:
    example: Catalog = load.read(HOUSE / "catalog.example.yaml")
    assert list(example.bundles) == ["s3-access", "prod-deploy", "look-around"]
