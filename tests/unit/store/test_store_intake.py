"""Batches of events in, rows and events out, on a real SQLite file."""

import pytest
from sqlalchemy import func, select
from store_building import NOW, article, claim, events_of, held, said, take

from services.runtime.database import reading
from services.store.backlog import drained
from services.store.intake import receive
from services.store.outbox import feed, number, relay
from services.store.report import report
from services.store.rows import claim_row, statement
from services.store.schema import CLAIM, INCIDENT, INCIDENT_CLAIM, OUTBOX
from tocsin.article import ArticleWithdrawn
from tocsin.catalog import ARTICLE_WITHDRAWN, make_event, read_event
from tocsin.claim import Evidence
from tocsin.vocabulary import IncidentState

NIGHT = "2025-03-27..2025-03-28"
A = article("a", "2025-03-28T08:00+03:00")
B = article("b", "2025-03-28T10:00+03:00")
FIRST = [said("a.1", "attack/uav", when=NIGHT), said("a.2", "casualties/injured", 2, when=NIGHT, by="Ignat Berezin")]
SECOND = [said("b.1", "casualties/injured", 3, when=NIGHT, by="Berezin")]


def kinds(events):
    return [(event.incident.revision, [change.kind for change in event.changes]) for event in events]


@pytest.mark.parametrize(("what", "later"), [("casualties/killed", True), ("damage/building", False)])
def test_a_toll_continues_an_older_report_where_its_sentence_says_so(what, later):
    words = Evidence(text="one more person", start=0, end=15, sentence="In a hospital one more person has died, the region said.")
    row = claim_row(claim(said("a.1", what, 1), A).model_copy(update={"evidence": words}))
    assert statement(row).follow_up is later


@pytest.mark.parametrize(
    ("evidence", "named", "implied"),
    [("the town was shelled", None, True), ("the town came under mortar fire", None, False), ("was shelled", "howitzers", False)],
)
def test_what_was_shelled_implies_guns_unless_words_name_them(evidence, named, implied):
    shelled = claim(said("a.1", "attack/artillery"), A)
    words = {"object_text": named, "evidence": Evidence(text=evidence, start=0, end=len(evidence))}
    assert statement(claim_row(shelled.model_copy(update=words))).implied is implied


async def test_an_article_opens_an_incident_when_its_last_claim_is_here(store):
    *claims, end = events_of(A, FIRST)
    assert await take(store, [end, claims[1]]) == []
    assert not (await drained(store)).empty
    (opened,) = await take(store, [claims[0]])
    assert (opened.incident.region, opened.incident.claims, opened.cause_article) == ("RU-BRY", ("a.1", "a.2"), "a")


async def test_a_later_report_is_a_revision_of_the_same_incident(store):
    (opened,) = await take(store, events_of(A, FIRST), batch=9)
    (updated,) = await take(store, events_of(B, SECOND), batch=9)
    assert updated.incident.id == opened.incident.id
    assert kinds([updated]) == [(2, ["figure_rose", "article_new"])]


async def test_repeats_change_nothing(store):
    events = [*events_of(A, FIRST), *events_of(B, SECOND)]
    await take(store, events)
    before = await held(store)
    assert await take(store, events) == []
    assert await take(store, events, batch=9) == []
    assert await held(store) == before


async def test_a_new_revision_retracts_the_claims_it_drops(store):
    await take(store, events_of(A, FIRST), batch=9)
    second = article("a", "2025-03-28T08:00+03:00", revision=2)
    (updated,) = await take(store, events_of(second, FIRST[:1]), batch=9)
    assert updated.incident.claims == ("a.1",)
    assert "figure_gone" in [change.kind for change in updated.changes]
    async with reading(store) as connection:
        events = [read_event(row.event) for row in await connection.execute(select(OUTBOX.c.event))]
    (gone,) = [event.data for event in events if event.type == "tocsin.claim.retracted.v1"]
    assert (gone.id, gone.article, gone.revision) == ("a.2", "a", 2)


async def test_an_old_revision_that_comes_late_is_void(store):
    second = article("a", "2025-03-28T08:00+03:00", revision=2)
    await take(store, events_of(second, FIRST[:1]), batch=9)
    await take(store, events_of(A, FIRST), batch=9)
    (incident,) = await held(store)
    assert incident.claims == ("a.1",)


async def test_a_better_extractor_reads_the_same_revision_anew_and_an_older_one_does_not(store):
    await take(store, events_of(A, FIRST), batch=9)
    (updated,) = await take(store, events_of(A, FIRST[:1], extractor="0.10.0"), batch=9)
    assert updated.incident.claims == ("a.1",)
    assert await take(store, events_of(A, FIRST, extractor="0.9.0"), batch=9) == []


async def test_a_withdrawn_article_empties_its_incident_and_its_return_revives_it(store):
    (opened,) = await take(store, events_of(A, FIRST), batch=9)
    gone = make_event(ARTICLE_WITHDRAWN, ArticleWithdrawn(id="a", source="a", reason="410 Gone"), source="test", time=NOW)
    (closed,) = await take(store, [gone])
    assert (closed.incident.state, closed.incident.claims) == (IncidentState.CLOSED, ())
    again = article("a", "2025-03-28T08:00+03:00", revision=2)
    (back,) = await take(store, events_of(again, FIRST), batch=9)
    assert (back.incident.id, back.incident.state, back.incident.revision) == (opened.incident.id, IncidentState.OPEN, 3)


async def test_two_incidents_that_turn_out_one_leave_a_tombstone(store):
    city = [said("a.1", "interception/uav", 3, when=NIGHT, region="RU-MOW")]
    around = [said("b.1", "interception/uav", 5, when=NIGHT, region="RU-MOS")]
    opened = await take(store, [*events_of(A, city), *events_of(B, around)])
    both = article("c", "2025-03-28T11:00+03:00")
    mixing = [
        said("c.1", "interception/uav", 5, when=NIGHT, region="RU-MOS"),
        said("c.2", "interception/uav", 3, when=NIGHT, region="RU-MOW", part_of="c.1"),
    ]
    survivor, tombstone = await take(store, events_of(both, mixing), batch=9)
    assert {survivor.incident.id, tombstone.incident.id} == {event.incident.id for event in opened}
    assert tombstone.incident.merged_into == survivor.incident.id
    assert survivor.incident.aliases == (tombstone.incident.id,)
    assert set(survivor.incident.claims) == {"a.1", "b.1", "c.1", "c.2"}


async def test_nothing_is_kept_when_planning_fails(store):
    async def fails(*_):
        raise RuntimeError("away")

    with pytest.raises(RuntimeError):
        await receive(store, events_of(A, FIRST), NOW, fails)
    async with reading(store) as connection:
        for table in (CLAIM, INCIDENT, INCIDENT_CLAIM, OUTBOX):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_an_article_without_claims_is_complete(store):
    assert await take(store, events_of(A, [])) == []
    assert (await drained(store)).empty


async def test_the_feed_is_numbered_without_gaps_and_published_once(store):
    await take(store, events_of(A, FIRST), batch=9)
    await take(store, events_of(B, SECOND), batch=9)
    assert (await drained(store)).events == 2
    await number(store, NOW)
    published = []

    async def publish(events):
        published.extend(events)

    assert await relay(store, publish, NOW) == 2
    assert await relay(store, publish, NOW) == 0
    entries = await feed(store, after=0, limit=10)
    assert [(entry.position, entry.kind.split(".")[2]) for entry in entries] == [(1, "opened"), (2, "updated")]
    assert [event.id for event in published] == [read_event(entry.event).id for entry in entries]
    assert await feed(store, after=2, limit=10) == []
    assert (await drained(store)).empty


async def test_the_report_has_incidents_then_alerts(store):
    await take(store, [*events_of(A, FIRST), *events_of(B, SECOND)])
    lines = [line async for line in report(store)]
    assert [line["type"] for line in lines] == ["incident", "alert", "alert"]
    assert (lines[0]["region"], lines[0]["articles"], lines[0]["claims"]) == ("RU-BRY", ["a", "b"], ["a.1", "a.2", "b.1"])
    assert [(line["kind"], line["after_article"]) for line in lines[1:]] == [("opened", "a"), ("updated", "b")]


async def test_a_quiet_incident_alerts_nobody_until_it_is_reported(store):
    years_later = article("z", "2026-03-28T09:00+03:00")
    (quiet,) = await take(store, events_of(years_later, [said("z.1", "attack/uav", when=NIGHT)]), batch=9)
    assert quiet.incident.quiet
    assert [line["type"] async for line in report(store)] == ["incident"]
    (loud,) = await take(store, events_of(A, FIRST), batch=9)
    assert (loud.incident.id, loud.incident.quiet) == (quiet.incident.id, False)
    assert [line["kind"] async for line in report(store) if line["type"] == "alert"] == ["opened"]
