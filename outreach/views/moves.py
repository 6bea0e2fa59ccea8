"""From one state to the next; linked; the end."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from access.routes import route
from outreach import services
from outreach.forms import CloseForm, LinkForm, MoveForm

from .base import BOTH, KEEPERS, form_page, only_to_open, written

WAITING = (
    "予定の残っている訪問か、帰着を確かめていない訪問があります。"
    "先に、結果を記録するか、取りやめてください。"
)


def _options(page: Any) -> dict[str, Any]:
    return {
        "draft_object": page.outreach.pk,
        "initial": {"version": page.outreach.version},
    }


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def move(request: HttpRequest, outreach: uuid.UUID) -> HttpResponse:
    """To another state; those that cannot be reached yet say what is missing."""
    page = written(request, outreach)
    form = MoveForm(request.POST or None, states=page.open_states, **_options(page))

    def act() -> Any:
        return services.move_on(
            outreach=page.outreach, by=request.user, version=form.version, **form.values()
        )

    return form_page(
        page,
        form,
        act,
        heading="段階を進める",
        submit="段階を変える",
        changing=page.outreach,
        template="outreach/move.html",
    )


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def link(request: HttpRequest, outreach: uuid.UUID) -> HttpResponse:
    """The household is linked."""
    page = written(request, outreach)
    only_to_open(request, page.may_link)
    form = LinkForm(request.POST or None, **_options(page))

    def act() -> Any:
        return services.link_outreach(
            outreach=page.outreach, by=request.user, version=form.version, **form.values()
        )

    return form_page(
        page,
        form,
        act,
        heading="つながった",
        submit="つながったとして残す",
        changing=page.outreach,
        explanation="このあと、つながった先との関係が続いているかを確かめてから終結します。",
    )


@route("R2", reads=True, methods=BOTH, roles=KEEPERS)
def close(request: HttpRequest, outreach: uuid.UUID) -> HttpResponse:
    """The end, with its reason."""
    page = written(request, outreach)
    form = CloseForm(request.POST or None, **_options(page))

    def act() -> Any:
        closed = services.close_outreach(
            outreach=page.outreach, by=request.user, version=form.version, **form.values()
        )
        messages.success(request, "アウトリーチを終結しました。ケースの記録は続きます")
        return closed

    return form_page(
        page,
        form,
        act,
        heading="アウトリーチを終結する",
        submit="終結する",
        changing=page.outreach,
        explanation=(WAITING if page.visits else "")
        + "終結すると、書き足せなくなります。ケースの記録は続きます。"
        "また働きかけるときは、ケースの画面から新しく始めます。",
    )
