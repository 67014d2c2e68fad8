"""The image by itself: who runs in it, what it may write, how large it is, what it says of itself."""

import json
import subprocess

import docker
import pytest

pytestmark = [pytest.mark.containers, pytest.mark.timeout(600)]

LARGEST = 200_000_000
"""Bytes that the image may add to its base."""


def _run(image: str, *arguments: str, entrypoint: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs it as Compose and Kubernetes do: nothing may be written, no capability is kept."""
    confined = [
        "--rm",
        "--read-only",
        "--cap-drop=ALL",
        "--security-opt=no-new-privileges",
        "--network=none",
        "--tmpfs=/var/lib/tocsin:uid=65532,gid=65532",
    ]
    program = ["--entrypoint", entrypoint] if entrypoint else []
    return subprocess.run(["docker", "run", *confined, *program, image, *arguments], capture_output=True, text=True, check=False)


def test_it_adds_little_to_its_base(engine: docker.DockerClient, image: str) -> None:
    base = engine.images.get("python:3.13-slim").attrs["Size"]
    assert engine.images.get(image).attrs["Size"] - base < LARGEST


def test_it_runs_as_a_fixed_user_and_says_what_it_is(engine: docker.DockerClient, image: str) -> None:
    config = engine.images.get(image).attrs["Config"]
    assert config["User"] == "65532:65532"
    assert config["Entrypoint"] == ["tocsin"]
    assert config["Healthcheck"]["Test"] == ["CMD", "tocsin", "healthcheck"]
    assert config["Labels"]["org.opencontainers.image.version"] == "0.1.0"
    assert config["Labels"]["org.opencontainers.image.revision"] == "first"


def test_it_works_without_writing_anything(image: str) -> None:
    done = _run(image, "--version")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "tocsin, version 0.1.0\n"


def test_an_unhealthy_service_is_seen(image: str) -> None:
    done = _run(image, "healthcheck")
    assert done.returncode == 1
    assert "does not answer" in done.stderr


@pytest.mark.parametrize("service", ["ingest", "extract", "store"])
def test_a_service_without_a_redis_says_what_to_set(image: str, service: str) -> None:
    done = _run(image, "run", service)
    assert done.returncode == 78, done.stderr
    assert "TOCSIN_REDIS_URL" in done.stderr


CHECKS = """
import json, os, sysconfig, pathlib
from babel import Locale
from courlan import check_url

site = pathlib.Path(sysconfig.get_path("purelib"))
print(json.dumps({
    "uid": os.getuid(),
    "english": check_url("https://example.org/en/news/story-of-today.html", language="en"),
    "german": check_url("https://example.org/de/news/story-of-today.html", language="en"),
    "locales": [Locale.parse(name).language for name in ("uk", "ru", "de")],
    "pip": (site / "pip").exists(),
    "sources": sum(1 for kind in ("*.c", "*.pyx", "*.h") for _ in site.rglob(kind)),
    "uncompiled": [str(p) for p in (site / "services").rglob("*.py")
                   if not list((p.parent / "__pycache__").glob(p.stem + ".*.pyc")) and p.stat().st_size],
}))
"""


def test_what_was_left_out_is_not_missed(image: str) -> None:
    done = _run(image, "-c", CHECKS, entrypoint="python")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "uid": 65532,
        "english": ["https://example.org/en/news/story-of-today.html", "example.org"],
        "german": None,
        "locales": ["uk", "ru", "de"],
        "pip": False,
        "sources": 0,
        "uncompiled": [],
    }


def test_every_command_can_be_asked_for_help(image: str) -> None:
    script = "from services.cli.main import COMMANDS, main\nfrom click.testing import CliRunner\n"
    script += "print([n for n in COMMANDS if CliRunner().invoke(main, [n, '--help']).exit_code])"
    done = _run(image, "-c", script, entrypoint="python")
    assert done.stdout == "[]\n", done.stderr


def test_two_builds_of_one_tree_have_the_same_files(image: str, next_image: str) -> None:
    listing = "import hashlib,pathlib\nfor p in sorted(pathlib.Path('/opt/tocsin').rglob('*')):\n"
    listing += "    if p.is_file() and not p.is_symlink(): print(hashlib.sha256(p.read_bytes()).hexdigest(), p)"
    assert _run(image, "-c", listing, entrypoint="python").stdout == _run(next_image, "-c", listing, entrypoint="python").stdout
