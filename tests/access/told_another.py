"""A second household, of other bodies, with hand-off, 支援会議, consent and plan: its insiders have no part
in the secret case, and everything that an insider has (S-13, S-17)."""

from typing import Any

from access.models import CaseFile
from organizations.models import Body
from sample_ward import planning
from sample_ward.households import WELFARE, Sample, m
from sample_ward.story import Cast, Story

# Who works on it: staff in charge, secretary, member of its 支援会議.
INSIDERS = ("soudan1", "jimukyoku1", "ishi1")
SAMPLE = Sample(
    "plan_active",
    INSIDERS[0],
    (
        m("架空 別子", "かくう べつこ", "本人", 71, "女性"),
        m("架空 別男", "かくう べつお", "長男", 44, "男性"),
    ),
    ("介護", "収入・生活費"),
    "困っている。",
    "C",
)


def tell() -> CaseFile:
    story = Story(SAMPLE, Cast())
    story.receive()
    story.support()
    taken_on: list[Any] = story.hand_off(Body.objects.get(name=WELFARE))
    story.answer(taken_on[0], "kurashi1", "accept")
    story.request()
    story.take()
    story.meet()
    story.deliberate()
    planning.draft(story, story.consent())
    return story.case
