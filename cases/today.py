"""What waits for this user in cases: hand-offs to answer, things to do, intakes to screen."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, ask_first, ask_in_rounds, inside
from alerts.kept_figures import figures_of
from bunkyo_support.today import TodayItem
from organizations.models import Role

from . import (
    consent_reminders,
    today_answers,
    today_changes,
    today_left_behind,
    today_matches,
    today_named,
    today_outside,
    today_protection,
    today_records,
    today_renewing,
    today_returning,
    today_unassigned,
)
from .alert_rules import PERHAPS_UNSCREENED, screening_due
from .codes import AT_ONCE
from .hand_off_page import AWAITED
from .models import (
    CaseRecord,
    Consent,
    Intake,
    NextAction,
    OutsideHandOff,
    Person,
    Referral,
    StaffInCharge,
)
from .page_parts import page_of_task
from .standing_in import absent_colleagues, instead_of, left_the_body, own_and_absent

MOST = 50
KEEP_RECORDS = frozenset({Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR})
INVOLVED = frozenset({Role.MEMBER, Role.RESOURCE_WORKER, Role.COMMUNITY_WORKER})

# State: words for the side whose step it is.
STEPS = {
    "sent": "つなぎを受け取り、返事をする",
    "received": "つなぎに返事をする",
    "accepted": "つなぎの、初回の接触を知らせる",
    "first_contact": "つなぎの結果を報告する",
    "reported": "つなぎの報告を確かめる",
}
# State: words for the sender, when the receiver's step is overdue.
LATE = {
    "sent": "つなぎが受け取られていません。相手に電話で確かめる",
    "received": "つなぎの返事がありません。相手に電話で確かめる",
    "accepted": "つないだ先の初回の接触が、まだです。相手に確かめる",
}

# Her step, when the consent ran out before the receiver took on.
LAPSED = "つなぎの同意の期限が過ぎ、相手に見えていません。同意を確かめ直すか、取り下げる"
CLOSED = "つなぎの同意が有効でなくなり、相手に見えていません。同意を確かめ直すか、取り下げる"

# What the parts start from; the home page asks it in its first question, with that of others.
STARTS = (absent_colleagues, figures_of, consent_reminders.days)


def items(request: Any) -> list[TodayItem]:
    """What waits in cases, asked by itself."""
    ask_first(request, *STARTS)
    return [item for found in ask_in_rounds(parts(request)) for item in found]


def parts(request: Any) -> list[Asking[list[TodayItem]]]:
    """Parts of the home page; each only of what is visible to the user.

    Whoever is named in a consent, a plan or a conference, in whatever office, has papers to approve, to give back,
    and something to read (R3, R8, S-91); what waits in records is of those who keep them.
    """
    named = [
        today_protection.items.among(request),
        today_named.items.among(request),
        today_returning.items.among(request),
    ]
    if not request.acting.roles & KEEP_RECORDS:
        return named if request.acting.roles & INVOLVED else []
    return [
        _of_cases(request),
        *named,
        today_renewing.items.among(request),
        today_matches.items.among(request),
        today_unassigned.items.among(request),
        today_left_behind.items.among(request),
        _outside(request),
        _changes(request),
    ]


def _of_cases(request: Any) -> Asking[list[TodayItem]]:
    """Hand-offs, things to do, intakes, consents. Their households are named at the end."""
    user = request.user
    found = yield [
        *_referrals(request),
        *_actions(request),
        _unscreened(request),
        _consents(request),
        today_records.near(request),
    ]
    here = yield inside(user, *found)
    placed = [here.placed(rows) for rows in found]
    under_way, answered, own, left, unscreened, agreed, near = placed
    actions = [*own, *left]
    rows = yield [
        _intakes(user, unscreened),
        *_of_consents(request, agreed),
        today_records.rows(request, near),
        _reminded(user, actions),
    ]
    *rows, reminded = rows
    outside = dict(reminded)
    intakes, consents, papers, records = map(here.placed, rows)
    about = [*under_way, *answered, *actions, *intakes, *consents, *papers, *records]
    names = yield from _households(user, {row.compartment.case_id for row in about})
    return [
        *(_referral_item(request, row, names) for row in under_way),
        *(today_answers.item(request, row, _about(row, names)) for row in answered),
        *(_action_item(request, row, names, outside.get(row.pk)) for row in actions),
        *(_intake_item(request, row, names) for row in intakes),
        *(_consent_item(request, row, names) for row in consents),
        *(_paper_item(request, row, names) for row in papers),
        *(
            today_records.item(
                row, _about(row, names) | {"instead": instead_of(request, row.holder)}
            )
            for row in records
        ),
    ]


def _changes(request: Any) -> Asking[list[TodayItem]]:
    """What others wrote in the cases in her charge."""
    user = request.user
    [found] = yield [today_changes.charge(user)]
    if not found:
        return []
    here = yield inside(user, found)
    charge = here.placed(found)
    opened, answers = yield [
        today_changes.openings(user, charge),
        today_answers.told(request, charge),
    ]
    written = yield today_changes.questions(user, charge, opened)
    changes = today_changes.counted(
        charge, written, today_changes.told_apart(answers, charge, opened)
    )
    names = yield from _households(user, {case.pk for case, _ in changes})
    return [today_changes.item(case, number, names) for case, number in changes]


def _outside(request: Any) -> Asking[list[TodayItem]]:
    """つなぎ to places outside whose result is overdue."""
    [held] = yield [today_outside.charge(request)]
    if not held:
        return []
    here = yield inside(request.user, held)
    held = here.placed(held)
    [found] = yield [today_outside.overdue(request, held)]
    rows = here.placed(found)
    names = yield from _households(request.user, {row.compartment.case_id for row in rows})
    return [today_outside.item(request, row, held, _about(row, names)) for row in rows]


def _households(user: Any, cases: Collection[Any]) -> Asking[dict[Any, str]]:
    """Names of the households of these cases, where the basic information is open to the user."""
    people = Person.objects.visible_to(user).filter(compartment__case__in=cases, is_subject=True)
    [subjects] = yield [people.select_related("compartment") if cases else None]
    return {p.compartment.case_id: p.household_words for p in subjects if p.name}


def _about(row: Any, names: dict[Any, str]) -> dict[str, Any]:
    case = row.compartment.case
    return {"case_number": case.number, "case_label": names.get(case.pk, "")}


def _referrals(request: Any) -> tuple[Any, Any]:
    """Hand-offs of the user's bodies under way, and answers to those that they sent."""
    bodies = request.acting.bodies
    rows = Referral.objects.visible_to(request.user).filter(
        Q(sender_body__in=bodies) | Q(receiver_body__in=bodies)
    )
    rows = rows.select_related("sender_body", "receiver_body")
    under_way = rows.under_way().with_closed().most_urgent_first()[:MOST]
    return under_way, today_answers.unread(request, rows).order_by("-answered_at", "pk")[:MOST]


def _referral_item(request: Any, row: Referral, names: dict[Any, str]) -> TodayItem:
    is_receiver = row.receiver_body in request.acting.bodies
    url = reverse("cases:referral", args=[row.pk])
    other = row.sender_body if is_receiver else row.receiver_body
    about = _about(row, names)
    due = row.next_due_on
    if row.is_shut and not is_receiver:
        words = LAPSED if row.has_lapsed else CLOSED
        return TodayItem(words, url, due_on=due, button="見る", kind="hand_off", **about)
    if row.awaited_body not in request.acting.bodies:
        late = LATE.get(row.state) if due and due < timezone.localdate() else None
        words = late or f"つなぎ（{AWAITED[row.state]}待ち）"
        group = "todo" if late else "waiting"
        return TodayItem(
            words,
            url,
            waiting=other.name,
            due_on=due,
            button="見る",
            group=group,
            kind="hand_off",
            **about,
        )
    button = {"accepted": "書く", "first_contact": "書く", "reported": "確かめる"}
    urgency = "（緊急度 A）" if row.urgency == AT_ONCE else ""
    return TodayItem(
        STEPS[row.state] + urgency,
        url,
        waiting=other.name,
        due_on=due,
        button=button.get(row.state, "返事する"),
        kind="hand_off",
        quick_url=reverse("cases:step_here", args=[row.pk]),
        tick_url=reverse("cases:received_here", args=[row.pk]) if row.state == "sent" else "",
        tick="受け取った",
        **about,
    )


def _actions(request: Any) -> tuple[Any, Any]:
    """Her own, and those of colleagues without an office at the body any more, in records that are in her charge."""
    rows = NextAction.objects.visible_to(request.user).filter(done_at__isnull=True)
    rows = rows.select_related("assignee").order_by("due_on", "id")
    hers = own_and_absent(request)
    charge = StaffInCharge.objects.visible_to(request.user).filter(
        staff__in=hers, until__isnull=True
    )
    left = rows.filter(left_the_body(request.acting.bodies), record__in=charge.values("record"))
    # Somebody who left while she was away is both.
    left = left.exclude(assignee__in=hers)
    return rows.filter(assignee__in=hers)[:MOST], left[:MOST]


def _reminded(user: Any, actions: list[NextAction]) -> Any:
    """Of those that remind of asking what came of a つなぎ to a place outside: action and that つなぎ."""
    rows = OutsideHandOff.objects.visible_to(user).filter(reminder__in=[row.pk for row in actions])
    return rows.order_by().values_list("reminder_id", "pk") if actions else None


def _whose(request: Any, row: NextAction, instead: str) -> str:
    if instead:
        return ""
    return (
        "（自分）" if row.assignee_id == request.user.pk else f"{row.assignee.name}（異動・離職）"
    )


def _action_item(
    request: Any, row: NextAction, names: dict[Any, str], outside: Any = None
) -> TodayItem:
    """`outside`: the つなぎ of whose result it reminds, on whose page it is done."""
    instead = instead_of(request, row.assignee_id)
    case_url = reverse(page_of_task(row.what), args=[row.compartment.case_id])
    return TodayItem(
        action=row.what,
        url=reverse("cases:outside", args=[outside]) if outside else case_url,
        waiting=_whose(request, row, instead),
        instead=instead,
        due_on=row.due_on,
        button="開く",
        kind="task",
        tick_url=reverse("cases:done_here", args=[row.pk]),
        tick="済んだ",
        **_about(row, names),
    )


def _unscreened(request: Any) -> Any:
    """Intakes without a screening: the user's own, and whoever received them the urgent ones, because
    those cannot wait for a colleague. Whether the record still waits for it is asked within its case."""
    rows = Intake.objects.visible_to(request.user).filter(
        Q(receiver__in=own_and_absent(request)) | Q(urgency=AT_ONCE),
        screening_result="",
        record__state__in=PERHAPS_UNSCREENED,
    )
    return rows.order_by().only("compartment_id")


def _intakes(user: Any, unscreened: list[Intake]) -> Any:
    """Those of these in records where the decision is still open."""
    rows = Intake.objects.visible_to(user).filter(
        pk__in=[row.pk for row in unscreened], record__in=CaseRecord.objects.changeable_by(user)
    )
    rows = rows.awaiting_screening(Referral.objects.visible_to(user))
    rows = rows.select_related("receiver", "record")
    return rows.order_by("received_on", "id")[:MOST] if unscreened else None


def _intake_item(request: Any, row: Intake, names: dict[Any, str]) -> TodayItem:
    is_urgent = row.urgency == AT_ONCE
    days = figures_of(request).of(row.record.body_id, "screening_days")
    return TodayItem(
        action="受付の見立てをする（緊急度 A）" if is_urgent else "受付の見立てをする",
        url=reverse("cases:intake_detail", args=[row.pk]),
        waiting="（自分）"
        if row.receiver_id == request.user.pk
        else f"{row.receiver.name}（受付）",
        due_on=row.received_on if is_urgent else screening_due(row.received_on, days),
        button="見立てる",
        kind="intake",
        instead=instead_of(request, row.receiver_id),
        **_about(row, names),
    )


def _consents(request: Any) -> Any:
    """Consents among which are those that end soon, or are to be put in writing, of her or her bodies."""
    return consent_reminders.candidates(
        request.user, request.acting.bodies, own_and_absent(request)
    ).only("compartment_id")


def _of_consents(request: Any, found: list[Consent]) -> tuple[Any, Any]:
    """Of these: that end soon, of which the user recorded them or is in charge; oral ones that are to be put in
    writing."""
    if not found:
        return None, None
    mine = (request.user, request.acting.bodies, own_and_absent(request))
    these = [row.pk for row in found]
    ending = consent_reminders.ending(*mine).filter(pk__in=these)
    return ending[:MOST], consent_reminders.awaiting_paper(*mine).filter(pk__in=these)[:MOST]


def _paper_item(request: Any, row: Consent, names: dict[Any, str]) -> TodayItem:
    instead = instead_of(request, row.created_by_id)
    return TodayItem(
        action="口頭で受けた同意を、書面にしてもらう",
        url=reverse("cases:consent_paper", args=[row.pk]),
        waiting="" if instead else "（自分）",
        instead=instead,
        due_on=row.paper_due_on,
        button="書く",
        kind="consent",
        **_about(row, names),
    )


def _consent_item(request: Any, row: Consent, names: dict[Any, str]) -> TodayItem:
    instead = instead_of(request, row.created_by_id)
    last = consent_reminders.last_reminder_days()
    words = "本人の同意の期限が切れる前に、本人に確かめる"
    if consent_reminders.ends_within(row, last):
        words = f"本人の同意の期限が近い（{last}日以内）。本人に確かめ、記録し直す"
    return TodayItem(
        action=words,
        url=reverse("cases:consents", args=[row.compartment.case_id]),
        waiting="" if instead else "（自分）",
        instead=instead,
        due_on=row.valid_until_on,
        button="見る",
        kind="consent",
        **_about(row, names),
    )
