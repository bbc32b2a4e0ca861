"""Phone numbers as they are shown and logged. E.164 everywhere; parsing what people typed is `importing.phones`.

No third-party parser here: the three hot handlers import this module.
"""

import re
from typing import Final

E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")

_DIRECTOR = ("20", "23", "24", "28", "29")


def is_e164(number: str) -> bool:
    """Whether this is a number in E.164 form: a plus sign, a country code and 7 to 15 digits in all."""
    return E164.fullmatch(number) is not None


def mask(number: str) -> str:
    """A number for a log line: the country code and the last two digits stay, `+44••••••••00`."""
    if not is_e164(number):
        return "•" * len(number)
    shown = 3 if number.startswith("+44") else 2
    return number[:shown] + "•" * (len(number) - shown - 2) + number[-2:]


def display(number: str) -> str:
    """A number as people in the UK read it out: national form, in the groups of Ofcom's numbering plan.

    Numbers of other countries are shown in E.164.
    """
    if not number.startswith("+44"):
        return number
    national = number[3:]
    if len(national) == 9:
        return f"0{national[:4]} {national[4:]}"
    if len(national) != 10:
        return f"0{national}"
    if national.startswith(_DIRECTOR):
        return f"0{national[:2]} {national[2:6]} {national[6:]}"
    if (national[0] == "1" and "1" in national[1:3]) or national[0] in "389":
        return f"0{national[:3]} {national[3:6]} {national[6:]}"
    return f"0{national[:4]} {national[4:]}"
