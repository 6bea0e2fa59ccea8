"""R11: to which other files a protected person came, as a search finds it (docs/decisions/0770). Only asked; nothing is
written here."""

from typing import Any

from access.models import Compartment
from access.search import find_words
from cases.models import ContactPoint, Intake, OtherName, Person

MOST = 500


def came_elsewhere(person: Person, by: Any) -> list[Intake]:
    """Intakes of other files, as far as the user sees them, to which somebody of her name or number came: whoever
    reads there finds them. Nothing says that it was she; who protects her knows, and corrects them."""
    mine: Compartment = person.compartment
    names = OtherName.objects.visible_to(by).filter(person=person, removed_on__isnull=True)
    numbers = ContactPoint.objects.visible_to(by).filter(
        person=person, kind=ContactPoint.Kind.PHONE, ended_on__isnull=True
    )
    told = {person.name, *names.values_list("name", flat=True)}
    told |= set(numbers.values_list("value", flat=True))
    found = {
        hit.row_id
        for words in filter(None, told)
        for hit in find_words(words, most=MOST)
        if hit.part == "visitor" and hit.case_id != mine.case_id
    }
    rows = Intake.objects.visible_to(by).filter(pk__in=found)
    return list(rows.select_related("compartment__case"))
