"""The compose file itself: valid for the engine, and no service less guarded than the others."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from .compose import (
    OVERLAYS,
    ROOT,
    composed,
    example_settings,
    overlay,
    services,
    shipped_settings,
    variables,
    with_overlays,
)

ONCE = {"roles", "migrate", "restore", "recover"}  # run, end, and are asked for their exit code
SERVICES = services()
LONG_RUNNING = sorted(set(SERVICES) - ONCE)
PASSWORDS = re.compile(r"(?i)(password|secret|_key|token)")


def test_it_is_valid_for_the_engine() -> None:
    """Against the schema of the Compose Specification (Apache 2.0, its licence lies beside it)."""
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    for read in (composed(), *map(overlay, OVERLAYS), with_overlays(*OVERLAYS)):
        errors = jsonschema.Draft7Validator(schema).iter_errors(read)
        assert [f"{'.'.join(map(str, e.absolute_path))}: {e.message}" for e in errors] == []


def test_the_schema_finds_a_mistake() -> None:
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))
    wrong = composed()
    wrong["services"]["web"]["health_check"] = {}
    assert not jsonschema.Draft7Validator(schema).is_valid(wrong)


def test_every_process_of_the_system_is_there() -> None:
    assert set(SERVICES) == ONCE | {
        *("proxy", "web", "worker", "relay", "scheduler"),
        *("database", "redis", "backup", "verifier"),
    }


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_guarded(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] in ("10001:10001", "postgres"), "nobody is root"
    assert not service.get("privileged")
    assert service["init"] is True
    assert "memory" in service["deploy"]["resources"]["limits"]
    assert service["pids_limit"] > 0


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_the_log_of_a_service_does_not_grow_for_ever(name: str) -> None:
    logging = SERVICES[name]["logging"]
    assert logging["driver"] == "json-file"
    assert set(logging["options"]) == {"max-size", "max-file"}


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_a_service_says_how_it_is_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    health = service["healthcheck"]
    assert health["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(health)
    assert "stop_grace_period" in service


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_password_stands_in_an_environment(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if PASSWORDS.search(variable) and variable != "OIDC_PASSWORD_LOGINS":  # who, not which
            assert variable.endswith("_FILE"), variable
            assert str(value).startswith("/run/secrets/"), variable
        assert not re.search(r"://[^/@]*:[^/@]+@", str(value)), f"{variable} carries a password"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_has_the_secrets_that_it_reads_and_no_other(name: str) -> None:
    service = SERVICES[name]
    given = set(service.get("secrets", []))
    words = json.dumps([service.get("environment", {}), service.get("healthcheck", {})])
    read = set(re.findall(r"/run/secrets/(\w+)", words))
    # These read the rest by a file of configuration or by their own default.
    read |= {
        "proxy": {"tls_certificate", "tls_key"},
        "database": {"backup_recipients"},
        "roles": given,
        "backup": {"backup_recipients"},
    }.get(name, set())
    assert given == read
    assert given <= set(composed()["secrets"])


KEYS = {"secret_key", "secret_key_before", "context_key", "match_key"}
DRAFT_KEYS = {"draft_key", "draft_key_before"}
DATABASE = {"bunkyo_owner_password", "bunkyo_app_password", "bunkyo_jobs_password"}
EXACTLY = {
    "proxy": {"tls_certificate", "tls_key"},
    "web": {*KEYS, "match_key_before", *DRAFT_KEYS, "bunkyo_app_password", "openid_secret"},
    "worker": {
        *(*KEYS, *DRAFT_KEYS, "redis_password", "email_password"),
        *("bunkyo_app_password", "bunkyo_jobs_password"),
    },
    "migrate": {*KEYS, "bunkyo_app_password", "bunkyo_owner_password", "openid_secret"},
    "relay": {"redis_password", "bunkyo_jobs_password"},
    "scheduler": {"redis_password"},
    "verifier": {"bunkyo_backup_password"},
    "backup": {"bunkyo_backup_password", "backup_recipients"},
    "redis": {"redis_password"},
    "database": {"postgres_password", "backup_recipients"},
    "roles": {*DATABASE, "bunkyo_backup_password", "postgres_password"},
    "restore": {*DATABASE, "bunkyo_backup_password", "postgres_password"},
    "recover": {"postgres_password"},
}


def test_s87_whoever_takes_a_service_takes_these_secrets_and_no_more() -> None:
    assert {name: set(service.get("secrets", [])) for name, service in SERVICES.items()} == EXACTLY


def test_s87_a_process_goes_without_the_keys_that_it_is_not_given() -> None:
    known = (KEYS | {"draft_key"}) - {"secret_key_before"}
    for name, service in SERVICES.items():
        given = service.get("environment", {})
        if service["image"] != "bunkyo-support:latest":
            continue
        without = set(filter(None, given.get("GOES_WITHOUT", "").split(",")))
        assert without == known - EXACTLY[name], name


READABLE = """
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
settings.INSTALLED_APPS
for name in ("SECRET_KEY", "CONTEXT_KEY", "DRAFT_KEY", "MATCH_KEY"):
    try:
        getattr(settings, name)
    except (AttributeError, ImproperlyConfigured):
        continue
    print(name)
"""


def test_s87_without_a_key_nothing_reckons_with_an_empty_one() -> None:
    """And whoever has not said that it goes without is refused at the start."""
    bare = {name: value for name, value in os.environ.items() if "_KEY" not in name}
    without = SERVICES["relay"]["environment"]["GOES_WITHOUT"]
    for given, code in ((without, 0), ("draft_key", 1)):
        done = subprocess.run(
            [sys.executable, "-c", READABLE],
            env={**bare, "GOES_WITHOUT": given},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (code, ""), done.stderr


def test_every_secret_is_a_file_outside_of_the_project() -> None:
    found = composed(SECRETS="/srv/secrets")["secrets"]
    assert found
    for name, secret in found.items():
        assert secret == {"file": f"/srv/secrets/{name}"}


def test_make_secrets_knows_each_secret() -> None:
    script = (ROOT / "deploy/make-secrets.sh").read_text(encoding="utf-8")
    assert [name for name in composed()["secrets"] if name not in script] == []


def test_s87_keys_are_drawn_where_no_image_takes_them_from(tmp_path: Path) -> None:
    """`COPY . .` takes whatever lies in the project, but for the folder that .dockerignore names."""
    project = tmp_path / "project"
    (project / "deploy").mkdir(parents=True)
    shutil.copy(ROOT / "deploy/make-secrets.sh", project / "deploy")
    for folder, code in (("./keys", 64), ("keys/secrets", 64), ("./secrets", 0), ("../outside", 0)):
        done = subprocess.run(
            ["sh", "deploy/make-secrets.sh", folder], cwd=project, capture_output=True, check=False
        )
        assert done.returncode == code, folder
        assert (project / folder).exists() == (code == 0)


def test_only_the_owner_of_the_tables_migrates_and_only_the_proxy_is_outside() -> None:
    for name, service in SERVICES.items():
        assert ("bunkyo_owner_password" in service.get("secrets", [])) == (
            name in ("roles", "migrate", "restore")
        )
        assert ("outside" in service["networks"]) == (name == "proxy")
        assert ("ports" in service) == (name == "proxy")
    assert composed()["networks"]["inside"] == {"internal": True}
    assert SERVICES["proxy"]["ports"] == ["0.0.0.0:443:8443"], (
        "not of IPv6, to which the rules do not speak"
    )
    given = services(PROXY_ADDRESS="10.1.2.3")
    assert given["proxy"]["ports"] == ["10.1.2.3:443:8443"]


WAYS_OUT = {
    "mail.yml": ("mail", {"worker"}),
    "openid.yml": ("directory", {"web"}),
    "scanner.yml": ("scanner", {"web", "worker"}),
}


def test_s80_each_overlay_that_there_is_is_looked_at() -> None:
    assert {path.name for path in (ROOT / "deploy").glob("*.yml")} == set(OVERLAYS)
    assert set(OVERLAYS) == {*WAYS_OUT, "disk.yml"}
    assert set(overlay("disk.yml")) == {"volumes"}


def test_f17_with_a_second_disk_the_copies_are_not_where_the_database_is() -> None:
    volumes = with_overlays("disk.yml")["volumes"]
    assert volumes["database"] == {}
    for name in ("backup", "wal"):
        assert volumes[name]["driver_opts"]["device"] == f"/mnt/second/{name}"
    assert volumes.keys() == composed()["volumes"].keys()


@pytest.mark.parametrize("name", sorted(WAYS_OUT))
def test_s80_a_way_out_is_for_who_needs_it_and_nobody_else(name: str) -> None:
    """Each by a bridge with a name, so that the machine's firewall can say where it leads."""
    network, needing = WAYS_OUT[name]
    read = with_overlays(name)
    assert {n for n, s in read["services"].items() if network in s["networks"]} == needing
    assert all("inside" in read["services"][one]["networks"] for one in needing)
    closed = {n: set(s["networks"]) - {network} for n, s in read["services"].items()}
    assert closed == {n: set(s["networks"]) for n, s in SERVICES.items()}
    (bridge,) = read["networks"][network]["driver_opts"].values()
    assert re.fullmatch(r"bunkyo-[a-z]{1,8}", bridge), "an interface's name has 15 letters at most"
    for guide in ("docs/deploy.md", "docs/ja/administrator-setup.md"):
        text = (ROOT / guide).read_text(encoding="utf-8")
        assert f"deploy/{name}" in text
        assert bridge in text


def test_s80_the_walls_know_each_bridge() -> None:
    script = (ROOT / "deploy/walls.sh").read_text(encoding="utf-8")
    for name in WAYS_OUT:
        (given,) = overlay(name)["networks"].values()
        (bridge,) = given["driver_opts"].values()
        assert f"{name.removesuffix('.yml')}:{bridge} " in script.replace(";", " ")
        assert f" {bridge} " in script.replace(";", " ").partition("check)")[0]


def test_s31_whoever_sends_mail_has_a_way_to_the_mail_server() -> None:
    sending = {n for n, s in SERVICES.items() if "MAIL_FROM" in s.get("environment", {})}
    assert sending == WAYS_OUT["mail.yml"][1]


def test_every_variable_of_env_is_in_the_example_and_none_is_left_over() -> None:
    assert variables() == set(example_settings())


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_service_mounts_exists(name: str) -> None:
    """And is a volume: a file of ours that is mounted stays the one of before when another takes its place, for a
    mount holds what it found. Such files come with the image, and the engine makes anew what has another."""
    named = composed()["volumes"]
    assert {volume.split(":")[0] for volume in SERVICES[name].get("volumes", [])} <= set(named)


def test_every_file_that_a_service_starts_with_comes_in_its_image() -> None:
    copied = {
        source
        for line in (ROOT / "Dockerfile")
        .read_text(encoding="utf-8")
        .replace("\\\n", "")
        .splitlines()
        if line.startswith("COPY --chmod")
        for source in line.split()[2:-1]
    }
    by_hand = {"make-secrets.sh", "update.sh", "watch.sh", "example.env"} | set(OVERLAYS)
    by_hand |= {"walls.sh", "bunkyo-walls.service", "browser-policies"}
    ours = {f"deploy/{path.name}" for path in (ROOT / "deploy").iterdir()} - {
        f"deploy/{name}" for name in by_hand
    }
    assert copied == ours | {"bunkyo_support/roles.sql"}
    assert all(service["image"].startswith("bunkyo-support") for service in SERVICES.values())
    named = {service["image"].partition(":")[2] for service in services(VERSION="2.4").values()}
    assert named == {"2.4"}, "or the version before is gone when the next one is built"
    assert all("build" in service for service in SERVICES.values())


def test_roles_are_laid_at_each_start_before_anybody_needs_them() -> None:
    """A release may bring a new roles.sql, and nobody has to know of it."""
    laid = {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"]["roles"] == laid
    # A dump beside it would hold the tables that it needs.
    for name in ("web", "worker", "relay", "verifier", "backup"):
        assert SERVICES[name]["depends_on"]["migrate"] == laid


def test_how_many_there_are_stands_in_the_file_that_every_command_reads() -> None:
    for given, web, worker in (({}, "1", "1"), ({"WEB_COUNT": "3", "WORKER_COUNT": "2"}, "3", "2")):
        read = services(**given)
        counted = {n: s["deploy"]["replicas"] for n, s in read.items() if "replicas" in s["deploy"]}
        assert counted == {"web": web, "worker": worker}


def test_who_may_come_in_does_not_hang_on_the_way_to_the_directory() -> None:
    """Without deploy/openid.yml web knows of the directory all the same: passwords stay shut (fail closed)."""
    given = services(**OVERLAYS["openid.yml"])
    for name in ("web", "migrate"):
        said = given[name]["environment"]
        assert said["OIDC_ISSUER"] == "https://id.example"
        assert said["OIDC_CLIENT_SECRET_FILE"] == "/run/secrets/openid_secret"
        assert "OIDC_PASSWORD_LOGINS" in said
    told = overlay("openid.yml")["services"]["web"]["environment"]
    assert not [variable for variable in told if variable.startswith("OIDC_")]


def test_redis_keeps_nothing_on_a_disk() -> None:
    script = (ROOT / "deploy/start-redis.sh").read_text(encoding="utf-8")
    assert "--appendonly no --save ''" in script
    assert "volumes" not in SERVICES["redis"]
    assert any(mount.startswith("/data:") for mount in SERVICES["redis"]["tmpfs"])


def test_the_images_run_as_nobody_special_and_hold_no_secret() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    stages: dict[str, list[Any]] = {}
    for line in text.splitlines():
        if line.startswith("FROM "):
            stages[line.split(" AS ")[1]] = []
        elif not line.startswith("#"):
            list(stages.values())[-1].append(line)
    users = {name: [w for w in lines if w.startswith("USER ")] for name, lines in stages.items()}
    assert users["application"] == ["USER 10001:10001"]
    assert users["database"] == ["USER postgres"]
    assert users["backup"][-1] == "USER postgres"
    assert (users["proxy"], users["redis"]) == ([], []), "the compose file says as whom"
    assert not re.search(r"^(ENV|ARG).*(PASSWORD|SECRET|KEY)", text, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".env", "secrets", ".venv", "tests"} <= set(ignored)


def test_fonts_of_papers_come_with_the_image() -> None:
    assert list((ROOT / "documents").rglob("*.ttf"))
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not {"documents", "*.ttf"} & set(ignored)


def test_the_memory_of_the_database_is_part_of_what_it_may_take() -> None:
    """A quarter for all, and room for each connection to sort; a question of policies is never compiled."""
    given = shipped_settings("database", ("shared_buffers", "max_connections", "work_mem", "jit"))
    may_take = SERVICES["database"]["deploy"]["resources"]["limits"]["memory"]
    assert (given["shared_buffers"], may_take) == ("1GB", "4g")
    assert int(given["work_mem"].removesuffix("MB")) * int(given["max_connections"]) < 3 * 1024
    assert given["jit"] == "off"
