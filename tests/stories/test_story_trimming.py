"""What no lease of a bundle used for a quarter is put before the administrators, once, as a diff of the catalog."""

from tests.stories import leased_before
from tests.stories.house import House

UNUSED = {"s3": "unused", "s3-object-lambda": "unused"}


def test_an_administrator_reads_what_could_go_and_the_catalog_stays_as_it_is(empty_house: House) -> None:
    catalog = empty_house.catalog.read_text()
    with empty_house.database() as database:
        leased_before.leased(database, "s3-access", times=6, services=UNUSED)
    for _ in range(2):
        assert empty_house.bot.runs("worker", "--once").returncode == 0
    (told,) = [each for each in empty_house.cleo.dm() if "A bundle gives more than is used" in each.visible_text()]
    says = told.visible_text()
    assert "In the last 90 days nobody used s3 and s3-object-lambda by *s3-access*." in says
    assert "the IAM group `s3-users` taken out" in says
    assert "-  s3-access:\n-    description: Read and write S3\n-    gives: [{group: s3-users}]" in says
    assert empty_house.catalog.read_text() == catalog
    assert not empty_house.bob.dm()
    assert not empty_house.aws.changes()
