"""Where two operations meet: one household in each of the states that a call brings it into.

Two electors live at 12 Mill Lane: Priya, whose mobile the list gives at 14 Mill Lane as well, and Robin, with a
landline. They are rung for the bank `main`; next door lives Siân, whom no bank wants. The bank `spare` has two more
households, to see who may still be handed one.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

from ringround.domain.bank import LEASE_SECONDS
from ringround.domain.hours import uk_day
from ringround.domain.outcomes import Outcome
from ringround.domain.recording import Call, Response
from ringround.storage import banks, callers, desks, imports, keys
from ringround.storage.callers import Volunteer
from ringround.storage.imports import Upload
from ringround.storage.table import Table
from ringround.usecases import imports as using
from ringround.usecases.claim_next import Handed, claim_next
from ringround.usecases.context import Context
from ringround.usecases.imports_files import World
from ringround.usecases.imports_ids import PersonIds
from ringround.usecases.imports_run import run as run_import
from ringround.usecases.respond import respond
from tests.builders import HOUR, NOW, a_bank, a_campaign, a_response, a_script, drama_number
from tests.importing.lists import EVERYTHING
from tests.interleavings.memory import Memory, State
from tests.interleavings.stepping import Inline, Process, token_hex
from tests.interleavings.tracing import Recording

PRIYAS, ROBINS, SIANS, NEW_NUMBER = "+447700900001", "+441134960002", "+447700900003", "+447700900009"
NOBODY_HAS_IT: Final = drama_number(4_000)

IMPORT, BEFORE = "import2", "import1"


def row(key: str, name: str, door: str, number: str = "") -> str:
    """A row of a list."""
    mobile, landline = (number, "") if number.startswith("+447") else ("", number)
    return f"{key},{name},{door} Mill Lane,Riverside,RS1 2AB,{mobile},{landline}"


ROWS: Final = (row("AB-1", "Priya,Shah", "12", PRIYAS), row("AB-2", "Robin,Shah", "12", ROBINS))
NEXT_DOOR: Final = row("AB-3", "Siân,Owen", "14", SIANS)


@dataclass
class Scene:
    """A state of the table and the time at which both operations happen. `claim` is Sam's claim on the household, and
    `said` the response of a call of it that is there or was broken off."""

    name: str
    state: State
    now: int
    ids: dict[str, str]
    claim: str = ""
    call: Call | None = None


@dataclass
class Doing:
    """What an operation works with: a process of its own, with its own memory of what it has read before."""

    memory: Memory | Recording
    scene: Scene
    seed: int
    process: Process | None = None
    table: Table = field(init=False)
    context: Context = field(init=False)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.table = Table(self.memory, "memory")  # type: ignore[arg-type]
        chance = random.Random(self.seed)
        self.context = Context(self.table, CAMPAIGN, scripts=_SCRIPTS, chance=chance, clock=lambda: float(self.now))
        self.chance = random.Random(self.seed)

    @property
    def now(self) -> int:
        """The time of the operation."""
        return self.scene.now + (self.process.waited if self.process else 0)

    def clock(self) -> int:
        """The time, for what looks at it again and again."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Wait for somebody else."""
        if self.process is None:
            raise AssertionError("there is nobody to wait for")
        self.process.wait(seconds)

    def desk(self, caller: str) -> Any:
        """A caller's desk of the day."""
        return desks.get(self.table, uk_day(self.now), caller)

    def list_in(self, rows: tuple[str, ...], bank: str, import_id: str, run: str) -> None:
        """Import a list, as the function does it. Begun already, the same import goes on."""
        if imports.get(self.table, import_id) is None:
            using.begin(self.context, import_id, [Upload("list.csv", 100)], bank, by="olive", now=self.now)
        work = Path(tempfile.mkdtemp(dir=_FOLDER.get()))
        try:
            run_import(self.context, import_id, _world(self, rows, work, run))
        finally:
            shutil.rmtree(work)


CAMPAIGN: Final = a_campaign(poll_date="2027-03-04")
_SCRIPTS: Final = {("main", 1): a_script()}


class _Folder:
    """A folder for the working files of imports, in memory where the machine has one."""

    def get(self) -> str | None:
        return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of its own is made in it


_FOLDER: Final = _Folder()


def _world(doing: Doing, rows: tuple[str, ...], work: Path, run: str) -> World:
    def fetch(_place: int, to: Path) -> bool:
        to.write_text("\n".join([EVERYTHING, *rows, ""]), "utf-8")
        return True

    return World(doing.clock, fetch, lambda _: None, work, run, sleep=doing.sleep)


_CLOCK: Final = SimpleNamespace(monotonic=lambda: 1_000.0, time_ns=lambda: 0, sleep=time.sleep)


@contextmanager
def one_thread() -> Iterator[None]:
    """Operations of several threads in one, and passes through the table in two parts instead of 32; and nothing that
    goes by chance or by the machine's clock: the same process does the same, every time."""
    pools = [f"ringround.usecases.{name}.ThreadPoolExecutor" for name in ("arrange", "held", "imports_write")]
    with ExitStack() as patched:
        for pool in pools:
            patched.enter_context(patch(pool, Inline))
        patched.enter_context(patch("ringround.usecases.arrange.PARTS", 2))
        patched.enter_context(patch("secrets.token_hex", token_hex))
        for name in ("arrange", "audit", "jobs"):
            patched.enter_context(patch(f"ringround.usecases.{name}.time", _CLOCK))
        yield


def scenes() -> list[Scene]:
    """Every state, made by the real code."""
    memory = Memory()
    start = _start(memory)
    made = [start]
    for name, make in _LATER.items():
        memory.take_up(start.state)
        later = make(replace(start, name=name), memory)
        made.append(replace(later, state=memory.keep()))
    return made


def _start(memory: Memory) -> Scene:
    scene = Scene("waiting", State(), NOW, {})
    doing = Doing(memory, scene, 1)
    table = doing.table
    banks.put_campaign(table, CAMPAIGN)
    for name in ("main", "spare"):
        banks.create(table, a_bank(name, script="main", max_attempts=30, claims_per_hour=1_000, created=NOW))
    banks.put_script(table, a_script())
    for name in ("sam", "alex", "kim"):
        callers.add(table, Volunteer(name, f"{name}@example.org", name.title()))
    callers.add(table, Volunteer("olive", "olive@example.org", "Olive", "organiser"))
    spare = tuple(row(f"AB-{n}", "Ann,Lee", str(n), drama_number(100 + n)) for n in (20, 22, 24))
    doing.list_in((NEXT_DOOR,), "", "import0", "run")
    doing.list_in(spare, "spare", BEFORE, "run")
    doing.list_in(ROWS, "main", IMPORT, "run")
    people = PersonIds(CAMPAIGN.secret)
    ids = {name: people.of(key) for name, key in (("priya", "AB-1"), ("robin", "AB-2"), ("sian", "AB-3"))}
    for name, person in (("home", "priya"), ("next_door", "sian")):
        item = table.get(keys.elector(ids[person]))
        if item is None:
            raise AssertionError(f"nobody was imported: {person}")
        ids[name] = item["household"]
    table.transact([imports.put_conflict(IMPORT, PRIYAS, ids["next_door"], NOW)])
    return replace(scene, state=memory.keep(), ids=ids)


def _claimed(scene: Scene, memory: Memory, caller: str = "sam") -> Scene:
    doing = Doing(memory, scene, 2)
    bank, desk = doing.context.bank("main"), doing.desk(caller)
    found = claim_next(doing.context, bank, desk, now=doing.now, chance=doing.chance)
    if not isinstance(found, Handed):
        raise AssertionError(f"nothing was handed out: {found}")
    return replace(scene, claim=found.claim.id)


def _said(scene: Scene, memory: Memory, response: Response, requests_left: int | None = None) -> Scene:
    """A call of Sam's; with `requests_left` its recording breaks off after so many writes."""
    doing = Doing(memory, scene, 3)
    process = Process(memory, lambda: respond(doing.context, "sam", scene.claim, response, now=doing.now))
    if requests_left is None:
        process.go()
        return replace(scene, call=process.came)
    before = dict(memory.items)
    while requests_left:
        process.go(process.requests + 1)
        requests_left -= memory.items != before
        before = dict(memory.items)
    process.end()
    return scene


def _later(seconds: int, make: Callable[[Scene, Memory], Scene]) -> Callable[[Scene, Memory], Scene]:
    def made(scene: Scene, memory: Memory) -> Scene:
        then = make(scene, memory)
        return replace(then, now=then.now + seconds)

    return made


def _held_again(scene: Scene, memory: Memory) -> Scene:
    rung = _claimed(scene, memory, "sam")
    _said(rung, memory, a_response(Outcome.NOT_HOME, number=ROBINS))
    return _claimed(replace(rung, now=rung.now + 5 * HOUR), memory)


def _called(scene: Scene, memory: Memory) -> Scene:
    return _said(_claimed(scene, memory), memory, a_response(Outcome.NOT_HOME, number=PRIYAS))


def _promised(scene: Scene, memory: Memory) -> Scene:
    promised = Response(Outcome.CALL_BACK, PRIYAS, call_back_at=NOW + HOUR, call_back_for="me")
    return _said(_claimed(scene, memory), memory, promised)


def _broken(writes: int) -> Callable[[Scene, Memory], Scene]:
    return lambda scene, memory: _said(_claimed(scene, memory), memory, REFUSED, writes)


REFUSED: Final = Response(Outcome.REFUSED, ROBINS)

_LATER: Final[dict[str, Callable[[Scene, Memory], Scene]]] = {
    "held": _later(60, _claimed),
    "held_again": _later(60, _held_again),
    "lapsed": _later(LEASE_SECONDS + 60, _claimed),
    "long_lapsed": _later(5 * HOUR, _claimed),
    "broken_in_hand": _later(60, _broken(1)),
    "broken": _later(LEASE_SECONDS + 60, _broken(1)),
    "broken_long_ago": _later(5 * HOUR, _broken(1)),
    "untold": _later(60, _broken(2)),
    "called": _later(5 * HOUR, _called),
    "promised": _later(HOUR, _promised),
}

SCENES: Final = ("waiting", *_LATER)
"""The names of all scenes."""
