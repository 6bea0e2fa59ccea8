"""Steps that a colleague may take while somebody types: the page, what is typed, and how she takes it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from access import output
from access.models import CaseFile, OutputHold, Restriction
from cases import services
from cases.models import (
    Assessment,
    Consent,
    NextAction,
    ProtectionMeasure,
    Referral,
    SafetyNote,
)
from cases.services import SafetyFacts, protection, restrictions
from tests.world import acting, staff

from . import situations as s
from .assessing import a_draft, a_fixed_version, an_issue, block_of, fix, write
from .test_output_gate import stops, the_hold
from .test_protection import a_protected_mother

WHO, COLLEAGUE, RECEIVER = "kanri1", "soudan1", "kurashi1"
TYPED = "書きかけの大切な文章"
LATER = timezone.localdate() + datetime.timedelta(days=30)
WAREKI = LATER.isoformat()


@dataclass(frozen=True)
class Step:
    """A page with a form: what is typed into it, and how a colleague takes the step first."""

    name: str
    of: Any
    typed: dict[str, Any]
    colleague: Callable[[], Any]
    who: str = WHO
    prefix: str = ""
    comes_back: bool = True  # the text is shown again; a file, or what only a tick says, is not
    gone: tuple[str, ...] = ()  # fields whose choice the colleague has taken away
    sent: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return reverse(f"cases:{self.name}", args=[self.of])


def as_colleague(act: Callable[[Any], Any], by: str = COLLEAGUE) -> Callable[[], Any]:
    def done() -> None:
        with acting(by) as user:
            act(user)

    return done


def mine(model: Any, by: Any) -> Any:
    rows: QuerySet[Any] = model.objects.visible_to(by)
    return rows.select_related("compartment__case").latest("created_at")


def closes(case: CaseFile) -> Callable[[], Any]:
    return as_colleague(
        lambda by: services.close_record(
            record=s.record_of(case, COLLEAGUE), reason="", note="終えた", by=by
        )
    )


def suspends(case: CaseFile) -> Callable[[], Any]:
    return as_colleague(
        lambda by: services.suspend_record(
            record=s.record_of(case, COLLEAGUE), reason="11", review_on=LATER, by=by
        )
    )


def resumes(case: CaseFile) -> Callable[[], Any]:
    return as_colleague(
        lambda by: services.resume_record(
            record=s.record_of(case, COLLEAGUE), reason="戻った", by=by
        )
    )


def reopens(case: CaseFile) -> Callable[[], Any]:
    return as_colleague(
        lambda by: services.reopen_record(
            record=s.record_of(case, COLLEAGUE), reason="戻った", by=by
        )
    )


def close() -> Step:
    case = s.a_case(COLLEAGUE)
    typed = {"why": "__first__", "note": TYPED}
    return Step("close", case.pk, typed, closes(case))


def close_with_a_thing_to_do() -> Step:
    case = s.a_case(COLLEAGUE)
    s.a_note(case, COLLEAGUE, next_what="電話する", next_due_on=LATER)

    def act(by: Any) -> None:
        record = s.record_of(case, COLLEAGUE)
        services.close_record(record=record, note="終えた", drops_actions=True, by=by)

    typed = {"why": "__first__", "note": TYPED, "drops": "on"}
    return Step("close", case.pk, typed, as_colleague(act))


def suspend() -> Step:
    case = s.a_case(COLLEAGUE)
    typed = {"reason": "__first__", "note": TYPED, "review_on": WAREKI}
    return Step("suspend", case.pk, typed, suspends(case))


def resume() -> Step:
    case = s.a_case(COLLEAGUE)
    suspends(case)()
    return Step("resume", case.pk, {"what": "resume", "reason": TYPED}, resumes(case))


def reopen() -> Step:
    case = s.a_case(COLLEAGUE)
    closes(case)()
    return Step("reopen", case.pk, {"kind": "undo", "reason": TYPED}, reopens(case))


def a_note_on_the_page_of_the_case() -> Step:
    case = s.a_case(COLLEAGUE)
    return Step("detail", case.pk, {"text": TYPED, "method": "2"}, closes(case))


def change_what_is_to_be_done() -> Step:
    case = s.a_case(COLLEAGUE)
    s.a_note(case, COLLEAGUE, next_what="電話する", next_due_on=LATER)
    with acting(COLLEAGUE) as by:
        row = mine(NextAction, by)
    act = as_colleague(lambda by: services.complete_action(action=mine(NextAction, by), by=by))
    return Step("action", row.pk, {"what": TYPED}, act)


def begin_an_assessment() -> Step:
    case = s.a_case(COLLEAGUE)
    return Step("assessments", case.pk, {"occasion": "1"}, closes(case), comes_back=False)


def _a_version(case: CaseFile) -> tuple[Assessment, Callable[[], Any]]:
    draft = a_draft(case)
    write(draft)
    return draft, lambda: fix(draft)


ISSUE = {"code": "36", "severity": "2", "priority": "1", "source": "訪問看護", "text": TYPED}


def add_an_issue() -> Step:
    draft, fixes = _a_version(s.a_case(COLLEAGUE))
    return Step("add_issue", draft.pk, ISSUE, fixes)


def change_an_issue() -> Step:
    draft, fixes = _a_version(s.a_case(COLLEAGUE))
    return Step("issue", an_issue(draft).pk, {"text": TYPED}, fixes)


def write_a_block() -> Step:
    draft, fixes = _a_version(s.a_case(COLLEAGUE))
    with acting(COLLEAGUE):
        block = block_of(draft, "formulation")
    return Step("assessment_block", block.pk, {"text": TYPED}, fixes)


def _withdraws(consent: Consent) -> Callable[[], Any]:
    def act(by: Any) -> None:
        services.withdraw_consent(consent=mine(Consent, by), note="やめたい", told=True, by=by)

    return as_colleague(act)


def share_a_block() -> Step:
    case = s.a_case(COLLEAGUE)
    version = a_fixed_version(case)
    consent = s.a_consent(case, by=COLLEAGUE)
    with acting(COLLEAGUE):
        block = block_of(version, "formulation")
    typed = {"consent": "__first__", "category": "01"}
    act = _withdraws(consent)
    return Step("share_block", block.pk, typed, act, comes_back=False, gone=("consent", "category"))


def share_a_note() -> Step:
    case = s.a_case(COLLEAGUE)
    note, consent = s.a_note(case, COLLEAGUE), s.a_consent(case, by=COLLEAGUE)
    typed = {"consent": "__first__", "category": "01"}
    act = _withdraws(consent)
    return Step("share", note.pk, typed, act, comes_back=False, gone=("consent", "category"))


def the_paper_of_a_consent() -> Step:
    said = {"oral_place": "自宅", "oral_words": "話してよい"}
    consent = s.a_consent(s.a_case(COLLEAGUE), by=COLLEAGUE, how=Consent.How.ORAL, **said)
    typed = {"received_on": timezone.localdate().isoformat(), "paper_place": TYPED}
    return Step("consent_paper", consent.pk, typed, _withdraws(consent))


def renew_a_consent() -> Step:
    consent = s.a_consent(s.a_case(COLLEAGUE), by=COLLEAGUE)
    typed = {
        "purpose": TYPED,
        "how": "written",
        "given_on": timezone.localdate().isoformat(),
        "valid_until_on": LATER.isoformat(),
    }
    return Step("consent_renew", consent.pk, typed, _withdraws(consent), sent={"step": "save"})


def take_off_a_safety_note() -> Step:
    case = s.a_case(COLLEAGUE)
    with acting(COLLEAGUE) as by:
        face = s.people_of(case, COLLEAGUE)[0].compartment
        facts = SafetyFacts(kind="other", text="犬がいる")
        row = services.add_safety_note(face=face, facts=facts, by=by)
    act = as_colleague(
        lambda by: services.remove_safety_note(note=mine(SafetyNote, by), reason="x", by=by)
    )
    return Step("remove_safety", row.pk, {"reason": TYPED}, act)


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("memo.txt", "覚え書き".encode(), "text/plain")


def add_a_file() -> Step:
    case = s.a_case(COLLEAGUE)
    return Step("attachments", case.pk, {"title": TYPED}, closes(case), sent={"uploads": _file})


def add_a_file_to_a_note() -> Step:
    case = s.a_case(COLLEAGUE)
    note = s.a_note(case, COLLEAGUE)
    return Step("attach_to_note", note.pk, {"title": TYPED}, closes(case), sent={"uploads": _file})


def _released(measure: ProtectionMeasure) -> Callable[[], Any]:
    def act(by: Any) -> None:
        row = ProtectionMeasure.objects.visible_to(by).get(pk=measure.pk)
        protection.release(measure=row, reason="安全になった", by=by)

    def both() -> None:
        with acting(COLLEAGUE) as by:
            row = ProtectionMeasure.objects.visible_to(by).get(pk=measure.pk)
            protection.ask_to_release(measure=row, reason="安全になった", by=by)
        as_colleague(act, "kanri1")()

    return both


def _of_a_protection(name: str, typed: dict[str, Any], **more: Any) -> Step:
    measure = a_protected_mother(kind="dv")
    return Step(name, measure.pk, typed, _released(measure), **more)


def why_somebody_is_protected() -> Step:
    return _of_a_protection("measure", {"note": TYPED})


def a_contact_behind_the_lock() -> Step:
    return _of_a_protection("secret", {"kind": "__first__", "value": TYPED})


def a_protection_goes_on() -> Step:
    return _of_a_protection("confirm_protection", {"review_on": WAREKI}, comes_back=False)


def ask_to_release() -> Step:
    return _of_a_protection("ask_release", {"reason": TYPED})


def release() -> Step:
    measure = a_protected_mother()
    as_colleague(
        lambda by: protection.ask_to_release(
            measure=ProtectionMeasure.objects.visible_to(by).get(pk=measure.pk), reason="x", by=by
        )
    )()

    def act(by: Any) -> None:
        row = ProtectionMeasure.objects.visible_to(by).get(pk=measure.pk)
        protection.release(measure=row, reason="x", by=by)

    return Step("release", measure.pk, {"reason": TYPED}, as_colleague(act, "kanri1"))


def admit_to_the_list() -> Step:
    return _of_a_protection("admit", {"office": "__first__"}, comes_back=False)


def _a_restriction() -> Restriction:
    case = s.a_case(COLLEAGUE)
    with acting(COLLEAGUE) as by:
        services.restrict_person(case=case, user=staff("soudan2"), reason="親族", by=by)
        return Restriction.objects.get(case=case)


def _asks(row: Restriction) -> Callable[[], Any]:
    return as_colleague(
        lambda by: restrictions.ask_to_lift_restriction(
            restriction=Restriction.objects.get(pk=row.pk), reason="転居した", by=by
        )
    )


def ask_that_a_restriction_be_lifted() -> Step:
    row = _a_restriction()
    return Step("lift", row.pk, {"reason": TYPED}, _asks(row))


def lift_a_restriction() -> Step:
    row = _a_restriction()
    _asks(row)()
    act = as_colleague(
        lambda by: restrictions.lift_restriction(
            restriction=Restriction.objects.get(pk=row.pk), by=by
        ),
        "kanri1",
    )
    return Step("lift", row.pk, {}, act, comes_back=False)


def decide_about_a_paper() -> Step:
    case = s.a_case(COLLEAGUE)
    a_protected_mother(case)
    assert stops(case, COLLEAGUE)
    hold = the_hold(COLLEAGUE)

    def act(by: Any) -> None:
        output.decide(
            hold=OutputHold.objects.get(pk=hold.pk), approve=True, reason="確かめた", by=by
        )

    typed = {"decision": "__first__", "reason": TYPED}
    return Step("hold", hold.pk, typed, as_colleague(act, "kanri1"))


def _a_leg() -> Referral:
    return s.a_hand_off(s.a_case(COLLEAGUE), RECEIVER, COLLEAGUE)


def _at_receiver(row: Referral, event: Any, **facts: Any) -> Callable[[], Any]:
    return as_colleague(lambda by: event(referral=s.take(row, RECEIVER), by=by, **facts), RECEIVER)


def take_back_a_hand_off() -> Step:
    row = _a_leg()
    act = _at_receiver(row, services.accept_referral)
    return Step("withdraw_referral", row.pk, {"reason": TYPED}, act)


def decline_a_hand_off() -> Step:
    row = _a_leg()
    typed = {"reason": TYPED, "alternative": "別の窓口"}
    act = _at_receiver(row, services.accept_referral)
    return Step("decline", row.pk, typed, act, who=RECEIVER)


def tell_of_the_first_contact() -> Step:
    row = s.an_accepted_hand_off(s.a_case(COLLEAGUE), RECEIVER, COLLEAGUE)
    act = _at_receiver(row, services.report_referral, report="済んだ")
    return Step("first_contact", row.pk, {"note": TYPED}, act, who=RECEIVER)


def report_in_the_row_of_the_home_page() -> Step:
    row = s.an_accepted_hand_off(s.a_case(COLLEAGUE), RECEIVER, COLLEAGUE)
    _at_receiver(row, services.note_first_contact, on=timezone.localdate(), note="")()
    act = _at_receiver(row, services.report_referral, report="済んだ")
    return Step("step_here", row.pk, {"report": TYPED}, act, who=RECEIVER, prefix=f"{row.pk.hex}-")


STEPS: tuple[Callable[[], Step], ...] = (
    *(close, close_with_a_thing_to_do, suspend, resume, reopen, a_note_on_the_page_of_the_case),
    *(change_what_is_to_be_done, begin_an_assessment, add_an_issue, change_an_issue),
    *(write_a_block, share_a_block, share_a_note, the_paper_of_a_consent, renew_a_consent),
    *(take_off_a_safety_note, add_a_file, add_a_file_to_a_note, why_somebody_is_protected),
    *(a_contact_behind_the_lock, a_protection_goes_on, ask_to_release, release),
    *(admit_to_the_list, ask_that_a_restriction_be_lifted, lift_a_restriction),
    *(decide_about_a_paper, take_back_a_hand_off, decline_a_hand_off),
    *(tell_of_the_first_contact, report_in_the_row_of_the_home_page),
)
