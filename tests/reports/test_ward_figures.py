"""Figures of the ward: counted by scheduled work, read by the secretariat, closed by the ward; those of a
body counted from what its people see; rows behind every number."""

import datetime
import re
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.counting import COUNTED, LOCK, WholeWard
from access.errors import DomainError
from access.policies import confidential_models
from access.seen_by import SeenBy
from bunkyo_support import celery_app
from documents.wareki import fiscal_year
from reports import counting, figure_services, figures
from reports.closing import closings
from reports.counting import count_figures, counted
from reports.figures import OwnFigures, WardFigures
from reports.indicators import BY_KEY, INDICATORS, month_of, year_until
from reports.models import FigureCell, LastCount, MonthClose
from tests.cases.pages import browser, text_of
from tests.cases.situations import an_intake, body_of
from tests.databases import Database
from tests.world import acting, staff

from .ward_of_60 import CENTRE, DESK, LAST, SECRETARIAT, THIS, TODAY

SUPERVISOR = "kanri1"
PAGES = ("figures", "figure", "figure_rows")
OF_SECRETARIAT = ("targets", "closing", "yearly")


def ward_line(key: str, month: datetime.date) -> tuple[str, str]:
    with acting(SECRETARIAT) as user:
        line = WardFigures(user).line(BY_KEY[key], month)
        return line.month.words, line.year.words


def own(username: str) -> OwnFigures:
    user = staff(username)
    roles = [office.role for office in user.appointments.current().with_body()]
    return OwnFigures(user, roles, [body_of(username)])


def assert_refused(statement: str) -> None:
    """The application has no right to it, not even acting for the secretariat."""
    with (
        acting(SECRETARIAT),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        connection.cursor().execute(statement)


def bare(answer: Any) -> tuple[int, bytes]:
    """Status and body without the token against forged requests, which is another each time."""
    return answer.status_code, re.sub(
        rb'(csrf-token" content|csrfmiddlewaretoken" value)="[^"]+"', b"", answer.content
    )


# --- counted by scheduled work ------------------------------------------------------------------


def test_cells_are_what_is_counted_and_nothing_is_counted_twice(ward: Database) -> None:
    count_figures()
    months = counting.months_counted(timezone.localdate())
    expected = counted(WholeWard(), months)
    with acting(SECRETARIAT) as user:
        found = {
            (row.month, row.scope, row.indicator, row.breakdown, row.code): row.number
            for row in FigureCell.objects.visible_to(user)
        }
        assert LastCount.objects.visible_to(user).count() == 1
    assert found == {key: number.number for key, number in expected.items()}
    before = FigureCell.objects.scheduled().count()
    count_figures()
    assert FigureCell.objects.scheduled().count() == before


def test_scheduled_work_counts_at_least_once_a_minute() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["figures"]
    celery_app.loader.import_default_modules()
    assert entry["schedule"] < 60
    assert entry["task"] in celery_app.tasks


def test_what_did_not_change_is_not_counted_again(
    ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "LONGEST_TRANSACTION", datetime.timedelta(0))
    count_figures()
    assert count_figures() is False
    an_intake("soudan1")
    assert count_figures() is True
    assert count_figures() is False


def test_a_second_scheduler_leaves_at_once(ward: Database) -> None:
    with ward.superuser() as other:
        other.execute("select pg_advisory_lock(%s)", [LOCK])
        assert count_figures() is False
        other.execute("select pg_advisory_unlock(%s)", [LOCK])
    count_figures()


def test_r34_the_role_for_counting_has_no_column_with_content(ward: Database) -> None:
    """Of confidential tables it reads keys, days, states and short codes; one list of codes."""
    lists_of_codes = {("Intake", "topics")}
    open_words = []
    for model in confidential_models():
        granted = COUNTED.get(model._meta.label, ())
        for field in model._meta.concrete_fields:
            kind, size = field.get_internal_type(), getattr(field, "max_length", None) or 0
            is_code = kind == "CharField" and (size <= 20 or field.choices)
            is_plain = kind not in ("TextField", "CharField", "JSONField", "BinaryField")
            if field.column in granted and not (is_code or is_plain):
                open_words.append((model.__name__, field.column))
    assert set(open_words) <= lists_of_codes | {("SupportMeeting", "basis")}
    assert "cases.Person" not in COUNTED


@pytest.mark.parametrize(
    "statement",
    [
        "select name from cases_person",
        "select birth_on from cases_person",
        "select text from cases_note",
        "select value from cases_contactpoint",
        "select subject from plans_plan",
        "select name from cases_historicalperson",
        "select figures from reports_monthclose",
    ],
)
def test_r1_the_role_for_counting_is_refused_a_word(ward: Database, statement: str) -> None:
    jobs = connections["jobs"]
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic("jobs"):
        jobs.cursor().execute(statement)


def test_r1_the_application_cannot_write_figures_nor_read_them_without_the_role(
    ward: Database,
) -> None:
    count_figures()
    with acting(CENTRE) as user:
        assert FigureCell.objects.visible_to(user).count() == 0
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from reports_figurecell")
            assert cursor.fetchone() == (0,)
    assert_refused("update reports_figurecell set number = 0")


# --- who reads what -----------------------------------------------------------------------------


def test_r9_a_body_counts_what_its_people_see(ward: Database) -> None:
    for username, intakes in ((CENTRE, 34), (SUPERVISOR, 34), (DESK, 9)):
        with acting(username):
            found = own(username).line(BY_KEY["A1"], THIS).month.number
            assert found is not None
            assert found >= intakes, username
    with acting(DESK):
        assert own(DESK).line(BY_KEY["A1"], LAST).month.words == "5"
        assert own(DESK).line(BY_KEY["D1"], THIS).month.words == "0"


@pytest.mark.parametrize("key", ["A1", "A2", "A4-sent", "A4-open", "D1", "D2", "K1", "K2", "F5"])
def test_r30_the_rows_that_all_bodies_see_are_the_rows_that_are_counted(
    ward: Database, key: str
) -> None:
    """Each body sees its own; together they see all that is counted for the ward."""
    indicator, span = BY_KEY[key], month_of(THIS)
    seen: list[Any] = []
    for username in (CENTRE, DESK, SECRETARIAT):
        with acting(username) as user:
            rows = indicator.rows(SeenBy(user), span, [body_of(username).pk])
            seen += [fact.row for fact in rows]
    whole = [fact.row for fact in indicator.rows(WholeWard(), span)]
    assert sorted(map(str, seen)) == sorted(map(str, whole))


@pytest.mark.parametrize(
    "key", ["B1", "B2", "B4", "B5", "B6", "C1", "C2-times", "F2-people", "H1-people"]
)
def test_r30_who_sees_all_counts_what_the_ward_counts(ward: Database, key: str) -> None:
    """Requests, meetings of one secretary, places: the secretariat sees every one of them."""
    indicator = BY_KEY[key]
    for span in (month_of(THIS), year_until(THIS)):
        with acting(SECRETARIAT) as user:
            facts = indicator.rows(SeenBy(user), span)
            assert indicator.count(facts) == indicator.count(indicator.rows(WholeWard(), span))


@pytest.mark.parametrize("name", ["ishi1", "kansa1", "system1"])
def test_r14_for_outsiders_there_are_no_figures(ward: Database, name: str) -> None:
    client = browser(name)
    missing = bare(client.get("/reports/nothing/"))
    for page in (*PAGES, *OF_SECRETARIAT):
        assert bare(client.get(reverse(f"reports:{page}"))) == missing, page
    assert missing[0] == 404


def test_r14_the_secretariat_alone_closes_and_sets_targets(ward: Database) -> None:
    for username in (CENTRE, SUPERVISOR):
        client = browser(username)
        for page in OF_SECRETARIAT:
            assert client.get(reverse(f"reports:{page}")).status_code == 404, page
        # Indicators that are not hers answer as those that do not exist.
        hidden = client.get(reverse("reports:figure"), {"indicator": "C1"})
        unknown = client.get(reverse("reports:figure"), {"indicator": "Z9"})
        assert bare(hidden) == bare(unknown)
        assert hidden.status_code == 404
        with acting(username) as user:
            for act in (
                lambda user=user: figure_services.close_month(month=LAST, by=user),
                lambda user=user: figure_services.set_targets(
                    year=2026, numbers={}, seen={}, by=user
                ),
            ):
                with pytest.raises(DomainError, match="事務局"):
                    act()


@pytest.mark.parametrize("username", [CENTRE, SUPERVISOR, SECRETARIAT, "sanka1", "chiiki1", "csw1"])
def test_every_page_of_every_indicator_opens(ward: Database, username: str) -> None:
    count_figures()
    client = browser(username)
    page = client.get(reverse("reports:figures"))
    assert page.status_code == 200
    words = text_of(page)
    assert "現在" in words
    assert not re.search(r"―\s*(?:件|回|人|日|％|世帯)", words), "a unit on nothing"
    for one in INDICATORS:
        is_hers = f"indicator={one.key}&" in page.content.decode()
        for name in ("figure", "figure_rows"):
            answer = client.get(reverse(f"reports:{name}"), {"indicator": one.key})
            assert (answer.status_code == 200) == is_hers, (one.key, name)


def test_a_number_of_the_ward_stands_beside_its_definition(ward: Database) -> None:
    count_figures()
    words = text_of(browser(SECRETARIAT).get(reverse("reports:figures")))
    assert "新規相談受付件数" in words
    assert BY_KEY["A1"].definition in words
    page = browser(SECRETARIAT).get(
        reverse("reports:figure"), {"indicator": "A1", "month": f"{THIS:%Y-%m}"}
    )
    assert "<svg" in page.content.decode()
    assert "少ない数は「x」" in text_of(page)


def test_r20_a_rate_of_few_says_why_it_is_not_shown_and_leads_nowhere(
    ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_figures()
    monkeypatch.setattr(figures, "WardFigures", partial(WardFigures, least=10**6))
    page = browser(SECRETARIAT).get(reverse("reports:figures"))
    lines = [line for group in page.context["groups"] for line in group.lines]
    assert (hidden := [line.indicator.key for line in lines if line.month.is_hidden])
    assert "「x」は、件数が少ないため示さない数です" in text_of(page)
    led_to = page.content.decode().split(reverse("reports:figure_rows"))[1:]
    assert not [key for key in hidden if any(f"indicator={key}&" in one[:60] for one in led_to)]


@pytest.fixture(scope="module")
def closed_last(ward: Database) -> Database:
    """The month before this one is closed."""
    count_figures()
    with acting(SECRETARIAT) as user:
        figure_services.close_month(month=LAST, by=user)
    return ward


def test_r20_small_parts_of_the_ward_are_hidden_and_open_months_are_not_broken_down(
    closed_last: Database,
) -> None:
    year = LAST.year - (LAST.month < 4)
    with acting(SECRETARIAT) as user:
        tables = WardFigures(user).tables(BY_KEY["A1"], year)
        closed = set(MonthClose.objects.visible_to(user).values_list("month", flat=True))
    assert LAST in closed
    of_the_year = {month for month in closed if fiscal_year(month) == year}
    assert {month for table in tables for month in table.months} == of_the_year
    for table in tables:
        assert THIS not in table.months
        for row in table.rows:
            assert not {"1", "2", "3", "4"} & set(row.cells), table.breakdown.name


def test_the_questions_do_not_grow_with_the_rows(ward: Database) -> None:
    count_figures()
    addresses = [
        reverse("reports:figures"),
        reverse("reports:figure") + "?indicator=A1",
        reverse("reports:figure_rows") + "?indicator=A1",
        reverse("reports:figure_rows") + "?indicator=D2",
    ]
    clients = {name: browser(name) for name in (CENTRE, SECRETARIAT)}

    def asked() -> list[int]:
        found = []
        for client in clients.values():
            for address in addresses:
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address).status_code == 200
                found.append(len(queries))
        return found

    before = asked()
    for _ in range(8):
        an_intake("soudan1")
    count_figures()
    assert asked() == before
    assert max(before) <= 60


# --- targets and closing ------------------------------------------------------------------------


def test_a_target_and_how_much_of_it_is_reached(ward: Database) -> None:
    from decimal import Decimal

    count_figures()
    year = TODAY.year - (TODAY.month < 4)
    client = browser(SECRETARIAT)
    form = client.get(reverse("reports:targets")).context["form"]
    data = {"form_key": str(form["form_key"].value()), "target_A1": "２００", "target_F1": "8"}
    answer = client.post(reverse("reports:targets"), data)
    assert answer.status_code == 303
    with acting(SECRETARIAT) as user:
        line = WardFigures(user).line(BY_KEY["A1"], THIS)
        assert line.target == Decimal(200)
        assert line.year.number is not None
        assert line.percent == int(line.year.number / 2)
        figure_services.set_targets(
            year=year, numbers={"A1": None}, seen={"A1": Decimal(200)}, by=user
        )
        assert WardFigures(user).line(BY_KEY["A1"], THIS).target is None
    wrong = client.post(
        reverse("reports:targets"),
        {"form_key": str(form["form_key"].value()), "target_A1": "たくさん"},
    )
    assert wrong.status_code == 422
    assert "数で書いてください" in text_of(wrong)
    assert "たくさん" in wrong.content.decode()


def test_r31_a_closed_month_stays_and_what_changed_is_a_list(closed_last: Database) -> None:
    before = ward_line("A1", LAST)[0]
    with acting(SECRETARIAT) as user, pytest.raises(DomainError, match="まだ終わっていません"):
        figure_services.close_month(month=timezone.localdate().replace(day=1), by=user)
    with acting(SECRETARIAT) as user, pytest.raises(DomainError, match="変わった数はありません"):
        figure_services.close_month(month=LAST, by=user, reason="念のため")
    an_intake("soudan1", received_on=LAST)
    count_figures()
    assert ward_line("A1", LAST)[0] == before
    with acting(SECRETARIAT) as user:
        (row,) = closings([LAST], TODAY, user)
    changed = {one.indicator.key: (one.before, one.now) for one in row.differences}
    assert changed["A1"] == (int(before), int(before) + 1)
    client = browser(SECRETARIAT)
    page = text_of(client.get(reverse("reports:closing"), {"month": f"{LAST:%Y-%m}"}))
    assert "差異リスト" in page
    assert "締めたあとに変わった数" in text_of(
        client.get(reverse("reports:figures"), {"month": f"{LAST:%Y-%m}"})
    )
    # A correction says why, and is another turn; the turn before stays.
    with acting(SECRETARIAT) as user, pytest.raises(DomainError, match="理由"):
        figure_services.close_month(month=LAST, by=user)
    with acting(SECRETARIAT) as user:
        figure_services.close_month(month=LAST, by=user, reason="入力の遅れ")
        turns = MonthClose.objects.visible_to(user).filter(month=LAST).order_by("turn")
        assert [close.turn for close in turns] == [1, 2]
    assert ward_line("A1", LAST)[0] == str(int(before) + 1)


def test_r31_what_was_closed_cannot_be_changed_by_the_application(ward: Database) -> None:
    assert_refused("update reports_monthclose set turn = 9")


def test_r31_two_who_close_at_once_close_once(ward: Database) -> None:
    month = LAST.replace(day=1) - datetime.timedelta(days=1)
    month = month.replace(day=1)
    count_figures()
    with acting(SECRETARIAT) as user:
        figure_services.close_month(month=month, by=user)
        with pytest.raises(IntegrityError), transaction.atomic():
            MonthClose(created_by=user, month=month, turn=1).save(force_insert=True)
