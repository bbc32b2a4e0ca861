"""A stand-in for DynamoDB and S3 that answers at once, so that what is measured is the reader's own work.

It holds the pages of one campaign as DynamoDB would give them: 1 MB of items each, two segments, items in the order of
a hash of their partition. A scan without segments gets both, so that whoever reads gets the same pages. What is
uploaded is read and thrown away. Run as a process of its own: `python -m bench.export_pages FOLDER PEOPLE CALLS`. It
prints its port and what it holds as JSON, and ends when its standard input does.
"""

import hashlib
import json
import sys
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from bench.export_campaign import items, text_of
from bench.metering import size
from ringround.storage.marshal import to_item

PAGE: Final = 1024 * 1024
"""Bytes of items after which a page of a scan ends (Amazon DynamoDB, Developer Guide, "Paginating the results")."""
SEGMENTS: Final = 2


class Stored(NamedTuple):
    """An item: where it is in the order of the table, its JSON, its key, its size in bytes as DynamoDB counts it."""

    place: bytes
    text: str
    key: Mapping[str, Any]
    bytes: int


class Pages:
    """The pages of a campaign as files of `folder`; `count` items, `bytes` of them in all."""

    def __init__(self, folder: Path, people: int, calls: int) -> None:
        self.folder = folder
        self.following: dict[str, str] = {}
        """The file of the page after each key; after `#` and its number, the first of a segment."""
        self.joined: dict[str, str] = {}
        """For the last page of a segment, the one that says that the table goes on."""
        found = sorted(map(_stored, items(people, calls)))
        self.count, self.bytes = len(found), sum(item.bytes for item in found)
        each = -(-len(found) // SEGMENTS)
        parts = [found[n * each : (n + 1) * each] for n in range(SEGMENTS)]
        self.pages = sum(self._write(n, part) for n, part in enumerate(parts))
        for n, (part, _) in enumerate(pairwise(parts)):
            last = self.following[f"last {n}"]
            self.joined[last] = self._file(f"joined-{last}", list(_pages(part))[-1], ends=False)
            self.following[_said(part[-1].key)] = self.following[f"#{n + 1}"]

    def _write(self, segment: int, part: list[Stored]) -> int:
        after = f"#{segment}"
        n = 0
        for n, page in enumerate(_pages(part), 1):
            name = self._file(f"{segment}-{n}", page, ends=page[-1] is part[-1])
            self.following[after] = name
            after = _said(page[-1].key)
        self.following[f"last {segment}"] = name
        return n

    def _file(self, name: str, page: list[Stored], *, ends: bool) -> str:
        key = json.dumps(page[-1].key, separators=(",", ":"))
        more = "" if ends else f',"LastEvaluatedKey":{key}'
        found = ",".join(item.text for item in page)
        counts = f'"Count":{len(page)},"ScannedCount":{len(page)}'
        (self.folder / name).write_text(f'{{{counts},"Items":[{found}]{more}}}', encoding="utf-8")
        return name

    def answer(self, asked: Mapping[str, Any]) -> bytes:
        """The answer to a scan."""
        segmented = "TotalSegments" in asked
        if asked.get("TotalSegments", SEGMENTS) != SEGMENTS:
            raise ValueError(f"the pages are of {SEGMENTS} segments")
        key = asked.get("ExclusiveStartKey")
        name = self.following[_said(key) if key else f"#{asked.get('Segment', 0)}"]
        return (self.folder / (name if segmented else self.joined.get(name, name))).read_bytes()


def _stored(item: Mapping[str, Any]) -> Stored:
    typed: Any = to_item(item)
    key = {name: typed[name] for name in ("pk", "sk")}
    text = json.dumps(typed, separators=(",", ":"), default=text_of, ensure_ascii=False)
    place = hashlib.sha256(typed["pk"]["S"].encode()).digest() + typed["sk"]["S"].encode()
    return Stored(place, text, key, size(typed))


def _pages(part: list[Stored]) -> Iterator[list[Stored]]:
    page: list[Stored] = []
    full = 0
    for item in part:
        page.append(item)
        full += item.bytes
        if full >= PAGE:
            yield page
            page, full = [], 0
    if page:
        yield page


def _said(key: Mapping[str, Any]) -> str:
    return f"{key['pk']['S']} {key['sk']['S']}"


def serve(pages: Pages) -> ThreadingHTTPServer:
    """Answer scans and uploads on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 20
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self._say(pages.answer(json.loads(self._body())), "application/x-amz-json-1.0")

        def do_PUT(self) -> None:
            self._body()
            self._say(b"", "text/plain")

        def _body(self) -> bytes:
            """What was sent; of what is longer than a page, its end."""
            left = int(self.headers["Content-Length"])
            part = b""
            while left:
                part = self.rfile.read(min(left, PAGE))
                left -= len(part)
            return part

        def _say(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    """Write the pages, answer until the standard input ends."""
    folder, people, calls = sys.argv[1:4]
    pages = Pages(Path(folder), int(people), int(calls))
    server = serve(pages)
    said = {"port": server.server_port, "items": pages.count, "bytes": pages.bytes, "pages": pages.pages}
    print(json.dumps(said), flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
