"""What the told case holds of members: a scan of a paper, and where the 受理票 lies."""

import io
from typing import Any

from PIL import Image

from access.context import acting_as
from access.models import Compartment
from meetings import services as meetings
from meetings.models import MeetingMember, RequestScreening

from .people import persona


def picture() -> bytes:
    """What a scanner makes."""
    target = io.BytesIO()
    Image.new("RGB", (20, 20), (200, 200, 200)).save(target, "PNG")
    return target.getvalue()


def a_scan(story: Any) -> None:
    """The member on paper has signed, and the secretary attaches it."""
    secretary = persona("secretary")
    with acting_as(secretary):
        rows = MeetingMember.objects.visible_to(secretary).of_case(story.case)
        member = rows.filter(appointment__isnull=True).first()
        assert member is not None
        meetings.scan_paper(member=member, name="a.png", content=picture(), by=secretary)


def screening_compartment(story: Any) -> Compartment:
    """Open to the coordinators alone."""
    secretary = persona("secretary")
    with acting_as(secretary):
        rows = RequestScreening.objects.visible_to(secretary).of_case(story.case)
        return rows.select_related("compartment").get().compartment
