#!/usr/bin/env python3
"""Compile services/extract/lexicon/*.yaml to services/extract/data/lexicon.*.json, which extraction reads at its start.

Run after an edit: `.venv/bin/python scripts/compile_lexicon.py`. The result depends only on the files and on the modules that read
them. Until then the edited files are read themselves, only more slowly.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from services.extract.words import lexicon, sources  # noqa: E402 - the checkout beside this script, whatever is installed

WORDS = ("paradigms", *lexicon.THEMES)
"""Files that are compiled to terms."""


def compiled(of: str) -> str:
    """The compiled form of a group of files as JSON, a line for each term, so that a change shows what it changes."""
    forms: dict[lexicon.Term, list[str]] = {}
    if of != sources.ALL:
        for form, term in lexicon.expanded(of).items():
            forms.setdefault(term, []).append(form)
    files = {name: sources.parsed(name) for name in sources.names(of) if name.split(".")[0] not in WORDS}
    terms = [json.dumps([*term, "|".join(sorted(listed))], ensure_ascii=False) for term, listed in sorted(forms.items())]
    return (
        f'{{"digest": "{sources.digest(of)}",\n"files": {json.dumps(files, ensure_ascii=False, sort_keys=True)},\n'
        '"terms": [\n' + ",\n".join(terms) + "\n]}\n"
    )


if __name__ == "__main__":
    for group in (sources.ALL, *lexicon.LANGUAGES):
        path = ROOT / "services/extract/data" / f"lexicon.{group}.json"
        path.write_text(compiled(group), "utf-8")
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
