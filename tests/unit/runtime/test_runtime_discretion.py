"""Libraries that log addresses and headers stay silent, at level debug too."""

import io
import logging

import pytest

from services.runtime import logs


@pytest.fixture(autouse=True)
def _logging_as_before() -> object:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], root.level = before


@pytest.mark.parametrize("level", ["debug", "info"])
@pytest.mark.parametrize("library", ["httpx", "httpcore.http11", "urllib3.connectionpool", "apprise"])
def test_what_is_asked_stands_in_no_log(level: str, library: str) -> None:
    out = io.StringIO()
    logs.configure(level, "json", out)
    for number in (logging.DEBUG, logging.INFO):
        logging.getLogger(library).log(number, "POST https://hooks.example/services/SECRET")
    logging.getLogger("services.any").warning("ours")
    assert "SECRET" not in out.getvalue()
    assert "ours" in out.getvalue()


def test_other_libraries_speak_again_when_debug_is_switched_on() -> None:
    out = io.StringIO()
    logs.configure("info", "json", out)
    logging.getLogger("alembic").debug("before")
    logs.configure("debug", "json", out)
    logging.getLogger("alembic").debug("after")
    assert "before" not in out.getvalue()
    assert "after" in out.getvalue()
