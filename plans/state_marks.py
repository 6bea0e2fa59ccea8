"""How the state of a plan is shown: the tone of its mark, and the steps that stand above a plan."""

from .states import ENDED, PlanState

STEPS = (
    ("作成", (PlanState.DRAFT, PlanState.RETURNED)),
    ("本人同意", (PlanState.PERSON_AGREED,)),
    ("会議", (PlanState.SUBMITTED,)),
    ("支援決定", (PlanState.DECIDED,)),
    ("実施", (PlanState.ACTIVE, PlanState.EVALUATING, PlanState.SUSPENDED)),
    ("終わり", ENDED),
)
STEPS_BEFORE_CONSENT = (
    ("作成", (PlanState.DRAFT,)),
    ("同意前の働きかけ", (PlanState.REACHING_OUT,)),
    ("本人の同意・引き継ぎ", ENDED),
)
TONES = {
    PlanState.ACTIVE: "green",
    PlanState.DECIDED: "green",
    PlanState.RETURNED: "orange",
    PlanState.SUSPENDED: "orange",
    PlanState.HELD_CONSENT: "red",
}


def tone_of(state: PlanState) -> str:
    """Tone of the mark of a state; the words say it as well."""
    return TONES.get(state, "line" if state in ENDED else "blue")
