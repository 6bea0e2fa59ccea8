"""What everybody sets for her own screen (ui.md S23): letters and lines; the keys are in test_headers."""

from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from organizations.models import Letters, LineSpacing
from tests.world import acting, login, staff

pytestmark = pytest.mark.django_db


def home_of(client: Client) -> str:
    return client.get(reverse("home")).content.decode()


@pytest.mark.parametrize("size", [Letters.LARGE, Letters.LARGEST])
def test_every_page_takes_the_size_that_was_chosen_until_the_usual_one_is(
    client: Client, size: Letters
) -> None:
    login(client, "soudan1")
    assert "letters-" not in home_of(client)
    answer = client.post(reverse("letters"), {"size": size.value})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert f"文字の大きさを「{size.label}」にしました" in page
    assert f'name="size" value="{size.value}" aria-pressed="true"' in page
    assert f'<html lang="ja" class="letters-{size.value}">' in home_of(client)
    client.post(reverse("letters"), {"size": ""})
    assert "letters-" not in home_of(client)


@pytest.mark.parametrize("spacing", [LineSpacing.WIDE, LineSpacing.WIDEST])
def test_every_page_takes_the_space_between_lines_that_was_chosen(
    client: Client, spacing: LineSpacing
) -> None:
    login(client, "soudan1")
    page = client.post(reverse("lines"), {"spacing": spacing.value}, follow=True).content.decode()
    assert f"行間を「{spacing.label}」にしました" in page
    assert f'name="spacing" value="{spacing.value}" aria-pressed="true"' in page
    assert f'<html lang="ja" class="lines-{spacing.value}">' in home_of(client)
    client.post(reverse("letters"), {"size": "large"})
    assert f'<html lang="ja" class="letters-large lines-{spacing.value}">' in home_of(client)


def test_what_was_chosen_is_there_at_the_next_login_on_another_machine_and_nobody_elses() -> None:
    """The first page after the login already; whoever comes next at the same terminal has her own (S-45)."""
    one, another = Client(), Client()
    login(one, "soudan1")
    one.post(reverse("letters"), {"size": "largest"})
    one.post(reverse("lines"), {"spacing": "wide"})
    one.post(reverse("keys"), {"uses": "no"})
    one.post(reverse("account_logout"))
    login(another, "soudan1")
    page = home_of(another)
    assert '<html lang="ja" class="letters-largest lines-wide">' in page
    assert 'data-keys="off"' in page
    assert 'name="uses" value="yes"' in another.get(reverse("mfa_index")).content.decode()
    login(one, "soudan2")
    page = home_of(one)
    assert '<html lang="ja">' in page
    assert 'data-keys="on"' in page


def test_what_is_not_offered_is_the_usual_one_and_stands_on_no_page(client: Client) -> None:
    login(client, "soudan1")
    client.post(reverse("letters"), {"size": '"><b>huge'})
    client.post(reverse("lines"), {"spacing": '"><b>huge'})
    page = client.get(reverse("mfa_index")).content.decode()
    assert "huge" not in page
    assert "文字の大きさを「標準」にしました" in page
    assert "行間を「標準」にしました" in page
    assert client.get(reverse("letters")).status_code == 405
    assert client.get(reverse("lines")).status_code == 405


@pytest.mark.parametrize("column", ["letters", "line_spacing"])
def test_the_database_takes_nothing_that_is_not_offered(column: str) -> None:
    with (
        acting("soudan1") as user,
        pytest.raises(IntegrityError, match="staff_known"),
        transaction.atomic(),
    ):
        type(user).objects.filter(pk=user.pk).update(**{column: "huge"})


@pytest.mark.parametrize(
    "change", ["letters = 'large'", "line_spacing = 'wide'", "uses_keys = false"]
)
def test_nobody_chooses_for_another(change: str) -> None:
    with (
        acting("soudan1"),
        pytest.raises(DatabaseError, match="only system administrators"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"update organizations_staff set {change} where id = %s", [staff("soudan2").pk]
        )


def test_what_is_offered_is_in_the_style_sheet_and_on_the_page(client: Client) -> None:
    css = (Path(__file__).resolve().parents[2] / "static/css/base.css").read_text("utf-8")
    login(client, "soudan1")
    page = client.get(reverse("mfa_index")).content.decode()
    for size in Letters:
        assert not size or f"html.letters-{size.value} {{ font-size:" in css
        assert f'name="size" value="{size.value}"' in page
        assert f"{size.label}</button>" in page
    for spacing in LineSpacing:
        assert not spacing or f"html.lines-{spacing.value} {{ --lines:" in css
        assert f'name="spacing" value="{spacing.value}"' in page
        assert f"{spacing.label}</button>" in page
