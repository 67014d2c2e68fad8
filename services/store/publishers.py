"""Which outlets speak with one voice: publisher families and state media, declared as data. Pure."""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from services.store.data import table
from services.store.names import fold


@dataclass(frozen=True, slots=True)
class Publisher:
    """A family of outlets."""

    id: str
    state: str | None
    """The state that owns it (ISO 3166-1); None for one that no state owns."""


@cache
def _families() -> dict[str, Publisher]:
    declared = ((Publisher(family["id"], family.get("state")), family["members"]) for family in table("publishers")["family"])
    return {fold(member): publisher for publisher, members in declared for member in members}


def publisher_of(name: str) -> Publisher | None:
    """Who is behind an outlet, by its name or host; None where that is not declared: such an outlet may be anyone's.

    >>> publisher_of("TASS") == publisher_of("https://www.tass.ru/x") == Publisher("tass", "RU"), publisher_of("Example Post")
    (True, None)
    >>> publisher_of("Syria's state news agency SANA")
    Publisher(id='sana', state='SY')
    """
    families = _families()
    words = fold(name).split()
    ends = (" ".join(words[first:]) for first in range(len(words)))  # what stands before a name describes it
    return families.get(fold(_host(name).removeprefix("www."))) or next((families[end] for end in ends if end in families), None)


def _host(name: str) -> str:
    try:
        return urlsplit(name if "//" in name else f"//{name}").hostname or name
    except ValueError:  # a name with a bracket
        return name


def credited(name: str) -> str:
    """An outlet as a message names it: a state's own medium says so.

    >>> credited("TASS"), credited("Example Post")
    ('TASS (state media, RU)', 'Example Post')
    """
    publisher = publisher_of(name)
    return f"{name} (state media, {publisher.state})" if publisher and publisher.state else name
