"""What a list of cases says of each: read for a page of them with constant questions."""

from typing import Any

from access.context import within
from access.explain import explain_cases
from access.models import CaseFile

from .consent_states import states
from .contacts import last_contacts
from .models import CaseRecord, Intake, Person
from .together import state_words


def list_rows(user: Any, files: list[CaseFile]) -> list[dict[str, Any]]:
    """Rows of a list: whose household, own state, consent, why it is seen; thirteen questions at most.

    `state_words` follow what the reader sees, a 支援会議 included: for her screen, not for a paper or file (R7).
    """
    with within(case.pk for case in files):
        return _rows(user, files)


def _rows(user: Any, files: list[CaseFile]) -> list[dict[str, Any]]:
    people: dict[Any, list[Person]] = {}
    members = Person.objects.visible_to(user).in_household().filter(compartment__case__in=files)
    for person in members.select_related("compartment"):
        people.setdefault(person.compartment.case_id, []).append(person)
    own = CaseRecord.objects.visible_to(user).filter(compartment__case__in=files)
    # Of two bodies that she serves the first, as on the page of the case.
    in_order = own.select_related("compartment", "body").order_by("body__order", "body__name", "pk")
    records: dict[Any, CaseRecord] = {}
    for record in in_order:
        records.setdefault(record.compartment.case_id, record)
    words = state_words(user, records.values())
    contacts = last_contacts(user, files)
    urgencies = {
        row.compartment.case_id: row.urgency
        for row in Intake.objects.visible_to(user)
        .filter(compartment__case__in=files)
        .select_related("compartment")
        .order_by("received_on", "created_at")
    }
    bases = explain_cases(user, files)
    subjects = {c: p for c, found in people.items() for p in found if p.is_subject}
    consent = states(user, subjects.values())
    return [
        {
            "case": case,
            "subject": (subject := subjects.get(case.pk)),
            "consent": consent[subject.pk] if subject else None,
            "size": len(people.get(case.pk, [])),
            "record": (record := records.get(case.pk)),
            "state_words": words[record.pk] if record else "",
            "last_contact": contacts.get(case.pk),
            "urgency": urgencies.get(case.pk, ""),
            "bases": bases.get(case.pk, []),
        }
        for case in files
    ]
