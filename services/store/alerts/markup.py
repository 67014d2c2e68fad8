"""A message as lines of styled text, cut to size before any markup is added, so that a cut never breaks markup. Pure."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from services.store.alerts.message import Message
from services.store.alerts.quotes import Quote

Rendered = TypeVar("Rendered")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style."""

    text: str
    style: str = ""
    """bold, italic, code, or empty."""
    url: str | None = None


Line = tuple[Run, ...]

Markup = Callable[[Run], str]
"""One run as a service writes it, its special characters made harmless."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of a message is kept."""

    lines: int
    """Facts, and changes, at most."""
    chars: int
    """Of each of them."""
    quote: int
    """Characters; 0 for none."""
    items: int
    """Incidents of a digest that are listed."""


CUTS: Final = (Cut(12, 320, 500, 25), Cut(8, 200, 300, 15), Cut(4, 120, 160, 8), Cut(2, 100, 0, 4))
"""Tried in turn until a message fits."""

MINIMAL: Final = Cut(1, 100, 0, 0)

_TITLE: Final = 200
_LONGEST_URL: Final = 500


def fitted(
    message: Message, *, minimal: bool, render: Callable[[Sequence[Line]], Rendered], fits: Callable[[Rendered], bool]
) -> Rendered:
    """The most of a message that fits; `minimal` for the shortest form at once, which fits everywhere."""
    for cut in () if minimal else CUTS:
        rendered = render(tuple(lines(message, cut)))
        if fits(rendered):
            return rendered
    return render(tuple(lines(message, MINIMAL)))


def lines(message: Message, cut: Cut) -> Iterator[Line]:
    """The message line by line, most important first."""
    yield (Run(clip(message.title, _TITLE), "bold"),)
    where = ", ".join(part for part in (message.when, message.places) if part)
    if where:
        yield (Run(clip(where, cut.chars)),)
    if message.state:
        yield (Run(clip(message.state, cut.chars), "italic"),)
    for part in (message.changes, message.facts):
        yield from ((Run(f"• {clip(text, cut.chars)}"),) for text in part[: cut.lines])
        if len(part) > cut.lines:
            yield (Run(f"… and {len(part) - cut.lines} more"),)
    yield from (_item(item, cut) for item in message.items[: cut.items])
    if len(message.items) > cut.items:
        yield (Run(f"… and {len(message.items) - cut.items} more; see `tocsin incidents`"),)
    if message.sources:
        yield (Run(clip(message.sources, cut.chars)),)
    if message.quote and cut.quote:
        yield _quote(message.quote, cut.quote)
    if message.incident:
        yield (Run(message.incident, "code"),)


def _quote(quote: Quote, longest: int) -> Line:
    url = quote.url if quote.url and len(quote.url) <= _LONGEST_URL else None
    return (Run(f"“{clip(quote.text, longest)}” "), Run(clip(quote.credit, 120), url=url))


def _item(item: Message, cut: Cut) -> Line:
    # a title has the toll; else the first figure: a fact without one says no more than the title
    figure = next((fact for fact in item.facts if ": " in fact), None) if ": " not in item.title else None
    first = f": {figure}" if figure else ""
    return (
        Run("• "),
        Run(clip(item.title, 120), "bold"),
        Run(clip(f", {item.when}{first}", cut.chars) + " "),
        Run(item.incident, "code"),
    )


def clip(text: str, longest: int) -> str:
    """The text on one line, cut at a word where possible, never inside a character that is made of several.

    >>> clip("four drones over Kaluga", 14), clip("Калуга", 20), clip("e\u0301tat", 1)
    ('four drones…', 'Калуга', '…')
    """
    flat = " ".join("".join(c for c in text if c >= " " or c in "\t\n").split())
    if len(flat) <= longest:
        return flat
    end = max(0, longest - 1)
    while end > 0 and (unicodedata.combining(flat[end]) or flat[end] in "\u200d\ufe0f" or flat[end - 1] == "\u200d"):
        end -= 1
    space = flat.rfind(" ", end // 2, end + 1)
    return flat[: space if space > 0 else end].rstrip(" ,;:(") + "…"


def text(rows: Sequence[Line], markup: Markup, newline: str = "\n") -> str:
    """Lines in one service's markup."""
    return newline.join("".join(markup(run) for run in row) for row in rows)


def unmarked(run: Run) -> str:
    """Plain text; a link shows its address behind its words."""
    return f"{run.text} {run.url}" if run.url else run.text


def plain(message: Message, longest: int, *, minimal: bool = False) -> str:
    r"""The message as plain text of so many characters at most.

    >>> plain(Message("inc_1", "Drone attack, Kaluga Oblast (RU-KLU)", "21 Jul 2025", changes=("Now 3 injured.",)), 500)
    'Drone attack, Kaluga Oblast (RU-KLU)\n21 Jul 2025\n• Now 3 injured.\ninc_1'
    """

    def render(rows: Sequence[Line]) -> str:
        return text(rows, unmarked)

    return fitted(message, minimal=minimal, render=render, fits=lambda made: len(made) <= longest)


def html(run: Run) -> str:
    """HTML as Telegram and Matrix take it.

    >>> html(Run("A & B", "bold")), html(Run("x", url='https://e.example/?a="1"&b'))
    ('<b>A &amp; B</b>', '<a href="https://e.example/?a=&quot;1&quot;&amp;b">x</a>')
    """
    escaped = _escape(run.text)
    if run.url:
        return f'<a href="{_escape(run.url)}">{escaped}</a>'
    tag = {"bold": "b", "italic": "i", "code": "code"}.get(run.style)
    return f"<{tag}>{escaped}</{tag}>" if tag else escaped


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


_MARKDOWN: Final = str.maketrans({c: f"\\{c}" for c in "\\*_~`|>#[]()-+!<"} | {"@": "@\u200b"})
"""Characters that Markdown gives a meaning; an @ is parted from what follows, so that nobody is called."""


def markdown(run: Run) -> str:
    r"""Markdown as Discord and Mattermost take it.

    >>> markdown(Run("a*b @here")), markdown(Run("inc_1", "code"))
    ('a\\*b @\u200bhere', '`inc_1`')
    """
    if run.style == "code":
        return f"`{run.text.replace('`', '')}`"
    escaped = run.text.translate(_MARKDOWN)
    if run.url:
        return f"[{escaped}](<{run.url.replace('<', '%3C').replace('>', '%3E')}>)"
    mark = {"bold": "**", "italic": "_"}.get(run.style, "")
    return f"{mark}{escaped}{mark}"


_MRKDWN: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", **{c: f"\u200b{c}" for c in "*_~`"}})


def mrkdwn(run: Run) -> str:
    """Slack's own markup; it has no escapes for its marks, so each is parted from its word by a space without width.

    >>> mrkdwn(Run("R&D <3", "bold")), mrkdwn(Run("x", url="https://e.example/a|b"))
    ('*R&amp;D &lt;3*', '<https://e.example/a%7Cb|x>')
    """
    if run.style == "code":
        return f"`{run.text.replace('`', '')}`"
    escaped = run.text.translate(_MRKDWN)
    if run.url:
        address = run.url.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
        return f"<{address}|{escaped.replace('|', '¦')}>"
    mark = {"bold": "*", "italic": "_"}.get(run.style, "")
    return f"{mark}{escaped}{mark}"
