"""Makes the passwords of compose.yaml in a directory, once: what is there stays. Runs in the image, as the step `secrets`."""

import base64
import secrets
import sys
from pathlib import Path


def main(directory: Path) -> None:
    """Writes each file that is missing. Only containers that mount the volume can read them."""
    directory.chmod(0o755)
    redis, postgres = (_kept(directory / name, secrets.token_urlsafe(32)) for name in ("redis-password", "postgres-password"))
    _kept(directory / "redis-url", f"redis://:{redis}@redis:6379/0")
    _kept(directory / "database-url", f"postgresql://tocsin:{postgres}@postgres:5432/tocsin")
    _kept(directory / "newsroom-secret", f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}")


def _kept(path: Path, made: str) -> str:
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.write_text(made, "ascii")
        unfinished.chmod(0o444)
        unfinished.replace(path)
    return path.read_text("ascii").strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
