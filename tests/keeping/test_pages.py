"""Pages of retention: who reads them, the way of a list, the second factor, the certificate (S-28, S-55)."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access import keeping
from access.keeping_models import LegalHold
from access.models import AccessLog
from documents.selfcheck import text_of
from jobs import work
from jobs.models import Job, JobResult, JobState
from keeping import services
from tests.cases.pages import browser
from tests.world import acting, confirm

from .situations import HEAD, KEEPER, SUPERVISOR, a_closed_case, decide, draw_up, exists

pytestmark = pytest.mark.usefixtures("committed_db")


def page(username: str, name: str, *args: Any) -> Any:
    return browser(username).get(reverse(f"keeping:{name}", args=args))


def test_r10_lists_are_there_for_who_keeps_the_records_and_auditors() -> None:
    case = a_closed_case()
    row = draw_up()
    for name in (KEEPER, HEAD, "kansa1"):
        text = page(name, "disposal_list", row.pk).content.decode()
        assert case.number in text, name
        assert "架空" not in text, name
    for name in (SUPERVISOR, "kanri2"):
        assert page(name, "disposal_list", row.pk).status_code == 404
        text = page(name, "front").content.decode()
        assert str(row.pk) not in text
    for name in ("soudan1", "ishi1", "system1"):
        assert page(name, "front").status_code in (403, 404)


def test_a_list_is_drawn_up_and_decided_on_its_pages() -> None:
    case = a_closed_case()
    client = browser(KEEPER)
    answer = client.post(reverse("keeping:draw_up"), {"subject": "cases"})
    assert answer.status_code == 303
    url = answer["Location"]
    assert case.number in client.get(url).content.decode()
    assert "決めること" not in client.get(url).content.decode(), "not her own list"
    again = client.post(reverse("keeping:draw_up"), {"subject": "cases"})
    assert "廃棄できるケースはありません" in again.content.decode()
    head = browser(HEAD)
    assert "決めること" in head.get(url).content.decode()
    refused = head.post(url, {"decision": "return", "words": ""})
    assert "差し戻す理由を書いてください" in refused.content.decode()
    assert head.post(url, {"decision": "approve", "words": ""}).status_code == 303
    assert "廃棄を行う" in client.get(url).content.decode()


def test_s55_nothing_is_carried_out_without_the_second_factor() -> None:
    case = a_closed_case()
    row = draw_up()
    decide(row)
    url = reverse("keeping:run", args=[row.pk])
    client = browser(KEEPER)
    with acting(KEEPER) as user:
        confirm(client, user, ago=360)
    assert client.get(url).status_code == 302
    answer = client.post(url, {"sure": "on"})
    assert "確認コード" in answer.content.decode()
    with acting(KEEPER) as user:
        assert not Job.objects.visible_to(user).exists()
    assert exists(case)


def test_who_carries_a_list_out_reads_how_many_she_sees_and_how_many_are_held() -> None:
    """S-28: a hold that came after the approval keeps a case. R12: nothing is said of what she may not see, and
    nothing that is untrue because of it."""
    cases = [a_closed_case() for _ in range(3)]
    row = draw_up()
    decide(row)
    url = reverse("keeping:run", args=[row.pk])
    client = browser(KEEPER)
    general = "承認されたケース（あなたに見えるのは3件）を、"
    page = client.get(url).content.decode()
    assert general in page
    assert "件あり、残します" not in page
    _hold(cases[0])
    page = client.get(url).content.decode()
    assert general in page
    assert "廃棄停止中のケースが1件あり、残します" in page
    _hold(cases[0], reason="audit")
    assert "廃棄停止中のケースが1件あり" in client.get(url).content.decode(), "one case held twice"
    for case in cases[1:]:
        _hold(case)
    page = client.get(url).content.decode()
    assert general in page, "others that she does not see may go"
    assert "廃棄停止中のケースが3件あり、残します" in page
    assert "1件も" not in page


def _hold(case: Any, reason: str = "lawsuit") -> None:
    with acting(SUPERVISOR) as user:
        keeping.place_hold(case_id=case.pk, reason=reason, reference="第1号", by=user)


def test_the_job_disposes_and_leaves_a_certificate_without_a_word_about_anybody() -> None:
    case = a_closed_case()
    row = draw_up()
    decide(row)
    with acting(KEEPER) as user:
        job = services.request_disposal(disposal_list=row, by=user)
    work.run(job.pk)
    assert not exists(case)
    with acting(KEEPER) as user:
        done = Job.objects.visible_to(user).get(pk=job.pk)
        assert (done.state, done.error_code) == (JobState.DONE, "")
        content = bytes(JobResult.objects.visible_to(user).get(job=done).content)
        row.refresh_from_db()
    text = "".join(text_of(content).split())
    for words in ("廃棄証明書", "機関記録", "支援経過記録", row.digest, "見本調整子", "見本課長"):
        assert words in text
    for words in ("架空", "むかしの訪問", case.number):
        assert words not in text
    with acting("kansa1"):
        (entry,) = AccessLog.objects.filter(action="dispose")
        assert row.digest[:40] in entry.kind
    work.run(job.pk)
    with acting("kansa1") as auditor:
        assert keeping.digest_of(row, auditor) == row.digest
        again = services.request_certificate(disposal_list=row, by=auditor)
    work.run(again.pk)
    with acting("kansa1") as auditor:
        assert Job.objects.visible_to(auditor).get(pk=again.pk).state == JobState.DONE
        assert AccessLog.objects.filter(action="dispose").count() == 1


def test_a_hold_is_placed_from_the_case_by_a_supervisor_and_lifted_by_another() -> None:
    case = a_closed_case()
    client = browser(SUPERVISOR)
    url = reverse("keeping:hold", args=[case.pk])
    assert url in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    missing = client.post(url, {"reason": "lawsuit", "reference": ""})
    assert missing.status_code == 422
    assert client.post(url, {"reason": "lawsuit", "reference": "第1号"}).status_code == 303
    with acting(SUPERVISOR) as user:
        made = LegalHold.objects.visible_to(user).get()
    lift = reverse("keeping:lift", args=[made.pk])
    own = client.post(lift, {"reason": "終わった"})
    assert "自分で止めた" in own.content.decode()
    assert browser("kanri2").get(lift).status_code == 404
    assert browser("kanri2").get(url).status_code == 404
    assert case.number in page(HEAD, "front").content.decode()
    assert browser(HEAD).post(lift, {"reason": "終わった"}).status_code == 303


def test_classes_are_read_by_keepers_and_entered_by_administrators() -> None:
    assert "保存年限（年）" not in page(KEEPER, "classes").content.decode()
    client = browser("system1")
    url = reverse("keeping:classes")
    assert "保存年限（年）" in client.get(url).content.decode()
    next_year = f"{timezone.localdate().year + 1}/4/1"
    facts = {"kind": "plan", "years": "20", "valid_from": next_year, "basis": "規程第9条"}
    assert client.post(url, facts).status_code == 303
    assert "規程第9条" in client.get(url).content.decode()
    assert "すでに入っています" in client.post(url, facts).content.decode()
