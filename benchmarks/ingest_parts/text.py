"""Made-up pages and feeds, as large as real ones."""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from random import Random

WORDS = (
    "harbour", "ferry", "island", "pier", "captain", "storm", "warehouse", "fire", "regional", "governor",
    "said", "morning", "reported", "crew", "passengers", "rescue", "service", "closed", "bridge", "repair",
    "electricity", "district", "village", "evening", "officials", "nobody", "injured", "according", "statement",
)  # fmt: skip


def text(chance: Random, words: int) -> str:
    """So many words of no meaning."""
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def page(number: int) -> bytes:
    """An article page of 50 to 220 kB with everything that stands around articles.

    Most of a real page is not text: data for scripts, styles, menus, cards of other articles.
    """
    chance = Random(number)
    body = "".join(f"<p>{text(chance, 40)}</p>" for _ in range(chance.randint(8, 25)))
    links = "".join(f'<li><a href="/{chance.randrange(10**6)}">{text(chance, 8)}</a></li>' for _ in range(150))
    cards = "".join(
        f'<div class="card card--wide"><a href="/c{n}"><img src="/i/{n}.jpg" width="320" height="180" alt=""></a>'
        f'<h3><a href="/c{n}">{text(chance, 7)}</a></h3><p>{text(chance, 12)}</p><time>{n} min</time></div>'
        for n in range(chance.randint(40, 120))
    )
    state = json.dumps([{"id": n, "title": text(chance, 8)} for n in range(chance.randint(100, 1_800))])
    head = (
        f'<title>{text(chance, 8)}</title><meta property="article:published_time" content="2025-07-21T10:00:00+03:00">'
        f"<style>{'.x{color:red}' * 300}</style><script>{'var a=1;' * 500}</script>"
        f'<script type="application/json">{state}</script>'
    )
    nav = f"<header><nav><ul>{links}</ul></nav></header>"
    article = f"<main><article><h1>{text(chance, 8)}</h1>{body}</article></main>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{nav}{article}<aside>{cards}</aside></body></html>".encode()


def feed(items: Sequence[tuple[str, str, str]], stamp: datetime) -> bytes:
    """RSS of (address, title, text)."""
    told = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{format_datetime(stamp)}</pubDate>"
        f"<description><![CDATA[<p>{body}</p>]]></description></item>"
        for link, title, body in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Bench</title>{told}</channel></rss>'.encode()
