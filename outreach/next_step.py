"""What comes next in an outreach: in words, and where it is done. What has to be known before a move stands
in services/guards.py; the words of a state by itself in states.py."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from .services.guards import consents_of_target
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


def next_step(page: Any) -> NextStep | None:
    """What there is to do now; nothing after the end."""
    state = page.outreach.state
    if state == S.CLOSED:
        return None
    if may_be_lost(page) and not consents_of_target(page.outreach, page.user).exists():
        return _at(
            page,
            "本人の有効な同意がありません（撤回されたか、期限が過ぎました）。"
            "あらためて同意を受けるか、段階を「関係構築中」に戻して、働きかけを続けます。",
            ("consent", "同意への手順を開く"),
            is_lost=True,
        )
    to, there = REACHED.get(state, ("", ""))
    if to and any(way["to"] == to and not way["missing"] for way in page.ways):
        words = f"{there}段階を「{OutreachState(to).label}」に進めます。"
        return _at(page, words, ("move", "段階を進める"))
    return _at(page, NEXT_STEP[state], PLACES[state])


def may_be_lost(page: Any) -> bool:
    """The outreach says that she agreed: it is lost when no consent of hers holds any more (R3). Who does not
    see the basic information cannot tell whose a consent is."""
    return page.target is not None and page.outreach.state in WITH_CONSENT


def _at(page: Any, words: str, place: tuple[str, str], *, is_lost: bool = False) -> NextStep:
    route, link = place
    return NextStep(words, reverse(f"outreach:{route}", args=[page.outreach.pk]), link, is_lost)
