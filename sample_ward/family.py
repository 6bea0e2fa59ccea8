"""The family of a household: what its words tell is entered, and what surrounds it."""

import datetime
from typing import Any

from access.models import Compartment
from cases import kinship, pictures
from cases import services as cases
from cases.models import Person
from documents.partial_dates import MONTH, YEAR, PartialDate

from .doing import acting
from .story import Story

TIES = (
    ("見本訪問看護ステーション", "strong", "inward", "週2回の訪問"),
    ("架空診療所（内科）", "weak", "", "半年、受診していない"),
    ("近所の友人", "plain", "both", "月に数回、お茶を飲む"),
    ("見本町会", "broken", "", "班長を断ってから、つきあいがない"),
    ("大家", "stressful", "inward", "家賃の催促"),
)
EVENTS = (
    (PartialDate(datetime.date(1968, 1, 1), YEAR), "結婚し、文京区に移る", "本人"),
    (PartialDate(datetime.date(1994, 4, 1), MONTH), "長男が就職。三年で退職する", "長男"),
    (PartialDate(datetime.date(2018, 10, 3)), "夫が亡くなる", "戸籍"),
    (PartialDate(datetime.date(2021, 1, 1), YEAR), "通院が途切れる", "前の担当者の記録"),
)


def draw(story: Story) -> None:
    """Relationships from the words of the household table, ties, and a chronology."""
    with acting(story.worker) as by:
        record = story.record()
        face = Compartment.objects.visible_to(by).get(case=story.case, kind="face")
        people = pictures.family_of(face, by)
        for found in kinship.proposals(people, cases.bonds_of(face, by)):
            facts = cases.BondFacts(found.a, found.b, found.kind, found.ending)
            cases.relate(face=face, facts=facts, by=by)
        _say_who_died(people, by)
        for n, (outside, strength, flow, note) in enumerate(TIES):
            cases.add_tie(
                face=face,
                facts=cases.TieFacts(outside, strength, people[0] if n < 3 else None, flow, note),
                by=by,
            )
        for happened, text, source in EVENTS:
            cases.enter_life_event(
                record=record,
                facts=cases.EventFacts(happened, text, source, who=people[:1]),
                by=by,
            )
        beware = cases.SafetyFacts("animal", "玄関に犬がいる。呼ばれるまで門を開けない")
        cases.add_safety_note(face=face, facts=beware, by=by)


def _say_who_died(people: list[Person], by: Any) -> None:
    """The oldest of a large family is no more."""
    if len(people) < 6:
        return
    oldest = min((p for p in people if p.birth_on), key=lambda p: str(p.birth_on))
    cases.note_life_facts(
        person=oldest,
        is_deceased=True,
        died=PartialDate(datetime.date(2018, 10, 3)),
        is_key_person=False,
        by=by,
    )
