"""A consent is withdrawn while something that rests on it is being saved: nothing stays open by it (R3, R5, R9)."""

import pytest
from django.db import DatabaseError, connection, transaction

from access import grants
from access.errors import DomainError
from access.models import UserGrant
from cases.models import Consent, Referral, SharedExtract
from cases.services import share_note, withdraw_consent
from plans import services
from plans.models import Plan
from plans.services.changing import has_consent
from tests.at_one_moment import while_unsaved
from tests.cases.situations import a_hand_off, a_note, basis, office
from tests.databases import Database
from tests.world import acting

from . import situations as s

NOTHING = (0, 0, 0)


def join(plan: Plan) -> None:
    """The body of the partner joins; the coordinator acts already."""
    with acting(s.COORDINATOR) as by:
        services.add_bodies(plan=s.seen(plan), staff_in_charge=[office(s.PARTNER)], by=by)


def test_r5_who_joins_while_the_consent_is_withdrawn_sees_nothing_afterwards(
    committed_db: Database,
) -> None:
    plan = s.a_bare_plan()
    while_unsaved(s.COORDINATOR, lambda: join(plan), lambda: s.withdraw(plan))
    assert s.counts(plan, s.PARTNER) == NOTHING
    assert s.counts(plan, "kanri2") == NOTHING
    with acting(s.COORDINATOR):
        assert not has_consent(s.seen(plan))


def test_r5_nobody_joins_by_a_consent_that_is_being_withdrawn(committed_db: Database) -> None:
    plan = s.a_bare_plan()

    def joins() -> None:
        with pytest.raises(DomainError, match="同意"):
            join(plan)

    while_unsaved(s.RECORDER, lambda: s.withdraw(plan), joins)
    assert s.counts(plan, s.PARTNER) == NOTHING
    with acting(s.COORDINATOR):
        assert not has_consent(s.seen(plan))


def withdraw(consent: Consent) -> None:
    with acting(s.RECORDER) as by:
        own = Consent.objects.visible_to(by).select_related("compartment").get(pk=consent.pk)
        withdraw_consent(consent=own, note="電話で申し出", by=by)


def test_r3_nothing_is_shared_by_a_consent_that_is_being_withdrawn(committed_db: Database) -> None:
    case, consent = s.a_consented_case()
    note = a_note(case, s.RECORDER)

    def share() -> None:
        with acting(s.RECORDER) as by, pytest.raises(DomainError, match="撤回"):
            share_note(note=note, consent=consent, category=consent.categories[0], by=by)

    while_unsaved(s.RECORDER, lambda: withdraw(consent), share)
    with acting(s.RECORDER) as by:
        assert not SharedExtract.objects.visible_to(by).exists()


def test_r3_nothing_is_handed_on_by_a_consent_that_is_being_withdrawn(
    committed_db: Database,
) -> None:
    case, consent = s.a_consented_case()
    on_consent = {"legal_basis": basis("CONSENT"), "consent_state": "20"}

    def hand_on() -> None:
        with pytest.raises(DomainError, match="撤回"):
            a_hand_off(case, "sanka1", s.RECORDER, **on_consent)

    while_unsaved(s.RECORDER, lambda: withdraw(consent), hand_on)
    with acting("sanka1") as by:
        assert not Referral.objects.visible_to(by).exists()


@pytest.mark.django_db
def test_r5_the_database_opens_nothing_by_a_consent_that_was_withdrawn() -> None:
    plan = s.a_plan_with_its_circle()
    with acting(s.COORDINATOR):
        known = UserGrant.objects.filter(source_id=plan.consent_id).count()
    s.withdraw(plan)
    with acting(s.COORDINATOR) as by, pytest.raises(DatabaseError), transaction.atomic():
        grants.open_plan_circle(
            plan=s.seen(plan).compartment,
            staff_in_charge=[office(s.PARTNER)],
            source=plan.consent_id,
            valid_until=plan.created_at.replace(year=plan.created_at.year + 1),
            by=by,
        )
    with acting(s.COORDINATOR), connection.cursor() as cursor:
        assert UserGrant.objects.filter(source_id=plan.consent_id).count() == known
        # Of a case of which somebody sees nothing nothing is told.
        cursor.execute("select access.hold_source(%s)", [plan.consent_id])
        assert cursor.fetchone() == (False,)
    with acting("csw1"), connection.cursor() as cursor:
        cursor.execute("select access.hold_source(%s)", [plan.consent_id])
        assert cursor.fetchone() == (True,)
