"""Phone numbers for invented people: Ofcom's drama ranges only (field.md, section 6), unless a benchmark asks
for more than there are."""

from random import Random
from typing import Final

_MOBILES: Final = ("7700900",)
_LANDLINES: Final = (
    "1632960",
    "2079460",
    *(f"1{area}4960" for area in ("13", "14", "15", "16", "17", "18", "21", "31", "41", "51")),
    "1914980",
    "2920180",
)


class Pool:
    """Numbers that nobody has yet. National form without the zero, `7700900123`."""

    def __init__(self, random: Random, *, made_up: bool) -> None:
        self._random = random
        self._made_up = made_up
        self._mobiles = _shuffled(random, _MOBILES)
        self._landlines = _shuffled(random, _LANDLINES)
        self._used: set[str] = set()

    def take(self, *, mobile: bool) -> str:
        """A number, of the other kind where there are no more; empty where there are none at all."""
        first, second = (self._mobiles, self._landlines) if mobile else (self._landlines, self._mobiles)
        if self._made_up:
            return self._invent(mobile=mobile)
        return first.pop() if first else second.pop() if second else ""

    def left(self) -> int:
        """How many drama numbers are left."""
        return len(self._mobiles) + len(self._landlines)

    def _invent(self, *, mobile: bool) -> str:
        while True:
            digits = f"{self._random.randrange(10**8):08d}"
            number = (
                f"7{self._random.choice('123')}{digits}" if mobile else f"1{self._random.choice('2345')}1{digits[1:]}"
            )
            if number not in self._used:
                self._used.add(number)
                return number


def _shuffled(random: Random, ranges: tuple[str, ...]) -> list[str]:
    numbers = [f"{start}{n:03d}" for start in ranges for n in range(1000)]
    random.shuffle(numbers)
    return numbers


def written(random: Random, national: str) -> str:
    """A number as somebody typed it."""
    head = 4 if national[0] == "7" or national.startswith("1632") else 2 if national[0] == "2" else 3
    area, rest = national[:head], national[head:]
    middle = len(rest) - 4 if len(rest) > 6 else 0
    spaced = f"{rest[:middle]} {rest[middle:]}".strip()
    return random.choices(
        (
            f"0{area} {spaced}",
            f"0{national}",
            f"+44 {area} {spaced}",
            f"+44{national}",
            f"(0{area}) {rest}",
            f"+44 (0){area} {spaced}",
            f"0{area}-{rest}",
            # A spreadsheet took the zero.
            national,
        ),
        (40, 30, 8, 8, 4, 3, 4, 3),
    )[0]


def spoilt(random: Random) -> str:
    """A cell that holds no number that can be rung."""
    mobile = f"07700900{random.randrange(1000):03d}"
    return random.choice((mobile[:-1], mobile + mobile[-1], "4.47701E+11", "12345", "ex-directory", f"{mobile[:5]} ??"))
