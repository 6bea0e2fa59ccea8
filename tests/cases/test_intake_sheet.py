"""The intake sheet: whatever is known is saved, and every field can be completed later."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from access.errors import StaleError
from cases import services
from cases.forms.intakes import MemberForm
from cases.forms.received import initial_of
from cases.models import ContactPoint, Household, Intake, Person
from documents.reach import MAIL_REMARK, PHONE_REMARK
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import an_accepted_hand_off, an_intake, body_of, seen_by
from tests.world import acting

pytestmark = pytest.mark.django_db

WHO = "soudan1"
ANSWERS = {"method": "2", "visitor": "family", "topics": ["12"], "urgency": "B"}
ROWS = {"members-TOTAL_FORMS": "4", "members-INITIAL_FORMS": "0"}
EVERYTHING = {
    "method": "1",
    "visitor": "neighbour",
    "topics": ["01", "02"],
    "urgency": "A",
    "words": "三日、姿を見ていない。",
    "main_topic": "02",
    "visitor_name": "隣の方（名のらず）",
    "visitor_phone": "０３ー００００ー１１１１",
    "route": "05",
    "earlier": "前に一度、区の窓口で",
    "consent_state": "40",
    "received_on": "R8.11.1",
    "name": "仮名 見子",
    "kana": "ｶﾒｲ ﾐｺ",
    "name_kind": "alias",
    "phone": "０９０００００００００",
    "phone_note": "午前だけ",
    "other_phone": "03-0000-2222",
    "mail": "mihon@example.jp",
    "birth_on": "昭和三十三年四月五日",
    "sex": "女性",
    "address": "架空町2丁目",
    "considerations": "筆談",
    "area": "komagome",
}


def receive(client: Any = None, **values: Any) -> Intake:
    answer = (client or browser(WHO)).post(reverse("cases:intake"), ANSWERS | ROWS | values)
    assert answer.status_code == 303
    return next(reversed(seen_by(WHO, Intake)))


def the_subject() -> Person:
    return next(p for p in seen_by(WHO, Person) if p.is_subject)


def sheet(intake: Intake) -> dict[str, Any]:
    with acting(WHO) as user:
        held = Intake.objects.visible_to(user).select_related("compartment").get(pk=intake.pk)
        return initial_of(services.sheet_of(held, user))


def change(intake: Intake, client: Any = None, **values: Any) -> Any:
    now = {k: "" if v is None else v for k, v in sheet(intake).items()}
    now["received_on"] = "R8.11.1"
    url = reverse("cases:change_intake", args=[intake.pk])
    return (client or browser(WHO)).post(url, now | values)


def test_any_single_field_may_be_all_that_is_known_besides_the_four() -> None:
    client = browser(WHO)
    for field, value in EVERYTHING.items():
        receive(client, **{field: value})


def test_nothing_but_the_four_answers_is_a_person_whose_name_is_not_known() -> None:
    receive()
    assert (the_subject().name, the_subject().name_kind) == ("", "real")
    assert seen_by(WHO, ContactPoint) == []


def test_r15_a_name_that_becomes_known_later_is_the_real_one() -> None:
    """Both on the sheet and in the household: an anonymous name is not compared with other bodies'."""
    intake = receive()
    assert change(intake, name="仮名 見子").status_code == 303
    assert (the_subject().name, the_subject().name_kind) == ("仮名 見子", "real")
    other = receive()
    with acting(WHO) as user:
        person = Person.objects.visible_to(user).get(
            household__compartment__case=other.compartment.case_id
        )
    assert MemberForm.initial_of(person)["name_kind"] == "real"
    assert MemberForm.initial_of(the_subject())["name_kind"] == "real"


def test_everything_that_was_typed_is_kept_in_order() -> None:
    intake = receive(**EVERYTHING)
    person = the_subject()
    assert (person.name, person.kana, person.name_kind) == ("仮名 見子", "かめい みこ", "alias")
    assert person.birth_on == datetime.date(1958, 4, 5)
    assert (intake.visitor_name, intake.visitor_phone) == ("隣の方（名のらず）", "03-0000-1111")
    found = {(c.kind, c.value, c.note) for c in seen_by(WHO, ContactPoint)}
    assert found == {
        ("phone", "09000000000", "午前だけ"),
        ("phone", "03-0000-2222", ""),
        ("mail", "mihon@example.jp", ""),
        ("address", "架空町2丁目", ""),
    }
    page = text_of(browser(WHO).get(reverse("cases:intake_detail", args=[intake.pk])))
    for words in (
        "仮名 見子",
        "隣の方（名のらず）",
        "03-0000-1111",
        "筆談",
        "駒込",
        "昭和33年4月5日",
        "68歳",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("typed", "day", "estimate"),
    [
        ("S33.4.5", datetime.date(1958, 4, 5), ""),
        ("８０代", None, "80代"),
        ("昭和23年", None, "昭和23年ごろ"),
        ("分からない", None, "不詳"),
        ("高校生くらい", None, "高校生くらい"),
    ],
)
def test_a_birth_is_a_day_or_what_is_known_in_its_place(
    typed: str, day: datetime.date | None, estimate: str
) -> None:
    intake = receive(birth_on=typed)
    assert (the_subject().birth_on, the_subject().birth_estimate) == (day, estimate)
    assert sheet(intake)["birth_on"] == (estimate or "昭和33年4月5日")


def test_a_birth_that_cannot_be_is_told_beside_its_field_and_stays_as_typed() -> None:
    answer = browser(WHO).post(reverse("cases:intake"), ANSWERS | ROWS | {"birth_on": "S23.2.30"})
    assert answer.status_code == 422
    assert "昭和23年2月は29日までです" in text_of(answer)
    assert 'value="S23.2.30"' in answer.content.decode()


def test_a_row_of_the_household_takes_a_day_or_an_age() -> None:
    rows = {
        "members-0-relation": "長男",
        "members-0-birth_estimate": "S50.1.2",
        "members-1-relation": "孫",
        "members-1-birth_estimate": "高校生くらい",
    }
    receive(**rows)
    people = {p.relation: (p.birth_on, p.birth_estimate) for p in seen_by(WHO, Person)}
    assert people["長男"] == (datetime.date(1975, 1, 2), "")
    assert people["孫"] == (None, "高校生くらい")


def test_what_holds_no_age_is_told_beside_the_field_and_stays_as_typed() -> None:
    typed = {
        "birth_on": "いいい",
        "members-0-relation": "長男",
        "members-0-birth_estimate": "ううう",
        "members-1-birth_estimate": "12345",
    }
    answer = browser(WHO).post(reverse("cases:intake"), ANSWERS | ROWS | typed)
    assert answer.status_code == 422
    first, second, _, _ = answer.context["rows"].forms
    told = [answer.context["form"].errors["birth_on"]]
    told += [row.errors["birth_estimate"] for row in (first, second)]
    for [message] in told:
        assert "年齢・年代として読めませんでした。例：48歳、70代後半、小学生、高齢" in message
    page = answer.content.decode()
    for words in ("いいい", "ううう", "12345"):
        assert f'value="{words}"' in page


def test_a_number_in_a_row_of_the_household_is_an_age() -> None:
    receive(**{"members-0-relation": "長男", "members-0-birth_estimate": "４８"})
    [son] = [person for person in seen_by(WHO, Person) if person.relation == "長男"]
    assert son.age == "48歳くらい"


def test_who_corrects_something_else_is_not_held_up_by_an_age_of_earlier() -> None:
    receive(**{"members-0-relation": "長男", "members-0-birth_estimate": "小学生"})
    with acting(WHO) as user:
        rows = Person.objects.changeable_by(user).filter(relation="長男")
        rows.update(birth_estimate="いいい")
        son = rows.get()
    client = browser(WHO)
    url = reverse("cases:person", args=[son.pk])
    sent = {"relation": "次男", "birth_estimate": "いいい", "version": son.version}
    assert client.post(url, sent).status_code == 303
    again = client.post(url, sent | {"birth_estimate": "ううう", "version": son.version + 1})
    assert "年齢・年代として読めませんでした" in again.context["form"].errors["birth_estimate"][0]


def test_half_a_number_is_kept_and_remarked_on_where_it_is_shown() -> None:
    half = {
        "phone": "03-123",
        "mail": "abc",
        "visitor_phone": "12345",
        "other_phone": "090-0000-0000",
    }
    intake = receive(**half)
    client = browser(WHO)
    case = intake.compartment.case_id
    shown = text_of(client.get(reverse("cases:intake_detail", args=[intake.pk])))
    for words in ("03-123", "abc", "12345", "090-0000-0000"):
        assert words in shown
    assert (shown.count(PHONE_REMARK), shown.count(MAIL_REMARK)) == (2, 1)
    household = text_of(client.get(reverse("cases:household", args=[case])))
    assert (household.count(PHONE_REMARK), household.count(MAIL_REMARK)) == (1, 1)
    form = client.get(reverse("cases:change_intake", args=[intake.pk])).content.decode()
    assert (form.count(PHONE_REMARK), form.count(MAIL_REMARK)) == (2, 1)


def test_every_field_is_completed_later_one_by_one() -> None:
    client = browser(WHO)
    intake = receive(client)
    kept = EVERYTHING | {"kana": "かめい みこ", "visitor_phone": "03-0000-1111"}
    kept |= {"birth_on": "昭和33年4月5日", "received_on": datetime.date(2026, 11, 1)}
    kept |= {"phone": "09000000000"}
    for field, typed in EVERYTHING.items():
        assert change(intake, client, **{field: typed}).status_code == 303, field
    now = sheet(intake)
    assert {field: now[field] for field in kept} == kept


def test_r18_the_form_says_who_else_reads_what_is_written_of_the_person() -> None:
    intake = an_intake()
    url = reverse("cases:change_intake", args=[intake.pk])
    alone = text_of(browser(WHO).get(url))
    an_accepted_hand_off(intake.compartment.case)
    both = text_of(browser(WHO).get(url))
    other = str(body_of("kurashi1"))
    assert other not in alone
    assert other in both


def test_the_main_topic_is_one_of_the_topics_without_a_second_click() -> None:
    intake = receive(topics=["12"], main_topic="02")
    assert (sheet(intake)["topics"], sheet(intake)["main_topic"]) == (["12", "02"], "02")
    change(intake, topics=["12"])
    assert (sheet(intake)["topics"], sheet(intake)["main_topic"]) == (["12"], "12")


def test_saving_the_sheet_unchanged_leaves_the_person_and_her_contacts_alone() -> None:
    intake = receive(**EVERYTHING)
    before = [(r.pk, r.version) for r in [the_subject(), *seen_by(WHO, ContactPoint)]]
    assert change(intake).status_code == 303
    assert [(r.pk, r.version) for r in [the_subject(), *seen_by(WHO, ContactPoint)]] == before


def test_a_new_number_takes_the_place_of_the_old_one_which_stays_as_ended() -> None:
    intake = receive(phone="03-0000-1111", phone_note="午前")
    change(intake, phone="03-0000-9999", phone_note="夜")
    rows = [(c.value, c.note, c.ended_on is None) for c in seen_by(WHO, ContactPoint)]
    assert rows == [("03-0000-1111", "午前", False), ("03-0000-9999", "夜", True)]
    change(intake, phone="", phone_note="")
    assert all(c.ended_on for c in seen_by(WHO, ContactPoint))


@pytest.mark.parametrize("meanwhile", ["intake", "person", "household", "contact", "new contact"])
def test_a_stale_sheet_is_refused_whichever_part_was_changed(meanwhile: str) -> None:
    intake = receive(**EVERYTHING)
    with acting(WHO) as user:
        held = Intake.objects.visible_to(user).select_related("compartment").get(pk=intake.pk)
        old = services.sheet_of(held, user)
        version = old.version
        _meanwhile(meanwhile, old, user)
        now = services.sheet_of(
            Intake.objects.visible_to(user).select_related("compartment").get(pk=intake.pk), user
        )
        with pytest.raises(StaleError):
            services.change_sheet(
                sheet=now,
                facts=services.IntakeFacts(**ANSWERS),  # type: ignore[arg-type]
                subject=None,
                by=user,
                version=version,
            )


def _meanwhile(what: str, old: services.IntakeSheet, user: Any) -> None:
    assert old.subject is not None
    if what == "intake":
        facts = services.IntakeFacts(**ANSWERS)  # type: ignore[arg-type]
        services.change_intake(intake=old.intake, facts=facts, by=user)
    elif what == "person":
        changed = services.MemberFacts(name="仮名 乙")
        services.change_person(person=old.subject, facts=changed, version=None, by=user)
    elif what == "household":
        Household.objects.changeable_by(user).filter(pk=old.household.pk).update(  # type: ignore[union-attr]
            considerations="手話",
            version=old.household.version + 1,  # type: ignore[union-attr]
        )
    elif what == "contact":
        services.end_contact(contact=old.contacts["phone"], by=user)
    else:
        services.add_contact(person=old.subject, kind="phone", value="03-0000-5555", by=user)


def test_the_day_on_which_it_was_received_stays_where_none_is_given() -> None:
    intake = receive(**EVERYTHING)
    assert change(intake).status_code == 303
    assert change(intake, received_on="").status_code == 303
    assert [row.received_on for row in seen_by(WHO, Intake)] == [datetime.date(2026, 11, 1)]


def test_a_stale_page_shows_what_differs_and_saves_on_purpose_the_second_time() -> None:
    intake = receive(**EVERYTHING)
    url = reverse("cases:change_intake", args=[intake.pk])
    page = {**{k: v or "" for k, v in sheet(intake).items()}, "received_on": "R8.11.1"}
    change(intake, words="同僚が直した。")
    client = browser(WHO)
    late = client.post(url, page | {"words": "わたしが直した。"})
    assert late.status_code == 422
    assert "同僚が直した。" in text_of(late)
    assert "わたしが直した。" in text_of(late)
    again = {**page, "words": "わたしが直した。", "version": str(sheet(intake)["version"])}
    assert client.post(url, again).status_code == 303
    assert sheet(intake)["words"] == "わたしが直した。"


def test_r2_who_took_on_the_case_changes_no_intake_of_another_body() -> None:
    intake = an_intake()
    an_accepted_hand_off(intake.compartment.case)
    url = reverse("cases:change_intake", args=[intake.pk])
    assert browser("kurashi1").get(url).status_code == 404


def test_urgent_intakes_stand_out_until_somebody_decides() -> None:
    intake = an_intake(urgency="A")
    client = browser(WHO)
    page = reverse("cases:intake_detail", args=[intake.pk])
    for url in (page, reverse("cases:detail", args=[intake.compartment.case_id])):
        assert "緊急度 A：直ちに対応する受付です" in text_of(client.get(url))
    assert "緊急度 A" in text_of(client.get(reverse("cases:list")))
    assert "受付の見立てをする（緊急度 A）" in text_of(client.get("/"))
    client.post(page, {"result": "4", "version": "1"})
    for url in (page, reverse("cases:detail", args=[intake.compartment.case_id])):
        assert "緊急度 A：直ちに対応する受付です" not in text_of(client.get(url))


def test_an_urgent_intake_of_an_absent_colleague_is_shown_to_her_body() -> None:
    an_intake(urgency="A")
    an_intake(urgency="C")
    assert "受付の見立てをする（緊急度 A）" in text_of(browser("soudan2").get("/"))
    assert text_of(browser("soudan2").get("/")).count("受付の見立てをする") == 2  # link and button
    assert "受付の見立てをする" not in text_of(browser("kurashi1").get("/"))


def test_the_sheet_asks_the_database_the_same_for_any_number_of_contacts() -> None:
    intake = receive(name="仮名 丙")
    url = reverse("cases:intake_detail", args=[intake.pk])
    few = queries(WHO, url)
    with acting(WHO) as user:
        for number in range(5):
            services.add_contact(
                person=the_subject(), kind="phone", value=f"03-0000-{number:04}", by=user
            )
    assert queries(WHO, url) == few
    assert few <= 45
