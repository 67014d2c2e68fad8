"""What the audit of dependencies makes of a report: told, failed, or said not to have been."""

import importlib.util
import json
from pathlib import Path
from typing import Any

_SPEC = importlib.util.spec_from_file_location("audit", Path(__file__).parents[3] / "scripts/audit.py")
assert _SPEC is not None
assert _SPEC.loader is not None
audit = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(audit)


def _report(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


CLEAN = {"name": "one", "version": "1.0", "vulns": []}
FLAWED = {"name": "two", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"], "aliases": []}]}
HOPELESS = {"name": "three", "version": "3.0", "vulns": [{"id": "PYSEC-2", "fix_versions": [], "aliases": []}]}
SKIPPED = {"name": "four", "skip_reason": "not found"}


def test_a_repaired_vulnerability_fails() -> None:
    code, lines = audit.verdict(_report(CLEAN, FLAWED, SKIPPED), "")
    assert code == 1
    assert lines == ["two 2.0: PYSEC-1, repaired in 2.1", "2 of 3 dependencies audited, 1 known vulnerabilities"]


def test_one_without_a_repair_is_told_and_does_not_fail() -> None:
    code, lines = audit.verdict(_report(HOPELESS), "")
    assert code == 0
    assert lines[0] == "three 3.0: PYSEC-2, repaired in no version yet"


def test_no_answer_is_said_and_does_not_fail() -> None:
    for report, said in (("", "no route"), ("half a rep", "no route"), (_report(SKIPPED), "")):
        code, lines = audit.verdict(report, said)
        assert code == 0
        assert lines[0].startswith("NOT AUDITED: ")
