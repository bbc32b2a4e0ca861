"""Separators, quotation marks, ragged rows and line numbers."""

import csv
import io
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringround.importing.errors import UnusableFile
from ringround.importing.rows import LONGEST_ROW, Row, rows
from tests.importing.lists import EVERYTHING, PHONES, REGISTER, VAN, read_all, register_row, write


def _rows(folder: Path, content: str, separator: str = ",") -> list[Row]:
    file = write(folder, "list.csv", content.encode())
    return list(rows(file.path, file.name, separator))


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_every_separator_is_found(tmp_path: Path, separator: str) -> None:
    row = separator.join(["AB-1", "Priya", "Shah", '"12 Mill Lane, Flat 1"', "Riverside", "RS1 2AB", "", ""])
    found = read_all(tmp_path, write(tmp_path, "list.txt", [EVERYTHING.replace(",", separator), row]))
    assert found.people() == {"AB-1": "Priya Shah"}


def test_line_numbers_are_those_of_the_file_though_cells_have_line_breaks(tmp_path: Path) -> None:
    found = _rows(tmp_path, 'a,b\n"one\ntwo\nthree",2\n\nlast,3\n')
    assert [(row.line, row.cells[0]) for row in found] == [(1, "a"), (2, "one\ntwo\nthree"), (6, "last")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_every_system_end(tmp_path: Path, end: str) -> None:
    assert [row.line for row in _rows(tmp_path, end.join(["a,b", "1,2", "3,4", ""]))] == [1, 2, 3]


def test_an_open_quotation_mark_costs_its_own_row_and_no_other(tmp_path: Path) -> None:
    lines = [REGISTER, register_row("AB,1,0", '"Shah,Priya'), *(register_row(f"AB,{n},0") for n in range(2, 60))]
    found = read_all(tmp_path, write(tmp_path, "list.csv", lines))
    assert found.codes() == [("list.csv", 2, "quote_open")]
    assert found.counts.people == 58


def test_an_open_quotation_mark_that_a_later_row_seems_to_close_costs_one_row(tmp_path: Path) -> None:
    lines = [REGISTER, register_row("AB,1,0", '"Shah,Priya'), register_row("AB,2,0", '"Shah",Sam')]
    found = read_all(tmp_path, write(tmp_path, "list.csv", lines))
    assert found.codes() == [("list.csv", 2, "quote_open")]
    assert found.people() == {"AB-2": "Sam Shah"}


def test_quotation_marks_within_a_cell_are_letters(tmp_path: Path) -> None:
    row = register_row(address='The "Old" Forge')
    assert read_all(tmp_path, write(tmp_path, "list.csv", [REGISTER, row])).only().address == ('The "Old" Forge',)


def test_short_rows_are_filled_and_long_ones_reported(tmp_path: Path) -> None:
    lines = [
        EVERYTHING,
        "AB-1,Priya,Shah,12 Mill Lane,Riverside,RS1 2AB",
        "AB-2,Sam,Shah,12 Mill Lane,Riverside,RS1 2AB,,,,,,",
        "AB-3,Al,Shah,12 Mill Lane,Mews,Riverside,RS1 2AB,,,",
        "AB-4,Jo,Shah,12 Mill Lane,Mews,Riverside,RS1 2AB,07700900001,07700900002,07700900003",
    ]
    found = read_all(tmp_path, write(tmp_path, "list.csv", lines))
    assert {"AB-1", "AB-2"} <= found.people().keys()
    assert ("list.csv", 5, "too_many_cells") in found.codes()
    assert "AB-4" not in found.people()


def test_two_hundred_columns_are_no_trouble(tmp_path: Path) -> None:
    extra = ",".join(f"Column {n}" for n in range(200))
    row = f"{extra.replace('Column', 'Value')},AB-1,Priya,Shah,12 Mill Lane,Riverside,RS1 2AB,07700900001,"
    found = read_all(tmp_path, write(tmp_path, "list.csv", [f"{extra},{EVERYTHING}", row]))
    assert found.people() == {"AB-1": "Priya Shah"}
    assert found.only().people["AB-1"].columns == {}


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    lines = ["Register of electors 2027", "", "Printed,1 February", REGISTER, register_row()]
    found = read_all(tmp_path, write(tmp_path, "list.csv", lines))
    assert found.people() == {"AB-1": "Priya Shah"}
    assert found.counts.rows == 1


@given(st.text(st.sampled_from("a1\",;\t|\n\r '=+\0é“"), max_size=400))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_becomes_rows_with_rising_line_numbers(tmp_path: Path, content: str) -> None:
    try:
        found = _rows(tmp_path, f"a,b\n{content}")
    except UnusableFile:
        return
    numbers = [row.line for row in found]
    assert numbers == sorted(set(numbers))


@given(st.binary(max_size=600), st.sampled_from([REGISTER, VAN, EVERYTHING, PHONES, ""]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_whatever_is_in_it_is_a_fault(tmp_path: Path, content: bytes, header: str) -> None:
    for left in tmp_path.iterdir():
        if left.is_dir():
            for file in left.iterdir():
                file.unlink()
            left.rmdir()
    try:
        found = read_all(tmp_path, write(tmp_path, "list.csv", header.encode() + b"\n" + content))
    except UnusableFile:
        return
    assert found.counts.people >= 0


@given(st.integers(1, LONGEST_ROW * 3), st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_after_an_open_quotation_mark_is_found(tmp_path: Path, after: int, closed: bool) -> None:
    lines = ["a,b", '1,"open', *(f"{n},x" for n in range(after)), *(['2,"closed"'] if closed else [])]
    found = _rows(tmp_path, "\n".join(lines))
    assert [row.cells[0] for row in found if not row.fault][1:] == [str(n) for n in range(after)] + ["2"] * closed


@given(
    st.lists(st.text(st.sampled_from("a,; \t\u00a0\u2028é"), max_size=12), max_size=6),
    st.sampled_from(",;"),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_rows_without_quotation_marks_are_those_of_csv(tmp_path: Path, lines: list[str], separator: str) -> None:
    content = "".join(f"{line}{end}" for line, end in zip(["head", *lines], cycle(("\n", "\r\n", "\r")), strict=False))
    wanted = list(csv.reader(_lines(content), delimiter=separator))
    found = _rows(tmp_path, content, separator)
    assert [row.cells for row in found] == [row for row in wanted if any(cell.strip() for cell in row)]


def _lines(content: str) -> list[str]:
    """Lines as a file has them: U+2028 ends none."""
    return list(io.StringIO(content, newline=""))
