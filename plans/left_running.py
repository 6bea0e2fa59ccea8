"""What apps above still carry on in a plan that is about to end: told before it ends, and to whom it is a task
afterwards is theirs to say. Each decides by its own `visible_to` what there is (R1)."""

from collections.abc import Callable
from typing import Any

from .models import Plan

_providers: list[Callable[[Any, Plan], list[str]]] = []


def register_running(provider: Callable[[Any, Plan], list[str]]) -> None:
    """Add something that runs in plans: (user, plan) -> a line for each that is not over."""
    _providers.append(provider)


def running_in(user: Any, plan: Plan) -> list[str]:
    """A line for each thing that does not end by itself when the plan does."""
    return [line for provider in _providers for line in provider(user, plan)]
