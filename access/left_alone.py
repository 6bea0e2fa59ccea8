"""A conference that nobody is in charge of any more (R4, R12, R16): its secretariat learns that there is one, and a
coordinator there takes it over."""

import uuid

from organizations.models import Appointment

from .grants import call
from .together import Rows

# (key of the conference, its case, its law, its secretariat) of each that is alone, for coordinators of its secretariat
# who see that the case was handed to them (R6). Nothing in it is told, and not why it is alone.
LEFT_ALONE = Rows(
    "select conference, of_case, law, secretariat from access.conferences_left_alone()"
)


def take_over(*, conference: uuid.UUID, office: Appointment, source: uuid.UUID) -> bool:
    """The acting user becomes its secretary; false when it is alone no more, or never was."""
    return bool(call("take_over_conference", conference, office.pk, source))
