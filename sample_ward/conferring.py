"""重層的支援会議 on a plan: opened, recorded, looked through by the bodies, fixed and added to."""

import datetime
from typing import Any

from access.shortcuts import get_visible
from documents.business_days import deadline
from meetings import services as meetings
from meetings.models import ConferenceItem, DateCandidate, DatePoll, PlanConference, Purpose
from meetings.services import ItemFacts, Outcome, Present, Reply
from plans import services as plans
from plans.models import Plan

from .convening import slot
from .doing import acting, code, days, office
from .story import Story

PERSON = Present(
    who="person",
    is_present=True,
    told="before",
    told_note="前の週に、担当者が訪ねて説明した",
    words="「みんなで考えてくれるのは心強い」",
)
FAMILY = Present(who="family", is_present=False, told="after", name="同居の家族")


def _plan(story: Story, by: Any) -> Plan:
    found: Plan = (
        Plan.objects.visible_to(by)
        .select_related("compartment__case", "compartment__organization")
        .get(pk=story.plan.pk)
    )
    return found


def hold(story: Story, outcomes: dict[str, Outcome], minutes: str) -> PlanConference:
    """It is opened on the day, under the consent that holds, and recorded."""
    with acting(story.cast.coordinator) as by:
        plan = _plan(story, by)
        planned = plans.planned_conference(plan, by)
        assert planned is not None
        opened = meetings.open_plan_conference(conference=planned, by=by)
        rows = ConferenceItem.objects.visible_to(by).filter(conference=opened)
        return plans.record_conference(
            plan=plan,
            conference=opened,
            outcomes={row.pk: outcomes[row.purpose] for row in rows},
            minutes=minutes,
            opinion="次の会議までに、家計の見通しを持ち寄る。",
            chair="見本 進",
            people={
                office(username).body.pk: office(username).staff.name
                for username in (story.worker, story.cast.receiver, story.cast.coordinator)
            },
            participants=[PERSON, FAMILY],
            by=by,
        )


def finish(story: Story, conference: PlanConference) -> None:
    """The bodies look through the minutes; one wants something put right; they are fixed."""
    with acting(story.cast.coordinator) as by:
        row = get_visible(PlanConference, by, conference.pk)
        meetings.send_conference_minutes(conference=row, answer_until_on=days(5), by=by)
    for username, wish in (
        (story.worker, "「家計」は「家賃」の誤りです。"),
        (story.cast.receiver, ""),
    ):
        with acting(username) as by:
            row = get_visible(PlanConference, by, conference.pk)
            own = meetings.offices_acted_for(row, by)[0]
            meetings.answer_conference_minutes(attendance=own, wish=wish, by=by)
    with acting(story.cast.coordinator) as by:
        row = get_visible(PlanConference, by, conference.pk)
        wishes = [a for a in row.attendances.all() if a.wish]
        row = meetings.correct_conference_minutes(
            conference=row,
            minutes=row.minutes,
            opinion="次の会議までに、家賃の見通しを持ち寄る。",
            settlements={a.pk: "直しました" for a in wishes},
            by=by,
        )
        meetings.fix_conference_minutes(conference=row, by=by)
    with acting(story.worker) as by:
        row = get_visible(PlanConference, by, conference.pk)
        own = meetings.offices_acted_for(row, by)[0]
        text = "会議のあと、本人に結果を伝えた。"
        meetings.add_to_conference_minutes(conference=row, body=own.body, text=text, by=by)


def call_next(story: Story) -> PlanConference:
    """Progress is examined at a conference to come."""
    with acting(story.cast.coordinator) as by:
        return plans.call_conference(
            plan=_plan(story, by),
            items=[
                ItemFacts(Purpose.EVALUATION, "通院と家賃は、どこまで進んだか"),
                ItemFacts(Purpose.RESOURCES, "日中に過ごせる場所"),
            ],
            held_on=deadline(days(0), 21),
            starts_at=datetime.time(10),
            place="見本会議室",
            others_masked=True,
            by=by,
        )


def ask_dates(story: Story) -> DatePoll:
    """The bodies are asked for the date of the conference to come: one has answered, the others not yet."""
    with acting(story.cast.coordinator) as by:
        planned = plans.planned_conference(_plan(story, by), by)
        assert planned is not None
        poll: DatePoll = meetings.propose_dates(
            of=planned,
            slots=[slot(22, 14), slot(23, 10), slot(26, 15)],
            answer_until_on=days(7),
            needed=meetings.asked_bodies(planned, by)[:1],
            by=by,
        )
    with acting(story.worker) as by:
        marks = (("yes", ""), ("maybe", "11時からなら"), ("no", "訪問の日です"))
        rows = DateCandidate.objects.visible_to(by).filter(poll=poll)
        replies = {
            date: Reply(mark, remark) for date, (mark, remark) in zip(rows, marks, strict=True)
        }
        meetings.answer_dates(poll=get_visible(DatePoll, by, poll.pk), replies=replies, by=by)
    return poll


def evaluate(story: Story) -> PlanConference:
    """A conference on the same day examines the progress and finds that the plan may end."""
    with acting(story.cast.coordinator) as by:
        plans.call_conference(
            plan=_plan(story, by),
            items=[ItemFacts(Purpose.EVALUATION), ItemFacts(Purpose.CLOSURE)],
            held_on=days(0),
            place="見本会議室",
            others_masked=True,
            by=by,
        )
        lead = _plan(story, by).lead_body
    closing = Outcome(
        "close",
        opinion="本人も望んでいる。",
        decided="連絡の窓口を一つにする。",
        remaining="冬の間の買物",
        end_reason=code("CL-15", "課題解消・目標達成"),
        lead_body=lead,
        follow_up="三か月後に電話で様子を聞く。",
    )
    going_on = Outcome(
        "close",
        opinion="目標はおおむね達成した。",
        achievement=code("CL-12", "おおむね達成"),
        changes=[code("CL-13", "医療受診開始")],
        end_reason=closing.end_reason,
        lead_body=lead,
    )
    return hold(story, {"evaluation": going_on, "closure": closing}, "目標ごとに確かめた。")
