"""The command: what it asks the site for, what it says, and how it ends. The site here is a few lines of our own."""

import json
import socket
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli import app
from infra.commands import import_run
from infra.commands.bank_names import slug
from tests.importing.lists import EVERYTHING, write

COUNTS = dict.fromkeys(
    (
        *("rows", "households", "people", "numbers", "new", "updated", "unchanged", "problems"),
        *("shared_in_household", "shared_across_households", "cannot_vote", "no_number", "bad_numbers"),
        *("suppressed", "screening_old", "unknown_electors"),
    ),
    3,
)


@dataclass
class FakeSite:
    """A site that answers as the API does. `states` are what it says of the import, one after another."""

    states: list[dict[str, Any]] = field(default_factory=list)
    role: str = "organiser"
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    uploaded: dict[str, bytes] = field(default_factory=dict)
    mails: list[dict[str, str]] = field(default_factory=list)
    sessions: int = 0
    url: str = ""

    def answer(self, method: str, path: str, body: bytes, cookie: str) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers."""
        if path.startswith("/put/"):
            self.uploaded[path] = body
            return 200, {}, {}
        if path == "/problems.csv":
            return 200, "File,Line", {}
        said: Any = json.loads(body) if body else None
        self.asked.append((method, path, said))
        if path == "/local/inbox":
            return 200, {"mails": self.mails}, {}
        if path == "/api/login/code":
            self.mails.append({"to": said["email"], "code": "123456"})
            return 202, {}, {}
        if path == "/api/login":
            self.sessions += 1
            caller = {"id": "o", "name": "Olive", "email": said["email"], "role": self.role}
            return 200, {"caller": caller}, {"Set-Cookie": "__Host-session=o.token; Path=/; Secure; HttpOnly"}
        if cookie != "__Host-session=o.token":
            return 401, {"error": {"code": "not_signed_in", "message": "Sign in first.", "details": None}}, {}
        return self._import(method, path, said)

    def _import(self, method: str, path: str, said: Any) -> tuple[int, Any, dict[str, str]]:
        if path == "/api/me":
            return 200, {"caller": {"role": self.role}}, {}
        if path == "/api/organiser/imports":
            links = [{"name": f["name"], "url": f"{self.url}/put/{n}"} for n, f in enumerate(said["files"])]
            return 201, {"import": {"id": "i1"}, "uploads": links}, {}
        if method == "POST":
            return 202, {"import": {"id": "i1"}}, {}
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        answer: dict[str, Any] = {"import": state}
        if state["state"] == "done":
            answer["problems_url"] = f"{self.url}/problems.csv"
        return 200, answer, {}


def _state(state: str, **more: Any) -> dict[str, Any]:
    base = {"id": "i1", "bank": "doors", "state": state, "rows_read": 2, "rows_done": 1, "rows_total": 3}
    return {**base, "counts": COUNTS, "error": None, "started_at": None, "finished_at": None, **more}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeSite]:
    """A running site, and a home folder of the test's own."""
    found = FakeSite([_state("uploading"), _state("reading"), _state("writing"), _state("done")])

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said, headers = found.answer(self.command, self.path, body, self.headers.get("Cookie", ""))
            data = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _any  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("RINGROUND_SITE", found.url)
    monkeypatch.setattr(import_run, "_PAUSE", 0)
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Two lists."""
    return [str(write(tmp_path, name, [EVERYTHING]).path) for name in ("register.csv", "phones.csv")]


def _run(*words: str, answers: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=answers)


def test_lists_are_uploaded_imported_and_reported(site: FakeSite, files: list[str], tmp_path: Path) -> None:
    result = _run("import", *files, "--bank", "Front Doors", "--keep-columns", "Ward")
    assert result.exit_code == 0, result.output
    (begun,) = [body for method, path, body in site.asked if path == "/api/organiser/imports"]
    assert (begun["bank"], begun["bank_name"], begun["keep_columns"]) == ("front-doors", "Front Doors", ["Ward"])
    assert [f["name"] for f in begun["files"]] == ["register.csv", "phones.csv"]
    assert len(site.uploaded) == 2
    assert ("POST", "/api/organiser/imports/i1/start", {}) in site.asked
    assert (tmp_path / "register-problems.csv").read_text() == "File,Line"
    assert "register-problems.csv" in result.output.replace("\n", "")


def test_the_session_is_kept_for_the_next_command_and_for_nobody_else(
    site: FakeSite, files: list[str], tmp_path: Path
) -> None:
    _run("import", *files, "--bank", "doors")
    site.states = [_state("done")]
    _run("import", *files, "--bank", "doors")
    assert site.sessions == 1
    (kept,) = (tmp_path / "config").rglob("sessions.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_a_failed_import_says_why_and_ends_with_1(site: FakeSite, files: list[str]) -> None:
    site.states = [_state("failed", error={"code": "no_header", "message": "register.csv has no header row."})]
    result = _run("import", *files, "--bank", "doors")
    assert result.exit_code == 1
    assert "register.csv has no header row." in result.output


def test_an_import_without_progress_is_started_again(
    site: FakeSite, files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "_STALLED", -1)
    site.states = [*[_state("writing")] * 3, _state("done")]
    assert _run("import", *files, "--bank", "doors").exit_code == 0
    assert len([path for _, path, _ in site.asked if path.endswith("/start")]) > 1


def test_a_volunteer_is_told_that_this_is_for_organisers(site: FakeSite, files: list[str]) -> None:
    site.role = "caller"
    result = _run("import", *files, "--bank", "doors")
    assert result.exit_code == 1
    assert "organisers" in result.output


def test_signing_in_asks_for_address_and_code(site: FakeSite) -> None:
    result = _run("sign-in", answers="olive@example.org\n123456\n")
    assert result.exit_code == 0, result.output
    assert ("POST", "/api/login", {"email": "olive@example.org", "code": "123456"}) in site.asked


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such.csv", "--bank", "doors"], "no-such.csv"),
        (["{file}", "--bank", "!!!"], "name"),
        (["{file}", "--bank", "doors", "--site", "ftp://example.org"], "address"),
        (["{file}", "--bank", "doors", "--site", "http://example.org"], "https"),
        (["{file}", "--bank", "doors", "--site", "{closed}"], "make demo"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(
    site: FakeSite, files: list[str], arguments: list[str], said: str
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}"
    given = [word.format(file=files[0], closed=closed) for word in arguments]
    result = _run("import", *given)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_without_a_site_it_says_how_to_get_one(
    files: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("RINGROUND_SITE", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("infra.commands.site._PROJECT", tmp_path)
    result = _run("import", *files, "--bank", "doors")
    assert result.exit_code == 1
    assert "make demo" in result.output


def test_the_running_local_app_is_found(site: FakeSite, files: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RINGROUND_SITE")
    folder = Path(files[0]).parent
    (folder / ".ringround").mkdir()
    (folder / ".ringround" / "local.json").write_text(json.dumps({"site": site.url}))
    monkeypatch.chdir(folder)
    assert _run("import", *files, "--bank", "doors").exit_code == 0


@pytest.mark.parametrize("words", [[], ["import"], ["sample"], ["sign-in"]])
def test_every_command_explains_itself(words: list[str]) -> None:
    result = _run(*words, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Voter ID", "voter-id"), ("Ysgol Tŷ Gwyn!", "ysgol-ty-gwyn"), ("!!!", ""), ("x" * 90, "x" * 40)],
)
def test_a_bank_gets_an_id_from_its_name(name: str, expected: str) -> None:
    assert slug(name) == expected
