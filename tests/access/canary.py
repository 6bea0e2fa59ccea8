"""Canary tokens: planted in every confidential field, searched in everything that leaves.

A token is CNRY and ten letters, so that cut-off values still match by the start; the decoder
undoes what hides text: entities, URL and JSON escapes, base64, zip and gzip, PDF.
"""

import base64
import binascii
import gzip
import html
import io
import json
import re
import secrets
import unicodedata
import urllib.parse
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models
from psycopg.errors import CheckViolation

from access.models import ConfidentialModel
from access.policies import confidential_models, history_table

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TOKEN = re.compile(r"cnry[a-hjkmnp-z2-9]{6,10}")
AS_PLANTED = re.compile(r"CNRY[a-hjkmnp-z2-9]{6,10}")

# Text columns that hold codes, states or ids and are therefore not planted. A name that no
# longer exists in any model fails the suite (test_crawl).
CODE_FIELDS: set[str] = set()


@dataclass(frozen=True)
class Planted:
    """Where a token was planted."""

    token: str
    compartment_id: Any
    model: type[ConfidentialModel]
    field: str


def new_token() -> str:
    return "CNRY" + "".join(secrets.choice(ALPHABET) for _ in range(10))


def plantable(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Fields of a model into which people type."""
    found: list[models.Field[Any, Any]] = []
    for field in model._meta.concrete_fields:
        if field.choices or field.name in CODE_FIELDS:
            continue
        if isinstance(field, models.TextField | models.JSONField | models.BinaryField) or (
            isinstance(field, models.CharField) and (field.max_length or 0) >= 14
        ):
            found.append(field)
    return found


def plant(connection: Any, case_id: Any) -> list[Planted]:
    """Overwrite every plantable field of every row of the case, through a superuser's connection.

    Raises AssertionError when a confidential model has no row in the case: nothing would be
    proven about it.
    """
    planted: list[Planted] = []
    empty = []
    for model in confidential_models():
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"select t.id, t.compartment_id from public.{table} t"
                " join public.access_compartment c on c.id = t.compartment_id"
                " where c.case_id = %s",
                [case_id],
            )
            rows = cursor.fetchall()
            if not rows:
                empty.append(model.__name__)
            with _unfixed(cursor, model):
                for row_id, compartment_id in rows:
                    for field in plantable(model):
                        token = new_token()
                        try:
                            _write(cursor, table, row_id, field, token)
                        except CheckViolation:
                            continue  # the field must stay empty in a row of this sort
                        planted.append(Planted(token, compartment_id, model, field.name))
    assert empty == [], f"no row of {empty} in the case: walk through them first"
    return planted


@contextmanager
def _unfixed(cursor: Any, model: type[ConfidentialModel]) -> Iterator[None]:
    """What is fixed for ever (access.fixing) is planted as well: as the owner of the trigger."""
    if not (model.fixed_once or model.fixed_with):
        yield
        return
    table = model._meta.db_table
    cursor.execute(f"alter table public.{table} disable trigger keep_fixed")
    yield
    cursor.execute(f"alter table public.{table} enable trigger keep_fixed")


def _write(cursor: Any, table: str, row_id: Any, field: Any, token: str) -> None:
    if isinstance(field, models.JSONField):
        cursor.execute(f"select {field.column}::text from public.{table} where id = %s", [row_id])
        value = json.dumps(_replace(json.loads(cursor.fetchone()[0] or "null"), token))
        cursor.execute(
            f"update public.{table} set {field.column} = %s::jsonb where id = %s", [value, row_id]
        )
    else:
        value = token.encode() if isinstance(field, models.BinaryField) else token
        cursor.execute(
            f"update public.{table} set {field.column} = %s where id = %s", [value, row_id]
        )


def _replace(value: Any, token: str) -> Any:
    """Put the token into every text of a JSON value that is longer than a code."""
    if isinstance(value, dict):
        return {key: _replace(inner, token) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replace(inner, token) for inner in value]
    if isinstance(value, str) and len(value) > 3:
        return token
    return value


def history_tables() -> list[str]:
    return [history_table(model) for model in confidential_models()]


def texts(content: bytes, content_type: str = "", depth: int = 0) -> list[str]:
    """All readings of some bytes."""
    if depth > 5:
        return []
    if content[:5] == b"%PDF-":
        return [_pdf_text(content)]
    if content[:2] == b"\x1f\x8b":
        return texts(gzip.decompress(content), "", depth + 1)
    if content[:4] == b"PK\x03\x04":
        found = []
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                found += [name, *texts(archive.read(name), "", depth + 1)]
        return found
    plain = content.decode("utf-8", "replace")
    readings = [plain]
    # What undoing does not change would be read twice: most of a page's time went there.
    for undone in (html.unescape(plain), urllib.parse.unquote(plain)):
        readings += [undone] if undone != plain else []
    if "\\u" in plain:
        readings.append(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), plain))
    for run in re.findall(r"[A-Za-z0-9+/_-]{24,}={0,2}", plain):
        try:
            inner = base64.b64decode(run.replace("-", "+").replace("_", "/") + "==")
        except (binascii.Error, ValueError):
            continue
        readings += texts(inner, "", depth + 1) if b"CNRY" in inner else []
    return readings


def _pdf_text(content: bytes) -> str:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    parts = [str(reader.metadata), *(page.extract_text() for page in reader.pages)]
    parts += list(reader.attachments)
    return "".join(parts)


def squash(text: str) -> str:
    """Fold what hides a token: width, case, white space, soft hyphens, zero-width marks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s\x00\u00ad\u200b-\u200f\u2060\ufeff]", "", folded)


def tokens_in(content: bytes | str, content_type: str = "") -> set[str]:
    """Starts (ten characters) of all tokens that can be read out of the content."""
    raw = content.encode() if isinstance(content, str) else content
    return {
        found[:10] for text in texts(raw, content_type) for found in TOKEN.findall(squash(text))
    }


def short(token: str) -> str:
    """The form in which `tokens_in` reports a token."""
    return token.casefold()[:10]
