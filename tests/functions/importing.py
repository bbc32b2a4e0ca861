"""Imports into a test table, run as the function runs them."""

import json
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ringround.domain.household import Household, Tried
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Response
from ringround.importing.meanings import Said
from ringround.storage import banks, bodies, desks, households, imports, keys
from ringround.storage.imports import Import, Upload
from ringround.storage.jobs import Job
from ringround.storage.table import Table
from ringround.usecases import imports as using
from ringround.usecases import jobs, respond
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.context import Context
from ringround.usecases.imports import begin
from ringround.usecases.imports_check import check
from ringround.usecases.imports_files import World
from ringround.usecases.imports_ids import PersonIds
from ringround.usecases.imports_run import run
from ringround.usecases.imports_undo import works
from tests.builders import NOW, a_campaign
from tests.importing.lists import EVERYTHING, write

BANK = "doors"


def row(
    number: str = "AB-1", name: str = "Priya,Shah", address: str = "12 Mill Lane", phone: str = "", **more: str
) -> str:
    """A row of the list with everything."""
    return f"{number},{name},{address},Riverside,{more.get('postcode', 'RS1 2AB')},{phone},{more.get('landline', '')}"


class _StrictTable(Table):
    """Refuses what the service refuses and the engine of the tests does not: one item twice in a transaction."""

    def transact(self, writes: Sequence[Mapping[str, Any]]) -> None:
        found = [write["Put"]["Item"] if "Put" in write else next(iter(write.values()))["Key"] for write in writes]
        items = [(item["pk"]["S"], item["sk"]["S"]) for item in found]
        assert len(items) == len(set(items)), "one item twice in a transaction"
        assert len(items) <= 100, "more writes than a transaction takes"
        super().transact(writes)


@dataclass
class Importer:
    """Imports lists into a table, one after another. `now` is the time at which they run."""

    table: Table
    folder: Path
    now: int = NOW
    count: int = 0
    problems: list[str] = field(default_factory=list)
    preview: dict[str, Any] = field(default_factory=dict)
    followed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        bodies.write_in_one_go(self.table.client)
        self.table = _StrictTable(self.table.client, self.table.name)
        banks.put_campaign(self.table, a_campaign(poll_date="2027-03-04"))
        self.context = Context(self.table, banks.get_campaign(self.table))

    @property
    def ids(self) -> PersonIds:
        """The ids of people in this table."""
        return PersonIds(self.context.campaign.secret)

    def rows(self, *found: str, header: str = EVERYTHING, bank: str = BANK) -> Import:
        """Import one list."""
        return self.files([[header, *found]], bank=bank)

    def files(self, contents: Sequence[Sequence[str]], *, bank: str = BANK, names: Sequence[str] = ()) -> Import:
        """Import lists together."""
        self.count += 1
        folder = self.folder / f"import-{self.count}"
        folder.mkdir()
        sources = [write(folder, names[n] if names else f"list-{n}.csv", lines) for n, lines in enumerate(contents)]
        uploads = [Upload(s.name, s.path.stat().st_size) for s in sources]
        import_id = f"import{self.count}"
        begin(self.context, import_id, uploads, bank, by="olive", now=self.now)
        return self.run(import_id, [s.path for s in sources])

    def run(self, import_id: str, sources: Sequence[Path], name: str = "run") -> Import:
        """Run an import that was begun."""
        work = self.folder / f"work-{import_id}-{len(list(self.folder.iterdir()))}"
        work.mkdir()

        def fetch(place: int, to: Path) -> bool:
            shutil.copyfile(sources[place], to)
            return True

        def hand_over(path: Path) -> None:
            self.problems = path.read_text("utf-8-sig").splitlines()[1:]

        run(self.context, import_id, World(lambda: self.now, fetch, hand_over, work, name, sleep=lambda _: None))
        found = imports.get(self.table, import_id)
        assert found is not None
        return found

    def checked(
        self, *sources: tuple[str, bytes], bank: str = BANK, said: Sequence[Said] | None = None
    ) -> tuple[Import, dict[str, Any]]:
        """Check files, and what came of it; nothing else of the table changes."""
        self.count += 1
        import_id = f"import{self.count}"
        folder = self.folder / import_id
        folder.mkdir()
        for name, content in sources:
            (folder / name).write_bytes(content)
        begin(self.context, import_id, [Upload(n, max(1, len(c))) for n, c in sources], bank, by="olive", now=self.now)
        return self.check(import_id, said)

    def check(self, import_id: str, said: Sequence[Said] | None = None) -> tuple[Import, dict[str, Any]]:
        """Check an import that was begun by `checked`, perhaps once more."""
        asked = using.check(self.context, import_id, said, now=self.now)
        self.preview = {}
        check(self.context, import_id, asked.check, self._world(import_id, "check"))
        found = imports.get(self.table, import_id)
        assert found is not None
        return found, self.preview

    def start(self, import_id: str) -> Import:
        """Run an import that was begun by `checked`."""
        using.start(self.context, import_id, now=self.now)
        run(self.context, import_id, self._world(import_id, "run"))
        found = imports.get(self.table, import_id)
        assert found is not None
        return found

    def undo(self, import_id: str, run_id: str = "undo run") -> Job:
        """Undo an import; the job as it ended."""
        job = using.undo(self.context, import_id, by="olive", now=self.now)
        work = works(lambda: self.now, self.followed.append, lambda _: None)
        ended = jobs.run(self.context, job.id, work, lambda: self.now, run_id)
        assert ended is not None
        return ended

    def _world(self, import_id: str, name: str) -> World:
        work = self.folder / f"work-{import_id}-{len(list(self.folder.iterdir()))}"
        work.mkdir()
        sources = self.folder / import_id

        def fetch(place: int, to: Path) -> bool:
            found = imports.get(self.table, import_id)
            assert found is not None
            shutil.copyfile(sources / found.files[place].name, to)
            return True

        def hand_over(path: Path) -> None:
            self.problems = path.read_text("utf-8-sig").splitlines()[1:]

        def show(preview: Mapping[str, Any]) -> None:
            self.preview = json.loads(json.dumps(preview))

        return World(lambda: self.now, fetch, hand_over, work, name, sleep=lambda _: None, show=show)

    def claim(self, caller: str = "sam") -> Handed:
        """A caller's claim on the next household."""
        desk = desks.get(self.table, "2027-02-20", caller)
        handed = claim_next(self.context, self.context.bank(BANK), desk, now=self.now, chance=random.Random(1))
        assert isinstance(handed, Handed)
        return handed

    def respond(self, handed: Handed, outcome: Outcome, number: str = "", tried: tuple[Tried, ...] = ()) -> None:
        """Sam's response to a claim."""
        response = Response(outcome, number=number, tried=tried)
        respond.respond(self.context, "sam", handed.claim.id, response, now=self.now)

    def household_of(self, elector: str) -> Household:
        """The household in which an elector is, with elector keys where it has ids."""
        item = self.table.get(keys.elector(self.ids.of(elector)))
        assert item is not None, elector
        found = households.get(self.table, item["household"])
        assert found is not None
        assert not any(p.elector and p.elector in p.id for p in found.people.values())
        return named(found)

    def owner(self, e164: str) -> str:
        """The household that owns a number."""
        item = self.table.get(keys.number(e164))
        return str(item["household"]) if item else ""


def named(household: Household) -> Household:
    """A household with the electors' keys in the place of their ids, for tests to read."""
    keys_of = {p.id: p.elector or p.id for p in household.people.values()}

    def key_of(person: str) -> str:
        return keys_of.get(person, person)

    return replace(
        household,
        people={key_of(p.id): replace(p, id=key_of(p.id)) for p in household.people.values()},
        numbers={e: replace(n, whose=tuple(map(key_of, n.whose))) for e, n in household.numbers.items()},
        banks={b: replace(t, people=tuple(map(key_of, t.people))) for b, t in household.banks.items()},
        log=tuple(replace(e, people={key_of(p): o for p, o in e.people.items()}) for e in household.log),
    )


def everything(table: Table) -> dict[tuple[str, str], Any]:
    """Every item of a table but imports and jobs themselves, by key."""
    found: dict[tuple[str, str], Any] = {}
    more: dict[str, Any] = {}
    while True:
        answer = table.client.scan(TableName=table.name, ConsistentRead=True, **more)
        for item in answer["Items"]:
            key = item["pk"]["S"], item["sk"]["S"]
            if not key[0].startswith(("IMPORT", "JOBS")):
                found[key] = item
        if "LastEvaluatedKey" not in answer:
            return found
        more = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
