"""The boards as tabs, for the roles that have them."""

from typing import Any

from django.urls import reverse

from organizations.models import Role

from .boards.access import sees_ward

TABS = (
    ("plans", "支援プラン", (Role.SUPERVISOR, Role.COORDINATOR)),
    ("together", "多機関協働", (Role.COORDINATOR,)),
    ("own", "自機関", (Role.SUPERVISOR,)),
)


def tabs_of(acting: Any, current: str) -> list[dict[str, Any]]:
    """Tabs of the boards that the user has; none when there is only one."""
    found = [(name, label) for name, label, roles in TABS if acting.bodies_with(*roles)]
    if sees_ward(acting):
        found.append(("ward", "区全体（数）"))
    if acting.bodies_with(Role.SUPERVISOR, Role.COORDINATOR):
        found.append(("statistics", "統計の書き出し"))
    if len(found) < 2:
        return []
    return [
        {"label": label, "url": reverse(f"reports:{name}"), "is_current": name == current}
        for name, label in found
    ]
