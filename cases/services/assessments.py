"""Versions of an assessment: begun as a copy of the last, written block by block, fixed."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.assessment_sheet import OCCASION, chronology_line
from cases.codes import choices
from cases.models import Assessment, AssessmentBlock, AssessmentIssue, CaseRecord, LifeEvent
from organizations.models import LegalBasis

from .records import require_going_on

State, Under, Kind = AssessmentBlock.State, AssessmentBlock.Under, AssessmentBlock.Kind
# Bases that hold inside a meeting only: what was said there never enters a record (R7). Consent has
# an answer of its own; what names nobody is not about this person.
NOT_FOR_A_RECORD = ("SWA106-6", "CHILD-COUNCIL", "LSA9", "PA27-3", "CONSENT", "ANON")
COPIED = (
    *("kind", "items", "text", "differing", "sources", "source_detail"),
    *("obtained_on", "nature", "obtained_under", "legal_basis_id"),
)
ISSUE_COPIED = (
    *("series_id", "person_id", "person_name", "code", "text", "status", "severity"),
    *("priority", "done_so_far", "source", "first_seen_on"),
)


@dataclass(frozen=True)
class BlockFacts:
    """What a block says, from whom, since when, on what basis (domain.md 4.3)."""

    items: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    differing: str = ""
    sources: Sequence[str] = ()
    source_detail: str = ""
    obtained_on: datetime.date | None = None
    nature: str = "fact"
    obtained_under: str = ""
    legal_basis: LegalBasis | None = None
    is_done: bool = True

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.differing or self.items)

    def fields(self) -> dict[str, Any]:
        """Columns of the block."""
        is_law = self.obtained_under == Under.LAW
        return {
            "items": self.items,
            "text": self.text,
            "differing": self.differing,
            "sources": list(self.sources),
            "source_detail": self.source_detail,
            "obtained_on": self.obtained_on,
            "nature": self.nature,
            "obtained_under": self.obtained_under,
            "legal_basis_id": self.legal_basis.pk if is_law and self.legal_basis else None,
        }


def bases_for_records() -> Any:
    """Legal bases on which a body may hold something that the person did not tell or allow."""
    return LegalBasis.objects.on().exclude(code__in=NOT_FOR_A_RECORD).order_by("order")


@transaction.atomic
def start_assessment(
    *, record: CaseRecord, occasion: str, by: Any, made_on: datetime.date | None = None
) -> Assessment:
    """Begin the next version: empty blocks the first time, a copy of the last one afterwards."""
    require_going_on(record)
    if occasion not in dict(choices(OCCASION)):
        raise DomainError("作るきっかけを、一覧から選んでください")
    made_on = made_on or timezone.localdate()
    if made_on > timezone.localdate():
        raise DomainError("作成日は、今日までの日付にしてください")
    last = Assessment.objects.visible_to(by).filter(record=record).first()
    if last is not None and not last.is_fixed:
        raise _being_written()
    try:
        with transaction.atomic():
            made: Assessment = Assessment.objects.create(
                compartment_id=record.compartment_id,
                created_by=by,
                record=record,
                number=last.number + 1 if last else 1,
                based_on=last,
                made_on=made_on,
                occasion=occasion,
            )
    except IntegrityError as error:
        raise _being_written() from error  # a colleague began it at the same moment
    _fill(made, last, by)
    return made


def _being_written() -> DomainError:
    return DomainError(
        "書きかけの版があります。それを続けるか、確定してから、次の版を作ってください"
    )


def _fill(made: Assessment, last: Assessment | None, by: Any) -> None:
    """One block of each kind; issues of the last version that were not solved by then."""
    common = {"compartment_id": made.compartment_id, "created_by": by, "assessment": made}
    known: dict[str, AssessmentBlock] = {}
    issues: list[AssessmentIssue] = []
    if last is not None:
        blocks = AssessmentBlock.objects.visible_to(by).filter(assessment=last)
        known = {block.kind: block for block in blocks}
        open_ones = AssessmentIssue.objects.visible_to(by).filter(
            assessment=last, removed_on__isnull=True
        )
        issues = list(open_ones.exclude(status=AssessmentIssue.Status.SOLVED))
    AssessmentBlock.objects.bulk_create(
        [
            AssessmentBlock(**common, **_copied(known[kind]))
            if kind in known and known[kind].state != State.TODO
            else AssessmentBlock(**common, kind=kind)
            for kind in Kind.values
        ]
    )
    AssessmentIssue.objects.bulk_create(
        [
            AssessmentIssue(**common, **{name: getattr(row, name) for name in ISSUE_COPIED})
            for row in issues
        ]
    )


def _copied(block: AssessmentBlock) -> dict[str, Any]:
    """A block taken over from the last version, marked as a copy."""
    return {name: getattr(block, name) for name in COPIED} | {"state": State.CARRIED}


def draft_of(row: AssessmentBlock | AssessmentIssue, by: Any) -> Assessment:
    """The version of a block or issue, locked, while it may still be changed."""
    return locked_draft(row.assessment_id, by)


def locked_draft(assessment_id: Any, by: Any) -> Assessment:
    """A version that is still being written; whoever fixes it waits until this one has saved."""
    found: Assessment = (
        Assessment.objects.changeable_by(by)
        .select_related("compartment")
        .select_for_update(of=("self",))
        .get(pk=assessment_id)
    )
    if found.is_fixed:
        raise DomainError(
            "この版は確定しています。直すには、「新しい版を作る」から、次の版を作ってください"
        )
    require_going_on(_record(found, by))
    return found


def _record(assessment: Assessment, by: Any) -> CaseRecord:
    found: CaseRecord = (
        CaseRecord.objects.visible_to(by).select_related("body").get(pk=assessment.record_id)
    )
    return found


@transaction.atomic
def write_block(
    *, block: AssessmentBlock, facts: BlockFacts, by: Any, version: int | None = None
) -> AssessmentBlock:
    """Write a block, finished or not. Saved as it was copied, it is 「前回から変更なし」."""
    draft_of(block, by)
    if facts.is_done:
        _require_source(facts)
    if facts.obtained_on and facts.obtained_on > timezone.localdate():
        raise DomainError("聞いた日・確かめた日は、今日までの日付にしてください")
    fields = facts.fields()
    state = State.DONE if facts.is_done else State.DOING
    is_same = all(getattr(block, name) == value for name, value in fields.items())
    if is_same and facts.is_done and block.state in (State.CARRIED, State.UNCHANGED):
        state = State.UNCHANGED
    return save_changed(block, by=by, fields={**fields, "state": state}, version=version)


def _require_source(facts: BlockFacts) -> None:
    """A finished block says something, from whom, since when, on what basis."""
    if not facts.says_something:
        raise DomainError("内容を書くか、「記入中」を選んでください")
    if not facts.sources:
        raise DomainError("だれから、何から分かったことか、情報源を選んでください")
    if facts.obtained_on is None:
        raise DomainError("聞いた日・確かめた日を書いてください")
    if not facts.obtained_under:
        raise DomainError("何にもとづいて知ったことか、得た根拠を選んでください")
    if facts.obtained_under == Under.LAW:
        allowed = bases_for_records()
        if facts.legal_basis is None or not allowed.filter(pk=facts.legal_basis.pk).exists():
            raise DomainError(
                "法令の根拠を選んでください。会議の中だけで共有したことは、ここには書けません"
            )


@transaction.atomic
def keep_block(*, block: AssessmentBlock, by: Any, version: int | None = None) -> AssessmentBlock:
    """It was looked at, and nothing has changed since the last version. Twice changes nothing."""
    draft_of(block, by)
    if block.state == State.UNCHANGED:
        return block
    if block.state != State.CARRIED:
        raise DomainError("このブロックは、今回の版で書いています。前回の写しではありません")
    return save_changed(block, by=by, fields={"state": State.UNCHANGED}, version=version)


@transaction.atomic
def keep_rest(*, assessment: Assessment, by: Any) -> int:
    """All copies that are left were looked at and are unchanged. Returns how many."""
    locked_draft(assessment.pk, by)
    rows = AssessmentBlock.objects.visible_to(by).filter(assessment=assessment, state=State.CARRIED)
    kept = [keep_block(block=block, by=by) for block in rows]
    return len(kept)


@transaction.atomic
def fix_assessment(*, assessment: Assessment, by: Any, version: int | None = None) -> Assessment:
    """Fix the version: from now on it stays as it is, with the chronology of this day."""
    draft = locked_draft(assessment.pk, by)
    blocks = {b.kind: b for b in AssessmentBlock.objects.visible_to(by).filter(assessment=draft)}
    _require_ready(blocks)
    fields = {
        "fixed_at": timezone.now(),
        "fixed_by_id": by.pk,
        "chronology": _chronology(draft, by),
    }
    return save_changed(assessment, by=by, fields=fields, version=version)


def _require_ready(blocks: dict[str, AssessmentBlock]) -> None:
    doing = [b.get_kind_display() for b in blocks.values() if b.state == State.DOING]
    if doing:
        raise DomainError(f"「{'」「'.join(doing)}」が記入中です。書き終えてから、確定してください")
    carried = [b.get_kind_display() for b in blocks.values() if b.state == State.CARRIED]
    if carried:
        raise DomainError(
            f"「{'」「'.join(carried)}」は、前回の写しのままです。"
            "読んで、直すか、「前回から変更なし」を押してから、確定してください"
        )
    if blocks[Kind.FORMULATION].state == State.TODO:
        raise DomainError("見立て（総合アセスメント）を書いてから、確定してください")


def _chronology(draft: Assessment, by: Any) -> list[dict[str, str]]:
    """The lines of the family chronology as they stand; a fixed version does not follow it."""
    rows = LifeEvent.objects.visible_to(by).filter(
        record_id=draft.record_id, removed_on__isnull=True
    )
    return [chronology_line(row) for row in rows]
