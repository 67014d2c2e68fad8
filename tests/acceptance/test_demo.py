"""The demo as a newcomer starts it, with real processes: all is told, once each, soon, and nothing is left behind."""

import os
import re
import signal
import subprocess
from pathlib import Path

from system import COMMAND, WAIT, Child, own_environment, tocsin

# Short names: sockets of the cleaning workers lie below a directory named after the test, and their paths end at 107 bytes.
SOON = 15
"""Seconds to the first message: 10 are promised on a quiet machine, and the suite keeps both cores busy."""


def test_demo_once(tmp_path: Path) -> None:
    done = tocsin("demo", "--once", cwd=tmp_path, TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    kinds = [line.split(maxsplit=1)[0] for line in done.stdout.splitlines()]
    assert kinds.count("article") == 14
    assert {"claim", "incident", "alert"} <= set(kinds)
    verdict = done.stdout.splitlines()[-1]
    assert "every incident was alerted exactly once" in verdict
    found = re.search(r"the first after ([\d.]+) s", verdict)
    assert found, verdict
    assert float(found[1]) < SOON * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert list(tmp_path.iterdir()) == []
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in running


def test_demo_live(tmp_path: Path) -> None:
    env = own_environment(TMPDIR=str(tmp_path), PYTHONUNBUFFERED="1")
    with Child([*COMMAND, "demo"], stdout=subprocess.PIPE, text=True, env=env, cwd=tmp_path) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("article"):  # the rest is on its way, and must come to a clean end all the same
                break
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait(WAIT) == 0
    assert list(tmp_path.iterdir()) == []
