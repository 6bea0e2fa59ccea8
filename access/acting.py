"""Who acts in a request: what the middleware adds to the request of a page, and views rely on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from organizations.models import Appointment, Body
from organizations.names import keep_names, names_asked
from organizations.second_factor import second_factors

from .grants import record_roles
from .reading import ReadingLog
from .together import Asked, ask_of


def _asked_on_every_page(user: Any) -> list[Asked]:
    held = Appointment.objects.current().filter(staff=user)
    ordered = held.select_related("role_group__body").order_by("valid_from", "pk")
    return [ordered, second_factors(user), names_asked()]


@dataclass
class Acting:
    """Who acts in this request: offices held at this moment, and the log of reading."""

    user: Any
    log: ReadingLog
    entered_at: Any = field(default_factory=timezone.now)
    _answers: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, ask: Callable[[], Any]) -> Any:
        """The answer to a question that several parts of one page put, asked once a request.

        For pages only: a service that writes asks anew.
        """
        if key not in self._answers:
            self._answers[key] = ask()
        return self._answers[key]

    def knows(self, key: Any) -> bool:
        """Whether that was asked already in this request."""
        return key in self._answers

    @cached_property
    def _of_every_page(self) -> tuple[list[Appointment], bool]:
        """Offices, and whether a second factor is set up; with them, in one statement, the names that
        pages use."""
        if not self.user.is_authenticated:
            return [], False
        offices, factors, names = ask_of(self.user, _asked_on_every_page)
        keep_names(names)
        return offices, bool(factors)

    @property
    def appointments(self) -> list[Appointment]:
        return self._of_every_page[0]

    @property
    def has_second_factor(self) -> bool:
        """Whether she may work at all: before, there is only the setting up of one (S-55)."""
        return self._of_every_page[1]

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(a.role for a in self.appointments)

    @cached_property
    def bodies(self) -> list[Body]:
        return list(dict.fromkeys(a.body for a in self.appointments))

    def bodies_with(self, *roles: str) -> list[Body]:
        """Bodies at which the user holds one of the roles now."""
        return list(dict.fromkeys(a.body for a in self.appointments if a.role in roles))

    @property
    def recording_bodies(self) -> list[Body]:
        """Bodies in whose records the user writes (R2); a coordinator at the secretariat (R6)."""
        return [body for body in self.bodies if body in self.bodies_with(*record_roles(body))]

    def appointment_with(self, *roles: str) -> Appointment | None:
        """The first office held now with one of the roles."""
        return next((a for a in self.appointments if a.role in roles), None)


class ActingRequest(HttpRequest):
    """The request that a view is handed, as the type checker is to know it; nobody makes one."""

    acting: Acting
    htmx: HtmxDetails


def body_asked(request: HttpRequest, bodies: Sequence[Body]) -> Body:
    """Of the bodies for which the user comes here the one that `?body=` names, otherwise the first of them.

    Raises Http404 when there is none (R14)."""
    asked = request.GET.get("body", "")
    found = next((body for body in bodies if str(body.pk) == asked), next(iter(bodies), None))
    if found is None:
        raise Http404
    return found
