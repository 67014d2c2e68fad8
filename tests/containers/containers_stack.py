"""The whole system in containers on one network, as an operator runs it without Compose. Built by tests, one an object."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from testcontainers.core.container import DockerContainer
from testcontainers.core.network import Network

from services.cli.newsroom.articles import stories

DEPLOY = Path(__file__).parents[2] / "deploy"
ARTICLES = len(stories(datetime(2025, 7, 21, tzinfo=UTC)))
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ENVIRONMENT = {
    "TOCSIN_CONFIG": "/etc/tocsin/tocsin.toml",
    "TOCSIN_REDIS_URL": "redis://redis:6379/0",
    "TOCSIN_DATABASE_URL": "postgresql://tocsin:secret@postgres:5432/tocsin",
    "TOCSIN_NEWSROOM_SECRET": SECRET,
    "TOCSIN_MIN_IDLE": "2",  # so that what a killed service held is taken over while a test waits
}
CONFINED = {
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
}
SCRATCH = {"/tmp": "size=256m,mode=1777", "/var/lib/tocsin": "size=16m,uid=65532,gid=65532"}


@dataclass
class Stack:
    """Everything that runs, by name."""

    network: Network
    image: str
    stack: ExitStack
    running: dict[str, DockerContainer] = field(default_factory=dict)

    def server(self, name: str, container: DockerContainer) -> DockerContainer:
        """Starts a container under a name on the network."""
        started = self.stack.enter_context(container.with_network(self.network).with_network_aliases(name))
        self.running[name] = started
        return started

    def tocsin(self, name: str, *command: str, image: str | None = None) -> DockerContainer:
        """Starts the image, confined, with a command."""
        container = DockerContainer(image or self.image, command=list(command)).with_kwargs(**CONFINED)
        container.with_volume_mapping(str(DEPLOY / "newsroom.toml"), "/etc/tocsin/tocsin.toml", "ro")
        for directory, options in SCRATCH.items():
            container.with_tmpfs_mount(directory, options)
        for variable, value in ENVIRONMENT.items():
            container.with_env(variable, value)
        return self.server(name, container)

    def service(self, name: str, image: str | None = None) -> None:
        """Starts a service and waits until it is ready."""
        self.tocsin(name, "run", name, image=image)
        self.until_ready(name, 60)

    def start_took(self, name: str) -> float:
        """Seconds from the start of a service's process to the line with which it begins its work, by the engine's clock."""
        state = self.running[name].get_wrapped_container()
        state.reload()
        line = next(line for line in self.said(name).splitlines() if f"{name} runs with Redis" in line)
        began = datetime.fromisoformat(f"{state.attrs['State']['StartedAt'][:26].rstrip('Z')}+00:00")
        return (datetime.fromisoformat(json.loads(line)["time"]) - began).total_seconds()

    def until_ready(self, name: str, seconds: float) -> None:
        """Waits until the container's own health check is content."""
        ask = "from services.cli.main import main; main(['healthcheck'])"
        until(lambda: self.running[name].exec(["python", "-c", ask]).exit_code == 0, seconds, f"{name} is ready")

    def finish(self, name: str) -> float:
        """Asks a container to stop; the seconds it took. It must end by itself, with code 0."""
        container, began = self.running[name].get_wrapped_container(), time.monotonic()
        container.stop(timeout=25)
        took = time.monotonic() - began
        container.reload()
        assert container.attrs["State"]["ExitCode"] == 0, self.said(name)
        return took

    def kill(self, name: str) -> None:
        """What a crash or the kernel does."""
        self.running[name].get_wrapped_container().kill()

    def again(self, name: str) -> None:
        """Starts a container that ended, as a restart policy does."""
        self.running[name].get_wrapped_container().start()

    def said(self, name: str) -> str:
        """Everything that a container has written."""
        return b"\n".join(self.running[name].get_logs()).decode()

    def articles(self) -> int:
        """Articles that ingest has published."""
        client = "redis-cli" if "redis" in self.running["redis"].image else "valkey-cli"
        return int(self.running["redis"].exec([client, "XLEN", "tocsin:articles"]).output or 0)

    def asked(self, *command: str) -> list[dict[str, Any]]:
        """The lines of a command of tocsin, run beside the store; none while the store cannot answer."""
        done = self.running["store"].exec(["tocsin", *command])
        return [json.loads(line) for line in done.output.splitlines() if line.startswith(b"{")] if done.exit_code == 0 else []

    def idle(self) -> bool:
        """Whether everything was read, nothing is under way and nothing waits to be sent."""
        rows = self.asked("status", "--format", "jsonl")
        streams = [row for row in rows if row["part"] == "stream" and row["group"]]
        waiting = [row for row in rows if row["part"] == "destination" and row.get("waiting")]
        unfinished = sum(row["to_read"] + row["under_way"] for row in streams)
        return len(streams) >= 2 and not unfinished and not waiting and self.articles() >= ARTICLES

    def messages(self) -> list[dict[str, Any]]:
        """What the chat took."""
        return [json.loads(line) for line in self.said("newsroom").splitlines() if line.startswith("{")]

    def opened(self) -> Counter[tuple[str, str]]:
        """Region and family → messages that told of it as new."""
        incidents = [each["data"]["incident"] for each in self.messages() if each["type"] == "opened"]
        return Counter((each["region"], each["family"]) for each in incidents)

    def incidents(self) -> list[tuple[str, ...]]:
        """What the store knows in the end, without what depends on the moment it was learnt."""
        found = self.asked("incidents", "--format", "jsonl")
        return sorted(tuple(str(each[key]) for key in ("id", "region", "family", "severity", "facts")) for each in found)


@contextmanager
def system(network: Network, image: str, redis_image: str) -> Iterator[Stack]:
    """Servers, migrated database and newsroom; the services are started by the test."""
    with ExitStack() as exits:
        stack = Stack(network, image, exits)
        program = "redis-server" if redis_image.startswith("redis") else "valkey-server"
        flags = "--appendonly yes --appendfsync always --maxmemory-policy noeviction --protected-mode no --dir /data"
        stack.server("redis", DockerContainer(redis_image, command=f"{program} {flags}"))
        postgres = DockerContainer("postgres:17").with_env("POSTGRES_USER", "tocsin").with_env("POSTGRES_PASSWORD", "secret")
        stack.server("postgres", postgres.with_env("POSTGRES_DB", "tocsin"))
        ready = ["pg_isready", "-q", "-U", "tocsin", "-h", "127.0.0.1"]
        until(lambda: postgres.exec(ready).exit_code == 0, 60, "PostgreSQL is ready")
        migrated = stack.tocsin("migrate", "migrate").get_wrapped_container()
        assert migrated.wait(timeout=60)["StatusCode"] == 0, stack.said("migrate")
        stack.tocsin("newsroom", "newsroom", "--host", "0.0.0.0", "--address", "http://newsroom:8400")
        until(lambda: "chat " in stack.said("newsroom"), 30, "the newsroom serves")
        yield stack


def until(true: Any, seconds: float, what: str) -> None:
    """Waits until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.2)
