"""A request whose line broke in mid-body is no request (security.md F-24).

The web server hands on what had arrived and says nothing. Django takes the end of the data for the end of
the form, so that half a text or half a file would be kept as if it were whole.
"""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class CutOff(ConnectionError):
    """Less arrived than was announced. Django makes an unreadable request of it."""


class _Announced:
    """The body, as long as the request says that it is."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._rest = length

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._rest if size < 0 else min(size, self._rest)
        parts = []
        while wanted:
            part = self._counted(self._stream.read(wanted))
            wanted -= len(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self, size: int = -1, /) -> bytes:
        wanted = self._rest if size < 0 else min(size, self._rest)
        return self._counted(self._stream.readline(wanted)) if wanted else b""

    def _counted(self, part: bytes) -> bytes:
        if not part:
            raise CutOff
        self._rest -= len(part)
        return part


def whole_only(application: Application) -> Application:
    """The application, which never takes half a body for a whole one."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        announced = str(environ.get("CONTENT_LENGTH") or "")
        if announced.isdecimal():
            environ["wsgi.input"] = _Announced(environ["wsgi.input"], int(announced))
        return application(environ, start_response)

    return call
