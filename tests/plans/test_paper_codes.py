"""A paper's code: whoever holds the paper learns that it is ours; which one, who sees the plan (R14)."""

import re
from typing import Any

import pytest

from access import verifying
from access.models import AccessLog
from documents import paper_codes
from plans import services
from plans.models import PlanPrint
from tests.databases import Database
from tests.world import acting, login

from . import situations as s
from .test_papers import ask, gathered

URL = "/plans/papers/"


def test_a_slip_of_the_pen_is_seen_and_ways_of_writing_are_not_minded() -> None:
    code = paper_codes.new_code()
    typed = paper_codes.shown(code)
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}", typed)
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in typed.lower())
    for way in (typed, typed.lower(), f" {code} ", wide):
        assert paper_codes.read_code(way) == code
    for at in range(len(code)):
        for letter in set(paper_codes.ALPHABET) - {code[at]}:
            with pytest.raises(paper_codes.CodeError, match="書き写し"):
                paper_codes.read_code(code[:at] + letter + code[at + 1 :])
    with pytest.raises(paper_codes.CodeError, match="12文字"):
        paper_codes.read_code(code[:-1])
    with pytest.raises(paper_codes.CodeError, match="使わない文字があります：0"):
        paper_codes.read_code("0" + code[1:])


def check(client: Any, username: str, code: str) -> str:
    login(client, username)
    answer = client.post(URL, {"code": code})
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.django_db
def test_r14_who_sees_the_plan_learns_which_paper_it_is_and_others_that_it_is_ours(
    client: Any,
) -> None:
    plan = s.an_active_plan()
    copy, _ = ask(plan, "person")
    number, code = plan.compartment.case.number, paper_codes.shown(copy.code)
    page = check(client, s.PARTNER, code)
    for words in (
        number,
        "第5版",
        "いまの版",
        "支援プラン兼利用申込書",
        "渡し先：本人",
        "見本 調整子",
    ):
        assert words in page, words
    for outsider in ("csw1", "kanri2", "kansa1"):
        page = check(client, outsider, code)
        assert "この仕組みで作った書類です" in page
        assert number not in page
        assert str(plan.pk) not in page
    unknown = check(client, "csw1", paper_codes.new_code())
    assert "見つかりません" in unknown


@pytest.mark.django_db
def test_a_paper_of_an_older_edition_says_so(client: Any) -> None:
    plan = s.a_written_plan()
    copy, _ = ask(plan)
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="新しい課題"))
    page = check(client, s.COORDINATOR, copy.code.lower())
    assert "前の版（いまは第6版）" in page
    assert "古い紙と差し替えて" in page


@pytest.mark.django_db
def test_what_is_no_code_is_told_beside_the_field(client: Any) -> None:
    login(client, "csw1")
    answer = client.post(URL, {"code": "0123"})
    assert answer.status_code == 422
    assert "12文字" in answer.content.decode()
    assert 'value="0123"' in answer.content.decode()


@pytest.mark.django_db
def test_each_copy_has_a_code_of_its_own_and_the_paper_carries_it() -> None:
    plan = s.an_active_plan()
    copies = [ask(plan)[0], ask(plan)[0]]
    assert copies[0].code != copies[1].code
    assert f"照合コード {paper_codes.shown(copies[1].code)}" in gathered(copies[1]).html


@pytest.mark.django_db
def test_nobody_but_who_acts_is_answered_and_an_empty_code_is_unknown() -> None:
    plan = s.an_active_plan()
    copy, _ = ask(plan)
    assert not verifying.is_known(copy.code)
    with acting("csw1"):
        assert verifying.is_known(copy.code)
        assert not verifying.is_known("")


def test_r19_each_look_is_in_the_log(committed_db: Database, client: Any) -> None:
    plan = s.an_active_plan()
    copy, _ = ask(plan)
    check(client, "csw1", copy.code)
    check(client, s.PARTNER, copy.code)
    with acting("kansa1"):
        rows = AccessLog.objects.filter(route="plans:verify").order_by("seq")
        found = [(row.action, row.object_id) for row in rows]
    assert ("search", None) in found
    assert found[-1] == ("read", copy.pk)
    assert len([f for f in found if f[0] == "read"]) == 1


@pytest.mark.django_db
def test_a_copy_of_before_without_a_code_is_still_a_plan() -> None:
    assert PlanPrint._meta.get_field("code").db_default == ""
    assert PlanPrint._meta.get_field("paper").db_default == "plan"
