"""What a reader of a chat sees of an incident: the title with its toll, one line for each fact, offices by their English names."""

from dataclasses import replace

import pytest
from store_building import article, everything, said

from services.store.alerts.message import full, news
from services.store.changes import changes
from tocsin.incident import Change
from tocsin.vocabulary import Bound, ClaimantKind, IncidentState, Modality

NIGHT = "2025-03-27..2025-03-28"
ARTICLES = [article(name, f"2025-03-28T{hour}:00+03:00") for name, hour in (("a", "08"), ("b", "09"), ("c", "10"))]


def message(*told):
    (incident,) = everything(ARTICLES[: len({statement.article for statement in told})], told)
    return full(incident)


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ([("attack/uav", None)], "Drone attack, RU-BRY"),
        ([("attack/uav", None), ("casualties/injured", 3), ("casualties/killed", 1)], "Drone attack, RU-BRY: 1 killed, 3 injured"),
        ([("interception/uav", 38)], "Drones intercepted, RU-BRY: 38"),
        ([("attack/uav", None), ("casualties/injured", 0), ("interception/uav", 5)], "Drone attack, RU-BRY"),
        ([("disruption/airport", None), ("attack/uav", None)], "Drone attack, RU-BRY"),
        ([("disruption/evacuation", 20)], "Evacuated, RU-BRY"),
        ([("disruption/power", 900), ("disruption/evacuation", 20)], "Disruption, RU-BRY"),
        ([("damage/building", 3), ("disruption/power", None)], "Damage, RU-BRY"),
    ],
)
def test_a_title_tells_the_toll(what, title):
    told = [said(f"a.{n}", metric, value, by="Ignat Berezin", when=NIGHT) for n, (metric, value) in enumerate(what)]
    assert message(*told).title == title


def test_rival_tolls_are_a_range_in_the_title_and_a_figure_each_below():
    shown = message(
        said("a.1", "casualties/killed", 2, by="Ignat Berezin", when=NIGHT),
        said("b.1", "casualties/killed", 4, by="Health Ministry", kind=ClaimantKind.MINISTRY, when=NIGHT),
    )
    assert shown.title == "Attack, RU-BRY: 2 to 4 killed"
    assert shown.facts == ("Killed: 2 to 4 (Health Ministry 4; Ignat Berezin 2)",)


@pytest.mark.parametrize(
    ("metric", "value", "line"),
    [
        ("casualties/killed", 2, "Killed: 2 (Ignat Berezin)"),
        ("casualties/injured", 0, "No injuries (Ignat Berezin)"),
        ("casualties/killed", 0, "No deaths (Ignat Berezin)"),
        ("casualties/any", 0, "No casualties (Ignat Berezin)"),
        ("damage/any", 0, "No damage (Ignat Berezin)"),
        ("damage/building", 11, "Buildings damaged: 11 (Ignat Berezin)"),
        ("damage/energy", None, "Energy facilities damaged (Ignat Berezin)"),
        ("damage/industrial", 1, "Industrial sites damaged: 1 (Ignat Berezin)"),
        ("damage/any", None, "Damage (Ignat Berezin)"),
        ("disruption/evacuation", 25, "Evacuated: 25 (Ignat Berezin)"),
        ("disruption/airport", None, "Airports restricted (Ignat Berezin)"),
        ("military_loss/tank", 2, "Tanks lost: 2 (Ignat Berezin)"),
        ("attack/bomb", 3, "Bombs in the attack: 3 (Ignat Berezin)"),
    ],
)
def test_one_line_says_what_how_many_and_who(metric, value, line):
    told = [said("a.1", "attack/uav", when=NIGHT, by="Ignat Berezin")] if not metric.startswith("attack") else []
    assert line in message(*told, said("a.2", metric, value, by="Ignat Berezin", when=NIGHT)).facts


def test_a_bound_that_all_share_stands_before_the_figure():
    told = replace(said("a.1", "casualties/injured", 20, by="Ignat Berezin", when=NIGHT), bound=Bound.AT_LEAST)
    shown = message(told)
    assert (shown.title, shown.facts) == ("Attack, RU-BRY: at least 20 injured", ("Injured: at least 20 (Ignat Berezin)",))


def test_a_bare_attack_needs_no_line_beside_the_title_unless_somebody_says_only_that():
    told = [
        said("a.1", "attack/uav", by="Ignat Berezin", when=NIGHT),
        said("a.2", "casualties/injured", 3, by="Ignat Berezin", when=NIGHT),
    ]
    assert message(*told).facts == ("Injured: 3 (Ignat Berezin)",)
    staff = said("b.1", "attack/uav", by="General Staff", kind=ClaimantKind.MILITARY, when=NIGHT)
    assert message(*told, staff).facts == ("Injured: 3 (Ignat Berezin)", "Drone attack (General Staff; Ignat Berezin)")
    denial = said("b.1", "attack/uav", by="General Staff", kind=ClaimantKind.MILITARY, when=NIGHT, modality=Modality.DENIED)
    assert message(*told, denial).facts[1] == "Drone attack (Ignat Berezin); denied by General Staff"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Министерстве обороны РФ", "Russian Defence Ministry"),
        ("Минобороны", "Defence Ministry"),
        ("ДСНС України", "Ukrainian State Emergency Service"),
        ("Генштаб ЗСУ", "Ukrainian General Staff"),
        ("ГУ МЧС по Саратовской области", "ГУ МЧС по Саратовской области"),
        ("Олег Кіпер", "Олег Кіпер"),
        ("Health Ministry", "Health Ministry"),
    ],
)
def test_offices_go_by_their_english_names(name, shown):
    fact = message(said("a.1", "casualties/killed", 2, by=name, kind=ClaimantKind.MINISTRY, when=NIGHT)).facts[0]
    assert fact == f"Killed: 2 ({shown})"


def test_what_changed_is_told_in_figures():
    before = [said("a.1", "casualties/injured", 2, by="Ignat Berezin", when=NIGHT)]
    after = [
        *before,
        said("b.1", "casualties/injured", 3, by="Ignat Berezin", when=NIGHT),
        said("b.2", "casualties/killed", 1, by="Ignat Berezin", when=NIGHT),
        said("b.3", "damage/any", 0, by="Ignat Berezin", when=NIGHT),
    ]
    (old,), (new,) = everything(ARTICLES[:1], before), everything(ARTICLES[:2], after)
    assert [change.text for change in changes(old, new)] == [
        "Severity rose from injured to killed.",
        "Injured: 3, up from 2 (Ignat Berezin).",
        "Killed: 1 (Ignat Berezin).",
        "No damage (Ignat Berezin).",
        "Also told by b.example.",
    ]
    assert news(new, [c for c in changes(old, new) if c.kind != "article_new"]).changes == (
        "Injured: 3, up from 2 (Ignat Berezin)",
        "Killed: 1 (Ignat Berezin)",
        "No damage (Ignat Berezin)",
    )
    assert "Injured: 2, down from 3 (Ignat Berezin)." in [change.text for change in changes(new, old)]


def test_a_time_that_was_corrected_is_told_in_words():
    (old,) = everything(ARTICLES[:1], [said("a.1", "attack/uav", when="2025-03-28", by="Ignat Berezin")])
    new = old.model_copy(update={"start": "2025-03-27", "end": "2025-03-28"})
    assert [change.text for change in changes(old, new)] == ["Time corrected: night of 27 to 28 Mar 2025, was 28 Mar 2025."]


def test_what_became_of_an_incident_is_told_once():
    (incident,) = everything(ARTICLES[:1], [said("a.1", "attack/uav", when=NIGHT, by="Ignat Berezin")])
    merged = incident.model_copy(update={"state": IncidentState.MERGED, "merged_into": "inc_other"})
    change = Change(kind="merged", before=incident.id, after="inc_other", text="The same incident as inc_other.")
    shown = news(merged, [change])
    assert (shown.state, shown.changes) == ("Merged: the same incident as inc_other.", ())
    assert news(incident, [change.model_copy(update={"before": "inc_other", "after": incident.id})]).changes != ()
