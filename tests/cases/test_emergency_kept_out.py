"""Who is kept out of a case (R12) hears of no emergency opening of it (R13), auditors as little as supervisors."""

import pytest
from django.db import DatabaseError, connection, transaction

from cases import services
from tests.cases.situations import a_case
from tests.world import acting, staff

from .test_emergency import opened, told

pytestmark = pytest.mark.django_db


def test_r12_an_auditor_who_is_kept_out_is_not_told_and_reviews_nothing() -> None:
    case, other = a_case(), a_case()
    opening, known = opened(case), opened(other)
    with acting("soudan1") as user:
        services.restrict_person(case=case, user=staff("kansa1"), reason="親族", by=user)
    assert told("kansa1") == {other.number}
    statement = (
        "insert into access_emergencyreview (id, opening_id, finding, note, reviewed_by_id,"
        " reviewed_at) values (gen_random_uuid(), %s, 'proper', 'x', %s, now())"
    )
    with acting("kansa1") as user, connection.cursor() as cursor:
        cursor.execute("select case_number from access_emergencyopening")
        assert cursor.fetchall() == [(other.number,)]
        for one, may in ((opening, False), (known, True)):
            cursor.execute("select access.may_review_emergency(%s)", [one.pk])
            assert cursor.fetchone() == (may,)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(statement, [opening.pk, user.pk])
