"""From the invented newsroom to its chat, through containers: undisturbed, and with all that operators and fate do to them."""

from collections import Counter
from collections.abc import Callable

import pytest
from containers_stack import ARTICLES, Stack, system, until
from testcontainers.core.network import Network

SERVICES = ("ingest", "extract", "store")

START = 2.0
"""Seconds from start to ready that a service may take, beside what the engine needs to make a container (see below)."""
ENGINE = 1.5
"""Seconds that the engine takes for a container and for each question of the test."""
DRAIN = 20.0


@pytest.fixture(scope="module")
def outcomes() -> dict[str, object]:
    """What the undisturbed run of this module led to."""
    return {}


def _settled(stack: Stack) -> None:
    until(stack.idle, 120, f"everything is read and told: {stack.asked('status', '--format', 'jsonl')}")


def _outcome(stack: Stack) -> dict[str, object]:
    opened = stack.opened()
    assert opened, stack.said("store")
    assert set(opened.values()) == {1}, f"told twice: {opened}"
    return {"opened": Counter(opened), "incidents": stack.incidents()}


def test_undisturbed(image: str, network: Network, local: Callable[[str], str], outcomes: dict[str, object]) -> None:
    local("postgres:17")
    with system(network, image, local("redis:8")) as stack:
        took = {name: stack.service(name) for name in SERVICES}
        _settled(stack)
        assert stack.articles() == ARTICLES
        outcomes.update(_outcome(stack))
        drained = {name: stack.finish(name) for name in SERVICES}
    assert max(took.values()) < START + ENGINE, took
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
