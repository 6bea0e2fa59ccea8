"""How uploaded files are received: in memory, up to a bound, never on the web server's disk."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# A little more than any file that is taken, so that one that is too big is told from a small one.
MOST_BYTES = 21 * 1024 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Keeps what fits; of a larger file the beginning, whose size says that it is too large.

    The rest of the request is read and thrown away, so that the page can say so beside the field.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < MOST_BYTES:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
