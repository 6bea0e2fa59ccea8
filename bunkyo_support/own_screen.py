"""What everybody sets for her own screen (ui.md S23): size of the letters, space between the lines, keys.

Kept with her account and nowhere in the browser: at whatever machine her first page is as she has it, and at a
shared terminal the next person has her own (S-45).
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from access.routes import OWN, route
from organizations.models import Letters, LineSpacing
from organizations.services import choose_keys, choose_letters, choose_line_spacing


@route(OWN, methods=("POST",))
def keys(request: Any) -> HttpResponse:
    """Switch the keys without modifier (/, N, G, ? and the arrows among what was found) off, or on again (WCAG 2.1.4)."""
    uses_keys = request.POST.get("uses") != "no"
    choose_keys(staff=request.user, uses_keys=uses_keys)
    words = "使う" if uses_keys else "使わない"
    messages.success(request, f"1つのキーだけの操作を、{words}ようにしました")
    return redirect("mfa_index")


@route(OWN, methods=("POST",))
def letters(request: Any) -> HttpResponse:
    """Choose the size of the letters; what is no size is the usual one."""
    size = Letters(_chosen(request, "size", Letters.values))
    choose_letters(staff=request.user, letters=size)
    messages.success(request, f"文字の大きさを「{size.label}」にしました")
    return redirect("mfa_index")


@route(OWN, methods=("POST",))
def lines(request: Any) -> HttpResponse:
    """Choose the space between the lines; what is none of them is the usual one."""
    spacing = LineSpacing(_chosen(request, "spacing", LineSpacing.values))
    choose_line_spacing(staff=request.user, line_spacing=spacing)
    messages.success(request, f"行間を「{spacing.label}」にしました")
    return redirect("mfa_index")


def _chosen(request: HttpRequest, name: str, values: list[str]) -> str:
    sent = request.POST.get(name, "")
    return sent if sent in values else ""
