"""Strikes at the app itself, and moves the time, while callers ring: in turn, by the steps that the callers made."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.drill.organiser import CLOSES, OPENS, Organiser
from tests.drill.page import World
from tests.drill.site import MOST_ENGINE_ENDS
from tests.drill.strike import EVERY_TIME, TICKETS, Kind, Strike

LEASE: Final = 30 * 60
JUMPS: Final = 4
_POLL: Final = 0.02
JOB_STRIKES: Final[tuple[tuple[Kind, int], ...]] = (
    *(("lost", EVERY_TIME), ("ended", 1), ("throttled", EVERY_TIME), ("lost", 1)),
    *(("ended", 1), ("conflict", 3), ("failed", EVERY_TIME)),
)
"""What long work meets, one run after the other."""


@dataclass
class Conductor:
    """`steps` says how many steps the callers made together, `gap` how many lie between two strikes; `away` is set
    while the app answers. What was done is counted in `struck`."""

    world: World
    organiser: Organiser
    steps: Callable[[], int]
    idle: Callable[[], bool]
    gap: int
    seed: int
    struck: Counter[str] = field(default_factory=Counter)
    answers: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    once_each: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self.answers.set()

    def run(self) -> None:
        """Until `stop` is set. Everything once, then everything again."""
        strikes: tuple[Callable[[], None], ...] = (
            self.past_every_lease,
            self.pause_engine,
            self.meet_import,
            self.kill_server,
            self.night,
            self.meet_export,
            self.end_engine,
            self.meet_arranging,
            self.jump,
            self.meet_files,
        )
        turn, due = 0, self.gap
        while not self.stop.is_set():
            self.stop.wait(_POLL)
            if self.idle():
                self._on()
            if self.steps() < due:
                continue
            strikes[turn % len(strikes)]()
            turn += 1
            due = self.steps() + self.gap
            if turn == len(strikes):
                self.once_each.set()

    def _on(self) -> None:
        """Nobody finds anybody to ring just now."""
        if is_open(self.world.clock.now()):
            self.move(self._chance.choice((5, 10, 20)) * 60, "time moved")
        else:
            self.to_opening()

    def move(self, seconds: float, word: str) -> None:
        """Let time pass, and count it by a word."""
        with self.world.gate.closed():
            self.world.clock.move(seconds)
        self.struck[word] += 1

    def past_every_lease(self) -> None:
        """Every claim expires in mid-call."""
        self.move(LEASE + 60, "claims expired in mid-call")

    def night(self) -> None:
        """Calling hours end, people go on asking, and it becomes morning."""
        self.to_closing()
        begun = self.steps()
        while self.steps() < begun + self.gap // 4 and not self.stop.is_set():
            self.stop.wait(_POLL)
        self.to_opening()

    def to_closing(self) -> None:
        """Move to a minute after the end of the calling hours of today."""
        self.move(_until(self.world.clock.now(), CLOSES) + 60, "calling hours ended")

    def to_opening(self) -> None:
        """Move to a minute after the next beginning of calling hours."""
        self.move(_until(self.world.clock.now(), OPENS) + 60, "a night passed")

    def jump(self) -> None:
        """The clock of the servers jumps ahead by less than a lease, some times, with requests under way."""
        for _ in range(JUMPS):
            self.world.clock.move(self._chance.choice((1, 20, 40)))
            self.struck["clock jumped ahead with requests under way"] += 1
            self.stop.wait(0.2)

    def kill_server(self) -> None:
        """kill -9, and up again."""
        self.answers.clear()
        self.world.site.kill()
        self.struck["server killed with -9"] += 1
        self.world.site.start()
        self.answers.set()

    def pause_engine(self) -> None:
        """The engine stands still for seconds: once in a while for longer than the SDK waits."""
        self.world.site.pause_engine(self._chance.choice((1.0, 2.0, 2.0, 7.0)))
        self.struck["engine stopped for seconds"] += 1

    def end_engine(self) -> None:
        """The engine is ended with -9 and started again on what is on disk."""
        if self.world.site.engine_ends < MOST_ENGINE_ENDS:
            self.world.site.end_engine()
            self.struck["engine ended and started on disk"] += 1

    def meet_import(self) -> None:
        """An import's function meets a fault at the table: in its first run it ends."""
        self._ticket("import_contacts")
        self.organiser.begin(self.organiser.import_new)

    def meet_export(self) -> None:
        """So does an export's."""
        self._ticket("export_results")
        self.organiser.begin(self.organiser.export)

    def meet_arranging(self) -> None:
        """So does the one that makes households follow a bank."""
        self._ticket("arrange_households")
        self.organiser.begin(self.organiser.change_target)

    def meet_files(self) -> None:
        """The storage of files refuses an import for a while, and an export is not told that its file arrived."""
        times = self._chance.choice((1, EVERY_TIME))
        self._write_ticket("import_contacts", Strike("file_failed", 1, times))
        self._write_ticket("export_results", Strike("file_lost", 1, EVERY_TIME + 1 - times))
        self.organiser.begin(self.organiser.import_new)
        self.organiser.begin(self.organiser.export)

    def _write_ticket(self, function: str, strike: Strike) -> None:
        folder = self.world.site.folder / TICKETS
        folder.mkdir(exist_ok=True)
        self.struck[f"ticket for {function}"] += 1
        (folder / f"{function}-{self.struck[f'ticket for {function}']:05d}").write_text(str(strike))

    def _ticket(self, function: str) -> None:
        kind, times = JOB_STRIKES[(self.struck[f"ticket for {function}"] + 1) % len(JOB_STRIKES)]
        self._write_ticket(function, Strike(kind, self._chance.randint(2, 12), times))


def is_open(now: float) -> bool:
    """Whether the drill's banks may ring at a time (winter: London's clock is UTC)."""
    clock = datetime.fromtimestamp(now, UTC).strftime("%H:%M")
    return OPENS <= clock < CLOSES


def _until(now: float, clock: str) -> float:
    """Seconds until the next time that the clock shows this."""
    today = datetime.fromtimestamp(now, UTC)
    hour, minute = (int(part) for part in clock.split(":"))
    then = today.replace(hour=hour, minute=minute, second=0, microsecond=0)
    then = then if then > today else then + timedelta(days=1)
    return (then - today).total_seconds()
