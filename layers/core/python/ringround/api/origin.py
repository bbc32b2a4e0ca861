"""Whether a request came through the site: CloudFront says a secret with it that nobody else knows."""

from collections.abc import Mapping, Sequence
from hmac import compare_digest
from typing import Any

from ..settings import ORIGIN_HEADER


def came_through_the_site(event: Mapping[str, Any], accepted: Sequence[str]) -> bool:
    """Whether an HTTP API's event says one of the secrets, in a time that tells nothing of them; with none to be
    compared with, whoever asks is answered."""
    said = str((event.get("headers") or {}).get(ORIGIN_HEADER, "")).encode()
    found = [compare_digest(said, secret.encode()) for secret in accepted]
    return any(found) or not accepted
