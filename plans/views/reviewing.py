"""A supervisor reads what her body takes on, and says her word (R9)."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse

from access.routes import route
from access.shortcuts import get_visible
from organizations.models import Role
from plans import services
from plans.forms import ReviewForm
from plans.models import Plan, PlanReview
from plans.page import PlanPage
from plans.states import EDITABLE

from .forms_of_plan import BOTH, answer


def _said(made: PlanReview) -> str:
    """What the supervisor's word comes to, for herself."""
    if made.verdict == PlanReview.Verdict.APPROVED:
        return f"承認しました。{made.body}が、第{made.edition}版の役割を引き受けます"
    return "差し戻しました。直してほしいことは、事務局に伝わります"


@route("R9", reads=True, methods=BOTH, roles=(Role.SUPERVISOR,))
def review(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Approve this edition for one's body, or return it; to others the page is not there."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    bodies = services.bodies_supervised(page.plan, request.user)
    if not bodies or page.plan.state not in EDITABLE:
        raise Http404
    form = ReviewForm(
        request.POST or None,
        bodies=bodies,
        draft_object=page.plan.pk,
        initial={"edition": page.plan.edition},
    )

    def act() -> PlanReview:
        data = form.cleaned_data
        return services.review_plan(
            plan=page.plan,
            body=form.bodies[data["body"]],
            edition=data["edition"],
            verdict=data["verdict"],
            comment=data["comment"],
            by=request.user,
        )

    own = {body.pk for body in bodies}
    return answer(
        page,
        form,
        act,
        "plans/review.html",
        done=_said,
        own_tasks=[task for task in page.tasks if task.body_id in own],
    )
