"""The silence radar: each signal is one definition, counted as it is listed (R9)."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.list_rows import list_rows
from cases.models import Intake, Referral
from documents.wareki import format_date
from organizations.services import end_appointment
from plans.models import Goal, ProgressEntry
from reports.board_paper import Offices
from reports.boards.silence import SIGNALS, Line, Radar, page_lines, rows_of
from tests.cases import situations as c
from tests.outreach import situations as o
from tests.plans import situations as s
from tests.plans.test_pages import browser
from tests.world import acting, staff

SUPERVISOR = "kanri1"
URL = "reports:own"


def radar(user: Any, days: int = 60) -> Radar:
    return Radar(Offices(user), user, days)


def counts(username: str = SUPERVISOR, days: int = 60) -> dict[str, int]:
    with acting(username) as user:
        found = radar(user, days).counts
        return {code: number for code, number in found.items() if number}


def lines(code: str, username: str = SUPERVISOR, days: int = 60) -> list[Line]:
    with acting(username) as user:
        made = radar(user, days)
        return page_lines(made, code, list(rows_of(made, code)))


def ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


@pytest.mark.django_db
def test_households_without_contact() -> None:
    silent, spoken = c.a_case_received(75), c.a_case_received(75)
    c.a_note(silent, occurred_at=ago(70))
    c.a_note(spoken, occurred_at=ago(70))
    c.a_note(spoken, occurred_at=ago(3))
    assert counts() == {"households": 1}
    assert counts(days=90) == {}
    (line,) = lines("households")
    assert (line.number, line.days) == (silent.number, 70)
    with acting("soudan1") as user:
        (row,) = list_rows(user, [silent])  # the list of cases says the same day
        assert (timezone.localdate() - row["last_contact"].reached).days == 70


@pytest.mark.django_db
def test_a_household_that_was_handed_on_stands_there_with_what_the_hand_off_came_to() -> None:
    case = c.a_case_received(75)
    leg = c.a_hand_off(case)
    assert lines("households")[0].what == "つなぎ中・最後の関わり"
    with acting("kurashi1") as user:
        services.accept_referral(referral=c.take(leg), by=user)
    assert lines("households")[0].what == "つなぎ：引き受け・最後の関わり"


@pytest.mark.django_db
def test_an_intake_is_a_contact_itself() -> None:
    """Who came again yesterday, and no note was written of it, is not a household without contact."""
    came = c.a_case_received(70)
    assert counts() == {"households": 1}
    (line,) = lines("households")
    assert (line.number, line.days) == (came.number, 70)
    with acting("soudan1") as by:
        again = timezone.localdate() - datetime.timedelta(days=1)
        Intake.objects.changeable_by(by).of_case(came).update(received_on=again)
        (row,) = list_rows(by, [came])
        assert row["last_contact"].reached == again
    assert counts() == {}


@pytest.mark.django_db
def test_a_met_household_and_a_closed_or_suspended_record_are_not_silent() -> None:
    met, closed = c.a_case_received(75), c.a_case_received(75)
    c.a_note(met, occurred_at=ago(70))
    c.a_note(closed, occurred_at=ago(70))
    o.attempt(o.approaching(o.an_outreach(met)), "person")
    with acting("soudan1") as by:
        record = c.record_of(closed, "soudan1")
        services.close_record(
            record=record, reason="11", note="終わった", drops_actions=True, by=by
        )
    assert "households" not in counts()


@pytest.mark.django_db
def test_a_silent_household_where_somebody_went_yesterday_says_so() -> None:
    case = c.a_case_received(75)
    o.attempt(o.approaching(o.an_outreach(case)), "absent", at=ago(1))
    (line,) = lines("households")
    day = format_date(timezone.localdate() - datetime.timedelta(days=1))
    assert line.days == 75
    assert f"{day}に働きかけ、会えていません" in line.what


@pytest.mark.django_db
def test_people_sought_and_never_reached() -> None:
    sought, met = o.approaching(o.an_outreach()), o.approaching(o.an_outreach())
    for _ in range(3):
        o.attempt(sought, "absent")
    o.attempt(met, "absent")
    o.attempt(met, "family")
    assert counts() == {"unreached": 1}
    (line,) = lines("unreached")
    assert "3回" in line.what


@pytest.mark.django_db
def test_hand_offs_that_nobody_answers() -> None:
    leg = c.a_hand_off(c.a_case())
    assert counts() == {}
    with acting("soudan1") as by:
        late = timezone.localdate() - datetime.timedelta(days=1)
        Referral.objects.changeable_by(by).filter(pk=leg.pk).update(
            due_on=late, version=leg.version + 1
        )
    assert counts() == {"hand_offs": 1}
    assert counts("kanri2") == {"hand_offs": 1}  # the body that should answer
    with acting(SUPERVISOR) as user:
        board = Referral.objects.visible_to(user).awaiting_answer().overdue()
        assert board.count() == 1
    with acting("soudan1") as by:  # closed to who should answer (R3): the sender takes it back
        Referral.objects.changeable_by(by).filter(pk=leg.pk).update(
            consent_until_on=late, version=leg.version + 2
        )
    assert counts() == {}


def test_goals_that_nobody_moves(committed_db: Any) -> None:
    plan = s.an_active_plan()
    with committed_db.superuser() as raw:
        raw.execute("set session_replication_role = replica")
        raw.execute("update plans_goal set created_at = created_at - interval '61 days'")
    assert counts() == {"goals": 2}
    s.tell_goal(plan, 2)
    assert counts() == {"goals": 1}
    with acting(SUPERVISOR) as user:
        entries = ProgressEntry.objects.visible_to(user)
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        assert Goal.objects.visible_to(user).unmoved(tomorrow, entries).count() == 2


def test_r16_cases_of_staff_who_are_gone(committed_db: Any) -> None:
    case = c.a_case()
    c.a_note(case)
    assert counts() == {}
    end_appointment(appointment=c.office("soudan1"), using="owner")
    assert counts() == {"left": 1}
    (line,) = lines("left")
    assert (line.number, line.staff) == (case.number, staff("soudan1").name)


@pytest.mark.django_db
def test_r9_other_bodies_cases_are_not_hers() -> None:
    c.a_note(c.a_case_received(110, "kurashi1"), by="kurashi1", occurred_at=ago(100))
    assert counts() == {}
    assert counts("kanri2") == {"households": 1}


@pytest.mark.django_db
def test_r12_r2_a_case_that_she_is_kept_out_of_or_that_is_narrowed_is_not_counted() -> None:
    kept, narrowed = c.a_case_received(110), c.a_case_received(110)
    for case in (kept, narrowed):
        c.a_note(case, occurred_at=ago(100))
    assert counts() == {"households": 2}
    with acting("soudan1") as by:
        services.restrict_person(case=kept, user=staff(SUPERVISOR), reason="親族", by=by)
    assert counts() == {"households": 1}
    with acting("soudan1") as by:
        record = c.record_of(narrowed, "soudan1")
        c.narrow_to(record=record, staff=[c.office("soudan1")], by=by)
    assert counts() == {}


@pytest.mark.django_db
def test_a_count_is_the_number_of_its_rows_and_the_spans_add_up() -> None:
    for days in (35, 65, 100, 200):
        c.a_note(c.a_case_received(days), occurred_at=ago(days))
    o.attempt(o.approaching(), "absent")
    with acting(SUPERVISOR) as user:
        made = radar(user, 30)
        for code in SIGNALS:
            assert len(list(rows_of(made, code))) == made.counts[code]
        assert [number for _, number in made.spans] == [1, 1, 1, 1]
        assert made.counts["households"] == sum(number for _, number in made.spans)


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["soudan1", "jimukyoku1", "ishi1", "kansa1", "system1"])
def test_r14_the_page_is_not_there_for_other_roles(username: str) -> None:
    assert browser(username).get(reverse(URL)).status_code == 404


def questions(client: Client, **asked: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse(URL), asked).status_code == 200
    return len(found)


@pytest.mark.django_db
def test_the_pages_ask_a_constant_number_of_questions() -> None:
    client = browser(SUPERVISOR)

    def some() -> None:
        c.a_note(c.a_case_received(75), occurred_at=ago(70))
        o.attempt(o.approaching(), "absent")

    some()
    abouts = ("", "unreached", "goals", "hand_offs", "left")
    questions(client)
    few = [questions(client, about=about) for about in abouts]
    some()
    some()
    assert [questions(client, about=about) for about in abouts] == few
    assert max(few) <= 45


@pytest.mark.django_db
def test_the_page_shows_definition_picture_and_table() -> None:
    case = c.a_case_received(75)
    c.a_note(case, occurred_at=ago(70))
    page = browser(SUPERVISOR).get(reverse(URL)).content.decode()
    assert case.number in page
    for signal in SIGNALS.values():
        assert signal.definition in page
    assert page.count("<svg") >= 2
    assert "玄関で話した" not in page
