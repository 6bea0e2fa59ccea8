"""Days of a plan that is over, results and what belongs to them, times, and where something is missing."""

import datetime
import re

import pytest
from django.db.models import F
from django.urls import reverse

from access.explain import audience, explain
from bunkyo_support.templatetags.ui import short_day
from documents.wareki import format_date
from meetings.models import ConferenceItem
from meetings.services import send_conference_minutes
from plans import services
from plans.choices import codes
from plans.editions import shown
from plans.forms import ResultForm
from plans.forms.steps import HOW_TO_END
from plans.models import Goal, Plan
from plans.services.drafting import bodies_with_roles
from plans.views.conferring import CODE_LISTS
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s
from .test_pages import get, send

pytestmark = pytest.mark.django_db


def test_what_the_conference_asks_for_comes_before_the_agreement_and_leads_to_its_page() -> None:
    """The agreement is taken back by the next edition: the day of the next look comes first."""
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.replan, reason="見直し")
    with acting(s.COORDINATOR) as by:
        again = Plan.objects.visible_to(by).exclude(pk=plan.pk).get()
    client = browser(s.COORDINATOR)
    answer = client.get(reverse("plans:detail", args=[again.pk]))
    edit = reverse("plans:edit", args=[again.pk])
    assert answer.context["page"].next_step == ("次のモニタリングの日を決める", edit)
    assert answer.context["page"].missing == [("次のモニタリングの日を決めてください", edit)]
    assert f'<li><a href="{edit}">' in answer.content.decode()
    words = s.words_of_the_plan()
    s.as_coordinator(again, services.edit_content, facts=words)
    answer = client.get(reverse("plans:detail", args=[again.pk]))
    assert answer.context["page"].next_step[0] == "本人の同意を記録する"


def test_the_next_look_at_a_draft_lies_ahead() -> None:
    plan = s.a_written_plan()
    client = browser(s.COORDINATOR)
    for day in (s.days(-20), s.days(0)):
        refused = send(client, "edit", plan, next_monitoring_on=f"{day:%Y/%m/%d}")
        assert refused.status_code == 422
        assert "次のモニタリングは、今日より後の日にしてください" in text_of(refused)
    tomorrow = send(client, "edit", plan, next_monitoring_on=f"{s.days(1):%Y/%m/%d}")
    assert tomorrow.status_code == 303
    with acting(s.COORDINATOR) as by:
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(
            next_monitoring_on=s.days(-1), version=F("version") + 1
        )
    kept = send(client, "edit", plan, issues="階段が急。")
    assert kept.status_code == 303  # the day has passed meanwhile


def test_a_plan_that_is_over_announces_no_day_and_says_when_it_ended() -> None:
    """domain.md 3.4: nothing of it falls due any more."""
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    pages = [reverse(f"plans:{name}", args=[plan.pk]) for name in ("detail", "progress")]
    assert "次のモニタリング" in text_of(client.get(pages[0]))
    s.as_coordinator(plan, services.replan, reason="見直し")
    for page in pages:
        told = text_of(client.get(page))
        assert "次のモニタリング" not in told, page
        assert "終わった日" in told, page
        assert format_date(s.days(0)) in told, page


def test_a_result_keeps_only_what_belongs_to_it() -> None:
    plan = s.an_active_plan()
    conference = s.call(plan, "evaluation")
    with acting(s.COORDINATOR) as by:
        own = s.seen(plan)
        items = list(ConferenceItem.objects.visible_to(by).filter(conference=conference))
        form = ResultForm(
            {
                "person_came": "no",
                "person_told": "after",
                "minutes": "要点",
                "result_1": "close",
                "end_reason_1": codes("CL-15")[0][0],
                "lead_body_1": str(body_of(s.RECORDER).pk),
                "reason_1": "長い入院",
                "look_again_on_1": str(s.days(30)),
                "remaining_1": "買物",
            },
            items=items,
            invited=[],
            leads=bodies_with_roles(own, by),
            code_choices={name: codes(name) for name in CODE_LISTS},
        )
        form.fields["bodies"].required = False
        form.fields["person_told"].required = False
        form.is_valid()
        [found] = form.outcomes().values()
    assert (found.result, found.reason, found.look_again_on) == ("close", "", None)
    assert (found.lead_body, found.remaining) == (body_of(s.RECORDER), "買物")


def test_a_time_is_hours_and_minutes() -> None:
    assert shown(datetime.time(14, 0)) == "14:00"
    plan = s.an_active_plan()
    conference = s.call(plan, "evaluation", starts_at=datetime.time(5, 0))
    client = browser(s.COORDINATOR)
    for page in (
        reverse("meetings:conference", args=[conference.pk]),
        reverse("plans:history", args=[plan.pk]),
    ):
        told = text_of(client.get(page))
        assert "05:00" in told, page
        assert "05:00:00" not in told, page


def test_each_goal_without_a_degree_is_named() -> None:
    plan = s.an_active_plan()
    refused = browser(s.COORDINATOR).post(
        reverse("plans:evaluate", args=[plan.pk]), {"method": "2"}
    )
    told = text_of(refused)
    with acting(s.COORDINATOR) as by:
        for goal in Goal.objects.visible_to(by).open().filter(plan=s.seen(plan)):
            assert f"目標「{goal.text}」の達成度を選んでください" in told


def test_what_was_done_is_said_on_the_page_that_follows() -> None:
    plan, written = s.a_plan_found("adequate"), s.a_written_plan()
    client = browser(s.COORDINATOR)
    decided = {"decided": "yes", "number": "第1号", "title": "課長"}
    pause = {"to": "suspended", "note": "長い入院", "look_again_on": str(s.days(30))}
    steps: list[tuple[Plan, str, dict[str, str], str]] = [
        (plan, "decide", decided, "支援決定を記録しました"),
        (plan, "start", {}, "支援を始めました"),
        (plan, "move", pause, "プランの状態を「中断」にしました"),
        (written, "edit", {"issues": "階段が急。"}, "プランの内容を保存しました"),
    ]
    for about, name, values, words in steps:
        assert send(client, name, about, **values).status_code == 303, name
        assert words in get(client, "detail", about), name
        assert words not in get(client, "detail", about), "said once"


def test_a_field_that_is_wanted_for_one_answer_says_so() -> None:
    plan = s.a_plan_found("adequate")
    client = browser(s.COORDINATOR)
    assert get(client, "decide", plan).count("支援を決定するときは必須です") == 3
    assert "決定しないときは必須です" in get(client, "decide", plan)
    ending = s.a_plan_that_may_end()
    assert get(client, "move", ending).count("終結するときは必須です") == 2


def bands_of(page: str) -> dict[str, str]:
    """The band of readers beside each field, by the name of the field; R18."""
    found = re.findall(r'<div class="aud[^>]*id="id_(\w+)_a".*?</div>', page, re.S)
    bands = re.findall(r'<div class="aud[^>]*id="id_\w+_a".*?</div>', page, re.S)
    return dict(zip(found, (re.sub(r"<[^>]+>", "", band) for band in bands), strict=True))


SUPERVISOR = "管理者1人"


@pytest.mark.parametrize(
    ("name", "words", "progress"),
    [
        ("edit", ("wishes", "issues", "direction", "emergency", "reason"), ("subject",)),
        ("evaluate", ("participants", "remaining", "person_words", "family_words"), ()),
        ("agree", ("proxy", "proxy_reason", "note"), ()),
        ("goals", ("reason",), ("text_new1",)),
        ("tasks", ("reason",), ("content_new1",)),
    ],
)
def test_r18_r9_the_band_beside_words_counts_no_supervisor(
    name: str, words: tuple[str, ...], progress: tuple[str, ...]
) -> None:
    """What she does not read she is not named for; beside progress, which she reads, she is."""
    plan = s.an_active_plan() if name == "evaluate" else s.a_written_plan()
    page = get(browser(s.COORDINATOR), name, plan)
    bands = bands_of(page)
    for field in words:
        assert "見られる人：" in bands[field]
        assert SUPERVISOR not in bands[field], field
    for field in progress:
        assert SUPERVISOR in bands[field], field
    card = page[page.index('id="who-reads"') :]
    assert "管理者" in card[: card.index("</section>")], "the page as a whole names them"


def test_r18_r9_the_result_of_a_conference_is_not_for_supervisors() -> None:
    page = get(browser(s.COORDINATOR), "result", s.a_submitted_plan())
    bands = re.findall(r'<div class="aud .*?</div>', page, re.S)
    assert len(bands) == 3
    assert not any(SUPERVISOR in re.sub(r"<[^>]+>", "", band) for band in bands)


LEAD = "主担当機関が決まっていません"


@pytest.mark.parametrize("is_open", [True, False])
def test_while_nobody_leads_it_is_said_before_the_conference_and_the_decision(
    is_open: bool,
) -> None:
    plan = s.a_written_plan()
    if is_open:
        s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(lead_body=None))
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    client = browser(s.COORDINATOR)
    assert (LEAD in get(client, "submit", plan)) is is_open
    s.submit(plan)
    s.found(plan, "adequate")
    assert (LEAD in get(client, "decide", plan)) is is_open


def test_r18_the_day_until_which_she_sees_it_is_the_last_day_of_the_consent() -> None:
    """One day everywhere: the end of a period is half-open, and nobody is told the day after it."""
    plan = s.a_plan_with_its_circle()
    with acting(s.RECORDER) as by:
        own = s.seen(plan, s.RECORDER)
        shown = audience(by, own.compartment)
        days_told = {basis.last_day for basis in explain(by, own.compartment) if basis.until}
    assert own.consent_until is not None
    assert days_told == {own.consent_until}
    assert shown.last_day == own.consent_until
    page = get(browser(s.RECORDER), "detail", plan)
    assert f"（{short_day(own.consent_until)}まで）" in page
    assert f"{short_day(own.consent_until + datetime.timedelta(days=1))}まで" not in page


def test_a_conference_stands_on_the_page_of_its_plan_as_on_its_own() -> None:
    plan = s.a_submitted_plan()
    conference = s.found(plan, "adequate")

    def told() -> tuple[bool, bool]:
        page = text_of(browser(s.COORDINATOR).get(reverse("plans:detail", args=[plan.pk])))
        return "会議録 作成中" in page, "会議録 確認中" in page

    assert told() == (True, False)
    with acting(s.COORDINATOR) as by:
        send_conference_minutes(conference=conference, answer_until_on=s.days(5), by=by)
    assert told() == (False, True)


def test_the_list_of_plans_that_are_over_says_when_each_ended_the_last_first() -> None:
    """domain.md 3.4: no monitoring of it falls due, and nothing of it is printed in a batch."""
    case, consent = s.a_consented_case()
    plans = [s.a_bare_plan(case, consent) for _ in range(3)]
    for plan, ago in zip(plans, (2, 1, 3), strict=True):
        s.as_coordinator(plan, services.move_plan, to="cancelled", note="転出した")
        with acting(s.COORDINATOR) as by:
            Plan.objects.changeable_by(by).filter(pk=plan.pk).update(
                ended_on=s.days(-ago), version=F("version") + 1
            )
    client = browser(s.COORDINATOR)
    going, ended = (
        text_of(client.get(reverse("plans:list") + f"?group={group}"))
        for group in ("going", "ended")
    )
    assert "まとめて印刷する" in going
    assert not any(words in ended for words in ("モニタリング", "まとめて印刷する"))
    at = [ended.index(format_date(s.days(-ago))) for ago in (1, 2, 3)]
    assert at == sorted(at)


def test_the_page_of_a_plan_that_has_ended_says_why() -> None:
    """As its papers do (`over_of`)."""
    plan = s.a_plan_that_may_end()
    client = browser(s.COORDINATOR)
    reason, words = codes("CL-15")[0]
    assert "終結の理由" not in text_of(client.get(reverse("plans:detail", args=[plan.pk])))
    s.as_coordinator(
        plan, services.complete_plan, reason=reason, lead_body=body_of(s.RECORDER), note="買物"
    )
    told = text_of(client.get(reverse("plans:detail", args=[plan.pk])))
    assert words in told[told.index("終結の理由") :]


def test_what_comes_next_says_how_a_plan_is_ended_until_it_may_be() -> None:
    """R8: the choice is not there before the conference; the page says what comes first."""
    client = browser(s.COORDINATOR)
    for plan, is_choice in ((s.an_active_plan(), False), (s.a_plan_that_may_end(), True)):
        page = get(client, "move", plan)
        assert (HOW_TO_END in page) is not is_choice
        assert ('value="completed"' in page) is is_choice
        assert "中断のときは、必ず書いてください" in page
    page = get(client, "move", s.a_written_plan())
    assert "取下げのときは、必ず書いてください" in page
    assert HOW_TO_END not in page


def test_the_two_consents_of_a_plan_have_names_of_their_own() -> None:
    """That her information is shared (R3), and that she agrees to this edition."""
    page = get(browser(s.COORDINATOR), "detail", s.an_agreed_plan())
    for words in ("情報共有の同意あり", "情報共有の同意の期限", "プランへの本人同意"):
        assert words in page
    assert "本人の同意の期限" not in page
    assert ">本人の同意あり<" not in page
