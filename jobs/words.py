"""A job as its page shows it: words for the state, and how often the page asks again."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from . import services
from .answers import Answer
from .models import Job, JobState
from .registry import known_kind

# The page asks often while somebody is likely to wait for it, then seldom, then not by itself: an
# open page must not keep the session of an empty chair alive (S-47).
ASK_EVERY = (
    (datetime.timedelta(minutes=2), 2),
    (datetime.timedelta(minutes=10), 10),
)
SLOW_AFTER = datetime.timedelta(minutes=1)
RUN_DRY = "続けてできないときは、時刻と、していたことを、システムの担当に知らせてください。"
WHY_NOT = {
    services.NOT_PERMITTED: "頼まれた記録を見る権限がいまはないため、作成しませんでした。",
    services.LEFT: "頼んだ職員の所属が終わったため、作成しませんでした。",
    services.UNKNOWN_KIND: "この種類の書類は、いまは作成できません。",
    services.ERROR: f"元の画面に戻って、もう一度頼んでください。{RUN_DRY}",
    services.HELD: "保護されている人の世帯が載るため、作成を止めました。もう1人の確認がいります。"
    "「確認を待つ書類」の画面で、確認されたかどうかが分かります。",
    services.OTHER_CASE: "できたPDFを読み返したところ、ほかのケースの番号が入っていました。取り違えを防ぐため、"
    "渡さずに捨てました。本文にほかのケースの番号を書いているときは、番号を消してから、もう一度頼んで"
    f"ください。{RUN_DRY}",
    services.NO_NUMBER: "できたPDFを読み返したところ、このケースの番号がありませんでした。取り違えを防ぐため、"
    f"渡さずに捨てました。もう一度頼んでください。{RUN_DRY}",
    services.AWAY: f"相手のサーバーに、1日のあいだつながりませんでした。{RUN_DRY}",
    services.RESTORED: "バックアップから戻したため、作成を止めました。元の画面に戻って、もう一度頼んでください。",
    services.GAVE_UP: f"作成の途中で3回止まりました。{RUN_DRY}",
}
TONES = {
    JobState.QUEUED: "line",
    JobState.RUNNING: "blue",
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.REFUSED: "orange",
}


@dataclass(frozen=True)
class Shown:
    """One job in words."""

    job: Job
    label: str
    page_url: str
    has_result: bool
    is_slow: bool
    why_not: str
    tone: str
    state_words: str
    ask_seconds: int  # 0: not by itself
    is_held: bool  # waits for a second person (S-91)
    answer: Answer | None  # of the second person
    seen: str  # changes with what is shown
    told: str  # what tells it apart from others of its kind, where its owner still sees that


def told_apart(user: Any, jobs: Iterable[Job]) -> dict[uuid.UUID, str]:
    """By job, what tells it apart, as far as its owner sees now what it is about: one question a kind."""
    jobs = list(jobs)
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for job in jobs:
        wanted[job.kind].add(job.object_id)
    kinds = {name: known_kind(name) for name in wanted}
    found = {name: kind.told(user, wanted[name]) for name, kind in kinds.items() if kind}
    return {job.pk: found.get(job.kind, {}).get(job.object_id, "") for job in jobs}


def shown(job: Job, answer: Answer | None = None, told: str = "") -> Shown:
    """What the page shows of a job at this moment; `answer` of the second person, if it was held; `told` of
    `told_apart`."""
    kind = known_kind(job.kind)
    now = timezone.now()
    age = now - job.created_at
    ask = 0 if job.is_over else next((often for until, often in ASK_EVERY if age < until), 0)
    is_slow = not job.is_over and age > SLOW_AFTER
    is_held = job.error_code == services.HELD
    own_errors = kind.errors if kind else {}
    return Shown(
        job=job,
        label=kind.label if kind else "書類",
        page_url=kind.page(job.object_id) if kind else "",
        has_result=bool(job.expires_at and job.expires_at > now),
        is_slow=is_slow,
        why_not=own_errors.get(job.error_code) or WHY_NOT.get(job.error_code, RUN_DRY),
        tone=answer.tone if answer else "yellow" if is_held else TONES[JobState(job.state)],
        state_words=_state(job, answer, is_held=is_held),
        ask_seconds=ask,
        is_held=is_held,
        answer=answer,
        seen=f"{job.state}-{job.done}-{job.total}-{ask}-{int(is_slow)}",
        told=told,
    )


def _state(job: Job, answer: Answer | None, *, is_held: bool) -> str:
    if answer is not None:
        return answer.state
    return "確認待ち" if is_held else str(job.get_state_display())
