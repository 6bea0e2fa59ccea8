"""漏えい等の対応 (S-96): one scenario through the pages, and what holds it. For auditors alone (R10)."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access import incidents, protecting, unusual
from access.context import acting_as
from access.errors import DomainError
from access.models import Incident, IncidentNote, ReadingFlag
from access.reading import ReadingLog
from documents.wareki import format_date
from organizations.models import Role
from organizations.services import appoint
from tests.access.situations import a_case_at
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import body_of
from tests.organizations.test_unusual_reading import a_household, read
from tests.plans.test_pages import fields_of
from tests.world import acting, confirm, staff

pytestmark = pytest.mark.django_db
AUDITOR, OTHER, READER = "kansa1", "soudan2", "soudan1"


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def an_incident(**changes: Any) -> Incident:
    values = {
        "sort": "misused",
        "noticed_on": days(0),
        "since": days(-7),
        "user_id": staff(READER).pk,
        "case_number": "",
        "is_meant": False,
        "text": "机の上に一覧の写しがあった。",
    }
    with acting(AUDITOR) as by:
        return incidents.begin(by=by, **values | changes)


def note(incident: Incident, step: str, text: str = "電話で確かめた", **more: Any) -> IncidentNote:
    with acting(AUDITOR) as by:
        return incidents.note(incident=incident, step=step, text=text, by=by, **more)


def now(incident: Incident) -> Incident:
    with acting(AUDITOR):
        return Incident.objects.with_state().get(pk=incident.pk)


def test_s96_from_the_notice_to_the_end() -> None:
    """Begun, who saw what listed, logins ended, reported, closed; the home page counts down."""
    first, second = a_case_at(READER).case, a_case_at(READER).case
    read(READER, first, second, first)
    read(OTHER, first)
    client, victim = browser(AUDITOR), browser(READER)
    assert victim.get("/cases/").status_code == 200
    new = reverse("access:incident_new")
    sent = fields_of(client.get(new).content.decode()) | {
        "sort": "misused",
        "noticed_on": f"{days(0):%Y/%m/%d}",
        "since": f"{days(-1):%Y/%m/%d}",
        "staff": str(staff(READER).pk),
        "text": "机の上に一覧の写しがあった。",
    }
    answer = client.post(new, sent)
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    assert "対応を始めました。終わるまで、廃棄は止まります" in text_of(page)
    [reader] = page.context["extent"].readers
    assert (reader.name, reader.cases, reader.reads) == (staff(READER).name, 2, 3)
    assert page.context["extent"].numbers == sorted([first.number, second.number])
    home = text_of(client.get("/"))
    assert "漏えい等の対応：速報を出す" in home
    incident = page.context["row"]
    logins = reverse("access:incident_logins", args=[incident.pk])
    ended = client.post(logins, {"whose": "one"})
    assert "1人のログインを終わらせました" in text_of(client.get(ended["Location"]))
    assert victim.get("/cases/").status_code == 302
    assert client.get("/").status_code == 200
    for step in ("first_report", "full_report", "told", "closed"):
        here = client.get(answer["Location"])
        form = fields_of(here.content.decode()) | {"step": step, "text": "委員会に出した"}
        assert client.post(answer["Location"], form).status_code == 303
    after = client.get(answer["Location"])
    assert "対応を終えた" in text_of(after)
    assert "委員会に出した" in after.context["report"]
    assert "漏えい等の対応" not in text_of(client.get("/")).split("今日の仕事", 1)[1]


def another_auditor() -> Any:
    with acting("system1"):
        who = staff("ido1")
        appoint(staff=who, body=body_of(AUDITOR), role=Role.AUDITOR)
    return who


def test_r12_an_auditor_who_is_kept_out_of_a_case_finds_no_incident_that_another_began() -> None:
    case, other = a_case_at(READER).case, a_case_at(READER).case
    colleague = another_auditor()
    hers = an_incident(case_number=case.number)
    with acting_as(colleague):
        said: dict[str, Any] = {"sort": "misused", "noticed_on": days(0), "since": days(-7)}
        said |= {"user_id": None, "is_meant": False, "text": "写しがあった。", "by": colleague}
        secret = incidents.begin(case_number=case.number, **said)
        plain = incidents.begin(case_number=other.number, **said)
        incidents.note(incident=secret, step="note", text="電話した", by=colleague)
    with acting(READER) as by:
        protecting.restrict(case=case, user=staff(AUDITOR), reason="親族", relation="kin", by=by)
    with acting(AUDITOR) as by, connection.cursor() as cursor:
        cursor.execute("select id from access_incident")
        assert {row[0] for row in cursor.fetchall()} == {hers.pk, plain.pk}
        cursor.execute("select count(*) from access_incidentnote")
        assert cursor.fetchone() == (0,)
        statement = (
            "insert into access_incidentnote (id, incident_id, step, text, created_at, created_by_id)"
            " values (gen_random_uuid(), %s, 'note', 'x', now(), %s)"
        )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(statement, [secret.pk, by.pk])
        cursor.execute(statement, [plain.pk, by.pk])
    client = browser(AUDITOR)
    assert client.get(reverse("access:incident", args=[secret.pk])).status_code == 404
    assert client.get(reverse("access:incident", args=[hers.pk])).status_code == 200
    with acting_as(colleague):
        assert Incident.objects.count() == 3


def test_s73_whom_it_is_about_reads_nothing_of_what_another_auditor_began() -> None:
    colleague = another_auditor()
    with acting_as(colleague):
        said: dict[str, Any] = {"sort": "misused", "noticed_on": days(0), "since": days(-7)}
        said |= {"is_meant": True, "text": "夜に多くを開いた。", "by": colleague}
        about_her = incidents.begin(user_id=staff(AUDITOR).pk, **said)
        incidents.note(incident=about_her, step="note", text="電話した", by=colleague)
    hers = an_incident(user_id=staff(AUDITOR).pk)
    with acting(AUDITOR), connection.cursor() as cursor:
        cursor.execute("select id from access_incident")
        assert {row[0] for row in cursor.fetchall()} == {hers.pk}
        cursor.execute("select count(*) from access_incidentnote")
        assert cursor.fetchone() == (0,)
    client = browser(AUDITOR)
    assert client.get(reverse("access:incident", args=[about_her.pk])).status_code == 404
    with pytest.raises(DomainError, match="ほかの監査の人が終えます"):
        note(hers, "closed", none_due=True)
    with acting_as(colleague):
        incidents.note(incident=hers, step="closed", text="見た", by=colleague, none_due=True)


def test_everybody_is_told_that_the_numbers_are_of_what_she_reads() -> None:
    """That something is withheld from one would tell her (R12): so the same words stand there for all."""
    page = browser(AUDITOR).get(reverse("access:incident", args=[an_incident().pk]))
    words = "ほかの監査の人も同じ画面で数を確かめてください"
    assert words in text_of(page)
    assert words in page.context["report"]


def test_the_days_of_the_reports() -> None:
    """Three to five days, thirty; sixty where harm may be meant, and the day of noticing is the first of them
    (security.md 1.4)."""
    plain, meant = an_incident(), an_incident(is_meant=True)
    assert plain.first_report_until == days(4)
    assert (plain.full_report_until, meant.full_report_until) == (days(29), days(59))
    assert now(plain).next_report == ("速報", days(4))
    note(plain, "first_report")
    assert now(plain).next_report == ("確報", days(29))
    note(plain, "full_report")
    assert now(plain).next_report is None


def test_it_does_not_end_before_its_reports_unless_it_says_that_none_was_due() -> None:
    incident = an_incident()
    with pytest.raises(DomainError, match="速報をまだ記録していません"):
        note(incident, "closed")
    note(incident, "first_report")
    url = reverse("access:incident", args=[incident.pk])
    client = browser(AUDITOR)
    shown = client.get(url).content.decode()
    assert f'href="{reverse("access:incidents")}">戻る' in shown
    sent = fields_of(shown)
    refused = client.post(url, sent | {"step": "closed", "text": "件数が足りない"})
    assert "確報をまだ記録していません" in text_of(refused)
    assert not now(incident).is_closed
    sent |= {"step": "closed", "text": "開かれる前に戻った", "none_due": "on"}
    assert client.post(url, sent).status_code == 303
    assert now(incident).is_closed
    assert "確報は要らないと決めました。開かれる前に戻った" in text_of(client.get(url))


def test_a_flag_of_reading_leads_to_it_with_what_it_says() -> None:
    """Who, which day and which case stand in the form already; any other address leaves it empty."""
    case = a_household("例示 花子", "れいじ はなこ")
    read(OTHER, case)
    client = browser(AUDITOR)
    with acting(AUDITOR):
        unusual.look()
        flag = ReadingFlag.objects.get(rule="surname")
    begin = f"{reverse('access:incident_new')}?flag={flag.pk}"
    assert begin in client.get(reverse("access:flag", args=[flag.pk])).content.decode()
    form = client.get(begin).context["form"]
    assert form["staff"].initial == staff(OTHER).pk
    assert (form["case_number"].initial, form["since"].initial) == (case.number, flag.day)
    assert f'<option value="{staff(OTHER).pk}" selected' in client.get(begin).content.decode()
    for other in ("", "?flag=1", f"?flag={uuid.uuid4()}"):
        empty = client.get(reverse("access:incident_new") + other)
        assert empty.context["form"]["case_number"].initial is None, other


def test_it_is_narrowed_to_a_case_and_to_the_days() -> None:
    case = a_case_at(READER).case
    read(READER, case, a_case_at(READER).case)
    read(OTHER, case)
    incident = an_incident(user_id=None, case_number=case.number)
    with acting(AUDITOR):
        extent = incidents.seen_since(incident)
        said = incidents.report_text(incident, extent)
    assert (extent.people, extent.cases, extent.numbers) == (2, 1, [case.number])
    assert f"{format_date(days(-7))}から1件のケース（2人の職員などによる閲覧）" in said
    assert said.count("（記入してください）") == 7
    with acting(AUDITOR) as auditor:
        reviewed = ReadingLog(auditor, route="cases:emergency_review")
        reviewed.note("read", case, kind="緊急閲覧の確認")
        reviewed.write()
        assert incidents.seen_since(incident).people == 2, (
            "who reviews sees nothing of the case (R10)"
        )
        incident.since = days(1)
        assert incidents.seen_since(incident).people == 0


@pytest.mark.parametrize("typed", ["{}", "令和{plain}", "ｒ{plain}", " r{plain} "])
def test_the_number_of_a_case_is_kept_as_the_log_has_it(typed: str) -> None:
    case = a_case_at(READER).case
    read(READER, case)
    client = browser(AUDITOR)
    new = reverse("access:incident_new")
    sent = fields_of(client.get(new).content.decode()) | {
        "sort": "misused",
        "noticed_on": f"{days(0):%Y/%m/%d}",
        "since": f"{days(-1):%Y/%m/%d}",
        "text": "机の上に一覧の写しがあった。",
    }
    wrong = client.post(new, sent | {"case_number": "48213"})
    assert wrong.status_code == 422
    assert "ケース番号は「R8-48213」のように" in text_of(wrong)
    number = typed.format(case.number, plain=case.number[1:])
    page = client.get(client.post(new, sent | {"case_number": number})["Location"])
    assert page.context["row"].case_number == case.number
    assert page.context["extent"].numbers == [case.number]
    assert "1件もありません" not in text_of(page)


def test_a_case_of_which_the_log_has_nothing_is_said_to_be_so() -> None:
    """A slip of the pen would else stand in the report as reading by nobody."""
    incident = an_incident(user_id=None, case_number="R8-00000")
    page = browser(AUDITOR).get(reverse("access:incident", args=[incident.pk]))
    assert "R8-00000の閲覧は、この日から1件もありません" in text_of(page)


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(DomainError, match="知った日は、今日まで"):
        an_incident(noticed_on=days(1))
    with pytest.raises(DomainError, match="知った日までの日"):
        an_incident(since=days(1))
    incident = an_incident()
    with pytest.raises(DomainError, match="したことを書いて"):
        note(incident, "note", " ")
    alone = an_incident(user_id=staff(AUDITOR).pk)
    with acting(AUDITOR) as by, pytest.raises(DomainError, match="終わらせる職員がいません"):
        incidents.end_logins(incident=alone, everybody=False, by=by)
    ended = note(incident, "closed", none_due=True)
    assert ended.text == "速報と確報は要らないと決めました。電話で確かめた"
    with pytest.raises(DomainError, match="この対応は終わっています"):
        note(incident, "note")
    with acting(AUDITOR) as by, pytest.raises(DomainError, match="この対応は終わっています"):
        incidents.end_logins(incident=incident, everybody=True, by=by)


def test_everybody_but_who_asks_is_logged_out_and_only_after_the_second_factor() -> None:
    incident, url = an_incident(), "access:incident_logins"
    client = browser(AUDITOR)
    others = [browser(READER), browser(OTHER)]
    confirm(client, staff(AUDITOR), ago=360)
    answer = client.post(reverse(url, args=[incident.pk]), {"whose": "everybody"})
    assert answer.status_code == 422
    assert all(one.get("/cases/").status_code == 200 for one in others)
    confirm(client, staff(AUDITOR))
    assert client.post(reverse(url, args=[incident.pk]), {"whose": "everybody"}).status_code == 303
    assert all(one.get("/cases/").status_code == 302 for one in others)
    assert client.get("/").status_code == 200


def test_the_same_click_twice_begins_one_and_notes_once() -> None:
    key, other = uuid.uuid4(), uuid.uuid4()
    assert an_incident(key=key).pk == an_incident(key=key).pk
    incident = an_incident()
    with acting(AUDITOR) as by:
        made = [
            incidents.note(incident=incident, step="note", text="した", by=by, key=other)
            for _ in range(2)
        ]
    assert made[0].pk == made[1].pk


def test_r10_r14_nobody_else_knows_of_it() -> None:
    incident = an_incident()
    pages = [
        reverse("access:incidents"),
        reverse("access:incident_new"),
        reverse("access:incident", args=[incident.pk]),
    ]
    for who in (READER, "kanri1", "jimukyoku1", "system1"):
        client = browser(who)
        assert [client.get(url).status_code for url in pages] == [404, 404, 404], who
        with acting(who):
            assert not Incident.objects.exists()
            assert not IncidentNote.objects.exists()


def test_what_was_written_is_not_changed() -> None:
    row = note(an_incident(), "note")
    for table, pk in (("access_incident", row.incident_id), ("access_incidentnote", row.pk)):
        for statement in (
            f"update {table} set text = 'x' where id = %s",
            f"delete from {table} where id = %s",
        ):
            with (
                acting(AUDITOR),
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement, [pk])


def test_it_is_closed_once() -> None:
    incident = an_incident()
    note(incident, "closed", none_due=True)
    with acting(AUDITOR) as by, pytest.raises(IntegrityError), transaction.atomic():
        IncidentNote(incident=incident, step="closed", text="x", created_by=by).save()


def test_the_list_is_paged_and_asks_as_often_for_many() -> None:
    url = reverse("access:incidents")
    an_incident()
    few = queries(AUDITOR, url)
    for _ in range(6):
        an_incident()
    assert queries(AUDITOR, url) == few
    assert len(browser(AUDITOR).get(url).context["rows"]) == 7
