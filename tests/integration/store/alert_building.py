"""Incidents and destinations for the tests of alerts; every name in them is invented."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from services.runtime.settings import Document
from services.store.alerts import quotes
from services.store.alerts.dispatch import Dispatch
from services.store.alerts.settings import alerting
from tocsin.claim import ArticleRef
from tocsin.incident import Change, ClaimantFigures, Fact, Figure, Incident, IncidentArticle
from tocsin.vocabulary import ClaimantKind, EventKind, Family, IncidentState, Modality, ObjectKind, Outcome

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ENV = {"KEY": SECRET, "TOKEN": "TOKEN"}

KINDS = ("slack", "slack-webhook", "discord", "telegram", "teams", "mattermost", "mattermost-webhook", "matrix", "webhook")

_PIECES = (
    *("Калужская область", "Сумська громада", "дрон", "drone", "🚨", "👨‍👩‍👧", "é", "e\u0301", "\x00", "\n", "\u202e"),
    *("*bold*", "_under_", "~no~", "`tick`", "[x](y)", "|", "\\", "]", ")", "(", "#", "> quote", "- list"),
    *("<script>", "</b>", "&amp;", "&", "@everyone", "@channel", "<!here>", "<@U1>"),
)


def noise(chance: Random, longest: int) -> str:
    """Text that no service's markup is safe from."""
    text = ""
    wanted = chance.randint(1, longest)
    while len(text) < wanted:
        text += chance.choice(_PIECES) + chance.choice([" ", "", " "])
    return text[:wanted]


def incident(chance: Random, number: int) -> Incident:
    """An incident of any size: from one fact to dozens with many claimants."""
    big = chance.random() < 0.3
    facts = tuple(_fact(chance, 30 if big else 3) for _ in range(chance.randint(1, 40 if big else 4)))
    articles = tuple(_article(chance, step) for step in range(chance.randint(1, 60 if big else 4)))
    at = datetime(2025, 3, 28, 5, tzinfo=UTC)
    return Incident(
        id=f"inc_{number:026}",
        revision=chance.randint(1, 30),
        state=chance.choice([IncidentState.OPEN, IncidentState.OPEN, IncidentState.CLOSED]),
        family=chance.choice(list(Family)),
        region="RU-KLU",
        region_name=chance.choice([None, "Kaluga Oblast", noise(chance, 300)]),
        regions=("RU-KLU",),
        places=tuple(noise(chance, 80) for _ in range(chance.randint(0, 30 if big else 2))),
        objects=tuple(chance.sample([ObjectKind.UAV, ObjectKind.MISSILE, ObjectKind.BOMB], chance.randint(0, 3))),
        start="2025-03-27",
        end="2025-03-28",
        severity=chance.randint(0, 4),
        opened=at,
        updated=at,
        facts=facts,
        articles=articles,
        claims=("clm_1",),
        claimants=chance.randint(0, 9),
        origins=len(articles),
    )


def _fact(chance: Random, claimants: int) -> Fact:
    return Fact(
        event=chance.choice(list(EventKind)),
        object=chance.choice(list(ObjectKind)),
        outcome=chance.choice([None, *Outcome]),
        minimum=chance.choice([None, 1]),
        maximum=chance.choice([None, 9]),
        claimants=tuple(
            ClaimantFigures(
                claimant=chance.choice([None, noise(chance, 120)]),
                kind=ClaimantKind.GOVERNOR,
                latest=Figure(value=chance.randint(0, 10**6), claim="c", article="a", modality=chance.choice(list(Modality))),
                carriers=chance.randint(1, 9),
            )
            for _ in range(chance.randint(1, claimants))
        ),
        denied_by=tuple(noise(chance, 60) for _ in range(chance.randint(0, 2))),
    )


def _article(chance: Random, step: int) -> IncidentArticle:
    url = chance.choice([None, f"https://a.example/{step}?q=<b>&x=|y", f"https://a.example/{'long/' * 150}"])
    reference = ArticleRef(id=f"art_{step}", url=url, source="a.example", title=noise(chance, 200))
    return IncidentArticle(article=reference, origin=f"art_{step}")


def changes(chance: Random) -> list[Change]:
    return [Change(kind="figure_rose", text=noise(chance, 300)) for _ in range(chance.randint(1, 40))]


def quote(chance: Random) -> quotes.Quote:
    return quotes.Quote(noise(chance, 1_500), noise(chance, 80), chance.choice([None, 'https://a.example/?a="1"&b=<2>|)']))


def table(kind: str, url: str) -> dict[str, Any]:
    """A [[destination]] of a kind at a stand-in's address."""
    own: dict[str, Any] = {
        "slack": {"kind": "slack", "token": "env:TOKEN", "channel": "C1", "url": url},
        "slack-webhook": {"kind": "slack", "url": "env:URL"},
        "discord": {"kind": "discord", "url": "env:URL"},
        "telegram": {"kind": "telegram", "token": "env:TOKEN", "channel": "-100", "url": url},
        "teams": {"kind": "teams", "url": "env:URL"},
        "mattermost": {"kind": "mattermost", "token": "env:TOKEN", "channel": "c1", "url": url},
        "mattermost-webhook": {"kind": "mattermost", "url": "env:URL"},
        "matrix": {"kind": "matrix", "token": "env:TOKEN", "channel": "!room:x", "url": url},
        "webhook": {"kind": "webhook", "secrets": ["env:KEY"], "url": url},
    }[kind]
    return {"name": kind, "networks": ["127.0.0.0/8"], "timeout": 1, **own}


def dispatch(tables: Sequence[dict[str, Any]], url: str = "", **route: Any) -> Dispatch:
    """Everything to every one of these destinations, at once."""
    routes = [{"to": [each["name"] for each in tables], "group_wait": 0, "storm": 0, **route}]
    document = Document({"destination": list(tables), "route": routes}, {**ENV, "URL": url}, "test.toml")
    made = Dispatch.of(alerting(document))
    for sender in made.senders.values():
        sender.pace.limits = ()  # the pace itself has a test of its own
    return made


@contextlib.asynccontextmanager
async def closing(dispatch: Dispatch) -> Any:
    try:
        yield dispatch
    finally:
        await dispatch.aclose()
