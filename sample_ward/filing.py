"""Files in the stories: a photograph and a memo, both plainly invented."""

import io

from PIL import Image, ImageDraw

from cases import services as cases
from cases.models import Note

from .doing import acting
from .story import Story

MEMO = "訪問のメモ（見本）\n・玄関に新聞がたまっている。\n・次は午前中に訪ねる。\n"


def file(story: Story) -> None:
    """The worker adds a photograph to her latest note, and a memo to the record."""
    with acting(story.worker) as by:
        record = story.record()
        note = Note.objects.visible_to(by).filter(record=record).first()
        cases.attach_file(
            record=record,
            note=note,
            name="photograph.jpg",
            content=photograph(),
            title="玄関のようす（見本）",
            by=by,
        )
        cases.attach_file(
            record=record,
            name="memo.txt",
            content=MEMO.encode(),
            title="訪問のメモ（見本）",
            by=by,
        )


def photograph() -> bytes:
    """A drawn door: no real place."""
    picture = Image.new("RGB", (1200, 800), "#dfe7ee")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 620, 1200, 800), fill="#9a8f80")
    pen.rectangle((480, 180, 740, 640), fill="#6b4a32", outline="#3c2a1d", width=8)
    pen.ellipse((690, 400, 720, 430), fill="#e3c464")
    for left, top in ((300, 600), (330, 640), (380, 610), (780, 630), (840, 610)):
        pen.rectangle((left, top, left + 120, top + 26), fill="#f4f1e8", outline="#777777", width=3)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=85)
    return target.getvalue()
