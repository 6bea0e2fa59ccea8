"""Wall 1: `visible_to(user)`, the only way to confidential rows in Python.

The same sentence as the row policies (sql/functions.sql, open_grant), written once more so that
each wall holds when the other is down. Tests take down one at a time.
"""

import functools
import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from simple_history.manager import HistoricalQuerySet

from .context import array_of, cases_asked_about
from .shared_sets import AnyOf, Statement
from .statements import EMERGENCY

if TYPE_CHECKING:
    from organizations.models import Staff

M = TypeVar("M", bound=models.Model)

WRITE = ("write_compartment",)
READ = ("read_compartment", *WRITE)


def _in_force(prefix: str = "") -> Q:
    """Period contains now by the database's clock (R17). An empty start waits: not open."""
    return Q(**{f"{prefix}valid_from__lte": Now()}) & (
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": Now()})
    )


def _restricted(user: "Staff") -> Q:
    """Found once for all grants, and not looked for at each."""
    from .models import Restriction

    mine = Restriction.objects.filter(_in_force(), user=user, lifted_at__isnull=True)
    return Q(case_id__in=mine.values("case_id"))


def kept_out(case: str, user: str, *, among: models.QuerySet[Any] | None = None) -> Exists:
    """Whether the person in one column is kept out of the case in another now (R12). Asked under the
    policies of the restrictions: who does not see the case finds none. `among`: the people of whom it can be; where many
    cases are asked about, only the restrictions of these are looked at, and not each in the ward."""
    from .models import Restriction

    rows = Restriction.objects.filter(
        _in_force(), case=OuterRef(case), user=OuterRef(user), lifted_at__isnull=True
    )
    return Exists(rows if among is None else rows.filter(user__in=among))


def open_user_grants(user: "Staff") -> models.QuerySet[Any]:
    """Grants to the person that are open now (R3, R4, R5, R6; R12, R16, R17)."""
    from .models import UserGrant

    return UserGrant.objects.filter(
        _in_force(),
        _in_force("appointment__"),
        ~_restricted(user),
        user=user,
        user__is_active=True,
        appointment__staff=user,
    )


def open_group_grants(user: "Staff") -> models.QuerySet[Any]:
    """Grants to the roles that the person holds now (R2, R6, R9; R12, R16, R17)."""
    from organizations.models import Appointment

    from .models import GroupGrant

    held = Appointment.objects.current().filter(staff=user).values("role_group_id")
    return GroupGrant.objects.filter(_in_force(), ~_restricted(user), group_id__in=held)


def named_in_circle(user: "Staff", compartment: str, body: str) -> Exists:
    """Whether the plan in one column is open to the person by name, in an office of the body in another (R5): she is in
    charge of it there, which an office at the body alone does not make her."""
    from .models import Rule

    return Exists(
        open_user_grants(user).filter(
            basis=Rule.PLAN_CIRCLE,
            content_object=OuterRef(compartment),
            appointment__role_group__body=OuterRef(body),
        )
    )


SOMEBODY = uuid.UUID(int=0)
WITHIN = " AND case_id = ANY(%s::uuid[])"


# nosemgrep: kept-between-requests - statements for nobody, without a person in them
@functools.cache
def _written_out(column: str, permissions: tuple[str, ...]) -> list[tuple[str, tuple[Any, ...]]]:
    """The two statements for SOMEBODY, as Django writes them.

    Every list, panel and fragment asks with them, and building them anew took two thirds of the
    time of a case page (6 ms each, measured); only the person differs.
    """
    from organizations.models import Staff

    somebody = Staff(pk=SOMEBODY)
    with_permission = Q(permission__codename__in=permissions) if permissions else Q()
    return [
        grants.filter(with_permission).values(column).query.sql_with_params()
        for grants in (open_user_grants(somebody), open_group_grants(somebody))
    ]


def _own(user: Any, column: str, permissions: tuple[str, ...]) -> list[tuple[str, tuple[Any, ...]]]:
    """The two statements for this person."""
    return [
        (sql, tuple(user.pk if value == SOMEBODY else value for value in parameters))
        for sql, parameters in _written_out(column, permissions)
    ]


def _both(user: Any, column: str, permissions: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    own = _own(user, column, permissions)
    given = tuple(value for _, parameters in own for value in parameters)
    return " union all ".join(sql for sql, _ in own), given


def _open_to(
    user: Any, field: str, column: str, permissions: tuple[str, ...], *, in_list: bool = False
) -> Q:
    cases, found = cases_asked_about(), Q()
    if cases is None and field == "pk":
        # Cases themselves: found by their keys, one by one. Two sets joined by `or` can only be a filter on
        # every case of the ward.
        both = _both(user, column, permissions)
        return Q(AnyOf(field, *both)) if in_list else Q(pk__in=Statement(*both))
    own = _own(user, column, permissions)
    if cases is None:
        for sql, parameters in own:
            found |= Q(**{f"{field}__in": Statement(sql, parameters)})
        return found
    within = [sql + WITHIN for sql, _ in own]
    named = array_of(cases)
    given = tuple(value for _, parameters in own for value in (*parameters, named))
    return Q(AnyOf(field, " union all ".join(within), given))


def open_compartment_filter(
    user: Any, field: str = "compartment_id", permissions: tuple[str, ...] = READ
) -> Q:
    """Q for rows whose compartment is open to the user. Nobody signed in: nothing."""
    if not getattr(user, "is_authenticated", False):
        return Q(pk__in=[])
    return _open_to(user, field, "content_object_id", permissions)


def _both_sides(model: Any, user: Any, hidden: Any, permissions: tuple[str, ...]) -> Q:
    """Q for rows between two cases: the second is open too, and neither hides a person (R11)."""
    column = model.second_compartment
    case = f"{column.removesuffix('_id')}__case"
    return (
        open_compartment_filter(user, column, permissions)
        & ~Q(compartment__case__in=hidden.values("case_id"))
        & ~Q(**{f"{case}__in": hidden.values("case_id")})
    )


def unshielded(
    model: Any, user: Any, *, history: bool = False, permissions: tuple[str, ...] = READ
) -> Q:
    """Q for rows that no protection withholds from the user (R11); see policies.shield_sql."""
    from .models import Protection

    past = model.empty_while_protected and history
    if not (model.shielded_by or model.second_compartment or past):
        return Q()
    hidden = Protection.objects.in_force()
    if getattr(user, "is_authenticated", False):
        hidden = hidden.exclude(open_compartment_filter(user))
    if model.second_compartment:
        return _both_sides(model, user, hidden, permissions)
    if model.shielded_by:
        return ~Q(**{f"{model.shielded_by}__in": hidden.values("person_id")})
    return Q(**{f"{model.empty_while_protected}__isnull": True}) | ~Q(
        compartment__case__in=hidden.values("case_id")
    )


class ConfidentialQuerySet(models.QuerySet[M]):
    """Questions start with `visible_to`; a test forbids reads that do not (S-03)."""

    def visible_to(self, user: Any) -> "ConfidentialQuerySet[M]":
        """Rows in compartments open to the user at this moment (R1-R9, R12, R16, R17)."""
        model: Any = self.model
        return self.filter(
            open_compartment_filter(user, permissions=model.readable_with),
            unshielded(model, user),
        )

    def in_emergency(self, user: Any) -> "ConfidentialQuerySet[M]":
        """Rows of the few models that emergency access opens, to read (R13); the shield holds (R11)."""
        model: Any = self.model
        if not model.open_in_emergency:
            return self.none()
        return self.filter(
            open_compartment_filter(user, permissions=(EMERGENCY,)), unshielded(model, user)
        )

    def changeable_by(self, user: Any) -> "ConfidentialQuerySet[M]":
        """Rows in compartments in which the user writes."""
        return self.filter(
            open_compartment_filter(user, permissions=WRITE),
            unshielded(self.model, user, permissions=WRITE),
        )

    def scheduled(self) -> "ConfidentialQuerySet[M]":
        """All rows, for scheduled work: as its role, which reads `jobs_role_columns` and no other, not even
        to put rows in order."""
        return self.using("jobs").order_by()

    def of_case(self, case: Any) -> "ConfidentialQuerySet[M]":
        return self.filter(compartment__case=case)


class ConfidentialManager(models.Manager.from_queryset(ConfidentialQuerySet)):  # type: ignore[misc]
    """Default manager of confidential models."""


class ConfidentialHistoryQuerySet(HistoricalQuerySet):  # type: ignore[misc]  # a library without types
    """History stands under the same sentence as the row (S-27)."""

    def visible_to(self, user: Any) -> "ConfidentialHistoryQuerySet":
        model = self.model.instance_type
        found: ConfidentialHistoryQuerySet = self.filter(
            open_compartment_filter(user, permissions=model.readable_with),
            unshielded(model, user, history=True),
        )
        if not model.shielded_by:
            return found
        # A merge may have brought the row to a protected person: its versions carry who had it before (R11).
        made: ConfidentialHistoryQuerySet = found.filter(
            id__in=model.objects.visible_to(user).values("pk")
        )
        return made


class CompartmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "CompartmentQuerySet":
        """Compartments open to the user, with whichever permission."""
        return self.filter(open_compartment_filter(user, "id", (*READ, "progress_compartment")))

    def writable_by(self, user: Any) -> "CompartmentQuerySet":
        return self.filter(open_compartment_filter(user, "id", ("write_compartment",)))


class CaseFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, *, in_list: bool = False) -> "CaseFileQuerySet":
        """Cases of which any compartment is open to the user.

        `in_list`: it is asked for all of them, and not for some that are named beside: the keys are made
        first then, and read from the index in one go (who sees thirty thousand waits half as long).
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        permissions = (*READ, "progress_compartment")
        return self.filter(_open_to(user, "pk", "case_id", permissions, in_list=in_list))

    def without_memos(self) -> "CaseFileQuerySet":
        """Without files of which the acting user sees a 気になる人メモ and nothing else: no case yet."""
        return self.exclude(pk__in=Statement("select access.cases_of_memos()", ()))


class PersonalManager(models.Manager[Any]):
    """Rows of one's own."""

    def visible_to(self, user: Any) -> models.QuerySet[Any]:
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user=user)
