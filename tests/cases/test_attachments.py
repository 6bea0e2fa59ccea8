"""Files of a record: who adds and opens them, how they are handed out, what stays of them."""

import io
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from PIL import Image

from access.errors import DomainError
from access.models import CaseFile
from access.reading import ReadingLog
from cases import services
from cases.attachment_output import ATTACHMENT_FILE
from cases.models import Attachment, AttachmentContent, Note, Scan
from cases.services import attachments
from documents.files import apart
from jobs.models import Job
from jobs.registry import JobFailed
from sample_ward.filing import photograph
from tests.documents.test_files import SECRET, paper_of, photograph_with_a_place
from tests.documents.test_scanning import SIGNATURE, scanner
from tests.world import acting

from .pages import browser, filled_in, queries, text_of
from .situations import a_case, a_note, record_of, seen_by
from .test_protection import a_protected_mother

__all__ = ["scanner"]
pytestmark = pytest.mark.django_db

WORKER, COLLEAGUE, STRANGER = "soudan1", "soudan2", "kurashi1"
MEMO = "訪問のメモ（見本）".encode()


def a_file(case: CaseFile, by: str = WORKER, **changes: Any) -> Attachment:
    values: dict[str, Any] = {"name": "memo.txt", "content": MEMO, "title": "訪問のメモ"}
    with acting(by) as user:
        return services.attach_file(record=record_of(case, by), by=user, **values | changes)


def upload(*names: str, content: bytes = MEMO) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content) for name in names]


def address(name: str, *args: Any) -> str:
    return reverse(f"cases:{name}", args=args)


def test_a_note_is_written_and_photographs_are_added_to_it() -> None:
    case = a_case()
    client = browser(WORKER)
    sent = {"text": "玄関を見た。", "method": "2", "nature": "fact", "then": "attach"}
    answer = client.post(address("detail", case.pk), sent)
    note = seen_by(WORKER, Note)[0]
    assert answer["Location"] == address("attach_to_note", note.pk)
    assert "玄関を見た。" in client.get(answer["Location"]).content.decode()
    chosen = {"uploads": upload("見本 太郎.jpg", "2.jpg", content=photograph()), "title": "玄関"}
    assert client.post(answer["Location"], chosen).status_code == 303
    first, second = seen_by(WORKER, Attachment)
    assert [first.title, second.title] == ["玄関（1）", "玄関（2）"]
    assert (first.kind, first.note_id, first.scan) == ("jpeg", note.pk, Scan.NONE)
    shown = client.get(address("detail", case.pk)).content.decode()
    assert "玄関（1）" in shown
    assert "見本 太郎" not in shown  # the name of a file may name people
    corrected = {"text": "勝手口を見た。", "reason": "書き間違い"}
    url = address("correct", note.pk)
    assert client.post(url, filled_in(client.get(url)) | corrected).status_code == 303
    assert client.get(address("detail", case.pk)).content.decode().count("玄関（1）") == 1


def test_s67_its_pages_are_seen_as_pictures_and_the_file_is_never_opened_by_the_browser() -> None:
    case = a_case()
    row = a_file(case, name="photograph.jpg", content=photograph(), title="")
    client = browser(COLLEAGUE)
    shown = client.get(address("attachment", row.pk)).content.decode()
    assert address("attachment_page", row.pk, 1) in shown
    assert "写真（JPEG）" in shown
    drawn = client.get(address("attachment_page", row.pk, 1))
    assert Image.open(io.BytesIO(drawn.content)).size == (1200, 800)
    assert drawn["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.get(address("attachment_page", row.pk, 2)).status_code == 200  # one picture
    handed = client.post(address("attachment_file", row.pk))
    assert handed["Content-Disposition"] == 'attachment; filename="attachment.jpg"'
    assert (handed["X-Content-Type-Options"], handed["Content-Type"]) == ("nosniff", "image/jpeg")
    assert handed["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_text_stands_on_the_page_and_runs_nowhere() -> None:
    row = a_file(a_case(), content=b"<script>window.x=1</script>")
    shown = browser(WORKER).get(address("attachment", row.pk)).content.decode()
    assert "&lt;script&gt;window.x=1" in shown


@pytest.mark.parametrize("who", [STRANGER, "jimukyoku1", "ishi1", "kansa1", "system1"])
def test_r2_r14_nobody_else_learns_that_there_is_a_file(who: str) -> None:
    row = a_file(a_case())
    client = browser(who)
    for name in ("attachment", "withdraw_attachment"):
        assert client.get(address(name, row.pk)).status_code == 404
    assert client.get(address("attachment_page", row.pk, 1)).status_code == 404
    for name in ("attachment_file", "scan_again"):
        assert client.post(address(name, row.pk)).status_code == 404
    assert client.get(address("attach_to_note", a_note(a_case()).pk)).status_code == 404
    assert seen_by(who, Attachment) == seen_by(who, AttachmentContent) == []


def test_what_is_refused_is_said_beside_the_field_and_nothing_is_kept() -> None:
    case = a_case()
    client, url = browser(WORKER), address("attachments", case.pk)
    empty = client.post(url, {"title": "通知"})
    assert empty.status_code == 422
    assert "写真・書類を選んでください" in text_of(empty)
    for content, words in ((b"MZ", "保存し直して"), (b"", "中身が空")):
        # The first is good; all or nothing is kept.
        files = [*upload("a.txt"), *upload("b.txt" if not content else "b.exe", content=content)]
        answer = client.post(url, {"uploads": files, "title": "通知"})
        assert answer.status_code == 422
        assert words in text_of(answer)
        assert 'value="通知"' in answer.content.decode()
    big = upload("a.pdf", content=b"%PDF-" + b"\0" * 23_000_000)
    assert "20MBまで" in text_of(client.post(url, {"uploads": big}))
    assert "10個まで" in text_of(client.post(url, {"uploads": upload(*["a.txt"] * 11)}))
    assert seen_by(WORKER, Attachment) == []


def test_sent_twice_it_is_one_file() -> None:
    case = a_case()
    client, url = browser(WORKER), address("attachments", case.pk)
    key = client.get(url).context["form"]["form_key"].value()
    for _ in range(2):
        sent = {"uploads": upload("a.txt"), "title": "通知", "form_key": str(key)}
        assert client.post(url, sent).status_code == 303
    assert len(seen_by(WORKER, Attachment)) == 1


def test_s91_of_a_protected_household_the_file_waits_and_its_pages_are_read() -> None:
    case = a_case()
    paper = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(paper)
    row = a_file(case, name="a.pdf", content=paper.getvalue())
    a_protected_mother(case)
    client = browser(WORKER)
    assert "もう1人の確認が要ります" in client.get(address("attachment", row.pk)).content.decode()
    assert client.get(address("attachment_page", row.pk, 1)).status_code == 200
    answer = client.post(address("attachment_file", row.pk))
    with acting(WORKER) as user:
        job = Job.objects.visible_to(user).get(kind="attachment_file")
    assert answer["Location"] == reverse("jobs:detail", args=[job.pk])


def test_withdrawn_nobody_opens_it_and_it_stays_known_who_did_it_and_why() -> None:
    case = a_case()
    row = a_file(case)
    client, url = browser(COLLEAGUE), address("withdraw_attachment", row.pk)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "別の方の書類", "version": 1}).status_code == 303
    assert client.post(address("attachment_file", row.pk)).status_code == 404
    shown = client.get(address("attachment", row.pk)).content.decode()
    assert "別の方の書類" in shown
    assert "訪問のメモ（見本）" not in shown
    with acting(WORKER) as user, pytest.raises(DomainError, match="すでに"):
        kept = Attachment.objects.visible_to(user).get(pk=row.pk)
        services.withdraw_attachment(attachment=kept, reason="もう一度", by=user)
    assert "訪問のメモ" not in client.get(address("detail", case.pk)).content.decode()


def kept_by_an_earlier_version(
    monkeypatch: pytest.MonkeyPatch, case: CaseFile, name: str = "photographs.pdf"
) -> Attachment:
    """As it was brought, with what the camera wrote into the photograph in it."""
    with monkeypatch.context() as before:
        as_brought = ("pdf", paper_of(photograph_with_a_place()), 1)
        before.setattr(attachments, "cleaned", lambda *_: as_brought)
        row = a_file(case, name=name)
    (kept,) = [one for one in seen_by(WORKER, AttachmentContent) if one.attachment_id == row.pk]
    assert SECRET.encode() in bytes(kept.content)
    return row


def test_s64_what_an_earlier_version_kept_is_handed_out_without_the_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = kept_by_an_earlier_version(monkeypatch, a_case())
    handed = browser(WORKER).post(address("attachment_file", row.pk))
    assert handed["Content-Type"] == "application/pdf"
    assert SECRET.encode() not in handed.content
    with pikepdf.open(io.BytesIO(handed.content)) as paper:
        assert len(paper.pages) == 1
    with acting(WORKER) as user:
        found = ATTACHMENT_FILE.gather(user, row.pk, "", ReadingLog(user))
    assert SECRET.encode() not in ATTACHMENT_FILE.make(found).content


def test_s64_a_file_that_cannot_be_opened_now_is_not_handed_out_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = kept_by_an_earlier_version(monkeypatch, a_case())
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.001)
    answer = browser(WORKER).post(address("attachment_file", row.pk), follow=True)
    assert "もう一度試してください" in text_of(answer)
    with acting(WORKER) as user:
        found = ATTACHMENT_FILE.gather(user, row.pk, "", ReadingLog(user))
    with pytest.raises(JobFailed):
        ATTACHMENT_FILE.make(found)


@pytest.mark.usefixtures("scanner")
def test_s68_what_the_scanner_finds_is_not_kept() -> None:
    case = a_case()
    with pytest.raises(DomainError, match="ウイルス"):
        a_file(case, content=SIGNATURE)
    assert a_file(case).scan == Scan.CLEAN
    assert len(seen_by(WORKER, AttachmentContent)) == 1


def test_s68_unscanned_files_wait_and_nobody_opens_them(settings: Any) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    row = a_file(a_case())
    client = browser(WORKER)
    assert "検査が終わるまで" in client.get(address("attachment", row.pk)).content.decode()
    assert client.post(address("attachment_file", row.pk)).status_code == 404
    waiting = client.post(address("scan_again", row.pk), follow=True)
    assert "まだ答えません" in text_of(waiting)
    settings.CLAMD_ADDRESS = ""
    assert client.post(address("scan_again", row.pk)).status_code == 303
    assert client.post(address("attachment_file", row.pk)).content == MEMO


def test_a_record_keeps_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case()
    monkeypatch.setattr(attachments, "MOST_OF_A_RECORD", 50)
    a_file(case)
    with pytest.raises(DomainError, match="500MB"):
        a_file(case)
    monkeypatch.setattr(attachments, "MOST_OF_A_PERSON_A_DAY", 50)
    with pytest.raises(DomainError, match="あした"):
        a_file(a_case())


def test_its_content_is_kept_once_and_the_database_holds_the_digest() -> None:
    row = a_file(a_case())
    with acting(WORKER), connection.cursor() as cursor:
        cursor.execute("select digest = sha256(content) from cases_attachmentcontent")
        assert cursor.fetchall() == [(True,)]
        cursor.execute("select * from cases_historicalattachmentcontent limit 0")
        columns = {column.name for column in cursor.description or ()}
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("update cases_attachment set title = '' where id = %s", [row.pk])
    assert not {"content", "digest"} & columns


def test_the_list_and_the_case_ask_the_same_however_many_files_there_are() -> None:
    case = a_case()
    note = a_note(case)
    a_file(case)
    urls = [address("attachments", case.pk), address("detail", case.pk)]
    few = [queries(WORKER, url) for url in urls]
    for _ in range(4):
        a_file(case, note=note)
    assert [queries(WORKER, url) for url in urls] == few
