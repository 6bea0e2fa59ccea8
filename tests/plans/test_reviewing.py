"""The word of a supervisor on an edition: who says it, of what, and what it stops (R9)."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from access.errors import DomainError
from plans import services
from plans.models import Plan, PlanReview
from tests.cases.situations import body_of
from tests.world import acting, login, staff

from . import situations as s

pytestmark = pytest.mark.django_db

SUPERVISOR = "kanri1"  # of the body that received the household


def say(plan: Plan, verdict: str, comment: str = "", **changes: object) -> PlanReview:
    with acting(SUPERVISOR) as by:
        now = s.seen(plan, SUPERVISOR)
        values = {"body": body_of(s.RECORDER), "edition": now.edition} | changes
        return services.review_plan(plan=now, verdict=verdict, comment=comment, by=by, **values)


def test_r9_a_supervisor_of_a_body_in_the_plan_approves() -> None:
    plan = s.a_written_plan()
    assert say(plan, "approved").edition > 1
    for reader in (s.COORDINATOR, s.PARTNER):
        with acting(reader) as by:
            assert [r.verdict for r in services.returned_by(s.seen(plan, reader), by)] == []
            words = services.latest_reviews([s.seen(plan, reader)], by)[plan.pk]
            assert [row.verdict for row in words] == ["approved"]


@pytest.mark.parametrize("username", [s.RECORDER, s.PARTNER, s.COORDINATOR, s.OTHER_COORDINATOR])
def test_r9_nobody_else_says_it(username: str) -> None:
    plan = s.a_written_plan()
    with acting(username) as by, pytest.raises(DomainError, match="管理者"):
        services.review_plan(
            plan=s.seen(plan, username),
            body=body_of(s.RECORDER),
            edition=s.seen(plan, username).edition,
            verdict="approved",
            by=by,
        )


def test_r9_not_for_another_body() -> None:
    plan = s.a_written_plan()
    with pytest.raises(DomainError, match="管理者"):
        say(plan, "approved", body=body_of(s.PARTNER))


def test_an_edition_that_was_not_read_is_not_approved() -> None:
    plan = s.a_written_plan()
    with acting(SUPERVISOR):
        read = s.seen(plan, SUPERVISOR).edition
    s.as_coordinator(plan, services.edit_goals, rows=[services.GoalFacts("別の目標")])
    with pytest.raises(DomainError, match=f"第{read + 1}版"):
        say(plan, "approved", edition=read)


def test_a_return_has_a_reason() -> None:
    plan = s.a_written_plan()
    with pytest.raises(DomainError, match="直してほしいこと"):
        say(plan, "returned")


def test_a_return_keeps_the_plan_from_the_conference_until_it_is_put_right() -> None:
    plan = s.a_written_plan()
    say(plan, "returned", "付き添いは月1回が限度です")
    missing = s.as_coordinator(plan, services.missing_for_submission)
    assert len(missing) == 1
    assert "差し戻しています" in missing[0]
    s.as_coordinator(plan, services.edit_goals, rows=[services.GoalFacts("受診を続ける")])
    assert s.as_coordinator(plan, services.missing_for_submission) == []


def test_a_return_is_taken_back_by_approving() -> None:
    plan = s.a_written_plan()
    say(plan, "returned", "確かめたい")
    say(plan, "approved")
    assert s.as_coordinator(plan, services.missing_for_submission) == []


def test_r9_the_database_takes_the_word_of_no_one_outside() -> None:
    """Row policies: a supervisor adds her word and nothing else; nobody changes it."""
    plan = s.a_written_plan()
    row = say(plan, "approved")
    with acting(SUPERVISOR), pytest.raises(Exception, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update plans_planreview set comment = 'x' where id = %s", [row.pk])
    with acting("csw1") as by, pytest.raises(Exception, match="row-level security"):
        with transaction.atomic():
            PlanReview.objects.create(
                compartment_id=plan.compartment_id,
                created_by=by,
                plan_id=plan.pk,
                body=body_of(s.RECORDER),
                edition=1,
                verdict="approved",
            )


def test_the_supervisor_says_it_on_the_page() -> None:
    plan = s.a_written_plan()
    client = Client()
    login(client, SUPERVISOR)
    address = reverse("plans:review", args=[plan.pk])
    detail = client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert address in detail
    page = client.get(address).content.decode()
    assert "受診に付き添う" in page
    assert s.WISHES not in page  # the words of the plan are not hers (R9)
    with acting(SUPERVISOR):
        edition = s.seen(plan, SUPERVISOR).edition
    sent = {"verdict": "returned", "edition": edition, "body": str(body_of(s.RECORDER).pk)}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "直してほしいことを書いてください" in refused.content.decode()
    assert client.post(address, sent | {"comment": "月1回が限度です"}).status_code in (302, 303)
    detail = reverse("plans:detail", args=[plan.pk])
    returned = client.get(detail).content.decode()
    assert "月1回が限度です" in returned
    assert "差し戻しました。直してほしいことは、事務局に伝わります" in returned
    assert client.post(address, sent | {"verdict": "approved"}).status_code == 303
    said = f"承認しました。{body_of(s.RECORDER)}が、第{edition}版の役割を引き受けます"
    assert said in client.get(detail).content.decode()


@pytest.mark.parametrize("username", [s.COORDINATOR, s.RECORDER])
def test_r14_the_page_is_not_there_for_others(username: str) -> None:
    plan = s.a_written_plan()
    client = Client()
    login(client, username)
    assert client.get(reverse("plans:review", args=[plan.pk])).status_code == 404
    assert staff(username).is_active


def test_what_follows_is_told_before_it_is_asked(client: Client) -> None:
    plan = s.a_written_plan()
    login(client, SUPERVISOR)
    page = client.get(reverse("plans:review", args=[plan.pk])).content.decode()
    assert page.index("差し戻すと、事務局が内容を直すか") < page.index('name="verdict"')
