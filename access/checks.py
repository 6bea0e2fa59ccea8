"""System checks: what must hold before the product starts."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register


@register()
def confidential_keys_carry_the_compartment(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A key between confidential rows is a SameCompartmentKey; across compartments, no key."""
    from .models import ConfidentialModel, SameCompartmentKey

    return [
        Error(f"{field} must be a SameCompartmentKey (R14, S-09)", id="access.E001")
        for model in apps.get_models()
        if issubclass(model, ConfidentialModel)
        for field in model._meta.concrete_fields
        if field.is_relation
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, ConfidentialModel)
        and not isinstance(field, SameCompartmentKey)
    ]


LONGEST_SESSION = 10 * 60 * 60  # a working day


@register(deploy=True)
def settings_are_safe(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Settings of which a wrong value opens a door (S-78)."""
    wanted = {
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "SESSION_ENGINE": "bunkyo_support.session_store",
        "ANONYMOUS_USER_NAME": None,
        "DEBUG": False,
        "DEVELOPMENT": False,
        "CLOCK_IS_MOVED": False,
        "REFUSAL_STEP_SECONDS": 0.25,
    }
    errors = [
        Error(f"{name} has an unsafe value", id="access.E002")
        for name, value in wanted.items()
        if getattr(settings, name) != value
    ]
    if "bunkyo_support.session_store.CookieMiddleware" not in settings.MIDDLEWARE:
        errors.append(Error("browsers would be handed keys of sessions (S-08)", id="access.E009"))
    for alias, database in settings.DATABASES.items():
        if not database.get("OPTIONS", {}).get("server_side_binding"):
            errors.append(Error(f"database {alias}: bind on the server (S-40)", id="access.E003"))
    if not settings.ACCESS_LOG_ANCHOR_FILE:
        errors.append(Error("ACCESS_LOG_ANCHOR_FILE is not set (S-72)", id="access.E004"))
    if not settings.SESSION_IDLE_SECONDS <= settings.SESSION_LIFE_SECONDS <= LONGEST_SESSION:
        errors.append(Error("SESSION_LIFE_SECONDS: at most 36000 (S-47)", id="access.E008"))
    return [*errors, *_nothing_looks_on()]


# A mail server, or nothing at all: what is written into a file or onto a terminal is read there (S-31).
MAIL = ("smtp", "dummy")
# They show values of variables, statements and sessions to whoever opens their pages.
LOOKING_ON = {"debug_toolbar", "django_extensions", "silk", "flower"}
# What Celery would keep or tell of a task beside its id (S-36).
QUIET = {
    "CELERY_TASK_IGNORE_RESULT": True,
    "CELERY_TASK_SEND_SENT_EVENT": False,
    "CELERY_WORKER_SEND_TASK_EVENTS": False,
    "CELERY_RESULT_BACKEND": None,
}


def _nothing_looks_on() -> list[Error]:
    """No tool, mail or queue keeps or shows beside the product what it protects (S-31, S-36, S-78)."""
    known = {f"django.core.mail.backends.{name}.EmailBackend" for name in MAIL}
    errors = []
    if settings.EMAIL_BACKEND not in known:
        errors.append(Error("EMAIL_BACKEND is no mail server (S-31)", id="access.E005"))
    errors += [
        Error(f"{name} is installed", id="access.E006")
        for name in sorted(LOOKING_ON & set(settings.INSTALLED_APPS))
    ]
    errors += [
        Error(f"{name} has an unsafe value (S-36)", id="access.E007")
        for name, value in QUIET.items()
        if getattr(settings, name, None) != value
    ]
    return errors
