"""Read from the source and the forms: what is kept nowhere (S-35), and what no form takes (S-12)."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django import forms
from django.conf import settings

from bunkyo_support.forms import TECHNICAL
from tests.test_architecture import LEVEL, ROOT

APPS = (*LEVEL, "bunkyo_support")
# Counts failed attempts to sign in; knows no case.
OF_SIGN_IN = {"organizations"}
# Who wrote a row, where it lies, and whose it is: never taken from what a browser sends.
NEVER_BOUND = {
    *("id", "pk", "compartment", "compartment_id", "created_by", "created_by_id", "created_at"),
    *("case", "case_id", "granted_by", "owner", "is_superuser", "is_staff", "user", "user_id"),
    "organization",
}


def text_of(app: str) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_s35_no_content_is_kept_in_a_shared_cache() -> None:
    """The only cache counts attempts to sign in, in the database; no part of a page is kept."""
    named = re.compile(r"from django\.core\.cache|cache_page|cache_control\(public|vary_on")
    uses = {name for app in APPS for name, text in text_of(app) if named.search(text)}
    assert {u for u in uses if u.split("/")[0] not in OF_SIGN_IN} == set()
    assert list(settings.CACHES) == ["default"]
    assert settings.CACHES["default"]["LOCATION"] == "organizations_login_cache"
    kept = re.compile(r"\{%\s*(load cache|cache)\b")
    pages = (ROOT / "templates").rglob("*.html")
    assert [p.name for p in pages if kept.search(p.read_text(encoding="utf-8"))] == []


def every_form() -> list[type[forms.BaseForm]]:
    """Forms of all apps; importing every module makes them known."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not {"migrations", "management", "__main__"} & set(parts):
                import_module(".".join(p for p in parts if p != "__init__"))
    found, waiting = [], [forms.BaseForm]
    while waiting:
        for below in waiting.pop().__subclasses__():
            waiting.append(below)
            if below.__module__.split(".")[0] in APPS:
                found.append(below)
    return found


def test_s12_forms_name_their_fields_and_none_takes_what_decides_who_reads() -> None:
    made = {form for form in every_form() if not form.__module__.startswith("organizations")}
    assert len(made) > 200
    bound: set[tuple[str, str]] = set()
    for form in made:
        meta: Any = getattr(form, "_meta", None)
        if meta is not None and meta.model is not None:
            assert meta.fields != forms.ALL_FIELDS, form
            assert meta.fields is not None, form
        named = set(getattr(form, "base_fields", {})) - set(TECHNICAL)
        bound |= {(form.__name__, name) for name in named & NEVER_BOUND}
    assert bound == set()
