"""The watchdog: what it calls wrong, and what it lets pass."""

from types import SimpleNamespace

from services.runtime.reader import Polls
from services.runtime.watchdog import SILENT, STUCK, Watchdog


def watching(*, dead=(), asked=0.0, busy_since=None, now=100.0):
    subscription = SimpleNamespace(dead=lambda: list(dead))
    handling = SimpleNamespace(keys=("tocsin:claims",), busy_since=busy_since)
    return Watchdog(subscription, handling, Polls({"tocsin:claims": asked}), clock=lambda: now)


def test_a_reader_that_polls_is_well():
    assert watching(asked=99.5).problems() == []


def test_a_reader_that_has_not_begun_is_given_time():
    watchdog = watching()
    watchdog._polls.asked.clear()
    assert watchdog.problems() == []


def test_a_reader_that_is_silent_while_nothing_is_handled_is_stuck():
    assert watching(asked=100.0 - SILENT - 1).problems() == [f"the reader of tocsin:claims has not polled for {SILENT + 1:.0f} s"]


def test_a_long_handler_is_no_silence():
    assert watching(asked=0.0, busy_since=60.0).problems() == []


def test_a_handler_that_never_returns_is_stuck():
    assert watching(asked=0.0, busy_since=0.0, now=STUCK + 1).problems() == [f"a handler has not returned for {STUCK + 1:.0f} s"]


def test_an_ended_reader_is_told_with_its_reason():
    assert watching(dead=["the reader of tocsin:claims has ended: READONLY"], asked=99.9).problems() == [
        "the reader of tocsin:claims has ended: READONLY"
    ]
