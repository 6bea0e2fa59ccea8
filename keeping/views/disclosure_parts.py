"""Pages of a request that is decided in two parts: that is told, and paragraphs are put off (Art. 84)."""

import uuid
from typing import Any

from django.http import HttpResponse

from access.acting import ActingRequest
from access.errors import StaleError
from access.routes import route
from keeping import services
from keeping.disclosing import grounds_of, paragraphs, seen_as
from keeping.parts_forms import PutOffForm, RestForm

from .disclosure_steps import answer_of, special_of
from .disclosures import ROLES, row_of
from .disposals import BOTH


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def tell_of_rest(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """A considerable part is decided first, and the rest later."""
    row, page = row_of(request, disclosure_request)
    return special_of(
        request,
        row,
        page,
        RestForm,
        services.tell_of_rest,
        "記録が著しく大量で、60日以内にすべてを決定すると、事務の遂行に著しい支障が出るおそれがあるときだけ使えます"
        "（第84条）。相当の部分は60日以内に、残りは、知らせた期限までに決定します。"
        "請求した人には、受け付けた日から30日以内に、書面で知らせます。知らせると、記録があることが伝わります。",
    )


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def put_off(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Many paragraphs at once are left to the second decision, or taken into the first again."""
    row, page = row_of(request, disclosure_request)
    marks = seen_as(grounds_of(row, request.user))
    form = PutOffForm(
        request.POST or None,
        count=len(paragraphs(row, request.user)),
        initial={"marks": marks},
    )

    def save() -> None:
        try:
            services.put_off(request=row, by=request.user, **form.chosen)
        except StaleError:
            # Whoever is told that the marks are others by now, and looks, goes on from these.
            sent: Any = form.data
            form.data = sent = sent.copy()
            sent["marks"] = seen_as(grounds_of(row, request.user))
            raise

    return answer_of(
        request,
        row,
        page,
        form,
        save,
        heading="あとで決定する段落を、まとめて選ぶ",
        submit="選ぶ",
        explanation=(
            "段落の番号で、はじめと終わりを選びます。一つの欄に書かれた段落は、いっしょに選ばれます。"
            "「いま決定する」に戻した段落には、受け付けたときと同じ印が付きます。"
        ),
    )
