"""One's drafts on the home page: what each is, about which case, and where it goes on."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import Resolver404, resolve, reverse

from access.models import CaseFile
from access.policies import confidential_models
from drafts.services import NEW, DraftSummary, drafts_for


@dataclass(frozen=True)
class DraftRow:
    """A line of the list. `url` leads to the page on which it was typed; there the scripts show its words when
    that page has no place for them any more."""

    draft: DraftSummary
    url: str
    case_number: str


def rows_for(user: Any) -> list[DraftRow]:
    """What the user began and did not send, the latest first; the case is named while she sees it (R1)."""
    drafts = drafts_for(user)
    numbers = case_numbers(user, {draft.page for draft in drafts})
    return [
        DraftRow(
            draft,
            f"{draft.page or reverse('home')}#{_mark(draft)}",
            numbers.get(draft.page, ""),
        )
        for draft in drafts
    ]


def _mark(draft: DraftSummary) -> str:
    """Which draft she comes for, for the scripts of that page: ids, and no word."""
    return f"draft.{draft.form}.{draft.object_key}.{draft.about or _about_of(draft.object_key)}"


def _about_of(object_key: str) -> str:
    return NEW if object_key.startswith(f"{NEW}-") else object_key


def case_numbers(user: Any, pages: Iterable[str]) -> dict[str, str]:
    """Of pages about a case that the user sees: the number of the case. One question a kind of row."""
    wanted: dict[type[Any], dict[str, UUID]] = defaultdict(dict)
    for page in pages:
        for model, row in _rows_in(page):
            wanted[model][page] = row
    found: dict[str, str] = {}
    for model, rows in wanted.items():
        seen = model.objects.visible_to(user).filter(pk__in=set(rows.values()))
        if model is not CaseFile:
            seen = seen.select_related("compartment__case")
        numbers = {
            row.pk: (row if model is CaseFile else row.compartment.case).number for row in seen
        }
        found |= {page: numbers[row] for page, row in rows.items() if row in numbers}
    return found


def _rows_in(page: str) -> list[tuple[type[Any], UUID]]:
    """The rows that an address is about: its parameters are named after their models."""
    try:
        parameters = resolve(page).kwargs
    except Resolver404:
        return []
    return [
        (model, value)
        for name, value in parameters.items()
        if isinstance(value, UUID)
        for model in _models().get(name, ())
    ]


@cache
def _models() -> dict[str, tuple[type[Any], ...]]:
    """Models by the name of a parameter: their own in small letters, else its last word."""
    own: dict[str, tuple[type[Any], ...]] = {"case": (CaseFile,)}
    by_last_word: dict[str, tuple[type[Any], ...]] = defaultdict(tuple)
    for model in confidential_models():
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
        own[name] = (model,)
        by_last_word[name.rpartition("_")[2]] += (model,)
    return {**by_last_word, **own}
