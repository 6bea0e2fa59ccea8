"""The work of a body ends, pauses and goes on: guards, reasons, what is counted (domain.md 3.2)."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.errors import DomainError, StaleError
from access.models import CaseFile
from access.seen_by import SeenBy
from cases import services
from cases.closing import may_go_on_after, open_matters
from cases.models import CaseRecord, Intake, NextAction, RecordEvent
from cases.services import Afterwards, NewMatter
from organizations.models import Body
from reports.indicators import INDICATORS, month_of
from tests.meetings.situations import a_request
from tests.world import acting

from .pages import browser, page, text_of
from .situations import (
    a_case,
    a_hand_off,
    a_note,
    an_accepted_hand_off,
    body_of,
    record_of,
    seen_by,
    take,
)

pytestmark = pytest.mark.django_db

WORKER, RECEIVER = "soudan1", "kurashi1"
MATTER = NewMatter("2", "person", ("12",), "C")
SOON = timezone.localdate() + datetime.timedelta(days=5)


def close(case: CaseFile, by: str = WORKER, **changes: Any) -> CaseRecord:
    with acting(by) as user:
        values = {"reason": "22", "by": user} | changes
        return services.close_record(record=record_of(case, by), **values)


def suspend(case: CaseFile, by: str = WORKER, **changes: Any) -> CaseRecord:
    with acting(by) as user:
        values = {"reason": "11", "review_on": SOON, "by": user} | changes
        return services.suspend_record(record=record_of(case, by), **values)


def reopen(case: CaseFile, by: str = WORKER, **changes: Any) -> CaseRecord:
    with acting(by) as user:
        values = {"reason": "また連絡があった", "by": user} | changes
        return services.reopen_record(record=record_of(case, by), **values)


def state_of(case: CaseFile, by: str = WORKER) -> str:
    with acting(by):
        return record_of(case, by).state


def matters(case: CaseFile, by: str = WORKER) -> list[tuple[bool, str]]:
    with acting(by) as user:
        return [(m.stops, m.words) for m in open_matters(record_of(case, by), user)]


def turns(by: str = WORKER) -> list[tuple[str, str]]:
    return [(row.kind, row.words) for row in seen_by(by, RecordEvent)]


def test_an_end_has_a_coded_reason_and_says_who_goes_on() -> None:
    case = a_case()
    with pytest.raises(DomainError, match="理由を書いて"):
        close(case, reason="")
    with pytest.raises(DomainError, match="主に関わる機関"):
        close(case, reason="12")
    other = Body.objects.get(pk=body_of(RECEIVER).pk)
    close(case, reason="12", note="合意", afterwards=Afterwards(other, SOON, "滞納"))
    with acting(WORKER):
        record = record_of(case, WORKER)
    assert (record.closing_reason, record.followed_by, record.follow_up_on) == ("12", other, SOON)
    assert turns() == [("closed", "課題整理・役割分担合意により主担当機関へ移行。合意")]


def test_the_sender_answers_until_somebody_takes_on_and_the_receiver_until_she_reports() -> None:
    case = a_case()
    sent = a_hand_off(case)
    assert (
        True,
        "福祉部 生活福祉課へのつなぎに、まだ返事がありません。待つか、取り下げてください",
    ) in matters(case)
    with pytest.raises(DomainError, match=r"先に済ませること.*まだ返事が"):
        close(case)
    with acting(RECEIVER) as user:
        services.accept_referral(referral=take(sent), by=user)
    assert (False, "福祉部 生活福祉課の結果の報告は、これからです") in matters(case)
    assert [stops for stops, words in matters(case, RECEIVER) if "報告していません" in words] == [
        True
    ]
    with pytest.raises(DomainError, match="まだ報告していません"):
        close(case, RECEIVER)
    assert close(case).is_closed
    with acting(RECEIVER) as user:
        services.report_referral(referral=take(sent), report="終わった。", by=user)
    assert close(case, RECEIVER).is_closed


def test_a_request_for_coordination_that_waits_keeps_the_work_open() -> None:
    case = a_case()
    a_request(case)
    assert [words for stops, words in matters(case) if stops and "多機関協働の依頼" in words]
    with pytest.raises(DomainError, match="多機関協働の依頼"):
        close(case)


def test_what_was_to_be_done_is_done_or_dropped_and_never_forgotten() -> None:
    case = a_case()
    a_note(case, next_what="電話する", next_due_on=SOON)
    with pytest.raises(DomainError, match="1件残って"):
        close(case)
    close(case, drops_actions=True)
    (action,) = seen_by(WORKER, NextAction)
    assert (action.is_dropped, action.done_at is not None) == (True, True)


def test_a_pause_has_a_reason_and_a_day_and_comes_back_to_whoever_is_in_charge() -> None:
    case = a_case()
    with pytest.raises(DomainError, match="見直す日"):
        suspend(case, review_on=timezone.localdate())
    suspend(case)
    assert a_note(case, text="電話に出ない。").pk  # one goes on trying
    with pytest.raises(DomainError, match="先に支援を再開"):
        a_hand_off(case)
    assert "中断した支援を見直す" in text_of(browser(WORKER).get("/"))
    assert "中断した支援を見直す" not in text_of(browser("soudan2").get("/"))
    with acting(WORKER) as user:
        record = record_of(case, WORKER)
        services.postpone_review(record=record, review_on=SOON, by=user, version=record.version)
        with pytest.raises(StaleError):
            services.resume_record(record=record, reason="遅れて", by=user, version=1)
        services.resume_record(record=record, reason="電話に出た", by=user)
    assert state_of(case) == "received", "nobody has looked yet"
    assert turns() == [("suspended", "連絡が取れない"), ("resumed", "電話に出た")]


def test_taken_up_again_as_a_new_reception_it_counts_and_stays_tied_to_what_was() -> None:
    case = a_case()
    close(case)
    reopen(case, matter=MATTER)
    first, second = seen_by(WORKER, Intake)
    assert (second.record_id, second.words) == (first.record_id, "また連絡があった")
    assert second.earlier == "前の支援は転出"
    assert (state_of(case), turns()[-1][0]) == ("received", "reopened")


def test_an_end_by_mistake_is_taken_back_and_counts_as_nothing() -> None:
    case = a_case()
    close(case)
    reopen(case)
    assert len(seen_by(WORKER, Intake)) == 1
    assert (state_of(case), turns()[-1][0]) == ("received", "undone")
    with pytest.raises(DomainError, match="終了していません"):
        reopen(case)


def taken_on_again(rest: Callable[[CaseFile, str], Any], **sheet: Any) -> CaseFile:
    """A case that the receiver had brought to a `rest`, when a second sheet about it is taken on."""
    case = a_case()
    sent = an_accepted_hand_off(case)
    assert seen_by(RECEIVER, Intake) == [], "of an open case: its sender received it"
    with acting(RECEIVER) as user:
        services.report_referral(referral=take(sent), report="終わった。", by=user)
    rest(case, RECEIVER)
    again = a_hand_off(case, **sheet)
    with acting(RECEIVER) as user:
        services.accept_referral(referral=take(again), by=user)
    return case


def test_a_hand_off_taken_on_wakes_work_that_had_ended() -> None:
    case = taken_on_again(close)
    assert state_of(case, RECEIVER) == "supporting"
    assert turns(RECEIVER)[-1][0] == "reopened"


def counted_in_a1(by: str) -> int:
    (a1,) = [one for one in INDICATORS if one.key == "A1"]
    with acting(by) as user:
        span = month_of(timezone.localdate().replace(day=1))
        return len(a1.rows(SeenBy(user), span, [body_of(by).pk]))


def test_a_closed_case_that_a_sheet_takes_up_again_is_received_anew_and_counts() -> None:
    """3.2 再開, A1: filled in from the sheet, by CL-02 08 and CL-03 8, tied to what was before."""
    case = taken_on_again(close, topics=["03"], urgency="B", reason="また滞納している。")
    (made,) = seen_by(RECEIVER, Intake)
    assert (made.route, made.method, made.visitor) == ("08", "8", "agency")
    assert (made.topics, made.main_topic, made.urgency) == (["03"], "03", "B")
    assert (made.visitor_name, made.words) == (body_of(WORKER).name, "また滞納している。")
    assert made.earlier == "前の支援は転出"
    with acting(RECEIVER):
        assert made.record_id == record_of(case, RECEIVER).pk
    assert counted_in_a1(RECEIVER) == 1
    assert counted_in_a1(WORKER) == 1, "hers is no new reception"


def test_a_pause_that_a_sheet_ends_is_no_new_reception() -> None:
    case = taken_on_again(suspend)
    assert (state_of(case, RECEIVER), seen_by(RECEIVER, Intake)) == ("supporting", [])


@pytest.mark.parametrize("change", ["review_on = null", "suspension_reason = ''"])
def test_the_database_keeps_a_pause_with_its_day_and_reason(change: str) -> None:
    record = suspend(a_case())
    with acting(WORKER), pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"update cases_caserecord set {change} where id = %s", [record.pk])


STEPS = st.lists(
    st.sampled_from(["close", "suspend", "resume", "reopen", "undo", "note", "hand off"]),
    min_size=1,
    max_size=7,
)


@given(steps=STEPS)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_walk_keeps_what_an_end_and_a_pause_are(steps: list[str]) -> None:
    case = a_case()
    for step in steps:
        before = state_of(case)
        try:
            _take(case, step)
        except DomainError as refusal:
            assert len(str(refusal)) > 10
            assert state_of(case) == before
        with acting(WORKER):
            record = record_of(case, WORKER)
        assert (record.closed_on is not None) == record.is_closed
        assert (record.review_on is not None) == record.is_suspended
        assert bool(record.closing_note) == record.is_closed


def _take(case: CaseFile, step: str) -> None:
    if step == "close":
        close(case)
    elif step == "suspend":
        suspend(case)
    elif step == "resume":
        with acting(WORKER) as user:
            services.resume_record(record=record_of(case, WORKER), reason="戻った", by=user)
    elif step in ("reopen", "undo"):
        reopen(case, matter=MATTER if step == "reopen" else None)
    elif step == "note":
        a_note(case)
    else:
        a_hand_off(case)


def test_the_pages_say_what_is_open_and_lose_nothing() -> None:
    case = a_case()
    a_note(case, next_what="電話する", next_due_on=SOON)
    client = browser(WORKER)
    url = reverse("cases:close", args=[case.pk])
    assert "電話する" in text_of(client.get(url))
    refused = client.post(url, {"why": "12", "note": "合意した", "reopen_when": "滞納"})
    assert refused.status_code == 422
    words = text_of(refused)
    assert "このあと主に関わる機関を選んでください" in words
    assert "とりやめるときはチェック" in words
    assert 'value="滞納"' in refused.content.decode()
    sent = {"why": "22", "note": "引っ越した", "drops": "on", "follow_up_on": "来年の春"}
    assert "follow_up_on" in client.post(url, sent).context["form"].errors
    assert client.post(url, sent | {"follow_up_on": ""}).status_code == 303
    assert "転出。引っ越した" in text_of(client.get(reverse("cases:detail", args=[case.pk])))
    again = reverse("cases:reopen", args=[case.pk])
    lacking = client.post(again, {"kind": "new", "reason": "また来た"})
    assert "相談方法を選んでください" in text_of(lacking)
    whole = {"kind": "new", "reason": "また来た", "method": "2", "visitor": "person"}
    whole |= {"topics": ["12"], "urgency": "C", "route": "03", "visitor_name": "長女"}
    assert client.post(again, whole).status_code == 303
    assert state_of(case) == "received"
    received = seen_by(WORKER, Intake)[-1]
    assert (received.route, received.visitor_name) == ("03", "長女"), "A1 is told by 相談経路"


def test_the_page_of_a_pause_goes_on_or_looks_again_later() -> None:
    case = a_case()
    client = browser(WORKER)
    url = reverse("cases:suspend", args=[case.pk])
    assert client.post(url, {"reason": "13"}).status_code == 422
    sent = {"reason": "13", "review_on": SOON.isoformat(), "note": "入院した"}
    assert client.post(url, sent).status_code == 303
    assert "入院・入所。入院した" in text_of(client.get(reverse("cases:detail", args=[case.pk])))
    url = reverse("cases:resume", args=[case.pk])
    assert "次に見直す日を書いて" in text_of(client.post(url, {"what": "later"}))
    assert "再開する理由を書いて" in text_of(client.post(url, {"what": "resume"}))
    assert client.post(url, {"what": "resume", "reason": "退院した"}).status_code == 303
    assert client.get(url).status_code == 404


def test_who_would_hand_on_what_rests_is_told_before_she_writes_the_sheet() -> None:
    case = a_case()
    client, url = browser(WORKER), reverse("cases:hand_off", args=[case.pk])
    assert client.get(url).status_code == 200
    suspend(case)
    answer = client.get(url, follow=True)
    assert answer.redirect_chain == [(reverse("cases:resume", args=[case.pk]), 303)]
    assert "つなぐには、先に支援を再開してください" in text_of(answer)
    close(case)
    answer = client.get(url, follow=True)
    assert answer.redirect_chain == [(reverse("cases:detail", args=[case.pk]), 303)]
    assert "先に支援を再開してください" in text_of(answer)


@pytest.mark.parametrize("name", ["close", "suspend", "resume", "reopen"])
def test_r2_r14_others_find_no_such_page(name: str) -> None:
    case = a_case()
    if name == "resume":
        suspend(case)
    if name == "reopen":
        close(case)
    assert page(WORKER, name, case.pk).status_code == 200
    for other in (RECEIVER, "jimukyoku1", "kansa1"):
        assert page(other, name, case.pk).status_code == 404


def test_who_goes_on_is_a_body_with_people_and_not_the_one_that_ends() -> None:
    """Auditors and those who keep the system carry on with nobody (R10)."""
    own, auditors, keepers = body_of(WORKER), body_of("kansa1"), body_of("system1")
    offered = set(may_go_on_after(own))
    assert body_of(RECEIVER) in offered
    assert offered.isdisjoint({own, auditors, keepers})
    case = a_case(WORKER)
    form = browser(WORKER).get(reverse("cases:close", args=[case.pk])).context["form"]
    assert set(form.fields["followed_by"].queryset) == offered


@pytest.mark.parametrize(
    ("username", "words"),
    [
        (WORKER, "自機関のほかの機関"),
        ("kansa1", "監査やシステムの管理だけ"),
        ("system1", "監査やシステムの管理だけ"),
        (RECEIVER, "いまはない機関"),
    ],
)
def test_r10_nobody_is_left_to_a_body_that_cannot_go_on(username: str, words: str) -> None:
    """Whoever asks, not the form alone; the work goes on meanwhile."""
    case, body = a_case(), body_of(username)
    if username == RECEIVER:
        with acting("system1"):
            Body.objects.filter(pk=body.pk).update(valid_until=timezone.localdate())
    with pytest.raises(DomainError, match=words):
        close(case, reason="12", afterwards=Afterwards(body))
    assert state_of(case) != "closed"
