"""Paragraphs of a request are marked: given, withheld on a ground, or put off to the second decision (Art. 84)."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from access.errors import DomainError, StaleError
from access.shortcuts import save_changed
from access.stale import changed_by
from keeping.disclosing import Paragraph, grounds_of, paragraphs, proposals, seen_as
from keeping.models import LATER, UNDECIDED, DisclosureMark, DisclosureRequest, Ground


@transaction.atomic
def mark_paragraphs(
    *,
    request: DisclosureRequest,
    grounds: Mapping[uuid.UUID, str],
    by: Any,
    seen: Mapping[uuid.UUID, str] | None = None,
    found: Iterable[Paragraph] | None = None,
) -> DisclosureRequest:
    """Withhold paragraphs on a ground, give them (an empty ground), or put them off, once whoever asked was told
    of it (LATER). `seen`: the marks that she had before her eyes; raises StaleError if one of these paragraphs was
    marked otherwise since. `found`: the paragraphs that she has read, for which the marks are; without it, as they
    are now."""
    request = _locked(request, by)
    if not request.is_open:
        raise DomainError("確認を頼んだあとは変えられません。差し戻してもらってください")
    if set(grounds.values()) - {"", *Ground.values, LATER, UNDECIDED}:
        raise DomainError("開示しない理由を選び直してください")
    if LATER in grounds.values() and request.rest_told_on is None:
        raise DomainError("「あとで決定する」を選べるのは、期限の特例（第84条）を知らせたあとです")
    rows = DisclosureMark.objects.visible_to(by).filter(request=request, paragraph__in=grounds)
    known = {row.paragraph: row for row in rows}
    read = paragraphs(request, by) if found is None else found
    words = {one.key: one.words for one in read}
    chosen = {
        key: row.ground
        for key, row in known.items()
        if row.ground != UNDECIDED and row.is_about(words.get(key))
    }
    others = [key for key in grounds if seen is not None and seen.get(key) != chosen.get(key)]
    if others:
        raise _overtaken(rows.filter(paragraph__in=others), by)
    _require_parts_kept(request, grounds, known, by)
    new = []
    for key, ground in grounds.items():
        row = known.get(key)
        if row is None:
            facts = {"compartment_id": request.compartment_id, "created_by": by}
            facts |= {"request": request, "paragraph": key, "words": words.get(key)}
            new.append(DisclosureMark(ground=ground, **facts))
        elif (row.ground, row.words) != (ground, words.get(key)):
            save_changed(row, by=by, fields={"ground": ground, "words": words.get(key)})
    DisclosureMark.objects.bulk_create(new)
    return request


@transaction.atomic
def put_off(
    *,
    request: DisclosureRequest,
    first: int,
    last: int,
    is_later: bool,
    by: Any,
    seen: str | None = None,
) -> DisclosureRequest:
    """All paragraphs from one number to another are put off; or those of them that were are taken into the first
    decision again, with the marks of the beginning, for somebody to look at. A column goes as a whole. Raises
    StaleError if any mark is another than she had before her eyes (`disclosing.seen_as`)."""
    request = _locked(request, by)
    marks = grounds_of(request, by)
    if seen is not None and seen != seen_as(marks):
        raise _overtaken(DisclosureMark.objects.visible_to(by).filter(request=request), by)
    found = paragraphs(request, by)
    if not 1 <= first <= last <= len(found):
        raise DomainError(f"番号は、1番目から{len(found)}番目までのあいだで選んでください")
    heads = {one.head for one in found[first - 1 : last]}
    chosen = [one for one in found if one.head in heads]
    if is_later:
        grounds = {one.key: LATER for one in chosen}
    else:
        back = [one for one in chosen if marks.get(one.key) == LATER]
        proposed = proposals(request, back, by)
        grounds = {one.key: proposed.get(one.key, UNDECIDED) for one in back}
    return mark_paragraphs(request=request, grounds=grounds, found=found, by=by)


def _overtaken(rows: Any, by: Any) -> StaleError:
    """Who marked one of these last, and when."""
    changes = DisclosureMark.history.filter(id__in=rows.values("pk")).visible_to(by)
    last = changes.select_related("history_user").order_by("-history_date").first()
    return changed_by(last.history_user, last.history_date, by) if last else StaleError()


def _locked(request: DisclosureRequest, by: Any) -> DisclosureRequest:
    """Two who mark at once come one after the other."""
    rows = DisclosureRequest.objects.changeable_by(by).select_for_update()
    locked: DisclosureRequest = rows.get(pk=request.pk)
    return locked


def _require_parts_kept(
    request: DisclosureRequest,
    grounds: Mapping[uuid.UUID, str],
    known: Mapping[uuid.UUID, DisclosureMark],
    by: Any,
) -> None:
    """Raises DomainError if something would go over to the rest, or come from there, after that has begun: by the
    first paragraphs of columns, which decide it (disclosing.paragraphs)."""
    moved = {
        key
        for key, ground in grounds.items()
        if (ground == LATER) != (key in known and known[key].ground == LATER)
    }
    if not moved or request.rest_told_on is None:
        return
    begun = DisclosureRequest.objects.visible_to(by).filter(rest_of=request).exists()
    if begun and moved & {one.head for one in paragraphs(request, by)}:
        raise DomainError(
            "残りの部分の準備が始まっています。「あとで決定する」を付けたり外したりはできません"
        )
