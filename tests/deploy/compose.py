"""docker-compose.yml as an engine reads it: anchors resolved, variables put in, without an engine."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = ROOT / "docker-compose.yml"
OPENID = ROOT / "deploy/openid.yml"
EXAMPLE = ROOT / "deploy/example.env"
VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")


def example_settings() -> dict[str, str]:
    """The variables of deploy/example.env, as somebody finds them who changes nothing."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    given = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in given}


def _put_in(text: str, settings: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        escaped, name, sign, default = match.groups()
        if escaped:
            return "$"
        found = settings.get(name, "")
        if found:
            return found
        if sign == "?":
            raise KeyError(f"{name} has no value")
        return default or ""

    return VARIABLE.sub(value, text)


def _filled(node: Any, settings: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, settings) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, settings) for value in node]
    return _put_in(node, settings) if isinstance(node, str) else node


def composed(**settings: str) -> dict[str, Any]:
    """The whole file with the example's variables and `settings`."""
    found = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    filled: dict[str, Any] = _filled(found, {**example_settings(), **settings})
    return filled


def with_openid() -> dict[str, Any]:
    """What deploy/openid.yml lays over it."""
    given = {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "b", "DIRECTORY_CA": "./ca.pem"}
    found = yaml.safe_load(OPENID.read_text(encoding="utf-8"))
    filled: dict[str, Any] = _filled(found, {**example_settings(), **given})
    return filled


def services(**settings: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = composed(**settings)["services"]
    return found


def variables() -> set[str]:
    """Names of the variables that the file takes from .env."""
    text = COMPOSE.read_text(encoding="utf-8") + OPENID.read_text(encoding="utf-8")
    return {m[2] for m in VARIABLE.finditer(text) if m[2]}
