"""A fixed version of an assessment stays as it is, whatever statement is sent (公文書)."""

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import AssessmentBlock, AssessmentIssue
from tests.databases import Database
from tests.world import acting

from .assessing import WHO, Kind, a_draft, a_fixed_version, an_issue, block_of
from .situations import a_case

REFUSED = {
    "the version": "update cases_assessment set made_on = '2020-01-01' where id = %(v)s",
    "its end": "update cases_assessment set fixed_at = null, fixed_by_id = null where id = %(v)s",
    "a block": "update cases_assessmentblock set text = 'x' where assessment_id = %(v)s",
    "an issue": "update cases_assessmentissue set severity = '1' where assessment_id = %(v)s",
    "an issue moved away": "update cases_assessmentissue set assessment_id = %(d)s"
    " where assessment_id = %(v)s",
    "an issue moved in": "update cases_assessmentissue set assessment_id = %(v)s"
    " where assessment_id = %(d)s",
    "a deleted block": "delete from cases_assessmentblock where assessment_id = %(v)s",
}


def test_a_fixed_version_never_changes_by_raw_sql(committed_db: Database) -> None:
    """As the application, and as a superuser of the database, whom no policy binds."""
    case = a_case()
    fixed = a_fixed_version(case)
    draft = a_draft(case)
    an_issue(draft)
    values = {"v": fixed.pk, "d": draft.pk}
    for name, statement in REFUSED.items():
        with acting(WHO), pytest.raises(Exception, match=r"fixed stays|permission denied"):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, values)
                pytest.fail(name)
        with committed_db.superuser() as owner, pytest.raises(Exception, match=r"fixed stays"):
            owner.execute(statement, values)
            pytest.fail(name)


@pytest.mark.django_db
def test_a_fixed_version_never_changes_by_the_orm() -> None:
    fixed = a_fixed_version(a_case())
    with acting(WHO) as user:
        for model in (AssessmentBlock, AssessmentIssue):
            rows = model.objects.changeable_by(user).filter(assessment=fixed)
            with pytest.raises(IntegrityError, match="fixed stays"), transaction.atomic():
                rows.update(text="x")
        block = block_of(fixed, Kind.WORK)
        block.pk, block._state.adding = None, True
        with pytest.raises(IntegrityError), transaction.atomic():
            block.save(force_insert=True)
