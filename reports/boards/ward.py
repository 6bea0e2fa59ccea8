"""The board of the ward: figures only. Each group of figures is registered by who computes it.

    register_ward_figures(provider)      # provider(acting, user) -> Figures | None

Boards are counted from what the reader may see; no row is named and none is linked that her own boards would
not show. Figures of the ward are those of the indicators (`reports.boards.of_indicators`): one definition.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from drawings import Drawing
from organizations.models import Role
from reports.plan_summary import PlanSummary

from .kept_together import KeptTogether
from .pictures import signals_picture, steps_picture
from .silence import SIGNALS, Radar


@dataclass(frozen=True)
class Figure:
    """One number: what it counts in words, by which definition, and where its rows are."""

    label: str
    number: int | str  # words where it is hidden (R20) or there is nothing to count
    definition: str = ""
    url: str = ""


@dataclass(frozen=True)
class Figures:
    """A group of figures with a picture of the same numbers."""

    title: str
    scope: str
    rows: tuple[Figure, ...]
    picture: Drawing | None = None
    order: int = 50
    counted_at: datetime.datetime | None = None  # none: now


Provider = Callable[[Any, Any], Figures | None]
_providers: list[Provider] = []


def register_ward_figures(provider: Provider) -> None:
    """Add a group of figures to the board of the ward."""
    _providers.append(provider)


def ward_figures(acting: Any, user: Any) -> list[Figures]:
    """All groups that have something to say to the user."""
    found = [_steps(acting, user), _plans(acting, user), _silence(acting, user)]
    found += [provider(acting, user) for provider in _providers]
    return sorted((one for one in found if one is not None), key=lambda one: one.order)


def _steps(acting: Any, user: Any) -> Figures | None:
    if not acting.bodies_with(Role.COORDINATOR):
        return None
    board = KeptTogether(acting, user)
    where = reverse("reports:together")
    rows = [
        Figure(str(step.label), total, url=f"{where}?step={step}")
        for step, total, _ in board.counts
    ]
    rows += [
        Figure(f"{who.label}を待っている", number, url=f"{where}?who={who}")
        for who, number in board.waiting
    ]
    return Figures(
        "多機関協働のケース",
        "事務局が受け、あなたが見られるケース",
        (*rows, Figure("60日以上同じ段階にある", board.long, url=f"{where}?long=1")),
        steps_picture(board),
        10,
        board.counted_at,
    )


def _plans(acting: Any, user: Any) -> Figures | None:
    board = PlanSummary(acting, user)
    if not board.rows:
        return None
    where = reverse("reports:plans")
    rows = tuple(
        Figure(words, number, url=f"{where}?why={code}") for code, words, number in board.counts
    )
    return Figures("支援プラン", "進行管理に出るプラン", rows, None, 20, board.counted_at)


def _silence(acting: Any, user: Any) -> Figures | None:
    radar = Radar(acting, user, keep=True)
    if not radar.bodies:
        return None
    where = reverse("reports:own")
    rows = tuple(
        Figure(signal.label, radar.counts[code], signal.definition, f"{where}?about={code}")
        for code, signal in SIGNALS.items()
    )
    names = "、".join(body.name for body in radar.bodies)
    return Figures(
        "動きの途絶えているもの", names, rows, signals_picture(radar), 30, radar.counted_at
    )
