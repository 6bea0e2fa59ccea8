"""What may go over from a 支援会議 at all: within the scope of the consent, one thing, naming nobody else and
telling of nobody who spoke (R3, R7)."""

from typing import Any

from access.errors import DomainError
from cases import codes
from cases.models import Consent, ConsentPerson
from cases.services.consents import bodies_of

from ..bridge import same_words, traces_of, words_of
from ..models import Addendum, CarryAnswer, CarryChoice, Decision, SharedItem, SupportMeeting
from ..words import words_of_meeting
from .naming import persons_without_consent, require_unnamed


def require_scope(consent: Consent, category: str, person_id: Any, by: Any) -> None:
    if category not in consent.categories:
        words = codes.label(codes.CATEGORY, category) or "選んだ種類"
        raise DomainError(
            f"「{words}」は、この同意に含まれていません。含まれる種類を選ぶか、"
            "この種類を入れた同意を受け直してください"
        )
    persons = ConsentPerson.objects.visible_to(by).filter(consent=consent)
    if person_id and not persons.filter(person_id=person_id).exists():
        raise DomainError("この人は、この同意で同意していません。会議に残してください")


def require_one_thing(origin: Any) -> None:
    """Only what a member shared or what was decided goes over, one by one. Notes of the talk and minutes
    are words of many, and no body could agree for them (R7)."""
    if not isinstance(origin, (SharedItem, Decision)):
        raise DomainError(
            "話し合いの記録と会議録は、移せません。移したいことは、話した機関の構成員に"
            "「情報を共有する」から書いてもらい、それを移してください"
        )


def require_uncorrected(
    meeting: SupportMeeting, origin: Any, way: str, text: str, by: Any, chosen_at: Any = None
) -> None:
    """What was corrected in the meeting does not go over in its former words: they are known to be wrong (R7).

    `chosen_at`: when it was put forward; who worded it before the correction had not read it.
    """
    if not isinstance(origin, SharedItem):
        return
    corrections = SharedItem.objects.visible_to(by).filter(
        belongs_to=origin.pk, addendum=Addendum.CORRECTION
    )
    is_former = way == CarryChoice.Way.CARRY or same_words(text, words_of(origin))
    if is_former and corrections.exists():
        raise DomainError(
            words_of_meeting(
                "この情報は、あとで訂正されています。そのままは移せません。訂正を読んで、"
                "「書き直して移す」か「支援会議に残す」を選んでください",
                meeting.basis,
            )
        )
    if chosen_at is not None and corrections.filter(created_at__gt=chosen_at).exists():
        raise DomainError(
            "この情報は、案を出したあとに訂正されています。"
            "事務局が訂正を読み、もう一度選び直してください"
        )


def require_nobody_else(meeting: SupportMeeting, consent: Consent, text: str, by: Any) -> None:
    """Nobody of the household who has not consented is named to those who will read it (R3; R03)."""
    bodies = [consent.body, *(row.body for row in bodies_of(consent, by))]
    case = meeting.compartment.case
    require_unnamed([text], persons_without_consent(case=case, bodies=bodies, by=by))


def require_said(
    meeting: SupportMeeting,
    decision: Decision,
    way: str,
    tells_who: bool | None,
    receivers: list[str],
    by: Any,
) -> None:
    """A decision is free text: who chooses says whether it tells who spoke (domain.md 2.1 R21, R22).

    Names of the meeting and of its sources speak against a no, and so does a second person who read the
    words and found that they tell it.
    """
    if tells_who is None:
        raise DomainError(
            "話した人、ほかの機関、第三者が、元の文から分かるかどうかを選んでください"
        )
    if tells_who or way != CarryChoice.Way.CARRY:
        return
    found = traces_of(decision, words_of(decision), receivers, by)
    if found:
        names = "、".join(f"「{word}」" for word in found)
        raise DomainError(
            words_of_meeting(
                f"元の文に{names}が入っています。そのままは移せません。「分かる」を選び、"
                "「書き直して移す」か「支援会議に残す」を選んでください",
                meeting.basis,
            )
        )
    answers = CarryAnswer.objects.visible_to(by).filter(choice__decision=decision)
    if answers.filter(tells_who=True, choice__way=CarryChoice.Way.CARRY).exists():
        raise DomainError(
            words_of_meeting(
                "答えた人が、この文から話した人などが分かると答えています。そのままは移せません。"
                "「書き直して移す」か「支援会議に残す」を選んでください",
                meeting.basis,
            )
        )
