"""Each kind of source that is asked, from its declaration to its articles."""

import gzip

from misbehaving import START, feed, page, reply

from services.ingest.fetching.failure import FailureKind
from services.runtime.secret import Reference

STAMP = START.isoformat()


def sitemap(*urls: str, modified: str = STAMP) -> str:
    told = "".join(f"<url><loc>{url}</loc><lastmod>{modified}</lastmod></url>" for url in urls)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{told}</urlset>'


async def test_a_sitemap_brings_the_pages_it_lists(at_desk):
    desk = at_desk
    desk.site.answers |= {
        "/map.xml.gz": reply(200, gzip.compress(sitemap(desk.site.url("/a")).encode())),
        "/a": reply(200, page("A")),
    }
    desk.declare(kind="sitemap", url=desk.site.url("/map.xml.gz"))
    assert await desk.poll() is None
    await desk.read()
    assert [(each.source_kind, each.title) for each in await desk.articles()] == [("sitemap", "A")]


async def test_of_a_sitemap_index_the_changed_sitemaps_are_read(at_desk):
    desk = at_desk

    def index(new: str) -> bytes:
        listed = [("/new.xml", new), ("/old.xml", "2019-01-01")]
        told = "".join(f"<sitemap><loc>{desk.site.url(path)}</loc><lastmod>{at}</lastmod></sitemap>" for path, at in listed)
        return reply(200, f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{told}</sitemapindex>')

    desk.site.answers |= {
        "/map.xml": [index("2025-07-21"), index("2025-07-23")],
        "/new.xml": [reply(200, sitemap(desk.site.url("/a"))), reply(200, sitemap(desk.site.url("/a"), desk.site.url("/b")))],
        "/old.xml": reply(200, sitemap(desk.site.url("/z"), modified="2019-01-01")),
    }
    desk.declare(kind="sitemap", url=desk.site.url("/map.xml"))
    await desk.poll()
    desk.clock.ahead(days=2)
    await desk.poll()
    assert desk.site.paths() == ["/map.xml", "/new.xml", "/old.xml", "/map.xml", "/new.xml"]
    assert sorted(row["state"] for row in await desk.rows()) == ["new", "new", "skipped"]  # one is far too old


async def test_a_section_page_brings_the_links_that_the_operator_points_at(at_desk):
    desk = at_desk
    links = '<a class="story" href="/2025/fire-in-the-harbour">Fire is out</a><a href="/2025/about-our-site">About us all here</a>'
    desk.site.answers |= {
        "/news": reply(200, f"<!doctype html><html><body><main>{links}</main></body></html>", Content_Type="text/html"),
        "/2025/fire-in-the-harbour": reply(200, page("Fire")),
    }
    desk.declare(kind="html", url=desk.site.url("/news"), html={"link_css": "a.story", "url_regex": r"/20\d\d/"})
    assert await desk.poll() is None
    await desk.read()
    (article,) = await desk.articles()
    assert (article.source_kind, article.url) == ("html", desk.site.url("/2025/fire-in-the-harbour"))


def channel(*messages: tuple[int, str]) -> bytes:
    told = "".join(
        f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="harbour/{number}">'
        f'<div class="tgme_widget_message_text js-message_text">{text}</div>'
        f'<a class="tgme_widget_message_date" href="https://t.me/harbour/{number}"><time datetime="{STAMP}"></time></a></div></div>'
        for number, text in messages
    )
    info = '<div class="tgme_channel_info"><div class="tgme_channel_info_header_title"><span>Harbour</span></div></div>'
    return f"<html><body>{info}<section class='tgme_channel_history'>{told}</section></body></html>".encode()


async def test_messages_of_a_channel_are_articles_without_asking_for_pages_and_edits_are_revisions(at_desk):
    desk = at_desk
    desk.site.answers["/s/harbour"] = [
        reply(200, channel((1, "The ferry is late.<br/>It is expected at noon.")), Content_Type="text/html"),
        reply(200, channel((1, "The ferry has sunk, nobody was hurt."), (2, "More soon.")), Content_Type="text/html"),
    ]
    desk.declare(kind="telegram", url=desk.site.url("/s/harbour"))
    for _ in range(2):
        assert await desk.poll() is None
        await desk.read("t.me")
    told = [(each.guid, each.revision, each.text_source) for each in await desk.articles()]
    assert sorted(told) == [("harbour/1", 1, "telegram"), ("harbour/1", 2, "telegram"), ("harbour/2", 1, "telegram")]
    assert desk.site.paths() == ["/s/harbour"] * 2


async def test_a_channel_without_a_preview_is_told_apart_from_an_empty_one(at_desk):
    desk = at_desk
    desk.site.answers["/s/group"] = reply(302, Location="/group")
    desk.site.answers["/group"] = reply(200, "<html><body><div class=tgme_page>Join</div></body></html>", Content_Type="text/html")
    desk.declare(kind="telegram", url=desk.site.url("/s/group"))
    failed = await desk.poll()
    assert failed is not None
    assert failed.kind is FailureKind.NOT_PREVIEWABLE


async def test_a_feed_whose_text_is_trusted_asks_for_no_page(at_desk):
    desk = at_desk
    desk.site.answers["/feed"] = reply(200, feed(("/a", "A"), site=desk.site))
    desk.declare(content="feed")
    await desk.poll()
    await desk.read()
    (article,) = await desk.articles()
    assert (article.text, article.text_source, desk.site.paths()) == ("Teaser of A.", "feed", ["/feed"])


async def test_with_auto_a_long_text_is_trusted_and_a_teaser_is_not(at_desk):
    desk = at_desk
    long = "<p>" + "The harbour is open again after the storm, the captain said. " * 40 + "</p>"
    body = feed(("/a", "A"), ("/b", "B"), site=desk.site).replace(
        b"<description>Teaser of A.", f"<description><![CDATA[{long}]]>".encode()
    )
    desk.site.answers |= {"/feed": reply(200, body), "/b": reply(200, page("B")), "/a": reply(200, page("A"))}
    desk.declare(content="auto")
    await desk.poll()
    await desk.read()
    assert sorted((each.title, each.text_source) for each in await desk.articles()) == [("A", "feed"), ("B", "page")]


async def test_the_key_of_a_source_is_sent_to_its_feed(at_desk):

    desk = at_desk
    desk.site.answers["/feed"] = reply(200, feed(("/a", "A"), site=desk.site))
    desk.declare(auth={"header": Reference("Bearer key")})
    await desk.poll()
    assert [each.headers.get("authorization") for each in desk.site.asked if each.path == "/feed"] == ["Bearer key"]
