"""The question that a list of the register asks: filters, all of them codes in the address (S-51)."""

from functools import cached_property
from typing import Any

from access.open_registers import Publicity
from cases.paging import filter_links
from organizations.models import Area

from .choices import KIND, MENUS, offered
from .models import Resource
from .models.resource import ResourceState, stale

ALL = ("", "すべて")


class Question:
    """What the address of a request asks of the register; unknown values count as no filter."""

    def __init__(self, request: Any) -> None:
        self.request = request

    @cached_property
    def groups(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """The filters: label, name in the address, choices."""
        areas = ((area.code, area.name) for area in Area.objects.all())
        return [
            ("圏域", "area", [ALL, *areas, ("all", "区全域")]),
            ("種別", "kind", [ALL, *offered(KIND)]),
            ("メニュー", "menu", [ALL, *((str(v), str(label)) for v, label in MENUS)]),
            ("受け入れ", "takes", [ALL, ("1", "できる"), ("open", "空きがある")]),
            ("確認", "check", [ALL, ("stale", "確認の時期"), ("mine", "自機関が載せたもの")]),
            ("状態", "state", [("", "準備中・活動中・休止中"), *ResourceState.choices]),
            ("公開区分", "publicity", [ALL, *Publicity.choices]),
        ]

    @cached_property
    def asked(self) -> dict[str, str]:
        """Values by the name of their filter, as far as they are choices."""
        given = self.request.GET
        return {
            name: given.get(name, "") if given.get(name, "") in dict(choices) else ""
            for _, name, choices in self.groups
        }

    @property
    def words(self) -> list[str]:
        """The filters that are set, in words."""
        return [
            f"{label} {dict(choices)[self.asked[name]]}"
            for label, name, choices in self.groups
            if self.asked[name]
        ]

    def links(self, *kept: str) -> list[Any]:
        """The filters as links; `kept` names what else stays in the address."""
        return filter_links(self.request, *self.groups, kept=kept)

    def rows(self) -> Any:
        """The entries, as far as the user reads them."""
        asked = self.asked
        rows = Resource.objects.visible_to(self.request.user)
        if asked["area"] == "all":
            rows = rows.filter(area__isnull=True)
        elif asked["area"]:
            rows = rows.filter(area__code=asked["area"])
        for name in ("kind", "publicity"):
            rows = rows.filter(**{name: asked[name]}) if asked[name] else rows
        if asked["menu"]:
            rows = rows.filter(menus__contains=[asked["menu"]])
        if asked["takes"]:
            rows = rows.filter(takes=True)
        if asked["takes"] == "open":
            rows = rows.filter(openings__gt=0)
        if asked["check"] == "stale":
            rows = stale(rows)
        elif asked["check"]:
            rows = rows.filter(kept_by_body__in=self.request.acting.bodies)
        if asked["state"]:
            return rows.filter(state=asked["state"])
        return rows.exclude(state=ResourceState.ENDED)
