"""A table that holds nothing and takes everything: `python -m bench.empty_table ENGINE`, a process of its own.

It answers the bulk of an import, its transactions and its reads of many items, as the engine would for a list of which
nothing is in the table yet, and passes everything else on to the engine. With it the processor time and the memory of
an import can be measured on hundreds of thousands of rows, for which DynamoDB Local would take hours. It prints its
address, and ends with its standard input.
"""

import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

_ANSWERS: Final = {
    "TransactWriteItems": b"{}",
    "BatchGetItem": b'{"Responses":{"bench":[]},"UnprocessedKeys":{}}',
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer leaves as one: in two, the second waits for the first to be acknowledged.
    wbufsize = -1
    engine = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
        """Say nothing."""

    def do_POST(self) -> None:
        """Answer one request."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].partition(".")[2]
        status, answer = 200, _ANSWERS.get(operation)
        if answer is None:
            status, answer = self._of_the_engine(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _of_the_engine(self, body: bytes) -> tuple[int, bytes]:
        headers = {name: value for name, value in self.headers.items() if name != "Host"}
        request = urllib.request.Request(self.engine, body, headers)  # noqa: S310 - our own engine
        try:
            with urllib.request.urlopen(request) as found:  # noqa: S310
                return found.status, found.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()


def main() -> None:
    """Serve until the standard input ends."""
    _Handler.engine = sys.argv[1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
