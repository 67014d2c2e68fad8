"""People link and unlink claims; quiet time closes incidents."""

from datetime import timedelta

import pytest
from store_building import NOW, article, events_of, held, plan_nothing, said, take

from services.runtime.errors import Permanent
from services.store.closing import QUIET, close_quiet
from services.store.links import Decision, apply, note
from tocsin.vocabulary import IncidentState

A, B = article("a", "2025-03-28T08:00+03:00"), article("b", "2025-03-29T10:00+03:00")
TOLD = [
    said("a.1", "attack/uav", when="2025-03-27..2025-03-28"),
    said("a.2", "damage/building", 2, when="2025-03-27..2025-03-28"),
    said("b.1", "interception/uav", 7, when="2025-03-28..2025-03-29"),
]


async def two_nights(store):
    return await take(store, [*events_of(A, TOLD), *events_of(B, TOLD)])


async def decide(store, *decision):
    await note(store, Decision(*decision), NOW)
    events = await apply(store, NOW, plan_nothing)
    assert await apply(store, NOW, plan_nothing) == ()
    return events


def members(incidents):
    return {frozenset(incident.claims) for incident in incidents if incident.claims}


async def test_linked_claims_make_one_incident_and_stay_so(store):
    await two_nights(store)
    await decide(store, "a.1", "b.1", "link", "editor")
    assert members(await held(store)) == {frozenset({"a.1", "a.2", "b.1"})}
    c = article("c", "2025-03-28T12:00+03:00")
    await take(store, events_of(c, [said("c.1", "casualties/injured", 1, when="2025-03-28")]))
    assert members(await held(store)) == {frozenset({"a.1", "a.2", "b.1", "c.1"})}


async def test_an_unlinked_claim_becomes_an_incident_of_its_own(store):
    opened, *_ = await two_nights(store)
    await decide(store, "a.1", "a.2", "unlink", "editor")
    assert members(await held(store)) == {frozenset({"a.1"}), frozenset({"a.2"}), frozenset({"b.1"})}
    (split,) = [incident for incident in await held(store) if incident.claims == ("a.2",)]
    assert split.split_from == opened.incident.id


async def test_the_last_decision_about_two_claims_counts(store):
    await two_nights(store)
    await decide(store, "a.1", "b.1", "link", "editor")
    await decide(store, "a.1", "b.1", "unlink", "editor")
    assert members(await held(store)) == {frozenset({"a.1", "a.2"}), frozenset({"b.1"})}


async def test_an_unlinked_claim_leaves_what_another_decision_joined(store):
    await two_nights(store)
    await decide(store, "a.1", "b.1", "link", "editor")
    await decide(store, "b.1", "a.2", "unlink", "editor")
    assert members(await held(store)) == {frozenset({"a.1", "b.1"}), frozenset({"a.2"})}


async def test_what_leaves_takes_along_what_it_is_linked_to(store):
    await two_nights(store)
    await decide(store, "a.1", "a.2", "unlink", "editor")
    await decide(store, "a.2", "b.1", "link", "editor")
    assert members(await held(store)) == {frozenset({"a.1"}), frozenset({"a.2", "b.1"})}


async def test_a_decision_in_the_other_direction_replaces_the_first(store):
    await two_nights(store)
    await decide(store, "a.1", "b.1", "link", "editor")
    await decide(store, "b.1", "a.1", "unlink", "editor")
    assert members(await held(store)) == {frozenset({"a.1", "a.2"}), frozenset({"b.1"})}


async def test_decisions_need_claims_of_one_region_group(store):
    await two_nights(store)
    await take(store, events_of(article("d", "2025-03-28T08:00+03:00"), [said("d.1", "attack/uav", region="UA-63")]))
    with pytest.raises(Permanent, match="only claims of one region group"):
        await decide(store, "a.1", "d.1", "link", "editor")
    with pytest.raises(Permanent, match="take ids from"):
        await decide(store, "a.1", "clm_unknown", "link", "editor")


async def test_an_incident_closes_after_its_quiet_time_and_a_late_claim_opens_it_again(store):
    opened, *_ = await two_nights(store)
    assert await close_quiet(store, NOW + QUIET, plan_nothing) == []
    closed = await close_quiet(store, NOW + QUIET + timedelta(seconds=1), plan_nothing)
    assert {event.incident.state for event in closed} == {IncidentState.CLOSED}
    assert len(closed) == 2
    late = [said("e.1", "casualties/injured", 1, when="2025-03-27..2025-03-28")]
    (again,) = await take(store, events_of(article("e", "2025-04-02T08:00+03:00"), late), batch=9)
    assert (again.incident.id, again.incident.state) == (opened.incident.id, IncidentState.OPEN)
    assert "reopened" in [change.kind for change in again.changes]
