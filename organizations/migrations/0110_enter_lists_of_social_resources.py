"""Kinds, activities, support and access of social resources (CL-16, CL-91 to CL-93): the ward edits them."""

from typing import Any

from django.db import migrations

from organizations.initial import participation_data


def enter(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    lists = apps.get_model("organizations", "CodeList").objects.using(alias)
    codes = apps.get_model("organizations", "Code").objects.using(alias)
    for seed in participation_data.LISTS:
        code_list, _ = lists.get_or_create(code=seed.code, defaults={"name": seed.name})
        for order, (value, label) in enumerate(seed.choices, start=1):
            codes.get_or_create(
                code_list=code_list, value=value, defaults={"label": label, "order": order}
            )


def remove(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    named = [seed.code for seed in participation_data.LISTS]
    codes = apps.get_model("organizations", "Code").objects.using(alias)
    codes.filter(code_list__in=named).delete()
    lists = apps.get_model("organizations", "CodeList").objects.using(alias)
    lists.filter(code__in=named).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0090_settings_of_bodies")]

    operations = [migrations.RunPython(enter, remove)]
