"""What is refused of a record of a body: absences, versions, pauses, つなぎ, hand-overs, consents. Nothing is
written then."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access.errors import DomainError, StaleError
from access.models import CaseFile
from cases import services
from cases.models import (
    Absence,
    Assessment,
    CaseImport,
    CaseRecord,
    Consent,
    ConsentAttempt,
    ImportState,
    NextAction,
    OutsideHandOff,
    SharedExtract,
)
from cases.services import absences, handing_over, imports
from cases.services.handing_over import HandOver
from organizations.models import Appointment
from tests.outreach import situations as outreach
from tests.outreach import test_handing_over as led
from tests.world import acting, staff

from .bringing import LINE, SUPERVISOR, a_list, bring, cases, take_in
from .situations import (
    a_case,
    a_consent,
    body_of,
    narrow_to,
    office,
    people_of,
    put_in_charge,
    record_of,
)
from .test_closing import suspend
from .test_consent_scope import attempt
from .test_consents import withdraw
from .test_handing_over import in_charge, pass_on, rows
from .test_outside_hand_offs import handed, lines

pytestmark = pytest.mark.django_db

WORKER, COLLEAGUE, FOREIGN = "soudan1", "soudan2", "kurashi1"
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def left(model: Any, username: str = WORKER) -> int:
    """How many rows there are for her to see."""
    with acting(username) as by:
        return int(model.objects.visible_to(by).count())


@pytest.mark.parametrize(
    ("who", "first_on", "last_on", "words"),
    [
        (FOREIGN, TODAY, TODAY + DAY, "この機関の職員から"),
        (WORKER, TODAY + 2 * DAY, TODAY + DAY, "初日よりあとで、今日から"),
        (WORKER, TODAY - 3 * DAY, TODAY - DAY, "初日よりあとで、今日から"),
        (WORKER, TODAY, TODAY + absences.LONGEST + DAY, "不在は1年まで"),
    ],
)
def test_an_absence_is_of_a_colleague_not_over_and_not_for_ever(
    who: str, first_on: datetime.date, last_on: datetime.date, words: str
) -> None:
    with acting(SUPERVISOR) as by, pytest.raises(DomainError, match=words):
        absences.enter_absence(
            body=body_of(SUPERVISOR), staff=staff(who), first_on=first_on, last_on=last_on, by=by
        )
    assert left(Absence, SUPERVISOR) == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"occasion": "77"}, "作るきっかけを、一覧から"),
        ({"made_on": TODAY + 2 * DAY}, "作成日は、今日まで"),
    ],
)
def test_a_version_is_not_begun_for_no_reason_nor_in_the_future(
    facts: dict[str, Any], words: str
) -> None:
    case = a_case()
    with acting(WORKER) as by, pytest.raises(DomainError, match=words):
        services.start_assessment(
            record=record_of(case, WORKER), by=by, **{"occasion": "1"} | facts
        )
    assert left(Assessment) == 0


class TestReviewOfAPause:
    def postpone(self, case: CaseFile, review_on: datetime.date) -> None:
        with acting(WORKER) as by:
            record = record_of(case, WORKER)
            services.postpone_review(record=record, review_on=review_on, by=by)

    def test_what_does_not_pause_is_not_reviewed_later(self) -> None:
        case = a_case()
        with pytest.raises(DomainError, match="中断していません。画面を"):
            self.postpone(case, TODAY + DAY)
        with acting(WORKER):
            assert record_of(case, WORKER).review_on is None

    def test_it_is_reviewed_tomorrow_or_later(self) -> None:
        case = a_case()
        planned = suspend(case).review_on
        with pytest.raises(DomainError, match="あしたからあとの日"):
            self.postpone(case, TODAY)
        with acting(WORKER):
            assert record_of(case, WORKER).review_on == planned


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"tried_on": TODAY + 2 * DAY}, "話した日は、今日まで"),
        ({"next_try_on": TODAY - DAY}, "次に話す日は、今日か"),
    ],
)
def test_consent_was_asked_for_until_today_and_is_asked_for_again_from_today(
    facts: dict[str, Any], words: str
) -> None:
    case = a_case()
    with acting(WORKER):
        mother = people_of(case, WORKER)[0]
    tasks = left(NextAction)
    with pytest.raises(DomainError, match=words):
        attempt(case, mother, "20", **facts)
    assert (left(ConsentAttempt), left(NextAction)) == (0, tasks)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"told_on": TODAY + 2 * DAY}, "つないだ日は、今日まで"),
        ({"ask_on": TODAY - DAY}, "結果を確かめる日は、今日か"),
        ({"kind": "77"}, "つなぎ先の種別を"),
        ({"kind": "77", "way": "person", "legal_basis": None}, "つなぎ先の種別を"),
    ],
)
def test_r21_a_place_outside_was_told_until_today_and_is_of_a_kind_of_the_list(
    facts: dict[str, Any], words: str
) -> None:
    case = a_case()
    with acting(WORKER), pytest.raises(DomainError, match=words):
        handed(case, **facts)
    assert left(OutsideHandOff) == 0
    assert lines(case) == [], "nothing left the body"


class TestHandingOver:
    def test_without_a_record_there_is_nothing_to_hand_over(self) -> None:
        with pytest.raises(DomainError, match="引き継ぐケースと、引き継ぐ人"):
            pass_on([])

    def test_the_successor_is_of_the_same_body(self) -> None:
        case = a_case()
        with pytest.raises(DomainError, match="引き継ぐ人を、自分の機関"):
            pass_on(rows(), to=FOREIGN)
        assert in_charge(case) == [WORKER]

    def test_an_outreach_that_was_changed_since_it_was_shown_stays_where_it_is(self) -> None:
        approached = outreach.approaching()
        case = led.case_of(approached)
        with acting(WORKER) as by:
            record = record_of(case, WORKER)
            put_in_charge(record=record, staff=[office(SUPERVISOR)], by=by)
        (row,) = led.in_hand()
        with acting(SUPERVISOR) as by:
            shown = HandOver(row, office(COLLEAGUE), row.version - 1)
            with pytest.raises(DomainError, match="ほかの人に変えられました"):
                handing_over.hand_over(hand_overs=[shown], by=by)
        assert in_charge(case) == [SUPERVISOR]
        with acting(WORKER) as by:
            assert outreach.seen(approached).in_charge == by


def test_a_list_that_was_taken_in_is_not_given_up() -> None:
    kept = bring(a_list(LINE))
    take_in(kept)
    with acting(SUPERVISOR) as by:
        kept = CaseImport.objects.visible_to(by).get(pk=kept.pk)
        with pytest.raises(DomainError, match="すでに取り込みました"):
            imports.give_up(kept=kept, by=by)
        assert CaseImport.objects.visible_to(by).get(pk=kept.pk).state == ImportState.DONE
    assert len(cases()) == 1


class TestInCharge:
    def test_r2_who_does_not_write_in_the_record_names_nobody(self) -> None:
        case = a_case()
        with acting(WORKER) as by:
            record = record_of(case, WORKER)
            versions = {services.staff_version(services.staff_in_charge(record, by))}
            named = [office(COLLEAGUE)]
        with acting(FOREIGN) as by:
            versions.add(services.staff_version(services.staff_in_charge(record, by)))
        assert len(versions) == 2, "she sees nobody in charge"
        for version in versions:
            with acting(FOREIGN) as by, pytest.raises(StaleError):
                services.assign_staff(record=record, staff=named, version=version, by=by)
        assert in_charge(case) == [WORKER]

    def narrow(self, case: CaseFile, *named: str) -> CaseRecord:
        with acting(WORKER) as by:
            chosen: list[Appointment] = [office(name) for name in named]
            return narrow_to(record=record_of(case, WORKER), staff=chosen, by=by)

    def test_r2_nobody_narrows_a_case_away_from_herself(self) -> None:
        case = a_case()
        with pytest.raises(DomainError, match="自分を含めて"):
            self.narrow(case, COLLEAGUE)
        with acting(WORKER):
            assert not record_of(case, WORKER).is_narrowed
        assert in_charge(case) == [WORKER]

    def test_r2_a_narrowed_case_is_not_narrowed_again(self) -> None:
        case = a_case()
        self.narrow(case, WORKER)
        with pytest.raises(DomainError, match="すでに担当者限定"):
            self.narrow(case, WORKER, COLLEAGUE)
        with acting(COLLEAGUE) as by:
            assert not CaseFile.objects.visible_to(by).filter(pk=case.pk).exists()


class TestStatements:
    def share(self, consent: Consent, by: str) -> None:
        with acting(WORKER) as user:
            held = Consent.objects.visible_to(user).select_related("compartment__case", "body")
            known = held.get(pk=consent.pk)
        with acting(by) as user:
            services.share_statement(
                consent=known,
                body=body_of(WORKER),
                category="09",
                person_id=None,
                recorded_on=TODAY,
                nature="fact",
                source="本人",
                text="家賃を分けて払っている。",
                by=user,
            )

    def test_r3_under_a_consent_that_was_withdrawn_nothing_is_shared(self) -> None:
        consent = a_consent(a_case())
        withdraw(consent)
        with pytest.raises(DomainError, match="期限が切れたか、撤回"):
            self.share(consent, WORKER)
        assert left(SharedExtract) == 0

    def test_r3_who_is_not_named_in_a_consent_shares_nothing_under_it(self) -> None:
        consent = a_consent(a_case())
        with pytest.raises(DomainError, match="あなたの名前がありません"):
            self.share(consent, "kanri2")
        assert left(SharedExtract) == 0
