"""A host is told while the consent is being taken back, while somebody is being kept out, or protected (R3, R11, R12)."""

from collections.abc import Callable

import pytest
from django.http import Http404

from access.errors import DomainError
from cases import services as cases
from cases.models import Consent
from cases.services import protection
from participation import services
from participation.models import HostTelling, Placement
from tests.at_one_moment import while_unsaved
from tests.cases.situations import a_case, office, people_of, record_of
from tests.databases import Database
from tests.world import acting, staff

from . import situations as s


def a_try() -> tuple[Placement, Consent]:
    """The plan rests on another consent: when the one to tell is taken back, the try stays open."""
    case = a_case(s.RECORDER)
    plan = s.a_plan(s.a_consent_to_tell(case, "どこでもない先"))
    return s.proposed(s.searching(plan), s.a_resource()), s.a_consent_to_tell(case)


def tell(placement: Placement, consent: Consent) -> None:
    s.as_keeper(
        services.tell_host,
        placement=placement,
        consent=consent,
        told={"05": "疲れやすい。"},
        way="oral",
        told_on=s.days(0),
    )


def number_told(consent: Consent) -> int:
    with acting(s.RECORDER) as by:
        rows = HostTelling.objects.visible_to(by).filter(consent_id=consent.pk)
        return int(rows.count())


def withdraw(consent: Consent) -> None:
    with acting(s.RECORDER) as by:
        own = Consent.objects.visible_to(by).select_related("compartment").get(pk=consent.pk)
        cases.withdraw_consent(consent=own, note="電話で申し出", by=by)


def keep_out(consent: Consent) -> None:
    with acting(s.RECORDER) as by:
        cases.restrict_person(
            case=consent.compartment.case, user=staff(s.KEEPER), reason="おじにあたる", by=by
        )


def protect(consent: Consent) -> None:
    with acting(s.RECORDER):
        case = consent.compartment.case
    with acting(s.RECORDER) as by:
        protection.protect_person(
            record=record_of(case, s.RECORDER),
            person=people_of(case, s.RECORDER)[0],
            named=[office(s.RECORDER), office("kanri1")],
            by=by,
        )


@pytest.mark.parametrize(
    ("close", "refused", "words"),
    [
        (withdraw, DomainError, "受入先の名前が入った"),
        (protect, DomainError, "保護の対象"),
        (keep_out, Http404, None),
    ],
)
def test_nothing_is_told_while_it_is_being_closed(
    committed_db: Database,
    close: Callable[[Consent], None],
    refused: type[Exception],
    words: str | None,
) -> None:
    placement, consent = a_try()

    def tells() -> None:
        with pytest.raises(refused, match=words):
            tell(placement, consent)

    while_unsaved(s.RECORDER, lambda: close(consent), tells)
    assert number_told(consent) == 0


@pytest.mark.parametrize("close", [withdraw, protect, keep_out])
def test_whoever_closes_it_waits_for_what_is_being_told(
    committed_db: Database, close: Callable[[Consent], None]
) -> None:
    """What was told stands there when it has closed, and not a moment later."""
    placement, consent = a_try()
    seen: list[int] = []

    def closes() -> None:
        close(consent)
        seen.append(number_told(consent))

    while_unsaved(s.KEEPER, lambda: tell(placement, consent), closes)
    assert seen == [1]
