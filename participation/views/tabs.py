"""The parts of project IV in one strip, as far as the user works with them."""

from typing import Any

from django.urls import reverse

from access.open_registers import INVOLVED

from .base import KEEP


def tabs(request: Any) -> list[dict[str, Any]]:
    """Register, people, candidates, map."""
    at = request.resolver_match.view_name
    roles = request.acting.roles
    entries = [("participation:resources", "社会資源台帳")]
    if roles & set(INVOLVED):
        entries.append(("participation:list", "参加支援の人"))
    if roles & set(KEEP):
        entries += [
            ("participation:leads", "資源の開拓"),
            ("participation:gaps", "足りない資源の地図"),
            ("participation:imports", "取り込み"),
        ]
    return [
        {"url": reverse(name), "label": label, "is_current": name == at} for name, label in entries
    ]
