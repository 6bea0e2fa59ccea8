"""会議資料: numbered, marked, opened by who was given them, printed by few, and back (R4, R17, R21)."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from access import output
from access.errors import DomainError
from access.models import AccessLog, Disclosure
from access.reading import ReadingLog
from meetings import paper_output, services
from meetings.models import MeetingPaper, PaperCopy, Sitting, SittingState, SupportMeeting
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import seen_by
from tests.world import acting

from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db
TEXT = "足音が二度した。"


def a_sitting_with_a_paper() -> tuple[Sitting, MeetingPaper]:
    """The doctor and the volunteer are sworn; nobody has the paper yet."""
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    sitting = s.a_sitting(meeting)
    return sitting, s.a_paper(sitting, TEXT)


def a_picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(target, "PNG")
    return target.getvalue()


# --- who opens a paper ---------------------------------------------------------------------


def test_r4_who_was_given_a_paper_opens_it_and_nobody_else() -> None:
    sitting, paper = a_sitting_with_a_paper()
    s.given(paper, s.DOCTOR)
    address = url("paper", paper.pk)
    for name in (s.VOLUNTEER, s.DEPUTY, s.SENDER, s.OUTSIDER, "kanri1", "kansa1"):
        assert browser(name).get(address).status_code == 404, name
        assert TEXT not in text_of(browser(name).get("/"))
    for name in (s.DOCTOR, s.COORDINATOR):
        page = text_of(browser(name).get(address))
        assert TEXT in page
        assert "取扱注意・会議後回収" in page
    assert "第1回-資料1" in text_of(browser(s.DOCTOR).get(url("sitting", sitting.pk)))
    assert "第1回-資料1" not in text_of(browser(s.VOLUNTEER).get(url("sitting", sitting.pk)))


def test_r4_before_the_duty_nobody_is_given_a_paper() -> None:
    meeting = s.a_meeting()
    member = s.an_appointed_member(meeting)
    paper = s.a_paper(s.a_sitting(meeting))
    with s.on(paper, s.COORDINATOR) as (row, user), pytest.raises(DomainError, match="守秘義務"):
        services.add_recipients(paper=row, members=[member], means="screen", by=user)
    assert browser(s.DOCTOR).get(url("paper", paper.pk)).status_code == 404


def test_r4_a_removed_member_s_next_click_is_404() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    paper = s.a_paper(s.a_sitting(meeting))
    s.given(paper, s.DOCTOR)
    client, address = browser(s.DOCTOR), url("paper", paper.pk)
    assert client.get(address).status_code == 200
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    assert client.get(address).status_code == 404
    assert TEXT not in text_of(client.get(url("my_papers")))


def test_r17_the_screen_names_who_looks_and_offers_nothing_to_take_away() -> None:
    _, paper = a_sitting_with_a_paper()
    s.given(paper, s.DOCTOR)
    answer = browser(s.DOCTOR).get(url("paper", paper.pk))
    page = text_of(answer)
    assert page.count("見本 医師夫 令和") > 20, "across the whole sheet"
    assert "第1回-資料1-01" in page
    assert "印刷や保存はできません" in page
    html = answer.content.decode()
    assert "/print/" not in html
    assert "pdf" not in html.lower()


def test_r19_each_look_at_a_paper_is_logged() -> None:
    _, paper = a_sitting_with_a_paper()
    s.given(paper, s.DOCTOR)
    client = browser(s.DOCTOR)
    for _ in range(2):
        client.get(url("paper", paper.pk))
    with acting("kansa1"):
        assert AccessLog.objects.filter(action="read", kind="会議資料").count() == 2


def test_a_withdrawn_paper_shows_why_and_no_content() -> None:
    _, paper = a_sitting_with_a_paper()
    s.given(paper, s.DOCTOR)
    client, address = browser(s.COORDINATOR), url("withdraw_paper", paper.pk)
    version = hidden(client.get(address), "version")
    assert post(client, address, reason="数字の誤り", version=version).status_code == 303
    assert "資料を取り下げました" in text_of(client.get("/"))
    page = text_of(browser(s.DOCTOR).get(url("paper", paper.pk)))
    assert "数字の誤り" in page
    assert TEXT not in page


# --- composed and uploaded -----------------------------------------------------------------


def a_meeting_about(name: str, kana: str) -> SupportMeeting:
    """The sender of the request told the name of the household."""
    told = [{"relation": "本人", "age": "70代", "name": name, "kana": kana}]
    request = s.screened(s.a_request(household=told))
    s.as_somebody(s.COORDINATOR, request, services.accept_request, "request")
    meeting = s.a_meeting(request)
    s.a_sworn_member(meeting)
    return meeting


def test_a_paper_is_composed_of_what_the_meeting_holds_with_initials() -> None:
    meeting = a_meeting_about("架空 花子", "かくう はなこ")
    item = s.an_item(meeting, text="架空 花子さんは、二年前から受診していない。")
    sitting = s.a_sitting(meeting)
    s.a_decision(sitting)
    client, address = browser(s.COORDINATOR), url("compose_paper", sitting.pk)
    nothing = post(client, address, title="経過", masked="on")
    assert "1つは選んでください" in text_of(nothing)
    data = {"title": "経過", "parts": ["agenda", "decisions"], "items": [str(item.pk)]}
    made = post(client, address, **data, masked="on")
    page = text_of(client.get(made["Location"]))
    for words in ("長男への最初の声かけ", "手紙を届ける", "Kさんは、二年前から受診していない"):
        assert words in page
    assert "架空 花子" not in page
    by_name = post(client, address, **data)
    assert "架空 花子さんは" in text_of(client.get(by_name["Location"]))


def test_a_picture_becomes_a_paper_whose_pages_bear_the_reader_s_name() -> None:
    sitting, _ = a_sitting_with_a_paper()
    client, address = browser(s.COORDINATOR), url("upload_paper", sitting.pk)
    word = SimpleUploadedFile("架空花子.docx", b"PK\x03\x04")
    assert "PDFと写真" in text_of(post(client, address, title="図面", upload=word))
    made = post(client, address, title="図面", upload=SimpleUploadedFile("a.png", a_picture()))
    paper = next(p for p in seen_by(s.COORDINATOR, MeetingPaper) if p.number == 2)
    assert made["Location"] == url("paper", paper.pk)
    s.given(paper, s.DOCTOR)
    image = browser(s.DOCTOR).get(url("paper_page", paper.pk, 1))
    assert image["Content-Type"] == "image/jpeg"
    pixels = Image.open(io.BytesIO(image.content)).convert("L")
    assert sum(pixels.histogram()[:230]) > 1500, "white paper, and words all over it"
    assert browser(s.DOCTOR).get(url("paper_page", paper.pk, 2)).status_code == 404
    assert browser(s.VOLUNTEER).get(url("paper_page", paper.pk, 1)).status_code == 404


# --- who prints ----------------------------------------------------------------------------


def test_r17_secretary_and_chair_print_and_a_member_does_not() -> None:
    sitting, paper = a_sitting_with_a_paper()
    copies = s.given(paper, s.DOCTOR, means="printed")
    for who in (s.DOCTOR, s.VOLUNTEER, s.SENDER):
        assert post(browser(who), url("print_copies", paper.pk)).status_code == 404
        assert browser(who).get(url("papers", sitting.pk)).status_code == 404
        with acting(who) as user:
            assert paper_output.may(user, paper.pk) is None
    with (
        s.on(paper, s.DOCTOR) as (row, user),
        pytest.raises(DomainError, match="事務局と座長だけ"),
    ):
        services.print_copies(paper=row, copies=copies, by=user)
    assert post(browser(s.COORDINATOR), url("print_copies", paper.pk)).status_code == 303
    assert seen_by(s.COORDINATOR, PaperCopy)[0].printed_at is not None
    again = text_of(browser(s.COORDINATOR).get(url("papers", sitting.pk)))
    assert "まだの写し" not in again


def test_a_double_click_on_print_again_makes_one_job() -> None:
    _, paper = a_sitting_with_a_paper()
    (copy,) = s.handed_out(paper, s.DOCTOR)
    client, key = browser(s.COORDINATOR), str(uuid.uuid4())
    data = {"form_key": key, "copy": str(copy.pk)}
    first, second = (client.post(url("print_copies", paper.pk), data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert "/jobs/" in first["Location"]


def test_r21_each_printed_copy_is_one_row_of_the_ledger_with_its_recipient() -> None:
    _, paper = a_sitting_with_a_paper()
    s.handed_out(paper, s.DOCTOR, s.VOLUNTEER)
    with s.on(paper, s.COORDINATOR) as (row, user):
        before = Disclosure.objects.visible_to(user).count()
        output.enter_in_ledger(user=user, output=paper_output.gate(user, row, "1-2"))
        rows = list(Disclosure.objects.visible_to(user)[:2])
        assert Disclosure.objects.visible_to(user).count() == before + 2
    told = " ".join(row.recipients for row in rows)
    for words in ("見本診療所　見本 医師夫（第1回-資料1-0", "資料1-01", "資料1-02"):
        assert words in told
    assert {row.legal_basis_id for row in rows} == {rows[0].legal_basis_id}


def test_r21_so_is_each_that_is_given_on_the_screen() -> None:
    """Once: who has it already is not entered a second time; a printed one is entered when it is made."""
    _, paper = a_sitting_with_a_paper()

    def rows() -> list[Disclosure]:
        return [d for d in seen_by(s.COORDINATOR, Disclosure) if d.object_id == paper.pk]

    s.given(paper, s.DOCTOR, s.VOLUNTEER)
    s.given(paper, s.DOCTOR)
    given = rows()
    told = " ".join(d.recipients for d in given)
    for words in (
        *(s.office(w).staff.name for w in (s.DOCTOR, s.VOLUNTEER)),
        "資料1-01",
        "資料1-02",
    ):
        assert words in told
    assert len(given) == 2
    assert {d.purpose for d in given} == {"会議資料の配付（画面）"}
    s.given(paper, s.DOCTOR, means="printed")
    assert len(rows()) == 2


def words_of(content: bytes) -> list[str]:
    return ["".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(content)).pages]


def test_r16_every_page_of_a_copy_bears_number_recipient_and_handling() -> None:
    _, paper = a_sitting_with_a_paper()
    s.handed_out(paper, s.DOCTOR, s.VOLUNTEER)
    with acting(s.COORDINATOR) as user:
        copies = paper_output.gather(user, paper.pk, "1-2", ReadingLog(user))
    first, second = words_of(paper_output.make(copies).content)
    assert "資料1-01" in first
    assert "資料1-02" in second
    for page in (first, second):
        assert "取扱注意・会議後回収" in page
        assert TEXT in page
    assert ("見本医師夫" in first) is not ("見本医師夫" in second)
    assert first.count("見本医師夫") + second.count("見本医師夫") > 4


def test_copies_of_a_file_are_pages_with_the_mark_in_them() -> None:
    sitting, _ = a_sitting_with_a_paper()
    with s.on(sitting, s.COORDINATOR) as (row, user):
        paper = services.upload_paper(
            sitting=row, title="図面", name="a.png", content=a_picture(), by=user
        )
    s.given(paper, s.DOCTOR, s.VOLUNTEER, means="printed")
    with acting(s.COORDINATOR) as user:
        copies = paper_output.gather(user, paper.pk, "1-2", ReadingLog(user))
    assert len(PdfReader(io.BytesIO(paper_output.make(copies).content)).pages) == 2


def test_copies_are_remembered_by_their_numbers() -> None:
    from meetings.services.papers import numbers_as_option

    assert numbers_as_option([3, 1, 2, 7]) == "1-3,7"
    assert paper_output.numbers_of("1-3,7") == {1, 2, 3, 7}
    with pytest.raises(DomainError, match="何回かに分けて"):
        numbers_as_option(list(range(1, 99, 2)))


# --- out and back --------------------------------------------------------------------------


def test_copies_are_ticked_off_as_handed_out_and_as_back() -> None:
    sitting, paper = a_sitting_with_a_paper()
    copies = s.given(paper, s.DOCTOR, s.VOLUNTEER, means="printed")
    with s.on(paper, s.COORDINATOR) as (_, user), pytest.raises(DomainError, match="先に印刷"):
        services.hand_out(copies=copies, by=user)
    client = browser(s.COORDINATOR)
    post(client, url("print_copies", paper.pk))
    chosen = [str(c.pk) for c in copies]
    assert post(client, url("hand_out", sitting.pk), copies=chosen).status_code == 303
    assert "渡してある写し" in text_of(client.get(url("papers", sitting.pk)))
    assert post(browser(s.DOCTOR), url("take_back_copies", sitting.pk), all="1").status_code == 404
    none = post(client, url("take_back_copies", sitting.pk))
    assert "写しを選んでください" in text_of(client.get(none["Location"]))
    post(client, url("take_back_copies", sitting.pk), copies=chosen[:1])
    assert [bool(c.ended_at) for c in seen_by(s.COORDINATOR, PaperCopy)] == [True, False]
    post(client, url("take_back_copies", sitting.pk), all="1")
    assert all(c.end == "returned" for c in seen_by(s.COORDINATOR, PaperCopy))


def test_a_missing_copy_asks_what_was_done_and_may_turn_up() -> None:
    _, paper = a_sitting_with_a_paper()
    (copy,) = s.handed_out(paper, s.DOCTOR)
    client, address = browser(s.COORDINATOR), url("account_for", copy.pk)
    version = hidden(client.get(address), "version")
    assert "どう探したか" in text_of(post(client, address, end="missing", version=version))
    post(client, address, end="missing", end_reason="鞄を探した", version=version)
    version = hidden(client.get(address), "version")
    assert post(client, address, end="returned", version=version).status_code == 303
    assert seen_by(s.COORDINATOR, PaperCopy)[0].end == "returned"
    assert "写しのゆくえを登録しました" in text_of(client.get("/"))


# --- what cannot end while copies are out --------------------------------------------------


def test_r16_a_sitting_does_not_close_while_a_copy_is_out() -> None:
    sitting, paper = a_sitting_with_a_paper()
    client, address = browser(s.COORDINATOR), url("close_sitting", sitting.pk)
    assert client.get(address).status_code == 404, "not before its minutes are fixed"
    copies = s.handed_out(paper, s.DOCTOR)
    s.approved(s.minuted(sitting))
    page = client.get(address)
    assert "第1回-資料1-01" in text_of(page)
    version = hidden(page, "version")
    refused = post(client, address, version=version, papers_reason="")
    assert refused.status_code == 422
    assert "写しが1部、戻っていません：第1回-資料1-01（見本 医師夫）" in text_of(refused)
    assert browser(s.DOCTOR).get(address).status_code == 404
    with s.on(sitting, s.COORDINATOR) as (_, user):
        services.take_back(copies=copies, by=user)
    assert post(client, address, version=version).status_code == 303
    assert seen_by(s.COORDINATOR, Sitting)[0].state == SittingState.CLOSED


def test_a_reason_closes_a_sitting_and_stays_on_record() -> None:
    sitting, paper = a_sitting_with_a_paper()
    s.handed_out(paper, s.DOCTOR)
    s.approved(s.minuted(sitting))
    s.as_somebody(
        s.COORDINATOR, sitting, services.close_sitting, "sitting", papers_reason="本人が入院中"
    )
    assert "本人が入院中" in text_of(browser(s.COORDINATOR).get(url("sitting", sitting.pk)))
    with s.on(paper, s.COORDINATOR) as (row, user), pytest.raises(DomainError, match="終わった"):
        services.add_recipients(paper=row, members=[], means="screen", by=user)


def test_dissolving_names_the_copies_that_are_out_and_asks_for_a_reason() -> None:
    sitting, paper = a_sitting_with_a_paper()
    s.handed_out(paper, s.DOCTOR)
    client, address = browser(s.COORDINATOR), url("dissolve", sitting.meeting_id)
    page = client.get(address)
    assert "第1回-資料1-01" in text_of(page)
    data = {"reason": "施設入所", "version": hidden(page, "version")}
    refused = post(client, address, **data, papers_reason="")
    assert refused.status_code == 422
    assert "第1回-資料1-01（見本 医師夫）" in text_of(refused)
    assert post(client, address, **data, papers_reason="郵送で返る").status_code == 303


def test_ending_a_membership_names_the_copies_that_the_person_still_has() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    paper = s.a_paper(s.a_sitting(meeting))
    s.handed_out(paper, s.DOCTOR)
    page = text_of(browser(s.COORDINATOR).get(url("end_member", member.pk)))
    assert "会議資料の写しが1部、戻っていません" in page
    assert "第1回-資料1-01" in page


# --- forms, the number of questions --------------------------------------------------------


def test_recipients_are_chosen_by_name_and_numbered() -> None:
    sitting, paper = a_sitting_with_a_paper()
    client, address = browser(s.COORDINATOR), url("paper_recipients", paper.pk)
    assert "1人は選んで" in text_of(post(client, address))
    members = [str(c.pk) for c in s.seen_members(sitting)]
    assert post(client, address, screen=members, printed=members[:1]).status_code == 303
    assert "配る相手に加えました" in text_of(client.get("/"))
    labels = [c.number for c in seen_by(s.COORDINATOR, PaperCopy)]
    assert sorted(labels) == list(range(1, len(members) + 2))
    assert browser(s.VOLUNTEER).get(address).status_code == 404


def test_papers_ask_the_same_number_of_questions_at_any_length() -> None:
    sitting, paper = a_sitting_with_a_paper()
    s.handed_out(paper, s.DOCTOR)
    pages = {
        s.COORDINATOR: [url("papers", sitting.pk), url("sitting", sitting.pk)],
        s.DOCTOR: [url("my_papers"), url("sitting", sitting.pk)],
    }
    few = {(n, a): queries(n, a) for n, found in pages.items() for a in found}
    for _ in range(3):
        s.handed_out(s.a_paper(sitting), s.DOCTOR, s.VOLUNTEER)
    for (name, address), number in few.items():
        assert queries(name, address) == number, (name, address)
