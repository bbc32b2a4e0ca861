"""One round of a drill: a fresh table, callers and an organiser at work under faults, and the end of it."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from infra.local.install.paths import ROOT
from tests.drill import settling
from tests.drill.caller import TWICE_AT, Caller
from tests.drill.campaign import STARTS, items, set_up
from tests.drill.clock import Clock
from tests.drill.conductor import Conductor
from tests.drill.journal import Journal
from tests.drill.lists import Register
from tests.drill.organiser import FIRST, SECOND, Organiser
from tests.drill.page import Gate, Told, World
from tests.drill.planned import Planned
from tests.drill.site import Site
from tests.drill.strike import EVERY_TIME, FILE_KINDS, STRIKES, TABLE_KINDS, Strike

BEFORE, AFTER, EXPORT, ROUND = "before.jsonl", "after.jsonl", "export.csv", "round.json"
SAY_EVERY: Final = 10.0
MAIL_STRIKES: Final = (Strike("mail_failed", 1, EVERY_TIME), Strike("mail_lost", 1), None)
"""What the mail with a caller's first code meets, one caller after the other."""
REMOVED_PAUSE: Final = 0.5
"""Seconds between two things that somebody tries who was removed."""
QUEUE_PARTS: Final = (1, 3)
"""Over how many partitions the banks' queues are spread: one round after the other."""
PAUSE_LAG: Final = 2.5
"""Seconds after which a bank of several partitions hands out nothing more once it was paused: its rules may be two
seconds old in a process (docs/scale.md), and the half is for the one that was about to use them."""
LONGEST_PAUSE: Final = 1.5
"""Seconds that a page waits after many requests in vain, where people's pages wait for minutes."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How long a round is: until so many calls were recorded and everything struck once, `seconds` at most. One
    request in `every` meets a fault; `gap` steps lie between two strikes at the app itself, `acts` between two things
    that the organiser does, `often` says how often what costs little is done."""

    calls: int
    callers: int
    houses: int
    seconds: float
    seed: int
    every: int = 9
    gap: int = 600
    acts: int = 40
    often: int = 2


class Round:
    """Runs in `folder`, which holds all that the checker needs afterwards."""

    def __init__(self, folder: Path, size: Size, say: Say) -> None:
        folder.mkdir(parents=True)
        self.folder, self.size, self._say = folder, size, say
        self._commit = commit()
        self.site = Site(folder)
        self.site.forget()
        self._world = World(self.site, Clock(folder, STARTS), Gate(), Journal(folder))
        self._planned = Planned(size.seed, size.every)
        self._parts = QUEUE_PARTS[size.seed % len(QUEUE_PARTS)]
        self._organiser = Organiser(
            self._world,
            Register(size.seed),
            self._planned,
            size.seed + 1,
            often=size.often,
            pause_lag=PAUSE_LAG if self._parts > 1 else 0,
        )
        banks = (FIRST, FIRST, SECOND)
        self._callers = [
            Caller(self._world, n, banks, self._planned, size.seed * 1_000 + n) for n in range(size.callers)
        ]
        self._none = 0
        self._failed: list[BaseException] = []
        self._conductor = Conductor(self._world, self._organiser, self._steps, self._idle, size.gap, size.seed + 2)
        self._stop = threading.Event()

    def run(self) -> None:
        """The whole of it. Raises RuntimeError where the drill can’t go on; everything is stopped all the same."""
        begun = time.monotonic()
        try:
            self._planned.on = False
            self.site.start()
            set_up(self.site, self._parts)
            self._organiser.sign_in()
            join = self._organiser.prepare(self.size.houses)
            for caller, mail in zip(self._callers, cycle(MAIL_STRIKES), strict=False):
                caller.sign_in(join, mail)
                self._organiser.callers[caller.page.ask("GET", "/api/me").body["caller"]["id"]] = caller
            self._say(f"{len(self._callers)} callers are signed in, {self.size.houses} households are there.")
            self._planned.on = True
            rang = time.monotonic()
            self._ring()
            seconds = time.monotonic() - rang
            rung = self._total("calls")
            self._planned.on = False
            left = self._settle()
            self._write(seconds, rung, time.monotonic() - begun, left)
        finally:
            self._stop.set()
            self._conductor.stop.set()
            self.site.stop()
            self.site.keep_logs()
            self.site.forget()
            self._world.journal.close()

    def _ring(self) -> None:
        threads = [threading.Thread(target=self._guarded, args=(lambda c=c: self._work(c),)) for c in self._callers]
        threads += [
            threading.Thread(target=self._guarded, args=(act,)) for act in (self._organise, self._conductor.run)
        ]
        end = time.monotonic() + self.size.seconds
        said = time.monotonic()
        for thread in threads:
            thread.start()
        while not self._failed and time.monotonic() < end and not self._enough():
            time.sleep(0.1)
            if time.monotonic() - said >= SAY_EVERY:
                said = time.monotonic()
                self._say(self._progress())
        self._stop.set()
        self._conductor.stop.set()
        for thread in threads:
            thread.join()
        if self._failed:
            raise self._failed[0]

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            self._failed.append(error)

    def _enough(self) -> bool:
        """Whether there are calls enough, and everything has struck: by what was seen to strike, never by luck."""
        if self._total("calls") < self.size.calls or not self._conductor.once_each.is_set():
            return False
        struck = self.folder / STRIKES
        met = {json.loads(line)["kind"] for line in struck.read_text().splitlines()} if struck.exists() else set()
        said = all(caller.said > TWICE_AT for caller in self._callers)
        return said and self._organiser.rounds > 0 and met >= {*TABLE_KINDS, *FILE_KINDS}

    def _work(self, caller: Caller) -> None:
        failed = 0
        while not self._stop.is_set():
            told = caller.step()
            if told is not None and (told.status == 0 or told.status >= 500):
                self._conductor.answers.wait(1)
                self._stop.wait(min(LONGEST_PAUSE, 0.02 * 2**failed))
                failed += 1
                continue
            failed = 0
            if told is not None and told.status == 401:
                self._stop.wait(REMOVED_PAUSE)
            if told is not None and _nothing(told):
                self._none += 1
                self._stop.wait(0.05)

    def _organise(self) -> None:
        due = 0
        while not self._stop.wait(0.05):
            if self._steps() >= due and self._conductor.answers.is_set():
                due = self._steps() + self.size.acts
                self._organiser.step()

    def _idle(self) -> bool:
        """Whether callers ask in vain: then time may move on."""
        found = self._none > len(self._callers)
        self._none = 0 if found else self._none
        return found

    def _settle(self) -> list[str]:
        self._say("Faults have ended.")
        self._organiser.open_all()
        self._organiser.take_back()
        gone = [settling.vanish(caller, 3 + n % 2) for n, caller in enumerate(self._callers[:4])]
        self._conductor.struck["callers gone for good in mid-response"] += sum(gone)
        settling.send_all(self._callers)
        for caller in self._callers:
            caller.put_all_away()
        left = settling.finish_work(self._world, self._organiser, self._conductor)
        self._keep(BEFORE, items(self.site))
        self._organiser.page.by_itself("before", "")
        settling.fetch_exports(self._organiser, self.folder / "exports")
        self._say("Everything was sent and finished; now everybody who is left is rung.")
        settling.drain(self._world, self._callers, self._conductor)
        self._say("Everybody was rung; now some days pass.")
        # What was left uncounted is counted once its day is final: by whoever looks at the banks then.
        for _ in range(2):
            self._conductor.move(3 * 86_400, "time moved")
            for path in ("banks", "overview", "results"):
                self._organiser.surely(f"look_{path}", "GET", f"/api/organiser/{path}")
        (self.folder / EXPORT).write_bytes(settling.last_export(self._organiser))
        self._keep(AFTER, items(self.site))
        return left

    def _keep(self, name: str, found: list[dict[str, Any]]) -> None:
        with (self.folder / name).open("w") as file:
            file.writelines(json.dumps(item) + "\n" for item in found)

    def _write(self, seconds: float, rung: int, whole: float, left: list[str]) -> None:
        said = {
            "size": asdict(self.size),
            "commit": self._commit,
            "steps": self._steps(),
            "calls": self._total("calls"),
            "rung": rung,
            "claims": self._total("claims"),
            "requests": self._total("requests"),
            "ringing_seconds": round(seconds, 1),
            "seconds": round(whole, 1),
            "struck": dict(self._conductor.struck),
            "unfinished": left,
        }
        (self.folder / ROUND).write_text(json.dumps(said, indent=1))

    def _steps(self) -> int:
        return self._total("steps")

    def _total(self, what: str) -> int:
        return sum(getattr(caller.counted, what) for caller in self._callers)

    def _progress(self) -> str:
        struck = Counter(self._conductor.struck)
        return (
            f"  {self._total('calls')} calls, {self._total('claims')} claims, {self._total('requests')} requests;"
            f" server killed {struck['server killed with -9']} times"
        )


def commit() -> str:
    """The commit that runs, with a plus where something of it was changed; empty outside a working copy of git."""
    asked = ["git", "describe", "--always", "--abbrev=12", "--dirty=+", "--exclude=*"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip()


def _nothing(told: Told) -> bool:
    """Whether somebody asked for a household in vain."""
    return isinstance(told.body, dict) and told.status == 200 and told.body.get("claim", "") is None


def longer(size: Size, **changes: Any) -> Size:
    """A size with some of it changed."""
    return replace(size, **changes)
