"""Which alerts a silence holds back, and what lies in a region. Pure."""

from collections.abc import Collection
from typing import Protocol


class Silenced(Protocol):
    """What a silence is about; None does not matter."""

    @property
    def destination(self) -> str | None:
        """Name of a destination."""
        ...

    @property
    def region(self) -> str | None:
        """A region, or a country for all its regions."""
        ...

    @property
    def incident(self) -> str | None:
        """Id of an incident."""
        ...


def covers(silence: Silenced, destination: str, incidents: Collection[str], regions: Collection[str]) -> bool:
    """Whether a silence is about an incident, by any of its ids and in any of its regions, at a destination."""
    return (
        silence.destination in {None, destination}
        and (silence.incident is None or silence.incident in incidents)
        and (silence.region is None or any(inside(region, silence.region) for region in regions))
    )


def inside(region: str, wanted: str) -> bool:
    """Whether a region is the wanted one, or lies in the wanted country.

    >>> inside("UA-63", "UA"), inside("UA-63", "UA-6"), inside("SEA:black", "SEA:black")
    (True, False, True)
    """
    return region == wanted or region.startswith(f"{wanted}-")
