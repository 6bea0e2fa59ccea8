"""The register as a file and back: a dry run that changes nothing, line by line, all or none (S-59, S-91)."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.reading import ReadingLog
from documents.tables import as_csv
from organizations.models import Code
from participation import export_job, services
from participation.choices import Words
from participation.columns import HEAD, LABELS, line_of
from participation.models import Resource, ResourceImport
from tests.cases.pages import browser, filled_in, text_of
from tests.world import acting, staff

from . import situations as s

pytestmark = pytest.mark.django_db

SHORT = (
    "名称",
    "種別",
    "内容",
    "運営主体",
    "圏域",
    "曜日",
    "参加支援の受け入れができる",
    "受け入れられるメニュー",
)
LINE = (
    "見本の畑",
    "常設の居場所",
    "野菜を育てる。",
    "NPO・市民団体",
    "大塚",
    "月、水",
    "はい",
    "居場所、趣味",
)


def table(*lines: tuple[str, ...], head: tuple[str, ...] = SHORT) -> bytes:
    return as_csv(head, lines)


def brought(*lines: tuple[str, ...], head: tuple[str, ...] = SHORT) -> ResourceImport:
    with acting(s.KEEPER) as by:
        return services.bring_resources(name="list.csv", content=table(*lines, head=head), by=by)


def lines(kept: ResourceImport) -> list[Any]:
    with acting(s.KEEPER) as by:
        return services.lines_of(kept, by)


def count() -> int:
    with acting(s.KEEPER) as by:
        return int(Resource.objects.visible_to(by).count())


def test_a_dry_run_changes_nothing_and_the_run_takes_all_in() -> None:
    before = count()
    kept = brought(LINE)
    (line,) = lines(kept)
    assert (line.errors, line.what) == ([], "新しく載せます")
    assert count() == before
    with acting(s.KEEPER) as by:
        services.take_in(kept=kept, by=by)
        made = Resource.objects.visible_to(by).select_related("area").get(name="見本の畑")
        assert made.area is not None
        assert (made.area.code, made.days, made.menus) == ("otsuka", ["1", "3"], ["place", "hobby"])
        assert made.checked_on is None, "a list does not say that somebody looked"
        assert made.publicity == "involved"
        with pytest.raises(DomainError, match="すでに"):
            services.take_in(kept=kept, by=by)
    assert count() == before + 1


def test_every_line_says_what_to_put_right_and_none_is_taken_in() -> None:
    before = count()
    kept = brought(
        LINE,
        ("二行目", "ない種別", "内容", "NPO・市民団体", "大塚", "月", "", ""),
        ("三行目", "常設の居場所", "", "NPO・市民団体", "月世界", "月", "はい", ""),
    )
    good, second, third = lines(kept)
    assert good.errors == []
    assert ("種別", "「ない種別」は、選べる言葉にありません") in second.errors
    headings = {heading for heading, _ in third.errors}
    assert {"内容", "圏域", "受け入れられるメニュー"} <= headings
    with acting(s.KEEPER) as by, pytest.raises(DomainError, match="2行あるので、1行も"):
        services.take_in(kept=kept, by=by)
    assert count() == before


def test_what_was_written_out_is_read_again_as_it_stood() -> None:
    row = s.a_resource(
        area=s.area("tomisaka"),
        days=["2", "4"],
        fee=0,
        supports=["01"],
        accessibility=["02"],
        phone="03-0000-0000",
        operator="見本の会",
    )
    with acting(s.KEEPER):
        cells = line_of(row, Words())
    assert len(cells) == len(HEAD)
    kept = brought(tuple(cells), head=HEAD)
    (line,) = lines(kept)
    assert line.errors == []
    assert line.what == "変わるところはありません"
    with acting(s.KEEPER) as by:
        services.take_in(kept=kept, by=by)
        now = Resource.objects.visible_to(by).get(pk=row.pk)
        assert now.version == row.version, "nothing was different"


def test_a_column_that_is_not_there_keeps_what_stands() -> None:
    row = s.a_resource(openings=4, hours="13時から")
    kept = brought(
        (
            str(row.pk),
            str(row.version),
            "架空の庭",
            "サロン（ふれあいいきいきサロン）",
            "新しい内容",
        ),
        head=("整理番号", "版", "名称", "種別", "内容"),
    )
    (line,) = lines(kept)
    assert (line.errors, line.what) == ([], "いまの内容を書き替えます")
    assert ("内容", row.content, "新しい内容") in line.changes
    with acting(s.KEEPER) as by:
        services.take_in(kept=kept, by=by)
        now = Resource.objects.visible_to(by).get(pk=row.pk)
    assert (now.kind, now.content, now.openings, now.hours) == ("02", "新しい内容", 4, "13時から")


def test_what_a_colleague_has_changed_since_is_not_undone() -> None:
    """As on the page, nobody saves on an older version; where nothing differs, none is asked for."""
    row = s.a_resource(openings=4)
    with acting(s.KEEPER):
        cells = tuple(line_of(row, Words()))
    s.as_keeper(services.change_resource, resource=row, values={"openings": 0, "takes": False})
    older = brought(cells, head=HEAD)
    (line,) = lines(older)
    assert "書き出したあとに、台帳が変わっています" in line.errors[0][1]
    assert (LABELS["openings"], "0", "4") in line.changes
    with acting(s.KEEPER) as by, pytest.raises(DomainError, match="1行あるので、1行も"):
        services.take_in(kept=older, by=by)
    without = brought((cells[0], *cells[2:]), head=(HEAD[0], *HEAD[2:]))
    assert "版が要ります" in lines(without)[0].errors[0][1]
    with acting(s.KEEPER) as by:
        now = Resource.objects.visible_to(by).get(pk=row.pk)
        assert (now.openings, now.takes) == (0, False)
        same = tuple(line_of(now, Words()))
    assert lines(brought((same[0], "1", *same[2:]), head=HEAD))[0].errors == []


def test_the_same_number_twice_is_told() -> None:
    row = s.a_resource()
    with acting(s.KEEPER):
        cells = tuple(line_of(row, Words()))
    first, second = lines(brought(cells, cells, head=HEAD))
    assert first.errors == []
    assert second.errors == [("整理番号", "この表に、同じ整理番号の行が2つあります")]


def test_the_same_name_twice_is_told() -> None:
    s.a_resource("見本の畑", area=s.area("otsuka"))
    assert "整理番号" in lines(brought(LINE))[0].errors[0][1]
    other = (LINE[0] + "二", *LINE[1:])
    assert "2つあります" in lines(brought(other, other))[1].errors[0][1]


def test_a_number_of_an_entry_that_she_does_not_read_is_not_found() -> None:
    hidden = s.a_resource(publicity="ward", by="jimukyoku1")
    kept = brought((str(hidden.pk), *LINE), head=("整理番号", *SHORT))
    unknown = brought(("00000000-0000-4000-8000-000000000000", *LINE), head=("整理番号", *SHORT))
    assert [line.errors for line in lines(kept)] == [line.errors for line in lines(unknown)]
    assert lines(kept)[0].errors != []


@pytest.mark.parametrize(
    "head", [("名前", "種別", "内容"), ("名称", "内容"), ("名称", "名称", "種別", "内容")]
)
def test_wrong_headings_are_refused_at_once(head: tuple[str, ...]) -> None:
    with pytest.raises(DomainError, match="見出し"):
        brought(tuple("x" for _ in head), head=head)


def test_s59_no_cell_becomes_a_formula_and_it_comes_back_as_it_was() -> None:
    row = s.a_resource("=HYPERLINK(1)", content="-1+1", hours="＠時")
    table = _gathered(row)
    content = export_job.make(table).content.decode("utf-8-sig")
    cells = next(r for r in csv.reader(io.StringIO(content)) if "HYPERLINK" in r[2])
    assert cells[2] == "'=HYPERLINK(1)"
    assert cells[HEAD.index("内容")] == "'-1+1"
    with acting(s.KEEPER) as by:
        kept = services.bring_resources(name="a.csv", content=content.encode(), by=by)
        (line,) = services.lines_of(kept, by)
        assert line.errors == []
        assert line.values["name"] == "=HYPERLINK(1)"
        assert line.values["content"] == "-1+1"


def _gathered(*rows: Resource, form: str = "csv") -> export_job.Table:
    with acting(s.KEEPER) as by:
        job = services.export_resources(
            resources=[row.pk for row in rows], words=[], form=form, by=by
        )
        return export_job.gather(by, job.object_id, form, ReadingLog(by))


def test_the_file_holds_what_who_asked_reads_and_stops_when_she_does_not_any_more() -> None:
    row = s.a_resource(publicity="involved")
    with acting("soudan1") as by:
        job = services.export_resources(resources=[row.pk], words=[], form="xlsx", by=by)
        assert export_job.may(by, job.object_id) is not None
        found = export_job.gather(by, job.object_id, "xlsx", ReadingLog(by))
        assert export_job.make(found).file_name == "resources.xlsx"
    s.as_keeper(services.change_resource, resource=row, values={"publicity": "ward"})
    with acting("soudan1") as by:
        assert export_job.may(by, job.object_id) is None


def test_the_pages_of_bringing_and_writing_out() -> None:
    client = browser(s.KEEPER)
    url = reverse("participation:imports")
    sent = SimpleUploadedFile("list.csv", table(LINE, ("二行目", *LINE[1:3], *[""] * 5)))
    answer = client.post(url, {"upload": sent})
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    assert "運営主体を選んでください" in text_of(page)
    assert 'name="run"' not in page.content.decode()
    again = SimpleUploadedFile("list.csv", table(LINE))
    where = client.post(url, {"upload": again})["Location"]
    assert client.post(where, {"run": "1"}).status_code == 303
    assert "1件を取り込みました" in text_of(client.get(where))
    assert browser("jimukyoku1").get(where).status_code == 404, "hers alone"
    out = client.post(reverse("participation:export") + "?area=otsuka", {"format": "csv"})
    assert out.status_code == 303
    assert "/jobs/" in out["Location"]
    head = client.get(reverse("participation:import_template")).content.decode("utf-8-sig")
    assert all(label in head for label in LABELS.values())
    assert staff(s.KEEPER).is_active


def test_words_that_are_offered_no_more_stay_in_an_entry_and_come_back_in_its_line() -> None:
    """Else the page would take them off with its next save, and a file that nobody has touched would be refused."""
    ended = {"CL-16": "01", "CL-91": "01", "CL-92": "01", "CL-93": "02"}
    lists = {"activities": ["01", "02"], "supports": ["01"], "accessibility": ["02"]}
    row = s.a_resource(**lists)
    with acting("system1"):
        for code_list, value in ended.items():
            rows = Code.objects.filter(code_list=code_list, value=value)
            assert rows.update(valid_until=timezone.localdate()) == 1
    client, url = browser(s.KEEPER), reverse("participation:edit_resource", args=[row.pk])
    sent = filled_in(client.get(url)) | {"hours": "14時から"}
    assert client.post(url, sent).status_code == 303
    with acting(s.KEEPER) as by:
        now = Resource.objects.visible_to(by).get(pk=row.pk)
        assert now.hours == "14時から"
        assert {name: getattr(now, name) for name in ("kind", *lists)} == {"kind": "01", **lists}
        cells = line_of(now, Words())
    (line,) = lines(brought(tuple(cells), head=HEAD))
    assert (line.errors, line.what) == ([], "変わるところはありません")
    (new,) = lines(brought(("", "", "検証の新しい所", *cells[3:]), head=HEAD))
    assert {heading for heading, _ in new.errors} >= {"種別", "活動"}, (
        "a new entry has none of them"
    )


def test_lines_of_a_text_are_no_change_though_a_cell_holds_one_line() -> None:
    row = s.a_resource(content="花を育てる。\n水曜は休み。")
    with acting(s.KEEPER):
        cells = line_of(row, Words())
    read = list(csv.reader(io.StringIO(as_csv(HEAD, [cells]).decode("utf-8-sig"))))[1]
    (line,) = lines(brought(tuple(read), head=HEAD))
    assert (line.errors, line.what) == ([], "変わるところはありません")
