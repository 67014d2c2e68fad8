"""Numbers side by side: per claimant the figure that stands, its history, copies and denials."""

import pytest
from store_building import article, everything, said

from services.store.alerts.message import news
from services.store.carriers import origins
from services.store.changes import changes
from services.store.claimants import Voice, independents, one_voice, voices
from services.store.data import table
from services.store.facts import Telling, facts_of, speakers
from services.store.names import fold
from services.store.wordings import wording
from tocsin.vocabulary import ClaimantKind, Modality, Outcome

NIGHT = "2025-03-27..2025-03-28"


def facts(articles, statements):
    telling = Telling(statements, {a.id: a for a in articles}, origins(articles))
    return {(f"{fact.event}/{fact.object}", fact.part): fact for fact in facts_of(telling, speakers(telling))}


def series(fact):
    return {figures.claimant: [figure.value for figure in figures.history] for figures in fact.claimants}


def test_a_rising_toll_is_one_series():
    articles = [article("a", "2025-03-28T08:00+03:00"), article("b", "2025-03-28T14:00+03:00")]
    told = [said("a.1", "casualties/injured", 2, by="Ignat Berezin"), said("b.1", "casualties/injured", 3, by="Berezin")]
    fact = facts(articles, told)["casualties/injured", False]
    assert series(fact) == {"Ignat Berezin": [2, 3]}
    assert (fact.minimum, fact.maximum, fact.agreed) == (3, 3, None)


def test_a_late_old_report_never_lowers_a_newer_toll():
    articles = [article("b", "2025-03-28T14:00+03:00"), article("a", "2025-03-28T08:00+03:00")]
    told = [said("b.1", "casualties/injured", 3, by="Ignat Berezin"), said("a.1", "casualties/injured", 0, by="Ignat Berezin")]
    assert series(facts(articles, told)["casualties/injured", False]) == {"Ignat Berezin": [0, 3]}


def test_a_correction_downwards_stands():
    articles = [article("a", "2025-03-28T08:00+03:00"), article("b", "2025-03-28T14:00+03:00")]
    told = [said("a.1", "casualties/killed", 3, by="Ignat Berezin"), said("b.1", "casualties/killed", 2, by="Ignat Berezin")]
    fact = facts(articles, told)["casualties/killed", False]
    assert fact.claimants[0].latest.value == 2


def test_fewer_hurt_in_another_town_lower_nothing():
    articles = [article(name, f"2025-03-28T{hour}:00+03:00") for name, hour in (("a", "08"), ("b", "14"), ("c", "15"))]
    places = (("a", 3, "Klintsy"), ("b", 1, "Sevsk"), ("c", 4, "Sevsk"))
    told = [said(f"{name}.1", "casualties/injured", many, by="Ignat Berezin", place=town) for name, many, town in places]
    assert series(facts(articles[:2], told[:2])["casualties/injured", False]) == {"Ignat Berezin": [1, 3]}
    assert series(facts(articles, told)["casualties/injured", False]) == {"Ignat Berezin": [1, 3, 4]}


def test_a_town_s_share_lowers_no_figure_of_the_region_but_a_toll_may_be_corrected():
    articles = [article(name, f"2025-03-28T{hour}:00+03:00") for name, hour in (("a", "08"), ("b", "14"))]
    for what, history in (("interception/uav", [15, 17]), ("casualties/injured", [17, 15])):
        told = [said("a.1", what, 17, by="Ignat Berezin"), said("b.1", what, 15, by="Ignat Berezin", place="Sevsk")]
        assert series(facts(articles, told)[what, False]) == {"Ignat Berezin": history}


@pytest.mark.parametrize("few", [0, 1, 8])
def test_a_later_report_on_some_of_the_injured_is_no_correction(few):
    articles = [article("a", "2025-03-28T08:00+03:00"), article("b", "2025-03-28T14:00+03:00")]
    told = [said("a.1", "casualties/injured", 19, by="Ignat Berezin"), said("b.1", "casualties/injured", few, by="Ignat Berezin")]
    assert series(facts(articles, told)["casualties/injured", False]) == {"Ignat Berezin": [few, 19]}


def test_one_more_drone_shot_down_lowers_no_count_of_drones():
    articles = [article(name, f"2025-03-28T{hour}:00+03:00") for name, hour in (("a", "02"), ("b", "03"), ("c", "08"))]
    told = [said(f"{name}.1", "interception/uav", n, by="Ignat Berezin") for name, n in (("a", 3), ("b", 2), ("c", 7))]
    assert series(facts(articles[:2], told[:2])["interception/uav", False]) == {"Ignat Berezin": [2, 3]}
    assert series(facts(articles, told)["interception/uav", False]) == {"Ignat Berezin": [2, 3, 7]}


def test_an_outlet_that_repeats_a_replaced_figure_does_not_bring_it_back():
    articles = [article(name, f"2025-03-28T{hour}:00+03:00") for name, hour in (("a", "08"), ("b", "14"), ("c", "15"))]
    told = [said(f"{name}.1", "casualties/killed", value, by="Ignat Berezin") for name, value in (("a", 5), ("b", 9), ("c", 5))]
    fact = facts(articles, told)["casualties/killed", False]
    assert (fact.claimants[0].latest.value, fact.claimants[0].carriers) == (9, 3)


def test_rival_claimants_stand_side_by_side():
    articles = [article("a", "2025-03-28T08:00+03:00"), article("b", "2025-03-28T09:00+03:00")]
    told = [
        said("a.1", "interception/uav", 5, by="Ignat Berezin"),
        said("b.1", "interception/uav", 18, by="Defense Ministry", kind=ClaimantKind.MINISTRY),
    ]
    fact = facts(articles, told)["interception/uav", False]
    assert series(fact) == {"Defense Ministry": [18], "Ignat Berezin": [5]}
    assert (fact.minimum, fact.maximum, fact.agreed) == (5, 18, None)


def test_agreed_takes_two_independent_claimants():
    articles = [article("a", "2025-03-28T08:00+03:00"), article("b", "2025-03-28T09:00+03:00")]
    article_alone = [said("a.1", "interception/uav", 4, by="Ignat Berezin"), said("b.1", "interception/uav", 4)]
    assert facts(articles, article_alone)["interception/uav", False].agreed is None
    with_ministry = [*article_alone, said("b.2", "interception/uav", 4, by="Минобороны РФ", kind=ClaimantKind.MINISTRY)]
    assert facts(articles, with_ministry)["interception/uav", False].agreed == 4


def test_parts_are_a_metric_of_their_own():
    told = [said("a.1", "casualties/injured", 3, by="Berezin"), said("a.2", "casualties/injured", 1, by="Berezin", part_of="a.1")]
    found = facts([article("a", "2025-03-28T08:00+03:00")], told)
    assert found["casualties/injured", False].maximum == 3
    assert found["casualties/injured", True].maximum == 1


def test_a_denial_is_attached_and_subtracts_nothing():
    articles = [article("a", "2025-03-28T08:00+03:00"), article("b", "2025-03-28T09:00+03:00")]
    told = [
        said("a.1", "attack/uav", 1, by="residents", kind=ClaimantKind.WITNESS),
        said("b.1", "attack/uav", by="Ignat Berezin", modality=Modality.DENIED),
    ]
    fact = facts(articles, told)["attack/uav", False]
    assert (fact.denied_by, fact.minimum, fact.maximum) == (("Ignat Berezin",), 1, 1)


def test_who_only_denies_backs_nothing():
    articles = [article(name, f"2025-03-28T{hour}:00+03:00") for name, hour in (("a", "08"), ("b", "09"))]
    told = [
        said("a.1", "attack/uav", when=NIGHT, by="Ignat Berezin"),
        said("b.1", "attack/uav", when=NIGHT, by="General Staff", kind=ClaimantKind.MILITARY, modality=Modality.DENIED),
    ]
    (incident,) = everything(articles, told)
    assert (incident.claimants, incident.facts[0].denied_by) == (1, ("General Staff",))


def test_suppressed_is_counted_apart_from_destroyed():
    told = [
        said("a.1", "interception/uav", 5, outcome=Outcome.DESTROYED),
        said("a.2", "interception/uav", 2, outcome=Outcome.SUPPRESSED),
    ]
    telling = Telling(told, {"a": article("a", "2025-03-28T08:00+03:00")}, {"a": "a"})
    assert [(f.outcome, f.maximum) for f in facts_of(telling, {})] == [("destroyed", 5), ("suppressed", 2)]


def test_near_copies_have_the_first_told_as_origin():
    same = {"simhash": "00ff00ff00ff00ff"}
    articles = [
        article("late", "2025-03-28T09:00+03:00", **same),
        article("first", "2025-03-28T08:00+03:00", **same),
        article("near", "2025-03-28T10:00+03:00", simhash="00ff00ff00ff00fe"),
        article("own", "2025-03-28T11:00+03:00", simhash="ff00ff00ff00ff00"),
        article("unknown", "2025-03-28T12:00+03:00"),
    ]
    assert origins(articles) == {"first": "first", "late": "first", "near": "first", "own": "own", "unknown": "unknown"}


GOVERNOR, MINISTRY, OTHER = ClaimantKind.GOVERNOR, ClaimantKind.MINISTRY, ClaimantKind.OTHER
RESCUE = ClaimantKind.EMERGENCY_SERVICE


WIRE = ("a drone struck a market in the city of Klintsy", "at least 12 people were killed")


@pytest.mark.parametrize(
    ("words", "origin"),
    [
        (WIRE, "a"),  # the wire's report under another headline
        (WIRE[:1], "b"),  # 47 characters: two reporters may write that alike
        ((WIRE[0], "Fourteen were injured"), "b"),  # it tells something of its own
        ((), "b"),
    ],
)
def test_who_tells_all_in_the_words_of_another_is_no_second_origin(words, origin):
    articles = [article("a", "2025-03-28T08:00+03:00"), article("b", "2025-03-28T09:00+03:00")]
    told = [said(f"a.{n}", "attack/uav", words=wording(text)) for n, text in enumerate(WIRE)]
    told += [said(f"b.{n}", "attack/uav", words=wording(text.upper())) for n, text in enumerate(words)]
    assert origins(articles, told) == {"a": "a", "b": origin}


@pytest.mark.parametrize(
    ("one", "other", "kind", "same"),
    [
        ("Ignat Berezin", "Березин", GOVERNOR, True),
        ("Governor Ignat Berezin", "the governor", GOVERNOR, True),
        ("Bryansk's governor", "Ignat Berezin", GOVERNOR, True),
        ("Ignat Berezin", "Pavel Sokolov", GOVERNOR, False),
        ("Минобороны РФ", "Russian Ministry of Defence", MINISTRY, True),
        ("Министерства обороны РФ", "Defense Ministry", MINISTRY, True),
        ("Ukrainian Defence Ministry", "Russian Defence Ministry", MINISTRY, False),
        ("Генштаб ЗСУ", "General Staff", ClaimantKind.MILITARY, True),
        ("Повітряні сили", "Ukrainian Air Force", ClaimantKind.MILITARY, True),
        ("port authority", "prosecutor's office", OTHER, False),
        ("rescuers", "ДСНС", RESCUE, True),
        ("Рятувальники", "Ukraine's State Emergency Service", RESCUE, True),
        ("Ukraine's rescue service", "МЧС России", RESCUE, False),
        ("ДСНС", "МЧС", RESCUE, False),
        ("МНС Росії", "МЧС", RESCUE, True),
        ("Оперштаб", "the region's operational headquarters", RESCUE, True),
        ("Нацполиция", "police", ClaimantKind.POLICE, True),
        ("Pakistani police", "Indian police", ClaimantKind.POLICE, False),
        ("health ministry", "defence ministry", MINISTRY, False),
    ],
)
def test_one_voice(one, other, kind, same):
    assert one_voice(Voice(one, kind), Voice(other, kind)) is same
    assert one_voice(Voice(other, kind), Voice(one, kind)) is same


def test_rescuers_are_one_service_and_tie_no_two():
    assert len(set(voices(Voice(name, RESCUE) for name in ("Рятувальники", "ДСНС", "МЧС")).values())) == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Voice("Мирослав Білецький", GOVERNOR), Voice("Білецький", OTHER), True),
        (Voice("Myroslav Biletskyi", GOVERNOR), Voice("Білецький", OTHER), True),
        (Voice("Myroslav Biletskyi", GOVERNOR), Voice("Pavlo Biletskyi", OTHER), False),
        (Voice("Myroslav Biletskyi", GOVERNOR), Voice("residents", OTHER), False),
        (Voice("the governor", GOVERNOR), Voice("Білецький", OTHER), False),
        (Voice("Myroslav Biletskyi", GOVERNOR), Voice("Biletskyi", ClaimantKind.MAYOR), False),
        (Voice("HKN Energy", ClaimantKind.COMPANY), Voice("operator HKN Energy", ClaimantKind.COMPANY), True),
        (Voice("Ambrey", ClaimantKind.COMPANY), Voice("maritime security firm Ambrey", ClaimantKind.COMPANY), True),
        (Voice("HKN Energy", ClaimantKind.COMPANY), Voice("Energy", ClaimantKind.COMPANY), False),
        (Voice("local residents", ClaimantKind.WITNESS), Voice("residents", ClaimantKind.WITNESS), False),
        (Voice("residents of Kursk", OTHER), Voice("officials of Kursk", OTHER), False),
        (Voice("жители Курска", OTHER), Voice("власти Курска", OTHER), False),
    ],
)
def test_a_surname_without_its_office_and_a_name_with_what_describes_it_are_the_same_voice(one, other, same):
    assert one_voice(one, other) == one_voice(other, one) == same


def test_the_bare_office_does_not_tie_two_people_together():
    named = [Voice(name, GOVERNOR) for name in ("the governor", "Ignat Berezin", "Pavel Sokolov")]
    assert len(set(voices(named).values())) == 2


def test_independent_voices_leave_out_the_unnamed_and_a_country_beside_its_own_office():
    kinds = ClaimantKind
    spoken = {
        Voice("Ukrainian military intelligence", kinds.MILITARY),
        Voice("Ukraine", OTHER),
        Voice("Russia", OTHER),
        Voice("a source", kinds.ANONYMOUS),
        Voice("TASS", kinds.MEDIA),
        Voice("tass.ru", kinds.MEDIA),
    }
    assert sorted(set(independents(spoken).values())) == ["Russia", "Ukrainian military intelligence", "tass"]


@pytest.mark.parametrize(
    ("names", "counted"),
    [
        (["officials"], ["officials"]),
        (["officials", "местные власти"], ["officials"]),
        (["officials", "Ignat Berezin"], ["Ignat Berezin"]),
        (["Украинские власти", "Russian Defense Ministry"], ["Russian Defense Ministry", "officials"]),
        (["Ukrainian officials", "Ukrainian Defense Ministry"], ["Ukrainian Defense Ministry"]),
        (["officials of the Defense Ministry"], ["officials of the Defense Ministry"]),
    ],
)
def test_officials_beside_somebody_who_may_be_one_of_them_are_not_independent(names, counted):
    assert sorted(set(independents(Voice(name, OTHER) for name in names).values())) == sorted(counted)


def test_places_go_by_how_often_they_are_told_of_and_in_latin_letters_where_any_are():
    articles = [article(name, "2025-03-28T08:00+03:00") for name in ("a", "b", "c")]
    towns = (("a.1", "Севск"), ("b.1", "Клинцы"), ("c.1", "Клинцы"), ("c.2", "Klintsy"))
    told = [said(name, "attack/uav", when=NIGHT, place=town) for name, town in towns]
    (incident,) = everything(articles, told)
    assert incident.places == ("Klintsy", "Севск")


def test_a_claimant_by_another_spelling_is_no_news():
    articles = [article(name, f"2025-03-28T{hour}:00+03:00") for name, hour in (("a", "08"), ("b", "09"))]
    one = [said("a.1", "casualties/killed", 1, by="Тарас Левченко", when=NIGHT)]
    two = [*one, said("b.1", "casualties/killed", 3, by="Taras Levchenko", when=NIGHT)]
    (before,), (after,) = everything(articles[:1], one), everything(articles, two)
    assert [(change.kind, change.claimant) for change in changes(before, after)] == [
        ("figure_rose", "Taras Levchenko"),
        ("article_new", None),
    ]


def test_only_who_is_known_to_speak_for_themselves_counts_as_independent():
    def media(name):
        return Voice(name, ClaimantKind.MEDIA)

    governor, unnamed = Voice("Ignat Berezin", ClaimantKind.GOVERNOR), Voice("sources", ClaimantKind.ANONYMOUS)
    counted = independents([media("TASS"), media("tass.ru"), media("Example Post"), media("BBC"), governor, unnamed])
    assert set(counted.values()) == {"tass", "bbc", "Ignat Berezin"}  # nobody declared who is behind the Example Post


def test_no_outlet_is_of_two_families_and_states_are_codes():
    families = table("publishers")["family"]
    members = [name for family in families for name in {fold(member) for member in family["members"]}]
    assert len(members) == len(set(members))
    assert all(len(family.get("state", "XX")) == 2 for family in families)


def test_a_denial_is_told_once():
    articles = [article(name, f"2025-03-28T{hour}:00+03:00") for name, hour in (("a", "08"), ("b", "09"))]
    one = [said("a.1", "attack/uav", when=NIGHT)]
    two = [*one, said("b.1", "attack/uav", by="Ignat Berezin", modality=Modality.DENIED, when=NIGHT)]
    (before,), (after,) = everything(articles[:1], one), everything(articles, two)
    told = list(news(after, changes(before, after)).changes)
    assert told == ["Denied by Ignat Berezin: drone attack", "Also told by b.example"]
