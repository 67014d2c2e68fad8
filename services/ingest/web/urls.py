"""Addresses: resolved against a page, brought to one form, told apart by site. Owns what makes two of them the same."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import ada_url
import courlan
import tldextract

LONGEST: Final = 2048
"""Characters of the longest address that is followed (as sitemaps.org limits it)."""

_SCHEMED: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[\t\r\n]+")

_MAY_IDENTIFY: Final = {"cid", "eid", "uid", "clid", "sid", "id", "gl", "keyword", "keywords"}
"""Parameters that courlan takes for trackers while some sites number their articles by them: kept when the value is a number."""

_SUFFIXES: Final = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
"""The public suffix list that tldextract brings along; never fetched."""


def resolve(base: str | None, reference: str | None) -> str | None:
    """A reference as an absolute address; one that is absolute already stays as written, a relative one without base too.

    >>> resolve("https://news.example/world/", "../a.html?x=1")
    'https://news.example/a.html?x=1'
    >>> resolve(None, " https://news.example ")
    'https://news.example'
    """
    stated = _BLANKS.sub("", reference or "").strip()
    if not stated or not base or _SCHEMED.match(stated):
        return stated or None
    try:
        joined: str = ada_url.join_url(base, stated)
    except ValueError:
        return stated
    return joined


def refusal(url: str | None) -> str | None:
    """Why an address of an item is not followed; None where it may be. What it resolves to is checked when connecting."""
    if not url:
        return "no address"
    if len(url) > LONGEST:
        return f"longer than {LONGEST} characters"
    try:
        parts = ada_url.URL(url)
    except ValueError:
        return "no valid address"
    if parts.protocol not in {"http:", "https:"}:
        return f"{parts.protocol} is not followed, only http: and https:"
    if parts.username or parts.password:
        return "carries a user name or password"
    return None if parts.hostname else "names no host"


@lru_cache(maxsize=8192)
def canonical(url: str) -> str | None:
    """One form for all spellings of an http(s) address: no fragment, trackers, default port or dots; None for anything else.

    >>> canonical("HTTPS://News.example:443/a/../b/?utm_source=x&id=7#top")
    'https://news.example/b/?id=7'
    >>> canonical("https://news.example/story?12345")
    'https://news.example/story?12345'
    """
    if refusal(url):
        return None
    try:
        whole = ada_url.URL(url.strip())
        query = whole.search.removeprefix("?")
        whole.hash, whole.search = "", ""
        bare: str = courlan.normalize_url(whole.href)
    except (ValueError, AttributeError):
        return None
    kept = sorted(part for part in query.split("&") if part and not _is_tracker(part))
    return f"{bare}?{'&'.join(kept)}" if kept else bare


def key(url: str) -> str | None:
    """What two addresses of one page share: their canonical form without scheme, "www." and closing slash.

    >>> key("http://www.news.example/a/") == key("https://news.example/a?utm_medium=rss")
    True
    """
    one = canonical(url)
    if one is None:
        return None
    address, mark, query = one.partition("://")[2].partition("?")
    return address.removeprefix("www.").rstrip("/") + mark + query


def site(url: str) -> str:
    """The registrable domain of an address, or its host where it has none (an IP address, localhost).

    >>> site("https://www.bbc.co.uk/news")
    'bbc.co.uk'
    """
    return site_of_host(host(url))


def host(url: str) -> str:
    """The host name of an address in lower case; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@lru_cache(maxsize=8192)
def site_of_host(name: str) -> str:
    """The registrable domain of a host name, or the name itself where it has none."""
    found = _SUFFIXES(name)
    if found.suffix or found.ipv4 or found.ipv6:
        return found.top_domain_under_public_suffix or name
    return ".".join(name.split(".")[-2:])  # the list's rule for names under no suffix that it knows


def _is_tracker(part: str) -> bool:
    """Whether one `name=value` of a query only says where a reader came from, by courlan's lists."""
    name, equals, value = part.partition("=")
    if not equals or not value or (name.lower() in _MAY_IDENTIFY and value.isdecimal()):
        return False
    return not courlan.clean.clean_query(f"{name}=1")
