"""Information shared inside a 支援会議, and what is added to it: on Art. 106-6 (R7, R21).

Who protects her informant says what kind of person told it, and no name: the name stays in the
record of her own body (domain.md 2.3).
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from access.errors import DomainError

from ..models import Marker, SharedItem, Sitting, SupportMeeting
from .meetings import enter_in_ledger
from .standing import require_member

NO_NAME = (
    "情報提供者を守るときは、情報源に名前を書かずに、「情報提供者」で、どんな人かを選んでください"
)


@transaction.atomic
def share_item(
    *,
    meeting: SupportMeeting,
    nature: str,
    source: str,
    text: str,
    by: Any,
    sitting: Sitting | None = None,
    markers: Collection[str] = (),
    informant: str = "",
) -> SharedItem:
    """Share information inside the 支援会議, without consent; from then on it stays as it is."""
    member = require_member(meeting, by)
    _require_nameless(markers, informant, source)
    item: SharedItem = SharedItem.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        sitting=sitting,
        member=member,
        nature=nature,
        source=source,
        informant=informant,
        text=text,
        **{marker.value: marker in markers for marker in Marker},
    )
    enter_in_ledger(meeting, member, item, "支援体制の検討", by)
    return item


def _require_nameless(markers: Collection[str], informant: str, source: str) -> None:
    """The database keeps it as well (item_never_names_its_informant)."""
    if Marker.INFORMANT in markers:
        if source or not informant:
            raise DomainError(NO_NAME)
    elif informant:
        raise DomainError(
            "「情報提供者」を選んだときは、「情報提供者を守る」にチェックを付けてください"
        )


def may_add_to(item: SharedItem, meeting: SupportMeeting, by: Any) -> bool:
    """Who shared it, and the secretaries: until the meeting is over."""
    try:
        require_adder(item, meeting, by)
    except DomainError:
        return False
    return True


def require_adder(item: SharedItem, meeting: SupportMeeting, by: Any) -> Any:
    member = require_member(meeting, by)
    if item.created_by_id != by.pk and not member.is_secretary:
        raise DomainError("付記・訂正を書けるのは、共有した人と事務局です")
    return member


@transaction.atomic
def add_to_item(*, item: SharedItem, addendum: str, text: str, by: Any) -> SharedItem:
    """An addition or a correction beside what was shared, which stays readable as it was."""
    meeting = (
        SupportMeeting.objects.visible_to(by).select_related("compartment").get(pk=item.meeting_id)
    )
    member = require_adder(item, meeting, by)
    if item.belongs_to_id is not None:
        raise DomainError("付記・訂正は、もとの情報に書いてください")
    added: SharedItem = SharedItem.objects.create(
        compartment_id=item.compartment_id,
        created_by=by,
        meeting=meeting,
        member=member,
        nature=item.nature,
        source=item.source,
        informant=item.informant,
        text=text,
        belongs_to=item,
        addendum=addendum,
        **{marker.value: getattr(item, marker.value) for marker in Marker},
    )
    enter_in_ledger(meeting, member, added, "共有した情報の付記・訂正", by)
    return added
