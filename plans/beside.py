"""What apps above show beside a plan: each decides by its own `visible_to` what there is (R1)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .models import Plan


@dataclass(frozen=True)
class Beside:
    """A section of the page of a plan, rendered from a template with its own context."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


_providers: list[Callable[[Any, Plan], Beside | None]] = []


def register_beside(provider: Callable[[Any, Plan], Beside | None]) -> None:
    """Add a section: (user, plan) -> the section, or nothing."""
    _providers.append(provider)


def sections_of(user: Any, plan: Plan) -> list[Beside]:
    """The sections that there are for this user."""
    return [found for provider in _providers if (found := provider(user, plan)) is not None]
