#!/usr/bin/env python3
"""Looks the pinned dependencies of the image up in PyPI's database of advisories, with pip-audit.

Fails for a known vulnerability that has a repair. Where the database cannot be reached it says that nothing was audited, and
that is no failure: a check must also pass on a machine without a network.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = "requirements/runtime.lock"
PIP_AUDIT = "pip-audit>=2.10,<3"


def ask(report: Path) -> str:
    """Has pip-audit write its report; what it said last."""
    uv = Path(sys.executable).with_name("uv")
    command = [uv, "tool", "run", "--quiet", "--from", PIP_AUDIT, "pip-audit", "--requirement", LOCK, "--require-hashes"]
    flags = ["--disable-pip", "--timeout", "10", "--progress-spinner", "off", "--format", "json", "--output", report]
    try:
        done = subprocess.run([*command, *flags], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return (done.stderr.strip().splitlines() or [""])[-1]


def verdict(report: str, said: str) -> tuple[int, list[str]]:
    """Exit code and lines for a report; an unreadable one, or one without an answer, is no audit."""
    try:
        found: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return 0, [f"NOT AUDITED: the database of advisories cannot be reached from here ({said[:200] or 'no answer'})"]
    asked = [each for each in found if "skip_reason" not in each]
    if not asked:
        reason = found[0]["skip_reason"] if found else "no dependencies"
        return 0, [f"NOT AUDITED: the database of advisories does not answer here ({reason[:200]})"]
    flaws = [(each, flaw) for each in asked for flaw in each["vulns"]]
    lines = [
        f"{each['name']} {each['version']}: {flaw['id']}, repaired in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for each, flaw in flaws
    ]
    lines.append(f"{len(asked)} of {len(found)} dependencies audited, {len(flaws)} known vulnerabilities")
    return int(any(flaw["fix_versions"] for _, flaw in flaws)), lines


def main() -> int:
    """Audits and prints; the exit code."""
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.json"
        said = ask(report)
        code, lines = verdict(report.read_text("utf-8") if report.exists() else "", said)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
