"""Owns reading lexicon/*.yaml, and its compiled form, which spares parsing and inflecting the words at every start.

The compiled form of a language is data/lexicon.<language>.json, and data/lexicon.all.json what holds for all: made by
scripts/compile_lexicon.py, used only while it is of the same sources to the letter, so that an edit is read at once.
"""

import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

_FOLDER: Final = resources.files("services.extract")
ALL: Final = "all"
"""The group of files that are of no language."""
_MAKERS: Final = ("words/lexicon.py", "words/inflect.py")
"""Modules that make words of the files: what they make changes with them."""


class Compiled(NamedTuple):
    """What stands in a compiled form."""

    files: dict[str, Any]
    """The parsed files that are no lists of terms, by name."""
    terms: list[tuple[str, str, str, str]]
    """Kind, sense and form of each term of the lexicon, and its forms with "|" between."""


def group(name: str) -> str:
    """The language of a file of lexicon/, or ALL.

    >>> group("times.ru.yaml"), group("senses.yaml")
    ('ru', 'all')
    """
    parts = name.split(".")
    return parts[1] if len(parts) == 3 else ALL


def names(of: str) -> list[str]:
    """The files of a group in alphabetical order."""
    return sorted(file.name for file in (_FOLDER / "lexicon").iterdir() if file.name.endswith(".yaml") and group(file.name) == of)


def digest(of: str) -> str:
    """SHA-256 of all that a group's compiled form is made of."""
    found = hashlib.sha256()
    for name in dict.fromkeys((*names(of), *names(ALL))):
        found.update(name.encode() + b"\0" + (_FOLDER / "lexicon" / name).read_bytes())
    for module in _MAKERS:
        found.update((_FOLDER / module).read_bytes())
    return found.hexdigest()


@cache
def compiled(of: str) -> Compiled | None:
    """The compiled form of a group; None where there is none, or one of other sources."""
    file = _FOLDER / "data" / f"lexicon.{of}.json"
    if not file.is_file():
        return None
    data = json.loads(file.read_text("utf-8"))
    return Compiled(data["files"], data["terms"]) if data["digest"] == digest(of) else None


def read(name: str) -> dict[str, Any]:
    """A file of lexicon/ as it is parsed: every key and value a string, or a list or table of them."""
    known = compiled(group(name))
    found: dict[str, Any] = known.files[name] if known and name in known.files else parsed(name)
    return found


def parsed(name: str) -> dict[str, Any]:
    """A file of lexicon/ from its YAML; raises ValueError where a key stands twice, since the second would hide the first."""
    import yaml  # noqa: PLC0415 - what is compiled needs no parser, and it is slow to load

    loader = yaml.CBaseLoader((_FOLDER / "lexicon" / name).read_text("utf-8"))  # strings only
    root = loader.get_single_node()
    open_nodes = [root]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, yaml.SequenceNode):
            open_nodes.extend(node.value)
        if not isinstance(node, yaml.MappingNode):
            continue
        lines: dict[str, int] = {}
        for key, value in node.value:
            if before := lines.get(key.value):
                raise ValueError(
                    f"{name}: {key.value!r} stands in line {before} and in line {key.start_mark.line + 1}; join the two"
                )
            lines[key.value] = key.start_mark.line + 1
            open_nodes.append(value)
    found: dict[str, Any] = loader.construct_document(root)
    return found
