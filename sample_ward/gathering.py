"""地域づくり of the sample ward: places of four areas, what went on there, support, a liaison meeting, memos.

Places are fictitious (見本); real ones stand only where the ward's own text names a public service.
"""

from typing import Any

from community import services as community
from community.models import Concern, Partner, Place, PlacePartner, PlaceState, Urgency
from organizations.models import Area, Body
from organizations.sample_staff import COMMISSIONERS, CSW

from .doing import acting, code, days, office

WORKER, CASEWORKER = "chiiki1", "csw1"
# name, reading, kind, origin, standing, area, hours, group, kind of group, days since it opened (None:
# it is being prepared)
PLACES: tuple[tuple[Any, ...], ...] = (
    ("見本のいえ", "みほんのいえ", "01", "existing", True, "komagome", "月・水・金 10時〜16時",
     "見本町会", "neighbour", 700),
    ("例示ひろば", "れいじひろば", "07", "new", True, "komagome", "火・木・土 13時〜17時",
     "見本NPO はこぶね", "npo", 200),
    ("見本茶の間", "みほんちゃのま", "02", "existing", True, "otsuka", "平日 10時〜15時",
     "例示おちゃの会", "residents", 400),
    ("例示体操の会", "れいじたいそうのかい", "02", "existing", False, "otsuka", "毎週火曜 10時",
     "例示体操の会", "residents", 900),
    ("見本食堂", "みほんしょくどう", "04", "new", False, "tomisaka", "第2・第4土曜 17時〜19時",
     "見本商店会", "company", 300),
    ("例示の縁側", "れいじのえんがわ", "07", "new", True, "tomisaka", "月・木・土 11時〜17時",
     "社会福祉法人見本会", "welfare", None),
    ("見本ふれあいサロン", "みほんふれあいさろん", "03", "existing", False, "motofuji",
     "毎週水曜 13時", "例示町会", "neighbour", 800),
)  # fmt: skip
# (days ago, infants, pupils, youth, adults, elders, aged, newcomers, volunteers, caught)
DAYS = (
    (40, 2, 5, 1, 3, 6, 9, 2, 3, False),
    (33, 1, 4, 2, 3, 7, 8, 1, 3, True),
    (26, 0, 6, 1, 4, 6, 10, 1, 4, False),
    (12, 3, 5, 2, 2, 7, 9, 2, 3, False),
    (5, 2, 7, 1, 4, 8, 9, 1, 4, True),
)


def open_places(worker: str = WORKER) -> list[Place]:
    """Every place, with the group that runs it."""
    made = []
    for name, kana, kind, origin, standing, area, hours, group, group_kind, ago in PLACES:
        with acting(worker) as by:
            facts = community.PlaceFacts(
                name=name,
                kana=kana,
                kind=kind,
                origin=origin,
                is_standing=standing,
                area=Area.objects.get(code=area),
                hours=hours,
                address="架空区見本",
                content="だれでも立ち寄れる。お茶を飲んで話す。",
                contact_part="世話役",
                phone="070-0000-0001",
                coordinators=2,
                volunteers=6,
                opens_on=days(20) if ago is None else None,
                publicity="public" if ago else "involved",
            )
            state = PlaceState.PREPARING if ago is None else PlaceState.OPEN
            since = days(-(ago or 0))
            place = community.enter_place(facts=facts, state=state, since=since, by=by)
            partner = community.enter_runner(name=group, kind=group_kind, by=by)
            community.add_partner(
                place=place, partner=partner, part=PlacePartner.Part.RUNS, since=since, by=by
            )
            made.append(place)
    return made


def attend(places: list[Place], worker: str = WORKER) -> None:
    """Days of the last weeks."""
    with acting(worker) as by:
        for turn, place in enumerate(places):
            if place.state != PlaceState.OPEN:
                continue
            for ago, infants, pupils, youth, adults, elders, aged, new, helping, caught in DAYS:
                facts = community.AttendanceFacts(
                    on=days(-ago - turn),
                    kind="02" if place.kind == "04" else "01",
                    infants=infants,
                    pupils=pupils,
                    youth=youth,
                    adults=adults,
                    elders=elders,
                    aged=aged,
                    newcomers=new,
                    volunteers=helping,
                    staff=1,
                    caught=caught,
                )
                community.record_gathering(place=place, facts=facts, by=by)


def support(places: list[Place], worker: str = WORKER) -> None:
    """What the CSW did."""
    last = places[-2]
    entries: tuple[dict[str, Any], ...] = (
        {"kind": "01", "place": last, "minutes": 90, "words": "備品と当番の相談。"},
        {"kind": "02", "place": places[0], "minutes": 60, "words": "冬の開き方を話し合った。"},
        {
            "kind": "03",
            "area": last.area,
            "minutes": 120,
            "words": "商店会と町会を引き合わせた。",
        },
        {"kind": "05", "weight": "individual", "minutes": 45, "area": last.area},
    )
    with acting(worker) as by:
        for ago, entry in enumerate(entries, start=2):
            facts = community.SupportFacts(**{"weight": "community", "on": days(-3 * ago), **entry})
            community.record_support(facts=facts, by=by)


def confer(worker: str = WORKER) -> Any:
    """A liaison meeting that found two things missing."""
    with acting(worker) as by:
        meeting = community.hold_liaison(
            facts=community.LiaisonFacts(
                held_on=days(-21),
                venue="見本会館",
                agenda="居場所の少ない圏域について。夜に行ける場所について。",
                outcome="本富士に常設の拠点を準備する。夜の食堂は、商店会に聞く。",
            ),
            by=by,
        )
        for name, people in ((CSW, 2), (COMMISSIONERS, 1)):
            body = Body.objects.get(name=name)
            community.enter_presence(meeting=meeting, body=body, people=people, by=by)
        group = Partner.objects.visible_to(by).first()
        if group is not None:
            community.enter_presence(meeting=meeting, partner=group, people=1, by=by)
        csw = Body.objects.get(name=CSW)
        for kind, text, area, ahead in (
            ("place", "常設で立ち寄れる場所がない", "motofuji", 30),
            ("meal", "夜に子どもが食べられる場所が少ない", "otsuka", 10),
        ):
            missing = community.name_missing(
                meeting=meeting,
                facts=community.MissingFacts(
                    kind=kind,
                    text=text,
                    area=Area.objects.get(code=area),
                    who=csw,
                    due_on=days(ahead),
                ),
                by=by,
            )
        community.follow_missing(
            missing=missing,
            state="doing",
            due_on=missing.due_on,
            outcome="商店会と話を始めた。",
            by=by,
        )
    return meeting


def notice(place: Place | None, worker: str = WORKER, **more: Any) -> Any:
    """Somebody is noticed at a place."""
    facts: dict[str, Any] = {
        "text": "先月から急にやせて、昼の弁当を持ち帰っている。",
        "source": "runner",
        "urgency": Urgency.SOON,
        "noticed_on": days(-2),
        "place": place,
    }
    with acting(worker) as by:
        return community.note_concern(
            body=office(worker).body, facts=community.ConcernFacts(**facts | more), by=by
        )


def look_at(concern: Any, worker: str = CASEWORKER, **more: Any) -> Any:
    """A caseworker takes the memo into intake."""
    with acting(worker) as by:
        seen = Concern.objects.visible_to(by).select_related("compartment__case", "body")
        facts: dict[str, Any] = {
            "method": code("CL-03", "その他"),
            "visitor": "other",
            "topics": [code("CL-04", "食べるものがない")],
            "urgency": "B",
            "words": "居場所で見かける方。やせてきて、弁当を持ち帰っている。",
            "name": "弁当を持ち帰る方",
        }
        return community.take_into_intake(
            concern=seen.get(pk=concern.pk), facts=community.IntakeOfConcern(**facts | more), by=by
        )


def build_community() -> None:
    """All of it."""
    places = open_places()
    attend(places)
    support(places)
    confer()
    notice(places[0], person_words="いつも窓ぎわの席の方")
    notice(
        places[2],
        text="名札を何度もなくす。帰り道が分からなくなったと話した。",
        source="participant",
        urgency=Urgency.WATCH,
        noticed_on=days(-6),
    )
    look_at(notice(places[1], noticed_on=days(-9)))
    closed = notice(places[3], text="大きな声で怒っていた。", source="seen", noticed_on=days(-15))
    with acting(CASEWORKER) as by:
        row = Concern.objects.visible_to(by).select_related("body").get(pk=closed.pk)
        community.close_without_intake(
            concern=row, why="mistaken", words="将棋に熱が入っただけだった。", by=by
        )
