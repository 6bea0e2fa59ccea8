"""`manage.py check --deploy` with the settings of production: silent, and red for each door that a wrong
value opens (S-78)."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks

from access.checks import settings_are_safe
from localenv.check import production

from .compose import ROOT

STRICT = ("--fail-level", "WARNING", "--database", "default")


def check(**variables: str) -> "subprocess.CompletedProcess[str]":
    """As `make lint` and the guide for administrators run it."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", *STRICT],
        cwd=ROOT,
        env={**production(os.environ), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_s78_the_settings_of_production_pass_without_a_word() -> None:
    passed = check()
    assert passed.returncode == 0, passed.stderr
    assert passed.stdout == "System check identified no issues (1 silenced).\n"
    for guide in ("docs/deploy.md", "docs/ja/administrator-setup.md"):
        assert f"`{passed.stdout.strip()}`" in (ROOT / guide).read_text(encoding="utf-8"), guide
    # Of the checks that were silenced none is Django's.
    assert settings.SILENCED_SYSTEM_CHECKS == ["guardian.W001"]


def test_s78_the_settings_of_a_developer_do_not_pass() -> None:
    refused = check(DEVELOPMENT="1")
    assert refused.returncode != 0
    for found in ("access.E002", "security.W004", "security.W008", "security.W012"):
        assert found in refused.stderr


DOORS: list[tuple[str, Any, str]] = [
    ("MESSAGE_STORAGE", "django.contrib.messages.storage.cookie.CookieStorage", "access.E002"),
    ("SESSION_ENGINE", "django.contrib.sessions.backends.cache", "access.E002"),
    ("ANONYMOUS_USER_NAME", "AnonymousUser", "access.E002"),
    ("DEBUG", True, "access.E002"),
    ("DEVELOPMENT", True, "access.E002"),
    ("CLOCK_IS_MOVED", True, "access.E002"),
    ("REFUSAL_STEP_SECONDS", 0.0, "access.E002"),
    ("MIDDLEWARE", ["django.contrib.sessions.middleware.SessionMiddleware"], "access.E009"),
    ("DATABASES", {"default": {"OPTIONS": {"server_side_binding": False}}}, "access.E003"),
    ("DATABASES", {"default": {}}, "access.E003"),
    ("ACCESS_LOG_ANCHOR_FILE", "", "access.E004"),
    ("SESSION_LIFE_SECONDS", 36_001, "access.E008"),
    ("SESSION_LIFE_SECONDS", 60, "access.E008"),
    ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "access.E005"),
    ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "access.E005"),
    ("INSTALLED_APPS", [*settings.INSTALLED_APPS, "debug_toolbar"], "access.E006"),
    ("CELERY_TASK_SEND_SENT_EVENT", True, "access.E007"),
    ("CELERY_TASK_IGNORE_RESULT", False, "access.E007"),
    ("CELERY_RESULT_BACKEND", "redis://127.0.0.1:6379/1", "access.E007"),
]


@pytest.mark.parametrize(("name", "value", "found"), DOORS)
def test_s78_a_setting_that_opens_a_door_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str, value: Any, found: str
) -> None:
    monkeypatch.setattr(settings, "DEVELOPMENT", False)
    monkeypatch.setattr(settings, "CLOCK_IS_MOVED", False)
    monkeypatch.setattr(settings, "REFUSAL_STEP_SECONDS", 0.25)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    assert settings_are_safe(None) == []
    monkeypatch.setattr(settings, name, value, raising=False)
    assert {error.id for error in settings_are_safe(None)} == {found}


def test_s68_files_go_unscanned_only_where_the_ward_says_so() -> None:
    for given, code in (
        ({"NO_SCANNER": "", "CLAMD_ADDRESS": ""}, 1),
        ({"NO_SCANNER": "", "CLAMD_ADDRESS": "scanner.example:3310"}, 0),
    ):
        done = check(**given)
        assert done.returncode == code, done.stderr
        assert ("documents.E001" in done.stderr) == bool(code)


def test_s78_they_are_run_with_the_checks_of_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ACCESS_LOG_ANCHOR_FILE", "")
    assert "access.E004" in {e.id for e in run_checks(include_deployment_checks=True)}
    assert "access.E004" not in {e.id for e in run_checks()}
