"""Every input of the failure table, served by a local site that misbehaves exactly so, and what each gets."""

import asyncio
import gzip
import socket as sockets
import struct
import zlib
from email.utils import format_datetime

import pytest
from misbehaving import START, Answer, Asked, Desk, feed, page, reply
from misbehaving import desk as opened

from services.ingest.cleaning.pool import Limits, Pool
from services.ingest.fetching.failure import Failed, FailureKind
from services.ingest.pacing import domains
from services.ingest.pacing.domains import Pace

DAY = 86_400


def by_host(answers: dict[str, bytes], otherwise: bytes) -> Answer:
    """What a site under several names answers under each."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answers.get(asked.host.partition(":")[0], otherwise))
        await writer.drain()

    return answer


async def answering(desk: Desk, *answers, **given) -> Failed | None:
    """The failure of reading a source whose feed answers so."""
    desk.site.answers["/feed"] = list(answers)
    desk.declare(**given)
    return await desk.poll()


async def kind_of(desk: Desk, *answers, **given) -> FailureKind | None:
    failed = await answering(desk, *answers, **given)
    return failed.kind if failed else None


async def test_304_keeps_new_validators_and_lengthens_the_interval(any_desk):
    desk = any_desk
    await answering(
        desk, reply(200, feed(("/a", "A")), ETag='"1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT"), reply(304, ETag='"2"')
    )
    before = await desk.state()
    desk.clock.ahead(minutes=20)
    assert await desk.poll() is None
    after = await desk.state()
    asked = desk.site.asked[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert (after.etag, after.last_modified) == ('"2"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert after.interval > before.interval
    assert after.due > desk.clock.now().timestamp()


async def test_the_same_body_again_keeps_new_validators_and_adds_nothing(at_desk):
    body = feed(("/a", "A"))
    await answering(at_desk, reply(200, body, ETag='"1"'), reply(200, body, ETag='"2"'))
    before = await at_desk.state()
    await at_desk.poll()
    after = await at_desk.state()
    assert (after.etag, after.items_seen, after.interval > before.interval) == ('"2"', before.items_seen, True)


async def test_once_a_day_a_source_is_asked_without_validators(at_desk):
    await answering(at_desk, reply(200, feed(("/a", "A")), ETag='"1"'), reply(304), reply(304), reply(200, feed(("/b", "B"))))
    for hours in (1, 22, 2):
        at_desk.clock.ahead(hours=hours)
        await at_desk.poll()
    sent = ["if-none-match" in each.headers for each in at_desk.site.asked if each.path == "/feed"]
    assert sent == [False, True, True, False]
    assert (await at_desk.state()).items_new == 2  # a server that says 304 for ever hides nothing for longer than a day


async def test_a_permanent_redirect_is_followed_and_polled_only_once_it_has_proven_itself(at_desk):
    desk = at_desk
    moved = reply(301, Location="/moved")
    desk.site.answers["/moved"] = reply(200, feed(("/a", "A")))
    await answering(desk, moved)
    for _ in range(3):
        desk.clock.ahead(hours=18)
        await desk.poll()
    assert (await desk.state()).url == desk.site.url("/feed")
    desk.site.answers["/moved"] = reply(200, feed(("/a", "A"), ("/b", "B")))
    desk.clock.ahead(hours=18)
    await desk.poll()
    assert (await desk.state()).url == desk.site.url("/moved")


async def test_a_permanent_redirect_to_another_sources_address_is_never_taken_over(at_desk):
    desk = at_desk
    desk.site.answers["/moved"] = reply(200, feed(("/a", "A")))
    desk.declare(id="other", url=desk.site.url("/moved"))
    await answering(desk, reply(308, Location="/moved"))
    for _ in range(8):
        desk.clock.ahead(hours=18)
        await desk.poll()
    assert (await desk.state()).url == desk.site.url("/feed")


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_temporary_redirect_is_followed_and_never_kept(at_desk, status):
    desk = at_desk
    desk.site.answers["/now"] = reply(200, feed(("/a", "A")))
    await answering(desk, reply(status, Location="/now"))
    for _ in range(8):
        desk.clock.ahead(hours=18)
        assert await desk.poll() is None
    state = await desk.state()
    assert (state.url, state.redirect_count) == (desk.site.url("/feed"), 0)


async def test_a_redirect_loop_and_too_many_hops_are_soft_failures(at_desk):
    assert await kind_of(at_desk, reply(302, Location="/feed")) is FailureKind.REDIRECTS
    for number in range(9):
        at_desk.site.answers[f"/{number}"] = reply(302, Location=f"/{number + 1}")
    failed = await answering(at_desk, reply(302, Location="/0"))
    assert failed is not None
    assert (failed.kind, (await at_desk.state()).failures) == (FailureKind.REDIRECTS, 1.0)  # two soft ones
    assert "5 redirects" in failed.message


@pytest.mark.parametrize("status", [400, 401, 403, 451])
async def test_a_refusal_slows_the_source_down_and_never_stops_it(at_desk, status):
    assert await kind_of(at_desk, reply(status)) is FailureKind.REFUSED
    first = (await at_desk.state()).due - at_desk.clock.now().timestamp()
    for _ in range(12):
        at_desk.clock.ahead(days=7)
        await at_desk.poll()
    state = await at_desk.state()
    wait = state.due - at_desk.clock.now().timestamp()
    assert first < wait <= 30 * DAY
    assert state.active


async def test_403_soon_after_a_good_answer_pauses_the_whole_site():
    welcome = domains.after(Pace("a.example"), None, now=0, chance=0.5)
    refused = Failed(FailureKind.REFUSED, "HTTP 403", status=403)
    assert domains.after(welcome, refused, now=3600, chance=0.5).next_start == 3600 + 3600
    assert domains.after(welcome, refused, now=2 * DAY, chance=0.5).next_start == 0


async def test_a_challenge_page_is_blocked_and_html_is_an_error_never_an_empty_feed(at_desk):
    challenge = "<!doctype html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    assert await kind_of(at_desk, reply(200, challenge, Content_Type="text/html")) is FailureKind.BLOCKED
    assert await kind_of(at_desk, reply(200, page("Welcome"), Content_Type="text/html")) is FailureKind.MALFORMED
    assert (await at_desk.state()).status == "malformed"


async def test_404_is_soft(at_desk):
    assert await kind_of(at_desk, reply(404)) is FailureKind.NOT_FOUND
    assert (await at_desk.state()).failures == 0.5


async def test_410_a_second_time_a_day_later_ends_the_polling(at_desk):
    assert await kind_of(at_desk, reply(410)) is FailureKind.GONE
    at_desk.clock.ahead(hours=23)
    await at_desk.poll()
    assert (await at_desk.state()).status == "gone"  # the kind of failure; it is still polled
    assert (await at_desk.state()).due < at_desk.clock.now().timestamp() + 31 * DAY
    at_desk.clock.ahead(hours=2)
    await at_desk.poll()
    assert (await at_desk.state()).due > at_desk.clock.now().timestamp() + 1000 * DAY


async def test_a_good_answer_between_two_410_starts_anew(at_desk):
    await answering(at_desk, reply(410), reply(200, feed(("/a", "A"))), reply(410))
    for _ in range(2):
        at_desk.clock.ahead(days=2)
        await at_desk.poll()
    assert (await at_desk.state()).due < at_desk.clock.now().timestamp() + 31 * DAY


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_obeyed_as_seconds_and_as_a_date_for_the_whole_site(at_desk, status):
    failed = await answering(at_desk, reply(status, Retry_After="120"))
    assert failed == Failed(FailureKind.THROTTLED, f"HTTP {status}: we ask too often", 120.0, status)
    late = format_datetime(at_desk.clock.now().replace(hour=13), usegmt=True)
    dated = await answering(at_desk, reply(status, Retry_After=late))
    assert dated is not None
    assert dated.retry_after == 3600
    assert domains.after(Pace("a.example"), dated, now=0, chance=0).next_start == 3600
    absurd = Failed(FailureKind.THROTTLED, "", 88 * 3600.0, 429)
    assert domains.after(Pace("a.example"), absurd, now=0, chance=0).next_start == DAY


async def test_without_retry_after_the_pause_doubles():
    pace, pauses = Pace("a.example"), []
    for _ in range(7):
        now = pace.next_start
        pace = domains.after(pace, Failed(FailureKind.THROTTLED, "", None, 429), now, chance=0)
        pauses.append(pace.next_start - now)
    assert pauses == [900, 1800, 3600, 7200, 14400, 21600, 21600]


async def test_server_errors_are_soft_and_five_in_a_row_pause_the_site(at_desk):
    assert await kind_of(at_desk, reply(500)) is FailureKind.SERVER
    assert (await at_desk.state()).failures == 0.5
    pace = Pace("a.example")
    for count in range(5):
        assert pace.next_start == 0, count
        pace = domains.after(pace, Failed(FailureKind.SERVER, "HTTP 500", status=500), now=100, chance=0)
    assert pace.next_start == 700


async def test_a_reset_connection_is_a_soft_failure(at_desk):
    async def reset(asked, writer):
        sock = writer.get_extra_info("socket")
        sock.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    assert await kind_of(at_desk, reset) is FailureKind.RESET


async def test_what_is_no_http_and_a_cut_body_are_soft_failures(at_desk):
    assert await kind_of(at_desk, b"SSH-2.0-OpenSSH_9.6\r\n") is FailureKind.RESET
    assert await kind_of(at_desk, reply(200, b"<rss>", length=500)) is FailureKind.RESET


async def test_a_silent_server_and_one_that_drips_end_within_the_total_time(at_desk):
    async def silent(asked, writer):
        await asyncio.sleep(5)

    async def dripping(asked, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)

    began = asyncio.get_running_loop().time()
    assert await kind_of(at_desk, silent, timeout={"read": "200ms", "total": "2s"}) is FailureKind.TIMEOUT
    assert await kind_of(at_desk, dripping, timeout={"read": "200ms", "total": "400ms"}) is FailureKind.TIMEOUT
    assert asyncio.get_running_loop().time() - began < 2


async def test_nobody_listening_and_an_unknown_name_are_told_apart(at_desk):
    at_desk.declare(url="http://127.0.0.1:1/feed")
    failed = await at_desk.poll()
    assert failed is not None
    assert failed.kind is FailureKind.CONNECT
    at_desk.declare(url="http://paper.invalid/feed")
    failed = await at_desk.poll()
    assert failed is not None
    assert failed.kind is FailureKind.DNS


async def test_a_server_without_tls_behind_https_is_a_tls_failure(at_desk):
    async def plain(reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        at_desk.declare(url=f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed")
        failed = await at_desk.poll()
    assert failed is not None
    assert failed.kind is FailureKind.TLS


async def test_a_body_over_the_limit_is_cut_off_announced_or_not(at_desk):
    small = {"max_body": 1000}
    assert await kind_of(at_desk, reply(200, b"x" * 1001), **small) is FailureKind.TOO_LARGE
    assert await kind_of(at_desk, reply(200, gzip.compress(b"x" * 5000), Content_Encoding="gzip"), **small) is FailureKind.TOO_LARGE

    async def endless(asked, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    assert await kind_of(at_desk, endless, **small) is FailureKind.TOO_LARGE


async def test_encodings_gzip_and_deflate_are_read_others_and_broken_ones_refused(at_desk):
    body = feed(("/a", "A"))
    assert await kind_of(at_desk, reply(200, gzip.compress(body), Content_Encoding="gzip")) is None
    assert await kind_of(at_desk, reply(200, zlib.compress(feed(("/b", "B"))), Content_Encoding="deflate")) is None
    assert await kind_of(at_desk, reply(200, b"x", Content_Encoding="zstd")) is FailureKind.BAD_ENCODING
    assert await kind_of(at_desk, reply(200, b"no gzip at all", Content_Encoding="gzip")) is FailureKind.BAD_ENCODING
    assert await kind_of(at_desk, reply(200, gzip.compress(body)[:-20], Content_Encoding="gzip")) is FailureKind.BAD_ENCODING


async def test_malformed_xml_is_read_all_the_same_and_a_valid_empty_feed_is_well(at_desk):
    broken = feed(("/a", "Fish & chips"), ("/b", "B")).replace(b"</channel></rss>", b"")
    assert await kind_of(at_desk, reply(200, broken)) is None
    assert (await at_desk.state()).items_new == 2
    assert await kind_of(at_desk, reply(200, feed())) is None
    assert (await at_desk.state()).status == "ok"


async def test_items_without_link_and_text_are_skipped_and_others_known_by_what_they_have(at_desk):
    items = (
        "<item><pubDate>Mon, 21 Jul 2025 10:00:00 GMT</pubDate></item>"
        "<item><title>Only a title</title></item>"
        "<item><guid>g-1</guid><description>Only a text.</description></item>"
    )
    assert await kind_of(at_desk, reply(200, feed(more=items))) is None
    assert sorted(row["state"] for row in await at_desk.rows()) == ["new", "new", "skipped"]
    assert await kind_of(at_desk, reply(200, feed(more=items + " "))) is None
    assert len(await at_desk.rows()) == 3


async def test_links_that_must_not_be_followed_are_refused_and_counted(at_desk):
    links = ["ftp://a.example/x", "http://user:key@a.example/", "http://a.example/" + "x" * 2048, "javascript:alert(1)"]
    items = "".join(f"<item><title>{number}</title><link>{link}</link></item>" for number, link in enumerate(links))
    await answering(at_desk, reply(200, feed(more=items)))
    rows = await at_desk.rows()
    assert [row["state"] for row in rows] == ["skipped"] * 4
    assert all(row["error"] for row in rows)


async def test_an_item_that_leads_into_a_private_network_is_refused_when_connecting(ingest, pool):
    async with opened(ingest, pool, allow=["127.0.0.1"]) as made:
        items = (
            "<item><title>A</title><link>http://[::1]/x</link></item><item><title>B</title><link>http://127.0.0.2/x</link></item>"
        )
        await answering(made, reply(200, feed(more=items)), robots="ignore")
        refused = [*await made.read("::1"), *await made.read("127.0.0.2")]
        assert [each and each.kind for each in refused] == [FailureKind.REFUSED_ADDRESS] * 2
        assert await made.articles() == []


async def test_robots_txt_4xx_allows_and_what_it_forbids_is_not_read(at_desk):
    assert await kind_of(at_desk, reply(200, feed())) is None
    await at_desk.rows()
    at_desk.site.answers["/robots.txt"] = reply(200, "User-agent: *\nDisallow: /feed\n")
    at_desk.clock.ahead(days=2)
    assert await at_desk.poll() is not None
    assert (await at_desk.state()).status == "robots"


async def test_robots_txt_that_cannot_be_had_forbids_and_an_older_copy_still_holds(at_desk):
    desk = at_desk
    desk.site.answers["/robots.txt"] = reply(500)
    failed = await answering(desk, reply(200, feed(("/a", "A"))))
    assert failed is not None
    assert (failed.kind, desk.site.paths()) == (FailureKind.SERVER, [])
    desk.site.answers["/robots.txt"] = reply(200, "User-agent: *\nAllow: /\n")
    desk.clock.ahead(hours=2)
    assert await desk.poll() is None
    desk.site.answers["/robots.txt"] = reply(500)
    desk.clock.ahead(days=2)
    assert await desk.poll() is None


async def test_robots_txt_unreachable_for_a_month_counts_as_absent(at_desk):
    at_desk.site.answers["/robots.txt"] = reply(500)
    assert await answering(at_desk, reply(200, feed(("/a", "A")))) is not None
    at_desk.clock.ahead(days=31)
    assert await at_desk.poll() is None


async def test_robots_txt_of_every_site_that_a_redirect_leads_to_is_obeyed(at_desk):
    desk = at_desk
    desk.site.answers["/robots.txt"] = by_host({"other.example": reply(200, "User-agent: *\nDisallow: /moved\n")}, reply(404))
    desk.site.answers["/moved"] = desk.site.answers["/open"] = reply(200, feed(("/a", "A")))
    failed = await answering(desk, reply(302, Location=desk.site.url("/moved", "other.example")))
    assert failed is not None
    assert (failed.kind, desk.site.paths()) == (FailureKind.ROBOTS, ["/feed"])
    assert await answering(desk, reply(302, Location=desk.site.url("/open", "other.example"))) is None
    desk.site.answers["/robots.txt"] = reply(200, "User-agent: *\nDisallow: /moved\n")
    desk.clock.ahead(days=2)
    assert await kind_of(desk, reply(302, Location="/moved")) is FailureKind.ROBOTS  # on the same site too
    assert await kind_of(desk, reply(302, Location="/moved"), robots="ignore") is None


async def test_a_page_that_cannot_be_had_yields_its_lists_text_after_a_while_and_its_own_when_it_is_back(at_desk):
    desk = at_desk
    desk.site.answers["/a"] = [reply(500), reply(500), reply(200, page("A"))]
    await answering(desk, reply(200, feed(("/a", "A"), site=desk.site)))
    await desk.read()
    assert await desk.articles() == []
    desk.clock.ahead(minutes=6)
    await desk.read()
    (teaser,) = await desk.articles()
    assert (teaser.text, teaser.text_source, teaser.revision) == ("Teaser of A.", "feed", 1)
    desk.clock.ahead(hours=1)
    await desk.read()
    _, whole = await desk.articles()
    assert (whole.id, whole.revision, whole.text_source) == (teaser.id, 2, "page")


async def test_a_page_without_an_article_yields_the_text_of_its_list(at_desk):
    desk = at_desk
    desk.site.answers["/a"] = reply(200, "<html><body></body></html>", Content_Type="text/html")
    await answering(desk, reply(200, feed(("/a", "A"), site=desk.site)))
    await desk.read()
    (article,) = await desk.articles()
    assert (article.text, article.text_source) == ("Teaser of A.", "feed")
    assert article.quality.truncated


async def test_a_page_that_never_ends_costs_its_time_and_yields_the_text_of_its_list(ingest):
    endless = b"<html><body><p " + b" ".join(b'a%d="x"' % number for number in range(60_000)) + b">x</body></html>"
    async with Pool(1, Limits(seconds=1.0)) as pool, opened(ingest, pool) as desk:
        desk.site.answers |= {"/a": reply(200, endless), "/b": reply(200, page("B"))}
        await answering(desk, reply(200, feed(("/a", "A"), ("/b", "B"), site=desk.site)))
        await desk.read()
        found = {article.title: article for article in await desk.articles()}
    assert (found["A"].text, found["A"].text_source, found["A"].quality.truncated) == ("Teaser of A.", "feed", True)
    assert found["B"].text_source == "page"


async def test_a_page_whose_bytes_are_no_characters_is_kept_and_flagged(at_desk):
    desk = at_desk
    damaged = page("A").replace(b"harbour", b"\xff" * 7).replace(b"<head>", b"<head><meta charset=utf-8>")
    desk.site.answers |= {"/a": reply(200, damaged, Content_Type="text/html; charset=utf-8"), "/b": reply(200, page("B"))}
    await answering(desk, reply(200, feed(("/a", "A"), ("/b", "B"), site=desk.site)))
    await desk.read()
    assert sorted((each.title, each.text_source, each.quality.encoding_errors) for each in await desk.articles()) == [
        ("A", "page", True), ("B", "page", False),
    ]  # fmt: skip


async def test_a_page_behind_a_paywall_yields_its_teaser_and_says_so(at_desk):
    desk = at_desk
    told = b'<head><script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    desk.site.answers["/a"] = reply(200, page("A", paragraphs=1).replace(b"<head>", told))
    await answering(desk, reply(200, feed(("/a", "A"), site=desk.site)))
    await desk.read()
    (article,) = await desk.articles()
    assert (article.quality.paywalled, article.summary, article.text_source) == (True, "Teaser of A.", "page")


async def test_a_page_that_is_too_large_yields_the_text_of_its_list_at_once(at_desk):
    desk = at_desk
    desk.site.answers["/a"] = reply(200, page("A", paragraphs=100))
    await answering(desk, reply(200, feed(("/a", "A"), site=desk.site)), max_body=5000)
    (failed,) = await desk.read()
    assert failed is not None
    assert failed.kind is FailureKind.TOO_LARGE
    assert [article.text_source for article in await desk.articles()] == ["feed"]


async def test_a_page_withdrawn_by_404_twice_or_410_is_announced(any_desk):
    desk = any_desk
    for path in ("/a", "/b"):
        desk.site.answers[path] = [reply(200, page(path)), reply(404 if path == "/a" else 410)]
    await answering(desk, reply(200, feed(("/a", "A"), ("/b", "B"), site=desk.site)), recheck=True)
    await desk.read()
    assert len(await desk.articles()) == 2
    for _ in range(3):
        desk.clock.ahead(hours=1, minutes=1)
        await desk.read()
    gone = [event.data for event in await desk.events() if event.type == "tocsin.article.withdrawn.v1"]
    assert sorted(each.reason for each in gone) == ["404 Not Found, twice", "410 Gone"]


async def test_a_page_read_again_is_a_revision_only_when_it_really_changed(any_desk):
    desk = any_desk
    old, new = page("Fire", "Three boats."), page("Fire", "Five boats were lost.")
    desk.site.answers["/a"] = [
        reply(200, old, ETag='"1"'),
        reply(304),
        reply(200, old + b"<!-- 5 minutes ago -->"),
        reply(200, new),
    ]
    await answering(desk, reply(200, feed(("/a", "Fire"), site=desk.site)), recheck=True)
    await desk.read()
    for hours in (1.1, 6, 19):
        desk.clock.ahead(hours=hours)
        await desk.read()
    assert [each.headers.get("if-none-match") for each in desk.site.asked if each.path == "/a"] == [None, '"1"', '"1"', None]
    assert [article.revision for article in await desk.articles()] == [1, 2]


async def test_an_item_that_its_list_changes_is_read_again(at_desk):
    desk = at_desk
    desk.site.answers["/a"] = [reply(200, page("A", "Two.")), reply(200, page("A", "Three people were hurt, not two."))]
    await answering(desk, reply(200, feed(("/a", "A"), site=desk.site)), reply(200, feed(("/a", "A (updated)"), site=desk.site)))
    await desk.read()
    await desk.poll()
    await desk.read()
    assert [(each.revision, each.title) for each in await desk.articles()] == [(1, "A"), (2, "A (updated)")]


async def test_a_future_date_is_set_to_the_time_of_retrieval_and_flagged(at_desk):
    desk = at_desk
    desk.site.answers["/a"] = reply(200, page("A"))
    await answering(desk, reply(200, feed(("/a", "A"), published=START.replace(year=2026), site=desk.site)))
    await desk.read()
    (article,) = await desk.articles()
    assert article.quality.date_clamped
    assert article.published == desk.clock.now()


async def test_when_everything_in_a_feed_is_new_older_pages_are_read_until_something_is_known(at_desk):
    desk = at_desk
    older = f'<link rel="next" href="{desk.site.url("/older")}" xmlns="http://www.w3.org/2005/Atom"/>'
    await answering(desk, reply(200, feed(("/1", "1"))), reply(200, feed(("/4", "4"), ("/3", "3"), more=older)))
    desk.site.answers["/older"] = reply(200, feed(("/2", "2"), ("/1", "1"), more=older.replace("/older", "/oldest")))
    await desk.poll()
    assert len(await desk.rows()) == 4
    assert desk.site.paths() == ["/feed", "/feed", "/older"]
    state = await desk.state()
    assert state.interval == desk.work.sources["paper"].interval.min


async def test_a_guid_that_repeats_within_a_document_no_longer_identifies(at_desk):
    items = "".join(f"<item><guid>same</guid><link>http://paper.example/{n}</link><title>{n}</title></item>" for n in (1, 2))
    await answering(at_desk, reply(200, feed(more=items)))
    assert (len(await at_desk.rows()), (await at_desk.state()).identity) == (2, "guid+url")


async def test_characters_that_no_database_takes_are_marked_and_nothing_is_lost(any_desk):
    items = "<item><title>a&#0;b</title><guid isPermaLink='false'>1&#xD800;</guid><description>x&#xDFFF;y</description></item>"
    assert await kind_of(any_desk, reply(200, feed(("/ok", "Fine"), more=items)), content="feed") is None
    item = '{"id": "\\ud800x", "title": "c\\u0000d", "content_text": "t\\ud83d"}'
    told = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{item}]}}'
    assert await kind_of(any_desk, reply(200, told), content="feed") is None
    for domain in ("paper.example", "feed:paper"):
        await any_desk.read(domain)
    assert sorted((each.title, each.text) for each in await any_desk.articles()) == [
        ("Fine", "Teaser of Fine."), ("a\ufffdb", "x\ufffdy"), ("c\ufffdd", "t\ufffd"),
    ]  # fmt: skip
