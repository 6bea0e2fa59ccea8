"""Who has no name on her sheet: 匿名 is what she chose, 氏名不明 that nobody knows it yet; one place says which."""

import importlib
from typing import Any

import pytest
from django.urls import reverse

from access.reading import ReadingLog
from cases import intake_paper
from cases.forms.family import person_words
from cases.models import Intake, Person
from outreach.services.targets import name_target
from tests.databases import Database
from tests.outreach import situations as o
from tests.world import acting, staff

from .pages import browser, page, text_of
from .situations import an_intake, seen_by
from .test_intake_sheet import change, receive, the_subject
from .test_summary_paper import a_record, the_page

WHO = "soudan1"


def the_others() -> list[Person]:
    return [p for p in seen_by(WHO, Person) if not p.is_subject]


@pytest.mark.django_db
def test_who_is_merely_not_known_is_called_so_with_her_relation() -> None:
    case = receive(**{"members-0-relation": "長男", "members-1-kana": "はなこ"}).compartment.case
    son, other = the_others()
    assert (str(son), str(other)) == ("氏名不明（長男）", "氏名不明")
    assert str(the_subject()) == "氏名不明（本人）"
    assert person_words(son) == "氏名不明（長男）", "the relation is said once"
    for name in ("detail", "household", "family"):
        shown = text_of(page(WHO, name, case.pk))
        assert "氏名不明" in shown, name
        assert "匿名" not in shown, name
    choices = text_of(page(WHO, "consent_new", case.pk))
    assert "氏名不明（長男）" in choices


@pytest.mark.django_db
def test_who_chose_to_stay_anonymous_stays_so_whatever_else_is_put_right() -> None:
    intake = receive(visitor="person", name_kind="anonymous")
    assert str(the_subject()) == "匿名"
    assert change(intake, earlier="前に一度、区の窓口で").status_code == 303
    assert str(the_subject()) == "匿名"
    assert "匿名" in text_of(page(WHO, "household", intake.compartment.case_id))


@pytest.mark.django_db
def test_r15_the_name_of_somebody_anonymous_that_becomes_known_is_the_real_one() -> None:
    intake = receive(visitor="person", name_kind="anonymous")
    assert change(intake, name="仮名 見子").status_code == 303
    assert (str(the_subject()), the_subject().name_kind) == ("仮名 見子", "real")
    url = reverse("cases:person", args=[the_subject().pk])
    alias = {"name": "見子さん", "name_kind": "alias", "version": the_subject().version}
    assert browser(WHO).post(url, alias).status_code == 303
    assert the_subject().name_kind == "alias", "what is chosen is kept"


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "mark"), [("anonymous", "匿名"), ("alias", "仮名")])
def test_a_name_that_is_not_hers_heads_no_page_like_one(kind: str, mark: str) -> None:
    """Who asked to stay anonymous, with a name typed beside it: in the heading, the list and what a search finds."""
    case = receive(name="見本", kana="みほん", name_kind=kind).compartment.case
    marked = f"見本（{mark}）"
    assert f"{marked}の世帯" in text_of(page(WHO, "detail", case.pk))
    shown = text_of(page(WHO, "household", case.pk))
    assert f"{marked}の世帯" in shown
    assert shown.count(mark) == 2, "the card of the person says it once"
    assert f"{marked}の世帯" in text_of(browser(WHO).get(reverse("cases:list")))
    search = reverse("cases:search")
    for words, told in (("見本", f"{mark}見本"), ("みほん", marked)):
        found = text_of(browser(WHO).post(search, {"q": words}, follow=True))
        assert f"{marked}の世帯" in found
        assert told in "".join(found.split())
        assert "見本 さん" not in found


@pytest.mark.django_db
def test_without_a_name_there_is_no_other_kind_of_one() -> None:
    receive(name_kind="alias")
    assert (the_subject().name, the_subject().name_kind) == ("", "real")


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "words"), [("real", "氏名不明"), ("anonymous", "匿名")])
def test_papers_say_the_same(kind: str, words: str) -> None:
    intake = receive(visitor="person", name_kind=kind)
    other = "匿名" if words == "氏名不明" else "氏名不明"
    with acting(WHO) as user:
        paper = intake_paper.gather(user, intake.pk, "plain", ReadingLog(user))
    html = paper.html
    assert f"<td>{words}</td>" in html
    assert f"<td>{other}</td>" not in html
    record = a_record()
    with acting(WHO) as user:
        Person.objects.changeable_by(user).of_case(record.compartment.case).update(
            name="", name_kind=kind
        )
    text = "".join(the_page(record).pages[0].extract_text().split())
    assert text.count(words) == 3, "困っている人, and two members"
    assert other not in text


@pytest.mark.django_db
def test_the_name_of_a_sought_person_may_be_written_where_none_is_known() -> None:
    outreach = o.an_outreach(receive().compartment.case)
    url = reverse("outreach:name", args=[outreach.pk])
    assert browser(WHO).get(url).status_code == 200
    known = o.do(outreach, name_target, name="架空 名無子", kana="")
    assert str(known) == "架空 名無子"
    assert browser(WHO).get(url).status_code == 404, "it is known now"


def test_only_who_came_herself_can_have_chosen_it_before(committed_db: Database) -> None:
    """The migration: the version before wrote 匿名 for everybody without a name."""
    migration = importlib.import_module("cases.migrations.0800_who_is_not_known_is_not_anonymous")
    came, told = an_intake(visitor="person"), an_intake(visitor="family")
    with committed_db.superuser() as connection:
        connection.execute("update cases_person set name = '', name_kind = 'anonymous'")

    def kinds(intake: Intake) -> list[str]:
        rows: Any = Person.objects.visible_to(staff(WHO)).of_case(intake.compartment.case)
        with acting(WHO):
            return [p.name_kind for p in rows.order_by("-is_subject")]

    for statements, expected in (
        (migration.FORWARD, (["anonymous", "real"], ["real", "real"])),
        (migration.BACKWARD, (["anonymous"] * 2, ["anonymous"] * 2)),
    ):
        with committed_db.superuser() as connection, connection.transaction():
            connection.execute(statements)
        assert (kinds(came), kinds(told)) == expected
    with acting(WHO) as by:
        rows = Person.history.visible_to(by).filter(name_kind="real", name="")
        assert {row.history_user for row in rows} == {None}, "told, in nobody's name"


def test_the_owner_of_the_tables_can_run_it_whom_row_policies_bind(committed_db: Database) -> None:
    migration = importlib.import_module("cases.migrations.0800_who_is_not_known_is_not_anonymous")
    told = an_intake(visitor="family")
    with committed_db.superuser() as connection:
        connection.execute("update cases_person set name = '', name_kind = 'anonymous'")
    for statements, kind in ((migration.FORWARD, "real"), (migration.BACKWARD, "anonymous")):
        with committed_db.superuser() as connection, connection.transaction():
            connection.execute("set local role bunkyo_owner")
            connection.execute(statements)
        with acting(WHO) as by:
            found = Person.objects.visible_to(by).of_case(told.compartment.case)
            assert {p.name_kind for p in found} == {kind}
    with committed_db.superuser() as connection:
        forced = connection.execute(
            "select relname, relforcerowsecurity from pg_class where relname = any(%s)",
            [list(migration.TABLES)],
        ).fetchall()
    assert forced
    assert all(is_forced for _, is_forced in forced)
