"""E1 once more, with plain loops, and who is one with whom: a part of `slow`."""

import datetime
from typing import Any

Row = dict[str, Any]


def on_plans(ward: Any, first: datetime.date, last: datetime.date) -> set[Any]:
    """Who has a plan on some day of a period."""
    people: set[Any] = set()
    for plan in ward["plans_plan"]:
        if plan["kind"] != "participation" or not plan["decided_on"] or plan["decided_on"] > last:
            continue
        if plan["ended_on"] and plan["ended_on"] < first:
            continue
        people |= _before(ward, plan) or _later(ward, plan) or {_first_plan(ward, plan)}
    return people


def _first_plan(ward: Any, plan: Row) -> Any:
    while plan["follows_id"] and plan["kind"] == "participation":
        plan = ward.one("plans_plan", plan["follows_id"])
    return plan["id"]


def _people_of(ward: Any, plan: Any) -> set[Any]:
    rows = ward["participation_participation"]
    return {goes_on_as(ward, row["person_id"]) for row in rows if row["plan_id"] == plan}


def _before(ward: Any, plan: Row) -> set[Any]:
    """Who is on the way in a plan, else in the one before it."""
    people = _people_of(ward, plan["id"])
    if people or plan["kind"] != "participation" or not plan["follows_id"]:
        return people
    return _before(ward, ward.one("plans_plan", plan["follows_id"]))


def _later(ward: Any, plan: Row) -> set[Any]:
    """One of those who are on the way in the next plan that names somebody."""
    for row in ward["plans_plan"]:
        if row["follows_id"] == plan["id"] and row["kind"] == "participation":
            return set(sorted(_people_of(ward, row["id"]))[:1]) or _later(ward, row)
    return set()


def goes_on_as(ward: Any, person: Any) -> Any:
    """The row that goes on, of somebody who was entered twice."""
    into = {row["id"]: row["merged_into_id"] for row in ward["cases_person"]}
    while into.get(person):
        person = into[person]
    return person


def who_takes_part(ward: Any, placement: Row) -> Any:
    whole = ward.one("participation_participation", placement["participation_id"])
    return goes_on_as(ward, whole["person_id"])
