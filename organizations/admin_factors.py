"""What the pages of accounts do about a second factor that was lost (S-55, docs/decisions/1004)."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .models import Staff
from .passwords import gives_none

ONE = "在職中のほかの職員を、1人だけ選んでください。"
GIVES_NONE = (
    "この職員の本人の確認の手段を外すことに、あなたが関わっています。本人が新しく登録するまで、"
    "パスワードは、外すことに関わっていないほかのシステム管理者に出し直してもらってください。"
)
BY_OTHERS = ("email", "directory_subject")


def one_other(request: Any, queryset: QuerySet[Staff]) -> Staff | None:
    """The one colleague who was chosen; None for nobody, several and oneself."""
    chosen = list(queryset.filter(is_active=True).exclude(pk=request.user.pk)[:2])
    return chosen[0] if len(chosen) == 1 else None


class LostFactors:
    """Stands before `ModelAdmin`, for accounts."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Where mail goes and which entry of the directory is hers: not for who has her second factor taken away."""
        fields = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        is_shut = obj is not None and gives_none(by=request.user, staff=obj)
        return (*BY_OTHERS, *fields) if is_shut else fields

    @admin.action(description="本人の確認の手段を外すよう申し出る（1人ずつ）")
    def ask_to_take_factors(self, request: Any, queryset: QuerySet[Staff]) -> HttpResponse | None:
        """For who has lost her telephone and her spare codes: a second person has to agree."""
        chosen = one_other(request, queryset)
        if chosen is None:
            self.message_user(request, ONE, messages.ERROR)  # type: ignore[attr-defined]
            return None
        return redirect(f"{reverse('alerts:ask_to_take_factors')}?staff={chosen.pk}")
