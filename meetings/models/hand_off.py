"""多機関協働の依頼 (HAND_OFF): what a body asks of the secretariat, and its answer."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel
from meetings.querysets import RequestManager
from organizations.models import Body, LegalBasis


class RequestState(models.TextChoices):
    REQUESTED = "requested", "返事待ち"
    ACCEPTED = "accepted", "受理"
    RETURNED = "returned", "差戻し"
    WITHDRAWN = "withdrawn", "取り下げ"


REQUEST_MOVES: dict[str, tuple[str, ...]] = {
    RequestState.REQUESTED: ("accepted", "returned", "withdrawn"),
    RequestState.ACCEPTED: (),
    RequestState.RETURNED: (),
    RequestState.WITHDRAWN: (),
}

# Over, and nobody is at work on it: the body may ask anew.
REQUEST_OVER = (RequestState.RETURNED, RequestState.WITHDRAWN)


# Why a request is returned: a list of the ward.
RETURNS = "CL-97"


class CoordinationRequest(ConfidentialModel):
    """HAND_OFF: a body asks the secretariat for 多機関協働 (domain.md 3.4 steps 1-2).

    The three required answers keep the case from being dumped on the secretariat. The household is
    as the sender states it; names may be left out.
    """

    ends: ClassVar[str] = (
        "case when t.state <> 'requested' then (t.answered_at at time zone 'Asia/Tokyo') end"
    )

    sender_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    secretariat = models.ForeignKey(
        Body, verbose_name="依頼先", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "状態", max_length=20, choices=RequestState, default=RequestState.REQUESTED
    )
    urgency = models.CharField("緊急度", max_length=5, blank=True)
    done_so_far = models.TextField("自機関・今ある制度で対応したこと")
    asked_for = models.TextField("多機関協働に求めること")
    sender_continues = models.TextField("自機関が続けること")
    why_now = models.TextField("今、必要な理由", blank=True)
    household = models.JSONField("世帯について伝えること", default=list)
    consent_state = models.CharField("本人の同意", max_length=10, default="00")
    legal_basis = models.ForeignKey(
        LegalBasis, verbose_name="伝える根拠", on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField("依頼日時", default=timezone.now)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # CL-97; empty in what was returned before there was the list.
    return_code = models.CharField("差戻しの理由（区分）", max_length=10, blank=True, db_default="")
    return_reason = models.CharField("差戻しの理由", max_length=500, blank=True)
    return_advice = models.CharField("次にしてほしいこと", max_length=500, blank=True)

    objects: ClassVar[Any] = RequestManager()

    # Whether the secretariat sees it no more because of the consents: told of rows that were asked for `with_closed`.
    has_closed = False

    class Meta(ConfidentialModel.Meta):
        ordering = ["-requested_at", "-id"]
        verbose_name = verbose_name_plural = "多機関協働の依頼"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment"], name="one_request_a_compartment"),
            models.CheckConstraint(
                condition=models.Q(state__in=RequestState.values), name="request_known_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(done_so_far="")
                & ~models.Q(asked_for="")
                & ~models.Q(sender_continues=""),
                name="request_sender_stays",
            ),
            models.CheckConstraint(
                condition=~models.Q(sender_body=models.F("secretariat")),
                name="request_to_another_body",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(return_reason=""),
                name="request_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state="requested", answered_at__isnull=True)
                | (~models.Q(state="requested") & models.Q(answered_at__isnull=False)),
                name="request_answered_at",
            ),
        ]
