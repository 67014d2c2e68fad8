"""The step that makes the Compose file's passwords."""

import base64
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "deploy/make_secrets.py"


def _made(directory: Path) -> dict[str, str]:
    subprocess.run([sys.executable, SCRIPT, directory], check=True)
    return {path.name: path.read_text("ascii") for path in sorted(directory.iterdir())}


def test_passwords_are_made_once_and_fit_the_addresses(tmp_path: Path) -> None:
    first = _made(tmp_path)
    assert set(first) == {"database-url", "newsroom-secret", "postgres-password", "redis-password", "redis-url"}
    assert f":{first['redis-password']}@redis:6379" in first["redis-url"]
    assert f"tocsin:{first['postgres-password']}@postgres:5432/tocsin" in first["database-url"]
    assert len(first["redis-password"]) >= 32
    assert first["redis-password"] != first["postgres-password"]
    assert len(base64.b64decode(first["newsroom-secret"].removeprefix("whsec_"), validate=True)) == 32
    assert _made(tmp_path) == first, "a second start changes nothing"


def test_a_password_of_the_operator_s_own_is_kept(tmp_path: Path) -> None:
    (tmp_path / "postgres-password").write_text("chosen")
    assert _made(tmp_path)["database-url"] == "postgresql://tocsin:chosen@postgres:5432/tocsin"
