"""Files that people bring: what is taken, what is made harmless, what is refused (S-63 to S-67)."""

import io
import time
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from PIL import Image

from documents import files
from documents.files import FileKind, FileRefused, child, office
from documents.files.refusal import Refused

SECRET = "CNRYsecretplace"
MAIN = office.MAIN[FileKind.DOCX]


def jpeg(size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "#336699").save(target, "JPEG", **options)
    return target.getvalue()


def photograph_with_a_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 42.0, 30.0)})
    exif.get_ifd(0x8769)[0x9286] = SECRET
    return jpeg(exif=exif, comment=SECRET)


def document(**parts: bytes) -> bytes:
    """A small Word file; parts by name, `/` written as `__`."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", parts.pop("types", types.encode()))
        archive.writestr("word/document.xml", "<w/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def paper(pages: int = 1) -> pikepdf.Pdf:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(300, 400))
    return made


def written(made: pikepdf.Pdf, **options: object) -> bytes:
    target = io.BytesIO()
    made.save(target, **options)
    return target.getvalue()


def acting_paper() -> bytes:
    """A paper with everything in it that could act."""
    made = paper(2)
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(SECRET))
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.AA = pikepdf.Dictionary(WC=script)
    made.attachments["secret.txt"] = pikepdf.AttachedFileSpec(made, SECRET.encode())
    with made.open_metadata() as metadata:
        metadata["dc:title"] = SECRET
    made.docinfo["/Author"] = SECRET
    leaf = made.pages[0]
    leaf.AA = pikepdf.Dictionary(O=script)
    outside = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://canary.invalid"))
    within = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([made.pages[1].obj]))
    then = pikepdf.Dictionary(within)
    then.Next = pikepdf.Array([outside, script])
    box = pikepdf.Array([0, 0, 10, 10])
    leaf.Annots = made.make_indirect(
        pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=box, A=action
                )
                for action in (outside, within, then)
            ]
        )
    )
    return written(made)


def test_s64_a_photograph_loses_its_place_and_stands_upright() -> None:
    source = photograph_with_a_place()
    assert SECRET.encode() in source
    kind, content, pages = files.cleaned(source, "写真.JPG")
    assert (kind, pages) == (FileKind.JPEG, 1)
    assert SECRET.encode() not in content
    kept = Image.open(io.BytesIO(content))
    assert kept.size == (40, 60)
    assert dict(kept.getexif()) == {}
    assert not {"comment", "icc_profile", "exif"} & set(kept.info)


def paper_of(source: bytes, packed: bool = False) -> bytes:
    """Programs that make a PDF of photographs put them in as the camera wrote them."""
    made = paper()
    picture = made.make_stream(source, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    picture.Width, picture.Height, picture.BitsPerComponent = 60, 40, 8
    picture.ColorSpace = pikepdf.Name.DeviceRGB
    if packed:
        both = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode])
        picture.write(zlib.compress(source), filter=both)
    else:
        picture.write(source, filter=pikepdf.Name.DCTDecode)
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    made.pages[0].Thumb = picture
    made.pages[0].Contents = made.make_stream(b"q 60 0 0 40 0 0 cm /Im0 Do Q")
    return written(made)


@pytest.mark.parametrize("packed", [False, True])
def test_s64_a_photograph_in_a_paper_loses_its_place_and_none_of_its_pixels(packed: bool) -> None:
    source = photograph_with_a_place()
    content = files.cleaned(paper_of(source, packed), "写真.pdf")[1]
    with pikepdf.open(io.BytesIO(content)) as kept:
        [leaf] = kept.pages
        assert "/Thumb" not in leaf
        found = leaf.Resources.XObject.Im0.read_raw_bytes()
    assert SECRET.encode() not in content
    shown, before = (Image.open(io.BytesIO(one)) for one in (found, source))
    assert dict(shown.getexif()) == {}
    assert shown.tobytes() == before.tobytes()
    assert files.picture(content, FileKind.PDF, 1)


def test_s64_photographs_in_an_office_file_lose_their_place() -> None:
    from PIL.PngImagePlugin import PngInfo

    words, scan = PngInfo(), io.BytesIO()
    words.add_text("Comment", SECRET)
    Image.new("RGB", (20, 20), "#336699").save(scan, "PNG", pnginfo=words)
    small = b"\xff\xe0" + (2 + 5 + len(SECRET)).to_bytes(2) + b"JFXX\0" + SECRET.encode()
    photograph = photograph_with_a_place()
    source = document(
        **{
            "word__media__image1.jpeg": photograph[:2] + small + photograph[2:],
            "word__media__image2.PNG": scan.getvalue(),
            "word__media__image3.jpeg": photograph[:9],
        },
    )
    content = files.cleaned(source, "訪問の記録.docx")[1]
    with zipfile.ZipFile(io.BytesIO(content)) as kept:
        parts = {name: kept.read(name) for name in kept.namelist()}
    assert not any(SECRET.encode() in part for part in parts.values())
    before = Image.open(io.BytesIO(photograph))
    shown = Image.open(io.BytesIO(parts["word/media/image1.jpeg"]))
    assert shown.tobytes() == before.tobytes()
    assert Image.open(io.BytesIO(parts["word/media/image2.PNG"])).getpixel((3, 3)) == (51, 102, 153)
    assert parts["word/media/image3.jpeg"] == photograph[:9], "cut short: as it came"


def test_s64_a_picture_in_png_keeps_what_is_see_through_and_nothing_else() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", SECRET)
    target = io.BytesIO()
    Image.new("RGBA", (20, 20), (200, 10, 10, 90)).save(target, "PNG", pnginfo=words)
    kind, content, _ = files.cleaned(target.getvalue(), "scan.png")
    kept = Image.open(io.BytesIO(content))
    assert (kind, kept.mode, kept.info) == (FileKind.PNG, "RGBA", {})
    assert kept.getpixel((3, 3)) == (200, 10, 10, 90)
    assert files.picture(content, kind, 1).startswith(b"\xff\xd8\xff")


def test_s64_a_photograph_of_a_telephone_is_kept_as_jpeg() -> None:
    source = (Path(__file__).parent / "samples" / "photograph.heic").read_bytes()
    assert SECRET.encode() in source
    kind, content, _ = files.cleaned(source, "IMG_0001.HEIC")
    kept = Image.open(io.BytesIO(content))
    assert (kind, kept.format, sorted(kept.size)) == (FileKind.JPEG, "JPEG", [48, 64])
    assert SECRET.encode() not in content
    with pytest.raises(FileRefused):
        files.cleaned(b"\0\0\0\x18ftypheic" + b"\0" * 40, "IMG_0002.HEIC")


def test_s64_a_flood_of_pixels_is_refused_before_it_is_decoded() -> None:
    rows = zlib.compress(b"\0" * 3751)
    head = (30_000).to_bytes(4) + (30_000).to_bytes(4) + b"\x01\0\0\0\0"

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return len(content).to_bytes(4) + name + content + check.to_bytes(4)

    flood = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    started = time.monotonic()
    with pytest.raises(FileRefused, match="4,000万画素"):
        files.cleaned(flood, "flood.png")
    assert time.monotonic() - started < 10


def test_s67_a_paper_loses_what_acts_and_what_it_tells_of_itself() -> None:
    kind, content, pages = files.cleaned(acting_paper(), "通知.pdf")
    assert (kind, pages) == (FileKind.PDF, 2)
    with pikepdf.open(io.BytesIO(content)) as kept:
        everything = b"".join(
            thing.unparse(resolved=True)
            if not isinstance(thing, pikepdf.Stream)
            else thing.read_bytes()
            for thing in kept.objects
        )
        for word in (b"JavaScript", b"OpenAction", b"/AA", b"/EF", b"canary.invalid", b"CNRY"):
            assert word not in everything
        assert "/Metadata" not in kept.Root
        assert "/Info" not in kept.trailer
        assert not kept.attachments
        first, second, third = kept.pages[0].Annots
        assert "/A" not in first
        assert second.A.S == third.A.S == "/GoTo"
        assert "/Next" not in third.A, "nor what would follow it"


def test_a_page_of_a_paper_is_shown_as_a_picture() -> None:
    drawn = files.picture(files.cleaned(written(paper(2)), "a.pdf")[1], FileKind.PDF, 2)
    assert max(Image.open(io.BytesIO(drawn)).size) > 400
    with pytest.raises(FileRefused):
        files.picture(written(paper(2)), FileKind.PDF, 3)


def test_text_of_windows_becomes_utf8() -> None:
    kind, content, pages = files.cleaned("訪問のメモ\r\n高橋".encode("cp932"), "メモ.txt")
    assert (kind, content.decode(), pages) == (FileKind.TEXT, "訪問のメモ\n高橋", 0)


def test_an_office_file_without_macros_is_kept_as_it_came() -> None:
    word = document()
    assert files.cleaned(word, "様式.docx")[1] == word


def test_s64_an_office_file_goes_without_its_properties_and_the_picture_of_an_earlier_wording() -> (
    None
):
    book, target = Workbook(), io.BytesIO()
    book.active["A1"] = "名簿"
    book.properties.creator = book.properties.lastModifiedBy = book.properties.title = SECRET
    book.save(target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("docProps/thumbnail.jpeg", SECRET)
        archive.writestr("docProps/custom.xml", f"<Properties>{SECRET}</Properties>")
    kind, content, pages = files.cleaned(target.getvalue(), "名簿.xlsx")
    assert (kind, pages) == (FileKind.XLSX, 0)
    with zipfile.ZipFile(io.BytesIO(content)) as bare, zipfile.ZipFile(target) as before:
        assert not any(SECRET.encode() in bare.read(name) for name in bare.namelist())
        named = bare.read("_rels/.rels") + bare.read("[Content_Types].xml")
        assert b"docProps" not in named
        assert b"xl/workbook.xml" in named
        assert bare.namelist() == [n for n in before.namelist() if not n.startswith("docProps")]
        sheet = "xl/worksheets/sheet1.xml"
        assert bare.read(sheet) == before.read(sheet), "nothing else is written anew"
    assert load_workbook(io.BytesIO(content)).active["A1"].value == "名簿"
    assert files.cleaned(content, "名簿.xlsx")[1] == content, "once is enough"


def locked_paper() -> bytes:
    return written(paper(), encryption=pikepdf.Encryption(owner="a", user="b"))


def entities() -> bytes:
    return b'<!DOCTYPE x [<!ENTITY a "aaaa">]><Types>&a;</Types>'


def outside(kind: str) -> bytes:
    return (
        f'<Relationships><Relationship Type="http://x/{kind}" TargetMode="External"'
        ' Target="https://canary.invalid"/></Relationships>'
    ).encode()


def within(kind: str) -> bytes:
    return (
        f'<Relationships><Relationship Type="http://x/{kind}" Target="a.xml"/></Relationships>'
    ).encode()


MACRO = MAIN.replace("openxmlformats-officedocument.wordprocessingml", "ms-word")
REFUSED = {
    "empty": ("a.pdf", b"", "中身が空"),
    "no extension": ("pdf", b"%PDF-1.7", "登録できません"),
    "another kind": ("a.exe", b"MZ", "登録できません"),
    "a page of the web": ("a.html", b"<html>", "登録できません"),
    "a drawing that runs": ("a.svg", b"<svg onload='x'/>", "登録できません"),
    "a mail": ("a.eml", b"From: a", "登録できません"),
    "double extension": ("a.pdf.exe", b"%PDF-1.7", "登録できません"),
    "a name with an end in it": ("a.exe\x00.pdf", b"%PDF-1.7", "登録できません"),
    "a paper that is a page": ("a.pdf", b"<html>%PDF-1.7", "登録できません"),
    "a picture that is an archive": ("a.jpg", document(), "登録できません"),
    "broken paper": ("a.pdf", b"%PDF-1.7 nothing", "登録できません"),
    "broken picture": ("a.jpg", b"\xff\xd8\xff nothing", "登録できません"),
    "a picture called a sheet": ("a.xlsx", jpeg(), "登録できません"),
    "a document called a sheet": ("a.xlsx", document(), "登録できません"),
    "old office": ("a.xls", b"\xd0\xcf\x11\xe0", "登録できません"),
    "locked office": ("a.docx", b"\xd0\xcf\x11\xe0", "パスワード"),
    "locked paper": ("a.pdf", locked_paper(), "パスワード"),
    "macros by part": ("a.docx", document(word__vbaProject=b"x"), "マクロ"),
    "macros by type": (
        "a.docx",
        document(types=f'<T><O ContentType="{MACRO}.macroEnabled"/></T>'.encode()),
        "マクロ",
    ),
    "an object in it": ("a.docx", document(word__embeddings__x=b"x"), "埋め込まれ"),
    **{
        f"a file in it: {name}": ("a.docx", document(**{f"word__{name}": b"PK\3\4"}), "埋め込まれ")
        for name in (
            *("media__x.zip", "x.docm", "x.cab", "x.lzh", "afchunk.rtf", "afchunk.mht", "x.html"),
            *("x.exe", "media__image1.tiff", "media__image9.png", "x.bin", "nothing"),
        )
    },
    **{
        f"loads a part: {kind}": (
            "a.docx",
            document(**{"word___rels__document.xml.rels": within(kind)}),
            "埋め込まれ",
        )
        for kind in ("aFChunk", "connections", "queryTable")
    },
    "loads from outside": (
        "a.docx",
        document(**{"word___rels__document.xml.rels": outside("attachedTemplate")}),
        "埋め込まれ",
    ),
    "entities": ("a.docx", document(types=entities()), "登録できません"),
    "climbs out": ("a.docx", document(**{"..__..__x.xml": b"x"}), "登録できません"),
    "a bomb": ("a.docx", document(word__big=b"\0" * 30_000_000), "登録できません"),
    "no text": ("a.txt", b"\0\1\2", "登録できません"),
    "no known writing": ("a.txt", b"\x81\xff\xfe\xfd", "登録できません"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_s63_s65_s66_what_is_refused_says_what_to_do(case: str) -> None:
    name, content, words = REFUSED[case]
    with pytest.raises(FileRefused, match=words):
        files.cleaned(content, name)


def test_a_link_that_a_reader_follows_may_stay() -> None:
    linked = document(**{"word___rels__document.xml.rels": outside("hyperlink")})
    assert files.cleaned(linked, "a.docx")[1] == linked


def test_too_much_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(FileRefused, match="20MB"):
        files.cleaned(b"%PDF-" + b"\0" * files.MOST_BYTES, "a.pdf")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(list(FileKind)), content=st.binary(max_size=300))
def test_whatever_the_content_it_is_cleaned_or_refused(kind: str, content: bytes) -> None:
    head, _, _ = child.answer({"task": "clean", "kind": kind}, content).partition(b"\n")
    assert head.startswith(b'{"result": "')


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(1, 2000))
def test_an_office_file_cut_short_is_refused(cut: int) -> None:
    whole = document(word__more=b"x" * 50)
    with pytest.raises((Refused, zipfile.BadZipFile)):
        office.check(whole[: -min(cut, len(whole) - 1)], FileKind.DOCX)
