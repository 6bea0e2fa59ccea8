"""What stands beside what was typed when somebody else was first: what she saved, field by field, and only when
the next click would really put one's own in its place (bunkyo_support.saving)."""

from typing import Any

import pytest
from django.urls import reverse

from cases.models import AssessmentBlock
from tests.cases.assessing import a_draft, block_of
from tests.cases.assessing import write as write_block
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, people_of
from tests.cases.test_merging import entered_twice, merged
from tests.world import acting

from .filling import filled
from .test_somebody_was_first import bump

pytestmark = pytest.mark.django_db
WHO, COLLEAGUE = "soudan1", "soudan2"
BOTH_SHOWN = "先に直された内容があります"


def beside(answer: Any) -> dict[str, tuple[str, str]]:
    """By label: what is saved, what was typed."""
    assert answer.status_code == 422
    return {row["label"]: (row["before"], row["after"]) for row in answer.context["saved"]}


def a_son() -> Any:
    case = a_case()
    with acting(WHO):
        return people_of(case, WHO)[1]


def test_what_was_wrong_is_put_right_before_anything_is_compared() -> None:
    """With wrong input nothing was sent to anybody: a click would not yet be the second word."""
    url = reverse("cases:person", args=[a_son().pk])
    client = browser(WHO)
    mine = filled(client.get(url).context["form"], name="私の直し", birth_on="R99.9.9")
    theirs = {"name": "先の直し", "relation": "長男", "version": "1"}
    assert browser(COLLEAGUE).post(url, theirs).status_code == 303

    wrong = client.post(url, mine)
    assert (beside(wrong), BOTH_SHOWN in text_of(wrong)) == ({}, False)
    late = client.post(url, mine | {"birth_on": ""})
    assert beside(late)["氏名"] == ("先の直し", "私の直し")
    assert BOTH_SHOWN in text_of(late)
    seen = {"birth_on": "", "version": late.context["form"]["version"].value()}
    assert client.post(url, mine | seen).status_code == 303


def test_the_reason_of_a_step_does_not_stand_beside_the_reason_of_another() -> None:
    """Why two rows were merged is not what the form asks for: why they are two people after all."""
    case = a_case()
    with acting(WHO) as by:
        row = merged(*entered_twice(case, by), by)
    client, url = browser(WHO), reverse("cases:unmerge", args=[row.pk])
    mine = filled(client.get(url).context["form"], reason="双子の兄だった")
    bump(row, COLLEAGUE)
    late = client.post(url, mine)
    assert beside(late) == {}
    assert "さんが（今日" in text_of(late)
    assert client.post(url, mine | {"version": str(row.version + 1)}).status_code == 303


def test_what_a_colleague_has_emptied_is_shown_as_empty() -> None:
    draft = a_draft(a_case())
    kind = AssessmentBlock.Kind.HOUSING
    write_block(draft, kind, text="家賃が遅れている。", items={"kind": "2", "rent": "6万8千円"})
    with acting(WHO):
        block = block_of(draft, kind)
    client, url = browser(WHO), reverse("cases:assessment_block", args=[block.pk])
    form = client.get(url).context["form"]
    mine = filled(form, item_rent="7万円", text=form["text"].value())
    write_block(draft, kind, text="家賃が遅れている。", items={"kind": "2"})
    (line,) = [both for both in beside(client.post(url, mine)).values() if both[1] == "7万円"]
    assert line[0] == ""
