"""A つなぎ to a place outside that was entered by mistake is taken back (R21)."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError, StaleError
from cases import services
from cases.models import NextAction, OutsideHandOff
from documents.wareki import format_date
from tests.world import acting

from .pages import browser, text_of
from .situations import a_case
from .test_outside_hand_offs import BY, COLLEAGUE, handed, lines, taken

pytestmark = pytest.mark.django_db


def test_what_was_entered_by_mistake_is_taken_back_and_stays_readable() -> None:
    case = a_case()
    soon = timezone.localdate() + datetime.timedelta(days=7)
    row = handed(case, ask_on=soon)
    with acting(BY) as by:
        services.note_outside_result(
            row=taken(row), result="受診が決まった。", replied_on=timezone.localdate(), by=by
        )
    client, address = browser(BY), reverse("cases:outside_cancel", args=[row.pk])
    shown = reverse("cases:outside", args=[row.pk])
    assert address in client.get(shown).content.decode()
    version = client.get(address).context["form"]["version"].value()
    sent = {"version": version, "form_key": str(uuid.uuid4())}
    assert client.post(address, sent).status_code == 422, "without a reason"
    sent["reason"] = "別の人の記録だった"
    assert client.post(address, sent).status_code == 303
    page = client.get(shown)
    assert "別の人の記録だった" in text_of(page)
    for name in ("outside_cancel", "outside_result", "outside_paper"):
        path = reverse(f"cases:{name}", args=[row.pk])
        assert path not in page.content.decode(), name
        assert client.get(path).status_code == 404, name
    timeline = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    assert "取り消した記録" in timeline
    assert "<s>結果：受診が決まった。</s>" in timeline
    back = client.get(reverse("cases:referrals", args=[case.pk]))
    assert "取り消した記録" in text_of(back)
    assert [t["count"] for t in back.context["page"].tabs if t["label"] == "つなぎ"] == [0]


def test_r21_of_what_was_taken_back_each_line_is_followed_by_one_that_says_so() -> None:
    case = a_case()
    soon = timezone.localdate() + datetime.timedelta(days=7)
    row = handed(case, ask_on=soon)
    with acting(BY) as by:
        services.cancel_outside(row=taken(row), reason="別の人の記録だった", by=by)
        assert NextAction.objects.visible_to(by).get(pk=row.reminder_id).done_at is not None
    after, before = lines(case)
    assert "は誤り" not in before.purpose, "what stands in the ledger is never changed"
    said = f"前の行（{format_date(timezone.localdate())}・つなぎ）は誤り"
    assert said in after.purpose
    assert "別の人の記録だった" in after.purpose
    assert (after.recipients, after.object_id) == (before.recipients, row.pk)
    with acting(BY) as by, pytest.raises(DomainError, match="取り消されています"):
        services.cancel_outside(row=taken(row), reason="もう一度", by=by)
    with acting(BY) as by, pytest.raises(DomainError, match="取り消されています"):
        services.note_outside_result(
            row=taken(row), result="結果", replied_on=timezone.localdate(), by=by
        )


def test_r21_where_nothing_had_left_taking_it_back_adds_no_line() -> None:
    case = a_case()
    for changes in ({"way": "paper"}, {"way": "person", "legal_basis": None}):
        row = handed(case, **changes)
        with acting(BY) as by:
            services.cancel_outside(row=taken(row), reason="書き間違い", by=by)
    assert lines(case) == []


def test_what_a_colleague_wrote_meanwhile_is_not_taken_back_unseen() -> None:
    row = handed(a_case())
    stale = taken(row)
    with acting(COLLEAGUE) as by:
        services.note_outside_result(
            row=taken(row), result="断られた。", replied_on=timezone.localdate(), by=by
        )
    with acting(BY) as by, pytest.raises(StaleError):
        services.cancel_outside(row=stale, reason="書き間違い", by=by, version=stale.version)
    assert not taken(row).is_cancelled


def test_the_database_refuses_what_is_taken_back_without_a_reason() -> None:
    row = handed(a_case())
    now = timezone.now()
    with acting(BY) as by, pytest.raises(IntegrityError), transaction.atomic():
        OutsideHandOff.objects.changeable_by(by).filter(pk=row.pk).update(cancelled_at=now)
