"""A request is passed on to another body 事案の移送: with its consent, by two people, and never beside a decision
(Act on personal information, Art. 85 and 96; R2, R9, R21)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access.errors import DomainError
from access.reading import ReadingLog
from documents.wareki import format_date
from jobs.registry import JobKind, NotPermitted
from keeping import amendment_paper, letters, services
from tests.cases.pages import browser, text_of
from tests.ui.filling import filled
from tests.world import acting

from .amending import DAY, HEAD, WORKER, a_received, a_received_stop, tasks, today
from .test_disclosure import OWN_WORDS, a_request, a_told_case, everything_in
from .test_hearing import heard

pytestmark = pytest.mark.django_db
TO, WHY = "みほん県知事", "記録が、みほん県から提供されたものであるため。"


def a_disclosure() -> Any:
    return a_request(a_told_case())


BOTH = pytest.mark.parametrize("received", [a_disclosure, a_received], ids=["disclosure", "amend"])


@contextmanager
def on(row: Any, by: str = WORKER) -> Iterator[tuple[Any, Any]]:
    with acting(by) as user:
        rows = type(row).objects.visible_to(user)
        yield rows.select_related("record__body", "compartment__case").get(pk=row.pk), user


def proposed(row: Any, by: str = WORKER, **changes: Any) -> Any:
    facts = {"passed_to": TO, "agreed_on": today(), "words": WHY} | changes
    with on(row, by) as (mine, user):
        services.propose_passing(request=mine, by=user, **facts)
    return row


def answered(row: Any, by: str = HEAD, *, is_right: bool = True) -> Any:
    amends = hasattr(row, "claim")
    check = services.check_amendment if amends else services.check_package
    with on(row, by) as (mine, user):
        check(request=mine, is_right=is_right, words="" if is_right else "まだ早い", by=user)
    return row


def url(name: str, row: Any) -> str:
    prefix = "amendment_" if hasattr(row, "claim") else ""
    return reverse(f"keeping:{prefix}{name}", args=[row.pk])


def page_of(row: Any) -> str:
    name = "amendment_request" if hasattr(row, "claim") else "disclosure_request"
    return reverse(f"keeping:{name}", args=[row.pk])


def letter_kind(row: Any) -> JobKind:
    return amendment_paper.PASSING_LETTER if hasattr(row, "claim") else letters.PASSING_LETTER


@BOTH
def test_a_second_person_agrees_and_it_is_over_here_without_a_decision(received: Any) -> None:
    row = proposed(received())
    assert tasks(row), "it is still to be decided until the second person agrees"
    with pytest.raises(DomainError, match="自分で頼んだ確認"):
        answered(row, WORKER)
    answered(row)
    with on(row) as (mine, _):
        assert (mine.state, mine.passed_to, mine.passed_why) == ("passed", TO, WHY)
        assert (mine.passed_on, mine.decision, mine.decided_on) == (today(), "", None)
    assert not tasks(row)


@BOTH
def test_what_is_sent_back_is_open_again_with_nothing_noted(received: Any) -> None:
    row = answered(proposed(received()), is_right=False)
    with on(row) as (mine, _):
        assert (mine.state, mine.passed_to, mine.passed_on) == ("open", "", None)
    assert tasks(row)


@BOTH
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"passed_to": " "}, "移送する相手を"),
        ({"words": " "}, "移送する理由を"),
        ({"agreed_on": today() + 2 * DAY}, "受け付けた日からきょうまで"),
    ],
)
def test_it_needs_a_body_that_has_agreed_and_a_reason(
    received: Any, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        proposed(received(), **changes)


def test_not_what_the_act_does_not_pass_on_nor_what_was_told_to_come_in_parts() -> None:
    with pytest.raises(DomainError, match="移送の決まりがありません"):
        proposed(a_received_stop())
    assert browser(WORKER).get(url("pass_on", a_received_stop())).status_code == 404
    row = a_disclosure()
    with on(row) as (mine, user):
        services.tell_of_rest(
            request=mine,
            reason="量が多い",
            told_on=today(),
            rest_due_on=today() + 90 * DAY,
            by=user,
        )
    with pytest.raises(DomainError, match="第84条"):
        proposed(row)


@BOTH
def test_nothing_follows_what_was_passed_on(received: Any) -> None:
    row = answered(proposed(received()))
    with pytest.raises(DomainError, match="準備中のとき"):
        proposed(row)
    with on(row) as (mine, user), pytest.raises(DomainError, match="移送のあと"):
        services.extend(request=mine, days=5, reason="また", told_on=today(), by=user)


def test_nobody_is_waited_for_any_more() -> None:
    row = a_disclosure()
    heard(row)
    answered(proposed(row))
    assert not tasks(row)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'decided', decision = 'refused', decided_on = current_date",
        "decision = 'refused', decided_on = current_date",
        "passed_to = ''",
        "passed_why = ''",
        "passed_on = null",
        "state = 'open'",
    ],
)
@BOTH
def test_the_database_keeps_apart_what_is_decided_and_what_is_passed_on(
    received: Any, change: str
) -> None:
    row = answered(proposed(received()))
    with acting(WORKER), pytest.raises(DatabaseError), transaction.atomic():
        _raw(row, change)


def test_nor_does_it_pass_on_a_request_to_stop_using() -> None:
    passed = "state = 'passed', passed_to = 'x', passed_why = 'y', passed_on = current_date"
    row = a_received_stop()
    with acting(WORKER), pytest.raises(DatabaseError, match="not_passed"), transaction.atomic():
        _raw(row, passed)


def _raw(row: Any, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"update {row._meta.db_table} set {change} where id = %s", [str(row.pk)])


@BOTH
def test_all_of_it_is_done_on_pages(received: Any) -> None:
    row = received()
    client, way = browser(WORKER), url("pass_on", row)
    assert f'href="{way}"' in client.get(page_of(row)).content.decode()
    sent = filled(client.get(way).context["form"], passed_to=TO, words=WHY)
    assert [client.post(way, sent).status_code for _ in range(2)] == [303, 303]
    late = client.post(way, sent | {"form_key": ""})
    assert late.status_code == 422
    assert client.get(way).status_code == 404
    head = browser(HEAD)
    check = reverse(f"keeping:check{'_amendment' if hasattr(row, 'claim') else ''}", args=[row.pk])
    asked = head.get(check)
    for words in (TO, WHY, "移送する"):
        assert words in text_of(asked), words
    assert head.post(check, filled(asked.context["form"], answer="right")).status_code == 303
    shown = text_of(client.get(page_of(row)))
    for words in ("移送しました", TO, WHY, "ありません（移送したため）", "移送の通知を作る"):
        assert words in shown, words
    for words in ("期限を延長する", "決定の通知を作る", "交付した"):
        assert words not in shown, words
    with on(row) as (mine, _):
        listed = reverse("keeping:disclosures", args=[mine.compartment.case_id])
    assert "移送" in text_of(client.get(listed))


@BOTH
def test_it_is_not_offered_while_a_correction_is_awaited_and_what_was_begun_is_told_why(
    received: Any,
) -> None:
    row = received()
    client, way = browser(WORKER), url("pass_on", row)
    begun = filled(client.get(way).context["form"], passed_to=TO, words=WHY)
    with on(row) as (mine, user):
        services.ask_correction(request=mine, asked_on=today(), words="どの記録か", by=user)
    assert way not in client.get(page_of(row)).content.decode()
    assert client.get(way).status_code == 404
    late = client.post(way, begun)
    assert late.status_code == 422
    assert "補正を待っています" in text_of(late)
    with on(row) as (mine, user):
        services.note_correction(request=mine, corrected_on=today(), by=user)
    assert way in client.get(page_of(row)).content.decode()


@BOTH
def test_what_was_sent_back_stands_in_the_form_and_what_is_checked_on_the_page(
    received: Any,
) -> None:
    row = received()
    client, way = browser(WORKER), url("pass_on", row)
    assert set(client.get(way).context["form"].initial) == {"version"}, "nobody has stated a day"
    proposed(row)
    shown = text_of(client.get(page_of(row)))
    for words in ("移送する相手（案）", TO, f"承知した日：{format_date(today())}"):
        assert words in shown, words
    answered(row, is_right=False)
    begun = client.get(way).context["form"].initial
    assert (begun["passed_to"], begun["agreed_on"], begun["words"]) == (TO, today(), WHY)
    assert "移送する相手（案）" not in text_of(client.get(page_of(row)))


@BOTH
def test_the_letter_says_to_whom_and_why_and_nothing_of_the_records(received: Any) -> None:
    row = received()
    with on(row) as (mine, user):
        with pytest.raises(DomainError, match="まだ移送していません"):
            services.request_passing_letter(request=mine, by=user)
        with pytest.raises(NotPermitted):
            letter_kind(row).gather(user, row.pk, "", ReadingLog(user))
    answered(proposed(row))
    with acting(WORKER) as user:
        made = letter_kind(row).gather(user, row.pk, "", ReadingLog(user))
    found = everything_in(letter_kind(row).make(made).content)
    for words in (TO, WHY, row.law.passing, format_date(today())):
        assert "".join(words.split()) in found, words
    assert "".join(OWN_WORDS.split()) not in found
