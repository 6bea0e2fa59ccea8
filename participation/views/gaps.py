"""The map of what is missing, for who builds the community (R20)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from access.acting import ActingRequest
from access.routes import route
from participation import gap_map

from .base import KEEP
from .tabs import tabs

KIND_WORDS = "足りない資源の地図"


@route("R7", "R20", reads=True, roles=KEEP)
def gaps(request: ActingRequest) -> HttpResponse:
    """圏域 x menu of one half year that is over, as fields and as a table."""
    halves = gap_map.halves(request.user)
    asked = request.GET.get("half", "")
    half = next((h for h in halves if h.isoformat() == asked), halves[0] if halves else None)
    request.acting.log.note("list", kind=KIND_WORDS)
    context: dict[str, Any] = {"tabs": tabs(request), "half": half}
    if half is not None:
        areas, rows = gap_map.gap_map(request.user, half)
        title = f"満たされなかったニーズ　{gap_map.half_words(half)}"
        context |= {
            "areas": areas,
            "rows": rows,
            "title": title,
            "picture": gap_map.draw(areas, rows, title=title),
            "halves": [
                {
                    "label": gap_map.half_words(h),
                    "url": f"?half={h.isoformat()}",
                    "is_current": h == half,
                }
                for h in halves
            ],
        }
    return render(request, "participation/gaps.html", context)
