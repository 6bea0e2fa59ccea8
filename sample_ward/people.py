"""Names over time, who came and went, and a person whom two bodies know without knowing of it."""

import datetime

from cases import services as cases
from cases.models import HouseholdStay, OtherName, Person
from documents.partial_dates import MONTH, YEAR, PartialDate

from .doing import acting
from .story import Story


def remember(story: Story) -> None:
    """A former and a common name of the first, and a member who was away for a while."""
    with acting(story.worker) as by:
        people = list(Person.objects.visible_to(by).of_case(story.case).standing())
        first, others = people[0], people[1:]
        for facts in (
            cases.NameFacts(
                OtherName.Kind.FORMER,
                "見本谷",
                "みほんや",
                until=PartialDate(datetime.date(1968, 1, 1), YEAR),
            ),
            cases.NameFacts(OtherName.Kind.COMMON, "見本谷 はな", "みほんや はな"),
        ):
            cases.add_name(person=first, facts=facts, by=by)
        for person in [one for one in others if not one.is_deceased][:1]:
            cases.leave_household(
                person=person,
                left=PartialDate(datetime.date(2012, 4, 1), MONTH),
                reason=HouseholdStay.Reason.GROWN,
                by=by,
            )
            back = PartialDate(datetime.date(2019, 10, 1))
            cases.return_to_household(person=person, since=back, by=by)
