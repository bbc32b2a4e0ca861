"""Tables of earlier versions, as those versions wrote them: the present code does everything with them."""

import base64
import gzip
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ringround.domain.errors import NotThere, TryAgain
from ringround.domain.hours import uk_day
from ringround.domain.outcomes import CONSEQUENCES, Outcome, Settles
from ringround.domain.placement import facts_of, open_numbers
from ringround.domain.recording import Response
from ringround.storage import banks, desks, households, imports, keys
from ringround.storage.imports import Import, Upload
from ringround.storage.jobs import Job
from ringround.storage.marshal import from_item
from ringround.storage.schema import SCHEMA_VERSION
from ringround.storage.table import Table
from ringround.usecases import arrange, bank_rules, export_files, imports_undo, jobs, look, overview
from ringround.usecases import imports as using
from ringround.usecases.claim_next import Handed, claim_next, in_hand_again
from ringround.usecases.collect import collect
from ringround.usecases.context import Context
from ringround.usecases.export_rows import Asked
from ringround.usecases.imports_files import World
from ringround.usecases.imports_run import run
from ringround.usecases.respond import correct_response, respond
from tests.builders import HOUR, NOW, drama_number
from tests.functions.importing import BANK
from tests.importing.lists import EVERYTHING
from tests.interleavings.memory import Memory, Stored
from tests.interleavings.scenes import one_thread
from tests.upgrades.make import TABLES
from tests.upgrades.seed import COUNT, MADE_LATER, rows

LATER = NOW + 28 * 24 * HOUR


@dataclass
class Old:
    """A table of an earlier version, and what that version said of it."""

    context: Context
    said: dict[str, Any]
    folder: Path
    has_journal: bool

    @property
    def table(self) -> Table:
        """The table itself."""
        return self.context.table

    def imported(self, import_id: str, lines: list[str], now: int = NOW + 2 * HOUR) -> Import:
        """Import a list; one that was begun goes on."""
        if imports.get(self.table, import_id) is None:
            using.begin(self.context, import_id, [Upload("list.csv", 100)], BANK, by="olive", now=now)
        work = self.folder / f"work-{import_id}"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()

        def fetch(_place: int, to: Path) -> bool:
            to.write_text("\n".join([EVERYTHING, *lines, ""]), "utf-8")
            return True

        world = World(lambda: now, fetch, lambda _: None, work, "a new run", sleep=lambda _: None)
        run(self.context, import_id, world)
        found = imports.get(self.table, import_id)
        assert found is not None
        return found

    def next(self, caller: str, now: int) -> Any:
        """What a caller is handed."""
        desk = desks.get(self.table, uk_day(now), caller)
        return claim_next(self.context, self.context.bank(BANK), desk, now=now, chance=random.Random(7))

    def tally(self, caller: str = "sam") -> dict[str, int]:
        """A caller's counters of that day, those that are not nought."""
        counts = desks.get(self.table, uk_day(NOW), caller).tally.get(BANK, {})
        return {name: count for name, count in counts.items() if count}


@pytest.fixture(params=["calling", "organising", "fast"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Old]:
    """Before there were organisers' pages; when there were; when calls were recorded step by step."""
    made = json.loads(gzip.decompress((TABLES / f"{request.param}.json.gz").read_bytes()))
    memory = Memory()
    for item in made["items"]:
        plain = from_item({name: _value(value) for name, value in item.items()})
        memory.items[plain["pk"], plain["sk"]] = Stored(plain)
    table = Table(memory, "old")  # type: ignore[arg-type]
    with one_thread():
        yield Old(Context(table, banks.get_campaign(table)), made["said"], tmp_path, request.param != "calling")


def _value(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64decode(value["B"])} if "B" in value else value


def test_every_call_is_read_as_it_was_recorded(old: Old) -> None:
    mine = {call.entry.claim: str(call.entry.outcome) for call in look.my_calls(old.context, "sam", NOW + HOUR)}
    assert mine == old.said["calls"]
    assert len(mine) == len(Outcome)


def test_progress_and_overview_count_them(old: Old) -> None:
    counts = look.progress(old.context, [old.context.bank(BANK)], NOW + HOUR)[BANK].counts or {}
    assert counts["calls"] == len(Outcome)
    assert old.tally() == {name: count for name, count in old.said["tally"].items() if count}
    snapshot = overview.snapshot(old.context, banks.every(old.table), NOW + HOUR)
    assert {caller.caller for caller in snapshot.callers} >= {"sam", "alex"}


def test_a_claim_that_the_old_code_handed_out_goes_on(old: Old) -> None:
    desk = desks.get(old.table, uk_day(NOW), "alex")
    held = in_hand_again(old.context, desk, now=NOW + 600)
    assert [handed.claim.id for handed in held] == [old.said["held"]]
    call = respond(old.context, "alex", old.said["held"], Response(Outcome.NOT_HOME), now=NOW + 600)
    assert (call.entry.late, old.tally("alex")["calls"]) == (False, 1)
    assert respond(old.context, "alex", old.said["held"], Response(Outcome.REFUSED), now=NOW + 601) == call
    assert desks.get(old.table, uk_day(NOW), "alex").slots == {}


def test_so_does_one_whose_lease_ran_out(old: Old) -> None:
    respond(old.context, "sam", old.said["lapsed"], Response(Outcome.REFUSED), now=NOW + 3 * HOUR)
    assert old.tally()["calls"] == len(Outcome) + 1


@pytest.mark.parametrize("place", [0, 1, 5, 12])
def test_an_old_call_is_corrected(old: Old, place: int) -> None:
    claim = list(old.said["calls"])[place]
    correct_response(old.context, "sam", claim, Response(Outcome.ANSWERED), now=NOW + 3 * HOUR)
    expected = Counter({**old.said["calls"], claim: "answered"}.values())
    assert {n.removeprefix("o."): c for n, c in old.tally().items() if n.startswith("o.")} == expected


def test_exports_say_what_the_old_code_said(old: Old) -> None:
    wanted: dict[str, list[dict[str, str]]] = old.said["exported"]
    with collect(old.table, old.folder) as found:
        for kind, before in wanted.items():
            path = old.folder / f"{kind}.csv"
            made = export_files.rows_of(kind, found, Asked("", 0), old.context.campaign.secret)  # type: ignore[arg-type]
            export_files.write(path, kind, made)  # type: ignore[arg-type]
            columns = before[0].keys()
            after = [{name: row[name] for name in columns} for row in export_files.read(path)]
            # Lists of everybody have those, too, who were imported after that export.
            missing = [row for row in before if row not in after]
            assert (kind, missing) == (kind, [])
            assert len(after) == len(before) or kind in {"register", "numbers"}
    assert bool(wanted) == old.has_journal


def test_the_same_list_again_changes_nothing(old: Old) -> None:
    done = old.imported("again", rows(1, COUNT))
    assert (done.state, done.counts["unchanged"], done.counts["new"]) == ("done", 2 * COUNT, 0)


def test_an_import_that_the_old_code_broke_off_is_finished(old: Old) -> None:
    begun = f"import{old.said['imports']}"
    known = imports.get(old.table, begun)
    # The first version kept imports under another key: its list is imported anew, which comes to the same.
    assert (known is not None and known.state not in {"done", "failed"}) == old.has_journal
    done = old.imported(begun, rows(200, 130))
    assert (done.state, done.counts["rows"]) == ("done", 260)
    again = old.imported("again", rows(200, 130))
    assert again.counts["unchanged"] == 260


def _undone(old: Old) -> Job | None:
    job = using.undo(old.context, old.said["last"], by="olive", now=NOW + 2 * HOUR)
    works = imports_undo.works(lambda: NOW + 2 * HOUR, lambda _: None, lambda _: None)
    return jobs.run(old.context, job.id, works, lambda: NOW + 2 * HOUR, "a new run")


def test_an_import_of_the_old_code_is_undone_where_it_noted_what_it_did(old: Old) -> None:
    old.imported(f"import{old.said['imports']}", rows(200, 130))
    before = len(_homes(old))
    if not old.has_journal:
        with pytest.raises(NotThere):
            _undone(old)
        assert len(_homes(old)) == before
        return
    job = _undone(old)
    assert job is not None
    assert (job.state, dict(job.result)) == ("done", {"left": 0})
    assert len(_homes(old)) == before - MADE_LATER


def _homes(old: Old) -> list[str]:
    memory: Any = old.table.client
    return [pk for pk, _ in memory.items if pk.startswith("H#")]


def test_a_bank_is_closed_and_opened_and_everybody_is_rung_who_may_be(old: Old) -> None:
    works = arrange.works(lambda: NOW + 2 * HOUR, lambda _: None)
    for status in ("closed", "open"):
        _, job = bank_rules.turn(old.context, BANK, status, by="olive", now=NOW + 2 * HOUR)
        assert job is not None
        ended = jobs.run(old.context, job.id, works, lambda: NOW + 2 * HOUR, "a new run")
        assert (ended.state if ended else "") == "done"
    cards = [found for n in range(90) if isinstance(found := old.next(f"walker{n}", LATER), Handed)]
    assert len({handed.household.id for handed in cards}) == len(cards)
    reached = _reached(old, cards)
    settled = {
        person.person
        for call in look.my_calls(old.context, "sam", NOW + HOUR)
        for person in call.people
        if CONSEQUENCES[person.outcome].settles is not Settles.NOTHING
    }
    assert settled
    assert not reached & settled
    assert len(cards) >= COUNT + MADE_LATER - len(Outcome)


def _reached(old: Old, cards: list[Handed]) -> set[str]:
    bank = old.context.bank(BANK)
    found: set[str] = set()
    for handed in cards:
        for number in open_numbers(handed.household, bank, facts_of(handed.household), LATER):
            assert number.number.e164 != drama_number(1_020) or not old.has_journal, "it was suppressed"
            found.update(number.reaches)
    return found


class TestANewerForm:
    """What this code can't know is refused, whatever asks for it."""

    @pytest.fixture
    def newer(self, old: Old) -> tuple[Old, str]:
        """A table in which one household was written by code of a later version."""
        memory: Any = old.table.client
        home = _homes(old)[0]
        memory.items[home, "H"] = Stored({**memory.items[home, "H"], "v": SCHEMA_VERSION + 1})
        return old, home.removeprefix("H#")

    def test_reads_refuse_it(self, newer: tuple[Old, str]) -> None:
        old, home = newer
        with pytest.raises(TryAgain, match="newer version"):
            households.get(old.table, home)
        with pytest.raises(TryAgain, match="newer version"):
            households.get_many(old.table, [home])

    def test_an_export_guesses_nothing(self, newer: tuple[Old, str]) -> None:
        old, _ = newer
        with pytest.raises(TryAgain, match="newer version"), collect(old.table, old.folder):
            pass

    def test_nor_does_a_query(self, old: Old) -> None:
        memory: Any = old.table.client
        bank = keys.bank(BANK)
        memory.items[bank["pk"], bank["sk"]] = Stored({**memory.items[bank["pk"], bank["sk"]], "v": SCHEMA_VERSION + 1})
        with pytest.raises(TryAgain, match="newer version"):
            banks.every(old.table)

    def test_every_call_household_and_bank_says_its_form(self, old: Old) -> None:
        memory: Any = old.table.client
        forms = {item.get("v") for (pk, _), item in memory.items.items() if pk.startswith(("H#", "C#", "BANKS"))}
        assert forms == {1}
