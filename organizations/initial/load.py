"""Puts the initial data into the tables, and takes it out again; called by data migrations.

`models` is the registry of historical models that a migration gets, `alias` its connection.
Rows that exist already are left as they are, so that a second run changes nothing. Taking out
fails on a row that is in use.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import migrations

from .bodies import AREAS, BODIES, BodySeed
from .code_lists import LISTS, ListSeed
from .legal_bases import LEGAL_BASES
from .texts import LOCAL_NAMES, STANDING_TEXTS

ROLES = (
    "caseworker",
    "coordinator",
    "supervisor",
    "member",
    "resource_worker",
    "community_worker",
    "auditor",
    "system_administrator",
)


def _table(models: Any, alias: str, name: str, app: str = "organizations") -> Any:
    return models.get_model(app, name).objects.using(alias)


def enter_bodies(models: Any, alias: str) -> None:
    """Areas, bodies with one group for each role, counters."""
    for order, (code, name) in enumerate(AREAS, start=1):
        _table(models, alias, "Area").get_or_create(
            code=code, defaults={"name": name, "order": order}
        )
    for order, seed in enumerate(BODIES, start=1):
        _enter_with_roles(models, alias, seed, order * 10)


def enter_one_more_body(models: Any, alias: str, seed: BodySeed) -> None:
    """A body of a later version, among those with which the ward began. Where the ward has entered one of that
    name by itself, whatever stands before or behind it, there is nothing to do."""
    if not _table(models, alias, "Body").filter(name__contains=seed.name).exists():
        _enter_with_roles(models, alias, seed, (BODIES.index(seed) + 1) * 10)


def _enter_with_roles(models: Any, alias: str, seed: BodySeed, order: int) -> None:
    body = _enter_body(models, alias, seed, order)
    for role in ROLES:
        _enter_role_group(models, alias, body, role)
    for counter in seed.counters:
        _table(models, alias, "Counter").get_or_create(body=body, name=counter)


def _enter_body(models: Any, alias: str, seed: BodySeed, order: int) -> Any:
    areas, bodies = _table(models, alias, "Area"), _table(models, alias, "Body")
    body, _ = bodies.get_or_create(
        name=seed.name,
        defaults={
            "kana": seed.kana,
            "kind": seed.kind,
            "area": areas.get(code=seed.area) if seed.area else None,
            "parent": bodies.get(name=seed.parent) if seed.parent else None,
            "is_entrusted": seed.is_entrusted,
            "is_secretariat": seed.is_secretariat,
            "phone": seed.phone,
            "note": seed.note,
            "order": order,
        },
    )
    return body


def _enter_role_group(models: Any, alias: str, body: Any, role: str) -> None:
    groups = _table(models, alias, "RoleGroup")
    if not groups.filter(body=body, role=role).exists():
        group, _ = _table(models, alias, "Group", "auth").get_or_create(name=f"{body.pk}:{role}")
        groups.create(group=group, body=body, role=role)


def remove_bodies(models: Any, alias: str) -> None:
    """Children first: a parent is protected by them."""
    for seed in reversed(BODIES):
        bodies = _table(models, alias, "Body").filter(name=seed.name)
        role_groups = _table(models, alias, "RoleGroup").filter(body__in=bodies)
        groups = list(role_groups.values_list("group_id", flat=True))
        _table(models, alias, "Counter").filter(body__in=bodies).delete()
        role_groups.delete()
        _table(models, alias, "Group", "auth").filter(pk__in=groups).delete()
        bodies.delete()
    _table(models, alias, "Area").filter(code__in=[code for code, _ in AREAS]).delete()


def enter_code_lists(models: Any, alias: str, lists: Iterable[ListSeed] = LISTS) -> None:
    for seed in lists:
        code_list, _ = _table(models, alias, "CodeList").get_or_create(
            code=seed.code, defaults={"name": seed.name}
        )
        for order, (value, label) in enumerate(seed.choices, start=1):
            codes = _table(models, alias, "Code")
            if not codes.filter(code_list=code_list, value=value).exists():
                codes.create(code_list=code_list, value=value, label=label, order=order)


def remove_code_lists(models: Any, alias: str, lists: Iterable[ListSeed] = LISTS) -> None:
    named = [seed.code for seed in lists]
    _table(models, alias, "Code").filter(code_list__in=named).delete()
    _table(models, alias, "CodeList").filter(code__in=named).delete()


def entering(lists: Sequence[ListSeed]) -> migrations.RunPython:
    """The operation of a migration that enters lists of a later version; back, it takes them out."""
    return migrations.RunPython(
        lambda models, editor: enter_code_lists(models, editor.connection.alias, lists),
        lambda models, editor: remove_code_lists(models, editor.connection.alias, lists),
    )


def enter_legal_bases_and_texts(models: Any, alias: str) -> None:
    bases, texts = _table(models, alias, "LegalBasis"), _table(models, alias, "StandingText")
    for order, seed in enumerate(LEGAL_BASES, start=1):
        if not bases.filter(code=seed.code).exists():
            bases.create(
                code=seed.code,
                label=seed.label,
                article=seed.article,
                explanation=seed.explanation,
                needs_consent=seed.needs_consent,
                for_hand_off=seed.for_hand_off,
                order=order,
            )
    for kind, text, valid_from, valid_until in STANDING_TEXTS:
        texts.get_or_create(
            kind=kind, valid_from=valid_from, defaults={"text": text, "valid_until": valid_until}
        )
    for key, label in LOCAL_NAMES:
        _table(models, alias, "LocalName").get_or_create(key=key, defaults={"label": label})


def remove_legal_bases_and_texts(models: Any, alias: str) -> None:
    codes = [seed.code for seed in LEGAL_BASES]
    _table(models, alias, "LegalBasis").filter(code__in=codes).delete()
    for kind, _, valid_from, _ in STANDING_TEXTS:
        _table(models, alias, "StandingText").filter(kind=kind, valid_from=valid_from).delete()
    _table(models, alias, "LocalName").filter(key__in=[key for key, _ in LOCAL_NAMES]).delete()
