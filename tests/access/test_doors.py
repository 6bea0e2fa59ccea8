"""Wall 1 has one door: every way to confidential rows in the source goes through `visible_to` and its
like, or is named with its reason (S-03). Managers, aliases, related rows, prefetches, lookups backwards,
and what templates ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from access.models import CaseFile, Compartment, SameCompartmentKey
from access.policies import confidential_models, personal_models
from tests.test_architecture import LEVEL, ROOT

from .doors import DOORS, Found, Models, Source, in_templates
from .doors_exceptions import EXPLAINED, SAME_COMPARTMENT

KNOWN = Models.of({*confidential_models(), *personal_models(), CaseFile, Compartment})
READ_APPS = (*LEVEL, "bunkyo_support", "sample_ward")
WRITING = frozenset({"create", "bulk_create"})


def allowed_in(path: Path) -> frozenset[str]:
    """Services create rows, which the policies check; rules of alerts run as the role for scheduled
    work, which reads ids and dates (docs/alerts.md)."""
    if path.name == "services.py" or path.parent.name == "services":
        return WRITING
    is_rule = "alert_rules" in (path.stem, path.parent.name)
    return frozenset({"scheduled"} if is_rule else ())


def everything() -> Iterator[Found]:
    for app in READ_APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                text = path.read_text(encoding="utf-8")
                name = str(path.relative_to(ROOT))
                yield from Source(name, text, KNOWN).offences(allowed_in(path))
    yield from in_templates(ROOT / "templates", KNOWN)


def reviewed() -> set[tuple[str, str]]:
    listed = {(where, what) for where, whats in SAME_COMPARTMENT.items() for what in whats}
    return listed | {(where, w) for where, (_, whats) in EXPLAINED.items() for w in whats}


def test_s03_every_way_to_confidential_rows_goes_through_the_door_or_is_explained() -> None:
    found = list(everything())
    assert [str(f) for f in found if (f.where, f.what) not in reviewed()] == []
    gone = reviewed() - {(f.where, f.what) for f in found}
    assert gone == set(), "no longer in the source: take it off the list"
    assert all(reason for reason, _ in EXPLAINED.values())


def _keys_by_accessor() -> dict[str, list[tuple[type, SameCompartmentKey]]]:
    found: dict[str, list[tuple[type, SameCompartmentKey]]] = {}
    for model in confidential_models():
        for key in model._meta.concrete_fields:
            if key.remote_field and not key.remote_field.hidden:
                found.setdefault(key.remote_field.get_accessor_name(), []).append((model, key))
    return found


def test_s09_what_hangs_on_a_row_is_read_by_whoever_reads_the_row() -> None:
    """The reason for SAME_COMPARTMENT, proven from the models for every name that it uses."""
    keys = _keys_by_accessor()
    whats = " ".join(what for some in SAME_COMPARTMENT.values() for what in some)
    steps = set(whats.replace("(", " ").replace(")", " ").replace(".", " ").split())
    names = {name for word in steps for name in (word, *word.split("__")) if name in keys}
    assert len(names) >= 7
    for name in names:
        for child, key in keys[name]:
            parent = key.related_model
            assert isinstance(key, SameCompartmentKey), (name, child)
            withheld = child.shielded_by or child.second_compartment or child.empty_while_protected
            assert not withheld, (name, child)
            assert set(parent.readable_with) <= set(child.readable_with), (name, child)
            assert not parent.open_in_emergency, (name, child)


def test_s09_every_key_to_a_confidential_row_stays_inside_its_compartment() -> None:
    """What follows a key forwards (`note.record`, select_related) never leaves the compartment."""
    from django.apps import apps

    confidential = set(confidential_models())
    loose = [
        (model.__name__, key.name)
        for model in apps.get_models()
        for key in model._meta.concrete_fields
        if key.related_model in confidential
        and not isinstance(key, SameCompartmentKey)
        # Versions are written by a trigger; the key of a version stands under the version's own policy.
        and not hasattr(model, "instance_type")
    ]
    assert loose == []


# --- the check checks itself ---------------------------------------------------------------

PLANTED = {
    "a manager": "from cases.models import Note\ndef f():\n    return Note.objects.filter(pk=1)",
    "all of it": "from cases.models import Note\ndef f():\n    return list(Note.objects.all())",
    "an alias": "from cases.models import Note as N\ndef f():\n    return N.objects.first()",
    "a module": "from cases import models as m\ndef f():\n    return m.Note.objects.count()",
    "a name": "from cases.models import Note\nRows = Note\ndef f():\n    return Rows.objects.get()",
    "a variable": "def f(model):\n    return model.objects.values()",
    "its class": "def f(note):\n    return type(note).objects.first()",
    "the default": "from cases.models import Note\nx = Note._default_manager.all()",
    "the base": "from cases.models import Note\nx = Note._base_manager.all()",
    "the options": "from cases.models import Note\nx = Note._meta.default_manager.all()",
    "a manager kept": "from cases.models import Note\nrows = Note.objects\nx = rows.all()",
    "by name": "from cases.models import Note\nx = getattr(Note, 'objects').all()",
    "by its label": "from django.apps import apps\nx = apps.get_model('cases', 'Note')",
    "by one label": "from django.apps import apps\nx = apps.get_model('cases.Note').objects.all()",
    "past versions": "from cases.models import Note\nx = Note.history.all()",
    "its versions": "def f(note):\n    return note.history.all()",
    "related": "def f(record):\n    return record.notes.all()",
    "related, asked": "def f(record):\n    return record.notes.filter(text='x').exists()",
    "related, by key": "def f(record):\n    return record.notes.get(pk=1)",
    "related, columns": "def f(record):\n    return record.notes.values('text')",
    "related to masters": "def f(area):\n    return area.household_set.count()",
    "compartments": "def f(case):\n    return case.compartments.all()",
    "or 404": "from cases.models import Note\ndef f(pk):\n    return get_object_or_404(Note, pk=pk)",
    "a list or 404": "from cases.models import Note\nx = get_list_or_404(Note)",
    "a choice": "from cases.models import Note\nx = ModelChoiceField(queryset=Note.objects.all())",
    "a prefetch": "def f(rows):\n    return rows.prefetch_related('notes__attachments')",
    "a prefetch apart": "x = Prefetch('contact_points')",
    "backwards": "def f(rows):\n    return rows.filter(notes__text__contains='x')",
    "backwards in Q": "x = Q(contact_points__value='x')",
    "backwards, to columns": "def f(rows):\n    return rows.values_list('notes__text')",
    "counted": "def f(rows):\n    return rows.annotate(n=Count('notes'))",
    "sorted": "def f(rows):\n    return rows.order_by('-notes__occurred_at')",
    "inside another": (
        "from cases.models import Note\n"
        "def f(rows, user):\n    return rows.visible_to(user).filter(Exists(Note.objects.all()))"
    ),
}
HARMLESS = {
    "a door": "from cases.models import Note\ndef f(u):\n    return Note.objects.visible_to(u).first()",
    "a door at the end": "from cases.models import Note\ndef f(u):\n"
    "    return Note.objects.filter(pk=1).visible_to(u)",
    "masters": "from organizations.models import Body\nx = Body.objects.all()",
    "a dict": "def f(words):\n    return words.items.get('x'), words.notes.values()",
    "versions by a door": "def f(note, u):\n    return note.history.all().visible_to(u)",
    "related by a door": "def f(record, u):\n    return record.notes.visible_to(u).first()",
    "beside, by a door": "def f(u):\n    return Prefetch('notes', queryset=Note.objects.visible_to(u))",
    "a column": "def f(rows, key):\n    return rows.filter(minutes=key).values('household')",
}


@pytest.mark.parametrize("way", PLANTED)
def test_a_planted_offence_is_found(way: str) -> None:
    assert list(Source("planted.py", PLANTED[way], KNOWN).offences())


@pytest.mark.parametrize("way", HARMLESS)
def test_what_goes_through_a_door_is_no_offence(way: str) -> None:
    assert [str(f) for f in Source("fine.py", HARMLESS[way], KNOWN).offences()] == []


def test_a_template_that_asks_by_itself_is_found(tmp_path: Path) -> None:
    page = tmp_path / "templates" / "x.html"
    page.parent.mkdir()
    page.write_text("{% for n in record.notes.all %}{{ n }}{% endfor %}", encoding="utf-8")
    assert [f.what for f in in_templates(page.parent, KNOWN)] == [".notes.all"]


def test_services_create_and_nobody_else_does() -> None:
    text = "from cases.models import Note\nx = Note.objects.create(text='x')"
    assert list(Source("cases/views.py", text, KNOWN).offences())
    assert list(Source("cases/services/notes.py", text, KNOWN).offences(WRITING)) == []
    assert DOORS.isdisjoint(WRITING)
