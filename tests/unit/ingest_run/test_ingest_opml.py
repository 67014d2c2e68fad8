"""Subscriptions come from any feed reader and go to any; nothing in a file reaches outside it."""

from datetime import UTC, datetime

import pytest

from services.ingest.settings import Source
from services.ingest.sources import opml

FOLDERS = b"""<?xml version="1.0"?><opml version="1.0"><head/><body>
<outline text="Ports"><outline type="rss" text="Harbour" title="Harbour News" xmlUrl="https://harbour.example/feed" language="en"/>
  <outline text="North"><outline type="rss" text="Fjord" xmlUrl="https://fjord.example/rss?a=1&amp;b=2"
  category="/sea/ice,boats"/></outline>
</outline>
<outline type="rss" text="Again" xmlUrl="http://www.harbour.example/feed/"/><outline text="A link" type="link" url="https://x.example/"/>
</body></opml>"""


def test_folders_and_categories_become_tags_and_each_address_counts_once():
    assert opml.read(FOLDERS) == [
        opml.Subscription("https://harbour.example/feed", "Harbour News", "en", ("Ports",)),
        opml.Subscription("https://fjord.example/rss?a=1&b=2", "Fjord", None, ("Ports", "North", "sea/ice", "boats")),
    ]


def test_what_is_written_can_be_read():
    sources = [
        Source(id="a", url="https://a.example/?x=1&y=<2>", lang="en", tags=("one", "two")),
        Source(id="map", kind="sitemap", url="https://a.example/map.xml"),
    ]
    again = opml.read(opml.write(sources, datetime(2025, 7, 21, tzinfo=UTC)))
    assert again == [opml.Subscription("https://a.example/?x=1&y=<2>", "a", "en", ("one", "two"))]


def test_mended_where_it_is_not_well_formed():
    broken = b'<opml><body><outline text="R&D" xmlUrl="https://a.example/f"></body>'
    assert [each.url for each in opml.read(broken)] == ["https://a.example/f"]


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"no xml", b"<html><body/></html>", b'{"a": 1}'])
def test_other_files_are_told_apart(body):
    with pytest.raises(opml.BadOpml, match="no OPML"):
        opml.read(body)


def test_entities_are_not_expanded_and_files_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("inside")
    outline = '<outline xmlUrl="http://a.example/" text="&x;"/>'
    attack = f'<!DOCTYPE o [<!ENTITY x SYSTEM "file://{secret}">]><opml><body>{outline}</body></opml>'
    assert "inside" not in repr(opml.read(attack.encode()))


def test_ids_are_made_of_titles_or_hosts_and_never_taken_twice():
    named = opml.Subscription("https://www.fjord.example/rss", "Фьорд")
    assert opml.source_id(named, []) == "fjord-example"
    assert opml.source_id(named, ["fjord-example", "fjord-example-2"]) == "fjord-example-3"
