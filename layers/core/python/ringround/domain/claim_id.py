"""Claim ids: a fencing token that says what it is a claim on, and cannot be made up.

A response may arrive hours late, when the household's item knows nothing of the claim any more. The id itself
carries who claimed what, when, in which bank and with which script, under a code (HMAC-SHA-256, 80 bits) made with
the campaign's secret; so no claim is ever looked up, and none can be invented. It holds no name and no number.
"""

import hashlib
import hmac
from collections.abc import Callable
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
    return short_hasher(secret, what, length)(value)


def short_hasher(secret: bytes, what: str, length: int) -> Callable[[str], str]:
    """`short_hash` for many values of one kind: what is the same for all is done once."""
    begun = hashlib.blake2b(f"{what}\0".encode(), key=secret[:64], digest_size=20)
    # No more is written out than is asked for: two characters are ten bits.
    pairs = -(-length // 2)
    most = -(-pairs * 10 // 8)
    spare = most * 8 - pairs * 10
    places = range((pairs - 1) * 10, -1, -10)

    def of(value: str) -> str:
        found = begun.copy()
        found.update(value.encode())
        bits = int.from_bytes(found.digest()[:most], "big") >> spare
        return "".join([_PAIRS[bits >> place & 1023] for place in places])[:length]

    return of


def base32(data: bytes) -> str:
    """Bytes, five or a multiple of that, in base 32 (RFC 4648), small letters: `base64` goes about it in Python, five
    bytes at a time, and an import writes a hundred thousand."""
    bits = int.from_bytes(data, "big")
    return "".join([_PAIRS[bits >> place & 1023] for place in range(len(data) * 8 - 10, -1, -10)])


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
