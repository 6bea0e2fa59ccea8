"""Stories of 参加支援: a register with fictitious places, candidates, and somebody who finds her place."""

import copy
from typing import Any

from cases import services as cases
from cases.models import ConsentPerson, Person
from cases.own_consent import may_consent_alone
from organizations.models import Area
from participation import services
from participation.models import Participation, Placement, Resource
from participation.services.gaps import half_of
from plans import services as plans
from plans.models import Goal, Plan

from . import planning, three_kinds
from .doing import acting, code, days, office
from .story import CATEGORIES, Story

WORKER = "sanka1"
GARDEN = "見本の居場所（架空の庭）"
# name, reading, kind (CL-16), area, days, parts, menus, activities, supports, openings, usual size
PLACES: tuple[tuple[Any, ...], ...] = (
    (
        *(GARDEN, "みほんのいばしょ かくうのにわ", "01", "tomisaka"),
        *(["2", "4"], ["pm"], ["place", "hobby"], ["02", "15"], ["01", "02", "03"], 3, 6),
    ),
    (
        *("見本サロン ひだまり", "みほんさろん ひだまり", "02", "otsuka"),
        *(["3"], ["am"], ["place"], ["15", "03"], ["02"], 10, 15),
    ),
    (
        *("架空コミュニティ食堂", "かくうこみゅにてぃしょくどう", "04", "motofuji"),
        *(["5"], ["eve"], ["volunteer", "place"], ["01"], ["01", "06"], 2, 25),
    ),
    (
        *("例示工房（就労体験）", "れいじこうぼう", "09", "komagome"),
        *(["1", "2", "3"], ["am", "pm"], ["work_trial", "work"], ["12", "03"], ["03", "05"], 1, 8),
    ),
    (
        *("見本図書ボランティア", "みほんとしょぼらんてぃあ", "08", "tomisaka"),
        *(["6"], ["am"], ["volunteer"], ["06", "16"], [], None, 5),
    ),
    (
        *("架空の大学 学習室", "かくうのだいがく がくしゅうしつ", "16", "motofuji"),
        *(["1", "4"], ["eve"], ["learning"], ["06", "10"], ["05"], 0, 12),
    ),
)
NEEDS: dict[str, Any] = {
    "wishes": "「土いじりなら、またやってみたい。人の多い所は苦手」",
    "strengths": "花の手入れ。静かに手を動かすこと。",
    "care": "大勢の前で話すのは苦手。疲れやすい。",
    "menus": ["place", "hobby"],
    "activities": ["02", "16"],
    "days": ["2", "3", "4"],
    "parts": ["pm"],
    "largest_group": 10,
    "supports": ["01", "02"],
}


def fill_register(worker: str = WORKER) -> None:
    """Fictitious places and candidates; running again changes nothing. Unmet needs of a half year that is
    over, many and few, so that the map has something to hide."""
    with acting(worker) as by:
        if Resource.objects.visible_to(by).filter(name=GARDEN).exists():
            return
        for place in PLACES:
            services.enter_resource(values=_values(place), by=by)
        lead = services.open_lead(
            facts=services.LeadFacts(
                "見本園芸店（架空）",
                code("CL-16", "企業・商店"),
                area=Area.objects.get(code="komagome"),
                menus=["work_trial"],
                contact="店長",
                why="水やりや値札付けを手伝えそう",
                next_on=days(3),
            ),
            by=by,
        )
        services.note_contact(
            lead=lead,
            on=days(-4),
            way="phone",
            text="週に一度、午前だけなら話を聞けるとのこと。",
            to="contacted",
            next_on=days(3),
            by=by,
        )
        before = half_of(half_of(days(0)) - (days(1) - days(0)))
        for menu, area, count in (
            *(("place", "tomisaka", 6), ("place", "otsuka", 2), ("place", "komagome", 3)),
            *(("work_trial", "motofuji", 7), ("hobby", "otsuka", 1), ("learning", "komagome", 12)),
        ):
            for _ in range(count):
                services.note_unmet(
                    menus=[menu], area=Area.objects.get(code=area), half_from=before
                )


def _values(place: tuple[Any, ...]) -> dict[str, Any]:
    name, kana, kind, area, weekdays, parts, menus, activities, supports, openings, size = place
    return {
        "name": name,
        "kana": kana,
        "kind": kind,
        "operator_kind": "npo",
        "operator": "見本の団体（架空）",
        "area": Area.objects.get(code=area),
        "address": "架空区見本一丁目",
        "content": f"{name}の見本です。実在しません。",
        "days": weekdays,
        "parts": parts,
        "fee": 0,
        "takes": True,
        "menus": menus,
        "activities": activities,
        "supports": supports,
        "openings": openings,
        "usual_size": size,
        "booking": "needed",
        "source": "見本",
    }


def consent_to_tell(story: Story, *named: str, host: str = GARDEN) -> Any:
    """The first member consents that the host is told about her."""
    with acting(story.worker) as by:
        people = Person.objects.visible_to(by).of_case(story.case)
        adults = [p for p in people if may_consent_alone(p, days(0))]
        return cases.record_consent(
            record=story.record(),
            persons=adults[:1],
            staff_in_charge=[office(name) for name in named],
            how="written",
            given_on=days(0),
            valid_until_on=days(364),
            purpose=f"参加支援のため。受入先「{host}」に伝えることを含む",
            categories=list(CATEGORIES),
            by=by,
        )


def plan_it(story: Story, consent: Any, *circle: str) -> Story:
    """A 参加支援プラン to which the person has agreed; a story of its own beside the other plan."""
    other = copy.copy(story)
    coordinator = story.cast.coordinator
    with acting(coordinator) as by:
        other.plan = plans.draft_plan(
            case=story.case,
            consent_id=consent.pk,
            office=office(coordinator),
            subject=f"{story.sample.members[0].name} さん",
            kind=Plan.Kind.PARTICIPATION,
            by=by,
        )
        joining = [office(name) for name in circle]
        plans.add_bodies(plan=planning.seen(other, by), staff_in_charge=joining, by=by)
        facts = plans.ContentFacts(
            subject=f"{story.sample.members[0].name} さん",
            wishes=NEEDS["wishes"],
            long_term_goal="週に一度、出かける先がある。",
            direction="少人数の場から、少しずつ慣れる。",
            period_from=days(0),
            period_until=days(180),
            next_monitoring_on=days(90),
            lead_body=office(circle[0]).body,
        )
        plans.edit_content(plan=planning.seen(other, by), facts=facts, by=by)
        plans.edit_kind(plan=planning.seen(other, by), values=three_kinds.PARTICIPATION, by=by)
        goal = plans.GoalFacts("月に2回、居場所に行く", due_on=days(120))
        plans.edit_goals(plan=planning.seen(other, by), rows=[goal], by=by)
        (made,) = Goal.objects.visible_to(by).filter(plan=other.plan)
        tasks = [
            plans.TaskFacts(body=office(name).body, content="見学に付き添う", goal_id=made.pk)
            for name in dict.fromkeys(circle)
        ]
        plans.edit_tasks(plan=planning.seen(other, by), rows=tasks, by=by)
    return other


def begin(other: Story, consent: Any, in_charge: str = "") -> Participation:
    """The coordinator begins; what the person wishes is written down, and a place is looked for."""
    with acting(other.cast.coordinator) as by:
        person = ConsentPerson.objects.visible_to(by).filter(consent=consent)[0]
        plan = planning.seen(other, by)
        row = services.begin(
            plan=plan,
            person_id=person.person_id,
            subject=f"{other.sample.members[0].name} さん",
            body=office(in_charge or other.cast.coordinator).body,
            by=by,
        )
        values = {**NEEDS, "area": Area.objects.get(code="tomisaka")}
        row = services.edit_needs(participation=row, values=values, by=by)
        row = services.move_participation(participation=row, to="planned", by=by)
        services.move_participation(
            participation=row, to="searching", reason="静かな場から探す。", by=by
        )
    return row


def seen(model: Any, row: Any, by: Any) -> Any:
    """A row as somebody who acts sees it."""
    return model.objects.visible_to(by).select_related("compartment__case").get(pk=row.pk)


def find_a_place(
    other: Story,
    row: Participation,
    consent: Any,
    by_whom: str,
    *,
    too_loud: str = "見本サロン ひだまり",
    host: str = GARDEN,
) -> Placement:
    """One place does not suit her; another is told what she agreed to, and she visits it."""
    with acting(by_whom) as by:
        places = {r.name: r for r in Resource.objects.visible_to(by).select_related("area")}
        salon = services.propose(
            participation=seen(Participation, row, by),
            resource=places[too_loud],
            menu="place",
            by=by,
        )
        services.refuse(
            placement=seen(Placement, salon, by),
            to="person_no",
            reason="人数が多く、落ち着かない",
            on=days(0),
            person_says="「にぎやかで、座っていられなかった」",
            by=by,
        )
        garden = services.propose(
            participation=seen(Participation, row, by),
            resource=places[host],
            menu="hobby",
            why="少人数で、午後にある",
            by=by,
        )
    with acting(other.cast.coordinator) as by:
        services.tell_host(
            placement=seen(Placement, garden, by),
            consent=seen(type(consent), consent, by),
            told={
                "05": "疲れやすいので、途中で休むことがあります。",
                "09": "花の手入れが好きです。",
            },
            way="oral",
            told_on=days(0),
            by=by,
        )
    with acting(by_whom) as by:
        services.step(
            placement=seen(Placement, garden, by),
            to="visit",
            on=days(0),
            person_says="「花がきれいだった」",
            host_says="「いつでもどうぞ」",
            by=by,
        )
    return garden


def take_part(story: Story) -> None:
    """From the consent to the first weeks at the garden, with a resource worker in charge."""
    fill_register()
    consent = consent_to_tell(story, story.cast.coordinator, WORKER)
    other = plan_it(story, consent, story.worker, WORKER)
    planning.submit(other)
    planning.decide(other)
    row = begin(other, consent, WORKER)
    garden = find_a_place(other, row, consent, WORKER)
    with acting(WORKER) as by:
        services.step(placement=seen(Placement, garden, by), to="started", on=days(0), by=by)
        services.note_support(
            placement=seen(Placement, garden, by),
            kind="person",
            on=days(0),
            person_says="「来週も来たい」",
            text="30分ほどで疲れた様子。次は早めに休む。",
            next_look_on=days(5),
            by=by,
        )
        services.note_support(
            placement=seen(Placement, garden, by),
            kind="host",
            on=days(0),
            host_says="「休む場所を用意しておく」",
            text="声のかけ方を一緒に考えた。",
            by=by,
        )
