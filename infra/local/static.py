"""The built web pages, served as CloudFront and S3 will serve them."""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from infra.edge import cache_control, is_page
from infra.local.events import Answer

# Python's own table depends on the machine's.
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
COMPRESSED = (".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt")
"""Those of the kinds above that CloudFront compresses."""
COMPRESSED_FROM = 1_000
"""Bytes; CloudFront leaves smaller files as they are."""
NOT_BUILT = b"The web pages are not built yet: stop this and run `make demo`.\n"


class StaticFiles:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def answer(self, path: str, known: str = "", encodings: str = "") -> Answer:
        """The file for an encoded path; index.html for an address inside the UI; 404 for a missing file.

        `known` is the ETag that the browser holds already: the same one again is answered 304. `encodings` is its
        Accept-Encoding: text comes compressed with gzip where that has it.
        """
        wanted = "/index.html" if is_page(path) else path
        file = self._file(wanted)
        if file is None:
            text = NOT_BUILT if wanted == "/index.html" else b"Not found\n"
            return Answer(404, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")], text)
        state = file.stat()
        tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
        headers = [("Cache-Control", cache_control(wanted))]
        compressed = False
        if file.suffix.lower() in COMPRESSED and state.st_size >= COMPRESSED_FROM:
            headers.append(("Vary", "Accept-Encoding"))
            compressed = takes_gzip(encodings)
        # As CloudFront says it: the same content, in other bytes.
        headers.append(("ETag", f"W/{tag}" if compressed else tag))
        if tag in known:
            return Answer(304, headers)
        headers.insert(0, ("Content-Type", kind(file)))
        if not compressed:
            return Answer(200, headers, file.read_bytes())
        return Answer(200, [*headers, ("Content-Encoding", "gzip")], smaller(file, tag))

    def _file(self, path: str) -> Path | None:
        name = unquote(path).lstrip("/")
        if "\0" in name or "\\" in name or any(part.startswith(".") for part in name.split("/")):
            return None
        file = (self._folder / name).resolve()
        return file if file.is_file() and file.is_relative_to(self._folder) else None


def kind(file: Path) -> str:
    """The Content-Type of a file, by its name."""
    return KINDS.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def takes_gzip(encodings: str) -> bool:
    """Whether an Accept-Encoding header names gzip, and does not rule it out by a weight of 0."""
    for part in encodings.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";")
        if name == "gzip":
            return weight.partition("=")[2].strip("0.") != "" or not weight
    return False


@lru_cache(maxsize=200)
def smaller(file: Path, tag: str) -> bytes:  # noqa: ARG001
    """A file with gzip. `tag` is of its present content, so that a changed one is compressed anew."""
    return gzip.compress(file.read_bytes(), mtime=0)
