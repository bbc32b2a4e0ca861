"""Electors street by street: homes of realistic sizes, people, and which numbers lists have for them.

Shares are our own estimates from registers as they usually look; the flaws are those of field.md, sections 2
and 5.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from . import places
from .names import BACKGROUNDS, Background
from .numbers import Pool, spoilt, written

_SIZES = ((1, 34), (2, 42), (3, 14), (4, 7), (5, 2), (6, 1))
_DISTRICT_SIZE = 1400
_NO_NUMBER = 0.46
_SHARED_AT_HOME = 0.16
_SHARED_ACROSS = 0.006
_SPOILT = 0.015
_ATTAINERS = 0.008
_MARKERS = (("", 965), ("G", 16), ("F", 6), ("K", 6), ("B", 5), ("L", 2))


@dataclass(slots=True)
class Elector:
    """One elector as the lists have them. `cells` are phone numbers as somebody typed them. An anonymous
    elector has neither name nor address."""

    prefix: str
    number: int
    suffix: int
    surname: str
    forename: str
    address: tuple[str, ...]
    town: str
    postcode: str
    markers: str = ""
    adult_on: date | None = None
    anonymous: bool = False
    cells: list[str] = field(default_factory=list)
    van: int = 0


def electors(count: int, seed: int, poll: date, *, made_up_numbers: bool = False) -> Iterator[Elector]:
    """`count` electors of an invented constituency, in the order of the register. The same seed gives the
    same."""
    random = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    pool = Pool(random, made_up=made_up_numbers)
    van = random.randrange(1_000_000, 2_000_000)
    given: list[str] = []
    made = 0
    ward = _ward(random)
    for district in range(1 + (count - 1) // _DISTRICT_SIZE):
        prefix = _prefix(ward, district)
        number = suffix = 0
        for home in _homes(random, district, min(_DISTRICT_SIZE, count - made)):
            for elector in home:
                # Registered since the register was printed: the number of the one before, with a suffix.
                suffix = suffix + 1 if elector.suffix else 0
                number += 0 if elector.suffix else 1
                elector.prefix, elector.number, elector.suffix = prefix, number, suffix
                van += random.randrange(1, 40)
                elector.van = van
                _mark(random, elector, poll)
                made += 1
            _give_numbers(random, home, pool, given)
            yield from home


def _ward(random: Random) -> str:
    """What the prefixes of a register begin with. Each sample has its own, so that two of them in one table are two
    lists of electors and not one that was corrected."""
    return f"{chr(65 + random.randrange(26))}{chr(65 + random.randrange(26))}"


def _prefix(ward: str, district: int) -> str:
    """The prefix of a polling district: `KDA`, `KDB` …; every fifth has a digit, as some councils do."""
    first, second = divmod(district, 20)
    letters = f"{ward}{chr(64 + first % 26) if first else ''}{chr(65 + second)}"
    return f"{letters}1" if district % 5 == 4 else letters


def _homes(random: Random, district: int, people: int) -> Iterator[list[Elector]]:
    town, area = places.TOWNS[district % len(places.TOWNS)]
    left = people
    while left > 0:
        street = f"{random.choice(places.STREETS).replace('_', ' ')} {random.choice(places.KINDS)}"
        sector = random.randrange(1, 10)
        postcode = _postcode(random, area, sector)
        house = 1
        for _ in range(random.randrange(8, 60)):
            for lines in _addresses(random, house, street):
                size = min(left, random.choices(*zip(*_SIZES, strict=True))[0])
                if size == 0:
                    return
                left -= size
                yield _household(random, size, lines, town, postcode)
            house += random.choice((1, 2, 2, 2))
            if random.random() < 0.05:
                postcode = _postcode(random, area, sector)


def _addresses(random: Random, house: int, street: str) -> list[tuple[str, ...]]:
    """The homes at one place in a street: nearly always one, now and then a building with flats."""
    chance = random.random()
    if chance < 0.02:
        building = f"{random.choice(places.BUILDINGS)} House"
        return [(f"Flat {flat}", building, f"{house} {street}") for flat in range(1, random.randrange(4, 13))]
    if chance < 0.035:
        return [(f"{house}{letter} {street}",) for letter in "AB"]
    if chance < 0.05:
        return [(random.choice(places.HOUSE_NAMES).replace("_", " "), street)]
    return [(f"{house} {street}",)]


def _postcode(random: Random, area: str, sector: int) -> str:
    return f"{area} {sector}{random.choice(places.INWARD_LETTERS)}{random.choice(places.INWARD_LETTERS)}"


def _household(random: Random, size: int, lines: tuple[str, ...], town: str, postcode: str) -> list[Elector]:
    background = _background(random)
    surname = random.choice(background.surnames)
    home = []
    for place in range(size):
        if place and random.random() < 0.22:
            if random.random() < 0.3:
                background = _background(random)
            name = random.choice(background.surnames)
        else:
            name = surname
        forename = random.choice(background.forenames)
        if random.random() < 0.35:
            forename = f"{forename} {random.choice(background.forenames)}"
        suffix = 1 if place and random.random() < 0.02 else 0
        home.append(Elector("", 0, suffix, name, forename, lines, town, postcode))
    return home


def _background(random: Random) -> Background:
    return random.choices(BACKGROUNDS, [b.share for b in BACKGROUNDS])[0]


def _mark(random: Random, elector: Elector, poll: date) -> None:
    elector.markers = random.choices(*zip(*_MARKERS, strict=True))[0]
    if random.random() < _ATTAINERS:
        elector.adult_on = poll + timedelta(days=random.randrange(-120, 270))
    elector.anonymous = random.random() < 0.0006


def _give_numbers(random: Random, home: list[Elector], pool: Pool, given: list[str]) -> None:
    shared = ""
    if len(home) > 1 and random.random() < _SHARED_AT_HOME:
        shared = pool.take(mobile=random.random() < 0.2)
    for elector in home:
        if elector.anonymous:
            continue
        if shared and random.random() < 0.9:
            elector.cells.append(written(random, shared))
        elif random.random() < _NO_NUMBER:
            continue
        if elector.cells and random.random() < 0.7:
            continue
        chance = random.random()
        if chance < _SPOILT:
            elector.cells.append(spoilt(random))
        elif chance < _SPOILT + _SHARED_ACROSS and given:
            elector.cells.append(written(random, random.choice(given)))
        elif number := pool.take(mobile=random.random() < 0.72):
            given.append(number)
            elector.cells.append(written(random, number))
            if random.random() < 0.08 and (second := pool.take(mobile=False)):
                elector.cells.append(written(random, second))
