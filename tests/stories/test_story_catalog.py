"""The catalog: the fence is the file as it was when it was last good; what is live is not touched by it."""

import os
import signal

from tests.stories.house import VIEW_ONLY, House


def test_a_bundle_taken_out_cannot_be_asked_for_and_its_leases_end_on_time(house: House) -> None:
    live = house.approved("view-only 1h")
    waiting = house.ask("view-only 1h", who=house.dan)
    text = house.catalog.read_text()
    start, end = text.index("  view-only:"), text.index("  two-of-us:")
    house.catalog.write_text(text[:start] + text[end:])
    house.wait_for(
        lambda: "no bundle 'view-only'" in house.cleo.types("/iam request view-only").visible_text(), what="it to go"
    )
    house.bob.clicks(waiting, "Approve")
    house.wait_for_card("'view-only' is not in the catalog any more", like=waiting)
    house.wait_for_dm(house.dan, "was refused")
    assert house.aws.policies_of("ann") == {VIEW_ONLY}
    house.time_has_come("lease", "ends_at")
    house.wait_until_over(live)
    assert house.aws.policies_of("ann") == set()
    assert house.aws.policies_of("dan") == set()


def test_a_changed_bundle_is_not_given_to_who_asked_for_the_old_one(house: House) -> None:
    card = house.ask("s3-access 1h")
    house.catalog.write_text(house.catalog.read_text().replace("[{group: s3-users}]", "[{group: power-users}]", 1))
    house.wait_for(lambda: len(house.rows("SELECT digest FROM catalog_copy")) == 2, what="the new catalog")
    house.bob.clicks(card, "Approve")
    house.wait_for_card("was changed in the catalog after this was asked", like=card)
    assert house.changes() == []


def test_a_bad_file_leaves_the_last_good_one_in_force_and_tells_the_admins(house: House) -> None:
    good = house.catalog.read_text()
    house.catalog.write_text(good.replace("max: 7d", "max: seven", 1) + "  extra: {}\n")
    told = house.wait_for_dm(house.cleo, "The catalog cannot be read; the last good one stays in force").visible_text()
    assert "catalog.yaml:13: " in told
    assert "'seven'" in told
    house.approved("s3-access 1h")
    house.bot.kill()
    house.start()
    house.approved("view-only 1h")
    house.settle()
    assert len([m for m in house.cleo.dm() if "cannot be read" in m.visible_text()]) == 1
    house.catalog.write_text(good.replace("s3-access:", "s3-anew:", 1))
    house.wait_for(lambda: house.dan.types("/iam request s3-anew 1h").visible_text().startswith("Request"), what="it")


def test_the_signal_reads_the_file_again(house: House) -> None:
    house.rewrite_unseen("  s3-access:", "  s3-bccess:")
    assert "Request 1 " in house.ann.types("/iam request s3-access 1h").visible_text()
    os.kill(house.bot.process.pid, signal.SIGHUP)
    house.wait_for(
        lambda: "no bundle 's3-access'" in house.dan.types("/iam request s3-access 1h").visible_text(),
        what="the new catalog",
    )
    house.settle()  # what was asked for by the old one has its card before the next is waited for
    card = house.ask("s3-bccess 1h", who=house.cleo)
    house.bob.clicks(card, "Approve")
    house.wait_until_granted(user="cleo")

    # A bad one leaves the last good one in force, in the process that answers and in the one that works.
    house.rewrite_unseen("max: 7d", "max: 7q")
    os.kill(house.bot.process.pid, signal.SIGHUP)
    house.wait_for_dm(house.cleo, "The catalog cannot be read; the last good one stays in force")
    house.wait_for(
        lambda: house.ann.types("/iam request nothing").ok and both_found_it_bad(house), what="both to read it"
    )
    house.approved("s3-bccess 1h", who=house.dan)


def both_found_it_bad(house: House) -> bool:
    return len(house.bot.events("catalog.bad")) == 2


def test_what_the_account_does_not_have_is_refused_and_told_to_the_admins(empty_house: House) -> None:
    house = empty_house
    text = house.catalog.read_text()
    house.catalog.write_text(text.replace("[{policy: ViewOnlyAccess}]", "[{policy: NoSuchAccess}]", 1))
    house.start()
    house.ann.types("/iam request view-only 1h")
    house.wait_for_dm(house.ann, "The catalog promises the policy NoSuchAccess, which account 'main' does not have")
    house.wait_for_dm(house.cleo, "Request 1 was refused: The catalog promises the policy NoSuchAccess")
    house.approved("s3-access 1h")
