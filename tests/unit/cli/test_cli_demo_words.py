"""What the demo says and how it judges itself."""

from pathlib import Path

import pytest

from services.cli.newsroom.articles import Expected
from services.cli.newsroom.screen import line
from services.cli.newsroom.verdict import Opened, amiss
from tocsin import read_event

SAMPLES = Path(__file__).parents[1] / "tocsin" / "samples"
OPENED = "The Ministry of Defense reports seven drones destroyed over Kaluga Oblast"
ODESA = Expected("UA-51", "aerial", "one killed, then three")


@pytest.mark.parametrize(
    ("opened", "said"),
    [
        ([], "was never alerted: one killed, then three"),
        ([Opened("inc_1", "UA-51", "aerial"), Opened("inc_2", "UA-51", "aerial")], "was alerted 2 times: one killed, then three"),
        ([Opened("inc_1", "UA-51", "shelling")], "was never alerted: one killed, then three"),
    ],
    ids=["never", "twice", "other family"],
)  # fmt: skip
def test_an_expected_incident_must_be_alerted_exactly_once(opened: list[Opened], said: str) -> None:
    assert f"UA-51 aerial {said}" in amiss([ODESA], opened)


def test_an_alert_that_nobody_expects_is_named() -> None:
    said = amiss([ODESA], [Opened("inc_1", "UA-51", "aerial"), Opened("inc_9", "UA-65", "aerial")])
    assert said == ("UA-65 aerial was alerted (inc_9), but no article tells of it as new",)


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ("tocsin.article.published.v1", ("article", "riverside-wire: Air defences down 23 drones")),
        ("tocsin.claim.extracted.v1", ("claim", "Ministry of Defense: interception, 7 uav destroyed, Kaluga Oblast")),
        (
            "tocsin.incident.opened.v1",
            ("incident", "Kaluga Oblast (RU-KLU), aerial, revision 1: " + OPENED),
        ),
        ("tocsin.article.extracted.v1", None),
    ],
)  # fmt: skip
def test_an_event_is_told_in_one_line(sample: str, said: tuple[str, str] | None) -> None:
    assert line(read_event((SAMPLES / f"{sample}.json").read_bytes()).data) == said
