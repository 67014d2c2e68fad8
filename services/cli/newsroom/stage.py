"""The demo's view: articles, claims, incidents and chat messages as they arrive, and their sum. Owns look, not wording."""

import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from services.cli.newsroom.screen import line
from tocsin import Article, Claim, IncidentEvent, UnreadableEvent, read_event

_STYLES: Final = {"article": "bold cyan", "claim": "", "incident": "bold yellow", "alert": "bold green"}


@dataclass
class Stage:
    """What has arrived so far. Its methods may be called from several threads; each shows one thing."""

    began: float = field(default_factory=time.monotonic)
    articles: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    incidents: set[str] = field(default_factory=set)
    messages: int = 0
    first_message: float | None = None
    """Seconds from the start to the first message of the chat."""
    _console: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=False))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def live(self) -> bool:
        """Whether a person watches."""
        return sys.stdout.isatty()

    def event(self, raw: bytes) -> None:
        """One event of a stream, shown where a reader need see it."""
        try:
            data = read_event(raw).data
        except UnreadableEvent as error:
            self.note(f"unreadable: {error}")
            return
        if isinstance(data, Article):
            self.articles.add(data.id)
        elif isinstance(data, Claim):
            self.claims.add(data.id)
        elif isinstance(data, IncidentEvent):
            self.incidents.add(data.incident.id)
        if told := line(data):
            self._show(*told)

    def message(self, message: dict[str, Any]) -> None:
        """One message that the chat took, as the room sees it."""
        kind, text = str(message["type"]), str(message["data"]["text"])
        with self._lock:
            self.messages += 1
            if self.first_message is None:
                self.first_message = time.monotonic() - self.began
        if not self.live:
            self._show("alert", " / ".join([kind, *text.splitlines()]))
            return
        with self._lock:
            self._console.print(Panel(Text(text), title=f"chat · {kind}", title_align="left", border_style="green", padding=(0, 1)))

    def note(self, text: str) -> None:
        """A sentence of the demo itself."""
        with self._lock:
            click.echo(text)

    def ending(self, amiss: Sequence[str]) -> None:
        """What it adds up to, and whether it is as it should be."""
        parts = [
            f"{len(self.articles)} articles",
            f"{len(self.claims)} claims",
            f"{len(self.incidents)} incidents",
            f"{self.messages} messages in the chat",
        ]
        if self.first_message is not None:
            parts.append(f"the first after {self.first_message:.1f} s")
        verdict = "not all is as it should be" if amiss else "every incident was alerted exactly once"
        self.note(f"{', '.join(parts)}: {verdict}")

    def opening(self, articles: int, outlets: int, address: str) -> None:
        """What is about to be seen."""
        self.note(f"An invented newsroom of {outlets} outlets serves {articles} articles at {address}; the system starts …")

    def staying(self, settings: Path, amiss: Sequence[str]) -> None:
        """What is not as it should be, and what there is to do now."""
        self.note("\n".join(amiss))
        self.note(
            "The system stays up. Look around from another terminal:\n"
            f"    export TOCSIN_CONFIG={settings}\n"
            "    tocsin incidents · tocsin incident ID · tocsin status · tocsin tail claims · tocsin alerts list\n"
            "Ctrl-C ends the demo and removes everything."
        )

    def _show(self, kind: str, text: str) -> None:
        with self._lock:
            if self.live:
                self._console.print(Text.assemble((f"{kind:<9} ", _STYLES[kind] or "dim"), text), no_wrap=True, overflow="ellipsis")
            else:
                click.echo(f"{kind:<9} {text}")
