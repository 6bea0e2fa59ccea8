"""Who is kept out of a case (R12) is chosen for nothing in it: she would see nothing of what she was chosen for, and
would see it on the day on which the restriction ends. What she had in hand somebody else takes on."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access import protecting
from access.errors import DomainError
from access.models import CaseFile
from cases import services
from cases.models import NextAction, Person, ProtectionMeasure, StaffInCharge
from cases.services import protection
from organizations.services import end_appointment
from tests.world import acting, staff

from . import situations as s
from .pages import browser, text_of
from .test_protection import a_protected_mother, offices
from .test_restrictions import restrict

pytestmark = pytest.mark.django_db

WORKER, COLLEAGUE, SUPERVISOR = "soudan1", "soudan2", "kanri1"
OF_ANOTHER, ITS_SUPERVISOR = "kurashi1", "kanri2"
REFUSED = "見せないことになっています（閲覧制限）"


def offered(page: str, case: CaseFile, field: str, by: str = WORKER) -> set[str]:
    """Keys that a field of a page offers."""
    form = browser(by).get(reverse(page, args=[case.pk])).context["form"]
    return {str(key) for key, _ in form.fields[field].choices}


def test_r12_who_is_kept_out_comes_not_to_be_in_charge() -> None:
    case = s.a_case(WORKER)
    colleague = str(s.office(COLLEAGUE).pk)
    assert colleague in offered("cases:staff", case, "staff")
    restrict(case)
    with acting(WORKER) as by:
        record = s.record_of(case, WORKER)
        with pytest.raises(DomainError, match=REFUSED):
            s.put_in_charge(record=record, staff=offices(WORKER, COLLEAGUE), by=by)
        with pytest.raises(DomainError, match=REFUSED):
            s.narrow_to(record=record, staff=offices(WORKER, COLLEAGUE), by=by)
        rows = StaffInCharge.objects.visible_to(by).of_case(case).filter(until=None)
        assert [row.staff for row in rows] == [staff(WORKER)]
    for page in ("cases:staff", "cases:narrow"):
        keys = offered(page, case, "staff")
        assert str(s.office(WORKER).pk) in keys
        assert colleague not in keys


def test_r12_nothing_to_do_is_given_to_who_is_kept_out() -> None:
    case = s.a_case(WORKER)
    due = timezone.localdate() + datetime.timedelta(days=1)
    s.a_note(case, WORKER, next_what="電話する", next_due_on=due)
    restrict(case)
    with acting(WORKER) as by:
        task = NextAction.objects.visible_to(by).of_case(case).get()
        given = {"what": task.what, "due_on": task.due_on, "assignee": staff(COLLEAGUE)}
        with pytest.raises(DomainError, match="担当できる職員"):
            services.change_action(action=task, by=by, **given)
        services.change_action(action=task, by=by, **given | {"assignee": staff(SUPERVISOR)})
        assert NextAction.objects.visible_to(by).get(pk=task.pk).assignee == staff(SUPERVISOR)


def test_r12_a_consent_opens_nothing_to_who_is_kept_out() -> None:
    case = s.a_case(WORKER)
    restrict(case, OF_ANOTHER)
    with pytest.raises(DomainError, match=REFUSED):
        s.a_consent(case, named=(OF_ANOTHER,))
    page = reverse("cases:consent_new", args=[case.pk])
    body = {"step": "bodies", "bodies": [str(s.body_of(OF_ANOTHER).pk)]}
    form = browser(WORKER).post(page, body).context["form"]
    keys = {key for key, _ in form.fields["staff"].choices}
    assert str(s.office(OF_ANOTHER).pk) not in keys


class TestProtectionList:
    """R11: who is on the list reads the address and is the second person (S-91)."""

    def test_r12_who_is_kept_out_is_not_named_on_it(self) -> None:
        case = s.a_case(WORKER)
        restrict(case, SUPERVISOR)
        with pytest.raises(DomainError, match=REFUSED):
            a_protected_mother(case)
        with acting(WORKER) as by:
            mother = Person.objects.visible_to(by).of_case(case).get(is_subject=True)
            assert not ProtectionMeasure.objects.visible_to(by).of_case(case).exists()
        form = browser(WORKER).get(reverse("cases:protect", args=[mother.pk])).context["form"]
        assert str(s.office(SUPERVISOR).pk) not in dict(form.fields["named"].choices)
        assert str(s.office(SUPERVISOR).pk) not in form.initial["named"]

    def test_r12_who_is_kept_out_is_not_added_to_it(self) -> None:
        case = s.a_case(WORKER)
        measure = a_protected_mother(case)
        restrict(case)
        with acting(WORKER) as by:
            with pytest.raises(DomainError, match=REFUSED):
                protection.admit_to_list(measure=measure, appointment=s.office(COLLEAGUE), by=by)
            assert len(protecting.on_the_list(protection.protection_of(measure))) == 2
        page = browser(WORKER).get(reverse("cases:admit", args=[measure.pk]))
        assert str(s.office(COLLEAGUE).pk) not in dict(
            page.context["form"].fields["office"].choices
        )

    def test_r12_who_is_kept_out_later_counts_no_more_and_it_is_told_that_nobody_decides(
        self,
    ) -> None:
        case = s.a_case(WORKER)
        measure = a_protected_mother(case)
        address = reverse("cases:protection", args=[measure.pk])
        words = "名簿の人が足りません"
        before = text_of(browser(WORKER).get(address))
        assert staff(SUPERVISOR).name in before
        assert words not in before
        data = {"staff": str(staff(SUPERVISOR).pk), "relation": "kin", "reason": "親族"}
        keep_out = reverse("cases:restrict", args=[case.pk])
        client = browser(WORKER)
        assert client.post(keep_out, data).status_code == 303
        assert "保護の名簿の人が足りません" in text_of(client.get(keep_out))
        with acting(WORKER):
            lock = protection.protection_of(measure)
            assert [who for who, _ in protecting.on_the_list(lock)] == [staff(WORKER).pk]
        assert words in text_of(browser(WORKER).get(address))


def a_case_of_two_bodies() -> CaseFile:
    case = s.a_case(WORKER)
    s.an_accepted_hand_off(case, to=OF_ANOTHER)
    return case


def test_r12_the_body_of_whom_another_keeps_out_is_told_that_nobody_is_in_charge() -> None:
    """The other body does not write in its record, and who was in charge of it sees it on no page any more."""
    case = a_case_of_two_bodies()
    due = timezone.localdate() + datetime.timedelta(days=1)
    s.a_note(case, OF_ANOTHER, next_what="保護費の手続きを見る", next_due_on=due)
    words = "担当する人がいないケースの担当を決める"
    page, home = reverse("cases:detail", args=[case.pk]), reverse("home")
    assert words not in text_of(browser(ITS_SUPERVISOR).get(home))
    restrict(case, OF_ANOTHER)
    assert words in text_of(browser(ITS_SUPERVISOR).get(home))
    shown = text_of(browser(ITS_SUPERVISOR).get(page))
    assert "見せません（閲覧制限）" in shown
    assert "担当する人が決まっていません" in shown
    assert words not in text_of(browser(OF_ANOTHER).get(home))
    with acting(ITS_SUPERVISOR) as by:
        record = s.record_of(case, ITS_SUPERVISOR)
        s.put_in_charge(record=record, staff=offices(ITS_SUPERVISOR), by=by)
    after = text_of(browser(ITS_SUPERVISOR).get(home))
    assert words not in after
    assert "保護費の手続きを見る" in after, "what she was to do goes along"
    assert "見せません（閲覧制限）" not in text_of(browser(ITS_SUPERVISOR).get(page))


def test_r12_r16_so_it_is_where_the_office_of_who_is_kept_out_is_over() -> None:
    case, home = a_case_of_two_bodies(), reverse("home")
    restrict(case, OF_ANOTHER)
    with acting("system1"):
        end_appointment(appointment=s.office(OF_ANOTHER))
    told = text_of(browser(ITS_SUPERVISOR).get(home))
    assert "担当する人がいないケースの担当を決める" in told


@pytest.mark.parametrize("narrows", [False, True])
def test_r12_what_somebody_had_in_hand_whom_another_body_keeps_out_is_taken_on(
    narrows: bool,
) -> None:
    """However the others are named, and whether she was in charge or had only something to do."""
    case = a_case_of_two_bodies()
    due = timezone.localdate() + datetime.timedelta(days=1)
    s.a_note(case, WORKER, next_what="銀行に同行する", next_due_on=due)
    with acting(WORKER) as by:
        task = NextAction.objects.visible_to(by).of_case(case).get(what="銀行に同行する")
        given = {"what": task.what, "due_on": due, "assignee": staff(COLLEAGUE)}
        services.change_action(action=task, by=by, **given)
    s.a_note(case, WORKER, next_what="役所に電話する", next_due_on=due)
    with acting(OF_ANOTHER) as by:
        for name in (COLLEAGUE, WORKER):
            services.restrict_person(case=case, user=staff(name), reason="近所", by=by)
    name_others = s.narrow_to if narrows else s.put_in_charge
    with acting(SUPERVISOR) as by:
        name_others(record=s.record_of(case, SUPERVISOR), staff=offices(SUPERVISOR), by=by)
        rows = NextAction.objects.visible_to(by).of_case(case)
        tasks = rows.filter(done_at=None, what__in=("銀行に同行する", "役所に電話する"))
        assert [task.assignee for task in tasks] == [by, by]


def test_r12_what_is_left_of_a_withdrawal_is_for_somebody_who_sees_it() -> None:
    case = s.a_case(WORKER)
    consent: Any = s.a_consent(case, named=(OF_ANOTHER,))
    with acting(WORKER) as by:
        s.put_in_charge(record=s.record_of(case, WORKER), staff=offices(COLLEAGUE), by=by)
    restrict(case)
    with acting(SUPERVISOR) as by:
        services.withdraw_consent(consent=consent, note="電話で", by=by)
        left = NextAction.objects.visible_to(by).of_case(case).filter(done_at=None)
        assert staff(COLLEAGUE) not in {task.assignee for task in left}
