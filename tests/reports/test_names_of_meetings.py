"""呼び名 in figures, boards and alerts: one meeting has one name, the ward's own (domain.md 0.1 (4))."""

import pytest
from django.urls import reverse

from alerts.registry import all_rules
from organizations.models import Code, LocalName
from reports.boards.steps import Step, awaited_in
from reports.definitions import fingerprint
from reports.figure_forms import TargetsForm
from reports.indicators import BY_KEY, INDICATORS, groups
from tests.cases.pages import browser, text_of
from tests.outreach import situations as outreach
from tests.outreach.test_consent_way import way
from tests.world import acting

pytestmark = pytest.mark.django_db
SUPPORT, CONFERENCE = "つなぐ会", "みんなの会"
DEFAULT = "支援会議"


@pytest.fixture
def renamed() -> None:
    with acting("system1"):
        assert LocalName.objects.filter(key="support_meeting").update(label=SUPPORT) == 1
        assert LocalName.objects.filter(key="plan_conference").update(label=CONFERENCE) == 1


def test_every_word_of_every_indicator_is_the_ward_s(renamed: None) -> None:
    said = [name for _, name, _ in groups()]
    for one in INDICATORS:
        said += [one.name, one.definition]
        said += [label for by in one.breakdowns for label in by.labels().values()]
    of_lists = set(
        Code.objects.values_list("label", flat=True)
    )  # worded on the page of the masters
    assert [words for words in said if DEFAULT in words and words not in of_lists] == []
    assert BY_KEY["C5"].name == f"{SUPPORT}から{CONFERENCE}への移行数"
    assert f"{SUPPORT}・{CONFERENCE}" in said
    labels = [field.label for field in TargetsForm(known={}).fields.values()]
    assert not [label for label in labels if DEFAULT in str(label)]


def test_boards_and_alerts_say_the_ward_s_names(renamed: None) -> None:
    said = [str(step.label) for step in Step] + [awaited_in(step)[1] for step in Step]
    said += [rule.title for rule in all_rules()]
    assert [words for words in said if DEFAULT in words] == []
    assert f"{CONFERENCE}の会議録が、期限までに確定していません" in said


@pytest.mark.parametrize("page", ["figures", "targets", "closing", "together", "ward"])
def test_pages_of_figures_say_the_ward_s_names(renamed: None, page: str) -> None:
    answer = browser("jimukyoku1").get(reverse(f"reports:{page}"))
    assert answer.status_code == 200
    assert DEFAULT not in text_of(answer).replace("社会福祉法106条の6の支援会議", "")


def test_the_page_of_one_figure_says_the_ward_s_names(renamed: None) -> None:
    for key in ("C3-times", "C3-items", "C4-bodies", "C4-people", "C5"):
        answer = browser("jimukyoku1").get(reverse("reports:figure"), {"indicator": key})
        assert DEFAULT not in text_of(answer), key


def test_another_name_counts_nothing_anew() -> None:
    """What is kept stays good when the ward calls a meeting otherwise."""
    before = fingerprint()
    with acting("system1"):
        LocalName.objects.filter(key="plan_conference").update(label=CONFERENCE)
    assert fingerprint() == before


def test_the_way_to_consent_says_the_ward_s_names(renamed: None) -> None:
    target = outreach.approaching(outreach.an_unnamed_target())
    outreach.attempt(target, "person")
    client = browser(outreach.WORKER)
    for step in ("request", "continuing"):
        words = text_of(client.get(way(target, step)))
        assert CONFERENCE in words
        assert DEFAULT not in words
