"""How a number stands to its target: the same words on pages and papers."""

from decimal import Decimal

from .indicators import Indicator

WITHIN, ABOVE = "目標以内", "目標を超えています"


def percent_of(indicator: Indicator, target: Decimal | None, number: Decimal | None) -> int | None:
    """How much of a target is reached. Of a rate there is no part, nor of what is to stay below it."""
    if not target or number is None or indicator.is_rate or indicator.is_better_low:
        return None
    return int(100 * number / target)


def kept_below(indicator: Indicator, target: Decimal | None, number: Decimal | None) -> str:
    """Of what is to stay below its target: whether it does."""
    if target is None or number is None or not indicator.is_better_low:
        return ""
    return WITHIN if number <= target else ABOVE
