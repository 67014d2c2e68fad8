#!/usr/bin/env python3
"""Checks what deploy/kubernetes renders to.

Usage: check_kubernetes.py OVERLAY… Each is rendered by kustomize, as operators do, and every object is checked against the strict
schemas of the oldest and the newest Kubernetes that is supported (package kubernetes-validate) or of KEDA (cloudcoil-models-keda),
then against the house rules for pods. Exit code 1 and a line per problem.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml
from cloudcoil.models.keda import v1alpha1 as keda
from pydantic import BaseModel, ValidationError

VERSIONS = ("1.30", "1.37")
KEDA_KINDS: dict[str, type[BaseModel]] = {"ScaledObject": keda.ScaledObject, "TriggerAuthentication": keda.TriggerAuthentication}


def rendered(overlay: Path) -> list[dict[str, Any]]:
    """The objects of an overlay. Raises SystemExit where no kustomize is, or where it refuses the overlay."""
    program = ["kustomize", "build"] if shutil.which("kustomize") else ["kubectl", "kustomize"]
    if shutil.which(program[0]) is None:
        raise SystemExit("neither kustomize nor kubectl is on this machine: install one of them to check deploy/kubernetes")
    done = subprocess.run([*program, str(overlay)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{overlay}: {done.stderr.strip()}")
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def problems(document: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one object, one line each."""
    name = f"{document['kind']} {document['metadata']['name']}"
    yield from (f"{name}: {each}" for each in [*_against_schema(document), *_against_house_rules(document)])


def _against_schema(document: dict[str, Any]) -> Iterator[str]:
    if document["kind"] in KEDA_KINDS:
        yield from _against_model(KEDA_KINDS[document["kind"]], document)
        return
    for version in VERSIONS:
        try:
            kubernetes_validate.validate(document, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            yield f"{'.'.join(map(str, error.path))}: {error.message} (Kubernetes {version})"


def _against_model(model: type[BaseModel], document: dict[str, Any]) -> Iterator[str]:
    """The models ignore keys they do not know, so what they lose is a key that does not exist."""
    try:
        kept = model.model_validate(document).model_dump(by_alias=True, exclude_unset=True, mode="json")
    except ValidationError as error:
        yield from (f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors())
        return
    yield from (f"{path}: no such key" for path in _lost(document, kept))


def _lost(given: Any, kept: Any, path: str = "") -> Iterator[str]:
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            where = f"{path}.{key}".lstrip(".")
            yield from _lost(value, kept[key], where) if key in kept else [where]
    elif isinstance(given, list) and isinstance(kept, list):
        for number, (one, other) in enumerate(zip(given, kept, strict=True)):
            yield from _lost(one, other, f"{path}[{number}]")


def _against_house_rules(document: dict[str, Any]) -> Iterator[str]:
    pod = (
        document.get("spec", {}).get("template", {}).get("spec")
        if document["kind"] in {"Deployment", "StatefulSet", "Job"}
        else None
    )
    if pod is None:
        return
    security = pod.get("securityContext", {})
    if (
        not security.get("runAsNonRoot")
        or not security.get("runAsUser")
        or security.get("seccompProfile") != {"type": "RuntimeDefault"}
    ):
        yield "the pod must run as a fixed user that is not root, under the runtime's seccomp profile"
    if pod.get("automountServiceAccountToken") is not False:
        yield "the pod must not get a token of the Kubernetes API"
    for container in pod["containers"] + pod.get("initContainers", []):
        yield from (f"container {container['name']}: {each}" for each in _container(container))
        if document["kind"] != "Job" and not {"startupProbe", "livenessProbe", "readinessProbe"} <= container.keys():
            yield f"container {container['name']}: needs a startup, a liveness and a readiness probe"


def _container(container: dict[str, Any]) -> Iterator[str]:
    image, _, tag = container["image"].rpartition(":")
    if not image or tag == "latest":
        yield f"image {container['image']} needs a version"
    security = container.get("securityContext", {})
    if security.get("capabilities") != {"drop": ["ALL"]} or security.get("allowPrivilegeEscalation") is not False:
        yield "must drop all capabilities and not gain privileges"
    if security.get("readOnlyRootFilesystem") is not True:
        yield "must have a read-only root file system"
    resources = container.get("resources", {})
    if "memory" not in resources.get("limits", {}) or not {"cpu", "memory"} <= resources.get("requests", {}).keys():
        yield "needs requests for cpu and memory and a limit for memory"
    if any("secretKeyRef" in variable.get("valueFrom", {}) for variable in container.get("env", [])):
        yield "secrets come as files, not in the environment"


def main(overlays: list[str]) -> int:
    """Prints the problems of every overlay; 1 when there are any."""
    found = 0
    for overlay in overlays:
        documents = rendered(Path(overlay))
        lines = [line for document in documents for line in problems(document)]
        found += len(lines)
        print(f"{overlay}: {len(documents)} objects, {len(lines)} problems")
        print("".join(f"  {line}\n" for line in lines), end="")
    return 1 if found or not overlays else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
