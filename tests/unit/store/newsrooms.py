"""Random newsrooms: articles with claims of one fortnight, told in every way that merging must cope with. Strategies only."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from store_building import events_of

from services.store.statement import ArticleFacts, Statement
from tocsin.envelope import Event
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, Modality, ObjectKind, TimeBasis

MARCH = datetime(2025, 3, 20, tzinfo=UTC)
WHATS = (
    (EventKind.ATTACK, ObjectKind.UAV), (EventKind.INTERCEPTION, ObjectKind.UAV), (EventKind.ATTACK, ObjectKind.ARTILLERY),
    (EventKind.ATTACK, ObjectKind.UNKNOWN), (EventKind.CASUALTIES, ObjectKind.INJURED), (EventKind.DAMAGE, ObjectKind.BUILDING),
    (EventKind.DISRUPTION, ObjectKind.POWER), (EventKind.ATTACK, ObjectKind.BOAT),
)  # fmt: skip
SPEAKERS = (
    (None, None),
    ("Ignat Berezin", ClaimantKind.GOVERNOR),
    ("Berezin", ClaimantKind.GOVERNOR),
    ("Defense Ministry", ClaimantKind.MINISTRY),
)


@dataclass(frozen=True)
class Newsroom:
    articles: tuple[ArticleFacts, ...]
    statements: tuple[Statement, ...]

    @property
    def events(self) -> list[Event[Any]]:
        return [event for a in self.articles for event in events_of(a, self.statements)]


def window(day: int, shape: str) -> tuple[str | None, str | None]:
    def iso(days: int) -> str:
        return (MARCH + timedelta(days=days)).date().isoformat()

    return {
        "night": (iso(day - 1), iso(day)),
        "day": (iso(day), iso(day)),
        "clock": (f"{iso(day)}T22:30+03:00", f"{iso(day)}T23:10+03:00"),
        "span": (iso(day - 3), iso(day)),
        "month": (iso(day - 30), iso(day)),
        "none": (None, None),
    }[shape]


@st.composite
def statements(draw: st.DrawFn, article: str, number: int, published: int) -> Statement:
    event, kind = draw(st.sampled_from(WHATS))
    start, end = window(
        published - draw(st.sampled_from([0, 0, 0, 1, 2, 20])),
        draw(st.sampled_from(["night", "day", "clock", "span", "month", "none", "none"])),
    )
    value = draw(st.sampled_from([None, 0, 1, 2, 3, 9]))
    speaker, speaker_kind = draw(st.sampled_from(SPEAKERS))
    return Statement(
        id=f"{article}.{number}",
        article=article,
        event=event,
        object=kind,
        region=draw(st.sampled_from(["RU-BRY", "RU-BRY", "RU-BRY", "RU-MOW", "RU-MOS", "RU-MOS", "RU", None])),
        value=value,
        bound=None if value is None else Bound.EXACT,
        place=draw(st.sampled_from([None, "Klintsy", "Клинцы", "Sevsk"])),
        claimant=speaker,
        claimant_kind=speaker_kind,
        start=start,
        end=end,
        basis=draw(st.sampled_from([TimeBasis.STATED, TimeBasis.STATED, TimeBasis.INHERITED])) if start else None,
        day_long=start is not None and draw(st.integers(0, 3)) == 0,
        evening=start is not None and start == end and draw(st.integers(0, 3)) == 0,
        implied=(event, kind) == (EventKind.ATTACK, ObjectKind.ARTILLERY) and draw(st.booleans()),
        modality=draw(st.sampled_from([Modality.ASSERTED, Modality.ASSERTED, Modality.UNCONFIRMED, Modality.DENIED])),
        part_of=draw(st.sampled_from([None, f"{article}.{number - 1}"])) if number else None,
        background=draw(st.integers(0, 9)) == 0,
        follow_up=draw(st.booleans()),
        offset=number * 50,
    )


@st.composite
def newsrooms(draw: st.DrawFn) -> Newsroom:
    articles, told = [], []
    for number in range(draw(st.integers(2, 7))):
        day, hour = draw(st.sampled_from([0, 1, 2, 3, 4, 5, 9, 14])), draw(st.integers(0, 23))
        simhash = draw(st.sampled_from([None, "0f0f0f0f0f0f0f0f", "f0f0f0f0f0f0f0f0"]))
        facts = ArticleFacts(
            id=f"a{number}", source=f"s{number}", published=MARCH + timedelta(days=day, hours=hour), simhash=simhash
        )
        articles.append(facts)
        told += [draw(statements(facts.id, index, day)) for index in range(draw(st.integers(1, 4)))]
    return Newsroom(tuple(articles), tuple(told))
