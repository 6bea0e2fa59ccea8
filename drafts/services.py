"""Events in the life of a draft and of a form key. Everything here is about one's own rows."""

import datetime
import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from access.places import Place, WithheldSince, is_shut, place_of, still_open

from .encryption import seal, unseal
from .keys import opened_at
from .labels import label_of, telling_where
from .models import Draft, FormKey

KEPT_FOR = datetime.timedelta(days=30)
FORM_KEYS_KEPT_FOR = datetime.timedelta(days=2)
# Longer than a page is being made, and than a protection is being saved: a form that was opened meanwhile may have been
# filled with what is withheld from then on (R11).
WHILE_SAVING = datetime.timedelta(minutes=1)
# A form that makes something new is about "new". A draft is called "new-<form key>", whatever it is about:
# each filling-in has its own, so that neither a second window nor the next note on the same case takes the
# place of one that is not sent yet.
NEW = "new"
# Ids of rows, in what a draft is about and in the address of its page.
ID = re.compile(f"(?<!{NEW}-)[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}")
# The address of the page on which the draft was typed is kept like a field.
PAGE_FIELD = "__page__"


@dataclass(frozen=True)
class DraftContent:
    """A draft of one form: values by field, time of the last key, last number in sequence.

    `is_spent`: something was saved with its key already (typed while the answer was on its way); it goes on
    under another key, or it could never be sent.
    `begun`: what the form was filled with before somebody typed in a field. What it is filled with now may be
    another: then she is told, and chooses. A draft of an earlier version says nothing of it.
    """

    object_key: str
    values: dict[str, list[str]]
    updated_at: datetime.datetime
    seq: int
    is_spent: bool = False
    begun: dict[str, list[str]] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class DraftSummary:
    """A line in the list of one's drafts."""

    form: str
    object_key: str
    about: str
    label: str
    page: str
    updated_at: datetime.datetime


@dataclass(frozen=True)
class Window:
    """A window in which a form is filled in: the draft that is its own (that of the form key with which it was
    opened), and the number of the draft it goes on with when it last saw it."""

    object_key: str
    seen: int


@dataclass(frozen=True)
class Kept:
    """When what was typed was kept, and under which object key."""

    at: datetime.datetime
    object_key: str


def save_draft(
    *,
    user: Any,
    form: str,
    object_key: str,
    seq: int,
    values: dict[str, list[str]],
    page: str,
    about: str = "",
    begun: dict[str, list[str]] | None = None,
    window: Window | None = None,
) -> Kept:
    """Keep the fields that changed. What an earlier number brings later is not taken.

    `about` is the id of what the form is about; of something new there is none. `begun`: what stood in fields
    before she typed; of others what was said before stays.

    A draft that goes on in two windows: what the other one has typed meanwhile in the same field stays, and this
    one goes on in a draft of its own, with all that they had in common. The answer says under which key.
    """
    now = timezone.now()
    sealed = {**values, PAGE_FIELD: [page]}
    filled: dict[str, list[str] | None] = {**(begun or {})}
    rows = Draft.objects.visible_to(user).filter(form=form, object_key=object_key)
    with transaction.atomic():
        known = {d.field: d for d in rows.select_for_update().filter(field__in=sealed)}
        if window and _typed_elsewhere(user, known, values, window):
            filled = {field: _opened(user, row)[1] for field, row in known.items()} | filled
            is_own = window.object_key != object_key
            object_key = window.object_key if is_own else f"{NEW}-{uuid.uuid4()}"
            known = _go_apart(user, list(rows), object_key, leave=sealed)
        is_there = known.keys() >= sealed.keys()
        place = Place() if is_there else _place(rows, about or object_key, page)
        if place is None:
            return Kept(now, object_key)  # nowhere: her right has ended since the page was made
        for field, value in sealed.items():
            row = known.get(field) or Draft(
                user=user,
                form=form,
                object_key=object_key,
                about=about,
                field=field,
                seq=0,
                opened_at=opened_at(window.object_key if window else object_key),
                **vars(place),
            )
            if row.seq <= seq:
                before = filled.get(field, _opened(user, row)[1] if row.text else None)
                by = window.object_key if window else ""
                row.text, row.seq, row.updated_at = (
                    seal(user, _to_seal(value, before, by)),
                    seq,
                    now,
                )
                _put(row, is_there=field in known)
    throw_old_away(user=user)
    return Kept(now, object_key)


def _place(rows: Any, about: str, page: str) -> Place | None:
    """Where that lies what the draft is about: as it was when the draft was begun, or as it is now. What is about no row
    (something new, an answer that somebody writes for another) lies where that lies what its page is about.

    None where it was hers and is shut by now, so that nothing is kept of it (R4, R12, R16)."""
    known = rows.exclude(compartment_id=None, case_id=None)
    found = known.values_list("compartment_id", "case_id").first()
    if found:
        return Place(*found)
    for told in (about, page):
        keys = [uuid.UUID(key) for key in dict.fromkeys(ID.findall(told))]
        for key in keys:
            if (place := place_of(key)) != Place():
                return place
        if keys and is_shut(keys):
            return None
    return Place()


def _waiting(user: Any) -> Any:
    """Fields of drafts that are young enough, and about what is open to the user now: a form was filled with it,
    and what somebody may not see any more she does not find in her drafts (R12, R16, R17), how to find a protected
    person neither (R11)."""
    young = Q(updated_at__gt=timezone.now() - KEPT_FOR)
    return Draft.objects.visible_to(user).filter(young, still_open()).exclude(_withheld())


def _withheld() -> Q:
    """Fields of forms that were opened before how to find somebody was withheld, or while that was being saved; where that
    is not known, that were typed before."""
    end = ExpressionWrapper(WithheldSince() + Value(WHILE_SAVING), output_field=DateTimeField())
    filled_before = Q(opened_at__lte=end)
    typed_before = Q(opened_at=None, updated_at__lte=WithheldSince())
    return Q(form__in=telling_where()) & (filled_before | typed_before)


def _put(row: Draft, *, is_there: bool) -> None:
    """One row a field, whichever of two requests comes first."""
    changed = ["text", "seq", "updated_at"]
    if is_there:
        row.save(update_fields=changed)
        return
    Draft.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["user", "form", "object_key", "field"],
        update_fields=changed,
    )


def _typed_elsewhere(
    user: Any, known: dict[str, Draft], values: dict[str, list[str]], window: Window
) -> bool:
    """Whether another window has typed something else in one of these fields since this one saw the draft."""
    for field, value in values.items():
        row = known.get(field)
        if row is not None and row.seq > window.seen:
            found = unseal(user, row.text)
            by = found["by"] if isinstance(found, dict) else ""
            if by and by != window.object_key and found["typed"] != value:
                return True
    return False


def _go_apart(
    user: Any, rows: Sequence[Draft], object_key: str, leave: Collection[str]
) -> dict[str, Draft]:
    """A draft of its own for a window, with what the other holds besides; its rows that are there by now."""
    own = Draft.objects.visible_to(user).filter(form=rows[0].form, object_key=object_key)
    there = {row.field: row for row in own.select_for_update()}
    copies = [row for row in rows if row.field not in {*leave, *there}]
    for row in copies:
        row.pk, row.object_key, row._state.adding = None, object_key, True
        row.save()
    return {field: row for field, row in there.items() if field in leave}


def _to_seal(value: list[str], begun: list[str] | None, by: str) -> Any:
    """A field as it is sealed: what was typed, what stood there before where that is known, in which window."""
    return {"typed": value, "begun": begun, "by": by} if by or begun is not None else value


def _opened(user: Any, row: Draft) -> tuple[list[str] | None, list[str] | None]:
    """What was typed in a field and what stood there before; None for what cannot be read or is not known."""
    found = unseal(user, row.text)
    return (found["typed"], found["begun"]) if isinstance(found, dict) else (found, None)


def load_drafts(*, user: Any, form: str, object_key: str) -> list[DraftContent]:
    """Drafts of one form about one object, the latest first: everything begun and not sent.

    Each filling-in has its own, so that two people who call one after the other never end in one
    draft, and a note that waits is not lost to the next one.
    """
    rows = _waiting(user).filter(form=form)
    if object_key == NEW:
        rows = rows.filter(object_key__startswith=f"{NEW}-", about="")
    else:
        rows = rows.filter(Q(object_key=object_key) | Q(about=object_key))
    by_object: dict[str, list[Draft]] = {}
    for row in rows.order_by("-updated_at"):
        by_object.setdefault(row.object_key, []).append(row)
    contents = [_content(user, key, fields) for key, fields in by_object.items()]
    keys = [key.removeprefix(f"{NEW}-") for key in by_object]
    spent = FormKey.objects.visible_to(user).filter(key__in=keys) if keys else ()
    spent_keys = {f"{NEW}-{row.key}" for row in spent}
    return [
        replace(content, is_spent=content.object_key in spent_keys)
        for content in contents
        if content.values
    ]


def _content(user: Any, object_key: str, rows: list[Draft]) -> DraftContent:
    opened = {row.field: _opened(user, row) for row in rows if row.field != PAGE_FIELD}
    return DraftContent(
        object_key=object_key,
        values={field: value for field, (value, _) in opened.items() if value is not None},
        begun={field: begun for field, (_, begun) in opened.items() if begun is not None},
        updated_at=max(row.updated_at for row in rows),
        seq=max(row.seq for row in rows),
    )


def drafts_for(user: Any) -> list[DraftSummary]:
    """All forms that this person began and did not send, the latest first."""
    latest: dict[tuple[str, str, str], datetime.datetime] = {}
    pages: dict[tuple[str, str, str], str] = {}
    for row in _waiting(user).order_by("updated_at"):
        key = (row.form, row.object_key, row.about)
        latest[key] = row.updated_at
        if row.field == PAGE_FIELD:
            pages[key] = (_opened(user, row)[0] or [""])[0]
    return [
        DraftSummary(*key, label_of(key[0]), pages.get(key, ""), at)
        for key, at in sorted(latest.items(), key=lambda i: i[1], reverse=True)
    ]


def objects_with_drafts(*, user: Any, forms: Sequence[str]) -> frozenset[str]:
    """Of which objects forms of these names were begun and not sent: one question for a page that
    holds many forms, which then ask only where there is something to offer."""
    rows = _waiting(user).filter(form__in=forms)
    keys = rows.values_list("about", "object_key")
    return frozenset(about or key for about, key in keys)


def draft_key(form: Any) -> str:
    """Under which object key the browser kept the draft of this form."""
    return f"{NEW}-{form.form_key}" if form.form_key else form.draft_object


def discard_drafts(*, user: Any, form: str, object_key: str) -> None:
    """The form was sent, or the person does not want the draft any more."""
    Draft.objects.visible_to(user).filter(form=form, object_key=object_key).delete()


def throw_old_away(*, user: Any) -> None:
    """Drafts are not a second record: after a month they go."""
    now = timezone.now()
    Draft.objects.visible_to(user).filter(updated_at__lte=now - KEPT_FOR).delete()
    FormKey.objects.visible_to(user).filter(created_at__lte=now - FORM_KEYS_KEPT_FOR).delete()


def throw_all_old_away() -> tuple[int, int]:
    """The same of everybody, by the clock; both numbers. By the role for scheduled work, which may delete old ones
    only (Draft.jobs_role_deletes_where) and reads nothing of them."""
    drafts = Draft.objects.using("jobs").filter(updated_at__lte=Now() - KEPT_FOR)
    keys = FormKey.objects.using("jobs").filter(created_at__lte=Now() - FORM_KEYS_KEPT_FOR)
    return drafts.delete()[0], keys.delete()[0]


@dataclass(frozen=True)
class Claim:
    """Answer to a form key: new, or sent before with the same or another content."""

    is_new: bool
    is_same_content: bool = True
    result_url: str = ""


def claim_form_key(*, user: Any, key: uuid.UUID | None, body_hash: str) -> Claim:
    """Take the key for this submit, inside the transaction that saves.

    A second submit waits here until the first has ended, and then learns where it led. A form
    without a key (a browser without the hidden field) is taken as it is.
    """
    if key is None:
        return Claim(is_new=True)
    try:
        with transaction.atomic():
            FormKey.objects.create(user=user, key=key, body_hash=body_hash)
    except IntegrityError:
        return claimed(user=user, key=key, body_hash=body_hash) or Claim(is_new=True)
    return Claim(is_new=True)


def claimed(*, user: Any, key: uuid.UUID | None, body_hash: str) -> Claim | None:
    """What the key was used for before; None when this person has saved nothing with it."""
    known = FormKey.objects.visible_to(user).filter(key=key).first() if key else None
    return known and Claim(False, known.body_hash == body_hash, known.result_url)


def note_result(*, user: Any, key: uuid.UUID | None, result_url: str) -> None:
    """Remember where the submit led, for a second click."""
    if key is not None:
        FormKey.objects.visible_to(user).filter(key=key).update(result_url=result_url)
