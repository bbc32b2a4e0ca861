"""The sample: deterministic, drama numbers only, and with the flaws that it is for."""

import filecmp
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infra.cli import app
from infra.commands.sampling import files, generate
from ringround.importing.reading import SourceFile
from tests.importing.lists import Result, read_all

ELECTORS = 4000
DRAMA = re.compile(
    r"\+44(?:1632960\d{3}|7700900\d{3}|2079460\d{3}|1(?:1[345678]|21|31|41|51)4960\d{3}|1914980\d{3}|2920180\d{3})"
)
NAMES = ("register.csv", "register-one-name.csv", "phones.csv", "van-export.txt", "everything.csv")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    files.write(generate.electors(ELECTORS, 7, date(2027, 3, 4)), folder, 7)
    return folder


def _read(folder: Path, *names: str) -> Result:
    return read_all(folder, *(SourceFile(folder / name, name) for name in names))


def test_the_same_seed_gives_the_same_files_and_another_seed_others(sample: Path, tmp_path: Path) -> None:
    files.write(generate.electors(ELECTORS, 7, date(2027, 3, 4)), tmp_path, 7)
    assert filecmp.cmpfiles(sample, tmp_path, NAMES, shallow=False)[0] == list(NAMES)
    files.write(generate.electors(ELECTORS, 8, date(2027, 3, 4)), tmp_path, 8)
    assert filecmp.cmpfiles(sample, tmp_path, NAMES, shallow=False)[0] == []


@pytest.mark.parametrize(
    "names",
    [("register.csv", "phones.csv"), ("register-one-name.csv", "phones.csv"), ("van-export.txt",), ("everything.csv",)],
)
def test_every_list_of_the_sample_can_be_imported_and_has_drama_numbers_only(
    sample: Path, names: tuple[str, ...]
) -> None:
    found = _read(sample, *names)
    numbers = {e164 for household in found.households for e164 in household.numbers}
    assert numbers
    assert all(DRAMA.fullmatch(e164) for e164 in numbers)
    assert found.counts.people > ELECTORS * 0.99
    assert {"quote_open", "too_many_cells", "elector_twice", "no_id"}.isdisjoint(code for _, _, code in found.codes())


def test_the_lists_have_what_real_ones_have(sample: Path) -> None:
    found = _read(sample, "register.csv", "phones.csv")
    reached = {p for h in found.households for given in h.numbers.values() for p in given.number.whose}
    people = found.people()
    codes = {code for _, _, code in found.codes()}
    assert 0.35 < 1 - len(reached) / len(people) < 0.45
    assert found.counts.shared_in_household > 50
    assert found.counts.shared_across_households > 2
    assert found.counts.cannot_vote > 20
    assert {"anonymous", "number_invalid", "number_damaged", "number_shared", "number_elsewhere"} <= codes
    assert any("'" in name for name in people.values())
    assert any(not name.isascii() for name in people.values())
    assert any("/1" in key for key in people)
    assert 1.8 < len(people) / found.counts.households < 2.3


def test_where_the_drama_numbers_end_the_others_have_none() -> None:
    with_number = sum(bool(e.cells) for e in generate.electors(40_000, 1, date(2027, 3, 4)))
    assert 15_000 < with_number < 22_000


def test_made_up_numbers_are_never_written_into_the_project() -> None:
    inside = Path(__file__).resolve().parents[2] / "build" / "sample"
    result = CliRunner().invoke(app, ["sample", "--out", str(inside), "--made-up-numbers"])
    assert result.exit_code == 1
    assert not inside.exists()


def test_the_command_writes_the_files_and_says_what_they_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["sample", "--electors", "50", "--out", str(tmp_path / "new")])
    assert result.exit_code == 0
    assert {file.name for file in (tmp_path / "new").iterdir()} == set(NAMES)
    assert "ringround import" in result.stdout


def test_a_date_that_is_none_is_said_in_words(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["sample", "--out", str(tmp_path), "--poll-date", "soon"])
    assert result.exit_code == 1
    assert "soon" in result.output
