"""Classes of retention 保存年限: entered by system administrators, read by who keeps the records."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from access import keeping
from access.acting import ActingRequest
from access.keeping_models import RecordKind, RetentionClass
from access.routes import MASTERS, route
from bunkyo_support.forms import render_form
from bunkyo_support.saving import save_form
from keeping.forms import ClassForm
from organizations.models import Role

from .disposals import BOTH, READERS


@route(MASTERS, methods=BOTH, roles=(Role.SYSTEM_ADMINISTRATOR, *READERS))
def classes(request: ActingRequest) -> HttpResponse:
    """Classes in force of each kind, those of before and to come; administrators enter another."""
    may_enter = Role.SYSTEM_ADMINISTRATOR in request.acting.roles
    form = ClassForm(request.POST or None)

    def save() -> str:
        keeping.set_class(by=request.user, **form.values())
        messages.success(request, "保存年限を入れました")
        return reverse("keeping:classes")

    answer = save_form(request, form, save)
    if answer is not None:
        return answer
    now = keeping.classes_on(timezone.localdate())
    context = {
        "form": form if may_enter else None,
        "kinds": [(label, now.get(value)) for value, label in RecordKind.choices],
        "rows": sorted(
            RetentionClass.objects.select_related("created_by"),
            key=lambda row: RecordKind.values.index(row.kind),
        ),
    }
    return render_form(request, "keeping/classes.html", context, form)
