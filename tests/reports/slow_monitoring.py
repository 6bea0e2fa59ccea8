"""B7 once more, with plain loops: a part of `slow`."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
Row = dict[str, Any]
RUNS = ("reaching_out", "active", "evaluating")


def looked_at(ward: Any, plans: list[Row], inside: Callable[[Any], bool], today: Any) -> list[int]:
    """For each day on which a plan was to be looked at: whether somebody did until then."""
    found: list[int] = []
    for plan in plans:
        answered = set()
        for sheet in ward["plans_evaluation"]:
            if sheet["plan_id"] != plan["id"]:
                continue
            stood = [
                (row["history_date"], row["next_monitoring_on"])
                for row in ward["plans_historicalplan"]
                if row["id"] == plan["id"]
                and row["history_date"] < sheet["created_at"]
                and row["next_monitoring_on"]
            ]
            due = max(stood)[1] if stood else sheet["held_on"]
            answered.add(due)
            if plan["decided_on"] and inside(due):
                found.append(int(sheet["held_on"] <= due))
        found += [0 for day in _passed_over(ward, plan) - answered if inside(day)]
        due = plan["next_monitoring_on"]
        runs = plan["decided_on"] and plan["state"] in RUNS
        if (
            runs
            and due
            and due < today
            and inside(due)
            and due not in answered | _passed_over(ward, plan)
        ):
            found.append(0)
    return found


def _passed_over(ward: Any, plan: Row) -> set[Any]:
    """Days of monitoring that were over when another day was set, or the plan paused or was followed."""
    found: set[Any] = set()
    known = [row for row in ward["plans_historicalplan"] if row["id"] == plan["id"]]
    known.sort(key=lambda row: (row["history_date"], row["history_id"]))
    for place, row in enumerate(known):
        last = known[place - 1] if place else row
        due = last["next_monitoring_on"]
        stops = row["state"] in ("suspended", "replanned") or (
            last["state"] == "evaluating" and row["state"] == "completed"
        )
        stops = stops or (row["state"] in RUNS and row["next_monitoring_on"] != due)
        ran = last["state"] in RUNS and plan["decided_on"]
        if stops and ran and due and due < row["history_date"].astimezone(TOKYO).date():
            found.add(due)
    return found
