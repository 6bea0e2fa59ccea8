"""Kinds of information in a consent (CL-41), days of its reminders (CL-42), texts of its papers."""

from typing import Any

from django.db import migrations

from organizations.initial import consent_data


def enter(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    lists = apps.get_model("organizations", "CodeList").objects.using(alias)
    codes = apps.get_model("organizations", "Code").objects.using(alias)
    texts = apps.get_model("organizations", "StandingText").objects.using(alias)
    for seed in consent_data.LISTS:
        code_list, _ = lists.get_or_create(code=seed.code, defaults={"name": seed.name})
        for order, (value, label) in enumerate(seed.choices, start=1):
            codes.get_or_create(
                code_list=code_list, value=value, defaults={"label": label, "order": order}
            )
    for kind, text, valid_from in consent_data.TEXTS:
        texts.get_or_create(kind=kind, valid_from=valid_from, defaults={"text": text})


def remove(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    named = [seed.code for seed in consent_data.LISTS]
    apps.get_model("organizations", "Code").objects.using(alias).filter(
        code_list__in=named
    ).delete()
    apps.get_model("organizations", "CodeList").objects.using(alias).filter(
        code__in=named
    ).delete()
    kinds = [kind for kind, _, _ in consent_data.TEXTS]
    apps.get_model("organizations", "StandingText").objects.using(alias).filter(
        kind__in=kinds
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0016_kinds_of_consent_texts")]

    operations = [migrations.RunPython(enter, remove)]
