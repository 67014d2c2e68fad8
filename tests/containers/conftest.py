"""What the tests in containers share: an engine, the image, a network. Skips clearly where no engine answers."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

# before testcontainers is imported: it reads them then. Containers are ended by the tests themselves, so no reaper image is pulled;
# an engine of this machine publishes ports on its loopback, whatever bridge testcontainers would guess.
os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
if not os.environ.get("DOCKER_HOST", "").startswith("tcp:"):
    os.environ.setdefault("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")
    os.environ.setdefault("TESTCONTAINERS_CONNECTION_MODE", "docker_host")

import docker
import pytest
from docker.errors import DockerException, ImageNotFound
from testcontainers.core.network import Network

ROOT = Path(__file__).parents[2]
IMAGE = f"tocsin:under-test-{os.getpid()}"
"""A name of this run: another checkout may be tested by the same engine at the same time."""


@pytest.fixture(scope="session")
def engine() -> Iterator[docker.DockerClient]:
    """A Docker engine that answers."""
    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        pytest.skip(f"no container engine answers, so nothing is tested in containers: {error}")
    yield client
    client.close()


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What images are built from: this checkout as it is now, so that all are built from the same."""
    copy = tmp_path_factory.mktemp("tree")
    for name in ("deploy", "requirements", "services", "tocsin"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".dockerignore", "pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def build(tree: Path, tag: str, revision: str, *flags: str) -> str:
    """Builds the image as an operator does; on the host's network, for a registry may only be reached from there."""
    command = ["docker", "build", "--quiet", "--network=host", *flags, "--file", "deploy/Dockerfile", "--tag", tag]
    arguments = ["--build-arg", "VERSION=0.1.0", "--build-arg", f"REVISION={revision}", "."]
    done = subprocess.run([*command, *arguments], cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tag


@pytest.fixture(scope="session")
def image(engine: docker.DockerClient, tree: Path) -> Iterator[str]:
    """The image, built from deploy/Dockerfile of this checkout."""
    yield build(tree, IMAGE, "first")
    forget(engine, IMAGE)


@pytest.fixture(scope="session")
def next_image(engine: docker.DockerClient, image: str, tree: Path) -> Iterator[str]:
    """The image of a later build that takes nothing from the first."""
    yield build(tree, f"{IMAGE}-next", "second", "--no-cache")
    forget(engine, f"{IMAGE}-next")


def forget(engine: docker.DockerClient, tag: str) -> None:
    """Removes the name of an image that was built for this run; its layers stay as the engine's cache while they are in use."""
    with suppress(DockerException):
        engine.images.remove(tag, force=True)


@pytest.fixture
def network(engine: docker.DockerClient) -> Iterator[Network]:
    """A network of its own."""
    with Network() as made:
        yield made


@pytest.fixture(scope="session")
def local(engine: docker.DockerClient) -> Any:
    """Skips a test whose server image is neither here nor can be had."""

    def need(name: str) -> str:
        try:
            engine.images.get(name)
        except ImageNotFound:
            try:
                engine.images.pull(*name.split(":"))
            except DockerException as error:
                pytest.skip(f"the image {name} is not here and no registry gives it: {error}")
        return name

    return need
