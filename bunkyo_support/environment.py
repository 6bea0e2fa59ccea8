"""Reads the process environment: database addresses and secrets kept in files."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def secret(name: str) -> str:
    """Content of the file that the variable `<name>_FILE` points to.

    Raises ImproperlyConfigured, naming the variable only, when it is missing or empty.
    """
    path = os.environ.get(f"{name}_FILE", "")
    try:
        value = Path(path).read_text(encoding="ascii").strip() if path else ""
    except OSError as exc:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read") from exc
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE is not set")
    return value


def database(variable: str) -> dict[str, Any] | None:
    """Django's settings for the address in `variable`, or None when it is not set.

    Statements and parameters travel apart (server-side binding), so that literals never
    stand in the server's log or in pg_stat_activity (security.md S-40).
    """
    address = os.environ.get(variable, "")
    if not address:
        return None
    parts = urlsplit(address)
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
        "OPTIONS": {"server_side_binding": True, "connect_timeout": 5},
    }


def flag(variable: str) -> bool:
    """True when the variable is 1."""
    return os.environ.get(variable, "") == "1"
