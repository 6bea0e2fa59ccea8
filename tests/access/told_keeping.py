"""What the told case holds of retention: a hold on it, and, beside it, a list of another case whose work was
over long ago, approved and not yet carried out, so that the crawl walks through lists and certificates."""

import datetime
from typing import Any

from django.utils import timezone

from access import keeping
from access.context import acting_as
from cases.models import Person
from keeping import services
from keeping.models import AmendmentRequest, DisclosureRequest
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
    _corrected(story, person)
    _stopped(story, person)
    _passed_on(story, person)
    _withdrawn(story, person)


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


def an_amendment(record: Any, person: Any, by: Any, **asked: str) -> AmendmentRequest:
    """A representative asks that something be corrected, or no longer used."""
    facts = services.AskerFacts(
        "guardian", "検証の登記事項証明書", "検証 代子", "検証で対立のないことを確かめた"
    )
    words = {"about": "検証の部分", "claim": "検証の求め", "reason": "検証の理由"}
    on = timezone.localdate() - datetime.timedelta(days=1)
    return services.receive_amendment(
        record=record,
        person=person,
        facts=facts,
        asked=services.Asked(**words, **asked),
        received_on=on,
        by=by,
    )


def _corrected(story: Story, person: Any) -> None:
    """訂正請求: corrected itself, extended, decided by two people and carried out; of two receivers one is told."""
    worker, head, today = persona("caseworker_a"), persona("supervisor_a"), timezone.localdate()
    with acting_as(worker):
        made = an_amendment(story.record(), person, worker, kind="amend", wanted="correct")
        services.ask_correction(request=made, asked_on=today, words="検証の補正", by=worker)
        services.note_correction(request=made, corrected_on=today, by=worker)
        services.extend(request=made, days=10, reason="検証の延長", told_on=today, by=worker)
        services.submit_amendment(request=made, decision="partial", words="検証の決定", by=worker)
    _answered(made, head, is_right=True)
    with acting_as(worker):
        decided = AmendmentRequest.objects.visible_to(worker).get(pk=made.pk)
        services.carry_out(request=decided, carried_on=today, words="検証で直した", by=worker)
        for whom, told_on, why_not in (("検証の課", today, ""), ("検証の園", None, "検証の理由")):
            services.tell_recipient(
                request=decided, whom=whom, told_on=told_on, why_not=why_not, by=worker
            )


def _stopped(story: Story, person: Any) -> None:
    """利用停止請求: it takes longer than an extension, and is sent back by the second person."""
    worker, today = persona("caseworker_a"), timezone.localdate()
    with acting_as(worker):
        made = an_amendment(
            story.record(), person, worker, kind="stop", wanted="erase", stop_ground="1a"
        )
        services.tell_of_longer(
            request=made,
            reason="検証の特例",
            told_on=today,
            longer_due_on=today + datetime.timedelta(days=120),
            by=worker,
        )
        services.submit_amendment(request=made, decision="refused", words="検証の決定", by=worker)
    _answered(made, persona("supervisor_a"), is_right=False)


def _passed_on(story: Story, person: Any) -> None:
    """事案の移送: one of each kind, to which two people have agreed (Art. 85, 96)."""
    worker, head = persona("caseworker_a"), persona("supervisor_a")
    with acting_as(worker):
        made = [
            a_request(story.record(), person, worker),
            an_amendment(story.record(), person, worker, kind="amend", wanted="add"),
        ]
        for one in made:
            services.propose_passing(
                request=one,
                passed_to="検証の知事",
                agreed_on=timezone.localdate(),
                words="検証の移送",
                by=worker,
            )
    with acting_as(head):
        rows = DisclosureRequest.objects.visible_to(head).select_related("record__body")
        services.check_package(request=rows.get(pk=made[0].pk), is_right=True, words="", by=head)
    _answered(made[1], head, is_right=True)


def _withdrawn(story: Story, person: Any) -> None:
    """取下げ: one of each kind."""
    worker = persona("caseworker_a")
    with acting_as(worker):
        for one in (
            a_request(story.record(), person, worker),
            an_amendment(story.record(), person, worker, kind="amend", wanted="delete"),
        ):
            on = timezone.localdate()
            services.withdraw(request=one, withdrawn_on=on, how="検証の取下書", by=worker)


def _answered(made: AmendmentRequest, head: Any, *, is_right: bool) -> None:
    with acting_as(head):
        rows = AmendmentRequest.objects.visible_to(head).select_related("record")
        services.check_amendment(
            request=rows.get(pk=made.pk), is_right=is_right, words="検証のひとこと", by=head
        )


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
