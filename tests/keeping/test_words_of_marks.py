"""What a bar tells besides (R4, R7, R11, R14), and that a mark is about the words that somebody has read (S-93)."""

import datetime
import uuid
from typing import Any

import pytest

from access.errors import DomainError
from cases.models import Person
from keeping import services
from keeping.disclosing import Paragraph, grounds_now, paragraphs, speaks_of_a_meeting
from keeping.disclosure_paper import BAR, without_withheld
from keeping.models import DisclosureRequest, Ground
from organizations.models import LocalName
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case
from tests.world import acting

from .situations import protect_who_it_is_about
from .test_disclosure import (
    WORKER,
    a_decided_request,
    a_request,
    a_told_case,
    everything_in,
    printed,
    submit,
)
from .test_hearing import on
from .test_marking import chosen, key_of, opened, url_of

pytestmark = pytest.mark.django_db
FIRST, SECRET = "朝は早く起きる。", "となりの家のことを、くわしく話した。"
ADDED = "夜はよく眠れる。"
TOLD = "開いている間に文が変わりました"


# --- what a bar tells ------------------------------------------------------------------------------


def test_r7_r14_no_reason_on_the_paper_says_that_there_was_a_meeting_or_that_somebody_told() -> (
    None
):
    found = everything_in(printed(a_decided_request(a_told_case())))
    for words in ("支援会議", "106条の6", "情報源", "通告"):
        assert words not in found, words


def test_r11_nor_that_somebody_is_protected() -> None:
    case = a_told_case()
    protect_who_it_is_about(case)
    asker = {"asker": "parent", "asker_name": "検証 親子", "no_conflict": "支援措置がない"}
    found = everything_in(printed(a_decided_request(case, **asker)))
    assert "".join(Ground.LIFE.label.split()) in found
    for words in ("DV等", "支援措置", "秘匿"):
        assert words not in found, words


def a_part(text: str, place: int, column: str = "text", row: uuid.UUID | None = None) -> Paragraph:
    row = row or uuid.UUID(int=7)
    return Paragraph(row, "支援経過記録", datetime.date(2026, 4, 1), column, "内容", place, text)


def test_one_bar_for_what_is_withheld_in_a_column_however_many_paragraphs_it_had() -> None:
    one, three = [a_part("一つ", 0)], [a_part(f"{n}つ", n) for n in range(3)]
    papers = [without_withheld(parts, {part.key: "2" for part in parts}) for parts in (one, three)]
    assert papers[0] == papers[1]
    assert [line["text"] for line in papers[0]] == [BAR]


def test_what_is_given_between_two_bars_stands_there() -> None:
    parts = [a_part("一", 0), a_part("二", 1), a_part("三", 2), a_part("四", 0, "source")]
    grounds = {parts[0].key: "7m", parts[2].key: "7", parts[3].key: "7s"}
    lines = without_withheld(parts, grounds)
    assert [line["text"] for line in lines] == [BAR, "二", BAR, BAR]
    assert [line["reason"] for line in lines] == [
        Ground.DUTY.label,
        "",
        Ground.DUTY.label,
        Ground.OTHERS.label,
    ]
    assert [line["label"] for line in lines] == ["", "内容", "", ""], "the name may be 情報源"


def test_r7_a_meeting_is_known_by_the_name_of_the_ward_and_beside_the_other_conference() -> None:
    with acting("system1"):
        LocalName.objects.update_or_create(key="support_meeting", defaults={"label": "ささえる会"})
        LocalName.objects.update_or_create(
            key="plan_conference", defaults={"label": "まるごと支援会議"}
        )
    assert speaks_of_a_meeting("ささえる会で聞いた。")
    assert speaks_of_a_meeting("支援会議で聞き、重層的支援会議に出した。")
    assert not speaks_of_a_meeting("重層的支援会議と、まるごと支援会議に出した。")


# --- a mark is about words -------------------------------------------------------------------------


def a_request_about(*lines: str) -> DisclosureRequest:
    """A person of whose sheet the note says these lines."""
    case = a_case(WORKER)
    note(case, *lines)
    return a_request(case)


def note(case: Any, *lines: str) -> None:
    with acting(WORKER) as user:
        people = Person.objects.changeable_by(user).filter(compartment__case=case, is_subject=True)
        assert people.update(note="\n".join(lines)) == 1


def choose(request: DisclosureRequest, **grounds: str) -> None:
    with on(request) as (row, user):
        keys = {one.text: one.key for one in paragraphs(row, user)}
        marks = {keys[text]: ground for text, ground in grounds.items()}
        services.mark_paragraphs(request=row, grounds=marks, by=user)


def test_s93_what_was_chosen_for_other_words_counts_for_nothing() -> None:
    """A line is put before the others: the second one, which was to be withheld, stands where one was given."""
    request = a_request_about(SECRET, FIRST)
    choose(request, **{SECRET: Ground.OTHERS, FIRST: ""})
    with on(request) as (row, user):
        case = row.compartment.case
    note(case, ADDED, SECRET)
    with on(request) as (row, user):
        found = paragraphs(row, user)
        marks = grounds_now(row, found, user)
        assert {one.text for one in found if one.key not in marks} >= {ADDED, SECRET}
        with pytest.raises(DomainError, match="まだ確かめて保存していない段落"):
            services.submit_package(request=row, decision="partial", words="", by=user)
    form = browser(WORKER).get(url_of(request)).context["form"]
    begins = {line["part"].text: line["field"].value() for line in form.rows}
    assert begins[SECRET] == Ground.OTHERS, "known by its words in another place"
    choose(request, **{SECRET: Ground.OTHERS})
    submit(request)
    with on(request) as (row, user):
        assert row.state == "checking"


def test_s93_a_page_does_not_choose_for_words_that_it_did_not_show() -> None:
    request = a_request_about(FIRST)
    client = browser(WORKER)
    key = key_of(request, FIRST)
    page = client.get(url_of(request))
    (part,) = [line["part"] for line in page.context["form"].rows if str(line["part"].key) == key]
    assert f'name="words-{key}" value="{part.words}"' in page.content.decode()
    sent = opened(client, request) | {f"words-{key}": str(part.words)}
    with on(request) as (row, _):
        case = row.compartment.case
    note(case, SECRET)
    answer = client.post(url_of(request), sent)
    assert answer.status_code == 422
    assert TOLD in text_of(answer)
    assert SECRET not in chosen(request)
    (now,) = [line["part"] for line in answer.context["form"].rows if str(line["part"].key) == key]
    again = client.post(url_of(request), sent | {f"words-{key}": str(now.words)})
    assert again.status_code == 303
    assert chosen(request)[SECRET] == ""


def test_what_is_put_off_stays_so_whatever_stands_there() -> None:
    request = a_request_about(FIRST, SECRET)
    with on(request) as (row, user):
        facts = {"reason": "多いため", "told_on": row.received_on}
        later = row.received_on + datetime.timedelta(days=120)
        services.tell_of_rest(request=row, by=user, rest_due_on=later, **facts)
    with on(request) as (row, user):
        number = [one.text for one in paragraphs(row, user)].index(FIRST) + 1
        services.put_off(request=row, first=number, last=number, is_later=True, by=user)
        case = row.compartment.case
    note(case, ADDED, SECRET)
    with on(request) as (row, user):
        found = paragraphs(row, user)
        marks = grounds_now(row, found, user)
        assert {marks.get(one.key) for one in found if one.text in (ADDED, SECRET)} == {"84"}


def test_marks_of_before_this_was_kept_count_as_they_did() -> None:
    request = a_request_about(FIRST)
    choose(request, **{FIRST: Ground.LIFE})
    with on(request) as (row, user):
        rows = row.marks.model.objects.changeable_by(user).filter(request=row)
        rows.update(words=None)
        found = paragraphs(row, user)
        (one,) = [one for one in found if one.text == FIRST]
        assert grounds_now(row, found, user)[one.key] == Ground.LIFE
