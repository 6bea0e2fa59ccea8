"""Reads the process environment: database addresses and secrets kept in files.

Every variable is read here or in `settings`, and docs/deploy.md has a line for each (a test holds it).
Secrets stand in files, never in values: an environment is seen by `docker inspect` and in /proc (S-87).
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def secret(name: str) -> str:
    """Content of the file that the variable `<name>_FILE` points to.

    Raises ImproperlyConfigured, naming the variable only, when it is missing or empty.
    """
    value = optional_secret(name)
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE is not set")
    return value


def optional_secret(name: str) -> str:
    """The same, or nothing where the variable is not set. A file that cannot be read is a mistake."""
    path = os.environ.get(f"{name}_FILE", "")
    try:
        return Path(path).read_text(encoding="ascii").strip() if path else ""
    except OSError as exc:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read") from exc


def address(variable: str, default: str = "") -> str:
    """The address in `variable` (X_URL), with the password from the file of X_PASSWORD_FILE."""
    given = os.environ.get(variable, "") or default
    secret_of_it = optional_secret(variable.removesuffix("_URL") + "_PASSWORD")
    if not given or not secret_of_it:
        return given
    parts = urlsplit(given)
    user, _, place = parts.netloc.rpartition("@")
    login = f"{user.partition(':')[0]}:{quote(secret_of_it, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{place}"))


# A connection that has asked the same statement so often keeps it as it was planned (docs/decisions/0755).
PLANNED_FROM = 5


def database(variable: str) -> dict[str, Any] | None:
    """Django's settings for the address in `variable`, or None when it is not set.

    Statements and parameters travel apart (server-side binding), so that literals never
    stand in the server's log or in pg_stat_activity (security.md S-40).
    """
    given = address(variable)
    if not given:
        return None
    parts = urlsplit(given)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": PLANNED_FROM,
            "connect_timeout": 5,
        },
    }


def words(variable: str) -> list[str]:
    """What stands between the commas."""
    given = os.environ.get(variable, "").split(",")
    return [word.strip() for word in given if word.strip()]


def flag(variable: str) -> bool:
    """True when the variable is 1."""
    return os.environ.get(variable, "") == "1"


def moved_clock() -> bool:
    """True when this process has been put on another day than that of its machine (localenv/clock.py)."""
    return "faketime" in os.environ.get("LD_PRELOAD", "") or any(
        name.startswith("FAKETIME") for name in os.environ
    )
