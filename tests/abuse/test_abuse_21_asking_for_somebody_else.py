"""21. Asking for somebody else: neither of the two may approve, and both are told."""

from tests.stories.house import House


def test_neither_who_asks_nor_whom_it_is_about_decides_and_both_are_told(house: House) -> None:
    house.aws.seed({"users": {"dan": {"groups": ["s3-users"]}}})
    answer = house.bob.types("/iam move @dan from s3-users to power-users because he changes teams")
    assert answer.ok, answer
    card = house.wait_for(lambda: next(iter(house.cards()), None), what="the card")
    assert "It is about <@U0DAN>" in card.visible_text()
    for person in (house.bob, house.dan):
        person.clicks(card, "Approve")
        house.wait_for_whisper(person, "Nobody decides for himself or herself")
    assert house.aws.groups_of("dan") == {"s3-users"}
    house.cleo.clicks(card, "Approve")
    house.wait_for_card("Done", like=card)
    assert house.aws.groups_of("dan") == {"power-users"}
    house.wait_for_dm(house.bob, "Your request to *move dan from s3-users to power-users*")
    house.wait_for_dm(house.dan, "<@U0BOB> asked to *move dan from s3-users to power-users*")
