"""Messages between the local app and its function processes: a length in four bytes, then JSON."""

from __future__ import annotations

import json
import socket
from typing import Any


def send(to: socket.socket, message: object) -> None:
    """Send one message. Raises OSError if the other side has gone."""
    data = json.dumps(message, separators=(",", ":")).encode()
    to.sendall(len(data).to_bytes(4) + data)


def receive(source: socket.socket) -> Any:
    """The next message. Raises EOFError if the other side has gone, TimeoutError when the socket says so."""
    return json.loads(exactly(source, int.from_bytes(exactly(source, 4))))


def exactly(source: socket.socket, size: int) -> bytes:
    """So many bytes. Raises as `receive` does."""
    parts = []
    while size:
        part = source.recv(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
