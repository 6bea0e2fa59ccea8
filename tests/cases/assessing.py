"""Situations of assessments, named as people would tell them. Every step goes through a service."""

from typing import Any

from django.utils import timezone

from access.models import CaseFile
from cases import services
from cases.models import Assessment, AssessmentBlock, AssessmentIssue
from cases.services import BlockFacts, IssueFacts
from tests.world import acting, staff

from .situations import people_of, record_of, seen_by

WHO = "soudan1"
Kind, State = AssessmentBlock.Kind, AssessmentBlock.State


def facts(**changes: Any) -> BlockFacts:
    values: dict[str, Any] = {
        "text": "夫と死別し、長男と暮らす。",
        "sources": ["1", "2"],
        "obtained_on": timezone.localdate(),
        "obtained_under": "person",
    }
    return BlockFacts(**(values | changes))


def a_draft(case: CaseFile, by: str = WHO, occasion: str = "1") -> Assessment:
    with acting(by) as user:
        return services.start_assessment(record=record_of(case, by), occasion=occasion, by=user)


def block_of(assessment: Assessment, kind: str, by: str = WHO) -> AssessmentBlock:
    """The block; whoever sees it must be acting."""
    rows = AssessmentBlock.objects.visible_to(staff(by)).select_related("compartment__case")
    return rows.get(assessment=assessment, kind=kind)


def write(assessment: Assessment, kind: str = Kind.FORMULATION, **changes: Any) -> AssessmentBlock:
    with acting(WHO) as user:
        block = block_of(assessment, kind)
        return services.write_block(block=block, facts=facts(**changes), by=user)


def an_issue(assessment: Assessment, **changes: Any) -> AssessmentIssue:
    with acting(WHO) as user:
        person = people_of(assessment.compartment.case, WHO)[0]
        values: dict[str, Any] = {
            "code": "36",
            "severity": "2",
            "priority": "1",
            "source": "訪問看護",
            "person_id": person.pk,
            "person_name": str(person),
        }
        return services.enter_issue(
            assessment=assessment, facts=IssueFacts(**(values | changes)), by=user
        )


def fix(assessment: Assessment) -> Assessment:
    with acting(WHO) as user:
        row = Assessment.objects.visible_to(user).get(pk=assessment.pk)
        return services.fix_assessment(assessment=row, by=user)


def a_fixed_version(case: CaseFile) -> Assessment:
    draft = a_draft(case)
    write(draft, Kind.HOUSING, items={"kind": "2", "rent": "6万8千円"}, text="")
    write(draft)
    an_issue(draft)
    return fix(draft)


def seen(model: Any, assessment: Assessment) -> list[Any]:
    return [row for row in seen_by(WHO, model) if row.assessment_id == assessment.pk]
