"""People as feeds name them: Atom's elements, "name@host (Name)" of RSS, plain names of Dublin Core. Owns taking the names out."""

import re
from typing import Final

from lxml.etree import _Element

from services.ingest.readers import xml

_ADDRESS: Final = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[\w-]{2,}(?:\?subject=\S+)?")
_LONGEST: Final = 300
"""Characters of a name with its address."""

_EMPTY: Final = re.compile(r"\(\s*\)|<\s*>|&lt;\s*&gt;|\bmailto:")


def names(element: _Element) -> list[str]:
    """The names in an element; an e-mail address only where no name stands beside it."""
    if len(element):
        parts = {xml.name(child): xml.text_of(child) for child in element}
        stated = parts.get("name") or parts.get("email")
        return [stated] if stated else []
    name = of(xml.text_of(element) or "")
    return [name] if name else []


def of(stated: str) -> str | None:
    """The name in a text that may also hold an e-mail address.

    >>> of("jane@news.example (Jane Roe)"), of("Jane Roe <jane@news.example>"), of("jane@news.example")
    ('Jane Roe', 'Jane Roe', 'jane@news.example')
    """
    stated = stated[:_LONGEST]
    address = _ADDRESS.search(stated)
    if not address:
        return stated.strip() or None
    rest = _EMPTY.sub("", stated.replace(address[0], "")).strip()
    return rest.removeprefix("(").removesuffix(")").strip() or address[0]
