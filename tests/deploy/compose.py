"""docker-compose.yml as an engine reads it: anchors resolved, variables put in, without an engine."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = ROOT / "docker-compose.yml"
# Laid over it by COMPOSE_FILE of .env, each for what a ward may have, and what each asks for.
OVERLAYS: dict[str, dict[str, str]] = {
    "mail.yml": {"EMAIL_HOST": "mail.example", "MAIL_DOMAINS": "example.lg.jp"},
    "openid.yml": {
        "OIDC_ISSUER": "https://id.example",
        "OIDC_CLIENT_ID": "b",
        "DIRECTORY_CA": "./ca.pem",
    },
    "scanner.yml": {"CLAMD_ADDRESS": "scanner.example:3310"},
    "disk.yml": {"SECOND_DISK": "/mnt/second"},
}
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


def overlay(name: str) -> dict[str, Any]:
    """What one of OVERLAYS lays over it."""
    found = yaml.safe_load((ROOT / "deploy" / name).read_text(encoding="utf-8"))
    filled: dict[str, Any] = _filled(found, {**example_settings(), **OVERLAYS[name]})
    return filled


def with_overlays(*names: str, **settings: str) -> dict[str, Any]:
    """The file with these laid over it: mappings one into the other, lists as what is in either."""
    given = {key: value for name in names for key, value in OVERLAYS[name].items()}
    whole = composed(**{**given, **settings})
    for name in names:
        whole = _laid_over(whole, overlay(name))
    return whole


def _laid_over(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        both = {key: _laid_over(below[key], above[key]) for key in below.keys() & above.keys()}
        return {**below, **above, **both}
    if isinstance(below, list) and isinstance(above, list):
        return [*below, *(one for one in above if one not in below)]
    return above


def services(**settings: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = composed(**settings)["services"]
    return found


def variables() -> set[str]:
    """Names of the variables that the files take from .env, and the one by which the engine finds the files."""
    read = [COMPOSE, *(ROOT / "deploy" / name for name in OVERLAYS)]
    text = "".join(path.read_text(encoding="utf-8") for path in read)
    return {"COMPOSE_FILE"} | {m[2] for m in VARIABLE.finditer(text) if m[2]}


def shipped_settings(service: str, names: Iterable[str]) -> dict[str, str]:
    """These settings of a server as its command gives them (`-cname=value`)."""
    given = (
        word.removeprefix("-c").partition("=")
        for word in composed()["services"][service]["command"]
    )
    values = {name: value for name, _, value in given}
    return {name: values[name] for name in names}
