"""Rules on lists of losses: a heading opens one, and each of its lines counts kinds of things, whatever else stands between."""

from typing import Final

from services.extract.rules.phrases import Happening
from services.extract.story.telling import Telling

_ORNAMENT: Final = frozenset({"mark", "dash", "semicolon"})
"""What a line of a list begins with."""
_LINE: Final = _ORNAMENT | {"thing", "members", "amount", "comma", "and", "stop", "open", "close", "plus", "slash", "unit", "quote"}
"""What such a line is made of, and short words."""
_SHORT: Final = 3
"""Letters of "од", "осіб" cut short and the like."""


def opened(telling: Telling) -> Happening | None:
    """What the lines of a list tell, where a headline or a sentence with a colon at its end says that losses follow."""
    told = [node.value for node in telling.of("happening") if node.value.term.sense == "losses" and node.value.term.form == "noun"]
    opens = telling.number == 0 or (bool(telling.nodes) and telling.nodes[-1].kind == "colon")
    return told[0] if told and opens else None


def is_line(telling: Telling) -> bool:
    """Whether a sentence is nothing but things with their numbers: "ББМ 18 355 (+23)", "літаків 428, гелікоптерів 347"."""
    first = next((node.kind for node in telling.nodes if node.kind not in _ORNAMENT), "")
    return first in {"thing", "members"} and all(
        node.kind in _LINE or (node.kind == "word" and len(str(node.value)) <= _SHORT) for node in telling.nodes
    )
