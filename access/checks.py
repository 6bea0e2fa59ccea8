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


@register(deploy=True)
def settings_are_safe(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Settings of which a wrong value opens a door (S-78)."""
    wanted = {
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "SESSION_ENGINE": "bunkyo_support.session_store",
        "ANONYMOUS_USER_NAME": None,
        "DEBUG": False,
        "DEVELOPMENT": False,
    }
    errors = [
        Error(f"{name} has an unsafe value", id="access.E002")
        for name, value in wanted.items()
        if getattr(settings, name) != value
    ]
    for alias, database in settings.DATABASES.items():
        if not database.get("OPTIONS", {}).get("server_side_binding"):
            errors.append(Error(f"database {alias}: bind on the server (S-40)", id="access.E003"))
    if not settings.ACCESS_LOG_ANCHOR_FILE:
        errors.append(Error("ACCESS_LOG_ANCHOR_FILE is not set (S-72)", id="access.E004"))
    return errors
