"""Events of a request of correction 訂正請求 or to stop using 利用停止請求: received, decided by two people, carried
out in the record by its ordinary ways, and told to those to whom it had been given (Art. 90 to 103)."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import CaseRecord, Person
from cases.services import possible_assignees
from documents.wareki import format_date
from jobs.models import Job
from jobs.services import request_job
from keeping.amendment_models import (
    DECIDED_AS,
    GROUNDS_OF,
    WANTED_OF,
    WITH_SOMETHING_TO_READ,
    AmendmentKind,
    AmendmentRequest,
    AmendmentSubmission,
    AmendmentTelling,
    StopGround,
)
from keeping.asked_models import PASS_ON, RequestState
from keeping.models import DisclosureRequest
from keeping.time_limits import DAYS

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
    was_handed_out,
)
from .disclosure_tasks import CARRYING, done_task, move_task, open_task, task_of
from .passing import check_passing
from .time_limits import require_may_tell

PAPER_KIND = "amendment_pdf"
TELLING_KIND = "amendment_telling_pdf"


@dataclass(frozen=True)
class Asked:
    """What is asked for, of which part of the records, and why; where she has read it, and when."""

    kind: str
    wanted: str
    about: str
    claim: str
    reason: str
    stop_ground: str = ""
    disclosure: DisclosureRequest | None = None
    disclosed_on: datetime.date | None = None


@transaction.atomic
def receive_amendment(
    *,
    record: CaseRecord,
    person: Person,
    facts: AskerFacts,
    asked: Asked,
    received_on: datetime.date,
    by: Any,
) -> AmendmentRequest:
    """A request is received: the decision falls due in thirty days, and that is a task. That it comes late after
    the disclosure is shown, and decided with the rest."""
    _require_asked(asked, person, received_on)
    request: AmendmentRequest = AmendmentRequest.objects.create(
        **received(record, person, facts, received_on, by),
        kind=asked.kind,
        wanted=asked.wanted,
        stop_ground=asked.stop_ground,
        disclosure=asked.disclosure,
        disclosed_on=_disclosed_on(asked),
        about=asked.about.strip(),
        claim=asked.claim.strip(),
        reason=asked.reason.strip(),
    )
    open_task(request, task_of(request), request.due_on, by.pk, by)
    return request


def _disclosed_on(asked: Asked) -> datetime.date | None:
    if asked.disclosed_on is not None or asked.disclosure is None:
        return asked.disclosed_on
    return asked.disclosure.finished_on


def _require_asked(asked: Asked, person: Person, received_on: datetime.date) -> None:
    if asked.kind not in WANTED_OF or asked.wanted not in WANTED_OF[asked.kind]:
        raise DomainError("請求の種類に合うものを、「求めていること」から選び直してください")
    if (asked.kind == AmendmentKind.STOP) != (asked.stop_ground in StopGround.values):
        raise DomainError("利用停止請求のときだけ、第98条第1項のどの号かを選んでください")
    if asked.stop_ground and asked.stop_ground not in GROUNDS_OF[asked.wanted]:
        raise DomainError(
            "第98条第1項第1号では利用の停止・消去を、第2号では提供の停止を求めます。"
            "請求書の号と「求めていること」が合わないときは、請求した人に補正を求めて、合うものを選んでください"
        )
    if not (asked.about.strip() and asked.claim.strip() and asked.reason.strip()):
        raise DomainError("どの記録のどの部分か、どうしてほしいか、その理由を書いてください")
    if asked.disclosure is not None and asked.disclosure.person_id != person.pk:
        raise DomainError("選んだ開示は、ほかの人の記録のものです。選び直してください")
    read = asked.disclosure
    if read is not None and (
        read.finished_on is None or read.decision not in WITH_SOMETHING_TO_READ
    ):
        raise DomainError(
            "選んだ開示では、まだ記録が交付されていないか、開示されていません。選び直してください"
        )
    on = _disclosed_on(asked)
    if on is not None and on > received_on:
        raise DomainError("開示を受けた日は、請求を受け付けた日までの日にしてください")


@transaction.atomic
def tell_of_longer(
    *,
    request: AmendmentRequest,
    reason: str,
    told_on: datetime.date,
    longer_due_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> AmendmentRequest:
    """It takes longer than an extension: whoever asked is told why and until when, within the thirty days
    (Art. 95, 103)."""
    require_may_tell(request, reason, told_on)
    if longer_due_on <= request.due_on:
        raise DomainError(
            f"特例による期限は、いまの期限（受け付けた日から{DAYS}日。{format_date(request.due_on)}）よりあとの日にしてください"
        )
    move_task(request, task_of(request), request.due_on, longer_due_on, by)
    fields = {
        "longer_reason": reason.strip(),
        "longer_told_on": told_on,
        "longer_due_on": longer_due_on,
        "due_on": longer_due_on,
    }
    return save_changed(request, by=by, fields=fields, version=version)


# --- decided ---------------------------------------------------------------------------------------


@transaction.atomic
def submit_amendment(
    *, request: AmendmentRequest, decision: str, words: str, by: Any, version: int | None = None
) -> AmendmentSubmission:
    """Put the decision and its reasons before a second person."""
    if decision not in DECIDED_AS[request.kind]:
        raise DomainError("決定を選び直してください")
    require_corrected(request, decision)
    if not words.strip():
        raise DomainError("決定の内容と理由を書いてください。請求した人に通知する内容です")
    move(request, RequestState.CHECKING, by, version=version)
    made: AmendmentSubmission = AmendmentSubmission.objects.create(
        compartment_id=request.compartment_id,
        created_by=by,
        request=request,
        decision=decision,
        words=words.strip(),
    )
    return made


@transaction.atomic
def check_amendment(
    *, request: AmendmentRequest, is_right: bool, words: str, by: Any, version: int | None = None
) -> AmendmentRequest:
    """Another one looks through it: it is decided, and what was decided is a task; or it goes back."""
    submission = latest_submission(request, by)
    require_second(request, submission, is_right=is_right, words=words, by=by)
    held(request, by, version)
    if submission.decision == PASS_ON:
        return check_passing(
            request, submission, is_right=is_right, words=words, by=by, version=version
        )
    answer(submission, is_right=is_right, words=words, by=by)
    if not is_right:
        return move(request, RequestState.OPEN, by, version=version)
    today = timezone.localdate()
    facts = {
        "decision": submission.decision,
        "decision_words": submission.words,
        "decided_on": today,
    }
    done_task(request, task_of(request), request.due_on, by)
    decided = move(request, RequestState.DECIDED, by, version=version, **facts)
    if decided.is_granted:
        open_task(decided, _carrying(decided), today, _who_carries_out(decided, submission, by), by)
    return decided


def _who_carries_out(
    request: AmendmentRequest, submission: AmendmentSubmission, by: Any
) -> uuid.UUID:
    """Whoever put it forward, while she keeps the record (R2) and is not kept out of it (R12); else who decides."""
    people = possible_assignees(record=request.record, by=by)
    who: Any = submission.created_by_id
    made: uuid.UUID = who if who in {person.pk for person in people} else by.pk
    return made


@transaction.atomic
def take_back_amendment(
    *, request: AmendmentRequest, by: Any, version: int | None = None
) -> AmendmentRequest:
    """Whoever asked has not been told, and nothing was done yet: it is prepared anew."""
    if request.state != RequestState.DECIDED or request.carried_on is not None:
        raise DomainError(
            "準備に戻せるのは、決定のあと、訂正や利用停止を行ったことを記録する前だけです"
        )
    if request.is_granted and request.decided_on is not None:
        done_task(request, _carrying(request), request.decided_on, by)
    open_task(request, task_of(request), request.due_on, by.pk, by)
    facts = {"decision": "", "decision_words": "", "decided_on": None}
    return move(request, RequestState.OPEN, by, version=version, **facts)


# --- carried out, and told -------------------------------------------------------------------------


@transaction.atomic
def carry_out(
    *,
    request: AmendmentRequest,
    carried_on: datetime.date,
    words: str,
    by: Any,
    version: int | None = None,
) -> AmendmentRequest:
    """It was done in the record by its ordinary ways: noted when, and what it says there now. Noted wrongly, it is
    put right until the request ends, and stays before the day on which somebody was told of it."""
    held(request, by, version)
    if request.state != RequestState.DECIDED or not request.is_granted:
        raise DomainError("行ったことを記録するのは、請求のとおりにすると決めたあとです")
    decided_on: Any = request.decided_on
    if not decided_on <= carried_on <= timezone.localdate():
        raise DomainError("行った日は、決定した日からきょうまでの日にしてください")
    if not words.strip():
        raise DomainError("行ったことを書いてください")
    told = tellings_of(request, by).filter(told_on__lt=carried_on).order_by("told_on").first()
    if told is not None:
        raise DomainError(
            f"提供先に知らせる日（{format_date(told.told_on)}）よりあとです。行った日をそれまでの日にするか、"
            "先に「提供先への通知」の表で、知らせる日を直してください"
        )
    if request.carried_on is None:
        done_task(request, _carrying(request), decided_on, by)
    fields = {"carried_on": carried_on, "carried_words": words.strip()}
    return save_changed(request, by=by, fields=fields, version=version)


@transaction.atomic
def tell_recipient(
    *, request: AmendmentRequest, whom: str, told_on: datetime.date | None, why_not: str, by: Any
) -> AmendmentTelling:
    """Somebody to whom it had been given is told of the correction in writing, or it is noted why that is not needed
    (Art. 97)."""
    held(request, by)
    _require_told_or_why_not(request, told_on, why_not)
    _require_new_name(request, whom, by)
    made: AmendmentTelling = AmendmentTelling.objects.create(
        compartment_id=request.compartment_id,
        created_by=by,
        request=request,
        whom=whom.strip(),
        told_on=told_on,
        why_not=why_not.strip(),
    )
    return made


@transaction.atomic
def change_telling(
    *,
    telling: AmendmentTelling,
    told_on: datetime.date | None,
    why_not: str,
    by: Any,
    whom: str | None = None,
    version: int | None = None,
) -> AmendmentTelling:
    """A receiver who was not to be told is told after all, or on another day; or not, and why (Art. 97). `whom`: she is
    called otherwise, as long as no letter to her has been made."""
    held(telling.request, by)
    _require_told_or_why_not(telling.request, told_on, why_not)
    fields: dict[str, Any] = {"told_on": told_on, "why_not": why_not.strip()}
    if whom is not None and whom.strip() != telling.whom:
        if was_handed_out(telling, by):
            raise DomainError(
                "この相手への通知は、もう作ってあります。相手の名前は変えられません。"
                "ちがう相手だったときは「知らせない理由」を書き、正しい相手を「提供先に知らせる」で加えてください"
            )
        _require_new_name(telling.request, whom, by)
        fields["whom"] = whom.strip()
    return save_changed(telling, by=by, fields=fields, version=version)


def _require_new_name(request: AmendmentRequest, whom: str, by: Any) -> None:
    """Raises DomainError unless somebody is named of whom nothing is noted yet."""
    if not whom.strip():
        raise DomainError("知らせる相手を書いてください")
    if tellings_of(request, by).filter(whom=whom.strip()).exists():
        raise DomainError(
            "その相手については、もう記録してあります。変えるときは、表の「直す」から直してください"
        )


def _require_told_or_why_not(
    request: AmendmentRequest, told_on: datetime.date | None, why_not: str
) -> None:
    if request.kind != AmendmentKind.AMEND or request.carried_on is None:
        raise DomainError("提供先に知らせるのは、訂正を行ったことを記録したあとです")
    if request.state != RequestState.DECIDED:
        raise DomainError("この請求は終わっています。提供先のことは、もう変えられません")
    if (told_on is None) == (not why_not.strip()):
        raise DomainError("知らせる日か、知らせない理由の、どちらか一つを書いてください")
    if told_on is not None and not request.carried_on <= told_on <= timezone.localdate():
        raise DomainError("知らせる日は、訂正を行った日からきょうまでの日にしてください")


@transaction.atomic
def finish_amendment(
    *, request: AmendmentRequest, by: Any, version: int | None = None
) -> AmendmentRequest:
    """Whoever asked has the notice, and what was decided is done."""
    held(request, by, version)
    if request.is_granted and request.carried_on is None:
        raise DomainError("先に、訂正や利用停止を行ったことを記録してください")
    facts = {"finished_on": timezone.localdate()}
    return move(request, RequestState.FINISHED, by, version=version, **facts)


# --- on paper --------------------------------------------------------------------------------------


@transaction.atomic
def request_amendment_paper(
    *, request: AmendmentRequest, by: Any, key: uuid.UUID | None = None
) -> Job:
    """Ask for the notice of the decision."""
    if not request.is_decided:
        raise DomainError(
            f"決定のあとに作れます。先に、{checkers_of(request)}の確認を受けてください"
        )
    return request_job(by=by, kind=PAPER_KIND, object_id=request.pk, option="", key=key)


@transaction.atomic
def request_telling_letter(
    *, telling: AmendmentTelling, by: Any, key: uuid.UUID | None = None
) -> Job:
    """Ask for what somebody to whom it had been given is told: that it was corrected."""
    if telling.told_on is None:
        raise DomainError("知らせないことにした相手への文書は、作れません")
    return request_job(by=by, kind=TELLING_KIND, object_id=telling.pk, option="", key=key)


# --- asked -----------------------------------------------------------------------------------------


def tellings_of(request: AmendmentRequest, user: Any) -> Any:
    """Those who were told, or not, in the order in which they were entered."""
    return AmendmentTelling.objects.visible_to(user).filter(request=request)


def _carrying(request: AmendmentRequest) -> str:
    return CARRYING[AmendmentKind(request.kind)]
