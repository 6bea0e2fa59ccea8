"""Stories of outreach: somebody is noticed, the visit is prepared, doors stay shut and one opens."""

import datetime
from typing import Any

from django.utils import timezone

from organizations.models import Staff
from outreach import services as outreach
from outreach.models import Outreach

from .doing import acting, open_day
from .story import Story

NOTICED = outreach.TargetFacts(
    route="05",
    concern="雨戸が閉まったまま。夜だけ電気がつく。買い物に出る姿を、半年ほど見ていない。",
    identified_on=open_day(-40),
    source=outreach.SourceFacts(
        kind="neighbour",
        name="見本 隣江",
        reach="070-0000-0001",
        promised="自分が話したことは、本人に言わない",
    ),
)
# Days ago, result, what was seen.
TRIED = (
    (30, "absent", {"words": "応答なし。名刺と手紙を郵便受けに入れた。"}),
    (23, "signs", {"words": "郵便受けは空になっていた。", "signs": ("dirt",)}),
    (16, "door", {"mood": "tense", "words": "「間に合っています」とだけ話した。"}),
    (9, "person", {"mood": "calm", "words": "玄関先で5分。庭の花の話をした。"}),
)


def _seen(row: Outreach, by: Staff) -> Outreach:
    found: Outreach = Outreach.objects.visible_to(by).for_list().get(pk=row.pk)
    return found


def _at(ago: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(open_day(-ago), datetime.time(14, 10)))


def notice(story: Story, **changes: Any) -> Outreach:
    """The body of the story begins to seek the household out."""
    facts = outreach.TargetFacts(**{**vars(NOTICED), **changes})
    with acting(story.worker) as by:
        return outreach.begin_outreach(record=story.record(), facts=facts, by=by)


def prepare(story: Story, row: Outreach) -> None:
    """Who goes, and what is not said; then they go."""
    with acting(story.worker) as by:
        outreach.prepare(
            outreach=_seen(row, by),
            who_goes="担当の相談員と、民生委員",
            aim="顔を見せて、名刺を渡す",
            must_not="仕事のこと、家族のことを、こちらから聞かない。大きな声で呼ばない。",
            risks="玄関に段差がある。中には入らず、玄関先で話す。",
            agreed_on=open_day(-36),
            by=by,
        )
        outreach.move_on(outreach=_seen(row, by), to="approaching", on=open_day(-33), by=by)


def try_doors(story: Story, row: Outreach, tried: Any = TRIED) -> None:
    """Attempts of the last weeks, told on the way back."""
    for ago, result, told in tried:
        with acting(story.worker) as by:
            facts = outreach.AttemptFacts(
                result=result, visitor=by, companion_words="民生委員", at=_at(ago), **told
            )
            outreach.record_attempt(outreach=_seen(row, by), facts=facts, by=by)


def plan_next(story: Story, row: Outreach, ahead: int = 2) -> Any:
    """The next visit, with the hour at which they are back."""
    with acting(story.worker) as by:
        facts = outreach.VisitFacts(
            on=open_day(ahead),
            visitor=by,
            starts=datetime.time(14),
            return_by=datetime.time(15, 30),
            companion_words="民生委員",
            purpose="花の苗のちらしを届ける",
        )
        return outreach.plan_visit(outreach=_seen(row, by), facts=facts, by=by)


def seek(story: Story) -> Outreach:
    """Up to a relation that begins."""
    row = notice(story)
    prepare(story, row)
    try_doors(story, row)
    with acting(story.worker) as by:
        outreach.move_on(
            outreach=_seen(row, by),
            to="relationship",
            on=open_day(-8),
            words="また来てもよいと言われた",
            by=by,
        )
    plan_next(story, row)
    return row


def begin_to_seek(story: Story) -> Outreach:
    """Noticed and prepared; two are needed, and the first visit is planned."""
    row = notice(
        story, identified_on=open_day(-38), needs_two=True, risk_words="犬を放していることがある"
    )
    prepare(story, row)
    try_doors(story, row, TRIED[:1])
    plan_next(story, row, ahead=1)
    return row
