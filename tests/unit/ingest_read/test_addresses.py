"""Which addresses are one page, which are followed, and how references resolve."""

import pytest

from services.ingest.web import urls

SAME = [
    ("https://news.example/a", "http://www.news.example/a/"),
    ("https://news.example/a?id=1", "https://NEWS.example:443/a?id=1&utm_source=rss&utm_campaign=x#top"),
    ("https://news.example/a", "https://news.example/x/../a"),
    ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
    ("https://xn--e1afmkfd.example/a", "https://пример.example/a"),
    ("https://news.example/новость", "https://news.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C"),
    ("https://news.example/a", "https://news.example/a?fbclid=Iw123&gclid=99x&yclid=1"),
]

DIFFERENT = [
    ("https://news.example/story?12345", "https://news.example/story?12346"),
    ("https://news.example/?id=1", "https://news.example/?id=2"),
    ("https://news.example/n.php?cid=55", "https://news.example/n.php?cid=56"),
    ("https://news.example/a", "https://news.example/A"),
    ("https://news.example/a", "https://m.news.example/a"),
    ("https://news.example/a?page=1", "https://news.example/a?page=2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_page_have_one_key(one: str, other: str) -> None:
    assert urls.key(one) == urls.key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_pages_that_differ_have_keys_that_differ(one: str, other: str) -> None:
    assert urls.key(one) != urls.key(other)


@pytest.mark.parametrize("url", [url for pair in (*SAME, *DIFFERENT) for url in pair])
def test_the_canonical_form_of_the_canonical_form_is_itself(url: str) -> None:
    once = urls.canonical(url)
    assert once is not None
    assert urls.canonical(once) == once


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (None, "no address"),
        ("", "no address"),
        ("ftp://news.example/a", "not followed"),
        ("javascript:alert(1)", "not followed"),
        ("https://user:pw@news.example/", "user name"),
        ("https://news.example/" + "a" * 2048, "longer"),
        ("/relative", "no valid"),
        ("http://[::1", "no valid"),
    ],
)
def test_what_is_not_followed_says_why(url: str | None, why: str) -> None:
    assert why in (urls.refusal(url) or "")


@pytest.mark.parametrize("url", ["https://news.example", "http://127.0.0.1:8080/a", "https://пример.example/новость"])
def test_what_is_followed_has_no_refusal(url: str) -> None:
    assert urls.refusal(url) is None


@pytest.mark.parametrize(
    ("base", "reference", "whole"),
    [
        ("https://a.example/b/c", "d", "https://a.example/b/d"),
        ("https://a.example/b/c", "/d?x=1", "https://a.example/d?x=1"),
        ("https://a.example/b/c", "//b.example/d", "https://b.example/d"),
        ("https://a.example/b/c", "?page=2", "https://a.example/b/c?page=2"),
        ("https://a.example", "  https://b.example/x y\n", "https://b.example/x y"),
        (None, "d", "d"),
        ("https://a.example", "  ", None),
        ("not an address", "d", "d"),
    ],
)
def test_references_resolve(base: str | None, reference: str, whole: str | None) -> None:
    assert urls.resolve(base, reference) == whole


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://a.b.news.example/", "news.example"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("http://localhost/", "localhost"),
        ("nothing", ""),
    ],
)
def test_the_site_of_an_address(url: str, site: str) -> None:
    assert urls.site(url) == site
