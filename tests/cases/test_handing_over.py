"""Handing over in April: many records at once, with a list for each successor."""

import datetime
import io
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from access.errors import DomainError
from access.models import CaseFile
from access.reading import ReadingLog
from cases import handing_over_paper, services
from cases.models import NextAction, StaffInCharge
from cases.services import absences, handing_over
from cases.services.handing_over import HandOver
from jobs.registry import NotPermitted
from organizations.models import Appointment
from organizations.plain_words import last_day_in_words
from organizations.services import end_appointment
from tests.world import acting, staff

from .pages import browser, queries, text_of
from .situations import a_case, a_note, body_of, office, put_in_charge, record_of
from .test_protection import a_protected_mother

pytestmark = pytest.mark.django_db

SUPERVISOR, FORMER, SUCCESSOR = "kanri1", "soudan1", "soudan2"
DUE = timezone.localdate() + datetime.timedelta(days=3)


def rows(by: str = SUPERVISOR) -> list[StaffInCharge]:
    with acting(by) as user:
        return list(
            handing_over.in_charge_at(body_of(SUPERVISOR), user).filter(staff=staff(FORMER))
        )


def pass_on(chosen: list[StaffInCharge], to: str = SUCCESSOR) -> list[StaffInCharge]:
    with acting(SUPERVISOR) as user:
        return handing_over.hand_over(
            hand_overs=[HandOver(row, office(to), row.version) for row in chosen],
            by=user,
        )


def in_charge(case: CaseFile) -> list[str]:
    with acting(SUPERVISOR) as user:
        found = services.staff_in_charge(record_of(case, SUPERVISOR), user)
        return [row.staff.username for row in found]


def address(**query: str) -> str:
    asked = "&".join(f"{k}={v}" for k, v in query.items())
    return f"{reverse('cases:hand_over')}?{asked}"


def choices(client: Any, url: str, **values: str) -> dict[str, Any]:
    """What the page sends: versions as shown, and what was chosen."""
    form = client.get(url).context["form"]
    sent = {form.version_of(row): row.version for row in form.rows}
    return sent | {"form_key": str(form["form_key"].value())} | values


def test_all_go_to_the_successor_with_what_is_to_be_done() -> None:
    cases = [a_case(FORMER) for _ in range(3)]
    a_note(cases[0], next_what="電話する", next_due_on=DUE)
    assert len(pass_on(rows())) == 3
    assert [in_charge(case) for case in cases] == [[SUCCESSOR]] * 3
    with acting(SUPERVISOR) as user:
        assert NextAction.objects.visible_to(user).get().assignee == staff(SUCCESSOR)
    assert rows() == []


def test_a_record_that_went_to_somebody_else_meanwhile_stops_all() -> None:
    first, second = a_case(FORMER), a_case(FORMER)
    shown = rows()
    with acting(SUPERVISOR) as user:
        record = record_of(second, SUPERVISOR)
        put_in_charge(record=record, staff=[office(SUPERVISOR)], by=user)
    with pytest.raises(DomainError, match="ほかの人に変えられました"):
        pass_on(shown)
    assert (in_charge(first), in_charge(second)) == ([FORMER], [SUPERVISOR])


def test_r12_a_restricted_successor_is_refused_without_a_reason() -> None:
    case = a_case(FORMER)
    with acting(SUPERVISOR) as user:
        services.restrict_person(case=case, user=staff(SUCCESSOR), reason="おい", by=user)
        row = rows()[0]
        (one,) = handing_over.obstacles([HandOver(row, office(SUCCESSOR), row.version)], user)
    assert one.words == "この職員には引き継げません。ほかの人を選んでください"
    with pytest.raises(DomainError, match="引き継げないケース"):
        pass_on(rows())
    assert in_charge(case) == [FORMER]


def test_the_pages_show_what_would_happen_and_then_do_it_once() -> None:
    cases = [a_case(FORMER), a_case(FORMER)]
    client = browser(SUPERVISOR)
    start = client.get(reverse("cases:handing_over"))
    assert f"staff={staff(FORMER).pk}" in start.content.decode()
    assert "2件" in text_of(start)
    url = address(staff=str(staff(FORMER).pk))
    nothing = client.post(url, choices(client, url))
    assert nothing.status_code == 422
    assert "引き継ぐ人を選んでください" in text_of(nothing)
    sent = choices(client, url, everybody=str(office(SUCCESSOR).pk))
    preview = client.post(url, sent)
    assert preview.status_code == 200
    for case in cases:
        assert case.number in text_of(preview)
    assert in_charge(cases[0]) == [FORMER]
    assert "選び直す" in text_of(preview)
    again = client.post(url, sent | {"back": "1"})
    assert f'value="{office(SUCCESSOR).pk}" selected' in again.content.decode()
    where = f"{reverse('cases:handing_over')}?body={office(SUPERVISOR).body.pk}"
    assert f'href="{where}"' in again.content.decode(), "back to the list of this body"
    for _ in range(2):  # the second sending after a lost answer leads where the first led
        answer = client.post(url, sent | {"confirm": "1"})
        assert (answer.status_code, answer["Location"]) == (303, where)
    assert [in_charge(case) for case in cases] == [[SUCCESSOR]] * 2
    done = client.get(reverse("cases:handing_over"))
    assert "この30日に引き継いだもの" in text_of(done)
    assert text_of(done).count("2件の担当を引き継ぎました") == 1


def test_r16_whose_office_ends_soon_is_marked_while_she_can_still_hand_over() -> None:
    """Until it has ended nothing else tells her supervisor; whoever goes on in an office entered already stays."""
    a_case(FORMER)
    own = office(FORMER)
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    until = tomorrow.replace(hour=0, minute=0, second=0, microsecond=0)
    told = f"{last_day_in_words(until)}で所属が終わります"

    def page() -> str:
        return text_of(browser(SUPERVISOR).get(reverse("cases:handing_over")))

    assert told not in page()
    with acting("system1"):
        own.valid_until = until
        own.save(update_fields=["valid_until"])
    assert told in page()
    with acting("system1"):
        Appointment.objects.create(staff=own.staff, role_group=own.role_group, valid_from=until)
    assert told not in page()


def test_she_whose_cases_they_are_is_no_successor() -> None:
    case = a_case(FORMER)
    client, url = browser(SUPERVISOR), address(staff=str(staff(FORMER).pk))
    form = client.get(url).context["form"]
    for name in ("everybody", form.name_of(form.rows[0])):
        offered = [key for key, _ in form.fields[name].choices]
        assert str(office(SUCCESSOR).pk) in offered
        assert str(office(FORMER).pk) not in offered
    sent = choices(client, url, everybody=str(office(FORMER).pk), confirm="1")
    assert client.post(url, sent).status_code == 422
    assert in_charge(case) == [FORMER]


def test_the_preview_says_which_records_stay_and_the_others_go() -> None:
    free, shut = a_case(FORMER), a_case(FORMER)
    with acting(SUPERVISOR) as user:
        services.restrict_person(case=shut, user=staff(SUCCESSOR), reason="おい", by=user)
    client, url = browser(SUPERVISOR), address(staff=str(staff(FORMER).pk))
    sent = choices(client, url, everybody=str(office(SUCCESSOR).pk))
    preview = text_of(client.post(url, sent))
    assert "次の1件は、そのまま残ります" in preview
    assert client.post(url, sent | {"confirm": "1"}).status_code == 303
    assert (in_charge(free), in_charge(shut)) == ([SUCCESSOR], [FORMER])


def take_on(case: CaseFile, username: str = FORMER) -> None:
    """A colleague puts somebody in charge of a case, beside who is."""
    with acting(SUPERVISOR) as user:
        record = record_of(case, SUPERVISOR)
        there = [row.staff.username for row in services.staff_in_charge(record, user)]
        named = [office(name) for name in {*there, username}]
        put_in_charge(record=record, staff=named, by=user)


def test_a_case_that_was_not_shown_is_not_handed_over() -> None:
    seen, later = a_case(FORMER), a_case(SUCCESSOR)
    client, url = browser(SUPERVISOR), address(staff=str(staff(FORMER).pk))
    sent = choices(client, url, everybody=str(office(SUPERVISOR).pk))
    assert seen.number in text_of(client.post(url, sent))
    take_on(later)
    assert client.post(url, sent | {"confirm": "1"}).status_code == 303
    assert in_charge(seen) == [SUPERVISOR]
    assert sorted(in_charge(later)) == [FORMER, SUCCESSOR]


def test_each_of_two_tabs_hands_over_the_page_that_it_showed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cases.views.handing_over.AT_ONCE", 1)
    cases = [a_case(FORMER) for _ in range(3)]
    client = browser(SUPERVISOR)
    first, second = (address(staff=str(staff(FORMER).pk), page=n) for n in "12")
    sent = [choices(client, url, everybody=str(office(SUCCESSOR).pk)) for url in (first, second)]
    for url, one in zip((first, second), sent, strict=True):
        assert client.post(url, one | {"confirm": "1"}).status_code == 303
    assert [in_charge(case) for case in cases] == [[SUCCESSOR], [SUCCESSOR], [FORMER]]


def test_a_list_that_has_changed_is_looked_at_again_and_what_was_chosen_stays() -> None:
    stays, gone = a_case(FORMER), a_case(FORMER)
    client, url = browser(SUPERVISOR), address(staff=str(staff(FORMER).pk))
    sent = choices(client, url, everybody=str(office(SUCCESSOR).pk))
    with acting(SUPERVISOR) as user:
        record = record_of(gone, SUPERVISOR)
        put_in_charge(record=record, staff=[office(SUPERVISOR)], by=user)
    new = a_case(FORMER)
    for button in ({"confirm": "1"}, {}):
        refused = client.post(url, sent | button)
        assert refused.status_code == 422
        assert "担当のケースが変わりました" in text_of(refused)
        assert f'value="{office(SUCCESSOR).pk}" selected' in refused.content.decode()
        assert [in_charge(case) for case in (stays, new)] == [[FORMER]] * 2
        assert (stays.number in text_of(refused), new.number in text_of(refused)) == (True, True)
        assert gone.number not in text_of(refused)
    form = refused.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert client.post(url, again | {"confirm": "1"}).status_code == 303
    assert [in_charge(case) for case in (stays, new)] == [[SUCCESSOR]] * 2


def test_a_choice_without_the_version_of_its_row_moves_nothing() -> None:
    case = a_case(FORMER)
    client, url = browser(SUPERVISOR), address(staff=str(staff(FORMER).pk))
    row = rows()[0]
    form = client.get(url).context["form"]
    sent = {"everybody": str(office(SUCCESSOR).pk), form.name_of(row): "", "confirm": "1"}
    for version in ({}, {form.version_of(row): ""}):
        assert client.post(url, sent | version).status_code == 422
    assert in_charge(case) == [FORMER]


def test_whoever_sends_what_a_colleague_has_done_is_told_so() -> None:
    case = a_case(FORMER)
    client, url = browser(SUPERVISOR), address(staff=str(staff(FORMER).pk))
    sent = choices(client, url, everybody=str(office(SUPERVISOR).pk))
    pass_on(rows())
    refused = client.post(url, sent | {"confirm": "1"})
    assert refused.status_code == 422
    assert "もうありません" in text_of(refused)
    assert in_charge(case) == [SUCCESSOR]


@pytest.mark.parametrize("who", [FORMER, "jimukyoku1", "kansa1", "system1", "ishi1"])
def test_r9_only_supervisors_hand_over(who: str) -> None:
    a_case(FORMER)
    client = browser(who)
    assert client.get(reverse("cases:handing_over")).status_code == 404
    assert client.get(address(staff=str(staff(FORMER).pk))).status_code == 404
    assert client.post(reverse("cases:print_handed_over", args=[rows()[0].pk])).status_code == 404


def test_another_body_is_never_handed_over() -> None:
    a_case("kurashi1")
    client = browser(SUPERVISOR)
    other = address(staff=str(staff("kurashi1").pk))
    assert client.get(other).status_code == client.post(other, {"everybody": ""}).status_code == 404
    assert client.get(address(staff="nobody")).status_code == 404


def test_the_list_of_a_successor_names_her_cases_and_waits_for_the_protected() -> None:
    plain, locked = a_case(FORMER), a_case(FORMER)
    a_note(plain, next_what="電話する", next_due_on=DUE)
    made = pass_on(rows())
    with acting(SUPERVISOR) as user:
        paper = handing_over_paper.gather(user, made[0].pk, "", ReadingLog(user))
    text = PdfReader(io.BytesIO(handing_over_paper.make(paper).content)).pages[0].extract_text()
    words = "".join(text.split())
    for expected in (plain.number, locked.number, "架空花子", "電話する", "2件"):
        assert expected in words
    with acting(FORMER) as user:
        assert handing_over_paper.may(user, made[0].pk) is None
        with pytest.raises(NotPermitted):
            handing_over_paper.gather(user, made[0].pk, "", ReadingLog(user))
    a_protected_mother(locked)
    with acting(SUPERVISOR) as user:
        row = handing_over_paper.may(user, made[0].pk)
        assert locked.pk in handing_over_paper.gate(user, row, "").cases


def test_the_pages_ask_the_same_however_many_records_there_are() -> None:
    a_case(FORMER)
    urls = [reverse("cases:handing_over"), address(staff=str(staff(FORMER).pk))]
    few = [queries(SUPERVISOR, url) for url in urls]
    for _ in range(3):
        a_case(FORMER)
    assert [queries(SUPERVISOR, url) for url in urls] == few


def on_the_home_page(who: str) -> list[str]:
    page = browser(who).get("/").content.decode()
    found = re.findall(
        r'<a class="lead" href="([^"]*)">担当の職員が異動・離職したケース（(\d)件）', page
    )
    return [f"{number} {where}" for where, number in found]


def test_r16_the_supervisor_is_told_of_records_whose_person_has_moved_until_they_are_handed_over() -> (
    None
):
    for _ in range(2):
        a_case(FORMER)
    assert on_the_home_page(SUPERVISOR) == []
    with acting("system1"):
        for office in Appointment.objects.current().filter(staff=staff(FORMER)):
            end_appointment(appointment=office)
    body = body_of(SUPERVISOR)
    assert on_the_home_page(SUPERVISOR) == [f"2 {reverse('cases:handing_over')}?body={body.pk}"]
    today = re.search(
        r'<section id="today".*?</section>', browser(SUPERVISOR).get("/").content.decode(), re.S
    )
    assert today is not None, "since today nobody sees to them"
    assert "異動・離職したケース" in today[0]
    assert on_the_home_page(SUCCESSOR) == [], "a colleague hands nothing over"
    assert on_the_home_page("kanri2") == [], "nor another body"
    with acting(SUPERVISOR) as user:
        left = list(handing_over.left_behind(body, user))
    pass_on(left)
    assert on_the_home_page(SUPERVISOR) == []


def test_r16_a_closed_record_that_is_to_be_looked_after_waits_for_a_successor_too() -> None:
    case = a_case(FORMER)
    with acting(FORMER) as by:
        afterwards = services.Afterwards(follow_up_on=DUE)
        record = record_of(case, FORMER)
        services.close_record(record=record, by=by, note="落ち着いた", afterwards=afterwards)
    with acting("system1"):
        end_appointment(appointment=office(FORMER))
    assert "（1件）を、ほかの職員に引き継ぐ" in text_of(browser(SUPERVISOR).get("/"))
    pass_on(rows())
    assert in_charge(case) == [SUCCESSOR]
    assert "支援を終えたあとの様子を確かめる" in text_of(browser(SUCCESSOR).get("/"))


def test_r16_what_a_colleague_left_to_be_done_is_told_to_who_is_in_charge() -> None:
    case, other = a_case(SUCCESSOR), a_case(SUCCESSOR)
    for one in (case, other):
        with acting(SUCCESSOR) as by:
            services.write_note(
                record=record_of(one, SUCCESSOR),
                text="約束した。",
                method="2",
                next_what="薬を届ける",
                next_due_on=DUE,
                next_assignee=staff(FORMER),
                by=by,
            )
    before = text_of(browser(SUCCESSOR).get("/"))
    assert "薬を届ける" not in before
    name = staff(FORMER).name
    with acting("system1"):
        end_appointment(appointment=office(FORMER))
    after = text_of(browser(SUCCESSOR).get("/"))
    assert after.count(f"{name}（異動・離職）") == 2
    with acting(SUCCESSOR) as by:
        found = NextAction.objects.visible_to(by).get(compartment__case=other, what="薬を届ける")
    done = browser(SUCCESSOR).post(reverse("cases:done_here", args=[found.pk]))
    assert done.status_code in (200, 303)
    assert text_of(browser(SUCCESSOR).get("/")).count(f"{name}（異動・離職）") == 1


def test_r16_who_left_while_she_was_away_stands_once_with_whoever_stands_in() -> None:
    case = a_case(SUCCESSOR)
    with acting(SUCCESSOR) as by:
        services.write_note(
            record=record_of(case, SUCCESSOR),
            text="約束した。",
            method="2",
            next_what="薬を届ける",
            next_due_on=DUE,
            next_assignee=staff(FORMER),
            by=by,
        )
    with acting(SUPERVISOR) as by:
        absences.enter_absence(
            body=body_of(SUPERVISOR),
            staff=staff(FORMER),
            first_on=timezone.localdate(),
            last_on=timezone.localdate() + datetime.timedelta(days=5),
            stand_in=staff(SUCCESSOR),
            by=by,
        )
    before = text_of(browser(SUCCESSOR).get("/")).count("薬を届ける")
    with acting("system1"):
        end_appointment(appointment=office(FORMER))
    assert text_of(browser(SUCCESSOR).get("/")).count("薬を届ける") == before > 0
