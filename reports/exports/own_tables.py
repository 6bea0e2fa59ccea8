"""The tables of the export of own data, their columns, and what is left out and why (docs/export.md)."""

from typing import Any

from django.db.models import Model

from access.models import Disclosure
from cases import models as cases
from meetings.models import CoordinationRequest
from outreach import models as outreach
from outreach.month_models import ReportedMonth

# In the order in which they are written: the household, the record, hand-offs, consents, outreach.
TABLES: tuple[type[Any], ...] = (
    *(cases.Household, cases.Person, cases.OtherName, cases.HouseholdStay, cases.ContactPoint),
    *(cases.Relationship, cases.Tie, cases.PersonMerge, cases.SafetyNote),
    *(cases.CaseRecord, cases.StaffInCharge, cases.Intake, cases.Note, cases.NextAction),
    *(cases.RecordEvent, cases.LifeEvent, cases.Assessment, cases.AssessmentBlock),
    *(cases.AssessmentIssue, cases.ConsentAttempt, cases.Attachment, Disclosure),
    *(cases.Referral, cases.OutsideHandOff, CoordinationRequest),
    *(cases.Consent, cases.ConsentPerson, cases.ConsentBody, cases.SharedExtract),
    *(outreach.Outreach, outreach.OutreachStep, outreach.Preparation, outreach.PlannedVisit),
    *(outreach.VisitAttempt, ReportedMonth),
)

# Rows in the same compartments that are not written, and why.
LEFT_OUT: dict[str, str] = {
    "outreach_source": "だれから聞いたかは、どこにも書き出しません",
    "relation_check": "職員についての確認で、世帯の記録ではありません",
    "same_person": "ほかのケースに関わるため",
    "attachment_content": "ファイルの中身は、添付の画面で1つずつ受け取ります",
    "disclosure_request": "開示請求の手続きで、支援の記録ではありません",
    "disclosure_mark": "開示請求の手続きで、支援の記録ではありません",
    "disclosure_submission": "開示請求の手続きで、支援の記録ではありません",
    "disclosure_check": "開示請求の手続きで、支援の記録ではありません",
    "disclosure_third_party": "開示請求の手続きで、支援の記録ではありません",
    "amendment_request": "訂正・利用停止の請求の手続きで、支援の記録ではありません",
    "amendment_submission": "訂正・利用停止の請求の手続きで、支援の記録ではありません",
    "amendment_check": "訂正・利用停止の請求の手続きで、支援の記録ではありません",
    "amendment_telling": "訂正・利用停止の請求の手続きで、支援の記録ではありません",
    "request_screening": "事務局の受理票で、依頼した機関の記録ではありません",
}

# Columns that are made for finding and for the house, and say nothing of their own.
_TECHNICAL = frozenset({"search_key", "name_key", "compartment"})
LEFT_OUT_COLUMNS = sorted(_TECHNICAL)


def table_name(model: type[Model]) -> str:
    """case_record, note, visit_attempt, ..."""
    name = model.__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).removeprefix("_")


def columns_of(model: type[Model]) -> list[tuple[str, Any]]:
    """Names and fields of a table, in the order of the model; keys as `<name>_id`."""
    return [
        (field.attname, field)
        for field in model._meta.concrete_fields
        if field.name not in _TECHNICAL and field.get_internal_type() != "BinaryField"
    ]
