"""つなぐシート on paper: the sender's version and the receiver's, and what leaves the body (R21, R22)."""

import dataclasses
import datetime
import io
import re
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from access.models import AccessLog, Disclosure
from access.reading import ReadingLog
from cases import hand_off_paper as papers
from cases import services
from cases.models import Consent, Referral
from jobs import work
from jobs.registry import JobFailed, NotPermitted
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    a_sheet,
    basis,
    body_of,
    seen_by,
    take,
)
from tests.databases import Database
from tests.world import acting, login

SENDER, RECEIVER = "soudan1", "kurashi1"


def gathered(leg: Referral, option: str, by: str = SENDER) -> papers.Paper:
    with acting(by) as user:
        return papers.gather(user, leg.pk, option, ReadingLog(user))


def words(paper: papers.Paper) -> str:
    return re.sub(r"\s", "", re.sub(r"<[^>]+>", "", paper.html))


def two_legs() -> list[Referral]:
    """One leg taken on and reported, the other given back."""
    legs = a_sheet(a_case(), (RECEIVER, "csw1"))
    with acting(RECEIVER) as user:
        services.accept_referral(referral=take(legs[0]), by=user)
        services.report_referral(referral=take(legs[0]), report="貸付を申し込んだ。", by=user)
    with acting("csw1") as user:
        services.decline_referral(
            referral=take(legs[1], "csw1"), reason="区域の外", alternative="隣の係", by=user
        )
    return legs


@pytest.mark.django_db
def test_the_senders_version_holds_all_legs_and_what_became_of_them() -> None:
    legs = two_legs()
    pdf = papers.make(gathered(legs[0], papers.SENDER))
    read = "".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf.content)).pages)
    text = re.sub(r"\s", "", read)
    csw, kurashi = (re.sub(r"\s", "", str(body_of(n))) for n in ("csw1", RECEIVER))
    for said in (
        *(legs[0].compartment.case.number, "送り元の控え", "架空花子", "通院のことは続けて支える"),
        *(kurashi, csw, "貸付を申し込んだ", "区域の外", "隣の係", "送る機関のみ"),
    ):
        assert said in text, said
    assert "架空" not in str(PdfReader(io.BytesIO(pdf.content)).metadata)


@pytest.mark.django_db
@pytest.mark.parametrize("by", [SENDER, RECEIVER])
def test_r1_the_receivers_version_holds_her_leg_only(by: str) -> None:
    text = words(gathered(two_legs()[0], papers.RECEIVER, by))
    assert "貸付を申し込んだ" in text
    for hidden in (str(body_of("csw1")).replace(" ", ""), "区域の外", "隣の係", "ほかのつなぎ先"):
        assert hidden not in text


@pytest.mark.django_db
def test_s06_each_side_has_its_versions_and_nobody_else_has_any() -> None:
    leg = a_hand_off(a_case())
    for by, option in (
        (RECEIVER, papers.SENDER),
        (RECEIVER, papers.HANDED),
        ("csw1", papers.RECEIVER),
        ("kansa1", papers.SENDER),
        (SENDER, "everything"),
    ):
        with pytest.raises(NotPermitted):
            gathered(leg, option, by)
    assert "返信（つなぐ先が書いて" in words(gathered(leg, papers.HANDED))
    with acting(SENDER) as user:
        services.withdraw_referral(referral=take(leg, SENDER), reason="取り違えた", by=user)
    with pytest.raises(NotPermitted):
        gathered(leg, papers.HANDED)


@pytest.mark.django_db
def test_r3_nothing_is_handed_over_on_a_consent_that_is_over() -> None:
    case = a_case()
    consent = a_consent(case, given_on=timezone.localdate() - datetime.timedelta(days=9))
    leg = a_hand_off(case, legal_basis=basis("CONSENT"), consent_state="20")
    assert gathered(leg, papers.HANDED)
    with acting(SENDER) as user:
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        Consent.objects.changeable_by(user).filter(pk=consent.pk).update(valid_until_on=yesterday)
    with pytest.raises(JobFailed, match="no-basis"):
        gathered(leg, papers.HANDED)
    assert gathered(leg, papers.SENDER)


@pytest.mark.django_db
def test_r3_nothing_is_handed_over_on_a_consent_that_was_withdrawn() -> None:
    case = a_case()
    consent = a_consent(case)
    leg = a_hand_off(case, legal_basis=basis("CONSENT"), consent_state="20")
    with acting(SENDER) as user:
        services.withdraw_consent(consent=consent, note="電話で申し出", by=user)
    with pytest.raises(NotPermitted):
        gathered(leg, papers.HANDED)
    assert gathered(leg, papers.SENDER)


@pytest.mark.django_db
def test_f22_a_paper_with_another_number_or_version_is_not_delivered() -> None:
    paper = gathered(a_hand_off(a_case()), papers.RECEIVER)
    for wrong in (
        dataclasses.replace(paper, number="R8-00000"),
        dataclasses.replace(paper, option=papers.SENDER),
    ):
        with pytest.raises(JobFailed, match="wrong-paper"):
            papers.make(wrong)


@pytest.mark.django_db
def test_the_page_offers_each_side_its_versions() -> None:
    leg = a_hand_off(a_case())
    url = reverse("cases:hand_off_paper", args=[leg.pk])
    assert "つなぐ先に紙で渡す" in text_of(browser(SENDER).get(url))
    received = text_of(browser(RECEIVER).get(url))
    assert "受け手に見える内容" in received
    assert "つなぐ先に紙で渡す" not in received
    assert browser("csw1").get(url).status_code == 404
    assert browser(RECEIVER).post(url, {"paper": papers.SENDER}).status_code == 422


def test_r21_what_is_handed_over_is_in_the_ledger_and_ones_own_copy_is_not(
    committed_db: Database, client: Any
) -> None:
    leg = a_hand_off(a_case())
    login(client, SENDER)

    def made(option: str) -> list[Disclosure]:
        url = reverse("cases:hand_off_paper", args=[leg.pk])
        answer = client.post(url, {"paper": option, "form_key": str(uuid.uuid4())})
        job = answer.url.rstrip("/").split("/")[-1]
        work.run(uuid.UUID(job))
        fetched = client.get(f"/jobs/{job}/result/")
        assert papers.FILE_NAMES[option] in fetched["Content-Disposition"]
        return [d for d in seen_by(SENDER, Disclosure) if d.channel == "print"]

    assert made(papers.SENDER) == []
    (row,) = made(papers.HANDED)
    assert (row.recipients, row.object_id) == (str(body_of(RECEIVER)), leg.pk)
    assert row.legal_basis_id == leg.legal_basis_id
    with acting("kansa1"):
        entry = AccessLog.objects.filter(route="job:hand_off_pdf").latest("seq")
        assert (entry.action, entry.object_id) == ("print", leg.pk)
