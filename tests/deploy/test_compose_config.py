"""`compose config` itself, without an engine: the files are read by the program that is to start them."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from .compose import COMPOSE, EXAMPLE, OVERLAYS, ROOT, example_settings, with_overlays

LAID_OVER = [(), *((name,) for name in OVERLAYS), tuple(OVERLAYS)]


def config(folder: Path, *overlays: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What `compose config` says of the files in `folder`, with nothing of this machine's environment."""
    files = ["docker-compose.yml", *(f"deploy/{name}" for name in overlays)]
    asked = [word for name in files for word in ("-f", str(folder / name))]
    return subprocess.run(
        ["docker-compose", "--env-file", str(EXAMPLE), *asked, "config"],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **settings},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def asked_for(*overlays: str) -> dict[str, str]:
    """What the wards that lay these over it fill in."""
    return {key: value for name in overlays for key, value in OVERLAYS[name].items()}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The files in a folder of their own, to be spoilt."""
    shutil.copy(COMPOSE, tmp_path)
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    return tmp_path


@pytest.mark.parametrize("overlays", LAID_OVER, ids=lambda names: "+".join(names) or "alone")
def test_it_is_read_without_a_word(overlays: tuple[str, ...]) -> None:
    answer = config(ROOT, *overlays, **asked_for(*overlays))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert set(yaml.safe_load(answer.stdout)["services"]) == set(with_overlays()["services"])


@pytest.mark.parametrize("overlays", LAID_OVER, ids=lambda names: "+".join(names) or "alone")
def test_what_the_other_tests_read_is_what_it_reads(overlays: tuple[str, ...]) -> None:
    """They read the files by themselves (`compose.py`): anchors, variables, what is laid over."""
    answer = config(ROOT, *overlays, **asked_for(*overlays))
    read = yaml.safe_load(answer.stdout)["services"]
    ours = with_overlays(*overlays)["services"]
    for name, service in ours.items():
        told = read[name]
        for key in (
            "user",
            "read_only",
            "init",
            "cap_drop",
            "cap_add",
            "pids_limit",
            "security_opt",
        ):
            assert told.get(key) == service.get(key), (name, key)
        assert told.get("environment", {}) == _words(service.get("environment", {})), name
        assert _names(told["networks"]) == _names(service["networks"]), name
        assert _sources(told.get("secrets", [])) == _sources(service.get("secrets", [])), name


@pytest.mark.parametrize("overlays", LAID_OVER, ids=lambda names: "+".join(names) or "alone")
def test_what_a_service_names_is_there(overlays: tuple[str, ...]) -> None:
    """Secrets and networks: the engine says so at the start only, its `config` in some versions not at all."""
    read = yaml.safe_load(config(ROOT, *overlays, **asked_for(*overlays)).stdout)
    for name, service in read["services"].items():
        assert _names(service["networks"]) <= _names(read["networks"]), name
        assert set(_sources(service.get("secrets", []))) <= set(read["secrets"]), name


@pytest.mark.parametrize("name", ["PUBLIC_HOST", "SECRETS"])
def test_what_must_be_filled_in_is_asked_for(copied: Path, name: str) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert name in example_settings()
    without = copied / "without.env"
    without.write_text("\n".join(line for line in lines if not line.startswith(f"{name}=")))
    command = [
        "docker-compose",
        "--env-file",
        str(without),
        "-f",
        str(copied / COMPOSE.name),
        "config",
    ]
    environment = {"PATH": os.environ["PATH"], "HOME": str(copied)}
    answer = subprocess.run(
        command, env=environment, cwd=copied, capture_output=True, text=True, check=False
    )
    assert answer.returncode != 0
    assert name in answer.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"(?m)^  anchor: .*\n", ""),
        (r"(?m)^    pids_limit: 300$", "    pid_limit: 300"),
        ("migrate: {condition", "migrates: {condition"),
    ],
    ids=["a volume that is nowhere", "a key that is none", "a service that is nowhere"],
)
def test_a_mistake_is_found(copied: Path, right: str, wrong: str) -> None:
    file = copied / COMPOSE.name
    assert config(copied).returncode == 0
    spoilt, count = re.subn(right, wrong, file.read_text(encoding="utf-8"), count=1)
    assert count == 1
    file.write_text(spoilt, encoding="utf-8")
    assert config(copied).returncode != 0


def _words(given: dict[str, Any]) -> dict[str, Any]:
    """As the engine writes them: words."""
    return {key: None if value is None else _word(value) for key, value in given.items()}


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _names(networks: Any) -> set[str]:
    return set(networks)


def _sources(secrets: list[Any]) -> list[str]:
    return sorted(one["source"] if isinstance(one, dict) else one for one in secrets)
