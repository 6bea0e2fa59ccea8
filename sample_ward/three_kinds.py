"""Stories of the three kinds of plan: own fields, a place to take part in, outreach before consent."""

from typing import Any

from cases.models import Consent
from plans import services as plans
from plans.models import Plan
from plans.services.outreach import possible_carriers

from .doing import acting, days, office, open_day
from .story import Story

MULTI = {
    "bodies_issues": "訪問しても会えない日が続き、次に何をするか決めかねている。",
    "background": "転んでから外に出ていない。家計の見通しが立たない。",
    "shared_scope": "受診、家計、次に会う日。病名は必要な機関だけ。",
    "contact": "変わったことは、その日のうちに主担当機関へ。",
    "uses_participation": True,
    "asked_of_participation": "週に一度通える居場所を一緒に探す。",
}
OUTREACH = {
    "how_found": "見守りの中で、雨戸が閉まったままだと分かった。",
    "source": "近所の人",
    "facts": "郵便がたまっている。電気はついている。",
    "guesses": "昼と夜が逆になっているのではないか。",
    "aim": "顔を知ってもらい、困ったときに声をかけられるようにする。",
    "ways": "月2回、2人で訪問。会えないときは短い手紙を入れる。",
    "must_not": "仕事の話をしない。大きな音で呼ばない。",
    "risks": "玄関に段差がある。",
    "bonding": "好きだという園芸の話から始める。",
    "watching": "新聞がたまったら、民生委員から事務局へ。",
    "linking_to": "居場所、通院の付き添い。",
}
PARTICIPATION = {
    "strengths": "花の手入れ。静かに手を動かすこと。",
    "care": "大勢の前で話すのは苦手。",
    "rhythm": "午後のほうが動きやすい。",
    "tie": "place",
    "conditions": "平日の午後、歩いて15分まで、5人くらい。",
    "told_to_host": "名前と、疲れやすいことだけ。",
    "host_support": "はじめの3回は職員が付き添う。",
    "settling": "月に一度、本人と受入先に様子を聞く。",
}


def _seen(plan: Plan, by: Any) -> Plan:
    rows = Plan.objects.visible_to(by).select_related(
        "compartment__case", "compartment__organization"
    )
    found: Plan = rows.get(pk=plan.pk)
    return found


def write_own_fields(story: Story) -> None:
    """The fields of a 多機関協働プラン, on the plan of the story."""
    with acting(story.cast.coordinator) as by:
        plans.edit_kind(plan=_seen(story.plan, by), values=MULTI, by=by)


def take_part(story: Story, consent: Consent) -> Plan:
    """A 参加支援プラン with a place that may take the person in."""
    cast = story.cast
    with acting(cast.coordinator) as by:
        plan = plans.draft_plan(
            case=story.case,
            consent_id=consent.pk,
            office=office(cast.coordinator),
            subject=f"{story.sample.members[0].name} さん",
            kind=Plan.Kind.PARTICIPATION,
            by=by,
        )
        plans.add_bodies(plan=_seen(plan, by), staff_in_charge=[office(story.worker)], by=by)
        plans.edit_kind(plan=_seen(plan, by), values=PARTICIPATION, by=by)
        place = plans.CandidateFacts(
            "見本の居場所（架空の庭）",
            state="visited",
            visit_on=open_day(-3),
            person_says="花がきれいだった。",
            host_says="いつでも来てほしい。",
        )
        plans.edit_candidates(plan=_seen(plan, by), rows=[place], by=by)
    return plan


def reach_out(story: Story, *, carrier: Any = None) -> Plan:
    """An outreach plan before consent, carried out by the carrier, or else by whoever may: a member
    of the 支援会議 before staff of an entrusted body; shared inside the meeting (R5, R7)."""
    cast = story.cast
    with acting(cast.coordinator) as by:
        plan = plans.draft_outreach(
            case=story.case,
            office=office(cast.coordinator),
            subject=f"{story.sample.members[0].name} さん",
            by=by,
        )
        plans.edit_kind(plan=_seen(plan, by), values=OUTREACH, by=by)
        carriers = possible_carriers(_seen(plan, by), by)
        own_first = sorted(carriers, key=lambda c: (c.member is None, str(c.appointment.staff)))
        offices = [row.appointment for row in own_first]
        wanted = [row for row in offices if carrier is None or row.staff_id == carrier.pk]
        joining = wanted[:1]
        plans.join_outreach(plan=_seen(plan, by), staff_in_charge=joining, by=by)
        plans.edit_goals(
            plan=_seen(plan, by),
            rows=[plans.GoalFacts("玄関先で話ができる", due_on=days(60))],
            by=by,
        )
        plans.start_outreach(plan=_seen(plan, by), by=by)
        plans.share_in_meeting(plan=_seen(plan, by), by=by)
    return plan
