"""What comes next in an outreach: in words, and where it is done. What has to be known before a move stands
in services/guards.py; the words of a state by itself in states.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases.models import Person
from cases.surroundings import people_of
from organizations.kept import once

from .models import Outreach
from .services.guards import consents_of_target, missing
from .states import NEXT_STEP, WITH_CONSENT, OutreachState

S = OutreachState
# Where the words of a state are followed, and what the link there is called.
PLACES: dict[str, tuple[str, str]] = {
    S.IDENTIFIED: ("prepare", "事前調整を書く"),
    S.PRE_COORDINATION: ("prepare", "事前調整を書く"),
    S.APPROACHING: ("attempt", "結果を記録する"),
    S.CONTACTED: ("plan_visit", "次の予定を立てる"),
    S.RELATIONSHIP: ("consent", "同意への手順を開く"),
    S.CONSENTED: ("consent", "同意への手順を開く"),
    S.PLANNED: ("consent", "同意への手順を開く"),
    S.CONTINUING: ("link", "つながった先を書く"),
    S.LINKED: ("close", "アウトリーチを終結する"),
}
# What is there already, so that the next thing is the state itself.
REACHED: dict[str, tuple[str, str]] = {
    S.PRE_COORDINATION: (S.APPROACHING, "事前調整は書かれています。"),
    S.APPROACHING: (S.CONTACTED, "会えたか、話せた記録があります。"),
    S.CONSENTED: (S.PLANNED, "同意のあるプランができています。"),
    S.PLANNED: (S.CONTINUING, "プランの支援が始まっています。"),
}


@dataclass(frozen=True)
class NextStep:
    words: str
    url: str
    link: str
    is_lost: bool = False


@dataclass(frozen=True)
class Told:
    """What comes next, in the words of every page that says it, and where it is done."""

    words: str
    place: tuple[str, str]
    is_lost: bool = False


def told(
    outreach: Outreach,
    user: Any,
    *,
    sees_person: bool,
    is_open: Callable[[str], bool],
) -> Told | None:
    """Nothing after the end. `is_open`: whether everything is there that a state ahead needs. Who does not see the basic
    information cannot tell whose a consent is, nor that hers is lost (R3)."""
    state = outreach.state
    if state == S.CLOSED:
        return None
    if may_be_lost(outreach, sees_person=sees_person) and not holds(outreach, user):
        return Told(
            "本人の有効な同意がありません（撤回されたか、期限が過ぎました）。"
            "あらためて同意を受けるか、段階を「関係構築中」に戻して、働きかけを続けます。",
            ("consent", "同意への手順を開く"),
            is_lost=True,
        )
    to, there = REACHED.get(state, ("", ""))
    if to and is_open(to):
        words = f"{there}段階を「{OutreachState(to).label}」に進めます。"
        return Told(words, ("move", "段階を進める"))
    return Told(NEXT_STEP[state], PLACES[state])


def next_step(page: Any) -> NextStep | None:
    """What there is to do now, on the pages of the outreach."""
    found = told(
        page.outreach,
        page.user,
        sees_person=page.target is not None,
        is_open=lambda to: any(way["to"] == to and not way["missing"] for way in page.ways),
    )
    if found is None:
        return None
    route, link = found.place
    url = reverse(f"outreach:{route}", args=[page.outreach.pk])
    return NextStep(found.words, url, link, found.is_lost)


def next_words(request: Any, outreach: Outreach) -> str:
    """The same words on the pages of the case, asked once a request."""
    user = request.user

    def ask() -> Told | None:
        case = outreach.compartment.case
        here = any(person.is_subject for person in people_of(request, case))
        of_case = Person.objects.visible_to(user).of_case(case)
        return told(
            outreach,
            user,
            sees_person=here or of_case.filter(is_subject=True).exists(),
            is_open=lambda to: not missing(outreach, to, user),
        )

    found = once(f"outreach.next_step.{outreach.pk}", ask)
    return found.words if found else ""


def holds(outreach: Outreach, user: Any) -> bool:
    """Whether she consents now, as far as the user sees it."""
    return bool(consents_of_target(outreach, user).exists())


def may_be_lost(outreach: Outreach, *, sees_person: bool) -> bool:
    """The outreach says that she agreed: it is lost when no consent of hers holds any more (R3)."""
    return sees_person and outreach.state in WITH_CONSENT
