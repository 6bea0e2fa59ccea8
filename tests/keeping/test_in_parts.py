"""A request about so much that a considerable part is decided first, and the rest until a day that was told
(Art. 84 of the Act): days, what is put off, and the second decision."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from access.errors import DomainError
from cases.models import Note
from jobs.registry import JobFailed
from keeping import services
from keeping.disclosing import grounds_of, paragraphs
from keeping.models import LATER, DisclosureMark, DisclosureRequest, Ground
from keeping.services.disclosure_tasks import REST, TASK
from tests.cases.situations import a_note
from tests.world import acting

from .situations import look_through
from .test_disclosure import (
    OF_SON,
    OWN_WORDS,
    SOURCE,
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
from .test_hearing import DAY, _begun, on, tasks, today

pytestmark = pytest.mark.django_db
REASON = "記録が千件を超え、60日で決めると窓口の事務が止まるため"
LATE, LATE_OF_SON = "去年の夏は、毎日電話をかけてきた。", "架空太一のことも、くわしく話した。"
WHICH = "この春までの記録"
FAR = 120 * DAY


def told(request: DisclosureRequest, **changes: Any) -> DisclosureRequest:
    facts = {"reason": REASON, "told_on": today(), "rest_due_on": today() + FAR} | changes
    with on(request) as (row, user):
        return services.tell_of_rest(request=row, by=user, **facts)


def numbers(request: DisclosureRequest, *texts: str) -> list[int]:
    with on(request) as (row, user):
        found = [one.text for one in paragraphs(row, user)]
    return [found.index(text) + 1 for text in texts]


def put_off(request: DisclosureRequest, *texts: str, is_later: bool = True) -> None:
    for number in numbers(request, *texts):
        with on(request) as (row, user):
            services.put_off(request=row, first=number, last=number, is_later=is_later, by=user)


def mark(request: DisclosureRequest, text: str, ground: str, by: str = WORKER) -> None:
    with acting(by) as user:
        row = seen(request, user)
        (key,) = [one.key for one in paragraphs(row, user) if one.text == text]
        services.mark_paragraphs(request=row, grounds={key: ground}, by=user)


def put_forward(request: DisclosureRequest, decision: str = "partial", words: str = WHICH) -> None:
    with on(request) as (row, user):
        look_through(row, user)
        services.submit_package(request=row, decision=decision, words=words, by=user)


def a_large_request() -> DisclosureRequest:
    """The last note is put off."""
    case = a_told_case()
    a_note(case, WORKER, text=f"{LATE}\n{LATE_OF_SON}")
    request = told(a_request(case))
    put_off(request, LATE)
    return request


def decided_in_part() -> tuple[DisclosureRequest, DisclosureRequest]:
    """The first part is decided; and the rest."""
    first = a_large_request()
    put_forward(first)
    check(first)
    with on(first) as (row, user):
        rest = services.rest_of(row, user)
    assert rest is not None
    return first, rest


# --- the days --------------------------------------------------------------------------------------


def test_a_part_falls_due_in_sixty_days_and_the_rest_on_the_day_that_was_told() -> None:
    request = told(a_request(a_told_case()))
    assert request.due_on == request.received_on + 60 * DAY
    assert tasks(request) == tasks(request) | {TASK: request.due_on, REST: today() + FAR}
    with on(request) as (row, user):
        asked = services.ask_correction(request=row, asked_on=today(), words="委任状", by=user)
        services.note_correction(request=asked, corrected_on=today(), by=user)
    with on(request) as (row, _):
        assert row.due_on == row.received_on + 60 * DAY


def test_the_days_of_a_correction_are_not_counted_here_either() -> None:
    request = a_request(a_told_case())
    _begun(request, 40)
    with on(request) as (row, user):
        asked = services.ask_correction(
            request=row, asked_on=today() - 15 * DAY, words="委任状", by=user
        )
        with pytest.raises(DomainError, match="補正を待っています"):
            told(asked)
        services.note_correction(request=asked, corrected_on=today(), by=user)
    row = told(request)
    assert row.due_on == row.received_on + 75 * DAY
    assert tasks(request)[TASK] == row.due_on


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "　"}, "理由を書いて"),
        ({"told_on": datetime.date(2020, 1, 1)}, "きょうまでの日"),
        ({"rest_due_on": None}, "よりあとの日"),
    ],
)
def test_what_is_told_has_a_reason_and_a_later_day(changes: Any, words: str) -> None:
    request = a_request(a_told_case())
    if "rest_due_on" in changes:
        changes = {"rest_due_on": today() + 60 * DAY}
    with pytest.raises(DomainError, match=words):
        told(request, **changes)
    told(request, rest_due_on=today() + 61 * DAY)


def test_it_is_told_once_within_thirty_days_before_the_check_and_not_after_an_extension() -> None:
    late, extended = a_request(a_told_case()), a_request(a_told_case())
    _begun(late, 31)
    with pytest.raises(DomainError, match="までに知らせなければ"):
        told(late)
    with on(extended) as (row, user):
        services.extend(request=row, days=5, reason="多い", told_on=today(), by=user)
    with pytest.raises(DomainError, match="延長したあと"):
        told(extended)
    checking = a_request(a_told_case())
    submit(checking)
    with pytest.raises(DomainError, match="確認を頼む前"):
        told(checking)
    check(checking, is_right=False)
    told(checking)
    with pytest.raises(DomainError, match="もう使っています"):
        told(checking)
    with on(checking) as (row, user), pytest.raises(DomainError, match="延長できません"):
        services.extend(request=row, days=5, reason="多い", told_on=today(), by=user)


def test_the_database_holds_the_days_and_the_reason() -> None:
    request = told(a_request(a_told_case()))
    for fields, words in (
        ({"due_on": request.received_on + 30 * DAY}, "law_counts"),
        ({"rest_due_on": request.received_on + 60 * DAY}, "told_in_time"),
        ({"rest_told_on": request.received_on + 31 * DAY}, "told_in_time"),
        ({"rest_reason": ""}, "told_in_time"),
        ({"rest_due_on": None}, "told_in_time"),
    ):
        with on(request) as (row, user):
            rows = DisclosureRequest.objects.changeable_by(user).filter(pk=row.pk)
            with pytest.raises(DatabaseError, match=words), transaction.atomic():
                rows.update(**fields)


# --- what is put off -------------------------------------------------------------------------------


def test_nothing_is_put_off_before_that_was_told() -> None:
    request = a_request(a_told_case())
    with pytest.raises(DomainError, match="第84条）を知らせたあと"):
        mark(request, OWN_WORDS, LATER)
    told(request)
    mark(request, OWN_WORDS, LATER)


def test_a_column_is_put_off_as_a_whole_and_comes_back_with_its_first_marks() -> None:
    request = a_large_request()
    with acting(WORKER) as user:
        grounds = by_text(request, user)
    assert (grounds[LATE], grounds[LATE_OF_SON], grounds[OWN_WORDS]) == (LATER, LATER, "")
    put_off(request, LATE_OF_SON, is_later=False)
    with acting(WORKER) as user:
        grounds = by_text(request, user)
    assert (grounds[LATE], grounds[LATE_OF_SON]) == ("", Ground.OTHERS)


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (1, 999)])
def test_only_paragraphs_that_are_there_are_put_off(first: int, last: int) -> None:
    request = told(a_request(a_told_case()))
    with on(request) as (row, user), pytest.raises(DomainError, match="番号は"):
        services.put_off(request=row, first=first, last=last, is_later=True, by=user)


def test_a_considerable_part_is_decided_and_it_is_said_which() -> None:
    request = a_large_request()
    with pytest.raises(DomainError, match="どの部分についての決定か"):
        put_forward(request, words=" ")
    (number,) = numbers(request, LATE_OF_SON)
    mark(request, LATE_OF_SON, Ground.OTHERS)
    with pytest.raises(DomainError, match=f"{number}番目も、同じ欄"):
        put_forward(request)
    with on(request) as (row, user):
        many = len(paragraphs(row, user))
        services.put_off(request=row, first=1, last=many, is_later=True, by=user)
    with pytest.raises(DomainError, match="すべての段落"):
        put_forward(request)


# --- the first decision ----------------------------------------------------------------------------


def test_s93_what_is_put_off_is_not_in_the_first_file_and_its_day_is() -> None:
    first, _ = decided_in_part()
    found = everything_in(printed(first))
    assert "".join(OWN_WORDS.split()) in found
    for words in ("請求のあった保有個人情報のうち、次の部分", WHICH, "までに決定し", "第84条"):
        assert words in found, words
    for text in (LATE, LATE_OF_SON, OF_SON, SOURCE):
        assert "".join(text.split()) not in found, text


def test_all_of_the_part_may_be_given_while_the_rest_waits() -> None:
    request = a_large_request()
    with on(request) as (row, user):
        withheld = [one for one in paragraphs(row, user) if grounds_of(row, user).get(one.key)]
    put_off(request, *{one.text for one in withheld} - {LATE, LATE_OF_SON, OF_SON})
    put_off(request, OF_SON)
    put_forward(request, decision="whole")
    check(request)
    assert "全部を開示する" in everything_in(printed(request))


def test_what_was_put_off_is_covered_by_the_check_and_its_words_may_still_change() -> None:
    first, _ = decided_in_part()
    with on(first) as (row, user):
        notes = Note.objects.changeable_by(user).filter(text__contains=LATE)
        notes.update(text=f"{LATE}　直した。\n{LATE_OF_SON}")
    printed(first)
    with on(first) as (row, user):
        marks = DisclosureMark.objects.changeable_by(user).filter(request=row, ground=LATER)
        marks.update(ground=Ground.DUTY)
    with pytest.raises(JobFailed, match="changed"):
        printed(first)


def test_with_nothing_put_off_it_is_decided_at_once_and_the_paper_says_so() -> None:
    request = told(a_request(a_told_case()))
    put_forward(request, words="")
    check(request)
    assert REST not in tasks(request)
    with on(request) as (row, user):
        assert services.rest_of(row, user) is None
    assert "残りの部分はありません" in everything_in(printed(request))
    with on(request) as (row, user):
        services.take_back(request=row, by=user)
    assert tasks(request)[REST] == today() + FAR


def test_who_was_told_that_there_is_something_reads_on_what_grounds_it_is_withheld() -> None:
    request = a_large_request()
    with pytest.raises(DomainError, match="開示しない理由があるとき"):
        put_forward(request, decision="refused")
    with on(request) as (row, user):
        grounds = grounds_of(row, user)
        rest = {one.key for one in paragraphs(row, user) if not grounds.get(one.key)}
        services.mark_paragraphs(request=row, grounds=dict.fromkeys(rest, Ground.LIFE), by=user)
    with pytest.raises(DomainError, match="開示する段落がありません"):
        put_forward(request)
    put_forward(request, decision="refused")
    check(request)
    found = everything_in(printed(request))
    for words in ("開示しないことに決めました", Ground.LIFE.label, "までに決定し"):
        assert "".join(words.split()) in found, words
    for words in ("お答えできません", OWN_WORDS, LATE):
        assert "".join(words.split()) not in found, words
