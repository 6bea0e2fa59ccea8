"""相談受付・申込票 as PDF, in two versions: made as who asked, nothing on it that she does not see."""

import dataclasses
import io
import re
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from access.models import AccessLog
from access.reading import ReadingLog
from cases import codes, services
from cases import intake_paper as papers
from cases.models import Intake, Person
from jobs import work
from jobs.models import Job, JobResult
from jobs.registry import JobFailed, NotPermitted
from tests.cases.pages import browser
from tests.cases.situations import a_hand_off, an_intake, body_of, record_of, take
from tests.databases import Database
from tests.world import acting, login

WHO = "soudan1"
# What the staff make of the person: on the copy of the body, not on what she signs.
MADE_OF_HER = ("緊急度", "■B1週間以内", "■未確認", "■継続支援（プラン）", "訪問する。")


def gathered(intake: Intake, option: str, by: str = WHO) -> papers.Paper:
    with acting(by) as user:
        return papers.gather(user, intake.pk, option, ReadingLog(user))


def text_of(pdf: bytes) -> str:
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s", "", read)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("option", "said", "not_said"),
    [
        (
            "consent",
            ("相談受付・申込票", "本人署名", "同意は、いつでも取り消せます"),
            ("署名がありません", "緊急度", "未確認", "確認困難", "見立て", *MADE_OF_HER),
        ),
        (
            "plain",
            ("相談受付票", "この票には、本人の署名がありません", *MADE_OF_HER),
            ("申し込みます",),
        ),
    ],
)
def test_the_sheet_prints_with_and_without_the_part_to_sign(
    option: str, said: tuple[str, ...], not_said: tuple[str, ...]
) -> None:
    intake = an_intake(
        visitor_name="長女",
        visitor_phone="03-0000-7777",
        main_topic="12",
        considerations="筆談",
    )
    with acting(WHO) as user:
        services.screen_intake(intake=intake, result="4", version=1, by=user, note="訪問する。")
    made = papers.make(gathered(intake, option))
    text = text_of(made.content)
    for words in (
        *(intake.compartment.case.number, "取扱注意", "架空花子", "かくうはなこ"),
        *("昭和23年5月2日", "03-0000-4821", "架空町1-2-3", "長女", "03-0000-7777"),
        *("■電話", "□来所", "◎介護", "■ひきこもり・不登校", "□住まい"),
        *("母が転んでから", "架空太一", "長男", "50代（推定）", "筆談", "決裁"),
        *said,
    ):
        assert words in text, words
    for words in not_said:
        assert words not in text, words
    reader = PdfReader(io.BytesIO(made.content))
    assert "架空" not in str(reader.metadata)
    assert len(reader.pages) == 2
    for page in reader.pages:
        head = re.sub(r"\s", "", page.extract_text())
        assert head.count(papers.VERSIONS[option][0]) == 1, "each page says once what paper it is"
    assert "架空" not in made.file_name


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", [visitor for visitor, _ in codes.VISITORS])
def test_what_the_person_signs_does_not_name_who_told_of_her(visitor: str) -> None:
    """Her own copy and her family's name; on the body's own copy everybody who came stands."""
    intake = an_intake(visitor=visitor, visitor_name="見本 知らせ", visitor_phone="03-0000-7777")
    named = ("見本 知らせ", "03-0000-7777")
    signed = gathered(intake, papers.WITH_CONSENT).html
    # The number of the person herself stands among her own ways to be reached.
    told = [words in signed for words in named]
    assert told == [visitor in ("person", "family")] * 2
    own = gathered(intake, papers.WITHOUT_CONSENT).html
    assert [words in own for words in named] == [True, True]


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", [visitor for visitor, _ in codes.VISITORS])
def test_what_the_person_signs_does_not_say_that_a_neighbour_told_of_her(visitor: str) -> None:
    """With one neighbour, 近隣・知人 is as good as the name; and so is the way by which she came, whoever came then."""
    intake = an_intake(visitor=visitor, route="05")
    ticked, route = f"■ {dict(codes.VISITORS)[visitor]}", codes.label(codes.ROUTE, "05")
    signed = gathered(intake, papers.WITH_CONSENT).html
    told = visitor in ("person", "family")
    assert [words in signed for words in (ticked, route)] == [told, False]
    own = gathered(intake, papers.WITHOUT_CONSENT).html
    assert [words in own for words in (ticked, route)] == [True, True]


@pytest.mark.django_db
def test_former_and_common_names_stand_on_the_sheet() -> None:
    intake = an_intake()
    with acting(WHO) as by:
        subject = Person.objects.visible_to(by).get(is_subject=True)
        facts = services.NameFacts("former", "見本谷 花子", "みほんや はなこ")
        services.add_name(person=subject, facts=facts, by=by)
    html = gathered(intake, papers.WITHOUT_CONSENT).html
    assert "見本谷 花子（みほんや はなこ）…旧姓・以前の氏名" in html


@pytest.mark.django_db
def test_f22_a_paper_with_another_number_or_version_is_not_delivered() -> None:
    paper = gathered(an_intake(), "plain")
    for wrong in (
        dataclasses.replace(paper, number="R8-00000"),
        dataclasses.replace(paper, version="同意欄あり"),
    ):
        with pytest.raises(JobFailed, match="wrong-paper"):
            papers.make(wrong)


@pytest.mark.django_db
def test_s06_nobody_else_gathers_the_sheet() -> None:
    intake = an_intake()
    for username in ("kurashi1", "jimukyoku1", "kansa1", "system1"):
        with pytest.raises(NotPermitted):
            gathered(intake, "plain", by=username)
    with pytest.raises(NotPermitted):
        gathered(intake, "everything")


@pytest.mark.django_db
def test_the_paper_is_asked_for_once_by_two_clicks_and_not_by_outsiders() -> None:
    intake = an_intake()
    url = reverse("cases:intake_paper", args=[intake.pk])
    sent = {"kind": "consent", "form_key": str(uuid.uuid4())}
    client = browser(WHO)
    answers = [client.post(url, sent) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert answers[0].url == answers[1].url
    with acting(WHO) as user:
        assert Job.objects.visible_to(user).filter(kind="intake_pdf").count() == 1
    assert browser("kurashi1").post(url, sent).status_code == 404
    assert client.get(url).status_code == 405


def test_the_worker_makes_the_sheet_and_logs_the_print(committed_db: Database, client: Any) -> None:
    intake = an_intake()
    login(client, WHO)
    answer = client.post(reverse("cases:intake_paper", args=[intake.pk]), {"kind": "plain"})
    job = answer.url.rstrip("/").split("/")[-1]
    work.run(uuid.UUID(job))
    with acting(WHO) as by:
        kept = JobResult.objects.visible_to(by).get(job_id=job)
        assert bytes(kept.content).startswith(b"%PDF")
    with acting("kansa1"):
        entry = AccessLog.objects.filter(route="job:intake_pdf").latest("seq")
        assert (entry.action, entry.object_id) == ("print", intake.pk)
    result = client.get(f"/jobs/{job}/result/")
    assert "intake.pdf" in result["Content-Disposition"]


@pytest.mark.django_db
def test_the_copy_of_the_body_says_to_whom_it_was_handed_and_where_they_live() -> None:
    """つなぎ先 and 圏域 of the ward's form (domain.md 4.1); what the person signs names no body."""
    intake = an_intake(area="otsuka")
    case = intake.compartment.case
    before = text_of(papers.make(gathered(intake, "plain")).content)
    assert "（大塚圏域）" in before
    assert body_of("kurashi1").name.replace(" ", "") not in before
    sent = a_hand_off(case)
    with acting(WHO) as user:
        facts = services.OutsideFacts(
            kind="21",
            place="見本ハローワーク",
            way="person",
            told_on=timezone.localdate(),
            reason="仕事のこと",
            consent_state="00",
        )
        services.hand_outside(record=record_of(case, WHO), facts=facts, by=user)
    text = text_of(papers.make(gathered(intake, "plain")).content)
    assert f"つなぎ先{body_of('kurashi1').name.replace(' ', '')}（令和" in text
    assert "見本ハローワーク（令和" in text
    signed = text_of(papers.make(gathered(intake, "consent")).content)
    assert "見本ハローワーク" not in signed
    with acting(WHO) as user:
        services.withdraw_referral(referral=take(sent, WHO), reason="取り違え", by=user)
    assert "生活福祉課（令和" not in text_of(papers.make(gathered(intake, "plain")).content)
