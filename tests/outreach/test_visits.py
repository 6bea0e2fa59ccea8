"""Visits: two where a risk is marked, back at a time, each attempt told once and counted."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from cases.services import restrict_person
from organizations.models import Appointment
from outreach import services, today
from outreach.models import Outreach, PlannedVisit, VisitAttempt
from tests.cases.pages import browser, filled_in, text_of

from . import situations as s

pytestmark = pytest.mark.django_db
RISK = {"needs_two": True, "risk_words": "犬を放している"}


def visits(outreach: Outreach) -> list[PlannedVisit]:
    with s.acting(s.WORKER) as by:
        return list(PlannedVisit.objects.visible_to(by).filter(outreach=outreach))


def counts(outreach: Outreach) -> dict[str, Any]:
    with s.acting(s.WORKER) as by:
        rows = VisitAttempt.objects.visible_to(by).that_count().filter(outreach=outreach)
        return rows.counts()


def test_where_a_risk_is_marked_nobody_goes_alone() -> None:
    outreach = s.approaching(**RISK)
    with pytest.raises(DomainError, match=r"2人以上.*犬を放している"):
        s.a_visit(outreach)
    with pytest.raises(DomainError, match="管理者に報告"):
        s.attempt(outreach, "door")
    with pytest.raises(DomainError, match="別の職員"):
        s.a_visit(outreach, companion=s.staff(s.WORKER))
    s.a_visit(outreach, companion=s.staff(s.COLLEAGUE))
    s.a_visit(outreach, companion_words="民生委員")
    s.attempt(outreach, "door", companion_words="民生委員")
    s.attempt(outreach, "absent", method="phone")
    assert counts(outreach)["attempts"] == 2


def test_the_database_takes_no_one_alone_either() -> None:
    outreach = s.approaching(**RISK)
    visit = s.a_visit(outreach, companion=s.staff(s.COLLEAGUE))
    with s.acting(s.WORKER) as by, pytest.raises(IntegrityError), transaction.atomic():
        PlannedVisit.objects.changeable_by(by).filter(pk=visit.pk).update(companion=None)


def test_a_visit_has_hours_and_a_preparation() -> None:
    outreach = s.an_outreach()
    with pytest.raises(DomainError, match="事前調整"):
        s.a_visit(outreach)
    s.approaching(outreach)
    with pytest.raises(DomainError, match="帰着の予定"):
        s.a_visit(outreach, return_by=None)
    with pytest.raises(DomainError, match="出る時刻より後"):
        s.a_visit(outreach, return_by=datetime.time(13))
    with pytest.raises(DomainError, match="今日から"):
        s.a_visit(outreach, on=s.days(-1))
    assert s.a_visit(outreach, method="phone", starts=None, return_by=None).return_by is None


def test_who_does_not_say_that_she_is_back_is_overdue() -> None:
    outreach = s.approaching()
    visit = s.a_visit(outreach, starts=datetime.time(0), return_by=datetime.time(0, 1))
    waiting = s.a_visit(outreach, on=s.days(1))
    with s.acting(s.COLLEAGUE) as by:
        late = PlannedVisit.objects.visible_to(by).not_back()
        assert [row.pk for row in late] == [visit.pk]
        assert late[0].is_overdue
        services.confirm_return(visit=late[0], by=by)
        again = PlannedVisit.objects.visible_to(by).get(pk=visit.pk)
        services.confirm_return(visit=again, by=by)
        assert again.returned_by_id == by.pk
        assert not PlannedVisit.objects.visible_to(by).not_back().exists()
        with pytest.raises(DomainError, match="まだ先"):
            services.confirm_return(
                visit=PlannedVisit.objects.visible_to(by).get(pk=waiting.pk), by=by
            )


def test_telling_a_result_does_not_say_that_she_is_back() -> None:
    outreach = s.approaching()
    visit = s.a_visit(outreach, starts=datetime.time(0), return_by=datetime.time(0, 1))
    s.attempt(outreach, "absent", visit=visit)
    (row,) = visits(outreach)
    assert (row.state, row.is_overdue) == ("done", True)


def test_the_next_date_becomes_a_visit_with_the_same_people() -> None:
    outreach = s.approaching(**RISK)
    s.attempt(outreach, "absent", companion=s.staff(s.COLLEAGUE), next_on=s.days(7))
    (row,) = visits(outreach)
    assert (row.on, row.companion, row.needs_two) == (s.days(7), s.staff(s.COLLEAGUE), True)
    with s.acting(s.WORKER) as by:
        facts = services.VisitFacts(
            on=s.days(6),
            visitor=by,
            starts=datetime.time(10),
            return_by=datetime.time(11),
            companion_words="民生委員",
        )
        found = PlannedVisit.objects.visible_to(by).get(pk=row.pk)
        services.set_hours(visit=found, facts=facts, version=found.version, by=by)
    (row,) = visits(outreach)
    assert (row.on, row.return_by, row.companion) == (s.days(6), datetime.time(11), None)


def test_nobody_waits_for_the_next_visit_of_who_has_left() -> None:
    """What she did is recorded; the next date would stand on no home page."""
    outreach = s.approaching()
    with s.acting("system1"):
        Appointment.objects.filter(staff=s.staff(s.COLLEAGUE)).update(valid_until=timezone.now())
    gone = s.staff(s.COLLEAGUE)
    with pytest.raises(DomainError, match=f"{gone.name}さんは、異動や退職で"):
        s.attempt(outreach, "absent", companion=gone, next_on=s.days(7))
    s.attempt(outreach, "absent", companion=gone)
    assert visits(outreach) == []


def test_who_goes_today_without_hours_is_asked_when_she_is_back() -> None:
    """A visit made from the next date has none, and without them nobody would notice that she is not back."""
    outreach = s.approaching()
    s.attempt(outreach, "absent", next_on=s.days(0))
    (row,) = visits(outreach)
    words, page = "出かける前に、出る時刻と帰着の予定を書く", f"/outreach/visits/{row.pk}/"
    home = browser(s.WORKER).get("/").content.decode()
    written = reverse("outreach:attempt_of_visit", args=[row.pk])
    assert home.count(f"{words}。戻ったら、結果を記録する</a>") == 1
    assert (f'href="{page}"' in home, f'href="{written}"' in home) == (True, True)
    assert "働きかけて、結果を記録する" not in home, "one line a visit"
    with s.acting(s.WORKER) as by:
        facts = services.VisitFacts(
            on=s.days(0), visitor=by, starts=datetime.time(23), return_by=datetime.time(23, 59)
        )
        found = PlannedVisit.objects.visible_to(by).get(pk=row.pk)
        services.set_hours(visit=found, facts=facts, version=found.version, by=by)
    assert words not in browser(s.WORKER).get("/").content.decode()


def test_of_many_unwritten_visits_none_keeps_one_of_today_off_the_home_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outreach = s.approaching()
    of_today, *others = (
        s.a_visit(outreach, method="phone", starts=None, return_by=None, purpose=purpose)
        for purpose in ("今日", "先日", "その前")
    )
    with s.acting(s.WORKER) as by:
        late = PlannedVisit.objects.visible_to(by).filter(pk__in=[row.pk for row in others])
        assert late.update(on=s.days(-3)) == 2
    monkeypatch.setattr(today, "MOST", 1)
    home = browser(s.WORKER).get("/").content.decode()
    lines = [reverse("outreach:attempt_of_visit", args=[r.pk]) for r in (of_today, *others)]
    assert [f'href="{line}"' in home for line in lines] == [True, False, False]


def test_counts_of_attempts_follow_corrections() -> None:
    outreach = s.approaching()
    for result in ("absent", "absent", "refused", "door", "signs", "family"):
        s.attempt(outreach, result)
    wrong = s.attempt(outreach, "absent")
    with s.acting(s.WORKER) as by:
        row = VisitAttempt.objects.visible_to(by).select_related("visit").get(pk=wrong.pk)
        facts = services.AttemptFacts(result="person", visitor=by, at=row.at)
        services.correct_attempt(attempt=row, facts=facts, reason="押し間違い", by=by)
        with pytest.raises(DomainError, match="すでに訂正"):
            services.correct_attempt(attempt=row, facts=facts, reason="もう一度", by=by)
        assert VisitAttempt.objects.visible_to(by).filter(pk=row.pk).exists()
    found = counts(outreach)
    kept = ("attempts", "contacts", "door", "absent", "refused", "signs")
    assert [found[name] for name in kept] == [7, 2, 1, 2, 1, 1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"at": timezone.now() + datetime.timedelta(hours=2)}, "今までに"),
        ({"at": timezone.now() - datetime.timedelta(days=90)}, "2か月より前"),
        ({"next_on": datetime.date(2020, 1, 1)}, "今日から"),
    ],
)
def test_an_attempt_lies_in_the_near_past(changes: dict[str, Any], words: str) -> None:
    outreach = s.approaching()
    with pytest.raises(DomainError, match=words):
        s.attempt(outreach, "absent", **changes)


def test_nothing_is_added_after_the_end() -> None:
    outreach = s.related()
    s.do(outreach, services.close_outreach, reason="22", words="引っ越した")
    for refused in (lambda: s.attempt(outreach), lambda: s.a_visit(outreach)):
        with pytest.raises(DomainError, match="終結"):
            refused()
    with pytest.raises(DomainError, match="終結"):
        s.prepared(outreach)


def test_a_risk_that_is_marked_later_shows_on_visits_planned_for_one() -> None:
    outreach = s.approaching()
    s.a_visit(outreach, on=s.days(1))
    facts = s.facts(source=None, **RISK)
    s.do(outreach, services.change_outreach, facts=facts, in_charge=s.staff(s.WORKER))
    with s.acting(s.WORKER) as by:
        (visit,) = PlannedVisit.objects.visible_to(by).for_list()
        assert visit.lacks_a_second
    page = text_of(browser(s.COLLEAGUE).get(reverse("outreach:week"), {"week": week_in(1)}))
    assert "2人目が決まっていません" in page


def test_r12_who_is_kept_out_of_the_case_does_not_go() -> None:
    outreach = s.approaching()
    with s.acting(s.WORKER) as by:
        case = s.seen(outreach).compartment.case
        restrict_person(case=case, user=s.staff(s.COLLEAGUE), reason="親族", by=by)
    with pytest.raises(DomainError, match="関われない職員"):
        s.a_visit(outreach, companion=s.staff(s.COLLEAGUE))
    page = browser(s.WORKER).get(reverse("outreach:plan_visit", args=[outreach.pk]))
    offered = {key for key, _ in page.context["form"].fields["companion"].choices}
    assert str(s.staff(s.COLLEAGUE).pk) not in offered
    assert str(s.staff(s.SUPERVISOR).pk) in offered


def test_r12_what_the_kept_out_led_is_led_by_who_keeps_her_out() -> None:
    """It would stand on no home page any more, and nobody would go."""
    outreach = s.approaching()
    with s.acting(s.WORKER) as by:
        row = s.seen(outreach)
        services.change_outreach(
            outreach=row,
            facts=s.facts(),
            in_charge=s.staff(s.COLLEAGUE),
            version=row.version,
            by=by,
        )
    visit = s.a_visit(outreach, visitor=s.staff(s.COLLEAGUE))
    with s.acting(s.WORKER) as by:
        case = s.seen(outreach).compartment.case
        restrict_person(case=case, user=s.staff(s.COLLEAGUE), reason="親族", by=by)
        assert s.seen(outreach).in_charge == by
    assert [(row.pk, row.visitor_id) for row in visits(outreach)] == [
        (visit.pk, s.staff(s.WORKER).pk)
    ]


def week_in(days: int) -> str:
    return f"{s.days(days):%G-W%V}"


def changed_after_the_return(who: str = s.WORKER, **changes: Any) -> PlannedVisit:
    """Nobody was at home; she is back, and changes the plan before she tells of it."""
    outreach = s.approaching()
    s.a_visit(outreach)
    with s.acting(s.WORKER) as by:
        (visit,) = visits(outreach)
        services.confirm_return(visit=visit, by=by)
        values = {
            "on": visit.on,
            "starts": visit.starts,
            "return_by": visit.return_by,
            "visitor": s.staff(who),
            "purpose": visit.purpose,
        }
        services.set_hours(visit=visit, facts=services.VisitFacts(**values | changes), by=by)
        (found,) = visits(outreach)
        return found


@pytest.mark.parametrize(
    "changes",
    [{"on": s.days(1)}, {"starts": datetime.time(15)}, {"who": s.COLLEAGUE}],
    ids=["another day", "another hour", "somebody else"],
)
def test_whoever_goes_another_time_is_watched_again(changes: dict[str, Any]) -> None:
    visit = changed_after_the_return(**changes)
    assert (visit.returned_at, visit.returned_by_id) == (None, None)
    assert visit.waits_for_return


def test_who_is_back_stays_back_where_only_a_word_of_the_plan_changes() -> None:
    assert not changed_after_the_return(purpose="手紙を渡した").waits_for_return


def test_a_visit_becomes_a_call_and_only_the_hour_of_coming_back_is_left() -> None:
    """Without an hour at which she goes there is none at which she is back."""
    outreach = s.approaching()
    visit = s.a_visit(outreach)
    client = browser(s.WORKER)
    where = reverse("outreach:visit", args=[visit.pk])
    sent = filled_in(client.get(where)) | {"method": "phone", "starts": "", "return_by": "15:30"}
    assert client.post(where, sent).status_code == 303
    with s.acting(s.WORKER):
        (found,) = visits(outreach)
        assert (found.method, found.starts, found.return_by) == ("phone", None, None)
