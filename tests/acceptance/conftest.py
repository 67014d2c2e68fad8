"""Systems for acceptance tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from system import System


@pytest.fixture
def up() -> Iterator[Callable[..., System]]:
    """Starts systems: `up(directory)`, where the directory holds tocsin.toml. All are ended with the test."""
    with ExitStack() as stack:

        def start(home: Path, **env: str) -> System:
            system = System(home, **env)
            stack.callback(system.close)
            return system

        yield start
