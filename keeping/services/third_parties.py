"""Third parties are heard before a disclosure, and told of it if they were against it (Art. 86)."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from documents.wareki import format_date
from keeping.hearing_models import ANSWERS, HEARING_MOVES, DisclosureThirdParty, Hearing
from keeping.models import Decision, DisclosureRequest, DisclosureSubmission
from keeping.time_limits import first_day_of_disclosure

from .asked import held, was_handed_out
from .disclosure_tasks import OPINION, TELLING, done_task, open_task

NAMELESS = "第三者の氏名・名称と、どの部分のことかを書いてください"
TOO_LATE = "意見を聴くのは、決定の案の確認を頼む前です。差し戻してもらってください"


@dataclass(frozen=True)
class Notice:
    """A third party is notified on a day and may answer until another; no days: her whereabouts are unknown."""

    asked_on: datetime.date | None = None
    answer_by: datetime.date | None = None


@dataclass(frozen=True)
class Ground:
    """Why she is heard: she may be (Art. 86 (1)), or must be, by an item of (2), with the reason why it applies."""

    basis: str
    item: str = ""
    reason: str = ""


@transaction.atomic
def hear_third_party(
    *, request: DisclosureRequest, name: str, about: str, ground: Ground, notice: Notice, by: Any
) -> DisclosureThirdParty:
    """A third party is notified of what of the request is about her, and may give her opinion; where she
    cannot be found, that is written down (Art. 86 (2), proviso)."""
    if not request.is_open:
        raise DomainError(TOO_LATE)
    if not (name.strip() and about.strip()):
        raise DomainError(NAMELESS)
    _require_ground(ground)
    made: DisclosureThirdParty = DisclosureThirdParty.objects.create(
        compartment_id=request.compartment_id,
        created_by=by,
        request=request,
        name=name.strip(),
        about=about.strip(),
        basis=ground.basis,
        item=ground.item,
        item_reason=ground.reason.strip(),
        state=Hearing.UNKNOWN if notice.asked_on is None else Hearing.ASKED,
        **_days(request, notice),
    )
    if notice.answer_by is not None:
        open_task(request, OPINION, notice.answer_by, by.pk, by)
    return made


@transaction.atomic
def correct_third_party(
    *, party: DisclosureThirdParty, name: str, about: str, by: Any, version: int | None = None
) -> DisclosureThirdParty:
    """She is called otherwise, or what is about her is said otherwise, until a letter to her says it."""
    held(party.request, by)
    if not party.request.is_open:
        raise DomainError("直せるのは、決定の案の確認を頼む前です。差し戻してもらってください")
    if not party.is_unanswered:
        raise DomainError(
            "意見書のことを記録したあとは、直せません。ちがう人だったときは、"
            "「第三者の意見を聴く」で、正しい相手を加えてください"
        )
    if was_handed_out(party, by):
        raise DomainError(
            "この第三者への文書は、もう作ってあります。氏名・名称と、どの部分のことかは、変えられません。"
            "ちがう人だったときは、「第三者の意見を聴く」で、正しい相手を加えてください"
        )
    if not (name.strip() and about.strip()):
        raise DomainError(NAMELESS)
    fields = {"name": name.strip(), "about": about.strip()}
    return save_changed(party, by=by, fields=fields, version=version)


@transaction.atomic
def find_third_party(
    *, party: DisclosureThirdParty, notice: Notice, by: Any, version: int | None = None
) -> DisclosureThirdParty:
    """She whose whereabouts were unknown was found, and is notified."""
    if notice.answer_by is None:
        raise DomainError("通知した日と、意見書の期限を書いてください")
    changed = _move(party, Hearing.ASKED, by, version, _days(party.request, notice))
    open_task(party.request, OPINION, notice.answer_by, by.pk, by)
    return changed


@transaction.atomic
def note_opinion(
    *,
    party: DisclosureThirdParty,
    state: str,
    answered_on: datetime.date | None,
    words: str,
    by: Any,
    version: int | None = None,
) -> DisclosureThirdParty:
    """Her opinion came, or none came until its day."""
    answers = state in ANSWERS
    if not answers and state != Hearing.SILENT:
        raise DomainError("意見を選び直してください")
    today = timezone.localdate()
    if answers and (answered_on is None or not (party.asked_on or today) <= answered_on <= today):
        raise DomainError("意見書を受け取った日は、通知した日からきょうまでの日にしてください")
    if not answers and (party.answer_by or today) >= today:
        raise DomainError(
            f"意見書の期限（{format_date(party.answer_by or today)}）まで待ちます。"
            "「意見書が出なかった」は、過ぎてから選んでください"
        )
    if state == Hearing.OPPOSES and not words.strip():
        raise DomainError("反対の理由を、意見書のとおりに書いてください")
    fields = {"answered_on": answered_on if answers else None, "answer": words.strip()}
    before, until = party.state, party.answer_by
    changed = _move(party, state, by, version, fields)
    if before == Hearing.ASKED and until is not None:
        done_task(party.request, OPINION, until, by)
    return changed


@transaction.atomic
def give_reason(
    *, party: DisclosureThirdParty, reason: str, by: Any, version: int | None = None
) -> DisclosureThirdParty:
    """Why it is disclosed although she is against it, as she will read it (Art. 86 (3))."""
    if not party.is_overruled or party.request.give_from is None:
        raise DomainError("理由を書くのは、反対した第三者の部分を、開示すると決めたあとです")
    if party.told_on is not None:
        raise DomainError("もう知らせています。知らせた理由は変えられません")
    if not reason.strip():
        raise DomainError("開示すると決めた理由を書いてください")
    return save_changed(party, by=by, fields={"told_why": reason.strip()}, version=version)


@transaction.atomic
def tell_third_party(
    *, party: DisclosureThirdParty, told_on: datetime.date, by: Any, version: int | None = None
) -> DisclosureThirdParty:
    """She who was against it was told of the decision, its reason and the day of disclosure (Art. 86 (3))."""
    request = party.request
    if not party.is_opposed:
        raise DomainError("知らせるのは、開示に反対した第三者だけです")
    if request.decided_on is None or request.decision == Decision.REFUSED:
        raise DomainError("開示の決定のあとに知らせます")
    if not party.is_overruled or request.give_from is None:
        raise DomainError("知らせるのは、開示に反対し、その部分を開示すると決めた第三者だけです")
    if party.told_on is not None:
        raise DomainError("もう知らせています")
    if not party.told_why:
        raise DomainError("先に、開示すると決めた理由を書いてください。通知に入ります")
    if not request.decided_on <= told_on <= timezone.localdate():
        raise DomainError("知らせた日は、決定した日からきょうまでの日にしてください")
    done_task(request, TELLING, request.decided_on, by)
    return save_changed(party, by=by, fields={"told_on": told_on}, version=version)


def third_parties_of(request: DisclosureRequest, user: Any) -> list[DisclosureThirdParty]:
    """Those who are heard, in the order in which they were entered."""
    return list(DisclosureThirdParty.objects.visible_to(user).filter(request=request))


# --- what the request asks of them -----------------------------------------------------------------


def require_heard(request: DisclosureRequest, by: Any) -> None:
    """Raises DomainError while somebody has still time to answer, or nobody has said that she did not."""
    if any(party.is_waiting for party in third_parties_of(request, by)):
        raise DomainError(
            "第三者の意見書を待っています。届いた意見か、出なかったことを記録してから、確認を頼んでください"
        )


def choose_parts(
    request: DisclosureRequest, decision: str, gives: Mapping[uuid.UUID, bool], by: Any
) -> None:
    """With the decision it is put forward whether the part of each one who is against it is given: of all that is
    disclosed it is, and of nothing it is not. Raises DomainError while nobody has said it."""
    all_alike = {Decision.WHOLE: True, Decision.REFUSED: False}.get(Decision(decision))
    for party in third_parties_of(request, by):
        if not party.is_opposed:
            continue
        is_given = gives.get(party.pk) if all_alike is None else all_alike
        if is_given is None:
            raise DomainError(
                f"開示に反対した第三者（{party.name}）の部分を、開示するかどうかを選んでください"
            )
        if party.is_given != is_given:
            save_changed(party, by=by, fields={"is_given": is_given})


def stop_waiting(request: DisclosureRequest, by: Any) -> None:
    """It is decided while somebody may still answer, as it may be when nothing is disclosed: nobody waits for her."""
    for party in third_parties_of(request, by):
        if party.is_waiting and party.answer_by is not None:
            done_task(request, OPINION, party.answer_by, by)


def wait_again(request: DisclosureRequest, by: Any) -> None:
    """The decision is taken back: who had not answered is waited for as before."""
    for party in third_parties_of(request, by):
        if party.is_waiting and party.answer_by is not None:
            open_task(request, OPINION, party.answer_by, by.pk, by)


def ask_to_tell(
    request: DisclosureRequest, submission: DisclosureSubmission, by: Any
) -> datetime.date | None:
    """It is decided to give somebody's part against her opinion: she is told at once, and two weeks pass. Where her part
    is withheld there is nothing to tell."""
    overruled = [party for party in third_parties_of(request, by) if party.is_overruled]
    if submission.decision == Decision.REFUSED or not overruled:
        return None
    today = timezone.localdate()
    for _ in overruled:
        open_task(request, TELLING, today, submission.created_by_id, by)
    return first_day_of_disclosure(today)


def require_told(request: DisclosureRequest, by: Any) -> None:
    """Raises DomainError while one who was against the disclosure has not been told of it."""
    if request.give_from is None:
        return
    if any(p.is_overruled and p.told_on is None for p in third_parties_of(request, by)):
        raise DomainError(
            "開示に反対した第三者に、まだ決定を知らせていません。知らせた日を記録してください"
        )


def forget_telling(request: DisclosureRequest, by: Any) -> None:
    """The decision is taken back: of the next one they are told anew."""
    for party in third_parties_of(request, by):
        is_waiting = party.is_overruled and party.told_on is None
        if party.told_on is not None or party.told_why:
            save_changed(party, by=by, fields={"told_on": None, "told_why": ""})
        if is_waiting and request.decided_on is not None and request.give_from is not None:
            done_task(request, TELLING, request.decided_on, by)


def _require_ground(ground: Ground) -> None:
    if ground.basis not in DisclosureThirdParty.Basis.values:
        raise DomainError("根拠を選び直してください")
    if ground.basis == DisclosureThirdParty.Basis.MAY:
        if ground.item or ground.reason.strip():
            raise DomainError("号とその理由を書くのは、必ず聴くとき（第86条第2項）だけです")
    elif ground.item not in DisclosureThirdParty.Item.values or not ground.reason.strip():
        raise DomainError("第86条第2項のどの号によるかと、その理由を書いてください。通知に入ります")


def _days(request: DisclosureRequest, notice: Notice) -> dict[str, Any]:
    if notice.asked_on is None and notice.answer_by is None:
        return {"asked_on": None, "answer_by": None}
    if notice.asked_on is None or notice.answer_by is None:
        raise DomainError("通知した日と、意見書の期限の両方を書いてください")
    if not request.received_on <= notice.asked_on <= timezone.localdate():
        raise DomainError("通知した日は、請求を受け付けた日からきょうまでの日にしてください")
    if notice.answer_by <= notice.asked_on:
        raise DomainError("意見書の期限は、通知した日よりあとにしてください")
    return {"asked_on": notice.asked_on, "answer_by": notice.answer_by}


def _move(
    party: DisclosureThirdParty, to: str, by: Any, version: int | None, fields: dict[str, Any]
) -> DisclosureThirdParty:
    if not party.request.is_open:
        raise DomainError(TOO_LATE)
    if to not in HEARING_MOVES[party.state]:
        raise DomainError(
            f"「{party.get_state_display()}」からは、その記録ができません。"
            "画面を開き直して、いまの状態を確かめてください"
        )
    return save_changed(party, by=by, fields={"state": to, **fields}, version=version)
