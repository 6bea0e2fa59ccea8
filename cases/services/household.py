"""What is said of a household as a whole (FACE): in which 圏域 it lives, and what is to be minded (domain.md 4.1).

The 圏域 tells where a household is, so it is empty while one of its members is protected (R11).
"""

import uuid
from typing import Any

from django.db import transaction

from access.errors import DomainError
from access.models import Protection
from access.shortcuts import save_changed
from cases.models import Household
from organizations.models import Area


def area_called(sign: str) -> Area | None:
    """The 圏域 of this sign; none for no sign. Raises DomainError for one that there is not."""
    if not sign:
        return None
    found = Area.objects.filter(code=sign).first()
    if found is None:
        raise DomainError("圏域を、一覧から選んでください")
    return found


def hold_home(case: uuid.UUID, by: Any) -> None:
    """Until the end of this transaction nobody else writes of the household as a whole, protects one of its members
    (R11) or splits it: whoever begins meanwhile sees what is saved here."""
    rows = Household.objects.changeable_by(by).select_for_update(of=("self",))
    list(rows.filter(compartment__case=case).values_list("pk"))


@transaction.atomic
def change_household(
    *,
    household: Household,
    by: Any,
    considerations: str,
    area: str | None = None,
    version: int | None = None,
) -> Household:
    """Complete or correct what is said of the household. `area`: the sign of its 圏域, "" for none; None leaves it.

    What stands there already is not written again. Raises DomainError for a 圏域 while somebody is protected.
    """
    fields: dict[str, Any] = {}
    if considerations != household.considerations:
        fields["considerations"] = considerations
    if area is not None:
        found = area_called(area)
        if found != household.area:
            fields["area"] = found
        if found is not None and "area" in fields:
            _require_nobody_protected(household, by)
    if not fields:
        return household
    return save_changed(household, by=by, fields=fields, version=version)


def _require_nobody_protected(household: Household, by: Any) -> None:
    """Whoever protects somebody at this moment waits, and hides the area that is written here; or this waits for her."""
    case = household.compartment.case_id
    hold_home(case, by)
    if Protection.objects.in_force().filter(case=case).exists():
        raise DomainError(
            "連絡先を保護されている人がいるあいだ、圏域は書けません。"
            "名簿の人が、保護の画面の「秘匿の連絡先を加える」に書きます"
        )
