"""Choices of the forms: code lists by their day, and the menus, which are those of the plan."""

from collections.abc import Iterable
from typing import Any

from cases import codes
from organizations.codes import latest_wordings
from organizations.models import Area
from plans.kind_models import ParticipationContent

from .models import DAY_PARTS, DAYS, LANGUAGES

KIND, ACTIVITY, SUPPORT, ACCESS = "CL-16", "CL-91", "CL-92", "CL-93"
# CL-93: takes part from home.
ONLINE = "10"
MENUS = ParticipationContent.Tie.choices
LISTS = (KIND, ACTIVITY, SUPPORT, ACCESS)


class Words:
    """Words for all values of the register, in one question for the code lists."""

    def __init__(self) -> None:
        from organizations.models import Code

        self._known: dict[str, dict[str, str]] = {name: {} for name in LISTS}
        rows = Code.objects.filter(code_list__in=LISTS)
        for (code_list, value), label in latest_wordings(rows).items():
            self._known[code_list][value] = label
        self._known |= {
            "days": dict(DAYS),
            "parts": dict(DAY_PARTS),
            "languages": dict(LANGUAGES),
            "menus": {str(value): str(label) for value, label in MENUS},
        }

    def of(self, name: str, values: Iterable[Any]) -> str:
        """Several values, in words."""
        known = self._known[name]
        return "、".join(known.get(str(value), str(value)) for value in values)

    def one(self, name: str, value: str) -> str:
        return self._known[name].get(value, value)


def areas() -> list[tuple[str, str]]:
    return [(str(area.pk), area.name) for area in Area.objects.all()]


def offered(code_list: str) -> list[tuple[str, str]]:
    """Choices of a list in force today."""
    return codes.choices(code_list)
