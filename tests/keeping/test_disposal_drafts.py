"""Drafts go with the case that is disposed of: about its rows, of new ones, and about its notices (S-28)."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Note
from drafts.services import drafts_for, save_draft
from tests.world import acting

from .situations import WORKER, a_closed_case, decide, draw_up, run, superuser

pytestmark = pytest.mark.usefixtures("committed_db")


def test_drafts_about_a_disposed_case_go_with_it() -> None:
    case = a_closed_case()
    with acting(WORKER) as user:
        note = Note.objects.visible_to(user).of_case(case).first()
        assert note is not None
        keep: dict[str, Any] = {"user": user, "form": "note", "seq": 1, "page": "/"}
        keep["values"] = {"text": ["x"]}
        save_draft(**keep, object_key=f"new-{uuid.uuid4()}", about=str(note.pk))
        save_draft(**keep, object_key=f"new-{uuid.uuid4()}", about=str(case.pk))
        save_draft(**keep, object_key=str(note.pk))
    row = draw_up()
    assert decide(row) == 1
    run(row)
    with acting(WORKER) as user:
        assert drafts_for(user) == []


def test_s28_drafts_of_new_rows_of_a_disposed_case_and_about_its_notices_go_as_well() -> None:
    """They are about no row that goes, so nobody would see them any more; counted past row policies."""
    stays, case = a_closed_case(on=str(timezone.localdate())), a_closed_case()
    notice, other = uuid.uuid4(), uuid.uuid4()
    with acting(WORKER) as user:
        note = Note.objects.visible_to(user).of_case(case).first()
        assert note is not None
        keep: dict[str, Any] = {"user": user, "form": "note", "seq": 1, "values": {"text": ["x"]}}
        for page in (f"/cases/{case.pk}/notes/new/", f"/notes/{note.pk}/", f"/cases/{stays.pk}/"):
            save_draft(**keep, object_key=f"new-{uuid.uuid4()}", page=page)
        for about in (notice, other):
            save_draft(**keep, object_key=f"new-{uuid.uuid4()}", page="/", about=str(about))
    with superuser() as opened:
        opened.execute(NOTICE_OF, {"notice": notice, "case": case.pk, "other": stays.pk})
        left = "select count(distinct object_key) from drafts_draft"
        assert opened.execute(left).fetchone() == (5,)
    row = draw_up()
    assert decide(row) == 1
    run(row)
    with superuser() as opened:
        assert opened.execute(left).fetchone() == (2,), "of the neighbour, and about no case"


# Two bodies seem to know the same person, from this case and another one.
NOTICE_OF = """
    with made as (
        insert into access_matchnotice (id, body_a_id, body_b_id, found_on)
        select %(notice)s, min(id::text)::uuid, max(id::text)::uuid, now() from organizations_body)
    insert into access_matchpair (notice_id, case_a_id, case_b_id) values (%(notice)s, %(case)s, %(other)s)
"""
