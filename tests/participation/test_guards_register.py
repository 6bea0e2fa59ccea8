"""What is refused of the register, its files and its candidates, and that nothing is written then."""

import uuid
from typing import Any

import pytest

from access.errors import DomainError
from jobs.models import Job
from participation import services
from participation.models import LeadContact, Resource, ResourceExport, ResourceImport
from participation.services.files import MOST
from tests.world import acting

from . import situations as s
from .test_leads import a_lead, contacted

pytestmark = pytest.mark.django_db


def mine(model: Any) -> int:
    with acting(s.KEEPER) as by:
        return int(model.objects.visible_to(by).count())


WRONG = [
    ({"takes": True, "menus": []}, "メニューを1つ以上"),
    ({"age_from": 40, "age_until": 39}, "上限は、下限より上"),
]


@pytest.mark.parametrize(("values", "words"), WRONG)
def test_what_a_place_cannot_be_is_neither_entered_nor_changed(
    values: dict[str, Any], words: str
) -> None:
    row, before = s.a_resource(), mine(Resource)
    with pytest.raises(DomainError, match=words):
        s.a_resource("見本の畑", **values)
    with pytest.raises(DomainError, match=words):
        s.as_keeper(services.change_resource, resource=row, values=values)
    assert mine(Resource) == before
    with acting(s.KEEPER) as by:
        assert Resource.objects.visible_to(by).get(pk=row.pk).version == row.version


@pytest.mark.parametrize(
    ("number", "form", "words"),
    [
        (1, "pdf", "ファイルの形式"),
        (0, "csv", "書き出す資源がありません"),
        (MOST + 1, "csv", f"{MOST:,}件まで"),
    ],
)
def test_a_file_has_a_form_and_an_end(number: int, form: str, words: str) -> None:
    wanted = [uuid.uuid4() for _ in range(number)]
    with acting(s.KEEPER) as by, pytest.raises(DomainError, match=words):
        services.export_resources(resources=wanted, words=[], form=form, by=by)
    assert (mine(ResourceExport), mine(Job)) == (0, 0)


def test_s63_what_is_no_list_is_not_read() -> None:
    with acting(s.KEEPER) as by, pytest.raises(DomainError, match="この名簿は読めません"):
        services.bring_resources(name="list.xlsx", content=b"%PDF-1.7", by=by)
    assert mine(ResourceImport) == 0


def test_a_candidate_that_was_given_up_is_taken_up_before_anything_is_written() -> None:
    lead = a_lead()
    contacted(lead, "declined", outcome="人手が足りない")
    with pytest.raises(DomainError, match="もう一度始めるときは「連絡した」"):
        contacted(lead, "declined", outcome="まだ足りない")
    with acting(s.KEEPER) as by:
        assert LeadContact.objects.visible_to(by).filter(lead=lead).count() == 1
