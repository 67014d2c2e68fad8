"""Pages of tests/corpus/ingest/page: what cleaning makes of NAME.html is what NAME.json says.

`contains` and `lacks` are about the text; every other name is a field of what cleaning returns.
"""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
import trafilatura
from trafilatura.utils import load_html
from trafilatura.xpaths import AUTHOR_XPATHS

from services.ingest.cleaning.clean import Uncleanable, clean
from services.ingest.cleaning.metadata import may_name_author
from services.ingest.cleaning.page import Cleaned, Page

CORPUS = Path(__file__).parents[2] / "corpus" / "ingest" / "page"
PAGES = sorted(CORPUS.glob("*.html"))


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_page_reads_as_its_file_says(file: Path) -> None:
    expected = json.loads(file.with_suffix(".json").read_text("utf-8"))
    fetched = expected.pop("fetched", None)
    page = Page(file.read_bytes(), expected.pop("url", None), None, datetime.fromisoformat(fetched) if fetched else None)
    if "fault" in expected:
        with pytest.raises(Uncleanable) as raised:
            clean(page)
        assert raised.value.kind == expected["fault"]
        return
    cleaned = clean(page)
    assert [part for part in expected.pop("contains", []) if part not in cleaned.text] == []
    assert [part for part in expected.pop("lacks", []) if part in cleaned.text] == []
    assert {name: stated(cleaned, name) for name in expected} == expected


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_no_page_reads_worse_than_with_trafilatura_alone(file: Path) -> None:
    alone = trafilatura.extract(file.read_bytes(), include_comments=False) or ""
    try:
        text = clean(Page(file.read_bytes())).text
    except Uncleanable:
        text = ""
    assert text == alone or len(alone) < 60


def test_a_text_that_is_too_long_is_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.ingest.cleaning.clean._LONGEST", 2_000)
    cleaned = clean(Page(b"<html><body><article>" + b"<p>" + b"word " * 500 + b"</p></article></body></html>"))
    assert cleaned.truncated
    assert len(cleaned.text) == 2_000


def stated(cleaned: Cleaned, name: str) -> object:
    value = getattr(cleaned, name)
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", sorted(set(re.findall(r"'([^']+)'", " ".join(each.path for each in AUTHOR_XPATHS)))))
def test_no_name_that_trafilatura_takes_for_an_author_is_overlooked(name: str) -> None:
    for one in re.sub(r"\[(.).*?\]", r"\1", name).replace("?", "").split("|"):
        attributes = " ".join(f'{each}="{one}"' for each in ("class", "id", "rel", "itemprop", "data-testid"))
        marked = f"<html><body><div {attributes}>Ann Lee</div></body></html>"
        assert one == "me" or may_name_author(load_html(marked)), one
    assert not may_name_author(load_html('<html><body><div class="story" id="text">Ann Lee</div></body></html>'))
