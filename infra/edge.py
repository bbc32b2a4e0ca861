"""What the edge adds to every answer, as data: CloudFront in AWS, the local server on one machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

STRICT_TRANSPORT_SECURITY: Final = "max-age=63072000; includeSubDomains; preload"
"""Two years. Not among `security_headers`: it means nothing over plain HTTP on one machine."""

HASHED_FILES: Final = "/assets/"
"""Vite puts what has a hash in its name here: it never changes under that name."""

CACHE_HASHED: Final = "public, max-age=31536000, immutable"
CACHE_PAGES: Final = "no-cache"


def content_security_policy(connect: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of every page.

    `connect`: origins beside our own that a page may send to, for uploads by pre-signed URL.
    """
    rules = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": " ".join(["'self'", *connect]),
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def security_headers(connect: Iterable[str] = ()) -> dict[str, str]:
    """Headers of every answer, after OWASP's Secure Headers Project.

    The referrer is never sent: the address of a join page holds its code.
    """
    return {
        "Content-Security-Policy": content_security_policy(connect),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def uploads_rule(origins: Iterable[str]) -> dict[str, Any]:
    """What pages of these origins may do with the bucket of uploads, as S3's PutBucketCors takes it: PUT a file by a
    link that was made for it. A browser says the file's type with it, and asks the bucket first."""
    return {
        "AllowedOrigins": list(origins),
        "AllowedMethods": ["PUT"],
        "AllowedHeaders": ["content-type"],
        "MaxAgeSeconds": 600,
    }


def is_page(path: str) -> bool:
    """Whether a path is an address inside the UI (/join/CODE, /bank/…), which index.html answers.

    A path whose last part has a dot is a file: it is there or it is not.
    """
    return "." not in path.rsplit("/", 1)[-1]


def cache_control(path: str) -> str:
    """How long a static file may be kept."""
    return CACHE_HASHED if path.startswith(HASHED_FILES) else CACHE_PAGES
