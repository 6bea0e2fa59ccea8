"""What must be there before an outreach moves on; each answer says what to do next."""

from collections.abc import Callable
from typing import Any

from cases.merged_rows import all_rows_of
from cases.models import Consent, ConsentPerson, Person
from outreach.models import (
    MET,
    SPOKE,
    Outreach,
    OutreachSource,
    PlannedVisit,
    Preparation,
    VisitAttempt,
)
from outreach.states import MOVES, OutreachState, is_back
from plans.models import Plan
from plans.states import IN_SUPPORT


def _attempts(outreach: Outreach, by: Any) -> Any:
    return VisitAttempt.objects.visible_to(by).that_count().filter(outreach=outreach)


def _prepared(outreach: Outreach, by: Any) -> str:
    if Preparation.objects.visible_to(by).filter(outreach=outreach).exists():
        return ""
    return "行く人と、言わないことを決めて、「事前調整」に書いてください"


def _told(outreach: Outreach, by: Any) -> str:
    if OutreachSource.objects.visible_to(by).filter(outreach=outreach).exists():
        return ""
    return "だれから聞いたかを「情報源」に書いてください。名前は、ほかの画面にも書類にも出ません"


def _met(outreach: Outreach, by: Any) -> str:
    if _attempts(outreach, by).filter(result__in=(*MET, *SPOKE)).exists():
        return ""
    return "本人か家族に会えた（話せた）記録がありません。訪問の結果を記録してください"


def _spoke(outreach: Outreach, by: Any) -> str:
    if _attempts(outreach, by).filter(result__in=SPOKE).exists():
        return ""
    return "本人と話せた記録がありません。会えたときの結果を記録してから進めてください"


def consents_of_target(outreach: Outreach, by: Any) -> Any:
    """Consents that hold and that the person who is sought out has given herself, as far as the user sees
    them: nobody else of the household agrees in her place (domain.md 0.1, fact 6)."""
    rows = Consent.objects.visible_to(by).valid().of_case(outreach.compartment.case_id)
    return rows.filter(pk__in=_naming_target(outreach, by).values("consent"))


def _naming_target(outreach: Outreach, by: Any) -> Any:
    """Rows of consents about her, or about a row that was found to be hers (docs/decisions/0011)."""
    case = outreach.compartment.case_id
    target = Person.objects.visible_to(by).of_case(case).filter(is_subject=True)
    hers = all_rows_of(target.values_list("pk", flat=True), case, by)
    return ConsentPerson.objects.visible_to(by).filter(person_id__in=hers)


def _consented(outreach: Outreach, by: Any) -> str:
    if consents_of_target(outreach, by).exists():
        return ""
    return "本人の有効な同意の記録がありません。「同意への手順」から、本人の同意を記録してください"


def _plans(outreach: Outreach, by: Any) -> Any:
    rows = Plan.objects.visible_to(by).going_on().of_case(outreach.compartment.case_id)
    return rows.filter(consent_id__in=consents_of_target(outreach, by).values("pk"))


def _planned(outreach: Outreach, by: Any) -> str:
    if _plans(outreach, by).exists():
        return ""
    return (
        "同意のあるプランが、あなたの見られる範囲にありません。"
        "事務局に、同意のあるプランへの引き継ぎと、自機関を参加機関に加えることを頼んでください"
    )


def _carried_out(outreach: Outreach, by: Any) -> str:
    if _plans(outreach, by).filter(state__in=IN_SUPPORT).exists():
        return ""
    return "プランの支援決定と支援の開始を待っています。進み具合は、プランの画面で確かめられます"


def _linked(outreach: Outreach, by: Any) -> str:
    if outreach.linked_to:
        return ""
    return "つながった先と、つながった日を「つながった」の画面で書いてください"


S = OutreachState
GUARDS: dict[str, tuple[Callable[[Outreach, Any], str], ...]] = {
    S.PRE_COORDINATION: (_told,),
    S.APPROACHING: (_prepared,),
    S.CONTACTED: (_met,),
    S.RELATIONSHIP: (_spoke,),
    S.CONSENTED: (_consented,),
    S.PLANNED: (_consented, _planned),
    S.CONTINUING: (_consented, _carried_out),
    S.LINKED: (_linked,),
}


def missing(outreach: Outreach, to: str, by: Any) -> str:
    """Why the outreach cannot move there, in words that say what to do; empty when it can."""
    if to not in MOVES[outreach.state]:
        return (
            f"「{outreach.get_state_display()}」からは、その段階にできません。"
            "画面に出ている段階から選んでください"
        )
    if is_back(outreach.state, to):
        return ""
    for guard in GUARDS.get(to, ()):
        if words := guard(outreach, by):
            return words
    return ""


def open_visits(outreach: Outreach, by: Any) -> Any:
    """Visits that are planned, or from which somebody has not come back."""
    rows = PlannedVisit.objects.visible_to(by).filter(outreach=outreach)
    return rows.planned() | rows.not_back()
