"""Short ways that every app uses: fetch or 404, save unless somebody else did meanwhile."""

import uuid
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from .models import CaseFile, Compartment, ConfidentialModel
from .stale import stale

M = TypeVar("M", bound=ConfidentialModel)
R = TypeVar("R", bound=Model)


def row_or_404(rows: QuerySet[R], pk: uuid.UUID) -> R:
    """The one of these rows, which the user sees, with this key; otherwise 404, like one that does not exist (R14)."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_visible(model: type[M], user: Any, pk: uuid.UUID) -> M:
    """The row if the user sees it; otherwise 404, like one that does not exist (R14)."""
    made: M = row_or_404(model.objects.visible_to(user).select_related("compartment__case"), pk)
    return made


def get_changeable(model: type[M], user: Any, pk: uuid.UUID) -> M:
    """The row if the user writes where it lies; otherwise 404, as if there were none (R14)."""
    row = get_visible(model, user, pk)
    if not may_write(user, row.compartment):
        raise Http404
    return row


def get_case(user: Any, pk: uuid.UUID) -> CaseFile:
    """The case file if any of its compartments is open to the user; otherwise 404 (R14)."""
    made: CaseFile = row_or_404(CaseFile.objects.visible_to(user), pk)
    return made


def may_write(user: Any, compartment: Compartment) -> bool:
    """Whether the user writes in the compartment now."""
    return Compartment.objects.writable_by(user).filter(pk=compartment.pk).exists()


def save_changed(obj: M, *, by: Any, fields: dict[str, Any], version: int | None = None) -> M:
    """Change fields of a row, unless it was changed since `version` was read (StaleError).

    One statement checks the right to write, the version, and writes (S-15).
    """
    expected = obj.version if version is None else version
    changed = (
        type(obj)
        .objects.changeable_by(by)
        .filter(pk=obj.pk, version=expected)
        .update(**fields, version=expected + 1)
    )
    if not changed:
        raise stale(obj, by, expected)
    for name, value in fields.items():
        setattr(obj, name, value)
    obj.version = expected + 1
    return obj
