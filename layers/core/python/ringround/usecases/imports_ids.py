"""Ids of people: opaque, and the same for the same elector in every import.

An elector number names a voter to anybody who has the register, and a person's id travels: to the card, into the
drafts and the outbox on a volunteer's device. So the id is made from the number under the campaign's secret.
"""

from ..domain.claim_id import short_hasher

ID_LENGTH = 10
"""50 bits: two of a constituency's 77,000 electors share an id with a chance of 1 in 400,000."""


class PersonIds:
    """Ids under one campaign's secret."""

    def __init__(self, secret: bytes) -> None:
        self._hash = short_hasher(secret, "person", ID_LENGTH)

    def of(self, key: str) -> str:
        """The id of the person with this elector key."""
        return self._hash(key)
