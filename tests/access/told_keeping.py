"""What the told case holds of retention: a hold on it, and, beside it, a list of another case whose work was
over long ago, approved and not yet carried out, so that the crawl walks through lists and certificates."""

import datetime
from typing import Any

from django.utils import timezone

from access import keeping
from access.context import acting_as
from cases.models import Person
from keeping import services
from keeping.models import DisclosureRequest
from sample_ward.story import Story
from tests.keeping.situations import a_closed_case, decide, draw_up, look_through

from .people import persona

# Who sees a list of numbers: who keeps the records, and auditors (R10).
KNOWN_TO = {"auditor": {"keeping:disposal_list", "keeping:certificate"}}

# Who works in the record in which a request of disclosure is answered.
ANSWERING = ("caseworker_a", "colleague_a", "supervisor_a")


def tell(story: Story) -> None:
    with acting_as(persona("supervisor_a")) as _:
        keeping.place_hold(
            case_id=story.case.pk,
            reason="lawsuit",
            reference="検証第1号",
            by=persona("supervisor_a"),
        )
    _disclosure(story)
    a_closed_case("csw1")
    decide(draw_up("x-secretary"), "x-supervisor_s")


def a_request(record: Any, person: Any, by: Any) -> DisclosureRequest:
    """A representative asks for what body A keeps of somebody."""
    facts = services.AskerFacts(
        "guardian", "検証の登記事項証明書", "検証 代子", "検証で対立のないことを確かめた"
    )
    on = timezone.localdate() - datetime.timedelta(days=1)
    return services.receive_request(
        record=record, person=person, facts=facts, received_on=on, by=by
    )


def _disclosure(story: Story) -> None:
    """A request of disclosure: marked, put forward, and sent back by the second person."""
    worker = persona("caseworker_a")
    with acting_as(worker):
        person = Person.objects.visible_to(worker).of_case(story.case).get(is_subject=True)
        made = a_request(story.record(), person, worker)
        services.submit_package(request=made, decision="refused", words="検証の説明", by=worker)
    head = persona("supervisor_a")
    with acting_as(head):
        seen = DisclosureRequest.objects.visible_to(head).select_related("record").get(pk=made.pk)
        services.check_package(request=seen, is_right=False, words="検証の差し戻し", by=head)
    with acting_as(worker):
        _heard(DisclosureRequest.objects.visible_to(worker).get(pk=made.pk), worker)
        _in_parts(a_request(story.record(), person, worker), worker)


def _heard(request: DisclosureRequest, by: Any) -> None:
    """Corrected and extended; two third parties, of whom one is against the disclosure."""
    today = timezone.localdate()
    asked = services.ask_correction(request=request, asked_on=today, words="検証の補正", by=by)
    corrected = services.note_correction(request=asked, corrected_on=today, by=by)
    services.extend(request=corrected, days=10, reason="検証の延長", told_on=today, by=by)
    notice = services.Notice(today, today + datetime.timedelta(days=14))
    first, _ = (
        services.hear_third_party(
            request=request, name=name, about="検証の部分", ground=ground, notice=notice, by=by
        )
        for name, ground in (
            ("検証 三子", services.Ground("1")),
            ("検証 四郎", services.Ground("2", "1", "検証の号の理由")),
        )
    )
    services.note_opinion(
        party=first, state="opposes", answered_on=today, words="検証の反対", by=by
    )


def _in_parts(request: DisclosureRequest, by: Any) -> None:
    """Another one, about so much that it is decided in two parts; one paragraph is put off (Art. 84)."""
    today = timezone.localdate()
    told = services.tell_of_rest(
        request=request,
        reason="検証の特例",
        told_on=today,
        rest_due_on=today + datetime.timedelta(days=120),
        by=by,
    )
    services.put_off(request=told, first=1, last=1, is_later=True, by=by)


def a_decided_request(case: Any) -> DisclosureRequest:
    """Another one, decided by two people as the records stand now: whoever may prints it."""
    worker, head = persona("caseworker_a"), persona("supervisor_a")
    with acting_as(worker):
        person = (
            Person.objects.visible_to(worker).filter(compartment__case=case).get(is_subject=True)
        )
        record = (
            DisclosureRequest.objects.visible_to(worker)
            .filter(compartment__case=case)
            .select_related("record__body", "record__compartment__case")
            .first()
        )
        assert record is not None
        made = a_request(record.record, person, worker)
        look_through(made, worker)
        services.submit_package(request=made, decision="partial", words="", by=worker)
    with acting_as(head):
        seen = DisclosureRequest.objects.visible_to(head).select_related("record").get(pk=made.pk)
        return services.check_package(request=seen, is_right=True, words="", by=head)
