"""Sticky ids: who keeps, who is merged, who is split off."""

from store_building import article, merged, said

from services.store.identity import Known, name

ARTICLES = [article(n, "2025-03-28T08:00+03:00") for n in "abc"]
NIGHT = "2025-03-27..2025-03-28"
NIGHTS = {"a": NIGHT, "b": "2025-03-28..2025-03-29", "c": NIGHT}


def happenings(*claims, when=None):
    return merged(ARTICLES, [said(claim, "attack/uav", when=(when or NIGHTS)[claim[0]]) for claim in claims])


def known(incident, *claims, announced=True):
    return Known(incident, frozenset(claims), announced=announced)


def never(_: str) -> bool:
    return False


def test_a_new_happening_gets_an_id_that_only_its_first_claim_decides():
    (one,) = name(happenings("a.1"), [], "RU-BRY", never).named
    (more,) = name(happenings("a.1", "c.1"), [], "RU-BRY", never).named
    assert one.new
    assert one.id == more.id


def test_the_id_sticks_while_claims_come():
    (named,) = name(happenings("a.1", "c.1"), [known("inc_old", "c.1")], "RU-BRY", never).named
    assert (named.id, named.new, named.absorbed) == ("inc_old", False, ())


def test_on_a_merge_the_announced_one_survives_before_the_larger():
    before = [known("inc_large", "a.1", "a.2", announced=False), known("inc_told", "c.1")]
    (named,) = name(happenings("a.1", "a.2", "c.1"), before, "RU-BRY", never).named
    assert (named.id, named.absorbed) == ("inc_told", ("inc_large",))


def test_a_split_keeps_the_id_with_most_members():
    naming = name(happenings("a.1", "b.1", "c.1"), [known("inc_old", "a.1", "b.1", "c.1")], "RU-BRY", never)
    kept, made = sorted(naming.named, key=lambda n: n.new)
    assert (kept.id, {m.article for m in kept.happening.mentions}) == ("inc_old", {"a", "c"})
    assert (made.split_from, made.new) == ("inc_old", True)


def test_an_incident_without_claims_is_emptied():
    assert name([], [known("inc_old", "a.1")], "RU-BRY", never).emptied == ("inc_old",)


def test_a_claim_that_comes_back_brings_its_incident_back():
    (first,) = name(happenings("a.1"), [], "RU-BRY", never).named
    (again,) = name(happenings("a.1"), [known(first.id)], "RU-BRY", {first.id}.__contains__).named
    assert (again.id, again.new) == (first.id, False)


def test_an_id_that_was_ever_used_is_not_given_again():
    (first,) = name(happenings("a.1"), [], "RU-BRY", never).named
    (second,) = name(happenings("a.1"), [], "RU-BRY", {first.id}.__contains__).named
    assert second.id != first.id
