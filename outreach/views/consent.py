"""The way to consent: one page whose next step is carried out there (R3, R5, R7, R18, R22)."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.explain import audience
from access.routes import route
from cases import services as cases
from cases.consent_entry import AttemptForm as TalkForm
from cases.consent_entry import consent_form, effect_of_consent
from cases.consent_states import code_of
from cases.typed_contacts import ask_about_contacts
from drafts.submit import see_other
from meetings.request_entry import RequestForm, preview_of, typed_for
from organizations.models import Body, LegalBasis, Role, StandingText
from outreach import services
from outreach.consent_way import ConsentWay, WayStep
from outreach.forms import BackForm, ConfirmForm, NameForm, PlanForm, ShareForm
from outreach.page import OutreachPage
from outreach.states import OutreachState

from .base import BOTH, KEEPERS, form_page, seen

BACK = "back"
# What the screen of each step is called; the step itself is what the button says.
SUBMIT = {
    "name": "氏名を登録する",
    "talk": "話したことを残す",
    "consent": "どうなるかを確かめる",
    "move": "「同意あり」に進める",
    "share": "相手に見える文を確かめる",
    "request": "事務局に見える画面を確かめる",
    "plan": "同意のあるプランを作る",
    "planned": "「プラン作成」に進める",
    "continuing": "「継続支援中」に進める",
    "back": "「関係構築中」に戻す",
}


@route("R2", "R3", "R5", "R7", "R22", reads=True, methods=BOTH, roles=KEEPERS)
def consent(request: HttpRequest, outreach: uuid.UUID) -> HttpResponse:
    """What is done, what is next, and the next step carried out here."""
    page = seen(request, outreach, "consent")
    way = ConsentWay(page)
    code = request.GET.get("at", "")
    if request.method == "POST":
        page.require(page.may_write and code in STEPS)
    if code == BACK and (request.method == "POST" or way.is_lost):
        return STEPS[BACK](Step(page, way, BACK))
    step = way.at(code)
    code = step.code if step is not None else BACK if way.is_lost else ""
    # What was being typed when the outreach was closed goes to the service, which says so.
    is_over = page.outreach.is_closed and request.method != "POST"
    if not page.may_write or is_over or not code:
        return _shown(page, way)
    if step is not None and not step.is_open:
        page.require(request.method != "POST" or not step.waits_for)
        if request.method == "POST":  # what it rests on is gone since the page was shown
            messages.warning(request, step.missing)
            return see_other(request.path)
        return _shown(page, way, step=step)
    return STEPS[code](Step(page, way, code))


def _shown(page: OutreachPage, way: ConsentWay, **more: Any) -> HttpResponse:
    page.request.acting.log.note("read", page.outreach)
    return render(page.request, "outreach/consent.html", page.context(way=way, **more))


class Step:
    """The step that is carried out, with the page around it."""

    def __init__(self, page: OutreachPage, way: ConsentWay, code: str) -> None:
        self.page, self.way, self.code = page, way, code
        self.request, self.user = page.request, page.user
        self.posted = page.request.POST or None

    @property
    def options(self) -> dict[str, Any]:
        row = self.page.outreach
        return {"draft_object": row.pk, "initial": {"version": row.version}}

    @property
    def step(self) -> WayStep | None:
        return self.way.at(self.code) if self.code != BACK else None

    def ask_about_contacts(self, form: Any, also: Iterable[str] = ()) -> None:
        """What leaves the body in words is asked about before it is shown or sent (R11)."""
        ask_about_contacts(self.request, form, self.page.outreach.compartment.case_id, also)

    def is_checked(self, form: Any) -> bool:
        """Whether what would happen is to be shown before it does (R22)."""
        asks = self.request.method == "POST" and self.request.POST.get("step") == "check"
        return bool(asks and form.is_valid())

    def preview(self, form: Any, template: str, confirm: str, **context: Any) -> HttpResponse:
        step = self.step
        shown = {"form": form, "preview": template, "confirm": confirm, "step": step}
        return _shown(self.page, self.way, **shown, **context)

    def answer(
        self,
        form: Any,
        act: Callable[[], Any],
        done: str,
        fields: str = "",
        changing: Any = None,
        **context: Any,
    ) -> HttpResponse:
        """The page with the form; when it is carried out, the page with what comes next."""

        shown = {"submit": SUBMIT[self.code], "code": self.code, "fields": fields, **context}
        if self.request.POST.get("step") == "back":  # from the preview: what was typed stands there
            return _shown(self.page, self.way, form=form, step=self.step, **shown)

        def carried_out() -> Any:
            made = act()
            messages.success(self.request, done)
            return made

        return form_page(
            self.page,
            form,
            carried_out,
            heading=SUBMIT[self.code],
            template="outreach/consent.html",
            target=reverse("outreach:consent", args=[self.page.outreach.pk]),
            changing=changing,
            way=ConsentWay(self.page),
            step=self.step,
            **shown,
        )


def _name(step: Step) -> HttpResponse:
    target: Any = step.page.target
    initial = {"version": target.version}
    form = NameForm(step.posted, draft_object=step.page.outreach.pk, initial=initial)

    def act() -> Any:
        data, row = form.values(), step.page.outreach
        return services.name_target(outreach=row, version=form.version, by=step.user, **data)

    done = "氏名を登録しました。いままでの呼び方は、呼び名として残ります"
    likely_url = reverse("cases:likely_member", args=[step.page.case.pk])
    return step.answer(form, act, done, changing=target, likely_url=likely_url)


def _explanation() -> StandingText | None:
    """What the person is told, in the words of today."""
    return StandingText.objects.on().filter(kind="consent").first()


def _talk(step: Step) -> HttpResponse:
    target = step.page.target
    initial = {"person": str(target.pk)} if target else {}
    record = step.way.record
    form = TalkForm(step.posted, people=step.way.people, draft_object=record.pk, initial=initial)
    return step.answer(
        form,
        lambda: cases.note_consent_attempt(record=record, by=step.user, **form.facts()),
        "話したことを残しました",
        text=_explanation(),
    )


def _consent(step: Step) -> HttpResponse:
    target, record = step.page.target, step.way.record
    secretariats = Body.objects.secretariat().exclude(pk=record.body_id)
    form = consent_form(
        step.request,
        record=record,
        people=step.way.people,
        draft_object=record.pk,
        initial={
            "persons": [str(target.pk)] if target else [],
            "bodies": [str(body.pk) for body in secretariats],
        },
    )
    step.ask_about_contacts(form)
    asked = step.posted is not None and step.posted.get("step") != BACK
    if asked and form.is_valid() and (target is None or target not in form.facts()["persons"]):
        form.add_error("persons", services.HERSELF)
    if step.is_checked(form):
        effect = effect_of_consent(form, record, step.user)
        return step.preview(form, "cases/_consent_effect.html", "同意を記録する", **effect)
    return step.answer(
        form,
        lambda: services.receive_consent(
            outreach=step.page.outreach, facts=form.facts(), by=step.user
        ),
        "本人の同意を記録しました",
        "cases/_consent_fields.html",
        has_bodies=bool(form.offices),
        text=_explanation(),
    )


def _move(step: Step) -> HttpResponse:
    form = ConfirmForm(step.posted, **step.options)
    return step.answer(
        form,
        lambda: services.reach_consent(
            outreach=step.page.outreach, version=form.version, by=step.user
        ),
        "「同意あり」に進めました",
        changing=step.page.outreach,
    )


def _share(step: Step) -> HttpResponse:
    way = step.way
    form = ShareForm(
        step.posted,
        consents=way.own_consents,
        # What was shared by the first of two clicks is still a choice of the second.
        notes=way.notes if step.posted else way.unshared,
        draft_object=step.page.outreach.pk,
    )
    step.ask_about_contacts(form, also=form.texts_sent)
    if step.is_checked(form):
        shown = audience(step.user, form.chosen_consent.compartment)
        parts = {"copies": form.chosen_notes, "shown_to": shown, "record": way.record}
        return step.preview(form, "outreach/_copies.html", "写しを共有する", **parts)

    def act() -> Any:
        return services.share_notes(
            outreach=step.page.outreach,
            notes=form.chosen_notes,
            consent=form.chosen_consent,
            category=form.cleaned_data["category"],
            person_id=form.person_id,
            by=step.user,
        )

    return step.answer(form, act, "選んだ記録の写しを共有しました")


def _request(step: Step) -> HttpResponse:
    way, record = step.way, step.way.record
    # On the ground of consent, only who consented is told of by name (R3).
    named = {row.person_id for held in way.consents for row in held.persons.all()}
    people = [person for person in way.people if person.pk in named]
    initial: dict[str, Any] = {
        "persons": [str(person.pk) for person in people],
        "consent_state": code_of(way.consents[0]),
    }
    known = {row.body_id for held in way.consents for row in held.bodies.all()}
    if covered := Body.objects.secretariat().filter(pk__in=known).first():
        initial["secretariat"] = covered.pk
    if basis := LegalBasis.objects.on().filter(code="CONSENT").first():
        initial["legal_basis"] = basis.pk
    form = RequestForm(
        step.posted, people=people, own=record.body, draft_object=record.pk, initial=initial
    )
    step.ask_about_contacts(form)
    if step.is_checked(form):
        parts = preview_of(record, form)
        return step.preview(form, "meetings/_request_preview.html", "事務局に依頼する", **parts)
    return step.answer(
        form,
        lambda: services.ask_secretariat(
            outreach=step.page.outreach, sheet=form.sheet(), by=step.user
        ),
        "事務局に依頼しました。返事があると「今日の仕事」に出ます",
        "meetings/_request_fields.html",
        people=people,
        typed_for=typed_for(step.page.audience),
    )


def _plan(step: Step) -> HttpResponse:
    way, before = step.way, step.way.before
    office = step.request.acting.appointment_with(Role.COORDINATOR)
    initial = {"version": before.version} if before else {}
    form = PlanForm(
        step.posted,
        consents=way.consents,
        is_new=before is None,
        draft_object=step.page.outreach.pk,
        initial={"subject": step.page.name} | initial,
    )

    def act() -> Any:
        return services.begin_plan(
            outreach=step.page.outreach,
            consent_id=form.chosen_consent.pk,
            office=office,
            subject=form.cleaned_data["subject"] or step.page.name,
            former=before,
            version=form.version if before else None,
            by=step.user,
        )

    done = "同意のあるプランを作りました。内容は、プランの画面で書きます"
    return step.answer(form, act, done, changing=before)


def _to(state: str, done: str) -> Callable[[Step], HttpResponse]:
    """A step that moves the outreach on."""

    def carry_out(step: Step) -> HttpResponse:
        form = ConfirmForm(step.posted, **step.options)
        row = step.page.outreach
        return step.answer(
            form,
            lambda: services.move_on(outreach=row, to=state, version=form.version, by=step.user),
            done,
            changing=row,
        )

    return carry_out


def _back(step: Step) -> HttpResponse:
    form = BackForm(step.posted, **step.options)
    return step.answer(
        form,
        lambda: services.move_on(
            outreach=step.page.outreach,
            to=OutreachState.RELATIONSHIP,
            version=form.version,
            by=step.user,
            **form.values(),
        ),
        "「関係構築中」に戻しました。働きかけを続けます",
        changing=step.page.outreach,
    )


STEPS: dict[str, Callable[[Step], HttpResponse]] = {
    "name": _name,
    "talk": _talk,
    "consent": _consent,
    "move": _move,
    "share": _share,
    "request": _request,
    "plan": _plan,
    "planned": _to(OutreachState.PLANNED, "「プラン作成」に進めました"),
    "continuing": _to(OutreachState.CONTINUING, "「継続支援中」に進めました"),
    "back": _back,
}
