"""A protection is decided, prolonged and lifted by two (R11, S-91), on pages that may be older than what stands."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import protecting
from access.acting import Acting
from access.errors import DomainError
from access.models import OutputHold, Protection
from access.protecting import DecidesOnList, IsShortList
from access.reading import ReadingLog
from cases import today_protection
from cases.models import Person
from cases.services import protection
from documents.wareki import format_date
from organizations.models import Appointment, Role
from organizations.services import appoint, end_appointment
from tests.world import acting, login, staff

from . import situations as s
from .pages import browser, text_of
from .test_protection import (
    COLLEAGUE,
    SUPERVISOR,
    WORKER,
    a_protected_mother,
    contacts_seen,
    offices,
)

pytestmark = pytest.mark.django_db

OTHER_SUPERVISOR = "kanri2"


def version(client: Any, base: str, step: str = "confirm") -> dict[str, str]:
    """What the page of a step has before its eyes."""
    page = client.get(f"{base}{step}/").content.decode()
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None, page
    return {"version": found[1]}


def test_r11_lifting_needs_a_second_person() -> None:
    measure = a_protected_mother(provisional=False, kind="dv")
    with acting(SUPERVISOR) as by:
        with pytest.raises(DomainError, match="申し出"):
            protection.release(measure=measure, reason="終わった", by=by)
        protection.ask_to_release(measure=measure, reason="終わった", by=by)
        with pytest.raises(DomainError, match="もう1人"):
            protection.release(measure=measure, reason="終わった", by=by)
    assert contacts_seen(COLLEAGUE) == []
    with acting(WORKER) as by, pytest.raises(DomainError, match=r"管理江.*すでに"):
        protection.ask_to_release(measure=measure, reason="措置が終わった", by=by)


def test_r11_who_may_lift_is_offered_to_lift_and_not_to_ask() -> None:
    """A provisional one of somebody else is lifted at once: the question would only wait for a third."""
    measure = a_protected_mother(kind="dv")
    page = reverse("cases:protection", args=[measure.pk])
    ask, lift = (reverse(f"cases:{name}", args=[measure.pk]) for name in ("ask_release", "release"))
    for who, offered, missing in ((SUPERVISOR, lift, ask), (WORKER, ask, lift)):
        shown = browser(who).get(page).content.decode()
        assert f'href="{offered}"' in shown
        assert f'href="{missing}"' not in shown


def test_s91_who_lets_a_protection_go_on_has_answered_who_asked_to_lift_it() -> None:
    """Else an old request, refused long ago, would be one of the two who lift it."""
    measure = a_protected_mother(provisional=False, kind="dv")
    with acting(SUPERVISOR) as by:
        protection.ask_to_release(measure=measure, reason="転居したらしい", by=by)
        protection.confirm_protection(measure=measure, by=by)
        with pytest.raises(DomainError, match="まだありません"):
            protection.release(measure=measure, reason="x", by=by)
    with acting(WORKER) as by:
        protection.ask_to_release(measure=measure, reason="措置が終わった", by=by)
    with acting(SUPERVISOR) as by:
        protection.release(measure=measure, reason="通知を見た", by=by)
    assert len(contacts_seen(COLLEAGUE)) == 2


def test_r11_who_lets_it_go_on_reads_who_asked_to_lift_it_when_and_why() -> None:
    measure = a_protected_mother(provisional=False, kind="dv")
    base = f"/cases/protections/{measure.pk}/"
    client = Client()
    login(client, SUPERVISOR)
    assert "解除を申し出ています" not in client.get(f"{base}confirm/").content.decode()
    with acting(WORKER) as by:
        protection.ask_to_release(measure=measure, reason="措置が終わった。", by=by)
    asked = f"{staff(WORKER).name}さんが、{format_date(timezone.localdate())}に解除を申し出ています"
    for step in ("confirm/", "release/", ""):
        page = client.get(base + step).content.decode()
        assert asked in page, step
        assert "措置が終わった。" in page, step
        assert "。。" not in page, step
    login(client, COLLEAGUE)
    assert client.get(f"{base}confirm/").status_code == 404, "who is not on the list reads nothing"


def test_r11_the_database_puts_no_name_in_the_place_of_another_who_asked() -> None:
    measure = a_protected_mother(provisional=False, kind="dv")
    with acting(SUPERVISOR) as by:
        protection.ask_to_release(measure=measure, reason="x", by=by)
    asked = "update access_protection set lift_asked_by_id = %s"
    for value in (staff(WORKER).pk, staff(COLLEAGUE).pk):
        with acting(WORKER), pytest.raises(DatabaseError, match="own name"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(asked, [value])


@pytest.mark.parametrize(
    "statement",
    [
        "update access_protection set ended_by_id = %(me)s, ended_at = now(), lift_reason = 'x',"
        " lift_asked_by_id = %(me)s",
        "update access_protection set ended_by_id = %(other)s, ended_at = now(),"
        " lift_reason = 'x', lift_asked_by_id = %(me)s",
        "update access_protection set state = 'provisional'",
        "update access_protection set person_id = gen_random_uuid()",
        "update access_protection set confirmed_by_id = %(other)s",
        "delete from access_protection",
    ],
)
def test_r11_the_database_lets_nobody_lift_alone(statement: str) -> None:
    a_protected_mother(provisional=False, kind="dv")
    values = {"me": staff(WORKER).pk, "other": staff(SUPERVISOR).pk}
    with acting(WORKER), pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


def test_r11_pages_lock_confirm_and_lift(client: Any) -> None:
    case = s.a_case(WORKER)
    login(client, WORKER)
    with acting(WORKER) as by:
        mother = Person.objects.visible_to(by).of_case(case).get(is_subject=True)
        son = Person.objects.visible_to(by).of_case(case).get(is_subject=False)
    page = f"/cases/people/{mother.pk}/protect/"
    shown = client.get(page).content.decode()
    assert shown.count("checked") >= 3  # herself, the supervisors, 仮の保護
    assert client.post(page, {"kind": "unknown"}).status_code == 422
    sent = {
        "named": [str(o.pk) for o in offices(WORKER, SUPERVISOR)],
        "how": "provisional",
        "kind": "unknown",
        "also": [str(son.pk)],
    }
    answer = client.post(page, sent)
    assert answer.status_code == 303
    assert "仮の保護" in client.get(answer["Location"]).content.decode()
    with acting(WORKER):
        kept = protecting.protections(case)
        assert {one.person_id for one in kept} == {mother.pk, son.pk}
    login(client, SUPERVISOR)
    base = answer["Location"]
    assert client.post(f"{base}confirm/", {"review_on": ""}).status_code == 422
    measure = client.get(f"{base}change/").content.decode()
    assert 'name="version"' in measure
    assert client.post(f"{base}change/", {"kind": "dv", "version": "1"}).status_code == 303
    assert client.post(f"{base}confirm/", version(client, base)).status_code == 303
    assert client.post(f"{base}release/", {"reason": "x"}).status_code == 422
    login(client, WORKER)
    assert client.post(f"{base}ask-release/", {"reason": "終わった"}).status_code == 303
    login(client, SUPERVISOR)
    assert "終わった" in client.get(f"{base}release/").content.decode()
    assert client.post(f"{base}release/", {"reason": "確かめた"}).status_code == 303
    assert "解除しました" in client.get(base).content.decode()
    assert not OutputHold.objects.exists()


def test_r11_two_who_name_different_days_of_review_hear_of_each_other(client: Any) -> None:
    measure = a_protected_mother(provisional=False, kind="dv")
    base = f"/cases/protections/{measure.pk}/"
    login(client, SUPERVISOR)
    old = version(client, base)
    assert client.post(f"{base}confirm/", {"review_on": "R20.4.1"} | old).status_code == 303
    late = client.post(f"{base}confirm/", {"review_on": "R19.4.1"} | old)
    assert late.status_code == 422
    shown = late.content.decode()
    assert re.search(r"あなたが別の画面で（今日 \d\d:\d\d）、この内容を直しました", shown)
    assert "令和20年4月1日" in shown
    fresh = re.search(r'name="version" value="(\d+)"', shown)
    assert fresh is not None
    again = {"review_on": "R19.4.1", "version": fresh[1]}
    assert client.post(f"{base}confirm/", again).status_code == 303
    with acting(SUPERVISOR):
        assert protection.protection_of(measure).review_on.isoformat() == "2037-04-01"


def test_r11_a_protection_is_decided_again_each_time_in_the_name_of_who_does_it() -> None:
    measure = a_protected_mother(provisional=False, kind="dv")
    for username in (SUPERVISOR, WORKER, SUPERVISOR):
        with acting(username) as by:
            now = protection.protection_of(measure)
            protecting.make_full(protection=now, review_on=now.review_on, by=by)
            assert protection.protection_of(measure).confirmed_by_id == by.pk


def test_r11_what_stands_is_shown_beside_a_reason_that_both_corrected(client: Any) -> None:
    measure = a_protected_mother(provisional=False, kind="dv")
    base = f"/cases/protections/{measure.pk}/"
    login(client, SUPERVISOR)
    old = version(client, base, "change")
    first = {"kind": "dv", "counterpart": "見本 相手"}
    assert client.post(f"{base}change/", first | old).status_code == 303
    late = client.post(f"{base}change/", {"kind": "dv", "counterpart": "別の 相手"} | old)
    assert late.status_code == 422
    for counterpart in ("見本 相手", "別の 相手"):
        assert counterpart in late.content.decode()


def test_r11_a_request_to_lift_that_came_meanwhile_is_not_answered_unread(client: Any) -> None:
    measure = a_protected_mother(provisional=False, kind="dv")
    base = f"/cases/protections/{measure.pk}/"
    login(client, SUPERVISOR)
    old = version(client, base)
    with acting(WORKER) as by:
        protection.ask_to_release(measure=measure, reason="相手方が亡くなった", by=by)
    late = client.post(f"{base}confirm/", {"review_on": ""} | old)
    assert late.status_code == 422
    assert "相手方が亡くなった" in late.content.decode()
    assert f"{staff(WORKER).name}さんが（今日 " in late.content.decode(), "who was first, and when"
    with acting(SUPERVISOR):
        assert protection.protection_of(measure).lift_asked_by == staff(WORKER)


def test_r11_a_request_to_lift_comes_to_who_may_answer_however_far_off_the_review_is() -> None:
    measure = a_protected_mother(provisional=False, kind="dv")

    def shown(username: str) -> list[tuple[str, str]]:
        with acting(username) as by:
            request = SimpleNamespace(user=by, acting=Acting(by, ReadingLog(by)))
            found = today_protection.items(request)
        assert {item.url for item in found} <= {f"/cases/protections/{measure.pk}/"}
        return [(item.action, item.waiting) for item in found]

    answer = "保護の解除の申し出に答える"
    everybody = (WORKER, SUPERVISOR, COLLEAGUE, OTHER_SUPERVISOR)
    assert [shown(who) for who in everybody] == [[], [], [], []]
    with acting(WORKER) as by:
        protection.ask_to_release(measure=measure, reason="措置が終わった", by=by)
    assert shown(SUPERVISOR) == [(answer, staff(WORKER).name)]
    assert [shown(who) for who in (WORKER, COLLEAGUE, OTHER_SUPERVISOR)] == [[], [], []]
    with acting(SUPERVISOR) as by:
        protection.confirm_protection(measure=measure, by=by)
        protection.ask_to_release(measure=measure, reason="転居した", by=by)
    # Who asked does not answer herself, and a caseworker on the list decides nothing.
    assert [shown(who) for who in everybody] == [[], [], [], []]


def test_r11_a_request_to_lift_stands_on_the_home_page(client: Any) -> None:
    measure = a_protected_mother(provisional=False, kind="dv")
    with acting(WORKER) as by:
        protection.ask_to_release(measure=measure, reason="措置が終わった", by=by)
    login(client, SUPERVISOR)
    home = client.get(reverse("home")).content.decode()
    assert "保護の解除の申し出に答える" in home
    assert f"/cases/protections/{measure.pk}/" in home


def test_s91_who_asked_to_lift_it_reads_who_let_it_go_on_and_when(client: Any) -> None:
    measure = a_protected_mother(provisional=False, kind="dv")
    base = f"/cases/protections/{measure.pk}/"
    answered = (
        f"解除の申し出には、{staff(SUPERVISOR).name}さんが{format_date(timezone.localdate())}に、"
        "保護を続けると答えました"
    )
    login(client, WORKER)
    told = client.post(f"{base}ask-release/", {"reason": "終わった"}, follow=True).content.decode()
    assert "解除を申し出ました。" in told
    assert answered not in told
    supervisor = Client()
    login(supervisor, SUPERVISOR)
    seen = version(supervisor, base)
    said = supervisor.post(f"{base}confirm/", seen, follow=True).content.decode()
    assert f"{staff(WORKER).name}さんの解除の申し出に、保護を続けると答えました" in said
    assert answered in client.get(base).content.decode()
    # The next decision answers no request, and an answer of long ago is no news.
    seen = version(supervisor, base)
    said = supervisor.post(f"{base}confirm/", seen, follow=True).content.decode()
    assert "保護を続けることにしました" in said
    assert answered not in client.get(base).content.decode()


def test_r11_whoever_is_left_alone_on_a_list_is_told_while_she_can_name_another() -> None:
    """From a list that nobody is on any more nobody can be named."""
    measure = a_protected_mother()
    words = "保護の名簿に職員を加える"
    assert words not in text_of(browser(WORKER).get("/"))
    with acting("system1"):
        end_appointment(appointment=s.office(SUPERVISOR))
    home = browser(WORKER).get("/").content.decode()
    assert words in home
    assert f'href="{reverse("cases:protection", args=[measure.pk])}"' in home
    assert words not in text_of(browser(COLLEAGUE).get("/"))
    with acting(WORKER) as by:
        (lock,) = Protection.objects.on_list_of(by).annotate(is_short=IsShortList("pk"))
        offices = Appointment.objects.filter(
            pk__in=[office for _, office in protecting.on_the_list(lock)]
        ).with_body()
        assert lock.is_short is protection.is_short(offices) is True
    with acting(COLLEAGUE):
        assert Protection.objects.annotate(is_short=IsShortList("pk")).get().is_short is None


def test_s91_one_person_in_two_offices_is_alone_on_the_list() -> None:
    with acting("system1"):
        other = appoint(staff=staff(WORKER), body=s.body_of(WORKER), role=Role.SUPERVISOR)
    measure = a_protected_mother()
    second = Appointment.objects.with_body().get(pk=other.pk)
    with acting(SUPERVISOR) as by:
        lock = protection.protection_of(measure)
        protecting.admit(protection=lock, appointment=second, by=by)
        with pytest.raises(DomainError, match="2人以上"):
            protection.leave_list(measure=measure, staff=by)
        protection.admit_to_list(measure=measure, appointment=s.office(COLLEAGUE), by=by)
        protection.leave_list(measure=measure, staff=by)
    with acting(COLLEAGUE) as by, pytest.raises(DomainError, match="2人以上"):
        protection.leave_list(measure=measure, staff=by)
    with acting("system1"):
        end_appointment(appointment=s.office(COLLEAGUE))
    assert "保護の名簿に職員を加える" in text_of(browser(WORKER).get("/"))


def test_r11_a_request_to_lift_is_put_to_who_decides_on_the_list_and_not_elsewhere() -> None:
    with acting("system1"):
        appoint(staff=staff(COLLEAGUE), body=s.body_of(OTHER_SUPERVISOR), role=Role.SUPERVISOR)
    measure = a_protected_mother(provisional=False, kind="dv")
    with acting(WORKER) as by:
        held = Appointment.objects.with_body().current().filter(staff=staff(COLLEAGUE))
        here = held.get(role_group__body=s.body_of(WORKER))
        protection.admit_to_list(measure=measure, appointment=here, by=by)
        protection.ask_to_release(measure=measure, reason="終わった", by=by)
    words = "保護の解除の申し出に答える"
    assert words in text_of(browser(SUPERVISOR).get("/"))
    assert words not in text_of(browser(COLLEAGUE).get("/"))
    for name, decides in ((SUPERVISOR, True), (COLLEAGUE, False)):
        with acting(name) as by:
            (lock,) = Protection.objects.on_list_of(by).annotate(decides=DecidesOnList("pk"))
            assert lock.decides is decides is protection.may_decide(lock, by)
