"""What was chosen stays as it was chosen when the administrator ends or rewords a choice (docs/masters.md): what is put
right keeps what nobody has touched, what is new is offered what is in force, and a wording that is entered for a day to
come says nothing before it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import codes
from cases.assessment_sheet import ISSUE, SOURCE, Lists
from cases.models import AssessmentBlock, Intake, Note
from organizations.models import Code
from participation.choices import KIND, Words
from plans.choices import BASES, basis_labels
from tests.cases.assessing import WHO, a_draft, write
from tests.cases.pages import browser, filled_in, text_of
from tests.cases.situations import a_case, a_note, an_intake, seen_by
from tests.world import acting

pytestmark = pytest.mark.django_db

TO_COME = "これからの言い方"


def end(code_list: str, value: str) -> str:
    """As an administrator does it on the page of the list; how it is called."""
    with acting("system1"):
        rows = Code.objects.filter(code_list=code_list, value=value)
        assert rows.update(valid_until=timezone.localdate()) == 1
        return str(rows.get().label)


def reword_later(code_list: str, value: str) -> str:
    """The words of today end on a day to come, and others begin on it."""
    day = timezone.localdate() + datetime.timedelta(days=100)
    with acting("system1"):
        before = Code.objects.get(code_list=code_list, value=value)
        Code.objects.filter(pk=before.pk).update(valid_until=day)
        Code.objects.create(
            code_list_id=code_list, value=value, label=TO_COME, order=1, valid_from=day
        )
    return str(before.label)


def test_a_note_that_is_put_right_keeps_its_way_and_project_that_are_offered_no_more() -> None:
    """A2 and G1 count by them: a correction of the words alone would move it to the first way in the list."""
    case = a_case()
    note = a_note(case, method="4", project="2")
    end(codes.NOTE_METHOD, "4"), end(codes.PROJECT, "2")
    client, url = browser("soudan1"), reverse("cases:correct", args=[note.pk])
    page = client.get(url)
    offered = {
        name: dict(page.context["form"].fields[name].choices) for name in ("method", "project")
    }
    assert "4" in offered["method"]
    assert "2" in offered["project"]
    sent = filled_in(page) | {"text": "庭で話した。", "reason": "場所の誤り"}
    assert client.post(url, sent).status_code == 303
    _, new = sorted(seen_by("soudan1", Note), key=lambda one: one.created_at)
    assert (new.text, new.method, new.project) == ("庭で話した。", "4", "2")
    anew = client.get(reverse("cases:detail", args=[case.pk])).context["form"]
    assert "4" not in dict(anew.fields["method"].choices), "what is new is offered what is in force"


def test_a_choice_that_is_offered_no_more_stands_where_it_stood() -> None:
    """Behind the others it would be saved behind them: a change that nobody has made."""
    with acting("soudan1"):
        values = [value for value, _ in codes.choices(codes.TOPIC)]
    intake = an_intake(topics=values[:3])
    end(codes.TOPIC, values[1])
    page = browser("soudan1").get(reverse("cases:change_intake", args=[intake.pk]))
    assert [value for value, _ in page.context["form"].fields["topics"].choices] == values


def test_an_intake_that_is_completed_keeps_a_trouble_that_is_offered_no_more() -> None:
    intake = an_intake(topics=["01", "12"])
    words = end(codes.TOPIC, "12")
    client, url = browser("soudan1"), reverse("cases:change_intake", args=[intake.pk])
    page = client.get(url)
    assert words in text_of(page)
    sent = filled_in(page) | {"words": "書き足した。", "received_on": "R8.11.1"}
    assert client.post(url, sent).status_code == 303
    (now,) = seen_by("soudan1", Intake)
    assert (now.words, now.topics) == ("書き足した。", ["01", "12"])
    anew = client.get(reverse("cases:intake")).context["form"]
    assert "12" not in dict(anew.fields["topics"].choices)


def test_a_block_of_an_assessment_that_is_written_on_keeps_a_source_that_is_offered_no_more() -> (
    None
):
    draft = a_draft(a_case())
    block, other = write(draft, sources=["1", "2"]), AssessmentBlock.Kind.HOUSING
    words = end(SOURCE, "2")
    client, url = browser(WHO), reverse("cases:assessment_block", args=[block.pk])
    page = client.get(url)
    assert words in text_of(page)
    sent = filled_in(page) | {"text": "書き足した。"}
    assert client.post(url, sent).status_code == 303
    blocks = {row.kind: row for row in seen_by(WHO, AssessmentBlock)}
    assert (blocks[block.kind].text, blocks[block.kind].sources) == ("書き足した。", ["1", "2"])
    empty = client.get(reverse("cases:assessment_block", args=[blocks[other].pk])).context["form"]
    assert "2" not in dict(empty.fields["sources"].choices)


@pytest.mark.parametrize(
    ("code_list", "value"), [(codes.TOPIC, "12"), (codes.NOTE_METHOD, "4"), (codes.CATEGORY, "09")]
)
def test_a_wording_for_a_day_to_come_says_nothing_before_it(code_list: str, value: str) -> None:
    words = reword_later(code_list, value)
    with acting("soudan1"):
        found = codes.every_label(code_list)
        assert dict(found)[value] == words
        assert len(found) == len(dict(found)), "each value once, however often it was worded"
        assert dict(codes.choices(code_list))[value] == words


def test_a_wording_that_has_begun_is_said_of_what_was_chosen_before() -> None:
    today = timezone.localdate()
    end(codes.TOPIC, "12")
    with acting("system1"):
        Code.objects.create(
            code_list_id=codes.TOPIC, value="12", label="今日からの言い方", valid_from=today
        )
    with acting("soudan1"):
        assert codes.label(codes.TOPIC, "12") == "今日からの言い方"


def test_assessment_register_and_plan_say_the_words_of_today_as_well() -> None:
    issue, kind, basis = reword_later(ISSUE, "01"), reword_later(KIND, "01"), ""
    with acting("soudan1"):
        value, basis = next(iter(basis_labels().items()))
    assert reword_later(BASES, value) == basis
    with acting("soudan1"):
        assert Lists().label(ISSUE, "01") == issue
        assert Words().one(KIND, "01") == kind
        assert basis_labels()[value] == basis
