"""Who reads an entry of a register that many read, in numbers, told while it is written (R18).

Counted as `open_registers` decides it: by the offices held now, and each person once.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from organizations.models import Appointment, Body

from .explain import Audience, Readers
from .open_registers import EVERYBODY, INVOLVED, OF_WARD, Publicity

OF_THE_WARD, OF_OTHERS, OF_CONFERENCES = (
    "区の機関の職員",
    "ほかの機関の職員",
    "会議だけの構成員",
)
CHANGES = "公開区分を変えると、見られる人も変わります"


@dataclass(frozen=True)
class RegisterAudience:
    """The readers of an entry that `body` keeps, for each publicity."""

    by_publicity: dict[str, Audience]

    def of(self, publicity: str) -> Audience:
        """Those of one publicity; of what is none, those of the widest."""
        return self.by_publicity.get(publicity) or self.by_publicity[Publicity.PUBLIC]

    def told_in(self, form: Any) -> Audience:
        """Those of the 公開区分 that stands in the form; beside each choice of it, how many they are."""
        field = form.fields["publicity"]
        field.choice_help = {
            name: f"見られる人 {one.total}人" for name, one in self.by_publicity.items()
        }
        return self.of(str(form["publicity"].value() or ""))


def register_audience(body: Body) -> RegisterAudience:
    """Who reads an entry of this body, in one question for all publicities."""
    working = Q(role_group__role__in=INVOLVED)
    ward = working & Q(role_group__body__kind__in=OF_WARD, role_group__body__is_entrusted=False)
    people = (
        Appointment.objects.current()
        .filter(role_group__role__in=EVERYBODY)
        .order_by()
        .values("staff")
        .annotate(
            ward=Count("pk", filter=ward),
            own=Count("pk", filter=working & Q(role_group__body=body)),
            working=Count("pk", filter=working),
        )
        .values_list("ward", "own", "working")
    )
    found = dict.fromkeys((OF_THE_WARD, OF_OTHERS, OF_CONFERENCES, body.name), 0)
    for in_ward, in_own, works in people:
        group = OF_THE_WARD if in_ward else OF_OTHERS if works else OF_CONFERENCES
        found[group] += 1
        found[body.name] += bool(in_own and not in_ward)
    shown: dict[str, tuple[str, ...]] = {
        Publicity.PUBLIC: (OF_THE_WARD, OF_OTHERS, OF_CONFERENCES),
        Publicity.INVOLVED: (OF_THE_WARD, OF_OTHERS),
        Publicity.WARD: (OF_THE_WARD, body.name),
    }
    return RegisterAudience(
        {
            publicity: _audience(f"公開区分：{Publicity(publicity).label}", groups, found, CHANGES)
            for publicity, groups in shown.items()
        }
    )


def keepers_audience(kept_by: tuple[str, ...]) -> Audience:
    """Who reads a row without publicity: those who keep the register, by their bodies."""
    held = Appointment.objects.current().filter(role_group__role__in=kept_by)
    by_body = held.order_by().values_list("role_group__body__name")
    found = dict(by_body.annotate(people=Count("staff", distinct=True)).order_by("-people"))
    total = held.order_by().values("staff").distinct().count()
    return _audience("この記録を書く担当者だけ", tuple(found), found, "", total)


def _audience(
    label: str, groups: tuple[str, ...], found: dict[str, int], note: str, total: Any = None
) -> Audience:
    readers = tuple(Readers(group, "", found[group]) for group in groups if found[group])
    return Audience(
        level="case",
        total=sum(one.count for one in readers) if total is None else total,
        bodies=readers,
        basis_label="",
        until=None,
        note=note,
        level_label=label,
    )
