"""A 多機関協働プラン asks for 地域づくり（居場所） (domain.md 4.4): its page leads on to the register of places."""

from typing import Any

from plans.beside import Beside
from plans.models import Plan
from plans.services import kind_words
from plans.states import ENDED


def beside_multi(user: Any, plan: Plan) -> Beside | None:
    """On the page of a 多機関協働プラン that goes on, for who reads its words. The register holds no case: nothing of the
    plan goes over (R7)."""
    if plan.kind != Plan.Kind.MULTI or plan.state in ENDED:
        return None
    words: Any = kind_words(plan, user)
    if words is None or not words.uses_community:
        return None
    context = {"asked": words.asked_of_community}
    return Beside("地域づくりへの依頼", "community/_asked_for.html", context)
