"""Why a destination is told of an event, or not, how and when: a table of decisions with an injected now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from services.store.alerts.pace import Limit, Pace
from services.store.alerts.policy import REPEAT_PAUSE, STORM_WINDOW, Action, Circumstances, Known, Traits, decide, matches, route_to
from services.store.alerts.retry import wait_before
from services.store.alerts.settings import Route
from services.store.alerts.significance import significant
from services.store.alerts.times import quiet_until
from tocsin.incident import Change, Incident, IncidentEvent
from tocsin.vocabulary import Family, IncidentState

NOW = datetime(2025, 3, 28, 12, tzinfo=UTC)
BOT, HOOK, EDITOR, PROGRAM = Traits(edits=True, replies=True), Traits(), Traits(edits=True), Traits(machine=True)

INCIDENT = Incident(
    id="inc_1",
    revision=2,
    state=IncidentState.OPEN,
    family=Family.AERIAL,
    region="UA-63",
    regions=("UA-63",),
    severity=1,
    opened=NOW,
    updated=NOW,
    claims=("clm_1",),
    claimants=1,
    origins=1,
)
WORSE = Change(kind="severity_changed", before="1", after="3", text="Severity went from 1 to 3.")
DETAIL = Change(kind="article_new", text="Also told by a.example.")


def event(*changes, **facts):
    incident = Incident.model_validate({**INCIDENT.model_dump(), **facts})
    return IncidentEvent(incident=incident, changes=changes or (WORSE,))


def there(traits=BOT, known=None, **more):
    route = Route(to=("desk",), **more.pop("route", {}))
    return Circumstances(route=route, traits=traits, now=NOW, known=known, **more)


KNOWN = Known("default", told=1, posted=True, spoke=NOW - timedelta(hours=1))


def steps(decision):
    return [(step.kind, step.action, step.due - NOW) for step in decision.steps]


def wait(seconds):
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("case", "told", "circumstances", "expected"),
    [
        ("a new incident waits for further reports", event(), there(), [("opened", "post", wait(60))]),
        ("what is urgent does not wait", event(severity=4), there(), [("opened", "post", wait(0))]),
        ("what is only looked back at alerts nobody", event(quiet=True), there(), []),
        ("another region", event(), there(route={"regions": ["UA-51", "RU"]}), []),
        ("its country", event(), there(route={"regions": ["UA"]}), [("opened", "post", wait(60))]),
        ("another family", event(), there(route={"families": ["sea"]}), []),
        ("its weapons", event(objects=("boat", "uav")), there(route={"families": ["sea"]}), [("opened", "post", wait(60))]),
        ("not severe enough", event(), there(route={"severity": 2}), []),
        ("too few claimants", event(), there(route={"claimants": 2}), []),
        ("enough claimants", event(claimants=2), there(route={"claimants": 2}), [("opened", "post", wait(60))]),
        ("a tombstone that nobody was told of", event(state="merged"), there(), []),
        ("a storm becomes a digest", event(), there(recent=10), [("opened", "digest", STORM_WINDOW)]),
        ("programs know no storm", event(), there(PROGRAM, recent=99), [("opened", "post", wait(60))]),
        ("muted by a person", event(severity=4), there(muted_until=NOW + wait(900)), [("opened", "digest", wait(900))]),
        ("muted by the route", event(), there(route={"mute_until": NOW + wait(99)}), [("opened", "digest", wait(99))]),
        ("a mute that is over", event(), there(muted_until=NOW - wait(1)), [("opened", "post", wait(60))]),
        ("quiet hours", event(), there(route={"quiet_hours": "11:00-14:00"}), [("opened", "digest", wait(7200))]),
        ("urgent in quiet hours", event(severity=4), there(route={"quiet_hours": "11:00-14:00"}), [("opened", "post", wait(0))]),
        ("a program in a mute", event(), there(PROGRAM, muted_until=NOW + wait(9)), [("opened", "post", wait(60))]),
        ("a grave update", event(), there(known=KNOWN), [("updated", "edit", wait(30)), ("updated", "reply", wait(30))]),
        ("a detail only edits", event(DETAIL), there(known=KNOWN), [("updated", "edit", wait(30))]),
        ("nothing changed", IncidentEvent(incident=INCIDENT), there(known=KNOWN), []),
        ("news without edits", event(), there(HOOK, known=KNOWN), [("updated", "post", wait(30))]),
        ("a detail without edits", event(DETAIL), there(HOOK, known=KNOWN), []),
        (
            "news too soon after the last",
            event(),
            there(HOOK, known=replace(KNOWN, spoke=NOW)),
            [("updated", "post", REPEAT_PAUSE)],
        ),
        (
            "edits without threads",
            event(),
            there(EDITOR, known=KNOWN),
            [("updated", "edit", wait(30)), ("updated", "post", wait(30))],
        ),
        ("programs get every revision", event(DETAIL), there(PROGRAM, known=KNOWN), [("updated", "post", wait(30))]),
        ("a merge edits the loser", event(state="merged", merged_into="inc_2"), there(known=KNOWN), [("merged", "edit", wait(0))]),
        (
            "a merge is told where nothing can be edited",
            event(state="merged"),
            there(HOOK, known=KNOWN),
            [("merged", "post", wait(0))],
        ),
        ("a closed incident is edited in silence", event(state="closed"), there(known=KNOWN), [("closed", "edit", wait(0))]),
        (
            "a withdrawn one is told",
            event(state="closed", claims=()),
            there(known=KNOWN),
            [("closed", "edit", wait(0)), ("closed", "reply", wait(0))],
        ),
        (
            "what a digest held back and is urgent now",
            event(severity=4),
            there(known=Known("default", told=0, posted=False, spoke=NOW), route={"quiet_hours": "11:00-14:00"}),
            [("updated", "post", wait(0))],
        ),
        ("no wait at all", event(), there(route={"group_wait": 0}), [("opened", "post", wait(0))]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_decisions(case, told, circumstances, expected):
    decision = decide(told, circumstances)
    assert steps(decision) == [(kind, Action(action), due) for kind, action, due in expected]
    assert decision.reason


def test_an_anniversary_rings_for_nobody():
    articles = [
        {"article": {"id": "art_old"}, "origin": "art_old"},
        {"article": {"id": "art_year"}, "origin": "art_year", "background": True},
    ]
    grave = event(Change(kind="reopened", text="Open again."), articles=articles)
    for cause, actions in (("art_year", ["edit"]), ("art_old", ["edit", "reply"])):
        told = grave.model_copy(update={"cause_article": cause})
        assert [step.action for step in decide(told, there(known=KNOWN)).steps] == actions


def test_a_destination_hears_by_the_first_route_that_wants_it_and_then_always_by_that():
    routes = [Route(name="south", to=("desk",), regions=("UA-51",)), Route(name="all", to=("desk", "log"))]
    assert route_to("desk", INCIDENT, routes, None).name == "all"
    assert route_to("desk", INCIDENT.model_copy(update={"regions": ("UA-51",)}), routes, None).name == "south"
    assert route_to("desk", INCIDENT, routes, replace(KNOWN, route="south")).name == "south"
    assert route_to("chat", INCIDENT, routes, None) is None


def test_any_region_of_a_mixed_incident_counts():
    mixed = INCIDENT.model_copy(update={"region": "RU-MOW", "regions": ("RU-MOS", "RU-MOW")})
    assert matches(Route(to=("x",), regions=("RU-MOS",)), mixed) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Change(kind="figure_rose", event="casualties", object="killed", before="1", after="3", text=""), "more killed"),
        (Change(kind="figure_new", event="casualties", object="killed", after="no number", text=""), None),
        (Change(kind="figure_rose", event="interception", object="uav", before="4", after="9", text=""), "a figure doubled"),
        (Change(kind="figure_rose", event="interception", object="uav", before="4", after="7", text=""), None),
        (Change(kind="figure_fell", event="casualties", object="killed", before="4", after="2", text=""), None),
        (Change(kind="denied", claimant="Governor", text=""), "denied by Governor"),
        (Change(kind="severity_changed", before="4", after="1", text=""), None),
        (Change(kind="reopened", text=""), "open again"),
    ],
)
def test_what_people_must_hear_of(change, why):
    assert significant([change], INCIDENT) == why


def test_quiet_hours_over_midnight_in_their_own_zone():
    route = Route(to=("x",), quiet_hours="23:00-07:00", quiet_zone="Europe/Kyiv")
    assert quiet_until(route, datetime(2025, 3, 28, 20, 59, tzinfo=UTC)) is None  # 22:59
    assert quiet_until(route, datetime(2025, 3, 28, 21, 0, tzinfo=UTC)) == datetime(2025, 3, 29, 5, 0, tzinfo=UTC)
    assert quiet_until(route, datetime(2025, 3, 29, 22, 0, tzinfo=UTC)) == datetime(
        2025, 3, 30, 4, 0, tzinfo=UTC
    )  # summer time begins


def test_the_schedule_grows_and_spreads():
    waits = [wait_before(attempt, PROGRAM, "dlv_1") for attempt in range(1, 12)]
    assert waits[0] < 6.1
    assert waits[8] >= 24 * 3600
    assert len({wait_before(1, BOT, f"dlv_{n}") for n in range(50)}) > 40


def test_a_pace_holds_every_limit():
    pace = Pace((Limit(1, 1.0), Limit(20, 60.0)))
    now, sent = 0.0, []
    while len(sent) < 45:
        now += pace.wait(now)
        pace.note(now)
        sent.append(now)
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(sent))
    assert all(sent[i + 20] - sent[i] >= 60.0 for i in range(25))
