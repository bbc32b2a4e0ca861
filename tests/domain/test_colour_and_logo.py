"""Colours that can be read, and pictures that are pictures."""

import base64

import pytest

from ringround.domain import colour, logo
from ringround.domain.errors import BreaksRule

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
WEBP = b"RIFF\x10\0\0\0WEBPVP8 "


def uri(kind: str, data: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#5b2a86", "#ffffff", 9.9),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colour.contrast(one, other) == colour.contrast(other, one) == pytest.approx(ratio, abs=0.02)


def test_colours_that_are_too_alike_are_refused_with_their_contrast() -> None:
    colour.check_contrast("#767676", "#ffffff")
    with pytest.raises(BreaksRule) as refused:
        colour.check_contrast("#777777", "#ffffff")
    assert refused.value.reason == "contrast_low"
    assert refused.value.details == {"contrast": "4.47", "needed": "4.5"}


@pytest.mark.parametrize(("written", "read"), [("#5B2A86", "#5b2a86"), ("#fff", "#ffffff"), (" #000000 ", "#000000")])
def test_a_colour_is_written_one_way(written: str, read: str) -> None:
    assert colour.normal(written) == read


@pytest.mark.parametrize("written", ["", "red", "#12", "#gggggg", "#5b2a86;", "url(x)"])
def test_what_is_no_colour_is_refused(written: str) -> None:
    with pytest.raises(BreaksRule):
        colour.normal(written)


@pytest.mark.parametrize("good", [uri("png", PNG), uri("jpeg", JPEG), uri("webp", WEBP)])
def test_a_picture_is_kept(good: str) -> None:
    assert logo.check(good) == good


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("", "logo_invalid"),
        ("https://example.org/logo.png", "logo_invalid"),
        (uri("svg+xml", b"<svg onload=alert(1)>"), "logo_invalid"),
        (uri("png", JPEG), "logo_invalid"),
        (uri("webp", b"RIFF\x10\0\0\0AVI "), "logo_invalid"),
        (uri("gif", b"GIF89a"), "logo_invalid"),
        ("data:image/png;base64,AAAAA", "logo_invalid"),
        (f'{uri("png", PNG)}" onerror="', "logo_invalid"),
        (uri("png", PNG + b"\0" * 24 * 1024), "logo_too_large"),
    ],
)
def test_anything_else_is_refused(bad: str, code: str) -> None:
    with pytest.raises(BreaksRule) as refused:
        logo.check(bad)
    assert refused.value.reason == code


def test_24_kb_are_taken() -> None:
    assert logo.check(uri("png", PNG + b"\0" * (24 * 1024 - len(PNG))))
