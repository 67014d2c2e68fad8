"""`tocsin backfill` with real processes: a batch with its report, the same twice, input that is no good."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from generated_articles import articles, as_lines
from system import tocsin

COUNT_KEYS = {"claimant", "event", "object", "value", "bound"}


def report(done: Any) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Incidents by id, and the alerts in order."""
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    incidents = {row["id"]: row for row in rows if row["type"] == "incident"}
    return incidents, [row for row in rows if row["type"] == "alert"]


def test_a_batch_reports_incidents_and_alerts_under_the_ids_it_was_given(tmp_path: Path) -> None:
    settings = tmp_path / "tocsin.toml"
    settings.write_text('[runtime]\nredis_url = "redis://127.0.0.1:1/0"\n')  # a batch heeds nothing of where it runs
    told = articles(25)
    incidents, alerts = report(tocsin("backfill", "-", "--once", "--report", "jsonl", cwd=tmp_path, given=as_lines(told)))
    ids = {article["id"] for article in told}
    assert incidents
    for row in incidents.values():
        assert {"id", "region", "start", "end", "state", "articles", "claims", "counts"} <= set(row)
        assert set(row["articles"]) <= ids
        assert all(set(count) >= COUNT_KEYS for count in row["counts"])
    opened = Counter(alert["incident"] for alert in alerts if alert["kind"] == "opened")
    assert opened == Counter(row["id"] for row in incidents.values() if row["state"] != "merged" and not row["quiet"])
    assert {alert["after_article"] for alert in alerts} <= ids
    assert {"UA-51", "RU-BRY"} <= {row["region"] for row in incidents.values()}
    assert list(tmp_path.iterdir()) == [settings], "a batch keeps nothing unless told to"


def test_bad_input_costs_nobody_else_and_what_is_known_already_changes_nothing(tmp_path: Path) -> None:
    told = articles(8)
    lines = [
        b'{"text": "no end',
        b"\xff\xfe broken",
        b'{"url": "https://outlet.example/1"}',
        b'{"text": ""}',
        json.dumps({"text": "word " * 4_000_000}).encode(),
    ]
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(b"\n".join(lines) + b"\n" + as_lines(told[:3]).encode())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "latin.txt").write_bytes("Überfall".encode("latin-1"))
    (folder / "picture.png").write_bytes(b"\x89PNG")
    shape = ("--once", "--report", "jsonl", "--state-dir", str(tmp_path / "kept"))
    done = tocsin("backfill", str(folder), *shape, cwd=tmp_path)
    first, _ = report(done)
    assert {article for row in first.values() for article in row["articles"]} == {"gen-0000", "gen-0001", "gen-0002"}
    for place in ("a.jsonl:1:", "a.jsonl:2:", "a.jsonl:3:", "a.jsonl:4:", "a.jsonl:5:", "empty.txt:", "latin.txt:"):
        assert place in done.stderr
    assert "3 articles are new; 7 could not be read; 1 files of other kinds were passed over" in done.stderr
    assert "Traceback" not in done.stderr

    done = tocsin("backfill", "-", *shape, cwd=tmp_path, given=as_lines([*told[:3], *told[5:]]))
    incidents, alerts = report(done)
    assert "3 articles are new, 3 known already" in done.stderr
    assert len(incidents) > len(first)
    assert {id_: incidents[id_] for id_ in first} == first
    opened = Counter(alert["incident"] for alert in alerts if alert["kind"] == "opened")
    assert set(opened.values()) == {1}


def test_nothing_good_at_all_is_a_failure(tmp_path: Path) -> None:
    done = tocsin("backfill", "-", cwd=tmp_path, given="[]\n", TOCSIN_STATE_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "nothing could be read" in done.stderr
