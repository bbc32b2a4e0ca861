"""Claim ids: a fencing token that says what it is a claim on, and cannot be made up.

A response may arrive hours late, when the household's item knows nothing of the claim any more. The id itself
carries who claimed what, when, in which bank and with which script, under a code (HMAC-SHA-256, 80 bits) made with
the campaign's secret; so no claim is ever looked up, and none can be invented. It holds no name and no number.
"""

import hashlib
import hmac
from dataclasses import dataclass

from .errors import NotThere

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE_32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _BASE_32 for second in _BASE_32)
_TIME_WIDTH = 7


@dataclass(frozen=True, slots=True)
class ClaimParts:
    """What a claim id says. `at` is when the household was claimed, epoch seconds; `nonce` makes it one of a kind."""

    at: int
    household: str
    bank: str
    script_version: int
    caller: str
    nonce: str


def make(parts: ClaimParts, secret: bytes) -> str:
    """The id of a claim. Ids sort by the time of the claim, then by its nonce."""
    body = ".".join(
        (
            base36(parts.at).rjust(_TIME_WIDTH, "0"),
            parts.nonce,
            parts.household,
            parts.bank,
            str(parts.script_version),
            parts.caller,
        )
    )
    return f"{body}.{_code(body, secret)}"


def read(claim_id: str, secret: bytes) -> ClaimParts:
    """What a claim id says. Raises NotThere (`claim_unknown`) where this campaign never gave it out."""
    body, _, code = claim_id.rpartition(".")
    fields = body.split(".")
    genuine = claim_id.isascii() and hmac.compare_digest(code, _code(body, secret))
    if not genuine or len(fields) != 6:
        raise NotThere("There is no such claim.", code="claim_unknown")
    at, nonce, household, bank, version, caller = fields
    return ClaimParts(int(at, 36), household, bank, int(version), caller, nonce)


def short_hash(secret: bytes, what: str, value: str, length: int = 13) -> str:
    """An opaque id of a value (an address, an e-mail address), keyed so that it can't be guessed back.

    `what` keeps ids of different things apart; `length` is in characters of 5 bits.
    """
    digest = hashlib.blake2b(f"{what}\0{value}".encode(), key=secret[:64], digest_size=20).digest()
    # Five bytes make eight characters: no more are written out than are asked for.
    return base32(digest[: -(-length // 8) * 5])[:length]


def base32(data: bytes) -> str:
    """Bytes, five or a multiple of that, in base 32 (RFC 4648), small letters. An import writes so a quarter of a
    million times: two characters at once are twice as fast as `base64`."""
    text = ""
    for start in range(0, len(data), 5):
        bits = int.from_bytes(data[start : start + 5], "big")
        text += _PAIRS[bits >> 30] + _PAIRS[bits >> 20 & 1023] + _PAIRS[bits >> 10 & 1023] + _PAIRS[bits & 1023]
    return text


def make_nonce(turn: int, chance: int) -> str:
    """A nonce from the caller's turn (it goes up with each of their claims, so that two claims of one second are in
    order) and 40 random bits."""
    return f"{base36(turn).rjust(4, '0')}{base36(chance)}"


def base36(value: int) -> str:
    """A number in base 36, small letters."""
    text = ""
    while value:
        value, digit = divmod(value, 36)
        text = _DIGITS[digit] + text
    return text or "0"


def _code(body: str, secret: bytes) -> str:
    digest = hmac.new(secret, body.encode(), hashlib.sha256).digest()
    return base32(digest[:10])
