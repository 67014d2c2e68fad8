"""Which outlets speak with one voice: publisher families and state media, declared as data. Pure."""

from functools import cache
from urllib.parse import urlsplit

from services.store.data import table
from services.store.names import fold


@cache
def _families() -> dict[str, str]:
    return {fold(member): family["id"] for family in table("publishers")["family"] for member in family["members"]}


def family_of_source(name: str) -> str:
    """The family of an outlet by name or host; an outlet in no family is one of its own.

    >>> family_of_source("TASS") == family_of_source("tass.ru"), family_of_source("Example Post")
    (True, 'example post')
    """
    host = urlsplit(name if "//" in name else f"//{name}").hostname or name
    families = _families()
    return families.get(fold(name)) or families.get(fold(host.removeprefix("www."))) or fold(name)
