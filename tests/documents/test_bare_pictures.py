"""Photographs inside of papers and office files: what hangs behind them, and such as are not quite whole (S-64)."""

import io
import zipfile

import pytest
from PIL import Image

from documents import files
from documents.files.bare import bare_picture

from .test_files import SECRET, document, paper_of, photograph_with_a_place


@pytest.mark.parametrize("is_progressive", [False, True])
def test_s64_what_a_telephone_writes_behind_a_photograph_goes(is_progressive: bool) -> None:
    """A second picture with a place of its own, and a film."""
    target = io.BytesIO()
    noise = Image.effect_noise((90, 70), 80)
    noise.save(target, "JPEG", progressive=is_progressive)
    first = target.getvalue()
    behind = photograph_with_a_place() + b"\0\0\0\x18ftypmp42" + SECRET.encode()
    source = document(**{"word__media__image1.jpeg": first + behind})
    content = files.cleaned(source, "訪問の記録.docx")[1]
    with zipfile.ZipFile(io.BytesIO(content)) as kept:
        found = kept.read("word/media/image1.jpeg")
    assert SECRET.encode() not in found
    assert found.count(b"\xff\xd8\xff") == 1
    assert Image.open(io.BytesIO(found)).tobytes() == Image.open(io.BytesIO(first)).tobytes()
    paper_with = files.cleaned(paper_of(first + behind), "写真.pdf")[1]
    assert SECRET.encode() not in paper_with


@pytest.mark.parametrize("broken", ["a stray byte", "cut in a scan", "a marker in the pixels"])
def test_s64_a_photograph_that_is_not_quite_whole_loses_its_place_all_the_same(broken: str) -> None:
    source = photograph_with_a_place()
    scan = source.index(b"\xff\xda")
    source = {
        "a stray byte": source[:scan] + b"\0" + source[scan:],
        "cut in a scan": source[: scan + 40] + b"\xff",
        "a marker in the pixels": source[: scan + 40] + b"\xff\x01\xff\xff" + source[scan + 40 :],
    }[broken]
    assert SECRET.encode() in source
    kept = bare_picture(source)
    assert SECRET.encode() not in kept
    assert kept.startswith(b"\xff\xd8")
