"""Files that people send: each is read as what it is, or refused in words that an agent understands."""

import codecs
import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ringround.importing.errors import UnusableFile
from ringround.importing.reading import Rules, SourceFile, read
from ringround.importing.samples import look_at
from tests.importing.lists import EVERYTHING, ID_KEY, ONE_NAME, POLL, REGISTER, VAN, read_all, register_row, write

NAMES = {"AB-1": "Priya Shah", "AB-2": "Sam Shah"}
NUMBERS = {"+447700900001", "+441134960002"}

SURNAMES = [REGISTER, register_row("AB,1,0", "Shah,Priya"), register_row("AB,2,0", "Shah,Sam")]
ONE_COLUMN = [
    ONE_NAME,
    *(f'AB,{n},0,,,"{name}",RS1 2AB,12 Mill Lane,Riverside,,,,' for n, name in ((1, "Shah, Priya"), (2, "Shah, Sam"))),
]
VAN_ROWS = [
    VAN.replace(",", "\t"),
    "1\tShah\tPriya\t(07700) 900001\t07700 900001\t\t12 Mill Lane\tRiverside\tRS1 2AB",
    "2\tShah\tSam\t\t\t0113 496 0002\t12 Mill Lane\tRiverside\tRS1 2AB",
]
PLAIN = [
    EVERYTHING,
    "AB-1,Priya,Shah,12 Mill Lane,Riverside,RS1 2AB,07700 900001,",
    "AB-2,Sam,Shah,12 Mill Lane,Riverside,RS1 2AB,,0113 496 0002",
]


def _text(lines: list[str], end: str = "\r\n") -> str:
    return end.join([*lines, ""])


@pytest.mark.parametrize(("lines", "people"), [(SURNAMES, NAMES), (ONE_COLUMN, NAMES)])
def test_both_layouts_of_the_register(tmp_path: Path, lines: list[str], people: dict[str, str]) -> None:
    found = read_all(tmp_path, write(tmp_path, "register.csv", lines))
    assert found.people() == people
    assert found.only().postcode == "RS1 2AB"
    assert found.codes() == []


def test_a_van_export_with_tabs(tmp_path: Path) -> None:
    found = read_all(tmp_path, write(tmp_path, "van.xls", VAN_ROWS))
    assert found.people() == {"van.1": "Priya Shah", "van.2": "Sam Shah"}
    assert set(found.only().numbers) == NUMBERS


@pytest.mark.parametrize(
    "content",
    [
        _text(PLAIN).encode(),
        _text(PLAIN).encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + _text(PLAIN).encode("utf-16-le"),
        codecs.BOM_UTF16_BE + _text(PLAIN).encode("utf-16-be"),
        _text(PLAIN).encode("utf-16-le"),
        _text(PLAIN).encode("utf-16-be"),
        _text(PLAIN).encode("cp1252"),
        _text(PLAIN).replace(",", "\t").encode(),
        _text(PLAIN).replace(",", ";").encode(),
        _text(PLAIN).replace(",", "|").encode(),
        # Excel's own line above the header, which says what separates.
        f"sep=;\r\n{_text(PLAIN).replace(',', ';')}".encode(),
        # Old Macintosh, Unix, and a file that was glued together from all of them.
        _text(PLAIN, "\r").encode(),
        _text(PLAIN, "\n").encode(),
        f"{PLAIN[0]}\r\n{PLAIN[1]}\n{PLAIN[2]}\r".encode(),
        # No line end at the end, blank lines between, spaces around names of columns.
        f"\n\n {PLAIN[0].replace(',', ' , ')}\n\n{PLAIN[1]}\n,,,,,,,\n{PLAIN[2]}".encode(),
        # Zero bytes that a broken program left in the middle of text.
        _text(PLAIN).replace("Sam", "S\0am").encode(),
    ],
    ids=[
        *("utf-8", "utf-8 with a mark", "utf-16-le with a mark", "utf-16-be with a mark", "utf-16-le", "utf-16-be"),
        *("windows-1252", "tabs", "semicolons", "bars", "sep=", "cr", "lf", "mixed line ends", "blank lines", "nul"),
    ],
)
def test_one_list_in_every_dress(tmp_path: Path, content: bytes) -> None:
    found = read_all(tmp_path, write(tmp_path, "list.csv", content))
    assert found.people() == NAMES
    assert set(found.only().numbers) == NUMBERS
    assert found.codes() == []


def test_quotes_separators_and_line_breaks_in_cells(tmp_path: Path) -> None:
    address = '"12, Mill Lane\r\nBehind the ""Bell"""'
    row = f'AB-1,"Priya ""Pip""","Shah, the elder",{address},Riverside,RS1 2AB,"07700 900001",'
    found = read_all(tmp_path, write(tmp_path, "list.csv", [EVERYTHING, row, PLAIN[2]]))
    assert list(found.people()) == ["AB-1", "AB-2"]
    assert any("Behind the" in line for household in found.households for line in household.address)
    assert found.codes() == []


def test_two_hundred_columns(tmp_path: Path) -> None:
    more = [f"Extra {n}" for n in range(192)]
    header, rows = ",".join([EVERYTHING, *more]), [",".join([line, *map(str, range(192))]) for line in PLAIN[1:]]
    source = write(tmp_path, "wide.csv", [header, *rows])
    assert read_all(tmp_path, source).people() == NAMES
    columns = look_at(source).columns
    assert len(columns) == 200
    assert [c.position for c in columns if c.meaning] == list(range(8))
    assert columns[199].samples == ("191",)


def test_of_columns_with_one_name_the_first_counts_and_numbers_all_do(tmp_path: Path) -> None:
    header = "Elector Number,Surname,Surname,Forename,Address1,Postcode,Phone,Phone"
    row = "AB-1,Shah,Wrong,Priya,12 Mill Lane,RS1 2AB,07700900001,01134960002"
    source = write(tmp_path, "twice.csv", [header, row])
    found = read_all(tmp_path, source)
    assert found.people() == {"AB-1": "Priya Shah"}
    assert set(found.only().numbers) == NUMBERS
    assert [c.meaning for c in look_at(source).columns][1:3] == ["surname", ""]


def test_a_very_long_cell_costs_its_row(tmp_path: Path) -> None:
    long = f'AB-9,Ann,"{"x" * 140_000}",1 High Street,,RS1 2AB,,'
    found = read_all(tmp_path, write(tmp_path, "list.csv", [*PLAIN, long, PLAIN[1].replace("AB-1", "AB-3")]))
    assert {"AB-1", "AB-2", "AB-3"} <= set(found.people())
    assert found.codes() == [("list.csv", 4, "row_too_long")]


def _workbook() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("register.csv", _text(PLAIN))
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("list.csv", b"", "empty", "list.csv is empty."),
        ("list.csv", b"\r\n\t \r\n", "empty", "list.csv is empty."),
        ("list.csv", bytes(4096), "empty", "list.csv is empty."),
        ("list.csv", f"{EVERYTHING}\r\n".encode(), "no_rows", "has a header and no rows below it"),
        ("list.csv", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", "not_text", "is a PDF"),
        ("list.csv", _workbook(), "not_text", "is an Excel workbook"),
        ("list.xlsx", _workbook(), "not_text", "is an Excel workbook"),
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not_text", "is an old Excel"),
        ("list.zip", _zip(), "not_text", "ZIP archive"),
        ("list.csv.gz", gzip.compress(_text(PLAIN).encode()), "not_text", "is a compressed file"),
        ("list.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_text", "is a picture"),
        ("list.csv", b"\xff\xd8\xff\xe0" + bytes(range(256)), "not_text", "is a picture"),
        ("list.csv", b"GIF89a" + bytes(range(256)), "not_text", "is a picture"),
        (
            "list.csv",
            b"<!DOCTYPE html>\n<html><body>Please sign in, then download</body></html>",
            "not_text",
            "web page",
        ),
        (
            "list.csv",
            b"\xef\xbb\xbf\r\n<html lang='en'><table><tr><td>Surname</td></tr></table>",
            "not_text",
            "web page",
        ),
        ("list.csv", b"\n<table border=1><tr><td>Surname</td><td>Forename</td></tr></table>", "not_text", "web page"),
        ("list.csv", bytes(range(256)) * 40, "not_text", "is not a text file"),
        ("list.csv", b"Dear agent,\nplease find the register attached.\nRegards\n", "no_header", "no header row"),
        ("list.csv", b"x" * 3_000_000, "not_text", "it is no table"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, code: str, words: str
) -> None:
    with pytest.raises(UnusableFile) as caught:
        read_all(tmp_path, write(tmp_path, name, content))
    assert caught.value.code == code
    assert words in caught.value.message
    assert name in caught.value.message


def _rows_of(megabytes: int) -> Iterator[bytes]:
    yield f"{EVERYTHING}\r\n".encode()
    size = n = 0
    while size < megabytes << 20:
        some = "".join(
            f"AB-{k},Priya,Shah,{k // 2} Mill Lane,Riverside,RS1 2AB,07700900{k % 1000:03d},{'n' * 60}\r\n"
            for k in range(n, n + 1000)
        ).encode()
        size, n = size + len(some), n + 1000
        yield some


@pytest.mark.parametrize("megabytes", [2])
def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path, megabytes: int) -> None:
    """`make bench-import ARGS="--electors 750000"` has a hundred megabytes."""
    path = tmp_path / "large.csv"
    with path.open("wb") as out:
        out.writelines(_rows_of(megabytes))
    tracemalloc.start()
    try:
        with closing(read([SourceFile(path, path.name)], tmp_path, Rules(POLL, ID_KEY))) as reading:
            reading.join()
            count = sum(len(household.people) for household in reading.households())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count > 15_000
    assert peak < 12 << 20
