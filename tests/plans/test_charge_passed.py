"""Who is in charge at a body has changed: who coordinates the plan is told, and decides (R5, R6, R12, R16)."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from cases import services as cases
from cases.models import Consent
from organizations.models import Appointment
from organizations.services import end_appointment
from plans import services
from plans.changes import Changes, Event
from plans.comparing import side_by_side, since_last_meeting
from plans.models import Plan, PlanBody
from plans.past import Past
from tests.cases.situations import office, record_of
from tests.world import acting, login

from . import situations as s

pytestmark = pytest.mark.django_db

SUCCESSOR, COLLEAGUE = "soudan2", "kanri1"
TOLD = "の担当者が替わりました。プランの担当者を確かめてください"


def hand_over(plan: Plan, to: str = SUCCESSOR) -> None:
    """The body puts somebody else in charge of its record."""
    with acting(s.RECORDER) as by:
        record = record_of(plan.compartment.case, s.RECORDER)
        before = cases.staff_version(cases.staff_in_charge(record, by))
        cases.assign_staff(record=record, staff=[office(to)], version=before, by=by)


def row_of(plan: Plan) -> PlanBody:
    with acting(s.COORDINATOR) as by:
        rows = PlanBody.objects.visible_to(by).in_circle().filter(plan=plan)
        found: PlanBody = rows.select_related(
            "plan__compartment__case", "appointment__staff", "body"
        ).get(body=office(SUCCESSOR).body)
        return found


def to_check(plan: Plan, username: str = s.COORDINATOR) -> list[PlanBody]:
    with acting(username) as by:
        rows = PlanBody.objects.visible_to(by).to_check([plan.compartment_id])
        return list(rows)


def home(username: str) -> str:
    client = Client()
    login(client, username)
    return client.get(reverse("home")).content.decode()


def test_r5_who_coordinates_is_told_that_somebody_else_is_in_charge() -> None:
    plan = s.an_active_plan()
    assert to_check(plan) == []
    assert TOLD not in home(s.COORDINATOR)
    hand_over(plan)
    [row] = to_check(plan)
    assert row == row_of(plan)
    page = home(s.COORDINATOR)
    assert f"{row.body}{TOLD}" in page
    assert reverse("plans:person", args=[row.pk]) in page
    assert s.counts(plan, s.RECORDER)[0] == 1, "until the coordinator has decided"
    detail = Client()
    login(detail, s.COORDINATOR)
    assert (
        "担当者が替わりました"
        in detail.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    )


def test_r6_nobody_else_is_told_of_who_is_in_charge_at_a_body() -> None:
    plan = s.an_active_plan()
    hand_over(plan)
    for username in (s.RECORDER, s.PARTNER, "kanri1", "kanri2", "csw1", "ishi1", "kansa1"):
        with acting(username), connection.cursor() as cursor:
            cursor.execute("select * from access.charge_passed(%s)", [[plan.compartment_id]])
            assert cursor.fetchall() == [], username
        assert to_check(plan, username) == [], username
        assert TOLD not in home(username), username


def test_r5_who_is_in_charge_now_is_offered_first_and_chosen() -> None:
    plan = s.an_active_plan()
    hand_over(plan)
    row = row_of(plan)
    client = Client()
    login(client, s.COORDINATOR)
    answer = client.get(reverse("plans:person", args=[row.pk]))
    form, page = answer.context["form"], answer.content.decode()
    assert form.fields["successor"].choices[0][0] == str(office(SUCCESSOR).pk)
    assert form["successor"].initial == str(office(SUCCESSOR).pk)
    assert "いまこのケースを担当" in page
    sent = {
        "successor": str(office(SUCCESSOR).pk),
        "version": form["version"].value(),
        "form_key": str(uuid.uuid4()),
    }
    assert client.post(answer.request["PATH_INFO"], sent).status_code == 422, "without a reason"
    assert "担当者を替えるときは必須です" in page
    sent["reason"] = "担当が替わった"
    done = client.post(answer.request["PATH_INFO"], sent)
    assert done.status_code == 303
    assert "担当者を替えました" in client.get(done["Location"]).content.decode()
    assert s.counts(plan, s.RECORDER)[0] == 0
    assert s.counts(plan, SUCCESSOR)[0] == 1
    assert to_check(plan) == []


def test_r5_the_coordinator_may_leave_her_in_charge_of_the_plan() -> None:
    plan = s.an_active_plan()
    hand_over(plan)
    row = row_of(plan)
    client = Client()
    login(client, s.COORDINATOR)
    address = reverse("plans:person", args=[row.pk])
    form = client.get(address).context["form"]
    sent = {
        "successor": "stays",
        "version": form["version"].value(),
        "form_key": str(uuid.uuid4()),
    }
    assert client.post(address, sent).status_code == 303, "nothing changes, so no reason is asked"
    assert to_check(plan) == []
    assert s.counts(plan, s.RECORDER)[0] == 1
    assert s.counts(plan, SUCCESSOR)[0] == 0
    event, said = last_change(plan)
    assert event.title == "担当者を確かめた"
    words = f"{row.body}の担当者を確かめた（{row.appointment.staff.name}のまま）"
    assert said == [(words, "", "")]


def test_r5_somebody_was_faster_and_she_is_no_longer_in_the_circle() -> None:
    plan = s.an_active_plan()
    hand_over(plan)
    row = row_of(plan)
    with acting(s.COORDINATOR) as by:
        services.change_person(row=row, successor=office(SUCCESSOR), reason="異動", by=by)
    with acting(s.COORDINATOR) as by, pytest.raises(DomainError, match="担当者ではありません"):
        services.keep_person(row=row, by=by)


def last_change(plan: Plan) -> tuple[Event, list[tuple[str, str, str]]]:
    """The last event of the history, and its lines as label, before and after."""
    with acting(s.COORDINATOR) as by:
        event = Changes(s.seen(plan), by)[0:1][0]
    said = [
        (one.label, "".join(p.text for p in one.was), "".join(p.text for p in one.is_now))
        for one in event.lines
    ]
    return event, said


def test_r5_a_body_whose_person_is_another_has_not_left() -> None:
    plan = s.an_active_plan()
    row = row_of(plan)
    was, is_now = row.appointment.staff.name, office(SUCCESSOR).staff.name
    with acting(s.COORDINATOR) as by:
        services.change_person(row=row, successor=office(SUCCESSOR), reason="異動", by=by)
    new = row_of(plan)
    event, said = last_change(plan)
    assert said == [(f"{row.body}の担当者（変更）", was, is_now)]
    assert event.why == "異動"
    with acting(s.COORDINATOR) as by:
        since = since_last_meeting(s.seen(plan), by)
        past = Past(s.seen(plan), by)
        now = past.plan.edition
        found = [past.span("edition", number) for number in (now - 1, now)]
        before, after = (past.snapshot(span) for span in found if span)
        [section] = side_by_side(before, after)
    assert since is not None
    assert since.gone == []
    assert since.marks[new.pk] == f"担当者：{was} → {is_now}"
    assert (section.title, [one.label for one in section.rows]) == (
        "参加機関",
        [f"{row.body}の担当者（変更）"],
    )
    client = Client()
    login(client, s.COORDINATOR)
    page = client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert f"前回の会議のあと：担当者：{was} → {is_now}" in page
    assert "なくなったもの" not in page


def test_r5_only_the_coordinator_says_that_she_stays() -> None:
    plan = s.an_active_plan()
    hand_over(plan)
    row = row_of(plan)
    for username in (s.RECORDER, s.PARTNER, "kanri1", "csw1"):
        with acting(username) as by, pytest.raises(DomainError):
            services.keep_person(row=row, by=by)
    assert to_check(plan) == [row]


def test_r16_who_has_left_sees_nothing_and_the_coordinator_is_told() -> None:
    plan = s.an_active_plan()
    row = row_of(plan)
    with acting("system1"):
        end_appointment(appointment=row.appointment)
    assert s.counts(plan, s.RECORDER)[0] == 0
    assert [one.has_left for one in to_check(plan)] == [True]
    page = home(s.COORDINATOR)
    assert f"{row.body}の担当者が異動・退職しました。プランの担当者を確かめてください" in page
    assert TOLD not in page
    client = Client()
    login(client, s.COORDINATOR)
    detail = client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert "異動・退職しました" in detail
    assert "担当者が替わりました" not in detail
    answer = client.get(reverse("plans:person", args=[row.pk]))
    assert "もうプランを見られません" in answer.content.decode()
    assert "stays" not in dict(answer.context["form"].fields["successor"].choices)
    with acting(s.COORDINATOR) as by, pytest.raises(DomainError, match="異動や退職"):
        services.keep_person(row=row, by=by)


def test_r2_of_a_narrowed_record_no_name_is_told() -> None:
    plan = s.an_active_plan()
    with acting(s.RECORDER) as by:
        record = record_of(plan.compartment.case, s.RECORDER)
        before = cases.staff_version(cases.staff_in_charge(record, by))
        both = [office(s.RECORDER), office(SUCCESSOR)]
        cases.narrow_to_staff(record=record, staff=both, version=before, by=by)
    with acting(SUCCESSOR) as by:
        record = record_of(plan.compartment.case, SUCCESSOR)
        before = cases.staff_version(cases.staff_in_charge(record, by))
        cases.assign_staff(record=record, staff=[office(SUCCESSOR)], version=before, by=by)
    [row] = to_check(plan)
    client = Client()
    login(client, s.COORDINATOR)
    page = client.get(reverse("plans:person", args=[row.pk])).content.decode()
    assert "いまこのケースを担当" not in page


def test_r12_who_is_kept_out_of_the_case_is_no_longer_in_charge() -> None:
    plan = s.an_active_plan()
    with acting(COLLEAGUE) as by:
        former = office(s.RECORDER).staff
        cases.restrict_person(case=plan.compartment.case, user=former, reason="近所", by=by)
    assert s.counts(plan, s.RECORDER)[0] == 0
    assert to_check(plan) == [row_of(plan)]


def test_r12_a_body_without_a_record_whose_person_is_kept_out_is_told_as_well() -> None:
    plan = s.an_active_plan()
    with acting(s.RECORDER) as by:
        kin = office(s.PARTNER)
        cases.restrict_person(case=plan.compartment.case, user=kin.staff, reason="めい", by=by)
    assert s.counts(plan, s.PARTNER)[0] == 0
    [row] = to_check(plan)
    assert (row.appointment, row.has_left, row.is_kept_out) == (kin, False, True)
    assert f"{row.body}の担当者には、このケースを見せません（閲覧制限）" in home(s.COORDINATOR)
    detail, address = Client(), reverse("plans:person", args=[row.pk])
    login(detail, s.COORDINATOR)
    shown = detail.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert "見せません（閲覧制限）" in shown
    assert "担当者が替わりました" not in shown
    answer = detail.get(address)
    assert "この人には、知らされていません" in answer.content.decode()
    assert "stays" not in dict(answer.context["form"].fields["successor"].choices)
    with acting(s.COORDINATOR) as by, pytest.raises(DomainError, match="閲覧制限"):
        services.keep_person(row=row, by=by)
    for username in (s.RECORDER, s.PARTNER, "kanri2"):
        assert "閲覧制限）" not in home(username), username


def test_r12_nobody_who_is_kept_out_is_offered_in_her_place() -> None:
    plan = s.an_active_plan()
    row = row_of(plan)
    with acting(s.COORDINATOR) as by:
        assert office(SUCCESSOR) in services.people.possible_successors(row, by)
    with acting(s.RECORDER) as by:
        kin = office(SUCCESSOR).staff
        cases.restrict_person(case=plan.compartment.case, user=kin, reason="めい", by=by)
    with acting(s.COORDINATOR) as by:
        assert office(SUCCESSOR) not in services.people.possible_successors(row, by)


def test_where_nobody_can_be_chosen_the_page_says_who_or_what_helps() -> None:
    """Neither a choice without an option, nor a line that leads to it."""
    plan = s.an_active_plan()
    row = row_of(plan)
    with acting("system1"):
        offices = Appointment.objects.filter(role_group__body=row.body_id)
        offices.update(valid_until=timezone.now())
    address = reverse("plans:person", args=[row.pk])
    assert address in home(s.COORDINATOR)
    client = Client()
    login(client, s.COORDINATOR)
    page = client.get(address).content.decode()
    assert "担当者にできる職員がほかにいません" in page
    assert 'name="successor"' not in page


def test_who_does_not_read_the_consent_waits_for_whom_it_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = s.an_active_plan()
    row = row_of(plan)
    with acting("system1"):
        end_appointment(appointment=row.appointment)
    nothing = Consent.objects.none().values_list("pk", flat=True)
    monkeypatch.setattr("plans.today.readable", lambda *_: nothing)
    monkeypatch.setattr("plans.services.people.is_at_hand", lambda *_: False)
    page = home(s.COORDINATOR)
    assert reverse("plans:person", args=[row.pk]) not in page
    assert "同意で担当者になっている人が確かめるのを待つ" in page
