"""What one process does from a state on, kept request by request: what is known of it needs not be run again.

A process goes by nothing but what it is answered. So two orders are alike from the moment at which both processes have
been answered the same and the table holds the same, whoever made a request first.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.exceptions import ClientError

from tests.interleavings.memory import Memory, State
from tests.interleavings.stepping import Process

_READS: Final = frozenset({"get_item", "batch_get_item", "query", "scan"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request: what was asked, what was answered (or refused with), and the table after it."""

    name: str
    given: dict[str, Any]
    answer: Any
    after: State


class Recording:
    """A client that keeps what is asked of another one, and what comes of it."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.meta = memory.meta
        self.made: list[Request] = []
        self._state = memory.keep()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(**given: Any) -> Any:
            try:
                answer = getattr(self.memory, name)(**given)
            except ClientError as refused:
                self._note(name, given, refused.response)
                raise
            self._note(name, given, answer)
            return answer

        return ask

    def _note(self, name: str, given: dict[str, Any], answer: Any) -> None:
        if name not in _READS:
            self._state = self.memory.keep()
        self.made.append(Request(name, given, answer, self._state))


@dataclass(slots=True)
class Trace:
    """A process that ran by itself from a state to its end. `waited` says that it waited for somebody on the way."""

    before: State
    process: Process
    requests: list[Request] = field(default_factory=list)
    waited: bool = False

    def state(self, made: int) -> State:
        """The table after so many of its requests."""
        return self.requests[made - 1].after if made else self.before

    @property
    def final(self) -> State:
        """The table after all of them."""
        return self.state(len(self.requests))

    def ended(self) -> str:
        """What it came to, to be compared with another's."""
        return repr((self.process.came, self.process.refused and repr(vars(self.process.refused))))


def replay(memory: Memory, state: State, request: Request) -> tuple[Any, State]:
    """What a request is answered in another state, and the table after it."""
    memory.take_up(state)
    try:
        answer = getattr(memory, request.name)(**request.given)
    except ClientError as refused:
        answer = refused.response
    return answer, state if request.name in _READS else memory.keep()
