"""The rest of a request that is decided in two parts: its second decision, its letter, its pages, and the case that
stays until it is over (Art. 84 of the Act)."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from access.errors import DomainError
from access.models import Disclosure
from access.reading import ReadingLog
from cases import services as case_services
from cases.models import Note
from documents.wareki import format_date
from jobs import work
from jobs.models import Job, JobState
from jobs.registry import NotPermitted
from keeping import letters, services
from keeping.models import DisclosureRequest, Ground
from keeping.services.disclosure_tasks import REST, TASK
from keeping.services.rest import SAME
from tests.cases.pages import browser
from tests.cases.situations import a_note, record_of
from tests.world import acting

from .situations import superuser
from .test_disclosure import (
    HEAD,
    OWN_WORDS,
    WORKER,
    a_request,
    a_told_case,
    by_text,
    check,
    everything_in,
    printed,
    seen,
    submit,
)
from .test_disposal import kept_until
from .test_hearing import DAY, on, tasks, today
from .test_in_parts import (
    FAR,
    LATE,
    LATE_OF_SON,
    REASON,
    a_large_request,
    decided_in_part,
    mark,
    numbers,
    put_forward,
    put_off,
    told,
)

# --- its decision ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_rest_is_a_request_of_its_own_with_what_was_put_off_and_its_first_marks() -> None:
    first, rest = decided_in_part()
    assert (rest.rest_of_id, rest.due_on, rest.received_on) == (
        first.pk,
        today() + FAR,
        first.received_on,
    )
    assert tasks(first)[REST] == rest.due_on
    assert TASK not in tasks(first)
    with acting(WORKER) as user:
        assert by_text(rest, user) == {LATE: "", LATE_OF_SON: Ground.OTHERS}
    submit(rest)
    check(rest)
    assert REST not in tasks(first)
    found = everything_in(printed(rest))
    for words in ("先に決定した部分を除く残りの部分", LATE, Ground.OTHERS.label):
        assert "".join(words.split()) in found, words
    for words in (LATE_OF_SON, OWN_WORDS):
        assert "".join(words.split()) not in found, words


@pytest.mark.django_db
def test_nothing_of_a_record_that_was_changed_meanwhile_falls_between_the_two() -> None:
    first, rest = decided_in_part()
    new = "直したあとのことば。"
    with on(first) as (row, user):
        notes = Note.objects.changeable_by(user).filter(text__contains=LATE)
        notes.update(text=f"{LATE_OF_SON}\n{new}\n{LATE}")
        case = row.compartment.case
    a_note(case, WORKER, text="請求のあとに書いた。")
    with acting(WORKER) as user:
        assert set(by_text(rest, user)) == {LATE, LATE_OF_SON, new}


@pytest.mark.django_db
def test_a_first_decision_taken_back_leaves_the_rest_as_it_is() -> None:
    first, rest = decided_in_part()
    with on(first) as (row, user):
        services.take_back(request=row, by=user)
    with pytest.raises(DomainError, match="付けたり外したりはできません"):
        put_off(first, LATE, is_later=False)
    with pytest.raises(DomainError, match="付けたり外したりはできません"):
        put_off(first, OWN_WORDS)
    mark(first, OWN_WORDS, Ground.LIFE)
    put_forward(first)
    check(first)
    with on(first) as (row, user):
        assert services.rest_of(row, user) == rest
        assert list(tasks(first)).count(REST) == 1


@pytest.mark.django_db
def test_the_rest_has_neither_extension_nor_correction_nor_a_rest_of_its_own() -> None:
    _, rest = decided_in_part()
    with on(rest) as (row, user):
        for ask, words in (
            (lambda: told(row), "もう使っています"),
            (
                lambda: services.extend(
                    request=row, days=5, reason="多い", told_on=today(), by=user
                ),
                "延長できません",
            ),
            (
                lambda: services.ask_correction(
                    request=row, asked_on=today(), words="委任状", by=user
                ),
                "はじめの請求",
            ),
        ):
            with pytest.raises(DomainError, match=words):
                ask()
    with pytest.raises(DomainError, match="知らせたあと"):
        put_off(rest, LATE)


@pytest.mark.django_db
def test_there_is_one_rest_and_its_day_is_that_which_was_told() -> None:
    first, rest = decided_in_part()
    with on(rest) as (row, user):
        rows = DisclosureRequest.objects.changeable_by(user).filter(pk=row.pk)
        for fields, words in (
            ({"due_on": row.received_on + 30 * DAY}, "law_counts"),
            ({"rest_of": None}, "law_counts|told_in_time"),
            ({"extended_by": 5, "extension_reason": "x", "extended_on": today()}, "told_in_time"),
        ):
            with pytest.raises(DatabaseError, match=words), transaction.atomic():
                rows.update(**fields)
        copy = {name: getattr(row, name) for name in (*SAME, "compartment_id", "due_on")}
        copy |= {"rest_of_id": first.pk, "rest_due_on": row.due_on, "created_by": user}
        with pytest.raises(DatabaseError, match="one_rest_a_request"), transaction.atomic():
            DisclosureRequest.objects.create(**copy)


@pytest.mark.django_db
def test_a_second_person_checks_the_rest_too() -> None:
    _, rest = decided_in_part()
    submit(rest, by=HEAD)
    with pytest.raises(DomainError, match="自分で頼んだ確認"):
        check(rest)


@pytest.mark.usefixtures("committed_db")
def test_s28_the_case_stays_until_the_rest_is_finished() -> None:
    first, rest = decided_in_part()
    with on(first) as (row, user):
        services.finish_request(request=row, by=user)
        case = row.compartment.case
        case_services.close_record(
            record=record_of(case, WORKER), reason="22", drops_actions=True, by=user
        )
    assert kept_until(case) is None
    submit(rest)
    check(rest)
    assert kept_until(case) is None
    with on(rest) as (row, user):
        services.finish_request(request=row, by=user)
    with superuser() as opened:
        opened.execute(
            "update keeping_disclosurerequest set decided_on = '2010-05-01',"
            " finished_on = '2010-05-01'"
        )
        opened.execute("update cases_caserecord set closed_on = '2010-05-01'")
    assert kept_until(case) is not None


# --- its letter ------------------------------------------------------------------------------------


def letter(request: DisclosureRequest, by: str = WORKER) -> str:
    with acting(by) as user:
        made = letters.REST_LETTER.gather(user, request.pk, "", ReadingLog(user))
    return everything_in(letters.make(made).content)


@pytest.mark.django_db
def test_who_asked_is_told_that_it_is_decided_in_parts_why_and_until_when() -> None:
    request = a_large_request()
    found = letter(request)
    for words in (
        "第84条（開示決定等の期限の特例）の規定を適用します",
        REASON,
        format_date(request.received_on + 60 * DAY),
        format_date(today() + FAR),
    ):
        assert "".join(words.split()) in found, words
    for words in (OWN_WORDS, LATE):
        assert "".join(words.split()) not in found


@pytest.mark.django_db
def test_without_the_special_term_there_is_no_letter_of_it() -> None:
    request = a_request(a_told_case())
    with pytest.raises(NotPermitted):
        letter(request)
    with on(request) as (row, user), pytest.raises(DomainError, match="期限を延ばしていません"):
        services.request_letter_of_days(request=row, by=user)


@pytest.mark.usefixtures("committed_db")
def test_r21_the_letter_is_one_row_of_the_ledger() -> None:
    request = told(a_request(a_told_case()))
    with acting(WORKER) as user:
        job = services.request_letter_of_days(request=seen(request, user), by=user)
    work.run(job.pk)
    with acting(WORKER) as user:
        done = Job.objects.visible_to(user).get(pk=job.pk)
        assert (done.state, done.error_code) == (JobState.DONE, "")
        (row,) = Disclosure.objects.visible_to(user).filter(object_id=request.pk)
        assert row.legal_basis.code == "PIPL69-1"
        assert "第84条" in row.purpose


# --- pages -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_is_told_and_paragraphs_are_put_off_on_pages() -> None:
    case = a_told_case()
    a_note(case, WORKER, text=f"{LATE}\n{LATE_OF_SON}")
    request = a_request(case)
    client = browser(WORKER)
    page = reverse("keeping:disclosure_request", args=[request.pk])
    tell = reverse("keeping:tell_of_rest", args=[request.pk])
    text = client.get(page).content.decode()
    assert tell in text
    assert "あとで決定する（第84条）" not in text
    assert "期限の特例を使う" in client.get(tell).content.decode()
    fields = {
        "reason": REASON,
        "told_on": today().isoformat(),
        "rest_due_on": (today() + FAR).isoformat(),
    }
    answer = client.post(tell, fields)
    assert (answer.status_code, answer["Location"]) == (303, page), answer.content.decode()
    text = client.get(page).content.decode()
    later = reverse("keeping:put_off", args=[request.pk])
    for words in (
        "受け付けた日から60日",
        REASON,
        "特例の通知を作る",
        later,
        "あとで決定する（第84条）",
    ):
        assert words in text, words
    for name in ("extend", "tell_of_rest"):
        assert reverse(f"keeping:{name}", args=[request.pk]) not in text, name
    (number,) = numbers(request, LATE)
    seen_marks = client.get(later).context["form"]["marks"].value()
    chosen = {"first": number, "last": number, "when": "later", "marks": seen_marks}
    answer = client.post(later, chosen)
    assert (answer.status_code, answer["Location"]) == (303, page), answer.content.decode()
    assert "2段落は、あとで決定します" in client.get(page).content.decode()


@pytest.mark.django_db
def test_the_pages_of_both_parts_lead_to_each_other() -> None:
    first, rest = decided_in_part()
    client = browser(WORKER)
    page = reverse("keeping:disclosure_request", args=[first.pk])
    there = reverse("keeping:disclosure_request", args=[rest.pk])
    text = client.get(page).content.decode()
    assert there in text
    assert "（残りの部分を除く）" in text
    text = client.get(there).content.decode()
    for words in ("開示請求の残りの部分", page, LATE, "請求した人に知らせた期限"):
        assert words in text, words
    assert OWN_WORDS not in text
    assert reverse("keeping:correction", args=[rest.pk]) not in text
    with on(first) as (row, _):
        listed = reverse("keeping:disclosures", args=[row.compartment.case_id])
    assert "残りの部分" in client.get(listed).content.decode()


@pytest.mark.django_db
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost() -> None:
    request = a_large_request()
    client = browser(WORKER)
    later = reverse("keeping:put_off", args=[request.pk])
    for fields, words in (
        ({"first": "3", "last": "2"}, "同じか、あとにしてください"),
        ({"first": "1", "last": "999"}, "番目までにしてください"),
        ({"first": "", "last": "1"}, "はじめの番号を書いてください"),
    ):
        answer = client.post(later, fields | {"when": "later"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    answer = client.post(
        reverse("keeping:submit", args=[request.pk]), {"decision": "partial", "words": ""}
    )
    assert answer.status_code == 422
    assert "決定の説明を書いてください" in answer.content.decode()
    other = a_request(a_told_case())
    answer = client.post(
        reverse("keeping:tell_of_rest", args=[other.pk]),
        {
            "reason": REASON,
            "told_on": today().isoformat(),
            "rest_due_on": (today() + 60 * DAY).isoformat(),
        },
    )
    assert answer.status_code == 422
    assert REASON in answer.content.decode()
    assert "よりあとの日にしてください" in answer.content.decode()


@pytest.mark.django_db
def test_a_double_click_tells_once() -> None:
    request = a_request(a_told_case())
    client = browser(WORKER)
    url = reverse("keeping:tell_of_rest", args=[request.pk])
    form = client.get(url).context["form"]
    fields = {
        "form_key": str(form["form_key"].value()),
        "version": request.version,
        "reason": REASON,
        "told_on": today().isoformat(),
        "rest_due_on": (today() + FAR).isoformat(),
    }
    answers = [client.post(url, fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert list(tasks(request)).count(REST) == 1


@pytest.mark.django_db
def test_the_page_leads_to_the_letter() -> None:
    request = a_large_request()
    client = browser(WORKER)
    url = reverse("keeping:extension_letter", args=[request.pk])
    assert (
        url in client.get(reverse("keeping:disclosure_request", args=[request.pk])).content.decode()
    )
    answer = client.post(url)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/jobs/"), answer["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["kurashi1", "kanri2", "jimukyoku1", "ishi1", "kansa1"])
def test_r14_others_find_neither_pages_nor_letter(username: str) -> None:
    request = a_large_request()
    client = browser(username)
    for name in ("tell_of_rest", "put_off"):
        url = reverse(f"keeping:{name}", args=[request.pk])
        assert client.get(url).status_code in (403, 404), name
        assert client.post(url).status_code in (403, 404), name
    answer = client.post(reverse("keeping:extension_letter", args=[request.pk]))
    assert answer.status_code in (403, 404)
    with acting(username) as user:
        assert letters.REST_LETTER.may(user, request.pk) is None
