"""気になる人メモ: confidential before there is a case; taken into intake, or closed (R2, R12, R14)."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access import protecting
from access.errors import DomainError
from access.explain import restrictions
from access.models import CaseFile
from access.noticing import NOTICING_ROLES
from cases.models import CaseRecord, Intake, Person
from cases.services import close_record, restrict_person
from cases.services.restrictions import may_decide
from community import figures, periods, services
from community.models import Concern, ConcernState
from organizations.models import Role
from sample_ward import gathering
from tests.cases.pages import browser
from tests.cases.situations import narrow_to
from tests.meetings.pages import hidden, post

from . import situations as s

pytestmark = pytest.mark.django_db
TEXT = "先月から急にやせて、昼の弁当を持ち帰っている。"
OTHERS = ("soudan1", "kanri1", "jimukyoku1", "sanka1", "ishi1", "kansa1", "system1", "kenmu1")


def test_r2_the_writer_and_the_csw_of_her_body_read_it_and_nobody_else() -> None:
    concern = s.a_concern()
    assert NOTICING_ROLES == (Role.COMMUNITY_WORKER, Role.CASEWORKER, Role.SUPERVISOR)
    for username in (s.WORKER, s.CASEWORKER):
        with s.acting(username) as by:
            assert Concern.objects.visible_to(by).get().pk == concern.pk
    for username in OTHERS:
        with s.acting(username) as by:
            assert not Concern.objects.visible_to(by).exists()
            assert not Concern.objects.filter(pk=concern.pk).exists(), "the database repeats it"
            assert not concern.history.all().exists()
            assert not CaseFile.objects.visible_to(by).filter(pk=concern.compartment.case_id)
        client = browser(username)
        url = reverse("community:concern", args=[concern.pk])
        missing = client.get(reverse("community:concern", args=[concern.compartment_id]))
        answer = client.get(url)
        assert answer.status_code == missing.status_code == 404
        assert TEXT not in answer.content.decode()


def test_without_anybody_acting_there_is_no_row() -> None:
    s.a_concern()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from community_concern")
        assert cursor.fetchone() == (0,)


def test_it_may_be_anonymous_and_says_nothing_in_lists_of_cases() -> None:
    concern = s.a_concern()
    page = browser(s.WORKER).get(reverse("community:concerns")).content.decode()
    assert "名前を書いていない方" in page
    cases = browser(s.CASEWORKER).get(reverse("cases:list")).content.decode()
    assert concern.compartment.case.number not in cases, "a memo is no case"
    detail = browser(s.WORKER).get(reverse("cases:detail", args=[concern.compartment.case_id]))
    assert detail.status_code == 200
    assert TEXT not in detail.content.decode()


def test_r12_whoever_is_kept_out_of_the_file_loses_it() -> None:
    concern = s.a_concern()
    with s.acting(s.CASEWORKER) as by:
        case = concern.compartment.case
        protecting.restrict(case=case, user=s.staff(s.WORKER), reason="親族", by=by)
    with s.acting(s.WORKER) as by:
        assert not Concern.objects.visible_to(by).exists()
        assert not Concern.objects.exists()


def test_r2_r9_a_supervisor_of_the_body_reads_what_waits_and_another_does_not() -> None:
    concern = s.a_concern(worker="soudan1")
    client = browser("kanri1")
    assert TEXT in client.get(reverse("community:concern", args=[concern.pk])).content.decode()
    assert (
        concern.compartment.case.number
        in client.get(reverse("community:concerns")).content.decode()
    )
    assert (
        "見立てを待つ気になる人メモ 1件" in client.get(reverse("community:front")).content.decode()
    )
    assert "気になる人メモの見立てをする" not in client.get("/").content.decode()
    assert concern.compartment.case.number not in client.get(reverse("cases:list")).content.decode()
    for username in ("kanri3", s.WORKER, s.CASEWORKER):
        with s.acting(username) as by:
            assert not Concern.objects.visible_to(by).exists()
            assert not Concern.objects.exists(), "the database repeats it"


def test_r12_who_reads_a_memo_alone_names_a_colleague_who_must_not_see_it() -> None:
    """The page of the case, for a file that holds no record yet."""
    concern = s.a_concern()
    case = concern.compartment.case
    client, url = browser(s.WORKER), reverse("cases:restrict", args=[case.pk])
    memo = reverse("community:concern", args=[concern.pk])
    assert url in client.get(memo).content.decode()
    kin = s.staff(s.CASEWORKER)
    made = post(client, url, staff=kin.pk, relation="kin", reason="おい")
    assert (made.status_code, made["Location"]) == (303, url)
    assert kin.name in client.get(url).content.decode()
    assert browser(s.CASEWORKER).get(memo).status_code == 404
    with s.acting(s.CASEWORKER) as by:
        assert not Concern.objects.visible_to(by).exists()
        assert not Concern.objects.exists(), "the database repeats it"
    for username in OTHERS:
        assert browser(username).get(url).status_code == 404
    with s.acting(s.WORKER):
        (known,) = restrictions(case)
    lift = reverse("cases:lift", args=[known.pk])
    asked = post(client, lift, reason="思い違いだった", version=known.version)
    assert asked.status_code == 303
    with s.acting(s.WORKER):
        (known,) = restrictions(case)
    again = post(client, lift, reason="思い違いだった", version=known.version)
    assert browser(s.CASEWORKER).get(memo).status_code == 404, (again.status_code, "two decide")


def test_r12_of_a_file_with_a_record_those_decide_who_write_it() -> None:
    concern = s.a_concern()
    gathering.look_at(concern)
    url = reverse("cases:restrict", args=[concern.compartment.case_id])
    assert browser(s.WORKER).get(url).status_code == 404
    assert browser(s.CASEWORKER).get(url).status_code == 200
    with s.acting(s.WORKER) as by, pytest.raises(DomainError, match="記録している機関"):
        case = concern.compartment.case
        restrict_person(case=case, user=s.staff(s.CASEWORKER), reason="x", by=by)


def test_r12_a_memo_about_a_known_household_gives_no_say_about_its_file() -> None:
    first = s.a_concern()
    gathering.look_at(first)
    case = first.compartment.case
    with s.acting(s.CASEWORKER) as by:
        facts = services.ConcernFacts("また見かけない", "seen", "soon", s.days(0))
        services.note_concern(body=first.body, facts=facts, by=by, case=case)
    with s.acting(s.WORKER) as by:
        assert Concern.objects.visible_to(by).of_case(case).filter(state="waiting").exists()
        assert not may_decide(case, by)


def test_it_becomes_an_intake_in_the_same_file_by_way_of_a_place() -> None:
    concern = s.a_concern()
    client = browser(s.CASEWORKER)
    url = reverse("community:concern_intake", args=[concern.pk])
    page = client.get(url)
    assert TEXT in page.content.decode()
    data = {
        "form_key": hidden(page, "form_key"),
        "version": "1",
        "name": "弁当の方",
        "method": "9",
        "visitor": "other",
        "topics": ["15"],
        "urgency": "B",
        "words": "居場所でやせてきた方",
    }
    answer = client.post(url, data)
    case = concern.compartment.case_id
    assert (answer.status_code, answer["Location"]) == (303, reverse("cases:detail", args=[case]))
    assert client.post(url, data)["Location"] == answer["Location"], "a double click makes one"
    with s.acting(s.CASEWORKER) as by:
        (intake,) = Intake.objects.visible_to(by).filter(compartment__case=case)
        assert (intake.route, intake.words) == ("11", "居場所でやせてきた方")
        person = Person.objects.visible_to(by).get(compartment__case=case)
        assert (person.name, person.name_kind) == ("弁当の方", Person.NameKind.ALIAS)
        period = periods.chosen("", s.days(0))
        assert figures.intakes(by, period).get() == intake
        assert figures.concerns(by, period).count() == 1
        row = s.seen(concern, by)
        assert (row.state, row.closed_by_id) == (ConcernState.INTAKE, by.pk)
    listed = client.get(reverse("community:intakes")).content.decode()
    assert concern.compartment.case.number in listed
    assert browser(s.WORKER).get(reverse("community:intakes")).status_code == 404
    shown = client.get(answer["Location"]).content.decode()
    assert "気になる人メモ" in shown
    with s.acting(s.WORKER) as by:
        assert not Intake.objects.visible_to(by).exists(), "the record is of the caseworkers (R2)"


def test_r2_narrowed_to_staff_in_charge_the_memo_is_theirs_as_well() -> None:
    concern = s.a_concern()
    intake = gathering.look_at(concern)
    with s.acting(s.CASEWORKER) as by:
        record = CaseRecord.objects.visible_to(by).get(pk=intake.record_id)
        office = by.appointments.current().with_body().get()
        narrow_to(record=record, staff=[office], by=by)
        assert s.seen(concern, by)
    with s.acting(s.WORKER) as by:
        assert not Concern.objects.visible_to(by).exists()
        assert not Concern.objects.exists(), "the database repeats it"


def test_only_a_caseworker_of_the_body_takes_it_into_intake() -> None:
    concern = s.a_concern()
    client = browser(s.WORKER)
    assert client.get(reverse("community:concern_intake", args=[concern.pk])).status_code == 404
    page = client.get(reverse("community:concern", args=[concern.pk])).content.decode()
    assert "相談受付にするのは、この機関の相談員・管理者です" in page
    with pytest.raises(DomainError, match="相談員に伝えて"):
        gathering.look_at(concern, worker=s.WORKER)


def test_closed_without_intake_it_is_marked_with_its_reason_and_changes_no_more() -> None:
    concern = s.a_concern()
    client, url = browser(s.WORKER), reverse("community:concern_close", args=[concern.pk])
    assert post(client, url, version="1", why="other").status_code == 422
    assert post(client, url, version="1", why="watched").status_code == 303
    page = client.get(reverse("community:concern", args=[concern.pk])).content.decode()
    assert "居場所で見守る" in page
    with s.acting(s.CASEWORKER) as by:
        row = s.seen(concern, by)
        with pytest.raises(DomainError, match="見立てが済んで"):
            services.close_without_intake(concern=row, why="known", by=by)
        with pytest.raises(DatabaseError), transaction.atomic():
            Concern.objects.changeable_by(by).filter(pk=row.pk).update(text="x")
        assert [h.state for h in row.history.visible_to(by).order_by("version")] == [
            "waiting",
            "nothing",
        ]
    waiting = browser(s.WORKER).get(reverse("community:concerns")).content.decode()
    assert "見立てを待つメモはありません" in waiting


def test_two_who_look_at_once_decide_once() -> None:
    concern = s.a_concern()
    with s.acting(s.CASEWORKER) as by:
        before = s.seen(concern, by)
    with s.acting(s.WORKER) as by:
        services.close_without_intake(concern=s.seen(concern, by), why="watched", by=by)
    with s.acting(s.CASEWORKER) as by, pytest.raises(DomainError):
        services.close_without_intake(concern=before, why="known", version=1, by=by)


def test_it_waits_on_the_home_page_without_a_word_of_it() -> None:
    concern = s.a_concern(person_words="いつもの席の方")
    for username in (s.WORKER, s.CASEWORKER):
        page = browser(username).get("/").content.decode()
        assert "気になる人メモの見立てをする" in page
        assert concern.compartment.case.number in page
        assert "いつもの席" not in page
    assert "気になる人メモ" not in browser(s.FOREIGN).get("/").content.decode()


def test_r7_a_memo_about_a_known_household_lies_in_its_file_for_who_reads_its_record() -> None:
    concern = s.a_concern()
    gathering.look_at(concern)
    case = concern.compartment.case_id
    url = reverse("community:concern_new") + f"?case={case}"
    assert browser(s.WORKER).get(url).status_code == 404, "she reads no record"
    client = browser(s.CASEWORKER)
    data: dict[str, Any] = {
        "text": "また来なくなった",
        "urgency": "soon",
        "source": "seen",
        "noticed_on": s.days(0),
    }
    assert post(client, url, **data).status_code == 303
    with s.acting(s.CASEWORKER) as by:
        rows = Concern.objects.visible_to(by).of_case(case)
        assert {row.compartment.case_id for row in rows} == {case}
        assert rows.count() == 2
        with pytest.raises(DomainError, match="もう受け付けています"):
            again = s.seen(rows.get(state="waiting"), by)
            services.take_into_intake(
                concern=again,
                facts=services.IntakeOfConcern("9", "other", ["15"], "B", "x"),
                by=by,
            )


def test_who_was_supported_once_and_is_noticed_again_is_received_anew_in_the_same_record() -> None:
    """domain.md 3.2 再開; F5 counts who was found at a place, the second time as well."""
    concern = s.a_concern()
    gathering.look_at(concern)
    client, case = browser(s.CASEWORKER), concern.compartment.case
    with s.acting(s.CASEWORKER) as by:
        record = CaseRecord.objects.visible_to(by).of_case(case).select_related("compartment").get()
        facts = services.ConcernFacts("また来なくなった", "seen", "soon", s.days(0))
        again = services.note_concern(body=record.body, facts=facts, case=case, by=by)
    page, step = (
        reverse(name, args=[again.pk]) for name in ("community:concern", "community:concern_intake")
    )
    shown = client.get(page).content.decode()
    assert step not in shown, "her work goes on"
    assert "この世帯は、もう受け付けています" in shown
    with s.acting(s.CASEWORKER) as by:
        close_record(record=record, reason="11", by=by)
    assert step in client.get(page).content.decode()
    form = client.get(step).context["form"]
    assert "name" not in form.fields, "she stands in the file already"
    data = {"method": "9", "visitor": "other", "topics": ["15"], "urgency": "B", "words": "やせた"}
    assert post(client, step, **data).status_code == 303
    with s.acting(s.CASEWORKER) as by:
        now = CaseRecord.objects.visible_to(by).of_case(case).get()
        routes = list(
            Intake.objects.visible_to(by).filter(record=now).values_list("route", flat=True)
        )
        assert (now.is_closed, routes) == (False, ["11", "11"])
        assert Concern.objects.visible_to(by).get(pk=again.pk).state == ConcernState.INTAKE
        assert Person.objects.visible_to(by).count() == 1


def test_nobody_of_another_body_writes_one_in_its_name() -> None:
    office = s.staff(s.WORKER).appointments.current().with_body().get()
    facts = services.ConcernFacts("x", "seen", "soon", s.days(0))
    with s.acting(s.FOREIGN) as by, pytest.raises(DomainError, match="自分の機関の"):
        services.note_concern(body=office.body, facts=facts, by=by)
