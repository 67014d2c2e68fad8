"""The Kubernetes manifests as operators render them, and that the check of them sees what it must."""

import copy
import importlib.util
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
OVERLAYS = sorted((ROOT / "deploy/kubernetes/overlays").iterdir())

_SPEC = importlib.util.spec_from_file_location("check_kubernetes", ROOT / "scripts/check_kubernetes.py")
assert _SPEC is not None
assert _SPEC.loader is not None
check = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(check)


@pytest.fixture(scope="module")
def objects() -> dict[str, list[dict[str, Any]]]:
    """Overlay → the objects it renders to."""
    if not (shutil.which("kustomize") or shutil.which("kubectl")):
        assert not os.environ.get("CI"), "CI needs kustomize or kubectl to render deploy/kubernetes"
        pytest.skip("neither kustomize nor kubectl is on this machine, so deploy/kubernetes cannot be rendered")
    return {overlay.name: check.rendered(overlay) for overlay in OVERLAYS}


def _one(documents: list[dict[str, Any]], kind: str, name: str) -> dict[str, Any]:
    return next(document for document in documents if document["kind"] == kind and document["metadata"]["name"] == name)


def test_every_object_is_valid(objects: dict[str, list[dict[str, Any]]]) -> None:
    assert set(objects) == {"scaled", "single"}
    assert {name: [line for each in documents for line in check.problems(each)] for name, documents in objects.items()} == {
        "scaled": [],
        "single": [],
    }


def _typo(pod: dict[str, Any]) -> None:
    pod["terminationGracePeriodSecond"] = 30


def _root(pod: dict[str, Any]) -> None:
    pod["securityContext"]["runAsUser"] = 0


def _writable(pod: dict[str, Any]) -> None:
    pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"] = False


def _capable(pod: dict[str, Any]) -> None:
    pod["containers"][0]["securityContext"]["capabilities"] = {"drop": ["ALL"], "add": ["NET_ADMIN"]}


def _latest(pod: dict[str, Any]) -> None:
    pod["containers"][0]["image"] = "tocsin:latest"


def _boundless(pod: dict[str, Any]) -> None:
    del pod["containers"][0]["resources"]["limits"]


def _blind(pod: dict[str, Any]) -> None:
    del pod["containers"][0]["readinessProbe"]


def _wrong_type(pod: dict[str, Any]) -> None:
    pod["containers"][0]["ports"][0]["containerPort"] = "http"


def _secret_in_environment(pod: dict[str, Any]) -> None:
    secret = {"secretKeyRef": {"name": "tocsin", "key": "redis-url"}}
    pod["containers"][0]["env"].append({"name": "REDIS_URL", "valueFrom": secret})


@pytest.mark.parametrize(
    "spoil", [_typo, _root, _writable, _capable, _latest, _boundless, _blind, _wrong_type, _secret_in_environment]
)
def test_the_check_sees_a_spoilt_pod(spoil: Callable[[dict[str, Any]], None], objects: dict[str, list[dict[str, Any]]]) -> None:
    deployment = copy.deepcopy(_one(objects["single"], "Deployment", "tocsin-store"))
    spoil(deployment["spec"]["template"]["spec"])
    assert list(check.problems(deployment))


def test_the_check_sees_a_key_that_keda_does_not_know(objects: dict[str, list[dict[str, Any]]]) -> None:
    scaled = copy.deepcopy(_one(objects["scaled"], "ScaledObject", "tocsin-extract"))
    scaled["spec"]["minReplicas"] = scaled["spec"].pop("minReplicaCount")
    assert list(check.problems(scaled)) == ["ScaledObject tocsin-extract: spec.minReplicas: no such key"]


def test_scaling_follows_the_streams_that_the_services_read(objects: dict[str, list[dict[str, Any]]]) -> None:
    from tocsin import streams  # noqa: PLC0415  # beside what it is compared with

    read = {group: stream.name for stream in streams.ALL for group in stream.groups}
    for group, stream in read.items():
        spec = _one(objects["scaled"], "ScaledObject", f"tocsin-{group}")["spec"]
        trigger = spec["triggers"][0]
        assert trigger["type"] == "redis-streams"
        assert (trigger["metadata"]["stream"], trigger["metadata"]["consumerGroup"]) == (stream, group)
        assert spec["minReplicaCount"] == 1, "a replica must run to take over what a dead one held"
        assert "replicas" not in _one(objects["scaled"], "Deployment", f"tocsin-{group}")["spec"], "KEDA decides"


@pytest.mark.parametrize("overlay", ["single", "scaled"])
def test_a_pod_gets_longer_to_stop_than_a_service_takes(overlay: str, objects: dict[str, list[dict[str, Any]]]) -> None:
    from services.runtime.settings import RuntimeSettings  # noqa: PLC0415  # beside what it is compared with

    for service in ("ingest", "extract", "store"):
        pod = _one(objects[overlay], "Deployment", f"tocsin-{service}")["spec"]["template"]["spec"]
        assert pod["terminationGracePeriodSeconds"] >= RuntimeSettings().graceful_timeout + 5


def test_each_service_may_be_drained_one_at_a_time(objects: dict[str, list[dict[str, Any]]]) -> None:
    for service in ("ingest", "extract", "store"):
        budget = _one(objects["scaled"], "PodDisruptionBudget", f"tocsin-{service}")["spec"]
        assert budget["maxUnavailable"] == 1
        labels = _one(objects["scaled"], "Deployment", f"tocsin-{service}")["spec"]["template"]["metadata"]["labels"]
        assert budget["selector"]["matchLabels"].items() <= labels.items()


def test_nothing_may_connect_but_by_a_rule(objects: dict[str, list[dict[str, Any]]]) -> None:
    for documents in objects.values():
        policy = _one(documents, "NetworkPolicy", "tocsin-nothing-else")["spec"]
        assert policy["podSelector"] == {}
        assert policy["policyTypes"] == ["Ingress", "Egress"]
        assert "ingress" not in policy
        assert "egress" not in policy
        internet = _one(documents, "NetworkPolicy", "tocsin-internet")["spec"]["egress"][0]["to"][0]["ipBlock"]
        assert {"10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"} <= set(internet["except"])


def test_the_example_secret_has_every_file_that_is_mounted(objects: dict[str, list[dict[str, Any]]]) -> None:
    import yaml  # noqa: PLC0415  # only here

    keys = set(yaml.safe_load((ROOT / "deploy/kubernetes/secret.example.yaml").read_text("utf-8"))["stringData"])
    asked = set()
    for documents in objects.values():
        for document in documents:
            text = yaml.safe_dump(document)
            asked |= set(re.findall(r"/run/secrets/tocsin/([a-z-]+)", text))
            if document["kind"] == "TriggerAuthentication":
                asked |= {reference["key"] for reference in document["spec"]["secretTargetRef"]}
    assert {"redis-url", "database-url", "redis-address"} <= asked
    assert asked <= keys
