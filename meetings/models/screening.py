"""受理票: what the secretariat thinks of a request before it answers (domain.md 3.2, 3.4 step 2).

It lies in a compartment of its own (kind HAND_OFF) that is open to the coordinators of the secretariat
alone: the compartment of the request is read by the sender as well, and the secretariat's own record
begins only when it accepts (docs/decisions/0020).
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from access.models import ConfidentialModel


class Finding(models.TextChoices):
    YES = "yes", "あてはまる"
    NO = "no", "あてはまらない"
    UNSURE = "unsure", "まだ分からない"


def _criterion(label: str) -> models.CharField:
    return models.CharField(label, max_length=10, choices=Finding, blank=True)


class RequestScreening(ConfidentialModel):
    """HAND_OFF, coordinators only: the screening form of one request."""

    # Of one that was taken back before anybody concluded: with the request.
    ends: ClassVar[str] = (
        "coalesce(t.screened_on, (select (r.answered_at at time zone 'Asia/Tokyo')::date"
        " from public.meetings_coordinationrequest r where r.id = t.request_id and r.state = 'withdrawn'))"
    )

    class Proposal(models.TextChoices):
        ACCEPT = "accept", "受理する"
        RETURN = "return", "差し戻す"

    # The request lies in another compartment: no foreign key.
    request_id = models.UUIDField()
    in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="見ている人",
        on_delete=models.PROTECT,
        related_name="+",
    )
    begun_at = models.DateTimeField("見始めた日時", default=timezone.now)
    is_complex = _criterion("困りごとが複雑化・複合化している")
    is_between_systems = _criterion("制度の狭間にあり、受け止める機関がない")
    is_tried = _criterion("自機関・今ある制度で、できることをしている")
    needs_roles = _criterion("いくつかの機関の役割を整理する必要がある")
    is_urgent = _criterion("急がないと、生命・身体・住まいに危険がある")
    view = models.TextField("見立て", blank=True)
    proposal = models.CharField("結論", max_length=10, choices=Proposal, blank=True)
    screened_on = models.DateField("判断した日", null=True, blank=True)

    CRITERIA: ClassVar[tuple[str, ...]] = (
        "is_complex",
        "is_between_systems",
        "is_tried",
        "needs_roles",
        "is_urgent",
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["-begun_at", "-id"]
        verbose_name = verbose_name_plural = "受理票"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment"], name="one_screening_a_compartment"),
            models.CheckConstraint(
                condition=Q(proposal="", screened_on__isnull=True)
                | ~Q(proposal="") & ~Q(view="") & Q(screened_on__isnull=False),
                name="screening_concluded_with_a_view",
            ),
        ]
