"""Prometheus' rules and Grafana's dashboard: every query can be read and names metrics and labels that the services have."""

import ast
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
RULES = yaml.safe_load((DEPLOY / "prometheus/rules.yaml").read_text("utf-8"))["groups"][0]["rules"]
DASHBOARD = json.loads((DEPLOY / "grafana/tocsin.json").read_text("utf-8"))

KINDS = {"Counter": ("_total",), "Gauge": ("",), "Histogram": ("_bucket", "_sum", "_count")}
OF_PROMETHEUS = {"job", "instance", "le"}


def _metrics() -> dict[str, set[str]]:
    """Series → its labels, of every metric that a service makes."""
    found: dict[str, set[str]] = {"up": set()}
    for path in (ROOT / "services").rglob("*.py"):
        text = path.read_text("utf-8")
        if "prometheus_client" not in text:
            continue
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS and node.args:
                name = ast.literal_eval(node.args[0])
                labels = set(ast.literal_eval(_labels(node.args[2], tree))) if len(node.args) > 2 else set()
                for suffix in KINDS[node.func.id]:
                    found[f"{name}{suffix}"] = labels
    return found


def _labels(given: ast.expr, tree: ast.Module) -> ast.expr:
    """The list of labels itself, where a local name stands for it."""
    if not isinstance(given, ast.Name):
        return given
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            names, values = (part.elts if isinstance(part, ast.Tuple) else [part] for part in (node.targets[0], node.value))
            for name, value in zip(names, values, strict=True):
                if isinstance(name, ast.Name) and name.id == given.id:
                    return value
    raise AssertionError(f"the labels {given.id} are not written down where they are used")


METRICS = _metrics()


def _panels() -> Iterator[tuple[str, str]]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            yield f"{panel['title']} {target['refId']}", target["expr"]


QUERIES = [*((rule["alert"], rule["expr"]) for rule in RULES), *_panels()]


def _used(expression: str) -> Iterator[tuple[str, set[str]]]:
    """Each series of a query with the labels that select it."""
    found: list[tuple[str, set[str]]] = []

    def visit(node: Any) -> bool:
        if isinstance(node, promql_parser.VectorSelector):
            found.append((node.name, {matcher.name for matcher in node.matchers.matchers}))
        return True

    promql_parser.walk(promql_parser.parse(expression), visit)
    yield from found


def _grouped(expression: str) -> set[str]:
    return {label.strip() for group in re.findall(r"\bby \(([^)]*)\)", expression) for label in group.split(",")}


def test_the_services_metrics_are_found() -> None:
    from services.runtime.metrics import Metrics  # noqa: PLC0415  # beside what it is compared with

    shown = re.findall(r"^# TYPE (tocsin_\w+)", Metrics("store").text().decode(), re.MULTILINE)
    assert len(shown) > 10
    assert {name for name in shown if not name.endswith("_created")} <= {
        re.sub("_(bucket|sum|count)$", "", name) for name in METRICS
    }
    assert METRICS["tocsin_group_lag"] == {"stream", "group"}


@pytest.mark.parametrize(("where", "expression"), QUERIES, ids=[where for where, _ in QUERIES])
def test_every_query_names_metrics_and_labels_that_exist(where: str, expression: str) -> None:
    used = list(_used(expression))
    assert used or expression == "vector(1)"
    labels: set[str] = set()
    for name, selected in used:
        assert name in METRICS, f"{where}: no service has a metric {name}"
        assert selected <= METRICS[name] | OF_PROMETHEUS, f"{where}: {name} has no label {selected - METRICS[name]}"
        labels |= METRICS[name] | OF_PROMETHEUS
    assert _grouped(expression) <= labels, f"{where}: {_grouped(expression) - labels}"


def test_the_check_sees_what_it_must() -> None:
    assert list(_used('rate(tocsin_x_total{a="b"}[5m]) > 0 unless y')) == [("tocsin_x_total", {"a"}), ("y", set())]
    assert _grouped("sum by (a, b) (x)") == {"a", "b"}


def test_event_types_in_queries_exist() -> None:
    from tocsin.catalog import EVENT_TYPES  # noqa: PLC0415  # beside what it is compared with

    known = {row.name for row in EVENT_TYPES}
    named = {name for _, expression in QUERIES for name in re.findall(r'type="([^"]+)"', expression)}
    assert len(named) > 1
    assert named <= known


def test_every_alert_says_what_is_wrong_and_has_its_chapter() -> None:
    chapters = re.findall(r"^### (Tocsin\w+)", (ROOT / "docs/operating.md").read_text("utf-8"), re.MULTILINE)
    assert [rule["alert"] for rule in RULES] == chapters, "docs/operating.md has a chapter for each alert, in this order"
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "ticket", "none"}
        assert rule["annotations"].keys() == {"summary", "description"}


def test_every_rule_is_tested() -> None:
    tests = yaml.safe_load((DEPLOY / "prometheus/rules_test.yaml").read_text("utf-8"))["tests"]
    fired = {case["alertname"] for test in tests for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert fired == {rule["alert"] for rule in RULES}


def test_promtool_agrees() -> None:
    done = subprocess.run([ROOT / "scripts/promtool"], capture_output=True, text=True, check=False)
    if done.returncode == 3 and not os.environ.get("CI"):
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboard_can_be_imported_anywhere() -> None:
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    for panel in DASHBOARD["panels"]:
        if panel["type"] != "row":
            assert panel["description"], panel["title"]
            assert {target["datasource"]["uid"] for target in panel["targets"]} == {"${source}"}
