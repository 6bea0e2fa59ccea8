"""Registers that many read and few keep, of no case: what there is in the ward, and how it came about.

No row is about anybody in need. A row may name a column with its publicity (`Publicity`), which decides
who reads it; without, only those read who keep the register. Nothing is deleted, and every version is
kept by the trigger that keeps those of confidential rows. The policy says the same as `visible_to`.
"""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from simple_history.manager import HistoricalQuerySet

from organizations.models import Appointment, Body, Role

from .models import _History
from .stale import stale
from .statements import APP, GATE, closed, policy, trigger

KEEPERS: tuple[str, ...] = (Role.RESOURCE_WORKER, Role.COMMUNITY_WORKER, Role.COORDINATOR)
# Whoever works in one of the bodies; members of conferences from outside are not of them.
INVOLVED: tuple[str, ...] = (*KEEPERS, Role.CASEWORKER, Role.SUPERVISOR)
EVERYBODY: tuple[str, ...] = (*INVOLVED, Role.MEMBER)
# Kinds of bodies that are the ward itself, unless the work is contracted out.
OF_WARD: tuple[str, ...] = (
    Body.Kind.WARD,
    Body.Kind.CHILD,
    Body.Kind.EDUCATION,
    Body.Kind.HEALTH,
)


class Publicity(models.TextChoices):
    """公開区分: who reads an entry."""

    PUBLIC = "public", "公開"
    INVOLVED = "involved", "関係者のみ"
    WARD = "ward", "区内部"


R = TypeVar("R", bound="OpenRegisterModel")


def _held(user: Any, roles: tuple[str, ...]) -> models.QuerySet[Any]:
    return Appointment.objects.current().filter(staff=user, role_group__role__in=roles)


def _readable(model: Any, user: Any) -> Q:
    """Q for rows that the user reads now."""
    if not getattr(user, "is_authenticated", False):
        return Q(pk__in=[])
    column = model.publicity_in
    if not column:
        return Q(Exists(_held(user, (*model.kept_by, *model.also_read_by))))
    of_ward = _held(user, INVOLVED).filter(
        role_group__body__kind__in=OF_WARD, role_group__body__is_entrusted=False
    )
    own = _held(user, INVOLVED).filter(role_group__body=OuterRef("kept_by_body"))
    return (
        Q(**{column: Publicity.PUBLIC}) & Q(Exists(_held(user, EVERYBODY)))
        | Q(**{column: Publicity.INVOLVED}) & Q(Exists(_held(user, INVOLVED)))
        | Q(**{column: Publicity.WARD}) & (Q(Exists(of_ward)) | Q(Exists(own)))
    )


class OpenRegisterQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "OpenRegisterQuerySet":
        return self.filter(_readable(self.model, user))

    def changeable_by(self, user: Any) -> "OpenRegisterQuerySet":
        """Rows that the user reads, if she keeps the register."""
        return self.visible_to(user).filter(Exists(_held(user, self.model.kept_by)))


class OpenHistoryQuerySet(HistoricalQuerySet):  # type: ignore[misc]  # a library without types
    """A version is read like a row: by its own publicity, while the row itself is read."""

    def visible_to(self, user: Any) -> "OpenHistoryQuerySet":
        model = self.model.instance_type
        rows = model.objects.visible_to(user)
        made: OpenHistoryQuerySet = self.filter(_readable(model, user), id__in=rows.values("pk"))
        return made


class OpenRegisterModel(models.Model):
    """A row of a register that many read."""

    kept_by: ClassVar[tuple[str, ...]] = KEEPERS
    # Column with the publicity; such a row also has `kept_by_body`, whose staff read it in any case.
    publicity_in: ClassVar[str] = ""
    # Of a register without publicity: who reads it beside those who keep it.
    also_read_by: ClassVar[tuple[str, ...]] = ()
    # Who adds a row beside those who keep it: what leaves a body is entered by whoever lets it leave.
    also_added_by: ClassVar[tuple[str, ...]] = ()
    # What was done is written and never changed.
    is_written_once: ClassVar[bool] = False
    not_in_history: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("登録日時", default=timezone.now, editable=False)
    # Nobody: entered with the installation.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    version = models.PositiveIntegerField("版", default=1, editable=False)

    objects: ClassVar[Any] = OpenRegisterQuerySet.as_manager()
    history = _History(inherit=True, historical_queryset=OpenHistoryQuerySet)

    class Meta:
        abstract = True
        default_permissions = ()


def save_open(obj: R, *, by: Any, fields: dict[str, Any], version: int | None = None) -> R:
    """Change fields of a row, unless it was changed since `version` was read (StaleError)."""
    expected = obj.version if version is None else version
    rows = type(obj).objects.changeable_by(by).filter(pk=obj.pk, version=expected)
    if not rows.update(**fields, version=expected + 1):
        raise stale(obj, by, expected)
    for name, value in fields.items():
        setattr(obj, name, value)
    obj.version = expected + 1
    return obj


def open_register_models() -> list[type[models.Model]]:
    """Every concrete register that many read."""
    return [m for m in apps.get_models() if issubclass(m, OpenRegisterModel)]


ROW_IS_READ = "exists (select 1 from public.TABLE kept where kept.id = HISTORY.id)"
_OFFICE = (
    "from public.organizations_appointment a"
    " join public.organizations_rolegroup g on g.group_id = a.role_group_id"
    " join public.organizations_body b on b.id = g.body_id"
    " where a.staff_id = (select access.acting_user())"
    " and a.valid_from <= statement_timestamp()"
    " and (a.valid_until is null or a.valid_until > statement_timestamp())"
)


def _listed(words: tuple[str, ...]) -> str:
    # As PostgreSQL itself writes it: a restored policy reads letter by letter like this one.
    return "array[" + ", ".join(f"'{word}'" for word in words) + "]::text[]"


def _holds(roles: tuple[str, ...], more: str = "") -> str:
    return f"(select exists (select 1 {_OFFICE} and g.role::text = any ({_listed(roles)}){more}))"


def _reading(model: type[Any], table: str) -> str:
    if not model.publicity_in:
        return _holds((*model.kept_by, *model.also_read_by))
    column = f"{table}.{model.publicity_in}"
    of_ward = f" and b.kind::text = any ({_listed(OF_WARD)}) and not b.is_entrusted"
    own = f"select b.id {_OFFICE} and g.role::text = any ({_listed(INVOLVED)})"
    return (
        f"({column} = '{Publicity.PUBLIC}' and {_holds(EVERYBODY)}"
        f" or {column} = '{Publicity.INVOLVED}' and {_holds(INVOLVED)}"
        f" or {column} = '{Publicity.WARD}' and ({_holds(INVOLVED, of_ward)}"
        f" or {table}.kept_by_body_id in ({own})))"
    )


def open_register_sql(model: type[Any]) -> Iterator[str]:
    """Row policies of one register and of its history."""
    table, history = model._meta.db_table, str(model.history.model._meta.db_table)
    reading, keeps = _reading(model, table), _holds(model.kept_by)
    adds = _holds((*model.kept_by, *model.also_added_by))
    yield from closed(table)
    changes = "" if model.is_written_once else ", update"
    yield f"grant select, insert{changes} on public.{table} to {APP}"
    yield from policy(table, "reading", "select", reading)
    signed = "created_by_id = (select access.acting_user())"
    yield from policy(table, "adding", "insert", check=f"{signed} and {adds}")
    if not model.is_written_once:
        yield from policy(table, "changing", "update", f"{keeps} and {reading}", keeps)
    yield from closed(history)
    yield f"grant select on public.{history} to {APP}"
    row_is_read = ROW_IS_READ.replace("TABLE", table).replace("HISTORY", history)
    yield from policy(history, "reading", "select", f"{_reading(model, history)} and {row_is_read}")
    yield f"grant insert on public.{history} to {GATE}"
    yield from trigger(
        table,
        "record_history",
        "after insert or update or delete",
        f"access.record_history('{history}')",
    )
