"""Events of a request of disclosure 開示請求: received, marked, put before a second person, decided, handed over."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from cases.models import CaseRecord, Person
from documents.wareki import format_date
from jobs.models import Job
from jobs.services import request_job
from keeping.asked_models import PASS_ON
from keeping.disclosing import (
    Paragraph,
    digest_of,
    grounds_now,
    not_looked_at,
    paragraphs,
    proposals,
    still_masked,
    still_named,
)
from keeping.models import (
    Decision,
    DisclosureRequest,
    DisclosureSubmission,
    RequestState,
)

from .asked import (
    AskerFacts,
    answer,
    checkers_of,
    held,
    latest_submission,
    move,
    received,
    require_corrected,
    require_second,
)
from .disclosure_tasks import TASK, done_task, open_task, task_of
from .marks import mark_paragraphs
from .passing import check_passing
from .rest import begin_rest, reopen_rest_task, require_fits
from .third_parties import (
    ask_to_tell,
    choose_parts,
    forget_telling,
    require_heard,
    require_told,
    stop_waiting,
    wait_again,
)

PAPER_KIND = "disclosure_pdf"
NOTICE_ONLY = "notice"


@transaction.atomic
def receive_request(
    *,
    record: CaseRecord,
    person: Person,
    facts: AskerFacts,
    received_on: datetime.date,
    by: Any,
) -> DisclosureRequest:
    """A request is received: the decision falls due in thirty days, and that is a task. What is likely to be
    withheld is marked at once; people look through it."""
    request: DisclosureRequest = DisclosureRequest.objects.create(
        **received(record, person, facts, received_on, by),
        is_subject=person.is_subject,
        asks_for_meetings=facts.asks_for_meetings,
        asks_for_readings=facts.asks_for_readings,
    )
    open_task(request, TASK, request.due_on, by.pk, by)
    found = paragraphs(request, by)
    mark_paragraphs(request=request, grounds=proposals(request, found, by), found=found, by=by)
    return request


@transaction.atomic
def submit_package(
    *,
    request: DisclosureRequest,
    decision: str,
    words: str,
    by: Any,
    gives: Mapping[uuid.UUID, bool] | None = None,
    version: int | None = None,
) -> DisclosureSubmission:
    """Put the decision and all marks before a second person. Raises DomainError while a paragraph that would
    be given was looked at by nobody, or names another person of the household (S-93). `gives`: of third parties who
    are against it, whether a decision in part gives theirs (Art. 86 (3))."""
    if decision not in Decision.values:
        raise DomainError("決定を選び直してください")
    require_corrected(request, decision)
    if decision != Decision.REFUSED:
        require_heard(request, by)
    found = paragraphs(request, by)
    grounds = grounds_now(request, found, by)
    if decision != Decision.REFUSED:
        _require_looked_at(found, grounds)
    require_fits(request, decision, words, found, grounds)
    if decision != Decision.REFUSED:
        _require_nobody_named(request, found, grounds, by)
        _require_nothing_masked(found, grounds)
    choose_parts(request, decision, gives or {}, by)
    move(request, RequestState.CHECKING, by, version=version)
    made: DisclosureSubmission = DisclosureSubmission.objects.create(
        compartment_id=request.compartment_id,
        created_by=by,
        request=request,
        decision=decision,
        words=words.strip(),
        digest=digest_of(found, grounds, decision),
    )
    return made


def _require_looked_at(found: list[Paragraph], grounds: dict[uuid.UUID, str]) -> None:
    """Nothing leaves that nobody has looked at (S-93)."""
    if left := not_looked_at(found, grounds):
        raise DomainError(
            f"まだ確かめて保存していない段落が{len(left)}段落あります（{_numbers(left)}番目）。"
            "段落を確かめて保存してから、確認を頼んでください"
        )


def _require_nobody_named(
    request: DisclosureRequest, found: list[Paragraph], grounds: dict[uuid.UUID, str], by: Any
) -> None:
    """No name of another person of the household leaves (S-93)."""
    if named := still_named(request, found, grounds, by):
        raise DomainError(
            f"開示する段落に、本人以外の世帯の人の氏名があります（{_numbers(named)}番目）。"
            "開示しない理由を選んでください"
        )


def _require_nothing_masked(found: list[Paragraph], grounds: dict[uuid.UUID, str]) -> None:
    """Nothing leaves that a protection withholds, not even that it does (R11)."""
    if masked := still_masked(found, grounds):
        raise DomainError(
            f"保護のため表示していない電話番号は、開示できません（{_numbers(masked)}番目）。"
            "開示しない理由を選んでください"
        )


def _numbers(found: list[int]) -> str:
    return "、".join(map(str, found[:10])) + ("、…" if len(found) > 10 else "")


@transaction.atomic
def check_package(
    *, request: DisclosureRequest, is_right: bool, words: str, by: Any, version: int | None = None
) -> DisclosureRequest:
    """A second person of the body, who has not put it forward, looks through it: it is decided, or goes back."""
    submission = latest_submission(request, by)
    require_second(request, submission, is_right=is_right, words=words, by=by)
    held(request, by, version)
    if submission.decision == PASS_ON:
        return check_passing(
            request, submission, is_right=is_right, words=words, by=by, version=version
        )
    if is_right and submission.digest != digest_now(request, submission.decision, by):
        raise DomainError(
            "確認を頼んだあとに記録が変わったか、あなたに見えない部分があります。"
            "差し戻して、もう一度見てもらってください"
        )
    answer(submission, is_right=is_right, words=words, by=by)
    if not is_right:
        return move(request, RequestState.OPEN, by, version=version)
    facts = {
        "decision": submission.decision,
        "decision_words": submission.words,
        "decided_on": timezone.localdate(),
        "give_from": ask_to_tell(request, submission, by),
    }
    done_task(request, task_of(request), request.due_on, by)
    stop_waiting(request, by)
    return begin_rest(move(request, RequestState.DECIDED, by, version=version, **facts), by)


@transaction.atomic
def finish_request(
    *, request: DisclosureRequest, by: Any, version: int | None = None
) -> DisclosureRequest:
    """The papers were handed over: not before the day on which they may be, and not before a third party who
    was against it has been told (Art. 86 (3))."""
    if request.state == RequestState.DECIDED:
        require_told(request, by)
        require_day(request)
    facts = {"finished_on": timezone.localdate()}
    return move(request, RequestState.FINISHED, by, version=version, **facts)


@transaction.atomic
def take_back(
    *, request: DisclosureRequest, by: Any, version: int | None = None
) -> DisclosureRequest:
    """The records have changed since the decision, and nothing was handed over: it is prepared anew."""
    if request.state != RequestState.DECIDED:
        raise DomainError("交付の前の決定だけを、準備に戻せます")
    facts = {"decision": "", "decision_words": "", "decided_on": None, "give_from": None}
    forget_telling(request, by)
    wait_again(request, by)
    open_task(request, task_of(request), request.due_on, by.pk, by)
    reopen_rest_task(request, by)
    return move(request, RequestState.OPEN, by, version=version, **facts)


@transaction.atomic
def request_paper(
    *,
    request: DisclosureRequest,
    by: Any,
    notice_only: bool = False,
    key: uuid.UUID | None = None,
) -> Job:
    """Ask for the paper that leaves: the decision, and what is given without what is withheld; or, while
    two weeks have to pass, the notice of the decision alone."""
    if not request.is_decided:
        raise DomainError(
            f"決定のあとに作れます。先に、{checkers_of(request)}の確認を受けてください"
        )
    if not notice_only:
        require_day(request)
    option = NOTICE_ONLY if notice_only else ""
    return request_job(by=by, kind=PAPER_KIND, object_id=request.pk, option=option, key=key)


def require_day(request: DisclosureRequest) -> None:
    """Raises DomainError before the day on which the copies may be handed over."""
    if request.give_from is not None and not request.may_be_given:
        raise DomainError(
            f"第三者が反対しているため、写しを渡せるのは{format_date(request.give_from)}からです。"
            "それまでは「決定の通知だけを作る」を使ってください"
        )


def digest_now(request: DisclosureRequest, decision: str, user: Any) -> uuid.UUID:
    """What would be given and withheld as the records stand now."""
    found = paragraphs(request, user)
    return digest_of(found, grounds_now(request, found, user), decision)
