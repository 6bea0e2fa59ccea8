"""Random keys and passwords in files that only their owner reads. Made once, then kept."""

import os
import secrets
from pathlib import Path

KEYS = ("secret_key", "context_key", "draft_key", "match_key")
PASSWORDS = ("postgres", "bunkyo_owner", "bunkyo_app", "bunkyo_jobs", "redis", "redis_admin")


def _create(path: Path, mode: int, length: int) -> None:
    """Write a random text under a passing name first: a broken start never leaves half a key."""
    if path.exists() and path.stat().st_size:
        return
    passing = path.with_name(f"{path.name}.new")
    passing.unlink(missing_ok=True)
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(length))
        file.flush()
        os.fsync(file.fileno())
    passing.rename(path)


def ensure(folder: Path) -> None:
    """Every key (0400) and every password (0600) is there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in KEYS:
        _create(folder / name, 0o400, 64)
    for name in PASSWORDS:
        _create(folder / f"{name}_password", 0o600, 32)


def password(folder: Path, name: str) -> str:
    """The password of a role or service."""
    return (folder / f"{name}_password").read_text(encoding="ascii").strip()


def key_files(folder: Path) -> dict[str, str]:
    """What settings.py reads: SECRET_KEY_FILE and its like."""
    return {f"{name.upper()}_FILE": str(folder / name) for name in KEYS}
