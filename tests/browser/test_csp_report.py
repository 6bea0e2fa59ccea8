"""A script that was brought into a page is refused, and the browser tells us so: Chromium over TLS, the others in the way of
before, which Chromium takes as well where it is the only one. Its query and the id in its address come no further (S-54)."""

import ssl
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.test import Client
from django.urls import reverse

from bunkyo_support import csp_reports
from bunkyo_support.csp_reports import ONE, SEVERAL, Hour
from tests.access.canary import new_token, tokens_in
from tests.access.sinks import lines_of_the_log

from .conftest import WHOLE, chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SAID = "WARNING bunkyo_support.csp_reports refused inline by script-src-elem on cases:detail\n"


class _Door(BaseHTTPRequestHandler):
    """Hands out one page with headers of ours, and what is told about it to the application."""

    protocol_version = "HTTP/1.1"
    body: bytes
    kept: dict[str, str]
    told: list[str]

    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in self.kept.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.headers["Content-Type"]
        answer = Client(enforce_csrf_checks=True).generic("POST", self.path, said, kind)
        self.told.append(kind)
        self.send_response(answer.status_code)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing: the test reads the log."""


@contextmanager
def at_the_door(door: type[_Door], certificate: Path | None) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), door)
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certified(folder: Path) -> Path:
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1"
    kept = ["-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    both = ["-keyout", str(folder / "both"), "-out", str(folder / "certificate")]
    subprocess.run([*made.split(), *kept, *both], check=True, capture_output=True)
    with (folder / "both").open("ab") as file:
        file.write((folder / "certificate").read_bytes())
    return folder / "both"


@pytest.mark.parametrize(("is_over_tls", "kind"), [(True, SEVERAL), (False, ONE)])
def test_s54_what_a_browser_refuses_is_told_to_us_without_query_and_id(
    client: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_over_tls: bool,
    kind: str,
) -> None:
    monkeypatch.setattr(csp_reports, "hour", Hour())
    answer = client.get(reverse("account_login"))
    names = ("Content-Type", "Content-Security-Policy", "Reporting-Endpoints")
    kept = {name: answer[name] for name in names}
    if not is_over_tls:
        before = kept["Content-Security-Policy"]
        kept["Content-Security-Policy"] = before.replace("report-to csp", "")
        assert kept["Content-Security-Policy"] != before
    token, case = new_token(), uuid.uuid4()
    body = f"<!doctype html><script>document.title = '{token}'</script>".encode()
    told: list[str] = []
    door = type("Door", (_Door,), {"body": body, "kept": kept, "told": told})
    with (
        lines_of_the_log() as log,
        at_the_door(door, certified(tmp_path) if is_over_tls else None) as base,
        chromium(WHOLE, "--short-reporting-delay") as browser,
    ):
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.goto(f"{base}/cases/{case}/?q={token}#{token}")
        assert page.title() == ""
        for _ in range(1200):
            if told:
                break
            page.wait_for_timeout(100)
        assert told == [kind]
        said = log.getvalue()
    assert said.endswith(SAID)
    assert said.count("\n") == 1
    assert tokens_in(said) == set()
    assert str(case) not in said
