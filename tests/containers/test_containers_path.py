"""From the invented newsroom to its chat, through containers: undisturbed, and with all that operators and fate do to them."""

import os
import time
from collections import Counter
from collections.abc import Callable

import pytest
from containers_stack import ARTICLES, Stack, system, until
from testcontainers.core.network import Network

pytestmark = [pytest.mark.containers, pytest.mark.timeout(600)]

SERVICES = ("ingest", "extract", "store")

START = 2.0
"""Seconds that a service may take from its start to its work, on a machine that does nothing else."""
DRAIN = 20.0
"""Seconds that it may take to stop."""


@pytest.fixture(scope="module")
def outcomes() -> dict[str, object]:
    """What the undisturbed run of this module led to."""
    return {}


def _settled(stack: Stack) -> None:
    def still_idle() -> bool:
        if not stack.idle():
            return False
        time.sleep(2)  # longer than the hand-over from one outbox to the next
        return stack.idle()

    until(still_idle, 180, "everything is read and told")


def _outcome(stack: Stack) -> dict[str, object]:
    opened = stack.opened()
    assert opened, stack.said("store")
    assert set(opened.values()) == {1}, f"told twice: {opened}"
    return {"opened": Counter(opened), "incidents": stack.incidents()}


def test_undisturbed(image: str, network: Network, local: Callable[[str], str], outcomes: dict[str, object]) -> None:
    local("postgres:17")
    with system(network, image, local("redis:8")) as stack:
        for name in SERVICES:
            stack.service(name)
        took = {name: stack.start_took(name) for name in SERVICES}
        _settled(stack)
        assert stack.articles() == ARTICLES
        outcomes.update(_outcome(stack))
        drained = {name: stack.finish(name) for name in SERVICES}
    assert max(took.values()) < START * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)), took
    assert max(drained.values()) < DRAIN, drained


@pytest.mark.parametrize("redis_image", ["redis:8", "valkey/valkey:8"])
def test_killed_restarted_and_rolled_it_comes_to_the_same(
    redis_image: str, image: str, next_image: str, network: Network, local: Callable[[str], str], outcomes: dict[str, object]
) -> None:
    if not outcomes:
        pytest.skip("the undisturbed run, with which this is compared, has not come to an end")
    with system(network, image, local(redis_image)) as stack:
        for name in SERVICES:
            stack.service(name)
        until(lambda: stack.articles() > 0, 30, "the first article")
        stack.kill("extract")
        stack.again("extract")
        stack.running["redis"].get_wrapped_container().restart(timeout=5)
        stack.kill("store")
        stack.again("store")
        stack.kill("ingest")
        stack.again("ingest")
        stack.until_ready("store", 60)
        stack.finish("store")
        stack.service("store", image=next_image)
        stack.finish("extract")
        stack.service("extract", image=next_image)
        stack.until_ready("ingest", 60)
        _settled(stack)
        assert _outcome(stack) == outcomes
