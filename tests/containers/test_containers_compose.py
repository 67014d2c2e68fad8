"""deploy/compose.yaml with no edit: from a clean start to every alert of the invented newsroom, and down again."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.containers, pytest.mark.timeout(600)]


def test_compose_up_shows_the_newsroom_s_alerts(image: str, local: Callable[[str], str]) -> None:
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("this engine has no Compose, so deploy/compose.yaml is not tried")
    local("redis:8")
    local("postgres:17")
    built = f"{image}-compose"  # a name of its own: it builds
    try:
        done = subprocess.run(
            [sys.executable, "scripts/compose_demo.py"],
            cwd=ROOT,
            env={**os.environ, "TOCSIN_IMAGE": built},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        subprocess.run(["docker", "image", "rm", "--force", built], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every incident was alerted exactly once" in done.stdout
