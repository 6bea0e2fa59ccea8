"""Under which number a body has a case in its own system (domain.md P5): what nobody else sees."""

from typing import Any

from django.db import transaction

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import MOST_OWN_NUMBER, CaseRecord


def plain_number(text: str) -> str:
    """The number as it is kept. Raises DomainError where it is longer than the column."""
    number = text.strip()
    if len(number) > MOST_OWN_NUMBER:
        raise DomainError(f"「自機関での番号」は、{MOST_OWN_NUMBER}字までで書いてください")
    return number


@transaction.atomic
def number_record(
    *, record: CaseRecord, own_number: str, version: int | None, by: Any
) -> CaseRecord:
    """Note under which number the body has the case in its own system, or that it has none (empty).

    Of a record that was closed as well: nothing about the household is added. Two records may have one number, for a
    system of its own may count households otherwise.
    """
    save_changed(record, by=by, fields={"own_number": plain_number(own_number)}, version=version)
    return record
