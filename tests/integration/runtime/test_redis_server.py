"""The embedded server: started, attached to again, restarted on its port, stopped with its data kept."""

import os
import signal
import time
from pathlib import Path

import pytest
import redis

from services.runtime.errors import ConfigError, Transient
from services.runtime.redis_server import EmbeddedServer, find_binary


@pytest.fixture
def server(tmp_path):
    made = EmbeddedServer(tmp_path, os.environ)
    yield made
    made.stop()


def pid_of(server: EmbeddedServer) -> int:
    return int((server.directory / "pid").read_text())


def test_it_keeps_everything_and_never_evicts(server):
    with redis.Redis.from_url(server.start(), decode_responses=True) as client:
        assert client.config_get("appendonly")["appendonly"] == "yes"
        assert client.config_get("appendfsync")["appendfsync"] == "everysec"
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        assert client.config_get("bind")["bind"] == "127.0.0.1"


def test_a_second_start_attaches_to_the_same_process(server, tmp_path):
    url = server.start()
    pid = pid_of(server)

    assert EmbeddedServer(tmp_path, os.environ).start() == url
    assert pid_of(server) == pid


def test_after_a_kill_it_comes_back_on_the_same_port_with_its_data(server):
    url = server.start()
    with redis.Redis.from_url(url) as client:
        client.xadd("s", {"event": "1"})
        time.sleep(1.1)  # appendfsync everysec
        os.kill(pid_of(server), signal.SIGKILL)
        server._child.wait()
        assert server.address() is None

        assert server.start() == url
        assert client.xlen("s") == 1


def test_stop_ends_the_process(server):
    server.start()
    server.stop()
    assert server.address() is None
    server.stop()


def test_a_process_id_of_another_program_is_not_taken_for_the_server(server):
    url = server.start()
    server.stop()
    (server.directory / "pid").write_text(str(os.getpid()))
    assert server.address() is None
    assert server.start() == url


def test_no_second_server_is_started_beside_one_that_does_not_answer(server, tmp_path):
    url = server.start()
    os.kill(pid_of(server), signal.SIGSTOP)
    other = EmbeddedServer(tmp_path, os.environ)
    try:
        with pytest.raises(Transient, match="does not answer"):
            other.start(0.2)
    finally:
        os.kill(pid_of(server), signal.SIGCONT)
    assert other.start() == url, "as soon as it answers it is attached to"


def test_one_that_answers_nobody_is_stopped_too(server, tmp_path):
    with redis.Redis.from_url(server.start()) as client:
        client.config_set("requirepass", "unknown")
    pid = pid_of(server)
    assert server.address() is None
    EmbeddedServer(tmp_path, os.environ).stop()
    server._child.wait(5)
    assert not Path(f"/proc/{pid}").exists()


def test_the_package_is_the_last_resort(tmp_path):
    binary = find_binary({"PATH": str(tmp_path)})
    assert "valkey" in binary.path.name


def test_a_server_on_path_that_is_too_old_is_passed_over(tmp_path):
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=6.2.14 sha=0:0'\n")
    old.chmod(0o755)
    assert find_binary({"PATH": f"{tmp_path}:/bin"}).path != old


def test_a_directory_that_cannot_be_made_is_a_configuration_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="state_dir"):
        EmbeddedServer(tmp_path / "file", os.environ).start()
