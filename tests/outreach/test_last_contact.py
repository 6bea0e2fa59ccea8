"""最終の関わり counts whom outreach met; an attempt that met nobody is told beside it (domain.md 3.5, 11.3)."""

import datetime
import re

import pytest
from django.utils import timezone

from access.models import CaseFile
from bunkyo_support.templatetags.ui import short_day
from cases import services
from cases.contacts import LastContact, with_contact
from cases.list_file import HEAD, _line
from cases.list_rows import list_rows
from cases.models import CaseRecord
from tests.cases import situations as c
from tests.cases.pages import page, text_of
from tests.world import acting

from . import situations as o

pytestmark = pytest.mark.django_db


def a_sought_case() -> CaseFile:
    """Received seventy days ago, sought out since."""
    return c.a_case_received(70)


def ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def in_list(case: CaseFile, by: str = o.WORKER) -> LastContact:
    with acting(by) as user:
        (row,) = list_rows(user, [case])
        told: LastContact = row["last_contact"]
        return told


def test_a_visit_without_answer_is_no_contact_and_is_told_beside_it() -> None:
    case = a_sought_case()
    o.attempt(o.approaching(o.an_outreach(case)), "absent", at=ago(1))
    assert in_list(case) == LastContact(o.days(-70), o.days(-1))
    head = text_of(page(o.WORKER, "detail", case.pk))
    went = re.escape(short_day(o.days(-1)))
    assert re.search(rf"最終の関わり\s+{re.escape(short_day(o.days(-70)))}", head)
    assert re.search(rf"最後に働きかけた日\s+{went}（会えていません）", head)
    assert re.search(rf"働きかけ：{went}", text_of(page(o.WORKER, "list")))
    with acting(o.WORKER) as user:
        line = dict(zip(HEAD, _line(list_rows(user, [case])[0], []), strict=True))
    assert line["最終の関わり"] == o.days(-70).isoformat()
    assert line["その後の働きかけ"] == o.days(-1).isoformat()


def test_whom_outreach_met_was_reached_and_nothing_else_is_told() -> None:
    case = a_sought_case()
    outreach = o.approaching(o.an_outreach(case))
    o.attempt(outreach, "absent", at=ago(3))
    o.attempt(outreach, "family", at=ago(2))
    assert in_list(case) == LastContact(o.days(-2))
    assert "最後に働きかけた日" not in text_of(page(o.WORKER, "household", case.pk))


def test_r2_another_body_is_not_told_that_somebody_went() -> None:
    case = a_sought_case()
    c.an_accepted_hand_off(case)
    o.attempt(o.approaching(o.an_outreach(case)), "absent", at=ago(1))
    assert in_list(case, o.OTHER).tried is None
    assert "最後に働きかけた日" not in text_of(page(o.OTHER, "detail", case.pk))


def test_the_first_contact_after_a_hand_off_is_one_of_the_receiver() -> None:
    """She says on which day she met or spoke with the person; nothing else has to be written for it."""
    case = a_sought_case()
    leg = c.an_accepted_hand_off(case)
    with acting(o.OTHER) as user:
        services.note_first_contact(referral=c.take(leg, o.OTHER), on=o.days(0), by=user)
    assert in_list(case, o.OTHER) == LastContact(o.days(0))
    met = re.escape(short_day(o.days(0)))
    assert re.search(rf"最終の関わり\s+{met}", text_of(page(o.OTHER, "detail", case.pk)))
    # It is no contact of the body that handed on.
    assert in_list(case) == LastContact(o.days(-70))
    with acting(o.OTHER) as user:
        [record] = with_contact(CaseRecord.objects.visible_to(user).of_case(case), user)
    assert timezone.localdate(record.contact_at) == o.days(0)
