"""Search by the number of a case: the whole of it leads there, a part is looked for among the rest."""

import pytest
from django.urls import reverse

from cases.models import Person
from tests.world import acting

from . import situations as s
from .pages import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sign", "other"), [("-", "-"), ("R", " R"), ("R", "ｒ"), ("-", ""), ("-", "ー"), ("-", "−")]
)
def test_the_whole_number_of_a_case_leads_to_it(sign: str, other: str) -> None:
    """ui.md S03 and rule 16: nothing is left to choose, however the number was typed."""
    case = s.a_case()
    words = case.number.replace(sign, other)
    answer = browser("soudan1").post(reverse("cases:search"), {"q": words}, follow=True)
    assert answer.redirect_chain[-1] == (reverse("cases:detail", args=[case.pk]), 303)
    assert answer.status_code == 200


def test_r14_a_number_that_one_does_not_see_leads_nowhere() -> None:
    case = s.a_case()
    page = browser("kurashi1").post(reverse("cases:search"), {"q": case.number}, follow=True)
    nobody = browser("kurashi1").post(reverse("cases:search"), {"q": "R8-99999"}, follow=True)
    assert page.status_code == nobody.status_code == 200
    assert text_of(page).replace(case.number, "") == text_of(nobody).replace("R8-99999", "")


def test_five_digits_alone_are_looked_for_among_phones_as_well() -> None:
    case = s.a_case()
    page = browser("soudan1").post(reverse("cases:search"), {"q": case.number[-5:]}, follow=True)
    assert page.status_code == 200
    assert case.number in text_of(page)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "03ー0000ー4821",
            "０３ー００００ー４８２１",
            "03(0000)4821",
            "（03）0000-4821",
            "0000ー4821",
        ),
        *(
            "+81-3-0000-4821",
            "+81 3 0000 4821",
            "＋８１ー３ー００００ー４８２１",
            "+81(0)3-0000-4821",
        ),
        *(
            "tel 03-0000-4821",
            "ＴＥＬ：０３ー００００ー４８２１",
            "電話 03-0000-4821",
            "電話番号：0300004821",
        ),
        *("☎03-0000-4821", "℡ 03(0000)4821", "☎️ +81 3 0000 4821", "03 0000 4821"),
    ],
)
def test_a_phone_is_found_however_it_is_typed(typed: str) -> None:
    """ui.md rule 16: an IME writes ー between digits, and brackets are as usual as hyphens."""
    case = s.a_case()
    page = browser("soudan1").post(reverse("cases:search"), {"q": typed}, follow=True)
    assert case.number in text_of(page)
    assert f"「{typed}」" in text_of(page)


@pytest.mark.parametrize(
    "typed", ["昭和20年2月8日", "S20.2.8", "Ｓ２０．２．８", "1945/2/8", "19450208"]
)
def test_a_birth_date_finds_who_was_born_on_it(typed: str) -> None:
    """However it is written (ui.md rule 16); who is not seen is not found (R1), and another day finds nobody."""
    case = s.a_case()
    with acting("soudan1") as user:
        rows = Person.objects.changeable_by(user).of_case(case).filter(is_subject=True)
        rows.update(birth_on="1945-02-08")
    address = reverse("cases:search")
    text = text_of(browser("soudan1").post(address, {"q": typed}, follow=True))
    assert case.number in text
    assert "昭和20年2月8日" in text
    assert case.number not in text_of(browser("kurashi1").post(address, {"q": typed}, follow=True))
    other = browser("soudan1").post(address, {"q": "昭和20年2月9日"}, follow=True)
    assert case.number not in text_of(other)


@pytest.mark.parametrize("written", ["03ー0000ー9999", "03(0000)9999"])
def test_a_number_in_a_note_is_found_as_it_was_written(written: str) -> None:
    """A note keeps its words; the number alone is looked for in both ways."""
    case = s.a_case()
    s.a_note(case, text=f"大家さんは {written} だそうだ。")
    page = browser("soudan1").post(reverse("cases:search"), {"q": written}, follow=True)
    assert case.number in text_of(page)
