"""The plan for a household that the table does not know: the short way and the long one agree."""

from pathlib import Path

import pytest

from ringround.domain.household import Number
from ringround.storage import keys
from ringround.usecases import imports_new
from ringround.usecases.imports_changes import Aim, Plan
from ringround.usecases.imports_found import Found
from ringround.usecases.imports_plan import Planner
from tests.builders import NOW, a_bank
from tests.importing.lists import PHONES, REGISTER, read_all, register_row, write

HEADER = f"{REGISTER},Mobile,TPS,Screened On"


def plans(folder: Path, *, short: bool, bank: str = "main", monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans for a list with all that a new list can have."""
    rows = [
        f"{register_row('AB,1,0')},07700 900001,,19/02/2027",
        f"{register_row('AB,2,0', 'Shah,Sam')},07700 900001,,",
        f"{register_row('AB,3,0', 'Owen,Siân', '3 Mill Lane', markers='G')},07700 900003,,",
        f"{register_row('AB,4,0', 'Owen,Rhys', '3 Mill Lane')},,,",
        f"{register_row('AB,5,0', 'Khan,Noor', '5 Mill Lane')},07700 900005,yes,",
        f"{register_row('AB,6,0', 'Bell,Ann', '6 Mill Lane')},01134960003,,01/01/2020",
        f"{register_row('AB,7,0', 'Bell,Joe', '7 Mill Lane')},,,",
    ]
    folder.mkdir()
    found = read_all(
        folder,
        write(folder, "register.csv", [HEADER, *rows]),
        write(folder, "phones.csv", [PHONES, "AB-7,07700900009", "AB-1,07700900010"]),
    )
    if not short:
        monkeypatch.setattr(imports_new, "is_new", lambda *_: False)
    aim = Aim("import1", bank, NOW, {"main": a_bank(id="main")})
    planner = Planner(aim, NOW, lambda _: True)
    return [planner.plan(staged, Found()) for staged in found.households]


@pytest.mark.parametrize("bank", ["main", "", "closed meanwhile"])
def test_both_ways_lead_to_one_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bank: str) -> None:
    short = plans(tmp_path / "short", short=True, bank=bank, monkeypatch=monkeypatch)
    long = plans(tmp_path / "long", short=False, bank=bank, monkeypatch=monkeypatch)
    assert short == long
    assert [plan.writes for plan in short] == [plan.writes for plan in long]
    assert sum(plan.new for plan in short) == 7


def test_a_household_is_new_only_where_the_table_knows_nothing_of_it(tmp_path: Path) -> None:
    (staged,) = read_all(tmp_path, write(tmp_path, "list.csv", [HEADER, f"{register_row()},07700 900001,,"])).households
    assert imports_new.is_new(staged, Found())
    assert not imports_new.is_new(staged, Found(electors={"AB-1": "h1"}))
    number = Number("+447700900001")
    assert not imports_new.is_new(staged, Found(numbers={number.e164: keys.number(number.e164)}))
