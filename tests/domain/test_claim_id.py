"""A claim's id says what it is a claim on, and cannot be made up."""

import base64
import hashlib
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.domain import claim_id
from ringround.domain.claim_id import ClaimParts
from ringround.domain.errors import NotThere
from tests.builders import NOW, SECRET

PARTS = ClaimParts(at=NOW, household="house1", bank="main", script_version=2, caller="sam", nonce="3f9")

_NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)
_PARTS = st.builds(
    ClaimParts,
    at=st.integers(NOW, NOW + 40 * 365 * 24 * 3600),
    household=_NAMES,
    bank=_NAMES,
    script_version=st.integers(1, 9999),
    caller=_NAMES,
    nonce=_NAMES,
)


@given(_PARTS)
def test_what_an_id_was_made_of_is_read_from_it(parts: ClaimParts) -> None:
    assert claim_id.read(claim_id.make(parts, SECRET), SECRET) == parts


@given(_PARTS, _PARTS)
def test_ids_sort_by_the_time_of_the_claim(one: ClaimParts, other: ClaimParts) -> None:
    if one.at != other.at:
        assert (claim_id.make(one, SECRET) < claim_id.make(other, SECRET)) == (one.at < other.at)


def test_an_id_made_with_another_secret_is_unknown() -> None:
    with pytest.raises(NotThere) as refused:
        claim_id.read(claim_id.make(PARTS, b"another secret, as long as it is"), SECRET)
    assert refused.value.reason == "claim_unknown"


@pytest.mark.parametrize("part", [f.name for f in fields(ClaimParts)])
def test_no_part_of_an_id_can_be_changed(part: str) -> None:
    value = getattr(PARTS, part)
    changed: Any = {part: value + 1 if isinstance(value, int) else f"{value}x"}
    other = replace(PARTS, **changed)
    code = claim_id.make(PARTS, SECRET).rpartition(".")[2]
    forged = claim_id.make(other, SECRET).rpartition(".")[0] + "." + code
    with pytest.raises(NotThere):
        claim_id.read(forged, SECRET)


@given(st.data())
def test_no_single_character_of_an_id_can_be_changed(data: st.DataObject) -> None:
    made = claim_id.make(PARTS, SECRET)
    place = data.draw(st.integers(0, len(made) - 1))
    other = data.draw(st.characters().filter(lambda c: c != made[place]))
    with pytest.raises(NotThere):
        claim_id.read(made[:place] + other + made[place + 1 :], SECRET)


@pytest.mark.parametrize(
    "made_up", ["", ".", "......", "house1", "1.2.3.4.5.6.7", "é.ü.ö", "\ud800", "a" * 5000], ids=ascii
)
def test_what_is_no_id_at_all_is_unknown_too(made_up: str) -> None:
    with pytest.raises(NotThere):
        claim_id.read(made_up, SECRET)


def test_an_id_holds_no_secret() -> None:
    assert SECRET.decode() not in claim_id.make(PARTS, SECRET)


class TestShortHash:
    """Opaque ids of addresses and the like."""

    def test_the_same_value_has_the_same_id(self) -> None:
        assert claim_id.short_hash(SECRET, "caller", "a@b.org") == claim_id.short_hash(SECRET, "caller", "a@b.org")

    def test_ids_of_different_things_are_kept_apart(self) -> None:
        assert claim_id.short_hash(SECRET, "caller", "x") != claim_id.short_hash(SECRET, "address", "x")

    def test_without_the_secret_it_cannot_be_guessed_back(self) -> None:
        assert claim_id.short_hash(SECRET, "caller", "x") != claim_id.short_hash(b"other", "caller", "x")

    def test_it_is_as_long_as_asked_and_fits_into_a_claim_id(self) -> None:
        made = claim_id.short_hash(SECRET, "caller", "x", 26)
        assert len(made) == 26
        assert made.isalnum()
        assert made.islower()


@given(st.integers(0, 10**15))
def test_base_36_can_be_read_back(value: int) -> None:
    assert int(claim_id.base36(value), 36) == value


@given(st.lists(st.binary(min_size=5, max_size=5)).map(b"".join))
def test_base_32_is_pythons_own_in_small_letters(data: bytes) -> None:
    assert claim_id.base32(data) == base64.b32encode(data).decode().lower()


@given(st.text(max_size=20), st.integers(1, 32))
def test_a_short_hash_is_the_beginning_of_a_hash(value: str, length: int) -> None:
    digest = hashlib.blake2b(f"what\0{value}".encode(), key=SECRET[:64], digest_size=20).digest()
    assert claim_id.short_hash(SECRET, "what", value, length) == base64.b32encode(digest).decode().lower()[:length]
