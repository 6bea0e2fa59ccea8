"""The days of a request of disclosure, and third parties who are heard (Art. 83 and 86 of the Act)."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.reading import ReadingLog
from cases.models import NextAction
from jobs.registry import JobFailed
from keeping import disclosure_paper, services
from keeping.models import DisclosureRequest, DisclosureThirdParty, Hearing
from keeping.services.disclosure import NOTICE_ONLY
from keeping.services.disclosure_tasks import OPINION, TASK, TELLING
from tests.cases.pages import browser
from tests.world import acting

from .test_disclosure import (
    OWN_WORDS,
    WORKER,
    a_request,
    a_told_case,
    check,
    everything_in,
    printed,
    seen,
    submit,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NAME = "見本 となり"


def today() -> datetime.date:
    return timezone.localdate()


@contextmanager
def on(row: DisclosureRequest) -> Iterator[tuple[DisclosureRequest, Any]]:
    with acting(WORKER) as user:
        yield seen(row, user), user


MAY = services.Ground("1")
MUST = services.Ground("2", "2", "同居の家族の安全を確かめるため。")
WHY = "本人の安全を守るために要る。"


def heard(
    request: DisclosureRequest, *, found: bool = True, ground: services.Ground = MAY
) -> DisclosureThirdParty:
    with on(request) as (row, user):
        return services.hear_third_party(
            request=row,
            name=NAME,
            about="訪問のときに話した内容",
            ground=ground,
            notice=services.Notice(today(), today() + 14 * DAY) if found else services.Notice(),
            by=user,
        )


def opinion(
    party: DisclosureThirdParty, state: str = "opposes", words: str = "知られたくない。"
) -> None:
    with acting(WORKER) as user:
        services.note_opinion(
            party=again(party, user),
            state=state,
            answered_on=None if state == "silent" else today(),
            words=words,
            by=user,
        )


def again(party: DisclosureThirdParty, user: Any) -> DisclosureThirdParty:
    rows = DisclosureThirdParty.objects.visible_to(user).select_related("request")
    return rows.get(pk=party.pk)


def tasks(request: DisclosureRequest) -> dict[str, datetime.date]:
    """What stands in 「今日の仕事」 and on the page of the case, with its day."""
    with acting(WORKER) as user:
        rows = NextAction.objects.visible_to(user).filter(record=request.record_id)
        return dict(rows.filter(done_at__isnull=True).values_list("what", "due_on"))


def opposed_and_decided() -> tuple[DisclosureRequest, DisclosureThirdParty]:
    request = a_request(a_told_case())
    party = heard(request)
    opinion(party)
    submit(request)
    check(request)
    return request, party


def explained(party: DisclosureThirdParty) -> None:
    with acting(WORKER) as user:
        services.give_reason(party=again(party, user), reason=WHY, by=user)


def told(party: DisclosureThirdParty) -> None:
    explained(party)
    with acting(WORKER) as user:
        services.tell_third_party(party=again(party, user), told_on=today(), by=user)


# --- Art. 83 ---------------------------------------------------------------------------------------


def test_the_days_of_a_correction_are_not_counted_and_nothing_is_put_forward_meanwhile() -> None:
    request = a_request(a_told_case())
    with on(request) as (row, _):
        row.due_on += DAY
        with pytest.raises(DatabaseError, match="law_counts"), transaction.atomic():
            row.save(update_fields=["due_on"])
    _begun(request, 9)
    with on(request) as (row, user):
        services.ask_correction(
            request=row, asked_on=today() - 5 * DAY, words="委任状がない", by=user
        )
    with pytest.raises(DomainError, match="補正を待っています"):
        submit(request)
    with on(request) as (row, user):
        with pytest.raises(DomainError, match="もう補正を"):
            services.ask_correction(request=row, asked_on=today(), words="もう一度", by=user)
        services.note_correction(request=row, corrected_on=today() - DAY, by=user)
    with on(request) as (row, _):
        assert (row.correction_days, row.correction_asked_on) == (4, None)
        assert row.due_on == row.received_on + 34 * DAY
        assert tasks(request)[TASK] == row.due_on
    submit(request)


def _begun(request: DisclosureRequest, days: int) -> None:
    """It was received so many days ago; the task with it."""
    with acting(WORKER) as user:
        row = seen(request, user)
        for one in NextAction.objects.changeable_by(user).filter(what=TASK):
            one.due_on = row.due_on - days * DAY
            one.save(update_fields=["due_on"])
        row.received_on -= days * DAY
        row.due_on -= days * DAY
        row.save(update_fields=["received_on", "due_on"])


def test_it_is_extended_once_by_thirty_days_at_most_with_a_reason_before_its_day() -> None:
    request = a_request(a_told_case())

    def extend(days: int = 30, reason: str = "記録が多いため") -> None:
        with on(request) as (row, user):
            services.extend(request=row, days=days, reason=reason, told_on=today(), by=user)

    with pytest.raises(DomainError, match="30日まで"):
        extend(31)
    with pytest.raises(DomainError, match="理由を書いて"):
        extend(reason=" ")
    extend()
    with on(request) as (row, _):
        assert row.due_on == row.received_on + 60 * DAY
        assert tasks(request)[TASK] == row.due_on
        row.extension_reason = ""
        with pytest.raises(DatabaseError, match="extended_with_reason"), transaction.atomic():
            row.save(update_fields=["extension_reason"])
    with pytest.raises(DomainError, match="1回だけ"):
        extend(5)


def test_after_its_day_and_after_the_decision_nothing_is_extended() -> None:
    late, decided = a_request(a_told_case()), a_request(a_told_case())
    _begun(late, 31)
    submit(decided)
    check(decided)
    for request, words in ((late, "期限を過ぎています"), (decided, "決定のあと")):
        with on(request) as (row, user), pytest.raises(DomainError, match=words):
            services.extend(request=row, days=5, reason="多い", told_on=today(), by=user)


# --- Art. 86 ---------------------------------------------------------------------------------------


def test_a_third_party_is_waited_for_and_that_is_a_task_without_her_name() -> None:
    request = a_request(a_told_case())
    party = heard(request)
    assert tasks(request)[OPINION] == today() + 14 * DAY
    assert NAME not in " ".join(tasks(request))
    with pytest.raises(DomainError, match="意見書を待っています"):
        submit(request)
    with pytest.raises(DomainError, match="まで待ちます"):
        opinion(party, "silent", "")
    with pytest.raises(DomainError, match="反対の理由"):
        opinion(party, "opposes", " ")
    opinion(party, "agrees", "")
    assert OPINION not in tasks(request)
    with pytest.raises(DomainError, match="その記録ができません"):
        opinion(party, "opposes")
    submit(request)
    with pytest.raises(DomainError, match="差し戻して"):
        heard(request)


def test_who_discloses_nothing_waits_for_nobody() -> None:
    request = a_request(a_told_case())
    heard(request)
    submit(request, decision="refused")


def test_whose_whereabouts_are_unknown_is_written_down_and_asked_when_found() -> None:
    request = a_request(a_told_case())
    party = heard(request, found=False)
    assert party.state == Hearing.UNKNOWN
    assert OPINION not in tasks(request)
    with acting(WORKER) as user:
        notice = services.Notice(today(), today() + 7 * DAY)
        services.find_third_party(party=again(party, user), notice=notice, by=user)
    assert tasks(request)[OPINION] == today() + 7 * DAY
    other = heard(request, found=False)
    opinion(party, "agrees", "")
    assert other.asked_on is None
    submit(request)


def test_against_somebodys_opinion_two_weeks_pass_and_she_is_told_at_once() -> None:
    request, party = opposed_and_decided()
    with on(request) as (row, user):
        assert row.decided_on is not None
        assert row.give_from == row.decided_on + 15 * DAY  # fourteen whole days lie between
        assert tasks(request)[TELLING] == row.decided_on
        with pytest.raises(DomainError, match="まだ決定を知らせていません"):
            services.finish_request(request=row, by=user)
        with pytest.raises(DomainError, match="写しを渡せるのは"):
            services.request_paper(request=row, by=user)
        with pytest.raises(JobFailed, match="too_early"):
            disclosure_paper.gather(user, row.pk, "", ReadingLog(user))
    with acting(WORKER) as user, pytest.raises(DomainError, match="先に、開示すると決めた理由"):
        services.tell_third_party(party=again(party, user), told_on=today(), by=user)
    told(party)
    assert TELLING not in tasks(request)
    with acting(WORKER) as user, pytest.raises(DomainError, match="もう知らせています"):
        services.give_reason(party=again(party, user), reason="別の理由", by=user)
    with on(request) as (row, user), pytest.raises(DomainError, match="写しを渡せるのは"):
        services.finish_request(request=row, by=user)


def test_the_notice_of_the_decision_holds_nothing_of_the_records_and_says_the_day() -> None:
    request, _ = opposed_and_decided()
    with on(request) as (row, user):
        made = disclosure_paper.gather(user, row.pk, NOTICE_ONLY, ReadingLog(user))
    found = everything_in(disclosure_paper.make(made).content)
    assert "第86条第3項" in found
    assert "".join(OWN_WORDS.split()) not in found
    assert "となり" not in found


def test_the_database_holds_the_two_weeks() -> None:
    request, party = opposed_and_decided()
    told(party)
    with on(request) as (row, user):
        for fields, words in (
            ({"give_from": row.decided_on}, "two_weeks_after"),
            ({"state": "finished", "finished_on": today()}, "not_before_its_day"),
        ):
            with pytest.raises(DatabaseError, match=words), transaction.atomic():
                DisclosureRequest.objects.changeable_by(user).filter(pk=row.pk).update(**fields)


def test_a_decision_taken_back_is_told_anew() -> None:
    request, party = opposed_and_decided()
    told(party)
    with on(request) as (row, user):
        services.take_back(request=row, by=user)
        assert (again(party, user).told_on, again(party, user).told_why) == (None, "")
    with on(request) as (row, _):
        assert row.give_from is None
        assert tasks(request)[TASK] == row.due_on
    submit(request)
    check(request)
    assert TELLING in tasks(request)


# --- pages -----------------------------------------------------------------------------------------


def test_all_of_it_is_done_on_pages() -> None:
    request = a_request(a_told_case())
    client = browser(WORKER)
    page = reverse("keeping:disclosure_request", args=[request.pk])

    def post(name: str, pk: Any, /, **fields: Any) -> None:
        url = reverse(f"keeping:{name}", args=[pk])
        assert client.get(url).status_code == 200
        answer = client.post(url, fields)
        assert (answer.status_code, answer["Location"]) == (303, page), answer.content.decode()

    post("correction", request.pk, asked_on=today().isoformat(), words="委任状がない")
    assert "補正を待っているあいだは数えません" in client.get(page).content.decode()
    post("correction", request.pk, corrected_on=today().isoformat())
    post("extend", request.pk, days="10", reason="記録が多いため", told_on=today().isoformat())
    post(
        "new_third_party",
        request.pk,
        name=NAME,
        about="訪問のこと",
        basis="2",
        item="1",
        item_reason="同居の家族の安全のため",
        asked_on=today().isoformat(),
        answer_by=(today() + 10 * DAY).isoformat(),
    )
    text = client.get(page).content.decode()
    for words in (
        "延長した10日",
        "記録が多いため",
        NAME,
        "意見書を待っている",
        "第78条第1項第2号ロ",
        "同居の家族の",
    ):
        assert words in text
    with acting(WORKER) as user:
        party = DisclosureThirdParty.objects.visible_to(user).get()
    post(
        "third_party",
        party.pk,
        state="opposes",
        answered_on=today().isoformat(),
        words="知られたくない。",
    )
    assert client.get(reverse("keeping:third_party", args=[party.pk])).status_code == 404
    submit(request)
    check(request)
    text = client.get(page).content.decode()
    assert "決定の通知だけを作る" in text
    assert "決定と写しを作る" not in text
    assert "決定の通知を作る" not in text, "the letter says why"
    post("third_party", party.pk, reason=WHY)
    text = client.get(page).content.decode()
    assert WHY in text
    assert "決定の通知を作る" in text
    post("third_party", party.pk, told_on=today().isoformat())
    assert "に決定を知らせました" in client.get(page).content.decode()


@pytest.mark.parametrize("username", ["kurashi1", "kanri2", "jimukyoku1", "kansa1"])
def test_r14_others_find_no_third_party(username: str) -> None:
    request = a_request(a_told_case())
    party = heard(request)
    client = browser(username)
    for name, pk in (
        ("third_party", party.pk),
        ("correct_third_party", party.pk),
        ("new_third_party", request.pk),
        ("correction", request.pk),
        ("extend", request.pk),
    ):
        assert client.get(reverse(f"keeping:{name}", args=[pk])).status_code in (404, 403), name


# --- 支援会議 ---------------------------------------------------------------------------------------


def test_r4_r14_who_asks_for_meetings_is_answered_in_one_wording() -> None:
    request = a_request(a_told_case(), asks_for_meetings=True)
    with pytest.raises(DomainError, match="「一部を開示する」"):
        submit(request, decision="whole")
    submit(request)
    check(request)
    assert "記録があるかどうかを、どの請求にもお答えしていません" in everything_in(printed(request))


def test_nobody_waits_for_an_opinion_after_all_was_refused_and_waits_again_when_it_is_taken_back() -> (
    None
):
    request = a_request(a_told_case())
    party = heard(request)
    assert tasks(request)[OPINION] == party.answer_by
    submit(request, decision="refused")
    assert tasks(request)[OPINION] == party.answer_by, "it may still go back"
    check(request)
    assert OPINION not in tasks(request)
    with on(request) as (row, user):
        services.take_back(request=row, by=user)
    assert tasks(request)[OPINION] == party.answer_by
    opinion(party, state="agrees")
    assert OPINION not in tasks(request)
