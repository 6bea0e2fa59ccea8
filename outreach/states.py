"""States of an outreach (domain.md 3.5) and the moves between them; what each state asks for next."""

from django.db import models


class OutreachState(models.TextChoices):
    IDENTIFIED = "identified", "把握"
    PRE_COORDINATION = "pre_coordination", "事前調整中"
    APPROACHING = "approaching", "働きかけ中"
    CONTACTED = "contacted", "接触できた"
    RELATIONSHIP = "relationship", "関係構築中"
    CONSENTED = "consented", "同意あり"
    PLANNED = "planned", "プラン作成"
    CONTINUING = "continuing", "継続支援中"
    LINKED = "linked", "つながった"
    CLOSED = "closed", "終結"


S = OutreachState
# Backwards where life goes backwards: contact is lost, the preparation has to be made anew, the consent
# is taken back, who was linked breaks off. An end is final: who is found again is a new outreach.
MOVES: dict[str, tuple[str, ...]] = {
    S.IDENTIFIED: (S.PRE_COORDINATION, S.CLOSED),
    S.PRE_COORDINATION: (S.APPROACHING, S.CLOSED),
    S.APPROACHING: (S.CONTACTED, S.PRE_COORDINATION, S.CLOSED),
    S.CONTACTED: (S.RELATIONSHIP, S.APPROACHING, S.CLOSED),
    S.RELATIONSHIP: (S.CONSENTED, S.APPROACHING, S.CLOSED),
    S.CONSENTED: (S.PLANNED, S.LINKED, S.RELATIONSHIP, S.CLOSED),
    S.PLANNED: (S.CONTINUING, S.LINKED, S.RELATIONSHIP, S.CLOSED),
    S.CONTINUING: (S.LINKED, S.RELATIONSHIP, S.CLOSED),
    S.LINKED: (S.CLOSED, S.CONTINUING, S.RELATIONSHIP),
    S.CLOSED: (),
}
ORDER: tuple[str, ...] = tuple(OutreachState.values)
# Nobody is at the door yet.
BEFORE_APPROACH = (S.IDENTIFIED, S.PRE_COORDINATION)
# Who has agreed, and what was agreed for as long as it holds.
WITH_CONSENT = (S.CONSENTED, S.PLANNED, S.CONTINUING)

# What there is to do in a state; stands at the top of the page.
NEXT_STEP: dict[str, str] = {
    S.IDENTIFIED: "だれが、どう会いに行くかを話し合い、事前調整を始めます。",
    S.PRE_COORDINATION: "行く人、危険、言わないことを事前調整に書き、「働きかけ中」に進めます。",
    S.APPROACHING: "訪問や手紙を続け、1回ごとに結果を記録します。",
    S.CONTACTED: "もう一度会う約束を作ります。話せるようになったら、関係構築へ進めます。",
    S.RELATIONSHIP: "関係が続いてきたら、「同意への手順」に沿って本人に説明します。",
    S.CONSENTED: "事務局と、同意のあるプランを作り、「プラン作成」に進めます。",
    S.PLANNED: "支援決定のあと、継続支援へ進めます。",
    S.CONTINUING: "つなぎ先と本人の関係ができたら、つながった先を書きます。",
    S.LINKED: "つなぎ先との関係が続いているかを確かめて、終結します。",
    S.CLOSED: "",
}

TONES: dict[str, str] = {
    S.IDENTIFIED: "line",
    S.PRE_COORDINATION: "yellow",
    S.APPROACHING: "orange",
    S.CONTACTED: "blue",
    S.RELATIONSHIP: "blue",
    S.CONSENTED: "green",
    S.PLANNED: "green",
    S.CONTINUING: "green",
    S.LINKED: "purple",
    S.CLOSED: "line",
}

# The ladder of the relation: four rungs (the plan guideline's words), and where each state stands.
RUNGS: tuple[str, ...] = ("把握", "関係構築", "同意", "つながり")
RUNG_OF: dict[str, int] = {
    S.IDENTIFIED: 0,
    S.PRE_COORDINATION: 0,
    S.APPROACHING: 0,
    S.CONTACTED: 1,
    S.RELATIONSHIP: 1,
    S.CONSENTED: 2,
    S.PLANNED: 2,
    S.CONTINUING: 2,
    S.LINKED: 3,
}


def is_back(before: str, to: str) -> bool:
    """Whether a move goes down the way: it is told why."""
    return ORDER.index(to) < ORDER.index(before)
