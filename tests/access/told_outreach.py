"""What the told case holds of outreach: a row of every model, in the record of the first body (R2)."""

from typing import Any

from access.context import acting_as
from outreach import services
from outreach.models import Outreach, PlannedVisit, VisitAttempt
from outreach.monthly import month_of
from sample_ward import seeking
from sample_ward.doing import days
from sample_ward.story import Story

from .people import body, persona


def tell(story: Story) -> None:
    """Sought out; one attempt corrected, one visit made and come back from, one to come; a month
    reported."""
    row = seeking.seek(story)
    worker = persona("caseworker_a")
    with acting_as(worker):
        last: Any = VisitAttempt.objects.visible_to(worker).filter(outreach=row).first()
        facts = services.AttemptFacts(
            result="person",
            visitor=worker,
            companion_words="検証",
            words="検証の訂正",
            signs=("mail",),
            at=last.at,
        )
        services.correct_attempt(attempt=last, facts=facts, reason="検証", by=worker)
        seen = Outreach.objects.visible_to(worker).for_list().get(pk=row.pk)
        visit = services.plan_visit(
            outreach=seen,
            facts=services.VisitFacts(
                on=days(0), visitor=worker, method="phone", purpose="検証の電話"
            ),
            by=worker,
        )
        services.confirm_return(
            visit=PlannedVisit.objects.visible_to(worker).get(pk=visit.pk), by=worker
        )
        services.report_month(body=body("A"), month=month_of(""), by=worker)
