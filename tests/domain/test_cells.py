"""Cells of our CSV files: none runs, none is turned into something else, all can be read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringround.domain import cells
from ringround.domain.cells import plain, safe, text

FORMULAS = ("=1+1", "+441134960000", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1+1", "＋1", "－1", "＠A1")


@pytest.mark.parametrize("cell", [*FORMULAS, " =1+1", "\u00a0=1", "'=1"])
@pytest.mark.parametrize("made", [safe, text])
def test_no_cell_begins_a_formula(made: object, cell: str) -> None:
    assert callable(made)
    assert made(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell",
    [
        "12/1",
        "124/1",
        "0044",
        "07700900000",
        "1E5",
        "1e-5",
        "447700900000",
        "MAR-12",
        "dec-3",
        "3-Sept",
        "SEPT2",
        "12:30",
        "TRUE",
        "2027-02-20",
        "1.2",
    ],
)
def test_no_text_is_turned_into_a_date_or_a_number(cell: str) -> None:
    assert text(cell) == f"'{cell}"
    assert safe(cell) == cell


@pytest.mark.parametrize(
    "cell", ["", "Priya Shah", "AB-124/1", "AB-7", "124", "07700 900000", "RS1 2AB", "Marsh", "May", "March", "a=b"]
)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert text(cell) == safe(cell) == cell


@given(st.text())
def test_every_cell_is_read_back(cell: str) -> None:
    assert plain(safe(cell)) == plain(text(cell)) == cell


@given(st.sampled_from(FORMULAS), st.text())
def test_whatever_comes_after_a_formulas_sign(begin: str, rest: str) -> None:
    assert text(begin + rest).startswith("'")


@given(st.text() | st.from_regex(cells._MISREAD, fullmatch=True) | st.from_regex(cells._MISREAD))
def test_what_a_cell_begins_with_is_only_a_shorter_way_to_the_rule(cell: str) -> None:
    if cells._MISREAD.fullmatch(cell.strip()):
        assert text(cell) == f"'{cell}"
    else:
        assert text(cell) == safe(cell)
    begins_badly = cell.startswith((*cells._FORMULA, "'")) or cell.lstrip().startswith(cells._FORMULA)
    assert safe(cell) == (f"'{cell}" if begins_badly else cell)


def test_letters_that_are_alike_where_case_is_ignored() -> None:
    assert text("\u017fep-1") == "'\u017fep-1"
