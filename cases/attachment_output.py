"""A file of a record handed out as it was kept (S-06, S-91), but for what a camera wrote into it (S-64).

The picture of a page on the screen is reading; the file itself leaves the screen and passes the
output gate. Where nobody in the household is protected it comes at once; otherwise it is a job like
every paper, and waits for the second person.
"""

import uuid
from dataclasses import replace
from typing import Any

from access.output import own_use, protections_of
from access.reading import ReadingLog
from documents.files import CONTENT_TYPES, FileRefused, bare, kind_by_name
from jobs.registry import Carries, JobFailed, JobKind, NotPermitted, Result, page_at

from . import services
from .models import Attachment

JOB_KIND = "attachment_file"
UNREADABLE = "unreadable"


def may(user: Any, object_id: uuid.UUID) -> Attachment | None:
    """The file, if the user sees its record and it may be handed out now."""
    rows = Attachment.objects.visible_to(user).select_related("compartment__case")
    found: Attachment | None = rows.filter(pk=object_id).first()
    return found if found and found.is_open else None


def file_of(attachment: Attachment, by: Any) -> Result | None:
    """Content under a name that names nobody (S-30)."""
    row = services.content_of(attachment, by)
    if row is None:
        return None
    name = f"attachment.{'jpg' if attachment.kind == Attachment.Kind.JPEG else attachment.kind}"
    return Result(bytes(row.content), CONTENT_TYPES[attachment.kind], name)


def is_held(attachment: Attachment, by: Any) -> bool:
    """Whether the gate would stop it: somebody of the household is protected (R11)."""
    return bool(protections_of(own_use(by, attachment, "").cases))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Result:
    """Read the content as who asked."""
    attachment = may(user, object_id)
    found = file_of(attachment, user) if attachment else None
    if found is None:
        raise NotPermitted
    log.note("print", attachment)
    return found


def to_hand_out(found: Result) -> Result:
    """The same file without what a camera wrote into its photographs, place and hour above all: files that an earlier
    version kept have it still, and their bytes are written once. Raises FileRefused."""
    kind = kind_by_name(found.file_name)
    return replace(found, content=bare(found.content, kind)) if kind else found


def _make(found: Result) -> Result:
    try:
        return to_hand_out(found)
    except FileRefused as refused:
        raise JobFailed(UNREADABLE) from refused


ATTACHMENT_FILE = JobKind(
    name=JOB_KIND,
    label="添付ファイル",
    gather=gather,
    make=_make,
    may=may,
    gate=own_use,
    page=page_at("cases:attachment"),
    carries=Carries.UNREAD,
)
