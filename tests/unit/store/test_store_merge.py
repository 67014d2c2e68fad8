"""Which claims tell of one happening."""

import random

import pytest
from store_building import article, claims_of, everything, merged, said

from services.store.mention import place
from services.store.window import Shape
from tocsin.vocabulary import Family, Modality, TimeBasis

NIGHT = "2025-03-27..2025-03-28"
NEXT_NIGHT = "2025-03-28..2025-03-29"
MORNING = "2025-03-28T08:00+03:00"


def partition(articles, statements):
    return {frozenset(claims_of(happening)) for happening in merged(articles, statements)}


def test_one_night_told_by_three_is_one_happening():
    articles = [article(name, MORNING) for name in "abc"]
    told = [
        said("a.1", "attack/uav", when=NIGHT),
        said("b.1", "interception/uav", 5, when="2025-03-27T22:00+03:00..2025-03-28T06:00+03:00"),
        said("c.1", "damage/industrial", 1, when="2025-03-28"),
    ]
    assert partition(articles, told) == {frozenset({"a.1", "b.1", "c.1"})}


def test_touching_nights_stay_apart():
    articles = [article("a", MORNING), article("b", "2025-03-29T08:00+03:00")]
    told = [said("a.1", "interception/uav", 5, when=NIGHT), said("b.1", "interception/uav", 7, when=NEXT_NIGHT)]
    assert partition(articles, told) == {frozenset({"a.1"}), frozenset({"b.1"})}


def test_the_evening_a_raid_began_belongs_to_the_night():
    articles = [article("a", "2025-03-29T08:00+03:00"), article("b", "2025-03-28T23:59+03:00")]
    told = [said("a.1", "interception/uav", 7, when=NEXT_NIGHT), said("b.1", "attack/uav", when="2025-03-28T22:40+03:00")]
    assert partition(articles, told) == {frozenset({"a.1", "b.1"})}


@pytest.mark.parametrize(("told_at", "same"), [("2025-03-28T23:10+03:00", True), ("2025-03-28T14:00+03:00", False)])
def test_a_report_without_a_time_told_when_the_raid_had_begun_belongs_to_it(told_at, same):
    articles = [article("a", "2025-03-29T08:00+03:00"), article("b", told_at)]
    told = [said("a.1", "interception/uav", 7, when=NEXT_NIGHT), said("b.1", "attack/uav")]
    assert (partition(articles, told) == {frozenset({"a.1", "b.1"})}) is same


@pytest.mark.parametrize(
    ("early", "late", "day"),
    [
        ({"place": "Klintsy"}, {"place": "Klintsy"}, 28),
        ({"place": "Klintsy"}, {}, 28),
        ({"place": "Klintsy"}, {"place": "Sevsk"}, 29),
        ({"place": "Klintsy", "what": "attack/mlrs"}, {}, 29),
    ],
)
def test_a_day_that_was_told_of_before_the_night_began_keeps_what_is_told_of_it_later(early, late, day):
    """Unless only the night tells of the town, or the day of another weapon."""
    articles = [
        article("a", "2025-03-28T15:00+03:00"), article("b", "2025-03-29T07:00+03:00"), article("c", "2025-03-29T09:00+03:00")
    ]  # fmt: skip
    told = [
        said("a.1", early.get("what", "attack/uav"), when="2025-03-28", place=early["place"]),
        said("b.1", "attack/uav", when=NEXT_NIGHT, place="Sevsk"),
        said("c.1", "attack/uav", when="2025-03-28", **late),
    ]
    assert [h.day.day for h in merged(articles, told) if "c.1" in claims_of(h)] == [day]


def test_a_stated_hour_moves_the_beginning_of_the_night():
    articles = [article("a", "2025-03-29T08:00+03:00"), article("b", "2025-03-28T19:50+03:00")]
    clocks = [
        said("a.1", "interception/uav", 7, when="2025-03-28T19:00+03:00..2025-03-29T06:00+03:00"),
        said("b.1", "attack/uav", when="2025-03-28T19:30+03:00"),
    ]
    assert partition(articles, clocks) == {frozenset({"a.1", "b.1"})}


def test_regions_and_families_stay_apart():
    articles = [article("a", MORNING), article("b", MORNING)]
    told = [
        said("a.1", "attack/uav", when=NIGHT),
        said("b.1", "attack/uav", when=NIGHT, region="RU-KRS"),
        said("b.2", "attack/artillery", when=NIGHT, region="RU-KRS"),
    ]
    assert [(h.family, claims_of(h)) for h in merged(articles, told)] == [
        (Family.AERIAL, {"a.1"}),
        (Family.AERIAL, {"b.1"}),
        (Family.SHELLING, {"b.2"}),
    ]


@pytest.mark.parametrize(
    ("boats", "drones", "one"),
    [
        ({"place": "Temryuk"}, {"place": "Temryuk"}, True),
        ({"place": "Temryuk"}, {}, True),
        ({"place": "Temryuk"}, {"place": "Slavyansk"}, False),
        ({"place": "Temryuk"}, {"place": "Temryuk", "modality": Modality.PREDICTED}, False),
        ({"place": "Temryuk"}, {"place": "Temryuk", "when": NEXT_NIGHT}, False),
        ({"place": "Temryuk"}, {"place": "Temryuk", "region": "RU-ROS"}, False),
    ],
)
def test_boats_and_drones_that_one_article_tells_of_at_one_place_are_one_attack(boats, drones, one):
    """Another article's drones of that night belong to it then; guns never do."""
    articles = [article("a", "2025-03-29T08:00+03:00"), article("b", MORNING)]
    told = [
        said("a.1", "attack/boat", when=NIGHT, **boats),
        said("a.2", "interception/uav", 4, **{"when": NIGHT, **drones}),
        said("a.3", "attack/artillery", when=NIGHT, place="Temryuk"),
        said("b.1", "attack/missile", when=NIGHT),
    ]
    parts = partition(articles, told)
    assert ({"a.1", "a.2", "b.1"} in parts) is one
    assert {"a.3"} in parts


def test_boats_and_drones_of_two_articles_stay_two_incidents():
    told = [said("a.1", "attack/boat", when=NIGHT, place="Temryuk"), said("b.1", "attack/uav", when=NIGHT, place="Temryuk")]
    assert len(partition([article("a", MORNING), article("b", MORNING)], told)) == 2


def test_claims_without_a_weapon_follow_their_article_place_first():
    told = [
        said("a.1", "attack/uav", when=NIGHT, place="Klintsy"),
        said("a.2", "attack/artillery", when=NIGHT, place="Belaya Berezka"),
        said("a.3", "casualties/injured", 2, when=NIGHT, place="Klintsy"),
    ]
    assert partition([article("a", MORNING)], told) == {frozenset({"a.1", "a.3"}), frozenset({"a.2"})}


@pytest.mark.parametrize(
    ("shelled", "family"),
    [
        ({"place": "Shebekino"}, Family.AERIAL),
        ({"place": "Shebekino", "implied": False}, Family.SHELLING),
        ({"place": "Grayvoron"}, Family.SHELLING),
        ({}, Family.SHELLING),
    ],
)
def test_what_was_shelled_may_have_been_so_by_rockets(shelled, family):
    """The word alone says nothing of guns: it joins what names another weapon for the same town, with what its article adds."""
    articles = [article("a", MORNING), article("b", MORNING), article("c", MORNING)]
    told = [
        said("a.1", "attack/artillery", when="2025-03-28", **{"implied": True, **shelled}),
        said("a.2", "casualties/injured", 3, when="2025-03-28", place=shelled.get("place")),
        said("b.1", "attack/rocket", 6, when="2025-03-28", place="Shebekino"),
    ]
    assert [(h.family, claims_of(h)) for h in merged(articles, told)] == (
        [(Family.AERIAL, {"a.1", "a.2", "b.1"})]
        if family is Family.AERIAL
        else [(Family.AERIAL, {"b.1"}), (Family.SHELLING, {"a.1", "a.2"})]
    )


def test_guns_that_are_named_there_keep_what_was_shelled():
    articles = [article(name, MORNING) for name in "abc"]
    told = [
        said("a.1", "attack/artillery", when="2025-03-28", place="Shebekino", implied=True),
        said("b.1", "attack/uav", when="2025-03-28", place="Shebekino"),
        said("c.1", "attack/artillery", when="2025-03-28", place="Shebekino"),
    ]
    assert partition(articles, told) == {frozenset({"a.1", "c.1"}), frozenset({"b.1"})}


def test_what_was_shelled_alone_is_so_by_guns_and_takes_tolls_without_a_weapon():
    articles = [article("a", MORNING), article("b", MORNING)]
    told = [
        said("a.1", "attack/artillery", when="2025-03-28", place="Shebekino", implied=True),
        said("b.1", "casualties/killed", 2, when="2025-03-28", place="Shebekino"),
    ]
    assert [(h.family, claims_of(h)) for h in merged(articles, told)] == [(Family.SHELLING, {"a.1", "b.1"})]


def test_an_article_that_names_rockets_for_the_town_that_was_shelled_tells_of_one_attack():
    told = [
        said("a.1", "attack/artillery", when="2025-03-28", place="Shebekino", implied=True),
        said("a.2", "attack/rocket", 2, when="2025-03-28", place="Shebekino"),
        said("a.3", "attack/artillery", when="2025-03-28", place="Grayvoron", implied=True),
    ]
    assert partition([article("a", MORNING)], told) == {frozenset({"a.1", "a.2"}), frozenset({"a.3"})}


def test_a_report_without_a_weapon_joins_the_incident_open_there_and_then():
    articles = [article("a", MORNING), article("b", MORNING)]
    told = [said("a.1", "attack/uav", when=NIGHT), said("b.1", "casualties/injured", 2, when=NIGHT)]
    assert partition(articles, told) == {frozenset({"a.1", "b.1"})}


def test_towns_that_are_told_of_together_are_each_told_of():
    articles = [article("a", MORNING), article("b", MORNING)]
    told = [
        said("a.1", "attack/artillery", when="2025-03-28", place="Sevsk"),
        said("a.2", "attack/uav", when="2025-03-28", place="Klintsy"),
        said("a.3", "interception/uav", 9, when="2025-03-28"),
        said("b.1", "casualties/injured", 2, when="2025-03-28", place="Trubchevsk, Sevsk and Pogar"),
    ]
    assert frozenset({"a.1", "b.1"}) in partition(articles, told)


def test_alone_it_is_an_incident_of_the_other_family():
    (happening,) = merged([article("b", MORNING)], [said("b.1", "casualties/injured", 2, when=NIGHT)])
    assert happening.family is Family.OTHER


@pytest.mark.parametrize("modality", [Modality.DENIED, Modality.PREDICTED])
def test_denials_and_predictions_attach_but_open_nothing(modality):
    alone = [said("b.1", "attack/uav", when=NIGHT, modality=modality)]
    assert merged([article("b", MORNING)], alone) == []
    both = [*alone, said("a.1", "attack/uav", when=NIGHT)]
    assert partition([article("a", MORNING), article("b", MORNING)], both) == {frozenset({"a.1", "b.1"})}


def test_an_airport_that_closes_opens_nothing_but_joins_what_happens_there():
    """It closes before anything happens, and opens again where nothing does."""
    articles = [article("a", MORNING), article("b", MORNING)]
    closed = said("a.1", "disruption/airport", 1, when=NIGHT, place="Bryansk")
    assert merged(articles, [closed]) == []
    assert merged(articles, [closed, said("a.2", "disruption/power", when=NIGHT, place="Bryansk")]) != []
    assert partition(articles, [closed, said("b.1", "interception/uav", 3, when=NIGHT)]) == {frozenset({"a.1", "b.1"})}


def test_an_explicit_zero_opens_nothing():
    assert merged([article("a", MORNING)], [said("a.1", "casualties/any", 0, when=NIGHT)]) == []


def test_national_totals_open_nothing_but_lend_their_weapon_and_night():
    told = [
        said("a.1", "interception/uav", 41, when=NIGHT, region="RU"),
        said("a.2", "casualties/injured", 2, region="RU-KRS"),
    ]
    (happening,) = merged([article("a", MORNING)], told)
    assert (happening.family, claims_of(happening), happening.day.isoformat()) == (Family.AERIAL, {"a.2"}, "2025-03-28")


@pytest.mark.parametrize(
    ("elsewhere", "lent"),
    [
        ({"region": "RU-KRS", "offset": 300}, False),
        ({"region": "RU-KRS", "offset": 0}, True),
        ({"region": "RU", "offset": 300}, True),
        ({"region": "UA-59", "offset": 0}, False),
        ({"region": "UA-59", "offset": 300, "when": "2025-03-28..2025-03-29"}, True),
    ],
)
def test_news_without_a_time_takes_no_earlier_day_that_is_told_of_elsewhere_later(elsewhere, lent):
    """An article opens with what is new and goes on to what was yesterday in another region."""
    told = [said("a.1", "attack/uav", offset=100), said("a.2", "attack/uav", **{"when": "2025-03-27..2025-03-28", **elsewhere})]
    (news,) = [h for h in merged([article("a", "2025-03-29T12:00+03:00")], told) if claims_of(h) == {"a.1"}]
    (window,) = [mention.window for mention in news.mentions]
    assert (window.shape is Shape.NIGHT) is lent


@pytest.mark.parametrize(
    ("older", "lent"),
    [
        ({"place": "Sevsk"}, False),
        ({"place": "Klintsy", "what": "attack/artillery"}, False),
        ({"place": "Klintsy"}, True),
        ({}, True),
    ],
)
def test_news_of_an_attack_takes_no_day_from_an_older_one_that_its_article_ends_with(older, lent):
    """Elsewhere in the region, or with another weapon; what was hurt and damaged goes with the news."""
    told = [
        said("a.1", "attack/uav", place="Klintsy", offset=10),
        said("a.2", "casualties/injured", 2, place="Klintsy", offset=40),
        said("a.3", "damage/vehicle", 1, offset=60),
        said("a.4", older.get("what", "attack/uav"), when="2025-03-27", place=older.get("place"), offset=200),
        said("a.5", "casualties/killed", 1, when="2025-03-27", place=older.get("place"), offset=220),
    ]
    two = {frozenset({"a.1", "a.2", "a.3"}), frozenset({"a.4", "a.5"})}
    assert partition([article("a", MORNING)], told) == ({frozenset.union(*two)} if lent else two)


def test_a_toll_takes_the_day_of_the_strike_that_its_article_ends_with():
    told = [
        said("a.1", "casualties/killed", 4, place="Klintsy", offset=10),
        said("a.2", "attack/missile", when="2025-03-26", place="Klintsy", offset=200),
    ]
    assert partition([article("a", MORNING)], told) == {frozenset({"a.1", "a.2"})}


def test_a_month_is_no_incident():
    assert (
        merged([article("a", "2025-04-02T10:00+03:00")], [said("a.1", "casualties/killed", 6, when="2025-03-01..2025-03-31")]) == []
    )


def test_what_a_months_summary_says_without_a_time_is_of_the_month():
    told = [said("a.1", "attack/uav", when="2025-03-01..2025-03-31"), said("a.2", "casualties/killed", 6)]
    assert merged([article("a", "2025-04-02T10:00+03:00")], told) == []


def test_an_article_that_begins_by_looking_back_is_about_the_past():
    told = [said("z.1", "attack/uav", when=NIGHT), said("z.2", "casualties/killed", 4)]
    (happening,) = merged([article("z", "2026-03-28T09:00+03:00")], told)
    assert (claims_of(happening), happening.quiet) == ({"z.1", "z.2"}, True)


def test_news_that_also_looks_back_stays_news():
    told = [said("z.1", "attack/uav"), said("z.2", "attack/missile", when=NIGHT)]
    news, past = sorted(merged([article("z", "2026-03-28T09:00+03:00")], told), key=lambda happening: happening.quiet)
    assert (claims_of(news), news.quiet, claims_of(past), past.quiet) == ({"z.1"}, False, {"z.2"}, True)


def test_an_anniversary_joins_the_old_incident_and_alone_is_quiet():
    old = said("a.1", "attack/uav", when=NIGHT)
    looking_back = said("z.1", "attack/uav", when=NIGHT)
    articles = [article("a", MORNING), article("z", "2026-03-28T09:00+03:00")]
    (both,) = merged(articles, [old, looking_back])
    (alone,) = merged(articles, [looking_back])
    assert (claims_of(both), both.quiet) == ({"a.1", "z.1"}, False)
    assert alone.quiet


def test_a_toll_without_a_day_joins_the_strike_on_the_same_town():
    articles = [article("a", "2025-03-27T18:00+03:00"), article("b", "2025-03-29T11:00+03:00")]
    told = [
        said("a.1", "attack/bomb", when="2025-03-27T15:20+03:00", place="Klintsy"),
        said("b.1", "casualties/killed", 3, place="Клинцах", follow_up=True),
    ]
    assert partition(articles, told) == {frozenset({"a.1", "b.1"})}


def test_a_toll_counted_the_day_after_belongs_to_the_strike_its_article_tells_of():
    saturday = article("b", "2025-03-29T11:00+03:00")
    told = [
        said("a.1", "attack/uav", when="2025-03-28"),
        said("b.1", "damage/industrial", 1, when="2025-03-28"),
        said("b.2", "casualties/killed", 9, when="2025-03-29"),
    ]
    (happening,) = merged([article("a", "2025-03-28T15:00+03:00"), saturday], told)
    assert claims_of(happening) == {"a.1", "b.1", "b.2"}
    fresh = [*told, said("b.3", "attack/artillery", when="2025-03-29")]
    assert {frozenset(claims_of(h)) for h in merged([article("a", "2025-03-28T15:00+03:00"), saturday], fresh)} == {
        frozenset({"a.1", "b.1"}),
        frozenset({"b.2", "b.3"}),
    }


def test_a_toll_that_continues_an_older_report_has_no_day_of_its_own():
    told = [
        said("a.1", "attack/unknown", when="2025-03-28", place="Sevsk"),
        said("b.1", "casualties/killed", 9, when="2025-03-29", place="Sevsk", follow_up=True),
        said("b.2", "casualties/injured", 17, when="2025-03-29", place="Sevsk"),
    ]
    (happening,) = merged([article("a", "2025-03-28T15:00+03:00"), article("b", "2025-03-29T11:00+03:00")], told)
    assert claims_of(happening) == {"a.1", "b.1", "b.2"}


def test_the_night_of_a_death_is_no_night_of_attack():
    """It neither draws the evening's news to it, nor is the death of that night's."""
    articles = [article(name, at) for name, at in (("a", "2025-03-28T21:30+03:00"), ("b", "2025-03-29T07:00+03:00"))]
    told = [
        said("a.1", "attack/rocket", when="2025-03-28", place="Klintsy"),
        said("b.1", "casualties/killed", 1, when=NEXT_NIGHT, place="Klintsy", follow_up=True),
        said("b.2", "damage/building", 30, when="2025-03-28", place="Klintsy"),
    ]
    assert [(h.day.day, claims_of(h)) for h in merged(articles, told)] == [(28, {"a.1", "b.1", "b.2"})]
    unsaid = [told[0], said("b.1", "casualties/killed", 1, when=NEXT_NIGHT, place="Klintsy"), told[2]]
    assert {"a.1", "b.2"} <= set().union(*(claims_of(h) for h in merged(articles, unsaid) if h.day.day == 28))


def test_the_power_is_still_out_the_day_after_the_strike_that_cut_it():
    articles = [article("a", "2025-03-28T20:00+03:00"), article("b", "2025-03-29T09:00+03:00")]
    strike = [said("a.1", "attack/missile", when="2025-03-28"), said("a.2", "disruption/power", when="2025-03-28")]
    still_out = said("b.1", "disruption/power", 40_000, when="2025-03-29")
    assert partition(articles, [*strike, still_out]) == {frozenset({"a.1", "a.2", "b.1"})}
    other = said("b.1", "disruption/evacuation", when="2025-03-29")
    assert len(partition(articles, [*strike, other])) == 2
    assert len(partition(articles, [strike[0], still_out])) == 2
    hurt = said("b.2", "casualties/injured", 2, when="2025-03-29")
    assert len(partition(articles, [*strike, still_out, hurt])) == 2
    raid = said("c.1", "interception/uav", 4, when="2025-03-29")
    assert len(partition([*articles, article("c", "2025-03-29T12:00+03:00")], [*strike, still_out, raid])) == 2


def test_a_part_over_the_capital_makes_one_incident_of_city_and_region():
    told = [
        said("a.1", "interception/uav", 5, when=NIGHT, region="RU-MOS"),
        said("a.2", "interception/uav", 1, when=NIGHT, region="RU-MOW", part_of="a.1"),
    ]
    assert partition([article("a", MORNING)], told) == {frozenset({"a.1", "a.2"})}


def test_city_and_region_listed_side_by_side_are_two():
    told = [
        said("a.0", "interception/uav", 6, when=NIGHT, region="RU"),
        said("a.1", "interception/uav", 5, when=NIGHT, region="RU-MOS", part_of="a.0"),
        said("a.2", "interception/uav", 1, when=NIGHT, region="RU-MOW", part_of="a.0"),
    ]
    assert partition([article("a", MORNING)], told) == {frozenset({"a.1"}), frozenset({"a.2"})}


def test_rival_counts_of_one_article_mix_city_and_region():
    told = [
        said("a.1", "interception/uav", 12, when=NIGHT, region="RU-MOW", by="the mayor"),
        said("a.2", "interception/uav", 14, when=NIGHT, region="RU-MOS", by="the ministry"),
    ]
    assert partition([article("a", MORNING)], told) == {frozenset({"a.1", "a.2"})}


def test_the_order_of_claims_does_not_matter():
    articles = [article(name, f"2025-03-28T0{n}:00+03:00") for n, name in enumerate("abcd", start=5)]
    told = [
        said("a.1", "attack/uav", when=NIGHT, place="Klintsy"),
        said("a.2", "attack/artillery", when="2025-03-28"),
        said("b.1", "casualties/injured", 2, when="2025-03-28", place="Klintsy"),
        said("c.1", "damage/building", 2),
        said("d.1", "interception/uav", 9, when=NEXT_NIGHT),
    ]
    expected = partition(articles, told)
    for seed in range(20):
        shuffled = random.Random(seed).sample(told, len(told))
        assert partition(articles, shuffled) == expected


@pytest.mark.parametrize(
    ("told_at", "place", "same"),
    [
        ("2025-03-29T00:20+03:00", None, True),
        ("2025-03-29T00:20+03:00", "Klintsy", True),
        ("2025-03-29T00:20+03:00", "Sevsk", False),
        ("2025-03-29T09:20+03:00", None, False),
    ],
)
def test_news_of_the_small_hours_goes_on_with_the_day_that_has_just_ended(told_at, place, same):
    articles = [article("a", "2025-03-28T19:00+03:00"), article("b", told_at)]
    told = [
        said("a.1", "attack/uav", when="2025-03-28", place="Klintsy"),
        said("b.1", "casualties/injured", 2, place=place),
        said("b.2", "attack/uav", place=place),
    ]
    assert ({"a.1", "b.1", "b.2"} in partition(articles, told)) is same


def test_news_of_the_small_hours_belongs_to_the_night_that_others_tell_of():
    articles = [
        article("a", "2025-03-28T19:00+03:00"),
        article("b", "2025-03-29T00:20+03:00"),
        article("c", "2025-03-29T08:00+03:00"),
    ]
    told = [
        said("a.1", "attack/uav", when="2025-03-28", place="Klintsy"),
        said("b.1", "attack/uav"),
        said("c.1", "interception/uav", 7, when=NEXT_NIGHT),
    ]
    assert partition(articles, told) == {frozenset({"a.1"}), frozenset({"b.1", "c.1"})}


@pytest.mark.parametrize(("evening", "same"), [(True, True), (False, False)])
def test_the_evening_that_words_tell_of_belongs_to_the_night_that_others_tell_of(evening, same):
    """Also where the day had a raid of its own; what takes over its time does too."""
    articles = [
        article("a", "2025-03-29T08:00+03:00"),
        article("b", "2025-03-29T07:00+03:00"),
        article("c", "2025-03-28T13:00+03:00"),
    ]
    told = [
        said("c.1", "interception/uav", 3, when="2025-03-28T12:00+03:00..2025-03-28T12:40+03:00"),
        said("a.1", "interception/uav", 7, when=NEXT_NIGHT),
        said("b.1", "attack/missile", when="2025-03-28", evening=evening),
        said("b.2", "casualties/injured", 2, when="2025-03-28", basis=TimeBasis.INHERITED),
    ]
    assert ({"a.1", "b.1", "b.2"} in partition(articles, told)) is same


@pytest.mark.parametrize(
    ("first", "then", "same"),
    [
        ("2025-03-28T22:50", "2025-03-29T02:10", True),
        ("2025-03-28T22:50", "2025-03-29T09:10", False),
        ("2025-03-28T16:50", "2025-03-29T02:10", False),
    ],
)
def test_an_evening_and_the_small_hours_after_it_are_one_night_of_attack(first, then, same):
    articles = [article("a", "2025-03-29T10:00+03:00"), article("b", "2025-03-29T10:30+03:00")]
    told = [said(f"{name}.1", "attack/missile", when=f"{at}+03:00") for name, at in (("a", first), ("b", then))]
    assert (len(partition(articles, told)) == 1) is same


@pytest.mark.parametrize(("evening", "same"), [("2025-03-28T22:50+03:00", True), ("2025-03-28T15:50+03:00", False)])
def test_one_evening_is_told_across_midnight_without_a_time(evening, same):
    articles = [article("a", evening), article("b", "2025-03-29T01:10+03:00")]
    told = [said("a.1", "attack/uav", place="Klintsy"), said("b.1", "attack/uav", place="Klintsy")]
    assert (len(partition(articles, told)) == 1) is same


@pytest.mark.parametrize(("place", "same"), [("Sevsk", True), ("Klintsy", False)])
def test_a_report_of_the_past_day_goes_by_news_of_that_day_without_a_time(place, same):
    articles = [article("a", "2025-03-27T14:00+03:00"), article("b", "2025-03-28T08:30+03:00")]
    told = [
        said("a.1", "attack/artillery", place="Sevsk"),
        said("b.1", "casualties/killed", 4, when="2025-03-27..2025-03-28", day_long=True, place=place),
    ]
    assert (partition(articles, told) == {frozenset({"a.1", "b.1"})}) is same


@pytest.mark.parametrize("when", ["2025-03-28", ""])
def test_a_report_of_the_past_day_tells_of_nothing_that_came_after_it(when):
    """The strike at noon is in the report of the next morning, not in that of the morning before it."""
    articles = [
        article("a", "2025-03-28T08:30+03:00"),
        article("b", "2025-03-28T14:00+03:00"),
        article("c", "2025-03-29T08:30+03:00"),
    ]
    told = [
        said("a.1", "attack/uav", 20, when="2025-03-27..2025-03-28", day_long=True),
        said("b.1", "attack/uav", 1, when=when, place="Sevsk"),
        said("c.1", "attack/uav", 30, when="2025-03-28..2025-03-29", day_long=True, place="Sevsk"),
    ]
    assert partition(articles, told) == {frozenset({"a.1"}), frozenset({"b.1", "c.1"})}


SUMMARY = {"region": "UA-59", "when": "2025-03-27..2025-03-28", "by": "ОВА"}


def test_a_summary_of_the_past_day_joins_what_that_day_was_told_of():
    articles = [article("a", "2025-03-27T14:00+02:00"), article("b", "2025-03-28T08:30+02:00")]
    told = [
        said("a.1", "attack/artillery", region="UA-59", when="2025-03-27", place="Bilopillia"),
        said("b.1", "attack/artillery", **SUMMARY, day_long=True),
        said("b.2", "casualties/injured", 4, **SUMMARY, basis=TimeBasis.INHERITED),
    ]
    (only,) = merged(articles, told)
    assert claims_of(only) == {"a.1", "b.1", "b.2"}


def test_a_night_between_the_same_dates_is_of_the_day_it_ends_on():
    articles = [article("a", "2025-03-27T14:00+02:00"), article("b", "2025-03-28T08:30+02:00")]
    told = [said("a.1", "attack/artillery", region="UA-59", when="2025-03-27"), said("b.1", "attack/artillery", **SUMMARY)]
    assert [claims_of(each) for each in merged(articles, told)] == [{"a.1"}, {"b.1"}]


def test_what_an_article_inherits_is_a_day_only_where_it_tells_of_no_night():
    facts = article("b", "2025-03-28T08:30+02:00")
    told = [
        said("b.1", "attack/artillery", **SUMMARY, day_long=True),
        said("b.2", "attack/uav", **SUMMARY),
        said("b.3", "casualties/injured", 1, **SUMMARY, basis=TimeBasis.INHERITED),
    ]
    shapes = {each.statement.id: each.window.shape for each in place(facts, told)}
    assert shapes == {"b.1": Shape.SPAN, "b.2": Shape.NIGHT, "b.3": Shape.NIGHT}


def test_the_past_day_is_shown_by_the_clock_of_its_report():
    (only,) = everything([article("b", "2025-03-28T08:30+02:00")], [said("b.1", "attack/artillery", **SUMMARY, day_long=True)])
    assert (only.start, only.end) == ("2025-03-27T08:30:00+02:00", "2025-03-28T08:30:00+02:00")
