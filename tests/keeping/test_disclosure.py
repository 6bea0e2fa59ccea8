"""Requests of disclosure 開示請求: marked with grounds, checked by a second person, and what is withheld is not in
the file (S-93; R4, R7, R11, R21)."""

import datetime
import io
import uuid
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.models import Disclosure, OutputHold
from access.reading import ReadingLog
from cases.models import NextAction, Person
from documents.selfcheck import text_of
from jobs import work
from jobs.models import Job, JobResult, JobState
from jobs.registry import JobFailed, NotPermitted
from keeping import disclosure_paper, services
from keeping.disclosing import Paragraph, grounds_of, paragraphs
from keeping.models import DisclosureCheck, DisclosureRequest, DisclosureSubmission, Ground
from keeping.services.disclosure import TASK
from tests.cases.pages import browser
from tests.cases.situations import a_case, a_note, record_of
from tests.meetings.situations import a_meeting_with_a_doctor
from tests.plans import situations as plans
from tests.world import acting

from .situations import look_through, protect_who_it_is_about

WORKER, COLLEAGUE, HEAD = "soudan1", "soudan2", "kanri1"
OWN_WORDS, SOURCE = "本人は、早く家に帰りたいと話した。", "となりの見本さん"
OF_SON = "架空太一から、お金のことで相談があった。"
OF_MEETING = "支援会議で聞いたことをふまえて訪問した。"


def a_told_case() -> Any:
    """Notes about the person, about her son, from a neighbour, and of a meeting."""
    case = a_case(WORKER)
    a_note(case, WORKER, text=f"{OWN_WORDS}\n{OF_SON}", source=SOURCE)
    a_note(case, WORKER, text=OF_MEETING)
    return case


def a_request(case: Any, by: str = WORKER, **changes: Any) -> DisclosureRequest:
    with acting(by) as user:
        person = Person.objects.visible_to(user).of_case(case).get(is_subject=True)
        facts = {"asker": "self", "confirmed_how": "運転免許証"} | changes
        return services.receive_request(
            record=record_of(case, by),
            person=person,
            facts=services.AskerFacts(**facts),
            received_on=timezone.localdate(),
            by=user,
        )


def seen(request: DisclosureRequest, user: Any) -> DisclosureRequest:
    rows = DisclosureRequest.objects.visible_to(user)
    return rows.select_related("record__body", "compartment__case").get(pk=request.pk)


def submit(
    request: DisclosureRequest, by: str = WORKER, decision: str = "partial", *, gives: bool = True
) -> None:
    """`gives`: whether the parts of third parties who are against it are given."""
    with acting(by) as user:
        row = seen(request, user)
        look_through(row, user)
        parts = {one.pk: gives for one in services.third_parties_of(row, user)}
        services.submit_package(request=row, decision=decision, words="", gives=parts, by=user)


def check(request: DisclosureRequest, by: str = HEAD, *, is_right: bool = True) -> None:
    with acting(by) as user:
        services.check_package(
            request=seen(request, user),
            is_right=is_right,
            words="" if is_right else "もう一度",
            by=user,
        )


def a_decided_request(case: Any, decision: str = "partial", **facts: Any) -> DisclosureRequest:
    request = a_request(case, **facts)
    submit(request, decision=decision)
    check(request)
    return request


def by_text(request: DisclosureRequest, user: Any) -> dict[str, str]:
    """Ground of each paragraph by its words."""
    row = seen(request, user)
    grounds = grounds_of(row, user)
    return {one.text: grounds.get(one.key, "") for one in paragraphs(row, user)}


def printed(request: DisclosureRequest, by: str = WORKER) -> bytes:
    """The PDF as the worker makes it."""
    with acting(by) as user:
        made = disclosure_paper.gather(user, request.pk, "", ReadingLog(user))
    return disclosure_paper.make(made).content


def everything_in(content: bytes) -> str:
    """Text of the pages, and every stream and string of the file, unpacked."""
    parts = [text_of(content)]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                raw = item.read_bytes()
                parts += [raw.decode(code, "replace") for code in ("utf-8", "utf-16-be", "latin-1")]
            else:
                parts.append(str(item))
    return "".join("".join(parts).split())


# --- received --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_falls_due_in_thirty_days_and_that_is_a_task_until_the_decision() -> None:
    case = a_told_case()
    request = a_request(case)
    assert request.due_on == timezone.localdate() + datetime.timedelta(days=30)
    with acting(WORKER) as user:
        task = NextAction.objects.visible_to(user).of_case(case).get(what=TASK)
        assert (task.due_on, task.done_at, task.assignee_id) == (request.due_on, None, user.pk)
    submit(request)
    check(request)
    with acting(WORKER) as user:
        assert NextAction.objects.visible_to(user).get(pk=task.pk).done_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["asker_name", "no_conflict"])
def test_a_representative_is_named_and_it_is_asked_whether_she_is_against_the_person(
    missing: str,
) -> None:
    case = a_told_case()
    facts = {"asker": "parent", "asker_name": "検証 親子", "no_conflict": "支援措置がない"}
    with pytest.raises(DomainError, match="代理人のときは"):
        a_request(case, **facts | {missing: " "})
    assert a_request(case, **facts).asker == "parent"


@pytest.mark.django_db
def test_third_parties_sources_and_what_was_told_in_a_meeting_are_marked_at_once() -> None:
    request = a_request(a_told_case())
    with acting(WORKER) as user:
        grounds = by_text(request, user)
    assert grounds[OWN_WORDS] == ""
    assert grounds[OF_SON] == Ground.OTHERS
    assert grounds[SOURCE] == Ground.SOURCE
    assert grounds[OF_MEETING] == Ground.MEETING


@pytest.mark.django_db
def test_r4_r5_nothing_of_a_meeting_or_a_plan_is_collected() -> None:
    meeting = a_meeting_with_a_doctor()
    case = meeting.compartment.case
    with acting(WORKER) as user:
        request = a_request(case)
        words = " ".join(by_text(request, user))
    assert meeting.need_statement not in words
    plan = plans.an_active_plan()
    request = a_request(plan.compartment.case)
    with acting(WORKER) as user:
        assert plans.WISHES not in " ".join(by_text(request, user))


@pytest.mark.django_db
def test_what_is_written_after_the_request_is_no_part_of_it() -> None:
    case = a_told_case()
    request = a_request(case)
    a_note(case, WORKER, text="あとから書いた。")
    with acting(WORKER) as user:
        assert "あとから書いた。" not in by_text(request, user)


# --- two people ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_s93_a_paragraph_that_names_another_of_the_household_is_not_given() -> None:
    request = a_request(a_told_case())
    with acting(WORKER) as user:
        row = seen(request, user)
        (key,) = [one.key for one in paragraphs(row, user) if one.text == OF_SON]
        services.mark_paragraphs(request=row, grounds={key: ""}, by=user)
    with pytest.raises(DomainError, match="本人以外の世帯の人の氏名"):
        submit(request)
    with pytest.raises(DomainError, match="一部を開示する"):
        submit(request, decision="whole")


@pytest.mark.django_db
def test_a_second_person_who_supervises_decides_and_nobody_prints_before() -> None:
    request = a_request(a_told_case())
    submit(request)
    with pytest.raises(NotPermitted):
        printed(request)
    with pytest.raises(DomainError, match="自分で頼んだ確認"):
        check(request, by=WORKER)
    with pytest.raises(DomainError, match="管理者です"):
        check(request, by=COLLEAGUE)
    check(request)
    with acting(WORKER) as user:
        assert seen(request, user).decision == "partial"


@pytest.mark.django_db
def test_a_supervisor_does_not_check_what_she_has_put_forward_herself() -> None:
    request = a_request(a_told_case())
    submit(request, by=HEAD)
    with pytest.raises(DomainError, match="自分で頼んだ確認"):
        check(request, by=HEAD)
    with acting(HEAD) as user:  # whatever the service says, the database refuses
        submission = DisclosureSubmission.objects.visible_to(user).get()
        row = DisclosureCheck(
            compartment_id=submission.compartment_id,
            created_by=user,
            submission=submission,
            is_right=True,
        )
        with pytest.raises(DatabaseError, match="does not answer oneself"), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.django_db
def test_what_was_sent_back_is_marked_and_checked_anew() -> None:
    request = a_request(a_told_case())
    submit(request)
    with acting(WORKER) as user, pytest.raises(DomainError, match="差し戻してもらって"):
        services.mark_paragraphs(request=seen(request, user), grounds={}, by=user)
    check(request, is_right=False)
    submit(request)
    check(request)


@pytest.mark.django_db
def test_records_that_changed_after_the_check_do_not_leave() -> None:
    case = a_told_case()
    request = a_decided_request(case)
    with acting(WORKER) as user:
        person = Person.objects.visible_to(user).of_case(case).get(is_subject=True)
        Person.objects.changeable_by(user).filter(pk=person.pk).update(
            note="あとから変えた備考です"
        )
    with pytest.raises(JobFailed, match="changed"):
        printed(request)
    with acting(WORKER) as user:
        services.take_back(request=seen(request, user), by=user)
    submit(request)
    check(request)
    assert "あとから変えた備考です" in everything_in(printed(request))


# --- the paper -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_s93_what_is_withheld_is_not_in_the_file_and_its_ground_is() -> None:
    content = printed(a_decided_request(a_told_case()))
    found = everything_in(content)
    assert "".join(OWN_WORDS.split()) in found
    for words in (OF_SON, SOURCE, OF_MEETING, "太一", "見本さん"):
        assert "".join(words.split()) not in found
    for ground in (Ground.OTHERS, Ground.DUTY):
        assert "".join(ground.label.split()) in found
    assert disclosure_paper.BAR in found


@pytest.mark.parametrize("text", ["短い", "とても" * 90])
def test_a_bar_tells_neither_words_nor_their_length(text: str) -> None:
    part = Paragraph(
        uuid.uuid4(), "支援経過記録", datetime.date(2026, 4, 1), "text", "内容", 0, text
    )
    (shown,) = disclosure_paper.without_withheld([part], {part.key: "2"})
    assert shown["text"] == disclosure_paper.BAR
    assert text not in repr(shown)


@pytest.mark.django_db
def test_a_refusal_does_not_say_whether_there_is_anything() -> None:
    case = a_told_case()
    found = everything_in(printed(a_decided_request(case, decision="refused")))
    assert "記録があるかどうかも、お答えできません" in found
    assert case.number not in found
    assert "".join(OWN_WORDS.split()) not in found


@pytest.mark.usefixtures("committed_db")
def test_r21_what_leaves_is_one_row_of_the_ledger() -> None:
    case = a_told_case()
    request = a_decided_request(case)
    with acting(WORKER) as user:
        job = services.request_paper(request=seen(request, user), by=user)
    work.run(job.pk)
    with acting(WORKER) as user:
        done = Job.objects.visible_to(user).get(pk=job.pk)
        assert (done.state, done.error_code) == (JobState.DONE, "")
        assert JobResult.objects.visible_to(user).filter(job=done).exists()
        (row,) = Disclosure.objects.visible_to(user).of_case(case).filter(object_id=request.pk)
        assert row.legal_basis.code == "PIPL69-1"
        assert row.compartment_id == request.compartment_id


@pytest.mark.usefixtures("committed_db")
def test_s91_a_protected_household_waits_for_another_person_on_the_list() -> None:
    case = a_told_case()
    protect_who_it_is_about(case)
    request = a_request(case)
    with acting(WORKER) as user:
        assert Ground.PROTECTED in by_text(request, user).values()
    submit(request)
    check(request)
    with acting(WORKER) as user:
        job = services.request_paper(request=seen(request, user), by=user)
    work.run(job.pk)
    with acting(WORKER) as user:
        assert Job.objects.visible_to(user).get(pk=job.pk).error_code == "held"
        assert OutputHold.objects.filter(kind="disclosure_pdf").count() == 1


# --- pages -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_pages_lead_from_the_ledger_to_the_paper() -> None:
    case = a_told_case()
    client = browser(WORKER)
    listed = reverse("keeping:disclosures", args=[case.pk])
    assert listed in client.get(reverse("cases:ledger", args=[case.pk])).content.decode()
    assert client.get(listed).status_code == 200
    request = a_request(case)
    page = reverse("keeping:disclosure_request", args=[request.pk])
    text = client.get(page).content.decode()
    assert OWN_WORDS in text
    assert Ground.SOURCE.label in text
    with acting(WORKER) as user:
        row = seen(request, user)
        keys = {one.text: one.key for one in paragraphs(row, user)}
        fields = {str(key): ground or "give" for key, ground in _chosen(row, user).items()}
    fields[str(keys[OWN_WORDS])] = "1"
    answer = client.post(page, fields)
    assert answer.status_code == 303
    with acting(WORKER) as user:
        assert by_text(request, user)[OWN_WORDS] == "1"
    assert client.get(reverse("keeping:submit", args=[request.pk])).status_code == 200


def _chosen(row: DisclosureRequest, user: Any) -> dict[Any, str]:
    grounds = grounds_of(row, user)
    return {one.key: grounds.get(one.key, "") for one in paragraphs(row, user)}


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["kurashi1", "kanri2", "jimukyoku1", "ishi1", "kansa1"])
def test_r14_others_find_no_request(username: str) -> None:
    case = a_told_case()
    request = a_request(case)
    client = browser(username)
    for name, pk in (
        ("disclosures", case.pk),
        ("receive", case.pk),
        ("disclosure_request", request.pk),
        ("submit", request.pk),
    ):
        assert client.get(reverse(f"keeping:{name}", args=[pk])).status_code in (404, 403), name
    with acting(username) as user:
        assert disclosure_paper.may(user, request.pk) is None


@pytest.mark.django_db
def test_the_questions_do_not_grow_with_the_paragraphs(django_assert_max_num_queries: Any) -> None:
    case = a_told_case()
    for number in range(6):
        a_note(case, WORKER, text=f"訪問した。{number}")
    request = a_request(case)
    with acting(WORKER) as user:
        row = seen(request, user)
        with django_assert_max_num_queries(32):
            found = paragraphs(row, user)
            grounds_of(row, user)
    assert len(found) > 8
