"""Many articles in one transaction; one that cannot be written takes no other along."""

import asyncio
from dataclasses import replace

import pytest
from misbehaving import Desk, feed, reply
from sqlalchemy import event

from services.ingest.articles import items
from services.ingest.articles.kept import Candidate
from services.ingest.articles.writer import Result
from services.runtime.database import reading
from tocsin.article import Article

COUNT = 20


async def results(desk: Desk) -> list[Result]:
    desk.site.answers["/feed"] = reply(200, feed(*((f"/{number}", f"Story {number}") for number in range(COUNT))))
    desk.declare(content="feed")
    await desk.poll()
    async with reading(desk.work.engine) as connection:
        due = await items.due(connection, "paper.example", desk.clock.now().timestamp(), [], COUNT)
    return [
        Result(item, Candidate(Article(id=f"art_{n}", source="paper", text=f"Text {n}.")), {"state": items.DONE, "due": None})
        for n, item in enumerate(due)
    ]


async def test_results_that_come_at_once_are_committed_together(any_desk):
    found = await results(any_desk)
    commits = []
    event.listen(any_desk.work.engine.sync_engine, "commit", lambda _: commits.append(1))
    await asyncio.gather(*map(any_desk.work.writer.write, found))
    assert len(await any_desk.articles()) == COUNT
    assert len(commits) < 4
    assert {row["state"] for row in await any_desk.rows()} == {items.DONE}
    assert {row["article"] for row in await any_desk.rows()} == {f"art_{n}" for n in range(COUNT)}


async def test_one_that_cannot_be_written_fails_alone(any_desk):
    found = await results(any_desk)
    found[7] = replace(found[7], changes={"state": None})
    outcomes = await asyncio.gather(*map(any_desk.work.writer.write, found), return_exceptions=True)
    assert [number for number, each in enumerate(outcomes) if each is not None] == [7]
    assert len(await any_desk.articles()) == COUNT - 1


async def test_an_item_that_another_process_has_read_meanwhile_is_left_alone(any_desk):
    (first, *_) = await results(any_desk)
    await any_desk.work.writer.write(first)
    other = Candidate(Article(id="art_other", source="paper", text="Other."))
    await any_desk.work.writer.write(replace(first, candidate=other))
    assert [article.text for article in await any_desk.articles()] == ["Text 0."]


async def test_whoever_waited_and_went_does_not_hold_the_others_up(at_desk):
    found = await results(at_desk)
    tasks = [asyncio.create_task(at_desk.work.writer.write(each)) for each in found]
    await asyncio.sleep(0)
    tasks[3].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(outcomes[3], asyncio.CancelledError)
    assert len(await at_desk.articles()) == COUNT


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("services.ingest.articles.writer.MOST", 10)
