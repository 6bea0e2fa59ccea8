"""What a body keeps of a person besides the course of its work, for a request of disclosure: the household's basic
information as far as it is about her, and consents that the body has taken. And what is no paragraph, in words that
page and paper say of every request alike (R4, R11, R14): whoever asked knows what the decision is not about.
"""

import datetime
import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q

from cases import models as cases
from cases.merged_rows import standing_keys
from meetings.models import RequestScreening
from outreach.models import OutreachSource
from outreach.month_models import ReportedMonth

from . import models as keeping
from .models import DisclosureRequest

Rows = Iterator[tuple[type[Any], Any]]

CODES = "日付、選んで記録した項目（種類や状態など）、13文字までの短い欄"
FILES = "添付ファイルの中身（題名だけが入っています。開示するものの写しは、別に渡します）"
COPIES = "直す前の記録と、写し（もとの記録が入っています）"
LINKS = "どの記録がつながっているかを示す項目（同意した人・共有した先の一覧、二重に登録した人をまとめた記録など）"
STAFF = "担当者についての記録"
SOURCES = "だれから聞いたかの記録（あるかどうかは、どの請求にもお答えしていません）"
REQUESTS = "開示・訂正・利用停止の請求についての記録"
READINGS = (
    "記録を開いた職員の一覧（求められたときだけ、機関・役割・人数・操作・日が入ります。氏名、時刻、この機関の記録と基本情報のほかを"
    "開いたこと、閲覧制限を受けている職員が開いたこと、開こうとして表示されなかったことは、どの請求でも入りません）"
)
OFFICE = "統計のための写しと、多機関協働の依頼の受理票"
# Every model of a record, of the basic information, of consents and of hand-offs that is not read.
NOT_READ: dict[type[Any], str] = {
    cases.AttachmentContent: FILES,
    cases.Assessment: COPIES,  # its words are the chronology as it stood
    cases.SharedExtract: COPIES,
    cases.ConsentPerson: LINKS,
    cases.ConsentBody: LINKS,
    cases.PersonMerge: LINKS,
    cases.SamePerson: LINKS,
    cases.StaffInCharge: STAFF,
    cases.RelationCheck: STAFF,
    OutreachSource: SOURCES,
    **dict.fromkeys(
        (
            *(keeping.DisclosureRequest, keeping.DisclosureMark, keeping.DisclosureSubmission),
            *(keeping.DisclosureCheck, keeping.DisclosureThirdParty, keeping.AmendmentRequest),
            *(keeping.AmendmentSubmission, keeping.AmendmentCheck, keeping.AmendmentTelling),
        ),
        REQUESTS,
    ),
    RequestScreening: OFFICE,
    ReportedMonth: OFFICE,
}
NOT_IN_IT = tuple(dict.fromkeys((CODES, FILES, *NOT_READ.values(), READINGS)))


def rows_of_her(request: DisclosureRequest, user: Any) -> set[uuid.UUID]:
    """Keys of her row and of those that were entered twice: the request names the one that stood when it was received,
    which may have been merged into another since (docs/decisions/0011)."""
    merged = cases.Person.objects.visible_to(user).merged()
    standing = standing_keys(merged.of_case(request.compartment.case_id))
    goes_on = standing.get(request.person_id, request.person_id)
    return {goes_on, *(key for key, other in standing.items() if other == goes_on)}


def about(hers: Collection[uuid.UUID]) -> dict[type[Any], Q]:
    """Of the basic information, in the order of the paper: herself, what binds her to others, and the household as a
    whole. What is about others alone is not hers."""
    return {
        cases.Person: Q(pk__in=hers),
        cases.OtherName: Q(person__in=hers),
        cases.ContactPoint: Q(person__in=hers),
        cases.HouseholdStay: Q(person__in=hers),
        cases.Relationship: Q(person_a__in=hers) | Q(person_b__in=hers),
        cases.Tie: Q(person__in=hers) | Q(person__isnull=True),
        cases.Household: Q(),
        cases.SafetyNote: Q(),
    }


def rows_of_face(request: DisclosureRequest, until: datetime.datetime, user: Any) -> Rows:
    """Model and rows of the basic information, as they were when the request was received."""
    case = request.compartment.case_id
    for model, which in about(rows_of_her(request, user)).items():
        rows = model.objects.visible_to(user).of_case(case).filter(which, created_at__lte=until)
        yield model, rows.order_by("created_at", "pk")


def rows_of_consents(
    request: DisclosureRequest, record: cases.CaseRecord, until: datetime.datetime, user: Any
) -> Rows:
    """Hers, as the body has taken them; those that another body has taken, that one answers for."""
    rows = cases.Consent.objects.visible_to(user).of_case(request.compartment.case_id)
    hers = rows.filter(
        body=record.body_id,
        persons__person_id__in=rows_of_her(request, user),
        created_at__lte=until,
    )
    # One that names two rows of hers is one consent.
    yield cases.Consent, hers.order_by("created_at", "pk").distinct()
