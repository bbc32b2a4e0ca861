"""A campaign's logo: a small picture in a data URI, taken for what its bytes say and not for what it is called."""

import base64
import binascii
import re
from typing import Final

from .errors import BreaksRule

MOST_BYTES: Final = 24 * 1024
"""Of the picture itself: every page of the campaign loads it."""

_DATA = re.compile(r"data:image/(png|jpeg|webp);base64,([A-Za-z0-9+/]+={0,2})")


def check(uri: str) -> str:
    """The data URI of a PNG, JPEG or WebP of at most 24 kB, as it is kept. Raises BreaksRule (`logo_invalid`,
    `logo_too_large`): anything else, SVG above all, could run a script."""
    found = _DATA.fullmatch(uri.strip())
    if not found:
        raise BreaksRule("A logo is a PNG, JPEG or WebP picture.", code="logo_invalid")
    try:
        data = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        raise BreaksRule("This picture can't be read.", code="logo_invalid") from None
    if len(data) > MOST_BYTES:
        raise BreaksRule(
            f"This picture has {len(data) / 1024:.0f} kB: make it smaller, 24 kB at most.", code="logo_too_large"
        )
    if _kind(data) != found[1]:
        raise BreaksRule("This picture is not what its name says: use PNG, JPEG or WebP.", code="logo_invalid")
    return found[0]


def _kind(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""
