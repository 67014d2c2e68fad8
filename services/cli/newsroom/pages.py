"""The demo's feeds and article pages as a news site would serve them: navigation, teasers and footers around the text."""

from collections.abc import Sequence
from html import escape

from services.cli.newsroom.articles import Outlet, Story


def site(told: Sequence[Story], address: str, silent: Sequence[Outlet] = ()) -> dict[str, tuple[str, bytes]]:
    """Path → content type and body of everything that the newsroom serves at `address`.

    The feeds of outlets that have told nothing yet are empty; `silent` names them.
    """
    outlets = dict.fromkeys([*(story.outlet for story in told), *silent])
    served: dict[str, tuple[str, bytes]] = {"/robots.txt": ("text/plain; charset=utf-8", b"User-agent: *\nAllow: /\n")}
    for outlet in outlets:
        own = [story for story in told if story.outlet == outlet]
        served[feed_path(outlet)] = ("application/rss+xml; charset=utf-8", _feed(outlet, own, address).encode())
        for story in own:
            served[story.path] = ("text/html; charset=utf-8", _page(story, own, address).encode())
    return served


def feed_path(outlet: Outlet) -> str:
    """Where the feed of an outlet is."""
    return f"/{outlet.id}/feed.xml"


def _feed(outlet: Outlet, told: Sequence[Story], address: str) -> str:
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{address}{story.path}</link>"
        f'<guid isPermaLink="true">{address}{story.path}</guid><pubDate>{story.stamp}</pubDate>'
        f"<description>{escape(story.paragraphs[0])}</description></item>"
        for story in reversed(told)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(outlet.name)}</title><link>{address}/{outlet.id}/</link>"
        f"<description>{escape(outlet.name)}</description><language>{outlet.lang}</language>{items}</channel></rss>"
    )


def _page(story: Story, told: Sequence[Story], address: str) -> str:
    others = "".join(f'<li><a href="{address}{other.path}">{escape(other.title)}</a></li>' for other in told if other != story)
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    return (
        f'<!doctype html><html lang="{story.outlet.lang}"><head><meta charset="utf-8">'
        f"<title>{escape(story.title)} | {escape(story.outlet.name)}</title>"
        f'<link rel="canonical" href="{address}{story.path}">'
        f'<meta property="article:published_time" content="{story.published.isoformat()}"></head><body>'
        f'<header><nav><a href="/{story.outlet.id}/">{escape(story.outlet.name)}</a></nav></header>'
        f"<main><article><h1>{escape(story.title)}</h1>"
        f'<time datetime="{story.published.isoformat()}">{story.published:%d.%m.%Y %H:%M}</time>{body}</article>'
        f"<aside><ul>{others}</ul></aside></main><footer><p>© {escape(story.outlet.name)}</p></footer></body></html>"
    )
