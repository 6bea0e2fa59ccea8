"""Issues of an assessment: what weighs on whom, how heavily, and what was done about it."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.assessment_sheet import ISSUE, PRIORITY, SEVERITY, Lists
from cases.models import Assessment, AssessmentIssue, Person

from .assessments import draft_of, locked_draft


@dataclass(frozen=True)
class IssueFacts:
    """One issue of one person, or of the household as a whole (課題×人×重さ)."""

    code: str
    severity: str
    priority: str
    source: str
    person_id: uuid.UUID | None = None
    person_name: str = ""
    status: str = AssessmentIssue.Status.PRESENT
    text: str = ""
    done_so_far: str = ""
    first_seen_on: datetime.date | None = None

    def fields(self) -> dict[str, Any]:
        """Columns of the issue."""
        return {
            "code": self.code,
            "severity": self.severity,
            "priority": self.priority,
            "source": self.source,
            "person_id": self.person_id,
            "person_name": self.person_name if self.person_id else "",
            "status": self.status,
            "text": self.text,
            "done_so_far": self.done_so_far,
            "first_seen_on": self.first_seen_on or timezone.localdate(),
        }


def _require_known(
    facts: IssueFacts, draft: Assessment, by: Any, row: AssessmentIssue | None = None
) -> None:
    """Values of the lists of today, somebody of the household; what the issue had may stay."""
    people = Person.objects.visible_to(by).filter(compartment__case=draft.compartment.case_id)
    was = row.person_id if row else None
    if facts.person_id not in (None, was) and not people.filter(pk=facts.person_id).exists():
        raise DomainError("だれの課題かを、世帯の人から選んでください")
    lists = Lists()
    for name, code_list, words in (
        ("code", ISSUE, "課題・背景要因"),
        ("severity", SEVERITY, "重さ"),
        ("priority", PRIORITY, "優先度"),
    ):
        kept = getattr(row, name) if row else ""
        if getattr(facts, name) not in dict(lists.offered(code_list, kept)):
            raise DomainError(f"{words}を、一覧から選んでください")
    if not facts.source:
        raise DomainError("だれから、何から分かったことか、情報源を書いてください")
    if facts.first_seen_on and facts.first_seen_on > timezone.localdate():
        raise DomainError("気づいた日は、今日までの日付にしてください")


@transaction.atomic
def enter_issue(*, assessment: Assessment, facts: IssueFacts, by: Any) -> AssessmentIssue:
    """An issue that was noticed since the last version."""
    draft = locked_draft(assessment.pk, by)
    _require_known(facts, draft, by)
    made: AssessmentIssue = AssessmentIssue.objects.create(
        compartment_id=draft.compartment_id, created_by=by, assessment=draft, **facts.fields()
    )
    return made


@transaction.atomic
def change_issue(
    *, issue: AssessmentIssue, facts: IssueFacts, by: Any, version: int | None = None
) -> AssessmentIssue:
    """It weighs more or less, was worked on, or is solved; the last version keeps what it said."""
    _require_known(facts, draft_of(issue, by), by, issue)
    return save_changed(issue, by=by, fields=facts.fields(), version=version)


@transaction.atomic
def remove_issue(*, issue: AssessmentIssue, by: Any) -> AssessmentIssue:
    """Entered by mistake; the history keeps it. What has got better is 解消, not removed."""
    draft_of(issue, by)
    if issue.removed_on is None:
        save_changed(issue, by=by, fields={"removed_on": timezone.localdate()})
    return issue
