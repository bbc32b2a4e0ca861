"""Colours and the contrast between them (WCAG 2.2, relative luminance and contrast ratio)."""

import re
from typing import Final

from .errors import BreaksRule

LEAST_CONTRAST: Final = 4.5
"""Of text on its background (WCAG 2.2, 1.4.3, level AA)."""

_HEX = re.compile(r"#[0-9a-f]{6}")


def normal(colour: str) -> str:
    """A colour as `#5b2a86`. Raises BreaksRule where it is none."""
    written = colour.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", written):
        written = "#" + "".join(2 * digit for digit in written[1:])
    if not _HEX.fullmatch(written):
        raise BreaksRule("Write a colour as #5b2a86.", {"colour": colour[:20]}, code="colour_invalid")
    return written


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def check_contrast(brand: str, on_brand: str) -> None:
    """Raises BreaksRule (`contrast_low`, with the contrast there is) where text can't be read well."""
    found = contrast(brand, on_brand)
    if found < LEAST_CONTRAST:
        raise BreaksRule(
            f"These two colours are too alike to be read: their contrast is {found:.1f} to 1, and 4.5 is needed.",
            # Whole hundredths, cut off: 4.499 must not read 4.5.
            {"contrast": f"{int(found * 100) / 100:.2f}", "needed": str(LEAST_CONTRAST)},
            code="contrast_low",
        )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
