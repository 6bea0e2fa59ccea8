"""What is refused while records are kept, held and listed for disposal (S-28)."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access import keeping
from access.errors import DomainError
from access.keeping_models import DisposalList, LegalHold, RetentionClass
from jobs.models import Job
from keeping import services
from tests.cases.situations import a_case
from tests.databases import Database
from tests.keeping.situations import (
    HEAD,
    KEEPER,
    SUPERVISOR,
    WORKER,
    a_closed_case,
    decide,
    draw_up,
    superuser,
)
from tests.world import acting

CLASS: dict[str, Any] = {"kind": "record", "years": 10, "basis": "架空の規程 第3条"}
REFERENCE = "令和8年(ワ)第1号"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words"), [({"kind": "diary"}, "種類を選び直して"), ({"basis": " "}, "根拠（規程の")]
)
def test_a_class_of_no_kind_or_without_a_basis_is_refused(
    wrong: dict[str, Any], words: str
) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    before = RetentionClass.objects.count()
    with acting("system1") as user, pytest.raises(DomainError, match=words):
        keeping.set_class(valid_from=tomorrow, by=user, **CLASS | wrong)
    assert RetentionClass.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "reference", "words"),
    [("whim", REFERENCE, "理由を選び直して"), ("lawsuit", " ", "文書番号などを書いて")],
)
def test_a_hold_without_a_reason_of_the_list_or_a_reference_is_refused(
    reason: str, reference: str, words: str
) -> None:
    case = a_case(WORKER)
    with acting(SUPERVISOR) as user:
        with pytest.raises(DomainError, match=words):
            keeping.place_hold(case_id=case.pk, reason=reason, reference=reference, by=user)
        assert not LegalHold.objects.visible_to(user).exists()


@pytest.mark.django_db
def test_a_hold_is_not_lifted_without_a_reason_nor_twice() -> None:
    case = a_case(WORKER)
    with acting(SUPERVISOR) as user:
        keeping.place_hold(case_id=case.pk, reason="lawsuit", reference=REFERENCE, by=user)
    with acting(HEAD) as user:
        hold, on_an_old_page = (LegalHold.objects.visible_to(user).get() for _ in range(2))
        with pytest.raises(DomainError, match="解く理由を書いて"):
            keeping.lift_hold(hold=hold, reason=" ", by=user)
        assert LegalHold.objects.visible_to(user).in_force().exists()
        keeping.lift_hold(hold=hold, reason="終わった", by=user)
        with pytest.raises(DomainError, match=r"別の画面で.*すでに解いています"):
            keeping.lift_hold(hold=on_an_old_page, reason="もう一度", by=user)
        assert LegalHold.objects.visible_to(user).get().lift_reason == "終わった"


@pytest.mark.django_db
@pytest.mark.parametrize("username", [HEAD, SUPERVISOR, WORKER, "system1"])
def test_who_is_no_coordinator_of_the_secretariat_draws_up_no_list(username: str) -> None:
    with pytest.raises(DomainError, match="事務局の職員です"):
        draw_up(username)
    with acting("kansa1") as auditor:
        assert not DisposalList.objects.visible_to(auditor).exists()


def test_a_list_that_is_not_approved_or_no_longer_is_not_asked_for(committed_db: Database) -> None:
    a_closed_case()
    row = draw_up()
    refused(row, "承認されていません")
    decide(row)
    with superuser() as opened:
        opened.execute("update access_disposallist set decided_at = now() - interval '31 days'")
    refused(row, "30日を過ぎました")


def refused(row: DisposalList, words: str) -> None:
    with acting(KEEPER) as user:
        row.refresh_from_db()
        with pytest.raises(DomainError, match=words):
            services.request_disposal(disposal_list=row, by=user)
        assert not Job.objects.visible_to(user).exists()
