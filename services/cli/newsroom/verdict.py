"""Whether the demo led to the alerts that its articles call for. A pure comparison that says what is amiss."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.cli.newsroom.articles import Expected


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that told the chat of a new incident."""

    incident: str
    region: str
    family: str


def amiss(wanted: Sequence[Expected], opened: Sequence[Opened]) -> tuple[str, ...]:
    """One sentence for each expected incident without exactly one opening message, and for each message nobody expected.

    >>> amiss([Expected("UA-51", "aerial", "")], [Opened("inc_1", "UA-51", "aerial")])
    ()
    >>> amiss([], [Opened("inc_1", "UA-51", "aerial")])
    ('UA-51 aerial was alerted (inc_1), but no article tells of it as new',)
    """
    sentences = []
    times = Counter((message.region, message.family) for message in opened)
    for incident in wanted:
        seen = times.pop((incident.region, incident.family), 0)
        if seen != 1:
            often = "was never alerted" if seen == 0 else f"was alerted {seen} times"
            sentences.append(f"{incident.region} {incident.family} {often}: {incident.why}")
    sentences += [
        f"{message.region} {message.family} was alerted ({message.incident}), but no article tells of it as new"
        for message in opened
        if (message.region, message.family) in times
    ]
    return tuple(sentences)
