"""Where terminals are shared, one session an account (S-48)."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from organizations.models import Appointment, Counter
from organizations.one_terminal import ENDED
from organizations.sample_staff import SAMPLE_PASSWORD
from organizations.services import end_appointment
from tests.organizations.test_login import own_page, pass_both, try_password
from tests.world import acting, login, staff

pytestmark = pytest.mark.django_db

SIGNED_OUT = 302


@pytest.fixture(autouse=True)
def fresh_limits() -> Any:
    """Attempts and used codes are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


def share(username: str) -> None:
    """The body of her office says that the terminals of its first counter are shared."""
    office = Appointment.objects.current().filter(staff=staff(username)).first()
    assert office is not None
    counter = Counter.objects.filter(body=office.body).first()
    assert counter is not None
    with acting("system1"):
        Counter.objects.filter(pk=counter.pk).update(is_shared_terminal=True)


def test_s48_signing_in_at_the_counter_ends_what_she_left_open_elsewhere(client: Client) -> None:
    share("soudan1")
    other = Client()
    login(other, "soudan1")
    assert own_page(other).status_code == 200
    pass_both(client, "soudan1")
    assert own_page(other).status_code == SIGNED_OUT
    page = own_page(client)
    assert page.status_code == 200
    assert ENDED in page.content.decode()
    assert UserSession.objects.filter(user=staff("soudan1")).count() == 1


def test_s48_nobody_else_is_signed_out_by_it(client: Client) -> None:
    share("soudan1")
    colleague = Client()
    login(colleague, "kanri1")
    assert own_page(colleague).status_code == 200
    pass_both(client, "soudan1")
    assert own_page(colleague).status_code == 200


def test_s48_a_password_without_its_code_ends_nothing(client: Client) -> None:
    """Or whoever knows a password signs its owner out at will (S-56)."""
    share("soudan1")
    other = Client()
    login(other, "soudan1")
    own_page(other)
    first = try_password(client, "soudan1", SAMPLE_PASSWORD)
    assert first["Location"] == reverse("mfa_authenticate")
    assert own_page(other).status_code == 200


def test_s48_where_no_terminal_is_shared_she_may_use_two(client: Client) -> None:
    other = Client()
    login(other, "soudan1")
    own_page(other)
    pass_both(client, "soudan1")
    assert own_page(other).status_code == 200


def test_s48_a_body_where_she_holds_no_office_any_more_asks_nothing_of_her(client: Client) -> None:
    share("soudan1")
    with acting("system1"):
        for office in Appointment.objects.current().filter(staff=staff("soudan1")):
            end_appointment(appointment=office)
    other = Client()
    login(other, "soudan1")
    own_page(other)
    pass_both(client, "soudan1")
    assert UserSession.objects.filter(user=staff("soudan1")).count() == 2
