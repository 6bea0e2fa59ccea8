"""Requests of correction 訂正請求 and to stop using 利用停止請求: received, counted, decided by two people, carried out
(Act on personal information, Art. 90 to 103; R2, R9)."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from access.errors import DomainError, StaleError
from cases.models import NextAction, Person
from cases.services import restrict_person
from keeping import services
from keeping.models import AmendmentCheck, AmendmentRequest, AmendmentTelling
from keeping.services.asked import latest_submission
from tests.cases.situations import record_of
from tests.world import acting, staff

from .amending import (
    ABOUT,
    COLLEAGUE,
    DAY,
    DONE,
    GROUNDS,
    HEAD,
    STOP,
    WORKER,
    a_carried_out,
    a_decided,
    a_received,
    a_received_stop,
    a_told_case,
    asked,
    check,
    decided,
    on,
    receive,
    seen,
    submit,
    tasks,
    today,
    told,
)

pytestmark = pytest.mark.django_db
AMENDING, STOPPING = "訂正請求への決定（期限）", "利用停止請求への決定（期限）"
CARRYING = "決定した訂正を行う"


@pytest.mark.parametrize(
    ("received", "what"), [(a_received, AMENDING), (a_received_stop, STOPPING)]
)
def test_a_request_falls_due_in_thirty_days_and_is_a_task(received: Any, what: str) -> None:
    row = received()
    with on(row) as (mine, _):
        assert mine.due_on == today() + 30 * DAY
        assert mine.about == ABOUT
    assert tasks(row)[what] == today() + 30 * DAY


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "other"}, "請求の種類に合うもの"),
        ({"wanted": "erase"}, "請求の種類に合うもの"),
        ({"stop_ground": "2"}, "第98条第1項のどの号か"),
        ({**STOP, "stop_ground": ""}, "第98条第1項のどの号か"),
        ({**STOP, "stop_ground": "1a"}, "補正を求めて"),
        ({**STOP, "wanted": "stop"}, "補正を求めて"),
        ({**STOP, "wanted": "erase"}, "補正を求めて"),
        ({"claim": "　"}, "どうしてほしいか"),
        ({"disclosed_on": datetime.date(2100, 1, 1)}, "開示を受けた日は"),
    ],
)
def test_a_request_says_what_for_in_the_words_of_the_law(
    changes: dict[str, Any], words: str
) -> None:
    case = a_told_case()
    with pytest.raises(DomainError, match=words):
        receive(case, **changes)
    with acting(WORKER) as user:
        assert not AmendmentRequest.objects.visible_to(user).of_case(case).exists()


@pytest.mark.parametrize(
    ("facts", "received_in", "words"),
    [
        ({}, 1, "受け付けた日は、きょうまでの日"),
        ({"asker": "neighbour"}, 0, "請求した人を選び直して"),
        ({"confirmed_how": "　"}, 0, "本人・資格を確かめた方法"),
        ({"asker": "agent", "asker_name": "見本 代理"}, 0, "対立する人"),
    ],
)
def test_nobody_asks_unless_it_is_sure_who(
    facts: dict[str, str], received_in: int, words: str
) -> None:
    case = a_told_case()
    with acting(WORKER) as user, pytest.raises(DomainError, match=words):
        services.receive_amendment(
            record=record_of(case, WORKER),
            person=Person.objects.visible_to(user).of_case(case).get(is_subject=True),
            facts=services.AskerFacts(**{"asker": "self", "confirmed_how": "旅券"} | facts),
            asked=asked(),
            received_on=timezone.localdate() + received_in * DAY,
            by=user,
        )


@pytest.mark.parametrize(("days", "is_late"), [(90, False), (91, True)])
def test_it_is_known_whether_it_came_within_ninety_days(days: int, is_late: bool) -> None:
    row = receive(a_told_case(), disclosed_on=today() - days * DAY)
    with on(row) as (mine, _):
        assert mine.is_late is is_late
        assert mine.within_until == today() - (days - 90) * DAY


# --- the days --------------------------------------------------------------------------------------


def test_days_of_a_correction_do_not_count_and_it_is_extended_once() -> None:
    row = receive(a_told_case(), received_on=today() - 5 * DAY)
    with on(row) as (mine, user):
        services.ask_correction(
            request=mine, asked_on=today() - 3 * DAY, words="どの記録か", by=user
        )
        with pytest.raises(DomainError, match="補正を待って"):
            services.submit_amendment(request=mine, decision="whole", words=GROUNDS, by=user)
        services.note_correction(request=mine, corrected_on=today(), by=user)
        services.extend(request=mine, days=20, reason="量が多い", told_on=today(), by=user)
        assert mine.due_on == today() - 5 * DAY + 53 * DAY
        with pytest.raises(DomainError, match="1回だけ"):
            services.extend(request=mine, days=1, reason="また", told_on=today(), by=user)
        with pytest.raises(DomainError, match="延長したあと"):
            longer(mine, user)
    assert tasks(row)[AMENDING] == today() + 48 * DAY


def longer(row: AmendmentRequest, user: Any, **changes: Any) -> AmendmentRequest:
    facts = {"reason": "調べる先が多い", "told_on": today(), "longer_due_on": today() + 120 * DAY}
    return services.tell_of_longer(request=row, by=user, **facts | changes)


def test_where_it_takes_longer_the_day_that_was_told_counts() -> None:
    row = a_received_stop()
    with on(row) as (mine, user):
        longer(mine, user)
        assert mine.due_on == today() + 120 * DAY
        with pytest.raises(DomainError, match="もう使って"):
            longer(mine, user)
        with pytest.raises(DomainError, match="第103条"):
            services.extend(request=mine, days=1, reason="また", told_on=today(), by=user)
    assert tasks(row)[STOPPING] == today() + 120 * DAY


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": " "}, "特例を使う理由"),
        ({"longer_due_on": datetime.date(2020, 1, 1)}, "よりあとの日"),
        ({"told_on": datetime.date(2020, 1, 1)}, "受け付けた日からきょうまで"),
    ],
)
def test_longer_needs_a_reason_and_days_that_fit(changes: dict[str, Any], words: str) -> None:
    with on(a_received()) as (mine, user), pytest.raises(DomainError, match=words):
        longer(mine, user, **changes)


def test_longer_is_told_within_the_thirty_days_and_before_it_is_checked() -> None:
    late = receive(a_told_case(), received_on=today() - 40 * DAY)
    with on(late) as (mine, user), pytest.raises(DomainError, match="知らせなければなりません"):
        longer(mine, user)
    row = a_received()
    submit(row)
    with on(row) as (mine, user), pytest.raises(DomainError, match="確認を頼む前"):
        longer(mine, user)


# --- decided ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "words"), [("other", "決定を選び直"), ("whole", "内容と理由")]
)
def test_a_decision_is_one_of_the_law_and_has_its_reasons(decision: str, words: str) -> None:
    with on(a_received()) as (mine, user), pytest.raises(DomainError, match=words):
        services.submit_amendment(request=mine, decision=decision, words=" ", by=user)


def test_a_second_person_decides_and_what_was_decided_is_a_task() -> None:
    row = a_received()
    submit(row)
    with on(row) as (mine, user), pytest.raises(DomainError, match="自分で頼んだ確認"):
        services.check_amendment(request=mine, is_right=True, words="", by=user)
    with (
        on(row, COLLEAGUE) as (mine, user),
        pytest.raises(DomainError, match="この機関の、ほかの管理者"),
    ):
        services.check_amendment(request=mine, is_right=True, words="", by=user)
    with on(row, HEAD) as (mine, user), pytest.raises(DomainError, match="差し戻す理由"):
        services.check_amendment(request=mine, is_right=False, words=" ", by=user)
    check(row)
    with on(row) as (mine, _):
        assert (mine.state, mine.decided_as) == ("decided", "全部を訂正する")
        assert (mine.decision_words, mine.decided_on) == (GROUNDS, today())
    assert AMENDING not in tasks(row)
    assert tasks(row)[CARRYING] == today()


@pytest.mark.parametrize(("is_kept_out", "whose"), [(False, COLLEAGUE), (True, HEAD)])
def test_r12_the_task_goes_to_nobody_who_is_kept_out(is_kept_out: bool, whose: str) -> None:
    row = a_received()
    submit(row, by=COLLEAGUE)
    with on(row) as (mine, user):
        if is_kept_out:
            restrict_person(
                case=mine.compartment.case, user=staff(COLLEAGUE), reason="おじにあたる", by=user
            )
    check(row)
    with acting(HEAD) as user:
        task = NextAction.objects.visible_to(user).get(record=row.record_id, what=CARRYING)
        assert task.assignee_id == staff(whose).pk


def test_what_is_sent_back_is_prepared_again() -> None:
    row = a_received()
    submit(row)
    check(row, is_right=False)
    with on(row, HEAD) as (mine, user), pytest.raises(DomainError, match="確認を待っている"):
        services.check_amendment(request=mine, is_right=True, words="", by=user)
    assert tasks(row)[AMENDING] == today() + 30 * DAY


def test_nothing_refused_is_carried_out() -> None:
    row = decided(a_received(), "refused")
    assert not tasks(row)
    with on(row) as (mine, user):
        with pytest.raises(DomainError, match="請求のとおりにすると決めたあと"):
            services.carry_out(request=mine, carried_on=today(), words=DONE, by=user)
        services.finish_amendment(request=mine, by=user)
        assert seen(row, user).finished_on == today()


def test_a_decision_is_taken_back_until_something_was_done() -> None:
    row = a_decided()
    with on(row) as (mine, user):
        services.take_back_amendment(request=mine, by=user)
        assert (mine.state, mine.decision, mine.decided_on) == ("open", "", None)
    assert set(tasks(row)) == {AMENDING}
    with on(a_carried_out()) as (mine, user), pytest.raises(DomainError, match="行ったことを記録"):
        services.take_back_amendment(request=mine, by=user)


# --- carried out, and told -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "words", "said"),
    [(1, DONE, "決定した日からきょうまで"), (-1, DONE, "決定した日から"), (0, " ", "行ったこと")],
)
def test_what_was_done_has_a_day_and_words(days: int, words: str, said: str) -> None:
    with on(a_decided()) as (mine, user), pytest.raises(DomainError, match=said):
        services.carry_out(request=mine, carried_on=today() + days * DAY, words=words, by=user)


def test_it_ends_when_it_is_done_and_once() -> None:
    row = a_decided()
    with on(row) as (mine, user), pytest.raises(DomainError, match="先に、訂正や利用停止"):
        services.finish_amendment(request=mine, by=user)
    row = a_carried_out()
    assert CARRYING not in tasks(row)
    with on(row) as (mine, user):
        services.finish_amendment(request=mine, by=user)
        with pytest.raises(DomainError, match="請求のとおりにすると決めたあと"):
            services.carry_out(request=mine, carried_on=today(), words=DONE, by=user)
        with pytest.raises(DomainError, match="この訂正請求は、いまその操作が"):
            services.finish_amendment(request=mine, by=user)
        with pytest.raises(DomainError, match="終わっています"):
            services.tell_recipient(
                request=mine, whom="見本の園", told_on=today(), why_not="", by=user
            )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"whom": " "}, "知らせる相手を"),
        ({"told_on": None}, "どちらか一つ"),
        ({"why_not": "要らない"}, "どちらか一つ"),
        ({"told_on": datetime.date(2020, 1, 1)}, "行った日からきょうまで"),
        ({"whom": "文京みほん事業所"}, "もう記録してあります"),
    ],
)
def test_a_receiver_is_told_once_on_a_day_or_not_with_a_reason(
    changes: dict[str, Any], words: str
) -> None:
    row = a_carried_out()
    told(row)
    facts = {"whom": "見本の園", "told_on": today(), "why_not": ""} | changes
    with on(row) as (mine, user), pytest.raises(DomainError, match=words):
        services.tell_recipient(request=mine, by=user, **facts)
    with acting(WORKER) as user:
        assert AmendmentTelling.objects.visible_to(user).filter(request=row.pk).count() == 1


def test_nobody_is_told_before_it_is_corrected() -> None:
    with on(a_decided()) as (mine, user), pytest.raises(DomainError, match="訂正を行ったことを"):
        services.tell_recipient(request=mine, whom="見本", told_on=today(), why_not="", by=user)


def test_two_people_do_not_overwrite_each_other() -> None:
    row = a_received()
    with on(row) as (mine, user):
        before = mine.version
        services.extend(request=mine, days=5, reason="調べる", told_on=today(), by=user)
        with pytest.raises(StaleError):
            services.submit_amendment(
                request=mine, decision="whole", words=GROUNDS, by=user, version=before
            )


# --- the database ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "state = 'other'",
        "state = 'finished', finished_on = current_date",
        "due_on = due_on + 1",
        "kind = 'stop'",
        "wanted = 'erase'",
        "carried_on = current_date",
        "longer_told_on = current_date",
        "disclosed_on = received_on + 1",
        "decision = 'whole'",
        "asker = 'agent'",
    ],
)
def test_the_database_keeps_what_the_law_counts(change: str) -> None:
    row = a_received()
    with acting(WORKER), pytest.raises(DatabaseError), transaction.atomic():
        _raw(row, change)


@pytest.mark.parametrize(
    "change", ["wanted = 'erase'", "wanted = 'stop'", "stop_ground = '1a'", "stop_ground = ''"]
)
def test_the_database_keeps_to_each_ground_what_may_be_asked_on_it(change: str) -> None:
    row = a_received_stop()
    with acting(WORKER):
        with pytest.raises(DatabaseError), transaction.atomic():
            _raw(row, change)
        _raw(row, "wanted = 'erase', stop_ground = '1c'")


def _raw(row: AmendmentRequest, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"update keeping_amendmentrequest set {change} where id = %s", [str(row.pk)])


def test_whoever_put_it_forward_does_not_answer_in_the_database_either() -> None:
    row = a_received()
    submit(row, by=HEAD)
    with on(row, HEAD) as (_, user), pytest.raises(DatabaseError), transaction.atomic():
        AmendmentCheck.objects.create(
            compartment_id=row.compartment_id,
            created_by=user,
            submission=latest_submission(row, user),
            is_right=True,
        )
