"""Each form of a 会議 or of a plan into which words are typed asks before a protected contact goes into it, or it is said
here why not (R11, decision 0993)."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from django import forms

import meetings.views
import plans.views
from bunkyo_support.forms import BaseForm

# What asks: each page with one form does it by itself (views.base.form_page; of a plan views.forms_of_plan.answer, and
# where several write at once views.merging.Merging).
ASKING = {
    meetings.views: {"ask_about_contacts", "form_page"},
    plans.views: {"ask_about_contacts", "answer", "Merging"},
}
RECORD = "an own record of the secretariat, as its other notes"
REGISTER = "who may be a member at all: of no case"
BEGUN = "what the household is called, before anybody reads it: asked with all else of the plan when a body joins"
UNASKED = {
    "after.outreach": RECORD,
    "screening.screening": RECORD,
    "chronology._form": "the page on which it stands asks",
    "occasions.occasions": "a word that is searched for",
    "register.new": REGISTER,
    "register.registered": REGISTER,
    "register.body_pledges": REGISTER,
    "register.end_pledge": REGISTER,
    "register.leave": REGISTER,
    "resource_gaps.change": "what is missing in the ward: of no case",
    "talk.form": "each step of the room asks",
    "outreach.new": BEGUN,
    "writing.new": BEGUN,
    "printing.verify": "the code of a paper",
}


def _takes_words(kind: Any) -> bool:
    """Whether something can be typed into it that others read."""
    return any(
        type(field) is forms.CharField and not isinstance(field.widget, forms.HiddenInput)
        for field in kind.base_fields.values()
    )


def _views() -> Iterator[tuple[ModuleType, set[str]]]:
    for package, asking in ASKING.items():
        for found in pkgutil.iter_modules(package.__path__):
            yield importlib.import_module(f"{package.__name__}.{found.name}"), asking


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Of the module and of its classes; what stands in a function belongs to it."""
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (one for one in inside if isinstance(one, ast.FunctionDef))


def _calls(node: ast.FunctionDef) -> dict[str, ast.Call]:
    calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {one.func.id: one for one in calls if isinstance(one.func, ast.Name)}


def _asks(node: ast.FunctionDef, asking: set[str]) -> bool:
    for name, call in _calls(node).items():
        said = {one.arg: one.value for one in call.keywords}
        entry = said.get("entry")
        if name == "form_page" and (
            "asks" in said or (isinstance(entry, ast.Constant) and entry.value is None)
        ):
            continue
        if name in asking:
            return True
    return False


def _filled_in(module: ModuleType, known: set[str]) -> Iterator[tuple[str, bool]]:
    """Functions in which a form with words is made, and whether they ask, or hand it on to one that does."""
    functions = list(_functions(ast.parse(inspect.getsource(module))))
    asking = known | {node.name for node in functions if _asks(node, known)}
    for node in functions:
        kinds = [getattr(module, name, None) for name in _calls(node)]
        if any(
            isinstance(kind, type) and issubclass(kind, BaseForm) and _takes_words(kind)
            for kind in kinds
        ):
            yield f"{module.__name__.rpartition('.')[2]}.{node.name}", _asks(node, asking)


def test_r11_every_form_with_words_asks_or_says_why_not() -> None:
    found = [row for module, asking in _views() for row in _filled_in(module, asking)]
    silent = {name for name, asks in found if not asks}
    assert sorted(silent - set(UNASKED)) == []
    assert sorted(set(UNASKED) - silent) == [], "asks by now: take it off the list"
