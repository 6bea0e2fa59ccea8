"""The own fields of a kind where a plan is kept, compared, marked and merged; and what a plan before
consent takes part in of what was built for plans with one."""

from typing import Any

import pytest

from access.errors import DomainError
from plans import services
from plans.kind_models import CandidateResource
from plans.models import Plan, PlanReason
from plans.standing import standing_of
from plans.states import PlanState
from tests.cases.situations import a_consent, body_of
from tests.world import acting

from . import situations as s
from .test_changes import events, lines, plain
from .test_fixed_versions import fixed_of, words_of
from .test_kinds import MULTI, a_plan_of, own, write
from .test_merging import post, two
from .test_outreach import CARRIER, a_carried_plan, a_reaching_plan
from .test_pages import address, browser, fields_of, get
from .test_papers import gathered

pytestmark = pytest.mark.django_db

SECRETS = {"source": "となりの人", "guesses": "昼夜が逆かもしれない。"}


def printed(plan: Plan, made_for: str, **asked: Any) -> str:
    with acting(s.COORDINATOR) as by:
        copy, _ = services.request_print(
            plan=s.seen(plan), made_for=made_for, body=body_of(s.COORDINATOR), by=by, **asked
        )
    return gathered(copy).html


def a_met_outreach_plan() -> Plan:
    """With consent, brought before a conference that wants it put right."""
    plan = a_plan_of("outreach")
    write(plan, how_found="見守りで分かった。", **SECRETS)
    s.as_coordinator(
        plan, services.edit_content, facts=s.words_of_the_plan(subject="架空 花子さん")
    )
    s.as_coordinator(plan, services.edit_goals, rows=[services.GoalFacts("話す", term="long")])
    task = services.TaskFacts(body_of(s.RECORDER), "訪ねる", family_does="鍵を開ける", basis="12")
    s.as_coordinator(plan, services.edit_tasks, rows=[task])
    s.as_coordinator(
        plan,
        services.note_agreement,
        agreed_on=s.days(0),
        how="proxy",
        proxy="架空 太一（長男）",
        proxy_reason="手が動かない",
    )
    s.submit(plan)
    s.found(plan, "revise")
    return plan


def test_a_fixed_version_keeps_every_field_and_says_where_it_must_not_stand() -> None:
    plan = a_met_outreach_plan()
    met = fixed_of(plan, "meeting")
    said = str(words_of(met))
    for words in (
        "見守りで分かった。",
        "長期",
        "鍵を開ける",
        "アウトリーチ等を通じた",
        *SECRETS.values(),
    ):
        assert words in said
    assert "架空 太一（長男）" in said
    shown = {to: printed(plan, to, fixed=met) for to in ("self", "bodies", "person")}
    assert all("見守りで分かった。" in html for html in shown.values())
    assert [to for to, html in shown.items() if SECRETS["source"] in html] == ["self"]
    assert [to for to, html in shown.items() if SECRETS["guesses"] in html] == ["self", "bodies"]


def test_s30_the_list_of_changes_leaves_out_what_the_copy_leaves_out() -> None:
    plan = a_plan_of("outreach")
    before = write(plan, how_found="見守りで分かった。", **SECRETS).edition
    write(
        plan, how_found="郵便がたまっていた。", source="弟の友人", guesses="眠れないのではないか。"
    )
    shown = {to: printed(plan, to, since_edition=before) for to in ("self", "bodies", "person")}
    assert all(html.count("見守りで分かった。") == 1 for html in shown.values())  # in the list
    for words in (SECRETS["source"], "弟の友人"):
        assert [to for to, html in shown.items() if words in html] == ["self"]
    assert [to for to, html in shown.items() if "眠れない" in html] == ["self", "bodies"]
    assert "把握の経緯<br><span" in shown["person"]


def test_each_change_of_the_own_fields_and_of_a_candidate_is_told() -> None:
    plan = write(s.a_bare_plan(), **MULTI)
    s.as_coordinator(
        plan, services.edit_kind, values=MULTI | {"background": "別の背景。"}, reason="家で聞いた"
    )
    last, first, *_ = events(plan)
    assert (last.why, lines(last)) == ("家で聞いた", {"背景": (MULTI["background"], "別の背景。")})
    assert lines(first)["参加支援を使う"] == ("いいえ", "はい")
    plan = a_plan_of("participation")
    place = services.CandidateFacts("見本の居場所")
    s.as_coordinator(plan, services.edit_candidates, rows=[place])
    with acting(s.COORDINATOR) as by:
        (row,) = CandidateResource.objects.visible_to(by).filter(plan=plan)
    place = services.CandidateFacts("見本の居場所", state="visited", id=row.pk)
    s.as_coordinator(plan, services.edit_candidates, rows=[place])
    last, first, *_ = events(plan)
    assert lines(last) == {"候補の資源「見本の居場所」の調整の状況": ("検討中", "見学した")}
    assert lines(first)["候補の資源（追加）"][1].startswith("候補の資源（受入先）：見本の居場所")


def test_the_page_marks_own_fields_since_the_meeting_and_all_stand_side_by_side() -> None:
    plan = a_met_outreach_plan()
    write(plan, how_found="郵便がたまっていた。")
    client = browser(s.COORDINATOR)
    page = plain(get(client, "detail", plan))
    assert "把握の経緯前回の会議のあとに変更" in page
    assert "情報源前回の会議" not in page
    url = address("history", plan) + "?since=meeting&all=1"
    part = client.get(url).content.decode().split('id="changes-h"')[0]
    assert "昼夜が逆かもしれない" in plain(part)  # did not change, and stands there


def test_two_write_the_own_fields_and_the_second_merges() -> None:
    plan = write(s.a_bare_plan(), **MULTI)
    first, second = two()
    hers, mine = (fields_of(get(client, "kind", plan)) for client in (first, second))
    post(first, "kind", plan, hers | {"background": "別の背景。"}, 303)
    page = post(second, "kind", plan, mine | {"contact": "その日に電話。"}, 422)
    assert "2人とも直した欄はありません" in page
    post(second, "kind", plan, fields_of(page), 303)
    now = own(plan, s.COORDINATOR)
    assert (now.background, now.contact) == ("別の背景。", "その日に電話。")
    assert now.uses_participation


def test_two_change_a_candidate_and_the_second_chooses() -> None:
    plan = a_plan_of("participation")
    s.as_coordinator(plan, services.edit_candidates, rows=[services.CandidateFacts("見本の居場所")])
    with acting(s.COORDINATOR) as by:
        (row,) = CandidateResource.objects.visible_to(by).filter(plan=plan)
    name = f"state_{row.pk.hex}"
    first, second = two()
    hers, mine = (fields_of(get(client, "candidates", plan)) for client in (first, second))
    post(first, "candidates", plan, hers | {name: "visited"}, 303)
    page = post(second, "candidates", plan, mine | {name: "asked"}, 422)
    assert "候補1　調整の状況" in page
    assert "自分だけが直した欄" not in page  # blank rows are nobody's change
    sent = fields_of(page) | {f"choice_{name}": "theirs"}
    post(second, "candidates", plan, sent, 303)
    with acting(s.COORDINATOR) as by:
        (row,) = CandidateResource.objects.visible_to(by).filter(plan=plan)
    assert row.state == "visited"


def test_a_plan_before_consent_has_a_light_and_is_not_held() -> None:
    plan = a_reaching_plan()
    with acting(s.COORDINATOR) as by:
        now = standing_of(s.seen(plan), by)
    assert not now.is_held
    assert "有効な同意がありません" not in now.why_words
    assert "有効な同意がありません" not in get(browser(s.COORDINATOR), "progress", plan)


def test_r8_r9_a_plan_before_consent_has_neither_sheet_nor_word_of_a_supervisor() -> None:
    plan = a_reaching_plan()
    get(browser(s.COORDINATOR), "evaluate", plan, 404)
    with acting("kanri1") as boss:
        assert not Plan.objects.visible_to(boss).filter(pk=plan.pk).exists()
    with acting(CARRIER) as by:
        seen = s.seen(plan, CARRIER)
        assert services.bodies_supervised(seen, by) == []
        with pytest.raises(DomainError):
            services.review_plan(
                plan=seen, body=body_of(CARRIER), edition=seen.edition, verdict="approved", by=by
            )


def test_the_consent_that_comes_later_may_say_why() -> None:
    plan = a_carried_plan()
    with acting(s.COORDINATOR):
        case = s.seen(plan).compartment.case
    consent = a_consent(case, named=(s.PARTNER, s.COORDINATOR))
    s.as_coordinator(plan, services.take_into_consent, consent_id=consent.pk, reason="玄関で会えた")
    with acting(s.COORDINATOR) as by:
        assert s.seen(plan).state == PlanState.REPLANNED
        assert PlanReason.objects.visible_to(by).get(plan=plan).text == "玄関で会えた"
