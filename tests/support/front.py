"""The site with pages of a test's own: what a deployment of another build looks like to a browser."""

from __future__ import annotations

import http.client
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from infra.edge import security_headers
from infra.local.events import Answer, Request
from infra.local.http_server import Server
from infra.local.install.paths import WEB
from infra.local.static import StaticFiles

NOT_PASSED_ON = {"connection", "content-length", "transfer-encoding"}


@dataclass(frozen=True)
class Served:
    """An answer as it went over the wire; sizes in bytes."""

    method: str
    path: str
    status: int
    sent: int
    headers: int
    body: int


class Front:
    """Serves the pages of one folder at `url`; /api and /local are those of a running app. Keeps what it `served`."""

    def __init__(self, app: str, pages: Path) -> None:
        self._app = urlsplit(app).netloc
        self._files = StaticFiles(pages)
        self.served: list[Served] = []
        self._server = Server(0, self._noted)
        self.url = f"http://127.0.0.1:{self._server.port}"

    def deploy(self, pages: Path) -> None:
        """Serve another build from now on, and nothing of the one before."""
        self._files = StaticFiles(pages)

    def __enter__(self) -> Front:
        self._server.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.end(patience=1)

    def _noted(self, request: Request) -> Answer:
        answer = self._answer(request)
        headers = sum(len(name) + len(value) + len(": \r\n") for name, value in answer.headers)
        sizes = (len(request.body), headers, len(answer.body))
        self.served.append(Served(request.method, request.path, answer.status, *sizes))
        return answer

    def _answer(self, request: Request) -> Answer:
        if request.path.startswith(("/api/", "/local/")):
            return self._from_the_app(request)
        known, encodings = request.header("if-none-match"), request.header("accept-encoding")
        answer = self._files.answer(request.path, known, encodings)
        return Answer(answer.status, [*answer.headers, *security_headers().items()], answer.body)

    def _from_the_app(self, request: Request) -> Answer:
        link = http.client.HTTPConnection(self._app, timeout=30)
        try:
            link.putrequest(request.method, f"{request.path}?{request.query}".rstrip("?"), True, True)
            for name, value in request.headers:
                if name.lower() not in NOT_PASSED_ON:
                    link.putheader(name, value)
            link.putheader("Content-Length", str(len(request.body)))
            link.endheaders(request.body)
            reply = link.getresponse()
            body = reply.read()
            headers = [pair for pair in reply.getheaders() if pair[0].lower() not in NOT_PASSED_ON]
            return Answer(reply.status, headers, body)
        finally:
            link.close()


def build_pages(folder: Path, mark: str) -> Path:
    """The pages built anew with one line more, which puts `mark` on the document; the folder to serve."""
    sources = folder / "web"
    shutil.copytree(WEB, sources, ignore=shutil.ignore_patterns("node_modules", "dist", "tests"))
    (sources / "node_modules").symlink_to(WEB / "node_modules")
    with (sources / "src" / "main.tsx").open("a") as program:
        program.write(f'document.documentElement.dataset.mark = "{mark}";\n')
    subprocess.run(["npx", "--no-install", "vite", "build"], cwd=sources, check=True, capture_output=True, timeout=120)
    return sources / "dist"
