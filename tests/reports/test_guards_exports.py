"""What is refused of papers and files that are asked for, whatever a form would let through: forms that there are
not, too many rows, a basis that is not in force."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access.errors import DomainError
from jobs.models import Job
from organizations.models import LegalBasis
from reports import entrusted_services, services
from reports.models import BoardExport, StatisticsExport
from reports.plan_board import BoardRow
from tests.alerts.situations import change
from tests.cases import situations as c
from tests.databases import Database
from tests.plans import situations as s
from tests.world import acting

from .test_entrusted import report
from .test_plan_board import board_of
from .test_statistics import SUPERVISOR, ask

DESK = "soudan1"


def jobs_of(username: str) -> int:
    with acting(username) as user:
        return Job.objects.visible_to(user).count()


# --- the board of plans ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_board_is_printed_that_a_review_cannot_go_through() -> None:
    s.an_agreed_plan()
    with acting(SUPERVISOR) as user:
        [row] = board_of(user).chosen({})

        def asked(rows: list[BoardRow]) -> Job:
            return services.request_board_paper(rows=rows, codes={}, by=user)

        with pytest.raises(DomainError, match="1回に印刷できるのは200件まで"):
            asked([row] * 201)
        with pytest.raises(DomainError, match="印刷するプランがありません"):
            asked([])
        assert not BoardExport.objects.visible_to(user).exists()
        assert asked([row] * 200).kind == services.JOB_KIND


# --- rows for statistics ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_r21_no_rows_in_an_unknown_form_of_no_time_or_on_no_basis() -> None:
    c.a_case()
    with acting(SUPERVISOR):
        basis = LegalBasis.objects.on().first()
    assert basis is not None
    before = timezone.localdate().replace(day=1) - datetime.timedelta(days=1)
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"form": "pdf"}, "ファイルの形式を選んで"),
        ({"last_on": before}, "はじめの月以後"),
        ({"recipient": services.Recipient("見本大学", "調査", "NONE-1")}, "伝える根拠を選び直して"),
        ({"recipient": services.Recipient("見本大学", "調査", "")}, "伝える根拠を選び直して"),
    )
    for changes, words in refused:
        with pytest.raises(DomainError, match=words):
            ask(**changes)
        with acting(SUPERVISOR) as user:
            assert not StatisticsExport.objects.visible_to(user).exists(), words
    assert jobs_of(SUPERVISOR) == 0
    assert ask(recipient=services.Recipient("見本大学", "調査", basis.code))


def test_r21_no_basis_that_is_no_longer_in_force(committed_db: Database) -> None:
    c.a_case()
    with acting(SUPERVISOR):
        basis = LegalBasis.objects.on().first()
    assert basis is not None
    recipient = services.Recipient("見本大学", "調査", basis.code)
    assert ask(recipient=recipient)
    change(committed_db, basis, valid_until=timezone.localdate())
    with pytest.raises(DomainError, match="伝える根拠を選び直して"):
        ask(recipient=recipient)
    assert jobs_of(SUPERVISOR) == 1


@pytest.mark.django_db
def test_no_rows_of_a_time_in_which_nothing_was_received() -> None:
    c.a_case()
    before = timezone.localdate().replace(day=1) - datetime.timedelta(days=1)
    with pytest.raises(DomainError, match="受け付けた記録がありません"):
        ask(first_on=before.replace(day=1), last_on=before)
    with acting(SUPERVISOR) as user:
        assert not StatisticsExport.objects.visible_to(user).exists()
    assert jobs_of(SUPERVISOR) == 0


@pytest.mark.django_db
def test_no_more_rows_than_a_file_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    c.a_case()
    c.a_case()
    monkeypatch.setattr(services, "MOST_EXPORTED", 1)
    with pytest.raises(DomainError, match="1回に書き出せるのは1件までです"):
        ask()
    with acting(SUPERVISOR) as user:
        assert not StatisticsExport.objects.visible_to(user).exists()
    monkeypatch.setattr(services, "MOST_EXPORTED", 2)
    assert ask()


# --- forms that there are not ----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["", "pdf"])
def test_no_data_of_a_case_in_an_unknown_form(form: str) -> None:
    case = c.a_case()
    with acting(DESK) as user:
        record = c.record_of(case, DESK)
        with pytest.raises(DomainError, match="ファイルの形式を選んで"):
            services.request_own_data(record=record, form=form, by=user)
    assert jobs_of(DESK) == 0


def test_no_copy_of_a_monthly_report_in_an_unknown_form(committed_db: Database) -> None:
    made = report()
    with acting(DESK) as user:
        with pytest.raises(DomainError, match="作るものを選び直して"):
            entrusted_services.request_copy(report=made, form="csv", by=user)
    assert jobs_of(DESK) == 0
