"""Papers of consent: blank and filled, plain and easy, for the person, on account (R21)."""

import io
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from access.models import CaseFile, Disclosure
from access.reading import ReadingLog
from cases import papers, services
from cases.models import Consent
from jobs.models import Job
from jobs.registry import NotPermitted, kind_of
from organizations.models import StandingText
from tests.cases.pages import browser
from tests.cases.situations import a_case, a_consent, record_of, seen_by
from tests.world import acting

pytestmark = pytest.mark.django_db


def ask(case: CaseFile, form: str, consent: Consent | None, variant: str = "plain") -> Job:
    with acting("soudan1") as user:
        return services.request_consent_paper(
            form=form,
            record=record_of(case, "soudan1"),
            consent=consent,
            variant=variant,
            by=user,
        )


def gathered(job: Job, by: str = "soudan1") -> Any:
    with acting(by) as user:
        return kind_of(job.kind).gather(user, job.object_id, job.option, ReadingLog(user))


def words_of(job: Job) -> str:
    made = papers.make(gathered(job))
    pages = PdfReader(io.BytesIO(made.content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


@pytest.mark.parametrize(
    ("form", "variant", "expected"),
    [
        ("consent_form", "plain", "不利益を受けることはありません"),
        ("consent_form", "easy", "話（はな）しても"),
        ("withdrawal_form", "plain", "全部を撤回します"),
        ("withdrawal_form", "easy", "ぜんぶやめます"),
    ],
)
def test_a_blank_paper_carries_the_case_number_and_nobodys_name(
    form: str, variant: str, expected: str
) -> None:
    case = a_case()
    words = words_of(ask(case, form, None, variant))
    assert case.number in words
    assert expected in words
    assert "架空" not in words
    assert seen_by("soudan1", Disclosure) == []


def test_r21_a_filled_paper_carries_the_consent_and_is_in_the_ledger() -> None:
    case = a_case()
    consent = a_consent(case, how="oral", oral_place="自宅", oral_words="話してよい")
    words = words_of(ask(case, "consent_form", consent))
    for expected in ("架空花子", "■氏名・住所・連絡先", "□障害", "生活福祉課", "話してよい"):
        assert expected in words, expected
    entry = seen_by("soudan1", Disclosure)[-1]
    assert (entry.channel, entry.recipients) == ("print", "本人")


def test_a_filled_form_carries_what_was_explained_when_it_was_agreed_to() -> None:
    """What the ward explains since in other words was never told to her; a form that is still blank has it."""
    case = a_case()
    consent = a_consent(case)
    today = timezone.localdate()
    with acting("system1"):
        StandingText.objects.on().filter(kind="consent").update(valid_until=today)
        StandingText.objects.create(kind="consent", text="架空の新しい説明です。", valid_from=today)
    assert "架空の新しい説明です" in words_of(ask(case, "consent_form", None))
    filled = words_of(ask(case, "consent_form", consent))
    assert "架空の新しい説明です" not in filled
    assert "不利益を受けることはありません" in filled


def test_r3_a_named_body_does_not_print_the_papers_of_the_one_that_received_the_consent() -> None:
    case = a_case()
    consent = a_consent(case)
    job = ask(case, "consent_form", consent)
    with pytest.raises(NotPermitted):
        gathered(job, by="kurashi1")
    assert (
        browser("kurashi1").get(reverse("cases:consent_papers", args=[case.pk])).status_code == 404
    )


def test_a_paper_is_asked_for_on_its_page() -> None:
    case = a_case()
    consent = a_consent(case)
    client, url = browser("soudan1"), reverse("cases:consent_papers", args=[case.pk])
    answer = client.post(url, {"paper": f"withdrawal_form:{consent.pk}", "variant": "easy"})
    assert answer.status_code == 303
    with acting("soudan1") as user:
        job = Job.objects.visible_to(user).get()
    assert (job.kind, job.object_id, job.option) == (
        "withdrawal_form_filled",
        consent.pk,
        "easy",
    )
    assert client.post(url, {"paper": "consent_form:x", "variant": "easy"}).status_code == 422
