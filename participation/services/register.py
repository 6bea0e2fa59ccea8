"""The register of social resources: entered, changed, confirmed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.open_registers import KEEPERS, save_open
from organizations.models import Appointment, Body
from participation.models import Resource
from participation.models.resource import words_sought

TAKES_INTO = "受け入れができるときは、受け入れられるメニューを1つ以上選んでください"
NOT_KEEPER = "台帳を書き替えられるのは、参加支援・地域づくりの担当者と事務局です"


def office_of_keeper(by: Any) -> Appointment | None:
    """The office in which the user keeps the register."""
    offices = Appointment.objects.current().with_body().filter(staff=by)
    return offices.filter(role_group__role__in=KEEPERS).order_by("valid_from", "pk").first()


def require_keeper(by: Any) -> Appointment:
    office = office_of_keeper(by)
    if office is None:
        raise DomainError(NOT_KEEPER)
    return office


def _check(values: Mapping[str, Any]) -> None:
    if values.get("takes") and not values.get("menus"):
        raise DomainError(TAKES_INTO)
    low, high = values.get("age_from"), values.get("age_until")
    if low is not None and high is not None and high < low:
        raise DomainError("対象の年齢の上限は、下限より上にしてください")


@transaction.atomic
def enter_resource(
    *, values: Mapping[str, Any], by: Any, body: Body | None = None, is_checked: bool = True
) -> Resource:
    """A new entry, kept by the body of who enters it; entering it is looking at it."""
    office = require_keeper(by)
    _check(values)
    checked = {"checked_on": timezone.localdate(), "checked_by_id": by.pk} if is_checked else {}
    made: Resource = Resource.objects.create(
        created_by=by,
        kept_by_body=body or office.body,
        search_key=words_sought(dict(values)),
        **checked,
        **values,
    )
    return made


@transaction.atomic
def change_resource(
    *, resource: Resource, values: Mapping[str, Any], by: Any, version: int | None = None
) -> Resource:
    """Change an entry; its former version stays in its history. Nothing different: nothing is kept."""
    _check(values)
    is_same = all(getattr(resource, name) == value for name, value in values.items())
    if is_same and version in (None, resource.version):
        return resource
    now = {f.name: getattr(resource, f.name) for f in Resource._meta.concrete_fields}
    fields = {**values, "search_key": words_sought({**now, **values})}
    return save_open(resource, by=by, fields=fields, version=version)


@transaction.atomic
def confirm_resource(*, resource: Resource, by: Any, version: int | None = None) -> Resource:
    """Somebody has looked: it still holds as it stands."""
    require_keeper(by)
    fields = {"checked_on": timezone.localdate(), "checked_by_id": by.pk}
    return save_open(resource, by=by, fields=fields, version=version)
