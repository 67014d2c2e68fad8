#!/usr/bin/env python3
"""Shows that `docker compose up` works with no edit: from a clean start to every alert that the invented newsroom calls for.

Uses names of its own, and removes everything afterwards. Exit code 0 only when the chat was told of every incident exactly once;
prints how long the first alert took once the images were there.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from services.cli.newsroom.articles import expected
from services.cli.newsroom.verdict import Opened, amiss

ROOT = Path(__file__).parents[1]
COMPOSE = ["docker", "compose", "--ansi", "never", "--file", "deploy/compose.yaml", "--project-name", f"tocsin-demo-{os.getpid()}"]
ENVIRONMENT = {
    **os.environ,
    "TOCSIN_IMAGE": os.environ.get("TOCSIN_IMAGE", "tocsin:demo"),
    "TOCSIN_PUBLISH": "127.0.0.1:0",  # any free port: another system may run on this machine
    "TOCSIN_BUILD_NETWORK": os.environ.get("TOCSIN_BUILD_NETWORK", "host"),
}

FIRST_ALERT = 60.0
"""Seconds from `up` to the first alert, once images exist, on a machine that does little else; a busier one gets more."""
ALL_ALERTS = 300.0
QUIET = 10.0
"""Seconds without anything new after which it is over, once there are as many alerts as there should be."""


def compose(*arguments: str) -> str:
    """What a Compose command prints. Raises SystemExit with its words when it fails."""
    done = subprocess.run([*COMPOSE, *arguments], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"docker compose {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def opened() -> list[Opened]:
    """The messages so far that told the chat of a new incident."""
    said = compose("logs", "--no-log-prefix", "newsroom")
    lines = [line[line.index("{") :] for line in said.splitlines() if "{" in line]  # Compose may begin a line with a control code
    told = [json.loads(line)["data"]["incident"] for line in lines if json.loads(line)["type"] == "opened"]
    return [Opened(each["id"], each["region"], each["family"]) for each in told]


def watch(began: float) -> tuple[float, list[Opened]]:
    """Seconds to the first message, and all of them once no more come."""
    first, last, told = 0.0, time.monotonic(), opened()
    while time.monotonic() - began < ALL_ALERTS and not (len(told) >= len(expected()) and time.monotonic() - last > QUIET):
        time.sleep(0.5)
        now = opened()
        if len(now) > len(told):
            last = time.monotonic()
            for each in now[len(told) :]:
                print(f"  alert  {each.region} {each.family} ({each.incident})", flush=True)
            first = first or last - began
        told = now
    return first, told


def main() -> int:
    """Runs it; 0 when all was as it should be."""
    print("building the image", flush=True)
    compose("build", "ingest")
    compose("down", "--volumes", "--remove-orphans")
    try:
        began = time.monotonic()
        compose("up", "--detach", "--no-build")
        print(f"everything has started after {time.monotonic() - began:.1f} s", flush=True)
        first, told = watch(began)
        stopping = time.monotonic()
        compose("stop")
        stopped = time.monotonic() - stopping
    finally:
        compose("down", "--volumes", "--remove-orphans")
    wrong, busy = list(amiss(expected(), told)), os.getloadavg()[0] / (os.cpu_count() or 1)
    if not 0 < first < FIRST_ALERT * max(1.0, busy):
        wrong.append(f"the first alert came after {first:.0f} s" if first else "no alert came")
    print(f"first alert after {first:.1f} s, {len(told)} alerts, stopped in {stopped:.1f} s; {busy:.1f} waited for each processor")
    print("".join(f"  {line}\n" for line in wrong) or "every incident was alerted exactly once\n", end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
