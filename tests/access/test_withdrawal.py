"""R3, R8: a withdrawal shuts at once what rested on the consent, on each of the three walls."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from access.context import acting_as
from access.models import Compartment
from cases import services
from cases.models import Consent, ConsentBody, ConsentPerson, Person, SharedExtract
from tests.cases.situations import a_case, a_consent, a_note, body_of, people_of
from tests.world import acting, login, staff

OPENED = (Person, Consent, ConsentPerson, ConsentBody, SharedExtract)


def shared_with_two() -> Consent:
    """A consent of mother and son for two bodies, and one note shared under it."""
    case = a_case()
    with acting("soudan1"):
        persons = people_of(case, "soudan1")
    consent = a_consent(case, named=("kurashi1", "jimukyoku1"), persons=persons)
    note = a_note(case)
    with acting("soudan1") as user:
        services.share_note(note=note, consent=consent, category="09", by=user)
    return consent


def withdraw(consent: Consent, **taken: Any) -> None:
    with acting("soudan1") as user:
        services.withdraw_consent(
            consent=consent, note="電話で", taken=services.Withdrawn(**taken), by=user
        )


def by_the_querysets(username: str) -> set[str]:
    user = staff(username)
    with acting_as(user):
        return {m.__name__ for m in OPENED if m.objects.visible_to(user).exists()}


def by_the_database(username: str) -> set[str]:
    """Tables that hold a row for somebody, asked in raw SQL without any filter."""
    found = set()
    with acting_as(staff(username)), connection.cursor() as cursor:
        for model in OPENED:
            for table in (model._meta.db_table, model.history.model._meta.db_table):
                cursor.execute(f"select count(*) from {table}")
                if cursor.fetchone()[0]:
                    found.add(model.__name__)
    return found


def by_the_routes(username: str, consent: Consent) -> list[int]:
    client = Client()
    login(client, username)
    case = consent.compartment.case_id
    pages = [reverse(f"cases:{name}", args=[case]) for name in ("detail", "household", "consents")]
    pages += [reverse("cases:consent_of_paper", args=[consent.pk])]
    return [client.get(url).status_code for url in pages]


EVERYTHING = {model.__name__ for model in OPENED}


@pytest.mark.django_db
def test_r3_r8_withdrawal_shuts_at_once_by_routes_and_row_policies() -> None:
    consent = shared_with_two()
    assert by_the_database("kurashi1") == EVERYTHING
    assert by_the_routes("kurashi1", consent) == [200, 200, 200, 303]
    withdraw(consent)
    for name in ("kurashi1", "jimukyoku1"):
        assert by_the_database(name) == set()
        assert by_the_routes(name, consent) == [404, 404, 404, 404]
    assert by_the_database("soudan1") == EVERYTHING


def test_r3_r8_withdrawal_shuts_at_once_in_the_querysets(wall_three_down: None) -> None:
    """Connected as a superuser of the database, whom no policy binds."""
    consent = shared_with_two()
    assert by_the_querysets("kurashi1") == EVERYTHING
    withdraw(consent)
    assert by_the_querysets("kurashi1") == by_the_querysets("jimukyoku1") == set()


@pytest.mark.django_db
def test_r8_what_one_body_loses_the_others_keep_on_every_wall() -> None:
    consent = shared_with_two()
    withdraw(consent, bodies={body_of("kurashi1").pk})
    assert by_the_database("kurashi1") == set()
    assert by_the_routes("kurashi1", consent) == [404, 404, 404, 404]
    assert by_the_database("jimukyoku1") == EVERYTHING
    assert by_the_querysets("jimukyoku1") == EVERYTHING


@pytest.mark.django_db
def test_r3_r8_a_person_who_withdraws_alone_is_named_nowhere_to_the_receivers() -> None:
    consent = shared_with_two()
    with acting("soudan1"):
        people = people_of(consent.compartment.case, "soudan1")
    son = next(p for p in people if not p.is_subject)
    withdraw(consent, persons={son.pk})
    assert by_the_database("kurashi1") == {"Consent", "ConsentPerson", "ConsentBody"}
    user = staff("kurashi1")
    with acting_as(user):
        assert son.pk not in ConsentPerson.objects.visible_to(user).values_list(
            "person_id", flat=True
        )
        kinds = Compartment.objects.visible_to(user).values_list("kind", flat=True)
        assert set(kinds) == {"consented"}
