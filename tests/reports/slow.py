"""Every indicator once more, another way: whole tables read as dictionaries, and plain loops over them.

Nothing of the product is used here but the sample's data: no query, no state list, no code of a form.
"""

import datetime
import statistics
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from tests.databases import Database

from .slow_monitoring import looked_at
from .slow_taking_part import goes_on_as, on_plans, who_takes_part

TOKYO = ZoneInfo("Asia/Tokyo")
Row = dict[str, Any]
DAY = datetime.timedelta(days=1)


def local(moment: Any) -> datetime.date:
    found: datetime.date = moment.astimezone(TOKYO).date()
    return found


class Ward:
    """All tables, as they lie there."""

    def __init__(self, database: Database) -> None:
        self._known: dict[str, list[Row]] = {}
        self._database = database
        self.case_of = {row["id"]: row["case_id"] for row in self["access_compartment"]}

    def __getitem__(self, table: str) -> list[Row]:
        if table not in self._known:
            with self._database.superuser() as connection:
                cursor = connection.execute(f"select * from {table}")
                names = [column.name for column in cursor.description or ()]
                self._known[table] = [dict(zip(names, row, strict=True)) for row in cursor]
        return self._known[table]

    def one(self, table: str, pk: Any) -> Row:
        return next(row for row in self[table] if row["id"] == pk)

    def case(self, row: Row) -> Any:
        return self.case_of[row["compartment_id"]]


def slow(
    ward: Ward, first: datetime.date, last: datetime.date, today: datetime.date
) -> dict[str, float | None]:
    """Every number of a period."""
    end = min(last, today)

    def inside(day: Any) -> bool:
        return day is not None and first <= day <= last

    numbers: dict[str, float | None] = {}
    numbers |= _consulting(ward, inside, end)
    numbers |= _coordination(ward, inside, end, today)
    numbers |= _conferring(ward, inside, last)
    numbers |= _outreach(ward, inside, end)
    numbers |= _participation(ward, inside, first, last, end)
    numbers |= _community(ward, inside, end)
    return numbers


Inside = Callable[[Any], bool]


def _share(parts: list[int]) -> float | None:
    return _half_up(100 * sum(parts) / len(parts)) if parts else None


def _half_up(number: float) -> float:
    return int(number * 10 + 0.5) / 10


def _consulting(ward: Ward, inside: Inside, end: datetime.date) -> dict[str, float | None]:
    fields = dict.fromkeys(("02", "03", "04", "05", "06", "07", "08", "15"), "money")
    fields |= {"12": "old", "01": "ill", "11": "child"}
    intakes = [row for row in ward["cases_intake"] if inside(row["received_on"])]
    complexes = [
        int(len({fields.get(topic, "other") for topic in row["topics"]}) > 1) for row in intakes
    ]
    talks = _talks(ward, inside)
    days = [
        (local(row["reported_at"]) - local(row["sent_at"])).days
        for row in ward["cases_referral"]
        if row["reported_at"] and inside(local(row["reported_at"]))
    ]
    waiting = [
        row
        for row in ward["cases_referral"]
        if (end - local(row["sent_at"])).days > 30
        and not (row["reported_at"] and local(row["reported_at"]) <= end)
        and not (row["state"] == "declined" and local(row["answered_at"]) <= end)
        and row["state"] != "withdrawn"
    ]
    first_intake: dict[Any, datetime.date] = {}
    for row in ward["cases_intake"]:
        known = first_intake.get(row["record_id"], row["received_on"])
        first_intake[row["record_id"]] = min(known, row["received_on"])
    going = {
        ward.case(row)
        for row in ward["cases_caserecord"]
        if _is_at_work(ward, row, first_intake.get(row["id"], end + DAY), end)
    }
    return {
        "A1": len(intakes),
        "A2": len(talks),
        "A3-person": len(people_helped(ward, inside)),
        "A3-household": len({ward.case(row) for row in talks}),
        "A4-sent": sum(inside(local(row["sent_at"])) for row in ward["cases_referral"]),
        "A4-reported": len(days),
        "A4-days": _half_up(statistics.median(days)) if days else None,
        "A4-open": len(waiting),
        "A5": _share(complexes),
        "K1": len(going),
    }


def _talks(ward: Ward, inside: Inside) -> list[Row]:
    corrected = {row["corrects_id"] for row in ward["cases_note"]}
    return [
        row
        for row in ward["cases_note"]
        if inside(local(row["occurred_at"]))
        and row["id"] not in corrected
        and row["method"] in {"1", "2", "3", "9", "11", "12"}
        and row["project"] in {"", "1"}
    ]


def people_helped(ward: Ward, inside: Inside) -> set[Any]:
    """A3: whom the cases of these talks are about, each person once, over ties and merged rows."""
    subject = {ward.case(row): row["id"] for row in ward["cases_person"] if row["is_subject"]}
    people = {subject[ward.case(row)] for row in _talks(ward, inside)}
    for tie in ward["cases_sameperson"]:
        one, other = (goes_on_as(ward, tie[end]) for end in ("person_id", "other_person_id"))
        if tie["ended_on"] is None and {one, other} <= people:
            people.discard(other)
    return people


def _is_at_work(ward: Ward, record: Row, received: datetime.date, day: datetime.date) -> bool:
    """Begun by a day and not ended on it: each new reception begins anew what the end before it had ended."""
    begins, ends, ended = [min(local(record["created_at"]), received)], [], []
    why: list[str] = []
    for turn in sorted(ward["cases_recordevent"], key=lambda row: row["created_at"]):
        if turn["record_id"] != record["id"]:
            continue
        if turn["kind"] == "closed":
            ended.append(turn["happened_on"])
            why.append(turn["reason"])
        elif turn["kind"] == "undone":
            ended.pop()
            why.pop()
        elif turn["kind"] == "reopened":
            begins.append(turn["happened_on"])
            ends.append(ended[-1])
    ends.append(record["closed_on"] or day + DAY)
    looked = [
        row["screened_on"] for row in ward["cases_intake"] if row["record_id"] == record["id"]
    ]
    if ended and ended[0] == local(record["created_at"]) and not why[0] and ended[0] not in looked:
        begins[0] = ended[0]  # entered as ended: until then nothing is known of it
    return any(first <= day < last for first, last in zip(begins, ends, strict=True))


def _coordination(
    ward: Ward, inside: Inside, end: datetime.date, today: datetime.date
) -> dict[str, float | None]:
    requests = ward["meetings_coordinationrequest"]
    answered = [row for row in requests if row["answered_at"] and inside(local(row["answered_at"]))]
    going = ended = paused = 0
    lasted: list[int] = []
    for record in ward["cases_caserecord"]:
        asked = [
            (local(row["answered_at"]), row["answered_at"])
            for row in requests
            if row["state"] == "accepted"
            and row["secretariat_id"] == record["body_id"]
            and ward.case(row) == ward.case(record)
        ]
        if not asked:
            continue
        stack: list[Row] = []
        for turn in sorted(ward["cases_recordevent"], key=lambda row: row["created_at"]):
            if turn["record_id"] != record["id"]:
                continue
            if turn["kind"] == "undone":
                at = max(n for n, one in enumerate(stack) if one["kind"] == "closed")
                stack.pop(at)
            else:
                stack.append(turn)
        began = min(asked)
        starts = [began]
        stack = [turn for turn in stack if (turn["happened_on"], turn["created_at"]) >= began]
        for accepted in sorted(asked):
            for turn in stack:
                place = (turn["happened_on"], turn["created_at"])
                if turn["kind"] == "closed" and starts[-1] <= place <= accepted:
                    starts.append(accepted)
                    break
        for turn in stack:
            if inside(turn["happened_on"]) and turn["kind"] == "closed":
                ended += 1
                place = (turn["happened_on"], turn["created_at"])
                last = [start for start in starts if start <= place][-1]
                lasted.append((turn["happened_on"] - last[0]).days)
            paused += inside(turn["happened_on"]) and turn["kind"] == "suspended"
        before = [turn["kind"] for turn in stack if turn["happened_on"] <= end]
        is_off = bool(before) and before[-1] in ("closed", "suspended")
        going += began[0] <= end and not is_off
    plans = [row for row in ward["plans_plan"] if row["kind"] == "multi"]
    return {
        "B1": sum(row["state"] == "accepted" for row in answered),
        "B2": sum(row["state"] == "returned" for row in answered),
        "B3": sum(inside(row["decided_on"]) for row in plans),
        "B4": going,
        "B5": ended,
        "B6": paused,
        "B7": _share(looked_at(ward, plans, inside, today)),
        "B8": _half_up(sum(lasted) / len(lasted)) if lasted else None,
    }


def _conferring(ward: Ward, inside: Inside, last: datetime.date) -> dict[str, float | None]:
    of_law = {row["id"] for row in ward["meetings_supportmeeting"] if row["basis"] == "SWA106-6"}
    took_place = [
        row
        for row in ward["meetings_sitting"]
        if row["meeting_id"] in of_law and row["state"] in ("held", "approved", "closed")
    ]
    held = [row for row in took_place if inside(local(row["held_at"]))]
    met = [row for row in ward["meetings_planconference"] if row["state"] in ("held", "fixed")]
    here = [row for row in met if inside(row["held_on"])]
    times = set()
    for row in here:
        place = ward.one("access_compartment", row["compartment_id"])["organization_id"]
        times.add((place, row["held_on"], row["starts_at"]) if row["starts_at"] else row["id"])
    conferences = {row["id"] for row in here}
    came = [
        row
        for row in ward["meetings_attendance"]
        if row["is_present"] and row["sitting_id"] in {one["id"] for one in held}
    ]
    sent = [
        row
        for row in ward["meetings_conferenceattendance"]
        if row["is_present"] and row["conference_id"] in conferences
    ]
    bodies = {row["body_id"] for row in sent}
    for row in came:
        member = ward.one("meetings_meetingmember", row["member_id"])
        bodies |= {member["paper_of_id"]} - {None}
        office = member["appointment_id"]
        if office:
            group = ward.one("organizations_appointment", office)["role_group_id"]
            bodies |= {
                one["body_id"]
                for one in ward["organizations_rolegroup"]
                if one["group_id"] == group
            }
    moved = 0
    for case in {ward.case(row) for row in met if row["held_on"] <= last}:
        first = min(row["held_on"] for row in met if ward.case(row) == case)
        sat = [row for row in took_place if ward.case(row) == case]
        moved += inside(first) and any(local(row["held_at"]) <= first for row in sat)
    return {
        "C1": len({row["occasion_id"] or row["id"] for row in held}),
        "C2-cases": len({ward.case(row) for row in held}),
        "C2-times": len(held),
        "C3-times": len(times),
        "C3-items": sum(
            bool(row["result"]) and row["conference_id"] in conferences
            for row in ward["meetings_conferenceitem"]
        ),
        "C4-bodies": len(bodies),
        "C4-people": len(came) + len(sent),
        "C5": moved,
    }


def _outreach(ward: Ward, inside: Inside, end: datetime.date) -> dict[str, float | None]:
    rows = ward["outreach_outreach"]
    corrected = {row["corrects_id"] for row in ward["outreach_visitattempt"]}
    tried = [
        row
        for row in ward["outreach_visitattempt"]
        if row["id"] not in corrected and inside(local(row["at"]))
    ]

    def came_to(state: str) -> list[Row]:
        steps = ward["outreach_outreachstep"]
        return [row for row in steps if row["state"] == state and inside(row["on"])]

    return {
        "D1": sum(inside(row["identified_on"]) for row in rows),
        "D2": len(tried),
        "D3-met": len({r["outreach_id"] for r in tried if r["result"] in ("person", "family")}),
        "D3-consented": len({row["outreach_id"] for row in came_to("consented")}),
        "D4-planned": len({row["outreach_id"] for row in came_to("planned")}),
        "D4-closed": len(came_to("closed")),
        "K2": sum(
            row["identified_on"] <= end and not (row["closed_on"] and row["closed_on"] <= end)
            for row in rows
        ),
    }


def _participation(
    ward: Ward, inside: Inside, first: datetime.date, last: datetime.date, end: datetime.date
) -> dict[str, float | None]:
    people = on_plans(ward, first, last)
    placements = [row for row in ward["participation_placement"] if row["started_on"]]
    settled = set()
    for row in placements:
        day = row["started_on"] + 90 * DAY
        whole = ward.one("participation_participation", row["participation_id"])
        plan_ended = ward.one("plans_plan", whole["plan_id"])["ended_on"]
        if row["ended_on"] is None:
            # In a plan that was over by then nobody has looked, unless it was closed as settled.
            stays = plan_ended is None or plan_ended >= day or whole["state"] == "closed"
        else:
            stays = row["ended_on"] >= day
        if inside(day) and day <= end and stays:
            settled.add(goes_on_as(ward, whole["person_id"]))
    stood: dict[Any, Row] = {}
    for row in sorted(ward["participation_historicalresource"], key=lambda r: r["history_date"]):
        if local(row["history_date"]) <= end:
            stood[row["id"]] = row
    return {
        "E1": len(people),
        # What a plan that follows has taken over is the same match.
        "E2": len(
            {
                (
                    who_takes_part(ward, row),
                    row["resource_id"],
                    row["started_on"],
                )
                for row in placements
                if inside(row["started_on"])
            }
        ),
        "E3": sum(row["takes"] and row["state"] == "active" for row in stood.values()),
        "E4": len(settled),
        "E5": sum(
            row["to"] == "agreed" and inside(row["on"]) for row in ward["participation_leadcontact"]
        ),
    }


def _community(ward: Ward, inside: Inside, end: datetime.date) -> dict[str, float | None]:
    state: dict[Any, str] = {}
    steps = sorted(ward["community_placestep"], key=lambda row: (row["on"], row["created_at"]))
    for row in steps:
        if row["on"] <= end:
            state[row["place_id"]] = row["state"]
    opened = {place for place, word in state.items() if word == "open"}
    partners = {
        row["partner_id"]
        for row in ward["community_placepartner"]
        if row["place_id"] in opened
        and row["since"] <= end
        and (row["until"] is None or row["until"] > end)
    }
    days = [
        row for row in ward["community_gathering"] if inside(row["on"]) and not row["is_withdrawn"]
    ]
    bands = ("infants", "pupils", "youth", "adults", "elders", "aged", "unknown")
    work = [
        row
        for row in ward["community_supportentry"]
        if inside(row["on"]) and not row["is_withdrawn"]
    ]
    communal = [row for row in work if row["weight"] == "community"]
    met = [
        row
        for row in ward["community_liaisonmeeting"]
        if inside(row["held_on"]) and row["held_on"] <= end and not row["is_withdrawn"]
    ]
    return {
        "F1": len(opened),
        "F2-times": len(days),
        "F2-people": sum(row[band] for row in days for band in bands),
        "F3": len(partners),
        "F4": sum(row["kind"] in ("01", "02") for row in communal),
        "F5": sum(
            row["route"] == "11" and inside(row["received_on"]) for row in ward["cases_intake"]
        ),
        "G1-individual": len(work) - len(communal),
        "G1-communal": len(communal),
        "H1-times": len(met),
        "H1-people": sum(
            row["people"]
            for row in ward["community_liaisonpresence"]
            if row["meeting_id"] in {one["id"] for one in met}
        ),
    }
