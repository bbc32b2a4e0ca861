"""Two processes of which exactly one runs: the test says after which of its requests each stands still.

A process is a greenlet, and every request that it makes goes through a gate. So there are no threads, no clocks and no
chance in it: the same numbers are the same order of requests, every time.
"""

import random
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, Final

import greenlet  # type: ignore[import-untyped]

from ringround.domain.errors import Refused
from tests.interleavings.memory import Memory


class Ends(BaseException):
    """The process is gone, whatever catches exceptions in it."""


class Inline(Executor):
    """Work that is carried out where it is submitted: a process of several threads has its requests in one order."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it now."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever asks for the result gets it
            future.set_exception(error)
        return future


_NOBODYS: Final = random.Random(0)


def token_hex(size: int) -> str:
    """In place of `secrets.token_hex`: the same process draws the same ids, every time."""
    chance: random.Random = getattr(greenlet.getcurrent(), "chance", _NOBODYS)
    return chance.randbytes(size).hex()


class Process:
    """One operation under way. `came` is what it came to: a result, or the refusal that it ended with. `seed` is that
    of what it draws by chance."""

    def __init__(self, memory: Memory, work: Callable[[], Any], seed: int = 0) -> None:
        self._memory, self._work = memory, work
        self._greenlet = greenlet.greenlet(self._run)
        self._greenlet.chance = random.Random(seed)
        self._stop_after: int | None = None
        self.requests = 0
        self.waited = 0
        self.over = self.dead = False
        self.came: Any = None
        self.refused: Refused | None = None

    def _run(self) -> None:
        try:
            self.came = self._work()
        except Refused as refused:
            self.refused = refused
        except Ends:
            pass
        finally:
            self.over = True

    def go(self, stop_after: int | None = None) -> bool:
        """Let it run until it has made so many requests, or to its end; whether it ended. Raises what it raises."""
        if self.over:
            return True
        self._stop_after = stop_after
        self._memory.before = self._gate
        try:
            self._greenlet.switch()
        finally:
            self._memory.before = lambda: None
        return self.over

    def end(self) -> None:
        """It never makes another request: what it would do on its way out is not done either."""
        if not self.over:
            self.dead = True
            self.go()

    def wait(self, seconds: float) -> None:
        """It waits for somebody else, who comes first; for itself, so much time has passed afterwards."""
        self.waited += max(1, round(seconds))
        self._greenlet.parent.switch()
        if self.dead:
            raise Ends

    def _gate(self) -> None:
        while self._stop_after is not None and self.requests >= self._stop_after and not self.dead:
            self._greenlet.parent.switch()
        if self.dead:
            raise Ends
        self.requests += 1
