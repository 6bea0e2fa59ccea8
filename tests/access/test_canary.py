"""The scanner itself: what it cannot find, it cannot prove absent."""

import base64
import gzip
import html
import io
import json
import urllib.parse
import zipfile

import pytest

from .canary import new_token, short, tokens_in


def _zip(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sheet1.xml", f"<c>{text}</c>")
    return buffer.getvalue()


def _pdf(text: str) -> bytes:
    from documents.pdf import render_pdf

    return render_pdf(f"<html lang=ja><body><p>{text}</p></body></html>", title="試し")


HIDDEN = {
    "plain": lambda t: t.encode(),
    "cut off": lambda t: t[:10].encode() + b"\xe2\x80\xa6",
    "upper case": lambda t: t.upper().encode(),
    "full width": lambda t: "".join(chr(ord(c) + 0xFEE0) for c in t).encode(),
    "wrapped": lambda t: f"{t[:6]}\n   {t[6:]}".encode(),
    "zero width": lambda t: "\u200b".join(t).encode(),
    "soft hyphen": lambda t: f"{t[:5]}\u00ad{t[5:]}".encode(),
    "entities": lambda t: "".join(f"&#{ord(c)};" for c in t).encode(),
    "escaped": lambda t: html.escape(f"<{t}>").encode(),
    "in a URL": lambda t: urllib.parse.quote(f"氏名={t}").encode(),
    "JSON": lambda t: json.dumps({"x": "".join(t)}).encode(),
    "JSON escapes": lambda t: "".join(f"\\u{ord(c):04x}" for c in t).encode(),
    "base64": lambda t: base64.b64encode(f'{{"name": "{t}"}}'.encode()),
    "gzip": lambda t: gzip.compress(t.encode()),
    "zip": _zip,
    "PDF": _pdf,
}


@pytest.mark.parametrize("way", HIDDEN)
def test_the_scanner_finds_a_token(way: str) -> None:
    token = new_token()
    assert short(token) in tokens_in(HIDDEN[way](token))


def test_the_scanner_finds_nothing_where_nothing_is() -> None:
    assert tokens_in("相談受付 CNRY 令和8年 cnry-") == set()
