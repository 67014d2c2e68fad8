"""Rules of Russian and Ukrainian on hours that head the members of a list: "в 02:40 — в Калуге, в 03:15 — в Твери"."""

import re
from dataclasses import replace
from typing import Final

from services.extract.grammar.rule import Found, Node, Rule
from services.extract.rules.slavic import LANGUAGES
from services.extract.rules.timespan import Clock

_HOUR: Final = re.compile(r"(\d{1,2}):(\d\d)")


def _heading(found: Found) -> Node | None:
    """As in "в 02:40 — в Калуге": when it was there."""
    clock = found.of("clock")[0]
    hour = _HOUR.fullmatch(clock.value.text)
    if hour is None:
        return None
    minutes = int(hour[1]) * 60 + int(hour[2])
    span = replace(clock.value, kind="point", clock=Clock(minutes, minutes, None))
    return Node("time", found.nodes[0].start, clock.end, span, "", found.nodes)


SLAVIC_HOURS: Final = (Rule("<where|word> <clock> (?=<dash> <location>)", _heading, languages=LANGUAGES),)
"""Hours of lists."""
