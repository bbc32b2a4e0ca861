"""Encodings, and files that are no lists."""

import codecs
from pathlib import Path

import pytest

from ringround.importing.errors import UnusableFile
from tests.importing.lists import EVERYTHING, read_all, write

ROW = "AB-1,Siân,O’Brien,12 Mill Lane,Riverside,RS1 2AB,07700 900001,"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
def test_names_keep_their_accents_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    found = read_all(tmp_path, write(tmp_path, "list.csv", [EVERYTHING, ROW], encoding))
    assert found.people() == {"AB-1": "Siân O’Brien"}


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le")])
def test_utf_16_with_either_mark_is_read(tmp_path: Path, mark: bytes, encoding: str) -> None:
    text = f"{EVERYTHING}\n{ROW}\n".encode(encoding)
    assert read_all(tmp_path, write(tmp_path, "list.csv", mark + text)).people() == {"AB-1": "Siân O’Brien"}


def test_a_file_glued_together_from_two_encodings_is_read_whole(tmp_path: Path) -> None:
    first = f"{EVERYTHING}\nAB-1,Siân,Owen,1 Mill Lane,,RS1 2AB,,\n".encode()
    second = "AB-2,Zoë,Owen,1 Mill Lane,,RS1 2AB,,\n".encode("cp1252")
    found = read_all(tmp_path, write(tmp_path, "list.csv", first + second))
    assert found.people() == {"AB-1": "Siân Owen", "AB-2": "Zoë Owen"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"%PDF-1.7 ...", "not_text"),
        (b"PK\x03\x04" + bytes(100), "not_text"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "not_text"),
        (b"\x1f\x8b\x08" + bytes(100), "not_text"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "not_text"),
        (bytes(range(256)) * 20, "not_text"),
        (b"a" * 1_200_000, "not_text"),
        (b"hello world\nthis is a letter\n", "no_header"),
        (b"AB,1,0,Shah,Priya,12 Mill Lane,RS1 2AB\nAB,2,0,Shah,Sam,12 Mill Lane,RS1 2AB\n", "no_header"),
        (b'{"electors": [{"name": "Priya"}]}', "no_header"),
        (b"Elector Number,Address1,PostCode\nAB-1,12 Mill Lane,RS1 2AB\n", "no_name"),
        (b"Elector Number,Surname,Forename\nAB-1,Shah,Priya\n", "no_use"),
        (b"Surname,Forename,Address1,PostCode\nShah,Priya,12 Mill Lane,RS1 2AB\n", "no_id"),
        (b"Elector Number,Surname,Forename,Phone\nAB-1,Shah,Priya,07700900001\n", "no_address"),
        (b"Elector Number,Phone\nAB-1,07700900001\n", "phones_only"),
        (b"Elector Number,Surname,Forename,Address1,PostCode\n", "no_rows"),
    ],
)
def test_a_file_that_is_no_list_gets_one_clear_error(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(UnusableFile) as caught:
        read_all(tmp_path, write(tmp_path, "list.csv", content))
    assert caught.value.code == code
    assert "list.csv" in caught.value.message
