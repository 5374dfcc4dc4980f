"""Abuse 5 and 20: what people typed is kept whole, on both engines, whatever signs are in it."""

from tests.abuse.test_abuse_05_words_on_the_card import HIDDEN, MARKUP, filled_in
from tests.abuse.tidying import number
from tests.stories.house import House

SQL = "'); DROP TABLE request; -- \\ \" %(x)s %s ? :x \U0001f468\u200d\U0001f469\u200d\U0001f467 \u0637\u0648\u0644"


def test_20_every_reason_is_kept_whole_until_the_end(house: House) -> None:
    for words in (MARKUP, HIDDEN, SQL):
        card = filled_in(house, bundle="s3-access", reason=words)
        kept = dict(house.rows("SELECT id, reason FROM request"))[number(card)]
        assert kept == words.replace("\x00", "␀")
        assert house.denies(house.bob, card, words).ok
        house.wait_for_card("Denied by", like=card)
        why = dict(house.rows("SELECT subject_id, why FROM move WHERE name = 'deny'"))[number(card)]
        assert why == words.replace("\x00", "␀").strip()
