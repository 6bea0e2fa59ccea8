"""A request is taken back 取下げ by whoever made it."""

import uuid

from django.http import HttpResponse
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from cases.page import CasePage
from keeping import services
from keeping.asked_models import AskedOfBody
from keeping.hearing_forms import WithdrawnForm

from .amendments import amendment_of
from .disclosure_steps import answer_of
from .disclosures import ROLES, row_of
from .disposals import BOTH


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def withdraw(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Whoever asked for disclosure does not ask any more."""
    return _withdraw(request, *row_of(request, disclosure_request))


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def amendment_withdraw(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """The same of a request of correction or to stop using."""
    return _withdraw(request, *amendment_of(request, amendment_request))


def _withdraw(request: ActingRequest, row: AskedOfBody, page: CasePage) -> HttpResponse:
    page.require_offered(not row.is_decided and not row.is_over_undecided)
    form = WithdrawnForm(
        request.POST or None,
        initial={"version": row.version, "withdrawn_on": timezone.localdate()},
    )
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: services.withdraw(
            request=row, by=request.user, version=form.version, **form.values()
        ),
        done_words="取下げを記録しました。この請求は終わりました",
        heading="取下げを記録する",
        submit="取下げを記録する",
        explanation=(
            "請求した人が、請求をやめると申し出たときに使います。この請求はここで終わり、決定も期限もなくなります。"
            "元には戻せません。"
        ),
    )
