"""Contracts of entrusted bodies 委託期間: whose ends soon, or has ended while the body still counts as entrusted.

It is told and nothing else: offices, access and what is owed each month end by what people enter (R16).
"""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils import timezone

from .models import Body

AHEAD = datetime.timedelta(days=60)
ENDS = "contract-ends"
ENDING = "委託期間が終わります"


def ending_contracts() -> QuerySet[Body]:
    """Entrusted bodies whose contract ends within sixty days, or has ended."""
    until = timezone.localdate() + AHEAD
    return Body.objects.filter(is_entrusted=True, contract_until__lte=until)


def in_words(body: Body) -> str:
    """What there is to look at; empty where nothing is."""
    until, today = body.contract_until, timezone.localdate()
    if not body.is_entrusted or until is None or until > today + AHEAD:
        return ""
    return ENDING if until >= today else "委託期間が終わりました"


class ContractToLookAt(admin.SimpleListFilter):
    """Whose contract the administrator has to look at."""

    title, parameter_name = "確かめること", "look"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(ENDS, "60日以内に委託期間が終わるか、終わっている")]

    def queryset(self, request: Any, queryset: QuerySet[Body]) -> QuerySet[Body]:
        if self.value() != ENDS:
            return queryset
        return queryset.filter(pk__in=ending_contracts().values("pk"))
