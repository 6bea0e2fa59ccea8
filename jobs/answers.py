"""What a second person answered about a paper that was held (S-91), for who asked for it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.models import OutputHold
from access.output import APPROVAL_HOLDS_FOR, asked_by

from . import services
from .models import Job


@dataclass(frozen=True)
class Answer:
    """In words: the state in a list, the head of the page and what to do next; the hold that leads there."""

    state: str
    title: str
    text: str
    tone: str
    hold: uuid.UUID


def answers(user: Any, jobs: Iterable[Job]) -> dict[uuid.UUID, Answer]:
    """By job, of those that were held and are decided: one question for as many as there are."""
    held = [job for job in jobs if job.error_code == services.HELD]
    if not held:
        return {}
    rows = list(asked_by(user).filter(object_id__in={job.object_id for job in held}))
    found = {job.pk: _answer([row for row in rows if _is_of(row, job)]) for job in held}
    return {key: answer for key, answer in found.items() if answer is not None}


def _is_of(hold: OutputHold, job: Job) -> bool:
    """What stopped this job, and not one before or after it: it was asked about then at the latest, and nobody had
    answered when the job was asked for."""
    return bool(
        (hold.kind, hold.object_id, hold.option) == (job.kind, job.object_id, job.option)
        and (job.finished_at is None or hold.requested_at <= job.finished_at)
        and (hold.decided_at is None or hold.decided_at >= job.created_at)
    )


def _answer(holds: list[OutputHold]) -> Answer | None:
    """Of a paper on which several are protected, all must have let it pass; one refusal is enough (the page of today
    says the same: `output.answered_lately`)."""
    refused = next((row for row in holds if row.decided_at and not row.is_approved), None)
    if refused is not None:
        return Answer(
            "認められませんでした",
            "もう1人に認められませんでした",
            "作成していません。理由を確かめてください。",
            "red",
            refused.pk,
        )
    if not holds or any(row.decided_at is None for row in holds):
        return None
    moments = {row.decided_at: row for row in holds if row.decided_at is not None}
    decided_at = min(moments)
    first = moments[decided_at]
    if first.used_job is not None:
        text = "この確認で、すでに1部を作成しました。"
    elif decided_at + APPROVAL_HOLDS_FOR > timezone.now():
        text = "認められてから24時間のあいだに、1部だけ作成できます。次の画面で「1部だけ作成する」を押してください。"
    else:
        text = "認められてから24時間が過ぎました。元の画面から、もう一度頼んでください。"
    return Answer("認められました", "もう1人に認められました", text, "green", first.pk)
