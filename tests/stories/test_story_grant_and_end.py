"""The main job: asked, approved, live, ended."""

from tests.stories.house import House


def test_access_is_live_after_the_click_and_gone_when_its_time_is_up(house: House) -> None:
    card = house.ask("s3-access 3s to restore a backup")
    assert house.aws.groups_of("ann") == set()
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()
    live = house.wait_for_card("Live until", like=card)
    assert not [label for label in live.buttons() if label.startswith(("Approve", "Deny"))]
    house.wait_for_dm(house.ann, "Live until")
    house.wait_until_gone()
    house.wait_for_card("Ended", like=card)
    house.wait_for_dm(house.ann, "Ended")
    assert house.aws.groups_of("ann") == set()
