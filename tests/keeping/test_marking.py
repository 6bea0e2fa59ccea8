"""Paragraphs of a disclosure are looked at by somebody before they leave, and two who mark at once both keep what
they chose (S-93)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access.errors import DomainError
from keeping import services
from keeping.disclosing import grounds_of, paragraphs, proposals
from keeping.models import LATER, DisclosureRequest, Ground, RequestState
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_note
from tests.world import acting, staff

from .test_disclosure import (
    COLLEAGUE,
    OF_SON,
    OWN_WORDS,
    SOURCE,
    WORKER,
    a_request,
    a_told_case,
    seen,
)
from .test_hearing import on
from .test_in_parts import LATE, LATE_OF_SON, a_large_request, mark, numbers, put_off

pytestmark = pytest.mark.django_db
CROSSED = "ほかの人が「{}」にしました"


def tells_who_and_when(answer: Any) -> None:
    told = rf"{staff(COLLEAGUE).name}さんが（今日 \d\d:\d\d）、この内容を直しました"
    assert re.search(told, text_of(answer))


def url_of(request: DisclosureRequest, name: str = "disclosure_request") -> str:
    return reverse(f"keeping:{name}", args=[request.pk])


def opened(client: Client, request: DisclosureRequest) -> dict[str, str]:
    """What the page of paragraphs would send as it stands."""
    form = client.get(url_of(request)).context["form"]
    sent = {}
    for row in form.rows:
        key = str(row["part"].key)
        sent |= {key: str(row["field"].value()), f"seen-{key}": row["seen"]}
    return sent


def key_of(request: DisclosureRequest, text: str) -> str:
    with on(request) as (row, user):
        (key,) = [one.key for one in paragraphs(row, user) if one.text == text]
    return str(key)


def chosen(request: DisclosureRequest) -> dict[str, str]:
    """Of each paragraph for which somebody has chosen, by its words."""
    with on(request) as (row, user):
        marks = grounds_of(row, user)
        return {one.text: marks[one.key] for one in paragraphs(row, user) if one.key in marks}


def put_forward(request: DisclosureRequest, decision: str) -> None:
    with on(request) as (row, user):
        services.submit_package(request=row, decision=decision, words="この春まで", by=user)


def test_s93_a_paragraph_that_nobody_looked_at_is_not_put_forward_to_be_given() -> None:
    request = a_request(a_told_case())
    (number,) = numbers(request, OWN_WORDS)
    with pytest.raises(DomainError, match=rf"まだ確かめて.*（.*{number}.*番目）"):
        put_forward(request, "partial")
    sent = opened(browser(WORKER), request)
    assert browser(WORKER).post(url_of(request), sent).status_code == 303
    put_forward(request, "partial")


def test_what_the_person_has_told_herself_has_no_source_to_withhold() -> None:
    case = a_told_case()
    a_note(case, WORKER, source="本人")
    request = a_request(case)
    with acting(WORKER) as user:
        row = seen(request, user)
        marks = grounds_of(row, user)
        sources = {one.text: one.key for one in paragraphs(row, user) if one.column == "source"}
    assert sources["本人"] not in marks
    assert marks[sources[SOURCE]] == Ground.SOURCE


def test_a_refusal_gives_nothing_and_needs_no_look_at_each() -> None:
    put_forward(a_request(a_told_case()), "refused")


def test_what_was_put_off_and_is_taken_back_is_looked_at_again() -> None:
    request = a_large_request()
    mark(request, OWN_WORDS, "")
    first, last = 1, max(numbers(request, LATE_OF_SON, OWN_WORDS))
    with on(request) as (row, user):
        services.put_off(request=row, first=first, last=last, is_later=False, by=user)
    marks = chosen(request)
    assert marks[OWN_WORDS] == "", "it was not put off: what was chosen stays"
    assert LATE not in marks, "nobody has chosen for it yet"
    assert marks[LATE_OF_SON] == Ground.OTHERS
    with pytest.raises(DomainError, match="まだ確かめて"):
        put_forward(request, "partial")
    put_off(request, LATE)
    assert chosen(request)[LATE] == LATER


def test_two_who_mark_other_paragraphs_of_one_page_both_keep_what_they_chose() -> None:
    request = a_request(a_told_case())
    mine, hers = browser(WORKER), browser(COLLEAGUE)
    own, of_son = key_of(request, OWN_WORDS), key_of(request, OF_SON)
    before = opened(mine, request)
    first = hers.post(url_of(request), opened(hers, request) | {own: Ground.LIFE.value})
    assert first.status_code == 303
    assert mine.post(url_of(request), before | {of_son: Ground.DUTY.value}).status_code == 303
    marks = chosen(request)
    assert (marks[OWN_WORDS], marks[OF_SON]) == (Ground.LIFE, Ground.DUTY)


def test_two_who_mark_the_same_paragraph_are_told_beside_it_and_may_save_on_purpose() -> None:
    request = a_request(a_told_case())
    mine, hers = browser(WORKER), browser(COLLEAGUE)
    own, of_son = key_of(request, OWN_WORDS), key_of(request, OF_SON)
    before = opened(mine, request)
    changed = opened(hers, request) | {own: Ground.LIFE.value, of_son: Ground.BODY.value}
    assert hers.post(url_of(request), changed).status_code == 303
    answer = mine.post(url_of(request), before | {own: Ground.DUTY.value})
    assert answer.status_code == 422
    assert CROSSED.format(Ground.LIFE.label) in text_of(answer)
    assert chosen(request)[OWN_WORDS] == Ground.LIFE, "nothing was overwritten"
    rows = {str(row["part"].key): row for row in answer.context["form"].rows}
    assert rows[own]["field"].value() == Ground.DUTY, "nor was what she chose lost"
    assert rows[of_son]["field"].value() == Ground.BODY, "she had left that one as it was"
    again = {key: str(row["field"].value()) for key, row in rows.items()}
    again |= {f"seen-{key}": row["seen"] for key, row in rows.items()}
    assert mine.post(url_of(request), again).status_code == 303
    marks = chosen(request)
    assert (marks[OWN_WORDS], marks[OF_SON]) == (Ground.DUTY, Ground.BODY)


def test_who_was_faster_by_a_moment_is_not_overwritten_either() -> None:
    request = a_request(a_told_case())
    key = key_of(request, OWN_WORDS)
    mark(request, OWN_WORDS, Ground.LIFE)
    with acting(COLLEAGUE) as user:
        row = seen(request, user)
        (one,) = [one for one in paragraphs(row, user) if str(one.key) == key]
        with pytest.raises(DomainError, match=r"（今日 .*）、この内容を直しました"):
            services.mark_paragraphs(request=row, grounds={one.key: ""}, seen={}, by=user)
    assert chosen(request)[OWN_WORDS] == Ground.LIFE


def test_who_puts_off_many_learns_that_a_mark_has_changed_since_and_may_go_on() -> None:
    request = a_large_request()
    client = browser(WORKER)
    (number,) = numbers(request, OWN_WORDS)
    values: dict[str, Any] = {"first": number, "last": number, "when": "later"}
    values["marks"] = client.get(url_of(request, "put_off")).context["form"]["marks"].value()
    mark(request, OWN_WORDS, Ground.LIFE, by=COLLEAGUE)
    answer = client.post(url_of(request, "put_off"), values)
    tells_who_and_when(answer)
    assert chosen(request)[OWN_WORDS] == Ground.LIFE
    form = answer.context["form"]
    again = {name: form[name].value() for name in values}
    assert (again["first"], again["when"]) == (str(number), "later"), "nothing typed is lost"
    assert client.post(url_of(request, "put_off"), again).status_code == 303
    assert chosen(request)[OWN_WORDS] == LATER


def test_an_older_page_of_the_request_says_so_and_the_second_time_saves() -> None:
    request = a_request(a_told_case())
    client = browser(WORKER)
    url = url_of(request, "submit")
    values = {"decision": "refused", "words": "理由", "version": str(request.version)}
    with acting(COLLEAGUE) as user:
        row = seen(request, user)
        services.extend(request=row, days=5, reason="多いため", told_on=row.received_on, by=user)
    answer = client.post(url, values)
    tells_who_and_when(answer)
    form = answer.context["form"]
    assert form["words"].value() == "理由"
    again = values | {"version": str(form["version"].value())}
    assert client.post(url, again).status_code == 303
    with on(request) as (row, _):
        assert row.state == RequestState.CHECKING


def test_s93_who_else_was_there_is_proposed_to_be_withheld() -> None:
    case = a_told_case()
    a_note(case, also_present="架空看護の職員")
    request = a_request(case)
    with acting(WORKER) as user:
        row = seen(request, user)
        (part,) = [one for one in paragraphs(row, user) if one.column == "also_present"]
        assert (part.label, part.text) == ("同席者", "架空看護の職員")
        assert proposals(row, [part], user) == {part.key: str(Ground.OTHERS)}
