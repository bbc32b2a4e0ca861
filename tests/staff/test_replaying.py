"""A table is lost: the lists are imported anew, and the calls of an export of attempts are recorded again."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.staff import counts, loading, replaying
from infra.staff.replaying import NoExportError, Replayed
from ringround.domain.outcomes import Outcome
from ringround.domain.placement import facts_of
from ringround.storage import banks, calls, keys, numbers
from ringround.usecases import export_files
from ringround.usecases.collect import collect
from ringround.usecases.export_rows import Asked
from tests.builders import NOW, a_campaign
from tests.functions import importing
from tests.functions.importing import BANK, Importer, row
from tests.support.engine import DynamoDbLocal

pytestmark = pytest.mark.races
LIST = [
    *(row(f"AB-{n}", f"Priya{n},Shah", f"{n} Mill Lane", f"07700 900{n:03}") for n in range(8)),
    # Two who share a number, and one without.
    row("AB-20", "Sam,Lee", "9 Mill Lane", "07700 900020"),
    row("AB-21", "Kim,Lee", "9 Mill Lane", "07700 900020"),
]
OUTCOMES = (
    *(Outcome.ANSWERED, Outcome.DO_NOT_CALL, Outcome.ALREADY_VOTED, Outcome.NOT_HOME),
    *(Outcome.DECEASED, Outcome.DISCONNECTED, Outcome.REFUSED),
)


@pytest.fixture
def lost(dynamodb_local: DynamoDbLocal, tmp_path: Path) -> tuple[Importer, Path]:
    """A by-election that was rung, and its export of attempts."""
    folder = tmp_path / "lost"
    folder.mkdir()
    importer = Importer(dynamodb_local.new_table(), folder)
    importer.rows(*LIST)
    for outcome in OUTCOMES:
        importer.respond(importer.claim(), outcome)
    file = tmp_path / "attempts.csv"
    with collect(importer.table, folder) as found:
        made = export_files.rows_of("attempts", found, Asked("", 0), importer.context.campaign.secret)
        export_files.write(file, "attempts", made)
    return importer, file


@pytest.fixture
def anew(dynamodb_local: DynamoDbLocal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Importer:
    """Another campaign, with another secret, into which the same lists were imported."""
    monkeypatch.setattr(importing, "a_campaign", lambda **more: replace(a_campaign(**more), secret=b"another!" * 4))
    folder = tmp_path / "anew"
    folder.mkdir()
    importer = Importer(dynamodb_local.new_table(), folder, now=NOW + 3600)
    importer.rows(*LIST)
    return importer


def replayed(anew: Importer, file: Path) -> Replayed:
    return replaying.replay(anew.context, replaying.read(file), now=anew.now, alive=lambda _: None)


def settled(importer: Importer) -> dict[str, Any]:
    """What stands of everybody: who is done, and where."""
    found = {}
    for number in ("AB-20", "AB-21", *(f"AB-{n}" for n in range(8))):
        household = importer.household_of(number)
        facts = facts_of(household)
        done = number in facts.settled or number in facts.settled_in.get(BANK, ())
        found[number] = (done, [str(e.outcome) for e in household.log], [e.at for e in household.log])
    return found


def test_what_was_recorded_stands_again(lost: tuple[Importer, Path], anew: Importer) -> None:
    importer, file = lost
    done = replayed(anew, file)
    assert done.left == []
    assert done.calls == {str(outcome): 1 for outcome in OUTCOMES}
    assert settled(anew) == settled(importer)
    found = counts.of(loading.pages(anew.table.client, anew.table.name))
    assert counts.disagreeing(found) == []


def test_nobody_who_was_reached_or_objected_is_handed_out(lost: tuple[Importer, Path], anew: Importer) -> None:
    importer, file = lost
    spoken = {call.people[0].elector for call in calls.all_versions(importer.table) if call.people}
    assert len(spoken) == len(OUTCOMES)
    replayed(anew, file)
    handed = set()
    # The one of the eight whom nobody rang, and the two who share a number.
    for _ in range(2):
        claim = anew.claim()
        handed |= {person.elector for person in claim.household.people.values()}
        anew.respond(claim, Outcome.NOT_HOME)
    (not_home,) = (c.people[0].elector for c in calls.all_versions(importer.table) if c.entry.outcome == "not_home")
    assert handed & spoken <= {not_home}


def test_again_it_records_nothing_twice(lost: tuple[Importer, Path], anew: Importer) -> None:
    _, file = lost
    replayed(anew, file)
    before = counts.of(loading.pages(anew.table.client, anew.table.name)).table()
    replayed(anew, file)
    after = counts.of(loading.pages(anew.table.client, anew.table.name)).table()
    audit = {"items", "audit entries"}
    assert {what: n for what, n in after.items() if what not in audit} == {
        what: n for what, n in before.items() if what not in audit
    }


def test_an_objection_holds_though_its_household_is_in_no_list(
    lost: tuple[Importer, Path], dynamodb_local: DynamoDbLocal, tmp_path: Path
) -> None:
    folder = tmp_path / "fewer"
    folder.mkdir()
    fewer = Importer(dynamodb_local.new_table(), folder)
    fewer.rows(row("AB-99", "Alex,Other", "99 Mill Lane", "07700 900099"))
    done = replayed(fewer, lost[1])
    assert done.calls == {}
    assert len(done.left) == len(OUTCOMES)
    assert all(line.endswith(": nobody and no number of it is in the lists") for line in done.left)
    assert done.objections == 1
    (call,) = (c for c in calls.all_versions(lost[0].table) if c.entry.outcome == "do_not_call")
    assert numbers.reasons(fewer.table.get(keys.number(call.entry.number))) == {"objection"}


def test_a_bank_that_is_not_there_is_named(lost: tuple[Importer, Path], anew: Importer) -> None:
    banks.update(anew.table, BANK, {"name": "Another"})
    assert replayed(anew, lost[1]).left[0].endswith(": there is no bank called “Doors”")


def test_the_last_export_of_a_campaign_is_read_as_it_is(lost: tuple[Importer, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "last.zip", "w") as archive:
        archive.write(lost[1], "last/attempts.csv")
        archive.writestr("last/register.csv", "x")
    assert replaying.read(tmp_path / "last.zip") == replaying.read(lost[1])


@pytest.mark.parametrize("content", [b"", b"Call,Version\r\n1,2\r\n", b"\xff\xfe\x00", b"PK"])
def test_another_file_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_bytes(content)
    with pytest.raises(NoExportError):
        replaying.read(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoExportError):
        replaying.read(tmp_path / "nothing.csv")
