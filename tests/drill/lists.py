"""Invented electors for a drill: the same seed gives the same ones. Numbers are Ofcom's for drama."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from tests.builders import drama_number

HEADER: Final = (
    *("Elector Number", "First Name", "Last Name", "Address", "Town", "Postcode"),
    *("Mobile", "Landline", "Tags"),
)
POSTAL: Final = "postal vote"
PREFIX: Final = "AB"
_NUMBERS: Final = 16_000
_FIRST: Final = ("Priya", "Tom", "Aled", "Grace", "Ngozi", "Ewan", "Ffion", "Sam", "Leila", "Jack")
_LAST: Final = ("Shah", "Price", "Okafor", "Jones", "Kaur", "Reid", "Walsh", "Evans", "Khan", "Brown")


@dataclass(frozen=True, slots=True)
class Elector:
    """One elector of a list; numbers in E.164."""

    number: int
    first: str
    last: str
    house: int
    phones: tuple[str, ...]
    postal: bool

    @property
    def key(self) -> str:
        """The elector number as a list has it."""
        return f"{PREFIX}-{self.number}"


class Register:
    """All electors that a drill made, in the order of their numbers."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.electors: list[Elector] = []
        self._houses = 0
        self._phones = 0

    def more(self, houses: int) -> list[Elector]:
        """So many new households."""
        made: list[Elector] = []
        for _ in range(houses):
            self._houses += 1
            shared = self._phone()
            for _ in range(self._chance.choice((1, 1, 2, 2, 3))):
                phones = [shared] if self._chance.random() < 0.6 else []
                phones += [self._phone()] if self._chance.random() < 0.7 else []
                number = len(self.electors) + len(made) + 1
                name = (self._chance.choice(_FIRST), self._chance.choice(_LAST))
                postal = self._chance.random() < 0.4
                made.append(Elector(number, *name, self._houses, tuple(dict.fromkeys(phones))[:2], postal))
        self.electors += made
        return made

    def corrected(self, count: int) -> list[Elector]:
        """Some electors as a later list has them: another name, a number more; nobody moves."""
        some = self._chance.sample(range(len(self.electors)), min(count, len(self.electors)))
        for place in some:
            known = self.electors[place]
            phones = (*known.phones[:1], self._phone())
            self.electors[place] = replace(known, first=self._chance.choice(_FIRST), phones=phones)
        return [self.electors[place] for place in some]

    def _phone(self) -> str:
        self._phones += 1
        if self._phones > _NUMBERS:
            raise ValueError("there are not so many numbers for drama: a drill of fewer households")
        return drama_number(self._phones - 1)


def as_csv(electors: Iterable[Elector]) -> bytes:
    """A list of everything, as a volunteer's spreadsheet has it."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADER)
    for each in electors:
        local = [f"0{phone.removeprefix('+44')}" for phone in each.phones]
        mobile = next((n for n in local if n.startswith("07")), "")
        landline = next((n for n in local if not n.startswith("07")), "")
        # The second of two of a kind goes into the other column: the importer looks at the number, not at the header.
        rest = [n for n in local if n not in (mobile, landline)]
        cells = [mobile or (rest.pop() if rest else ""), landline or (rest.pop() if rest else "")]
        tag = POSTAL if each.postal else ""
        address = (f"{each.house} Mill Lane", "Riverside", f"RS1 {1 + each.house % 9}AB")
        rows.writerow((each.key, each.first, each.last, *address, *cells, tag))
    return text.getvalue().encode()
