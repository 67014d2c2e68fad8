"""Owns what the lines of a list carry on: the event that was told before their colon."""

from services.extract.story.telling import Telling


def carried(telling: Telling) -> None:
    """What the lines behind a colon tell of, until a line tells something else."""
    nodes, state = telling.nodes, telling.state
    if nodes and nodes[-1].kind == "colon":
        told = [item.happening for item in telling.items if item.happening]
        told = told or [node.value for node in nodes if node.kind == "happening"]  # "Збито:"
        state.listing = told[0] if told else None
    elif telling.has("happening") or not telling.has("thing", "members"):
        state.listing = None
